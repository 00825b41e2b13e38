"""Files handed in as evidence: looked at by their content, kept by its hash, and given only to who may see them."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from zorginkoop.kernel.date_words import write_date
from zorginkoop.portal import clock
from zorginkoop.portal.accounts.models import User
from zorginkoop.portal.audit.log import changing
from zorginkoop.portal.intake.drafts import REJECTED, open_files
from zorginkoop.portal.intake.kinds import ENDINGS, FileRefusedError, kind_of
from zorginkoop.portal.intake.models import EvidenceFile, Questionnaire
from zorginkoop.portal.intake.saving import locked
from zorginkoop.portal.intake.scanning import scanned
from zorginkoop.portal.register.models import Provider

MOST_BYTES = 15 * 1024 * 1024
MOST_FILES = 10  # for one question
_NAME = 160


@dataclass(frozen=True, slots=True)
class Kept:
    """A file as it was kept."""

    content_hash: str
    media_type: str
    size: int
    scanned_at: datetime | None  # when no malware was found in it; none where nobody scans


def too_large() -> str:
    """Say that a file is larger than we take, and what now."""
    return _("Dit bestand is groter dan 15 MB. Maak het kleiner, of splits het in delen.")


def path_of(content_hash: str) -> Path:
    """Give where a file is kept."""
    digest = content_hash.removeprefix("sha256:")
    return settings.DATA / "bewijs" / digest[:2] / digest


def keep(upload: UploadedFile[bytes]) -> Kept:
    """Write a file beside its place and move it there whole; FileRefusedError when it cannot be evidence."""
    if not upload.size:
        raise FileRefusedError(_("Dit bestand is leeg. Kies een ander bestand."))
    if upload.size > MOST_BYTES:
        raise FileRefusedError(too_large())
    media_type = kind_of(upload)
    looked_at = scanned(upload.chunks())
    return Kept(_written(upload.chunks()), media_type, upload.size, looked_at)


def keep_bytes(content: bytes) -> str:
    """Keep what we made ourselves where evidence is kept, and give its hash."""
    return _written([content])


def _written(chunks: Iterable[bytes]) -> str:
    folder = settings.DATA / "bewijs"
    folder.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256()
    with tempfile.NamedTemporaryFile(dir=folder, prefix="nieuw-", delete=False) as beside:
        for chunk in chunks:
            digest.update(chunk)
            beside.write(chunk)
        beside.flush()
        os.fsync(beside.fileno())
    place = path_of(f"sha256:{digest.hexdigest()}")
    place.parent.mkdir(exist_ok=True)
    Path(beside.name).replace(place)
    place.chmod(0o600)
    return f"sha256:{digest.hexdigest()}"


@dataclass(frozen=True, slots=True)
class About:
    """What a sender says about a file: from and until when it holds, and why few may see it."""

    valid_from: date | None = None
    valid_until: date | None = None
    confidential_because: str = ""


def hand_in(
    questionnaire: Questionnaire, fact: str, upload: UploadedFile[bytes], about: About | None, by: User
) -> EvidenceFile:
    """Keep a file as evidence for a fact; the same file twice is one. FileRefusedError says what is wrong with it."""
    about = about or About()
    refuse_ended(about)
    if open_files(questionnaire).filter(fact=fact).count() >= MOST_FILES:
        raise FileRefusedError(_("Bij deze vraag staan al 10 bestanden. Haal er eerst een weg."))
    kept = keep(upload)
    refuse_known(questionnaire.provider, fact, kept, about)
    with changing(
        "intake.evidence_handed_in",
        about=questionnaire,
        for_whom=questionnaire.provider.public_id,
        fact=fact,
        file=kept.content_hash,
    ):
        locked(questionnaire)
        same = open_files(questionnaire).filter(fact=fact, content_hash=kept.content_hash).first()
        if same is not None:
            EvidenceFile.objects.filter(pk=same.pk).update(
                **asdict(about), scanned_at=kept.scanned_at or same.scanned_at
            )
            same.refresh_from_db()
            return same
        return EvidenceFile.objects.create(
            questionnaire=questionnaire,
            fact=fact,
            content_hash=kept.content_hash,
            media_type=kept.media_type,
            size=kept.size,
            name=safe_name(upload.name or "", kept.media_type),
            **asdict(about),
            uploaded_by=by,
            uploaded_at=clock.now(),
            scanned_at=kept.scanned_at,
        )


def refuse_ended(about: About) -> None:
    """Refuse what proves nothing any more or nothing yet, or ends before it begins."""
    if about.valid_until is not None and about.valid_until < clock.today():
        raise FileRefusedError(_("Dit bewijs is niet meer geldig: de datum bij 'geldig tot en met' is voorbij."))
    if about.valid_from is not None and about.valid_until is not None and about.valid_until < about.valid_from:
        raise FileRefusedError(_("De datum bij 'geldig tot en met' ligt voor die bij 'geldig vanaf'."))
    if about.valid_from is not None and about.valid_from > clock.today():
        raise FileRefusedError(
            _("Dit bewijs geldt pas vanaf %(day)s. Stuur het vanaf die dag in, of stuur nu bewijs dat al geldt.")
            % {"day": date_format(about.valid_from)}
        )


def refuse_known(provider: Provider, fact: str, kept: Kept, about: About) -> None:
    """Refuse a file that we have for the same fact from before: nobody need send it twice, and a no stays a no."""
    same = (
        EvidenceFile.objects.filter(
            questionnaire__provider=provider, fact=fact, content_hash=kept.content_hash, withdrawn_at=None
        )
        .exclude(evidence=None)
        .select_related("evidence")
        .order_by("-uploaded_at")
        .first()
    )
    if same is None or same.evidence is None:
        return
    day = write_date(same.uploaded_at.astimezone(clock.AMSTERDAM).date(), "nl")
    if same.evidence.verdict == REJECTED:
        raise FileRefusedError(
            _("Dit is hetzelfde bestand dat u op %(day)s instuurde, en dat wij niet accepteerden. Stuur een ander.")
            % {"day": day}
        )
    ended = same.valid_until is not None and same.valid_until < clock.today()
    if not ended and about.valid_until in {None, same.valid_until}:
        raise FileRefusedError(
            _("Dit bestand hebben wij al van %(day)s. U hoeft het niet opnieuw te sturen.") % {"day": day}
        )


def take_back(file: EvidenceFile) -> None:
    """Take a file back that was not confirmed yet; its content stays, for it may be evidence elsewhere."""
    with changing(
        "intake.evidence_taken_back",
        about=file.questionnaire,
        for_whom=file.questionnaire.provider.public_id,
        fact=file.fact,
        file=file.content_hash,
    ):
        locked(file.questionnaire)
        EvidenceFile.objects.filter(pk=file.pk, withdrawn_at=None, evidence=None).update(withdrawn_at=clock.now())


def safe_name(name: str, media_type: str) -> str:
    """Keep of a name what can be shown and saved: its last part, printable, with the ending of what it really is."""
    last = name.replace("\\", "/").rpartition("/")[2]
    printable = "".join(letter for letter in last if letter.isprintable() and letter not in '<>:"|?*')
    stem = printable.rpartition(".")[0] or printable or "bewijs"
    ending = ENDINGS[media_type]
    return f"{stem[: _NAME - len(ending)].strip()}{ending}"
