"""Gather what goes into a season file: the rows of every part, the papers they name, and the logs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC
from pathlib import Path

from django.conf import settings
from django.core.files.storage import default_storage
from django.db.models import Q, QuerySet

from zorginkoop.documents.case_file import Member
from zorginkoop.kernel.canonical import canonical, hash_of_bytes
from zorginkoop.kernel.errors import DocumentWrong, Place, Problem
from zorginkoop.portal.agreements import store as papers
from zorginkoop.portal.agreements.models import EvaluationReport, Offer, RefusalLetter, SampleFile
from zorginkoop.portal.assessment.judging import judged_again
from zorginkoop.portal.assessment.models import Assessment, ExceptionRequest
from zorginkoop.portal.assessment.pages import holds_withheld
from zorginkoop.portal.audit.log import said_of
from zorginkoop.portal.audit.models import Entry, Reading
from zorginkoop.portal.casefile.models import CaseFile
from zorginkoop.portal.casefile.parts import TABLES, confidential_files, evidence_files
from zorginkoop.portal.casefile.rows import Plain, plain, told, written
from zorginkoop.portal.intake.files import path_of
from zorginkoop.portal.intake.models import EvidenceFile, Questionnaire, Reopening
from zorginkoop.portal.mailings.models import Receiver
from zorginkoop.portal.register.models import Signatory
from zorginkoop.portal.requests.models import Document

# Of whom these tell, only who may read them in confidence learns that they are there at all.
_IN_CONFIDENCE = Q(about_kind__in=("register.note", "register.screening", "casefile.casefile", "assessment.interest"))
_IN_CONFIDENCE |= Q(action__startswith="register.note") | Q(action__startswith="integrity.")
_IN_CONFIDENCE |= Q(action__startswith="assessment.interest")
_READ_IN_CONFIDENCE = Q(what__startswith="casefile.") | Q(what__startswith="integrity.")
_ENDINGS = {"application/pdf": ".pdf", "image/jpeg": ".jpg", "image/png": ".png"}
_READING = ("at", "actor_id", "actor_label", "what", "about_id")


def members(case: CaseFile) -> list[Member]:
    """Give every file of a season file in its order; DocumentWrong when a paper is missing or has changed."""
    found = [*_tables(case), *_papers(case), *_logs(case)]
    return sorted(found, key=lambda one: one.path)


def left_out(case: CaseFile) -> list[str]:
    """Say what is not in the file, and why."""
    said = [
        "Berichten met een persoonlijke koppeling: die zijn van één persoon en geven toegang.",
        "Contactpersonen, sleutels van koppelingen en wat iemand alleen voor zichzelf noteerde.",
    ]
    if not case.confidential:
        names = ", ".join(table.title.lower() for table in TABLES if table.confidential)
        said.append(
            f"Vertrouwelijke delen ({names}), en wat het logboek daarover zegt: daar is geen reden voor gegeven."
        )
    return said


def _tables(case: CaseFile) -> Iterator[Member]:
    for table in TABLES:
        if case.confidential or not table.confidential:
            yield Member(table.path, table.title, written(table.lines(case.provider, case.season)))


def _papers(case: CaseFile) -> Iterator[Member]:
    yield from _extracts(case)
    yield from _letters(case)
    yield from _receipts(case)
    yield from _evidence(case)
    yield from _outcomes(case)
    yield from _offers(case)
    asked = ExceptionRequest.objects.filter(provider=case.provider, agreement__season=case.season).order_by("pk")
    for each in asked.exclude(content_hash=""):
        name = f"07-werk/uitzondering-{each.public_id}"
        yield _kept(name, each.name, path_of(each.content_hash), each.content_hash, each.media_type)
    shown = SampleFile.objects.filter(
        answer__request__provider=case.provider, answer__request__sample__agreement__season=case.season
    )
    for file in shown.order_by("pk"):
        name = f"08-aanbod/steekproef-{file.public_id}"
        yield _kept(name, file.name, path_of(file.content_hash), file.content_hash, file.media_type)
    for one in Document.objects.filter(request__provider=case.provider, request__agreement__season=case.season):
        yield _kept(
            f"09-vragen/stuk-{one.public_id}", one.name, path_of(one.content_hash), one.content_hash, one.media_type
        )


def _extracts(case: CaseFile) -> Iterator[Member]:
    hashes = Signatory.objects.filter(provider=case.provider).exclude(kvk_extract_hash="")
    for content_hash in sorted(set(hashes.values_list("kvk_extract_hash", flat=True))):
        digest = content_hash.removeprefix("sha256:")
        place = Path(default_storage.path(f"uittreksels/{digest}.pdf"))
        yield _kept(f"01-register/uittreksel-{digest[:16]}", "Uittreksel van de KvK", place, content_hash)


def _letters(case: CaseFile) -> Iterator[Member]:
    receivers = Receiver.objects.filter(provider=case.provider, mailing__agreement__season=case.season)
    for one in receivers.exclude(letter_hash="").select_related("mailing"):
        title = f"Brief: {one.mailing.title}"
        yield _kept(f"03-berichten/brief-{one.pk:08}", title, papers.path_of(one.letter_hash), one.letter_hash)
    refusals = RefusalLetter.objects.filter(
        assessment__provider=case.provider, assessment__agreement__season=case.season
    )
    for letter in refusals.exclude(file_hash=""):
        name = f"08-aanbod/brief-{letter.public_id}"
        yield _kept(name, "Brief over een afwijzing", papers.path_of(letter.file_hash), letter.file_hash)
    reports = EvaluationReport.objects.filter(
        assessment__provider=case.provider, assessment__agreement__season=case.season
    ).order_by("pk")
    for report in reports.exclude(file_hash=""):
        name = f"06-uitkomsten/verslag-{report.public_id}"
        yield _kept(name, "Verslag van een beoordeling", papers.path_of(report.file_hash), report.file_hash)


def _receipts(case: CaseFile) -> Iterator[Member]:
    asked = Questionnaire.objects.filter(provider=case.provider, agreement__season=case.season)
    for one in asked.exclude(confirmed_at=None).select_related("agreement__season"):
        yield from _receipt(one)
    before = Reopening.objects.followed().filter(questionnaire__in=asked)
    for earlier in before.order_by("confirmed_at", "pk"):
        yield from _receipt(earlier)


def _receipt(one: Questionnaire | Reopening) -> Iterator[Member]:
    """Give what was confirmed, or what was confirmed before that, with its paper."""
    content = canonical(one.receipt)
    if hash_of_bytes(content) != one.receipt_hash:
        raise _damaged(one.number)
    name = f"04-vragenlijst/ontvangstbewijs-{one.number}"
    yield Member(f"{name}.json", f"Ontvangstbewijs {one.number}", content)
    if one.paper_hash:
        yield _kept(name, f"Ontvangstbewijs {one.number}, op papier", path_of(one.paper_hash), one.paper_hash)


def _evidence(case: CaseFile) -> Iterator[Member]:
    for one in evidence_files(case.provider, case.season):
        yield _evidence_file("05-bewijs", one)
    for one in confidential_files(case.provider, case.season) if case.confidential else ():
        yield _evidence_file("11-vertrouwelijk", one)


def _evidence_file(part: str, one: EvidenceFile) -> Member:
    name = f"{part}/bestand-{one.public_id}"
    return _kept(name, f"{one.fact}: {one.name}", path_of(one.content_hash), one.content_hash, one.media_type)


def _outcomes(case: CaseFile) -> Iterator[Member]:
    judged = Assessment.objects.filter(provider=case.provider, agreement__season=case.season)
    for one in judged.select_related("agreement__season").iterator(50):
        title = f"Uitkomst {one.agreement} op {one.on.isoformat()}"
        if hash_of_bytes(one.canonical_bytes) != one.content_hash:
            raise _damaged(title)
        if holds_withheld(judged_again(one)):
            words = {"afgeschermd": "Hierin staat wat de integriteitsfunctionaris behandelt.", "hash": one.content_hash}
            name = f"06-uitkomsten/uitkomst-{one.public_id}-afgeschermd.json"
            yield Member(name, f"{title}, afgeschermd", canonical(words))
            continue
        yield Member(f"06-uitkomsten/uitkomst-{one.public_id}.json", title, one.canonical_bytes)


def _offers(case: CaseFile) -> Iterator[Member]:
    for one in Offer.objects.filter(provider=case.provider, agreement__season=case.season):
        yield _kept(
            f"08-aanbod/{one.number}", f"Overeenkomst {one.number}", papers.path_of(one.file_hash), one.file_hash
        )
        yield Member(f"08-aanbod/{one.number}.json", f"Overeenkomst {one.number} als gegevens", bytes(one.content))


def _logs(case: CaseFile) -> Iterator[Member]:
    whose = str(case.provider.public_id)
    yield Member("12-logboek/logboek.json", "Wijzigingen, elk met de hash van het logboek", _entries(case, whose))
    read = Reading.objects.filter(for_whom=whose).order_by("pk")
    if not case.confidential:
        read = read.exclude(_READ_IN_CONFIDENCE)
    yield Member("12-logboek/lezingen.json", "Wie gegevens van deze aanbieder bekeek", written(_told(read)))


def _entries(case: CaseFile, whose: str) -> bytes:
    entries = Entry.objects.filter(for_whom=whose).order_by("number")
    if not case.confidential:
        entries = entries.exclude(_IN_CONFIDENCE)
    rows: list[Plain] = []
    for one in entries.iterator(2000):
        one.at = one.at.astimezone(UTC)
        rows.append({**said_of(one), "hash": one.hash})
    return canonical(rows)


def _told(rows: QuerySet[Reading]) -> Iterable[Plain]:
    return (told(row, _READING) for row in rows.iterator(2000))


def _kept(path: str, title: str, place: Path, content_hash: str, media_type: str = "application/pdf") -> Member:
    """Give a paper from where it is kept; what is missing or changed stops the file, for a gap would not be seen."""
    try:
        content = place.read_bytes()
    except OSError as error:
        raise _damaged(title) from error
    if hash_of_bytes(content) != content_hash:
        raise _damaged(title)
    return Member(f"{path}{_ENDINGS.get(media_type, '.bin')}", title, place)


def _damaged(what: str) -> DocumentWrong:
    remedy = "Laat de beheerder 'zorginkoop doctor' draaien en het terugzetten; vraag het dossier daarna opnieuw."
    return DocumentWrong(Problem(f"{what} ontbreekt in de opslag, of is daar veranderd.", Place("(dossier)"), remedy))


def about(case: CaseFile) -> Plain:
    """Say what the file is about: of whom, which season, for whom and why, and how far the log was."""
    last = Entry.objects.order_by("-number").values_list("number", "hash").first() or (0, "")
    season = case.season
    return {
        "nummer": case.number,
        "inkoper": settings.PURCHASER,
        "aanbieder": {"agb": case.provider.agb_code, "naam": case.provider.name, "id": str(case.provider.public_id)},
        "seizoen": told(
            season, ("edition", "coding", "edition_hash", "insurer", "label", "product_type", "contract_year")
        ),
        "gevraagd_door": plain(case.asked_by),
        "gevraagd_op": plain(case.asked_at),
        "voor_wie": case.for_whom,
        "reden": case.ground,
        "vertrouwelijk": case.confidential_ground,
        "weggelaten": left_out(case),
        "logboek": {"laatste_nummer": last[0], "laatste_hash": last[1]},
    }
