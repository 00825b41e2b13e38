"""The season file of one provider: everything in one sealed file, which anybody checks and no flipped byte survives."""

from __future__ import annotations

import json
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.apps import apps
from django.urls import reverse

from support.portal import browser_of, person, practice
from support.portal_agreements import offer_to
from support.portal_assessment import confirmed, judged
from support.portal_exchange import selected
from support.portal_intake import physiotherapy, staffed
from support.portal_mail import written
from zorginkoop.cli.main import main
from zorginkoop.documents.case_file import CONTENTS, OVERVIEW, Checked, check_case_file
from zorginkoop.kernel.canonical import content_hash
from zorginkoop.portal import clock
from zorginkoop.portal.accounts.models import User
from zorginkoop.portal.accounts.roles import StaffRole
from zorginkoop.portal.agreements.models import Offer
from zorginkoop.portal.agreements.store import path_of
from zorginkoop.portal.agreements.trust import trust
from zorginkoop.portal.assessment.models import Assessment
from zorginkoop.portal.audit.log import changing
from zorginkoop.portal.audit.models import Entry, Reading
from zorginkoop.portal.casefile import jobs, parts
from zorginkoop.portal.casefile.making import Wanted, ask
from zorginkoop.portal.casefile.models import CaseFile, CaseFileState
from zorginkoop.portal.editions.models import Season
from zorginkoop.portal.intake.files import path_of as kept_at
from zorginkoop.portal.intake.models import EvidenceFile
from zorginkoop.portal.register.models import Note, Provider, Screening

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("october")]

OK, SEE_OTHER, FORBIDDEN, INVALID = 200, 303, 403, 422
SECRET = "De verborgen aantekening"  # noqa: S105 - a note that is written in confidence
# Tables about a provider that no season file holds, and why.
LEFT_OUT = {
    "register.Contact": "people whom the purchaser may be asked to forget",
    "api.ApiKey": "it opens a door",
    "integrity.IntegrityCase": "shielded: its officer gives it to whoever may have it",
}


def season_of(provider: Provider) -> Season:
    """Let a practice go through a season up to an offer, with a note and a screening in confidence."""
    agreement = physiotherapy()
    selected(agreement, [provider])
    judged(confirmed(provider))
    offer_to(provider, agreement)
    message = written(subject="Uitnodiging", for_whom=str(provider.public_id))
    written(subject="geheim", for_whom=str(provider.public_id), secret=True)
    with changing("register.note_written", for_whom=provider.public_id) as change:
        change.about = Note.objects.create(
            provider=provider, author=person("Ada"), text=SECRET, written_at=message.written_at
        )
        Screening.objects.create(
            provider=provider, subject="igj", result="geen", checked_on=clock.today(), source="igj",
            known_since=clock.today(),
        )  # fmt: skip
    return agreement.season


def made(provider: Provider, season: Season, by: User, confidential: str = "") -> CaseFile:
    """Have the file made."""
    case = ask(provider, Wanted(season, "Rechtbank Verzonnen", "Zaak 25/1", confidential), by)
    jobs.make_case_file.call(case.pk)
    case.refresh_from_db()
    assert case.state == CaseFileState.MADE, case.failure
    return case


@pytest.fixture
def provider() -> Provider:
    return staffed(practice())


def checked(file: Path) -> Checked:
    return check_case_file(file, trust().roots, moment=clock.now())


def inside(case: CaseFile, name: str) -> bytes:
    with zipfile.ZipFile(case.path) as archive:
        return archive.read(name)


