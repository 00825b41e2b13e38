"""The letters of a mailing: each as a PDF, and all of them as one file for the post room, with a list of addresses."""

from __future__ import annotations

import csv
import hashlib
import io
import os
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO

from django.conf import settings

from zorginkoop.documents.letter_pdf import plain_letter_pdf
from zorginkoop.kernel.date_words import write_date
from zorginkoop.portal import clock
from zorginkoop.portal.agreements import store
from zorginkoop.portal.audit.log import changing
from zorginkoop.portal.exports.files import safe
from zorginkoop.portal.mailings import fields
from zorginkoop.portal.mailings.making import included
from zorginkoop.portal.mailings.models import Mailing, MailingState, PostRun, Receiver

LIST = "adressen.csv"
_AT_ONCE = 200
_FIRST_MOMENT = (1980, 1, 1, 0, 0, 0)
HEAD = ("nummer", "bestand", "AGB-code", "naam", "postcode", "plaats")


def letter(mailing: Mailing, receiver: Receiver, values: Mapping[str, str]) -> bytes:
    """Typeset the letter of one receiver, with the day on which the mailing was agreed to."""
    day = (mailing.approved_at or clock.now()).astimezone(clock.AMSTERDAM).date()
    provider = receiver.provider
    return plain_letter_pdf(
        fields.filled(mailing.subject, values),
        [part.strip() for part in fields.filled(mailing.body, values).split("\n\n") if part.strip()],
        day=day,
        written=write_date(day, "nl"),
        sender=settings.PURCHASER,
        addressee=(provider.name, f"{provider.postcode}  {provider.place}".strip()),
    )


def path_of(file_hash: str) -> Path:
    """Give where the letters of a mailing are kept as one file."""
    return Path(settings.DATA) / "post" / f"{file_hash.removeprefix('sha256:')}.zip"


def bundle(number: int) -> None:
    """Put every letter of a mailing that was sent in one file, with the list of addresses; once, and only if any."""
    mailing = Mailing.objects.get(pk=number)
    letters = included(mailing).exclude(letter_hash="").count()
    if mailing.state != MailingState.SENT or not letters or PostRun.objects.filter(mailing=mailing).exists():
        return
    file_hash = _kept(mailing)
    with changing("mailings.bundled", about=mailing, letters=letters, file=file_hash):
        PostRun.objects.get_or_create(
            mailing=mailing, defaults={"file_hash": file_hash, "letters": letters, "made_at": clock.now()}
        )


def _kept(mailing: Mailing) -> str:
    """Write the file beside its place, one letter at a time, and move it there whole; gives its hash."""
    folder = Path(settings.DATA) / "post"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.NamedTemporaryFile(dir=folder, prefix="nieuw-", delete=False) as beside:
        _write(mailing, beside)
        beside.flush()
        os.fsync(beside.fileno())
    with Path(beside.name).open("rb") as file:
        file_hash = f"sha256:{hashlib.file_digest(file, 'sha256').hexdigest()}"
    Path(beside.name).replace(path_of(file_hash))
    return file_hash


def _write(mailing: Mailing, beside: IO[bytes]) -> None:
    rows = io.StringIO()
    rows.write("\ufeff")
    listed = csv.writer(rows, delimiter=";")
    listed.writerow(HEAD)
    with zipfile.ZipFile(beside, "w", zipfile.ZIP_STORED) as bundled:
        for at, one in enumerate(_lettered(mailing), start=1):
            provider = one.provider
            name = f"{at:05}-{provider.agb_code}.pdf"
            _add(bundled, name, store.fetch(one.letter_hash))
            cells = (at, name, provider.agb_code, provider.name, provider.postcode, provider.place)
            listed.writerow([safe(cell) for cell in cells])
        _add(bundled, LIST, rows.getvalue().encode())


def _add(bundled: zipfile.ZipFile, name: str, content: bytes) -> None:
    """Add a file without the time of the machine, so that the same letters give the same file."""
    bundled.writestr(zipfile.ZipInfo(name, _FIRST_MOMENT), content)


def _lettered(mailing: Mailing) -> Iterator[Receiver]:
    last = 0
    while batch := list(
        included(mailing).filter(pk__gt=last).exclude(letter_hash="").select_related("provider")[:_AT_ONCE]
    ):
        last = batch[-1].pk
        yield from batch
