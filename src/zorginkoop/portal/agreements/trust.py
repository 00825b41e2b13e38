"""With whose keys this installation seals, signs and stamps, and which issuers it trusts.

In a demo everything comes from an authority to practise with, and every certificate and paper says that it has no
legal force. Production names its own: the seal of the organisation in a file, a timestamp service by its address, and
for the signatures of people a function of a trust service. What is missing is said, and nothing is signed.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, cast

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from django.conf import settings
from django.utils.module_loading import import_string

from zorginkoop.documents.keys import FileKey, Signer, certificates_from_pem, key_from_p12, key_from_pem
from zorginkoop.documents.practice_authority import NO_LEGAL_FORCE, PracticeAuthority
from zorginkoop.kernel.errors import OutsideFailed

if TYPE_CHECKING:
    from pyhanko.sign.timestamps import TimeStamper

PRACTICE = "proef"
_FROM = datetime(2020, 1, 1, tzinfo=UTC)  # a rehearsal plays any day from here on
_DAYS = 30 * 365


class PersonSigner(Protocol):
    """What a trust service offers: a signer for one person who has just shown who it is."""

    def __call__(self, name: str, organisation: str, moment: datetime) -> Signer:
        """Give a signer in this person's name, for this organisation, that counts at this moment."""


@dataclass(frozen=True)
class Trust:
    """The keys of an installation."""

    practice: PracticeKeys | None
    own_seal: FileKey | None
    own_stamps: str
    own_person: PersonSigner | None
    own_roots: tuple[x509.Certificate, ...]

    @property
    def mark(self) -> str:
        """What every paper must say when a key to practise with has a part in it."""
        own = self.own_seal and self.own_stamps and self.own_person
        return "" if own else NO_LEGAL_FORCE

    @property
    def roots(self) -> tuple[x509.Certificate, ...]:
        """The issuers that are trusted here."""
        return (*self.own_roots, *([self.practice.authority.root.certificate] if self.practice else []))

    def seal(self) -> Signer:
        """Give the seal of the purchaser."""
        return self.own_seal or self._practice("ZORGINKOOP_SEAL").seal

    def person(self, name: str, organisation: str, moment: datetime) -> Signer:
        """Give a signer for one person; the caller has just seen who it is."""
        if self.own_person is not None:
            return self.own_person(name, organisation, moment)
        return self._practice("ZORGINKOOP_PERSON_SIGNER").authority.person(name, organisation, moment)

    def stamps(self, moment: datetime) -> TimeStamper:
        """Give the timestamp service."""
        from zorginkoop.documents.timestamps import practice_timestamps  # noqa: PLC0415 - pyHanko takes a while to load

        if self._service is not None:
            return self._service
        return practice_timestamps(self._practice("ZORGINKOOP_TIMESTAMPS").service, moment)

    @cached_property
    def _service(self) -> TimeStamper | None:
        """The service outside, kept: it is asked once how large its answers are, and then once for each signature."""
        from zorginkoop.documents.timestamps import ServiceTimestamps  # noqa: PLC0415 - as above

        return ServiceTimestamps(self.own_stamps) if self.own_stamps else None

    def _practice(self, setting: str) -> PracticeKeys:
        if self.practice is None:
            message = f"tekenen kan hier nog niet: {setting} ontbreekt. Er is niets getekend; vraag het de beheerder."
            raise OutsideFailed(message)
        return self.practice


@dataclass(frozen=True)
class PracticeKeys:
    """An authority to practise with, a seal and a timestamp service."""

    authority: PracticeAuthority
    seal: FileKey
    service: FileKey


def trust() -> Trust:
    """Give the keys of this installation, read once."""
    return _trust(
        Path(settings.DATA), settings.SIGNING, settings.SEAL, settings.SEAL_PASSWORD, settings.TIMESTAMPS,
        settings.PERSON_SIGNER, settings.TRUSTED_ROOTS, settings.PURCHASER,
    )  # fmt: skip


@lru_cache(maxsize=4)
def _trust(  # noqa: PLR0913, PLR0917 - one for each setting, so that another setting is another answer
    folder: Path, signing: str, seal: str, password: str, stamps: str, person: str, roots: str, purchaser: str
) -> Trust:
    return Trust(
        practice=_practice_keys(folder / "sleutels", purchaser) if signing == PRACTICE else None,
        own_seal=key_from_p12(Path(seal).read_bytes(), password, seal) if seal else None,
        own_stamps=stamps,
        own_person=cast("PersonSigner", import_string(person)) if person else None,
        own_roots=certificates_from_pem(Path(roots).read_bytes(), roots) if roots else (),
    )


def _practice_keys(folder: Path, purchaser: str) -> PracticeKeys:
    """Read the keys to practise with, or make them; of two processes at once the first to finish wins."""
    authority = PracticeAuthority(_kept(folder, "oefenuitgever", lambda: PracticeAuthority.make(_FROM, _DAYS).root))
    return PracticeKeys(
        authority,
        _kept(folder, "oefenzegel", lambda: authority.seal(purchaser, _FROM, _DAYS)),
        _kept(folder, "oefentijdstempel", lambda: authority.timestamps(_FROM, _DAYS)),
    )


def _kept(folder: Path, name: str, make: Callable[[], FileKey]) -> FileKey:
    file = folder / f"{name}.pem"
    if not file.exists():
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        _write_once(file, _pem(make()))
    data = file.read_bytes()
    return key_from_pem(data, data, file=str(file))


def _pem(key: FileKey) -> bytes:
    private = key.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return private + b"".join(one.public_bytes(Encoding.PEM) for one in (key.certificate, *key.chain))


def _write_once(file: Path, data: bytes) -> None:
    beside = file.with_name(f"{file.name}.{os.getpid()}")
    beside.touch(mode=0o600)
    beside.write_bytes(data)
    with contextlib.suppress(FileExistsError):  # another process was first, and its key counts
        file.hardlink_to(beside)
    beside.unlink()