def test_it_holds_everything_and_can_be_checked(provider: Provider) -> None:
    season = season_of(provider)
    case = made(provider, season, person("Ina", StaffRole.PURCHASER))
    found = checked(case.path)
    assert found.trusted, found.wrong
    assert found.files == case.files
    with zipfile.ZipFile(case.path) as archive:
        names = archive.namelist()
        assert names[:2] == [OVERVIEW, CONTENTS]
        assert names[2:] == sorted(names[2:])
        for part in ("01", "02", "03", "04", "05", "06", "07", "08", "09", "10", "12"):
            assert any(name.startswith(part) for name in names), part
        outcome = Assessment.objects.current().get(provider=provider)
        assert archive.read(f"06-uitkomsten/uitkomst-{outcome.public_id}.json") == outcome.canonical_bytes
        offer = Offer.objects.get(provider=provider)
        assert archive.read(f"08-aanbod/{offer.number}.pdf") == path_of(offer.file_hash).read_bytes()
        choices = json.loads(archive.read("02-selectie/keuzes.json"))
        assert [one["approach"] for one in choices] == ["ja"]
        assert sum(name.startswith("05-bewijs/bestand-") for name in names) == 1
        assert sum(name.startswith("04-vragenlijst/ontvangstbewijs-") for name in names) == 1
    assert found.about["voor_wie"] == "Rechtbank Verzonnen"
    assert found.about["reden"] == "Zaak 25/1"


def test_the_log_goes_along_with_its_hashes(provider: Provider) -> None:
    season = season_of(provider)
    case = made(provider, season, person("Ina", StaffRole.PURCHASER))
    entries = json.loads(inside(case, "12-logboek/logboek.json"))
    kept = {one.number: one for one in Entry.objects.filter(for_whom=provider.public_id)}
    assert {"assessment.judged", "agreements.offered"} & {one["handeling"] for one in entries}
    for one in entries:
        assert one["hash"] == kept[one["nummer"]].hash
        assert content_hash({name: value for name, value in one.items() if name != "hash"}) == one["hash"]
    log = checked(case.path).about["logboek"]
    assert log["laatste_hash"] == Entry.objects.get(number=log["laatste_nummer"]).hash  # type: ignore[index]  # as it was written


def test_what_is_confidential_goes_along_only_with_a_reason(provider: Provider) -> None:
    season = season_of(provider)
    ina = person("Ina", StaffRole.PURCHASER)
    without = made(provider, season, ina)
    with zipfile.ZipFile(without.path) as archive:
        assert not any(name.startswith("11-") for name in archive.namelist())
        everything = b"".join(archive.read(name) for name in archive.namelist() if name.endswith(".json"))
    assert SECRET.encode() not in everything
    assert b"register.note" not in everything
    assert b'"geheim"' not in everything
    assert "notities" in " ".join(checked(without.path).about["weggelaten"])  # type: ignore[arg-type]  # a list of sentences
    with_them = made(provider, season, ina, "De rechter vroeg erom.")
    assert SECRET in inside(with_them, "11-vertrouwelijk/notities.json").decode()
    assert b"register.note_written" in inside(with_them, "12-logboek/logboek.json")


def test_confidential_evidence_goes_along_only_with_a_reason(provider: Provider) -> None:
    season = season_of(provider)
    piece = EvidenceFile.objects.get()
    with changing("test"):
        EvidenceFile.objects.update(confidential_because="over een medewerker", name="verborgen.pdf")
    ina = person("Ina", StaffRole.PURCHASER)
    without = made(provider, season, ina)
    with zipfile.ZipFile(without.path) as archive:
        assert not any(str(piece.public_id) in name for name in archive.namelist())
        assert not any(b"verborgen.pdf" in archive.read(name) for name in archive.namelist())
    with_it = made(provider, season, ina, "De rechter vroeg erom.")
    assert (
        inside(with_it, f"11-vertrouwelijk/bestand-{piece.public_id}.pdf") == kept_at(piece.content_hash).read_bytes()
    )
    assert "over een medewerker" in inside(with_it, "11-vertrouwelijk/bewijs.json").decode()


