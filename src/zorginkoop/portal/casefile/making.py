"""Ask for a season file, and make it: gathered, sealed, written, checked as anybody can, and only then kept."""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from django.conf import settings
from django.db import IntegrityError
from django.utils.translation import gettext as _

from zorginkoop.documents.case_file import Member, check_case_file, contents_of, listed, overview, write
from zorginkoop.kernel.date_words import write_date
from zorginkoop.kernel.errors import DocumentWrong, OutsideFailed
from zorginkoop.portal import clock
from zorginkoop.portal.accounts.models import User
from zorginkoop.portal.agreements.trust import trust
from zorginkoop.portal.audit.log import acting, changing
from zorginkoop.portal.audit.reading import read
from zorginkoop.portal.casefile import gathering
from zorginkoop.portal.casefile.models import CaseFile, CaseFileState, folder
from zorginkoop.portal.editions.models import Season
from zorginkoop.portal.register.models import Provider


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody asks for: for whom and why, and with a reason of its own what is confidential."""

    season: Season
    for_whom: str
    ground: str
    confidential_ground: str = ""


def ask(provider: Provider, wanted: Wanted, by: User) -> CaseFile:
    """Have a season file made; one that is being made is given instead of a second one."""
    from zorginkoop.portal.casefile import jobs  # noqa: PLC0415 - they know this module

    same = CaseFile.objects.filter(provider=provider, season=wanted.season, state=CaseFileState.WAITING)
    if (found := same.first()) is not None:
        return found
    try:
        with changing("casefile.asked", for_whom=provider.public_id) as change:
            made = CaseFile.objects.create(
                provider=provider,
                season=wanted.season,
                asked_by=by,
                asked_at=clock.now(),
                for_whom=wanted.for_whom,
                ground=wanted.ground,
                confidential=bool(wanted.confidential_ground),
                confidential_ground=wanted.confidential_ground,
            )
            change.about = made
            change.details["confidential"] = int(made.confidential)
            jobs.make_case_file.enqueue(made.pk)
    except IntegrityError:  # a colleague asked at the same moment, and was first
        return same.get()
    return made


def make(case: CaseFile) -> None:
    """Make the file; making it twice gives one file."""
    if case.state != CaseFileState.WAITING:
        return
    with acting(case.asked_by.actor):
        read("casefile.made", for_whom=case.provider.public_id, about=case.pk)
    try:
        made = _written(case)
    except (DocumentWrong, OutsideFailed) as error:
        fail(case, str(error))
        return
    with changing("casefile.made", about=case, for_whom=case.provider.public_id, content=made.hash, files=made.files):
        waiting = CaseFile.objects.filter(pk=case.pk, state=CaseFileState.WAITING)
        waiting.update(
            state=CaseFileState.MADE, made_at=clock.now(), file_hash=made.hash, size=made.size, files=made.files
        )


def fail(case: CaseFile, why: str) -> int:
    """Say why there is no file."""
    with changing("casefile.failed", about=case, for_whom=case.provider.public_id):
        waiting = CaseFile.objects.filter(pk=case.pk, state=CaseFileState.WAITING)
        return waiting.update(state=CaseFileState.FAILED, failure=why[:400])


@dataclass(frozen=True, slots=True)
class _Made:
    hash: str
    size: int
    files: int


def _written(case: CaseFile) -> _Made:
    """Write the file beside its place, check it as whoever gets it will, and move it there whole."""
    members = gathering.members(case)
    files = listed(members)
    about = gathering.about(case)
    contents = contents_of(about, files)
    day = clock.today()
    pdf = overview(_words(case, cast("list[str]", about["weggelaten"])), files, contents, day=day)
    folder().mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.TemporaryDirectory(dir=folder(), prefix="nieuw-") as temporary:
        target = Path(temporary) / "dossier.zip"
        write(target, _sealed(case, pdf), contents, members)
        checked = check_case_file(target, trust().roots, moment=clock.now())
        if not checked.trusted:
            message = _("Het dossier klopte niet toen het werd nagekeken: %s") % " ".join(checked.wrong)
            raise OutsideFailed(message)
        return _moved(target, len(files))


def _moved(target: Path, files: int) -> _Made:
    (one,) = listed([Member("dossier", "", target)])
    place = CaseFile(file_hash=one.hash).path
    place.parent.mkdir(exist_ok=True, mode=0o700)
    with target.open("rb") as file:
        os.fsync(file.fileno())
    target.chmod(0o600)
    target.replace(place)
    return _Made(one.hash, one.size, files)


def _sealed(case: CaseFile, pdf: bytes) -> bytes:
    from zorginkoop.documents.signing import seal  # noqa: PLC0415 - pyHanko takes a while to load

    keys, moment = trust(), clock.now()
    reason = f"Dossier {case.number}"
    return seal(pdf, keys.seal(), moment=moment, timestamps=keys.stamps(moment), provider_signatures=0, reason=reason)


def _words(case: CaseFile, left_out: list[str]) -> dict[str, object]:
    """Give the words of the overview."""
    season = case.season
    day = clock.today()
    return {
        "titel": f"Dossier {case.number}",
        "inkoper": settings.PURCHASER,
        "proef": trust().mark,
        "gegevens": [
            ["Aanbieder", f"{case.provider.name}, AGB-code {case.provider.agb_code}"],
            ["Seizoen", f"{season.edition}, {season.label}, contractjaar {season.contract_year}"],
            ["Gemaakt op", write_date(day, "nl")],
            ["Gevraagd door", case.asked_by.name],
            ["Voor wie", case.for_whom],
            ["Reden", case.ground],
            ["Vertrouwelijke delen", case.confidential_ground or "zitten er niet in"],
        ],
        "uitleg": [
            "Dit dossier bevat wat over deze aanbieder en dit seizoen is vastgelegd, in een vaste volgorde.",
            "In dit overzicht zit de lijst met de hash van elk bestand. Het zegel onder dit overzicht dekt die lijst.",
            "Controleren kan iedereen, met het zegel en zonder onze database: zorginkoop audit file --check BESTAND.",
        ],
        "weggelaten": left_out,
    }