def test_every_table_about_a_provider_is_in_it_or_left_out_for_a_reason() -> None:
    """A new table has to be named: in `parts.TABLES`, or here with the reason why it stays out."""
    tables = [(str(model._meta.label), model._meta.concrete_fields) for model in apps.get_models()]  # noqa: SLF001 - Django's name
    about = {name for name, fields in tables if any(one.related_model is Provider for one in fields)}
    other, season = practice("04000009"), season_of(staffed(practice()))
    held = {str(table.rows(other, season).model._meta.label) for table in parts.TABLES}  # noqa: SLF001 - as above
    assert about - held == set(LEFT_OUT)


def test_no_field_of_a_row_goes_along_unnamed_and_each_that_is_named_is_there(provider: Provider) -> None:
    season = season_of(provider)
    lines = {table.path: table.lines(provider, season) for table in parts.TABLES}
    empty = [path for path, rows in lines.items() if not rows]
    for table in parts.TABLES:
        for line in lines[table.path]:
            assert set(line) >= {name.replace(".", "_") for name in table.fields}
    assert "01-register/aanbieder.json" not in empty
    assert "11-vertrouwelijk/controles.json" not in empty


def test_no_flipped_byte_survives(provider: Provider, tmp_path: Path) -> None:
    season = season_of(provider)
    case = made(provider, season, person("Ina", StaffRole.PURCHASER))
    whole = case.path.read_bytes()
    for at in flipped_places(case.path, whole):
        changed = bytearray(whole)
        changed[at] ^= 0x01
        other = tmp_path / "veranderd.zip"
        other.write_bytes(changed)
        assert not checked(other).trusted, at


def flipped_places(file: Path, whole: bytes) -> list[int]:
    """Choose a byte of every kind: of headers, names, the seal, its empty room, each kind of file, the directory."""
    with zipfile.ZipFile(file) as archive:
        infos = archive.infolist()
        starts = [one.header_offset for one in infos]
        directory = archive.start_dir
    first = whole[: starts[1]]
    room = first.index(b"/Contents <") + len(b"/Contents <")
    places = [0, 10, starts[0] + 31, room + 40, first.index(b">", room) - 5, first.rindex(b"%%EOF")]
    places += [starts[1] + 60, starts[2] + 5, *(start + 120 for start in starts[3::12])]
    return [*places, directory + 2, directory + 12, len(whole) - 3]


def test_no_other_change_survives(provider: Provider, tmp_path: Path) -> None:
    case = made(provider, season_of(provider), person("Ina", StaffRole.PURCHASER))
    with zipfile.ZipFile(case.path) as archive:
        held = [(name, archive.read(name)) for name in archive.namelist()]
    moved = [*held[:2], held[3], held[2], *held[4:]]
    others = {
        "as it was, by another program": zipped(tmp_path, held),
        "one more": zipped(tmp_path, [*held, ("99-erbij.txt", b"erbij")]),
        "one less": zipped(tmp_path, held[:-1]),
        "two moved": zipped(tmp_path, moved),
        "packed": zipped(tmp_path, held, zipfile.ZIP_DEFLATED),
        "something behind it": case.path.read_bytes() + b"erachter",
        "something before it": b"ervoor" + case.path.read_bytes(),
        "nothing": b"",
    }
    for what, content in others.items():
        other = tmp_path / "anders.zip"
        other.write_bytes(content)
        assert checked(other).wrong, what


def zipped(folder: Path, held: list[tuple[str, bytes]], how: int = zipfile.ZIP_STORED) -> bytes:
    file = folder / "nagemaakt.zip"
    with zipfile.ZipFile(file, "w", how) as archive:
        for name, content in held:
            archive.writestr(name, content)
    return file.read_bytes()


def test_the_command_checks_it_without_the_database(
    provider: Provider, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    case = made(provider, season_of(provider), person("Ina", StaffRole.PURCHASER))
    assert main(["audit", "file", "--check", str(case.path)]) == 0
    assert f"Dossier {case.number}" in capsys.readouterr().out
    whole = bytearray(case.path.read_bytes())
    whole[-30_000] ^= 0x20
    other = tmp_path / "veranderd.zip"
    other.write_bytes(whole)
    assert main(["audit", "file", "--check", str(other)]) == 1
    assert "Vertrouw het niet" in capsys.readouterr().out
    assert main(["audit", "file", "--check", str(tmp_path / "weg.zip")]) == 2


def test_a_purchaser_asks_and_fetches_it_and_both_are_written_down(provider: Provider) -> None:
    season = season_of(provider)
    browser = browser_of(person("Ina", StaffRole.PURCHASER))
    page = reverse("case-file-new", args=[provider.public_id])
    empty = browser.post(page, {"season": season.pk, "for_whom": "NZa", "ground": "", "confidential": "on"})
    assert empty.status_code == INVALID
    assert "NZa" in empty.content.decode()
    assert "Schrijf op waarom de vertrouwelijke delen mee moeten." in empty.content.decode()
    said = {"season": season.pk, "for_whom": "NZa", "ground": "Verzoek 7"}
    answer = browser.post(page, said)
    assert answer.status_code == SEE_OTHER
    assert browser.post(page, said).headers["Location"] == answer.headers["Location"]  # pressed twice
    case = CaseFile.objects.get()
    assert "wordt gemaakt" in browser.get(answer.headers["Location"]).content.decode()
    jobs.make_case_file.call(case.pk)
    jobs.make_case_file.call(case.pk)  # as after a worker that was killed
    assert Entry.objects.filter(action="casefile.made").count() == 1
    fetched = browser.get(reverse("case-file-fetch", args=[provider.public_id, case.public_id]))
    assert b"".join(fetched.streaming_content)[:2] == b"PK"  # type: ignore[attr-defined]  # it streams
    assert Reading.objects.filter(what="casefile.fetched", for_whom=provider.public_id).count() == 1
    assert Reading.objects.filter(what="casefile.made", for_whom=provider.public_id).count() == 1
    dossier = browser.get(reverse("dossier", args=[provider.public_id]), {"deel": "contractering"}).content.decode()
    case.refresh_from_db()
    assert case.number in dossier


def test_an_auditor_gets_no_confidential_parts(provider: Provider) -> None:
    season = season_of(provider)
    auditor = browser_of(person("Otto", StaffRole.AUDITOR))
    page = reverse("case-file-new", args=[provider.public_id])
    assert "vertrouwelijke delen" not in auditor.get(page).content.decode()
    asked = {"season": season.pk, "for_whom": "NZa", "ground": "x", "confidential": "on", "confidential_ground": "y"}
    assert auditor.post(page, asked).status_code == FORBIDDEN
    case = made(provider, season, person("Ina", StaffRole.PURCHASER), "De rechter vroeg erom.")
    fetch = reverse("case-file-fetch", args=[provider.public_id, case.public_id])
    assert auditor.get(fetch).status_code == FORBIDDEN
    shown = auditor.get(reverse("case-file", args=[provider.public_id, case.public_id]))
    assert shown.status_code == OK


def test_a_paper_that_is_missing_stops_the_file_in_words(provider: Provider) -> None:
    season = season_of(provider)
    offer = Offer.objects.get(provider=provider)
    place = path_of(offer.file_hash)
    held = place.read_bytes()
    place.unlink()
    case = ask(provider, Wanted(season, "NZa", "x"), person("Ina", StaffRole.PURCHASER))
    jobs.make_case_file.call(case.pk)
    case.refresh_from_db()
    assert case.state == CaseFileState.FAILED
    assert offer.number in case.failure
    place.write_bytes(held)


def test_work_that_broke_off_is_said(provider: Provider) -> None:
    from django_tasks_db.models import DBTaskResult  # noqa: PLC0415 - beside the one place that needs it

    case = ask(provider, Wanted(physiotherapy().season, "NZa", "x"), person("Ina", StaffRole.PURCHASER))
    DBTaskResult.objects.update(status="FAILED", enqueued_at=datetime(2020, 1, 1, tzinfo=UTC))
    assert jobs.anything_waiting()
    assert jobs.rescue_case_files.call() == 1
    case.refresh_from_db()
    assert "afgebroken" in case.failure
