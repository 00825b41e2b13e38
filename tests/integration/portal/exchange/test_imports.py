"""A delivery from VECOZO is looked through first, processed as a whole or not at all, and once."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from support.portal import practice
from support.portal_exchange import (
    answers,
    brought,
    evidence,
    processed,
    purchaser,
    row,
    statuses,
    through_vecozo,
)
from zorginkoop.portal.audit.log import changing
from zorginkoop.portal.audit.models import Entry
from zorginkoop.portal.exchange.bringing import bring_import, confirm_import, set_aside
from zorginkoop.portal.exchange.jobs import check_import, process_import
from zorginkoop.portal.exchange.models import (
    Import,
    ImportState,
    ReceivedAnswer,
    ReceivedEvidence,
    ReceivedStatus,
)
from zorginkoop.portal.intake.models import EvidenceFile, Questionnaire
from zorginkoop.portal.intake.opening import open_questionnaire
from zorginkoop.portal.register.models import Employment, Event, Evidence, Fact, Provider

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("october")]

AGB = "04000001"
PAPER = b"%PDF-1.7 een verzonnen keurmerk\n%%EOF\n"
DIGEST = hashlib.sha256(PAPER).hexdigest()
STEPS = statuses(
    row(AGB, "vragenlijst", "verstuurd", "2025-09-15T09:00", "", "", "2025-10-24"),
    row(AGB, "vragenlijst", "geopend", "2025-09-16T10:00", "", "", ""),
    row(AGB, "vragenlijst", "ingevuld", "2025-10-10T16:30", "Bram Verzonnen", "", ""),
)
TOLD = answers(
    row(AGB, "aanbieder", "", "skf_keurmerk", "ja", "2025-10-10T16:30"),
    row(AGB, "aanbieder", "", "prem_structureel", "nee", "2025-10-10T16:30"),
    row(AGB, "persoon", "04100001", "uren_hier", "24.5", "2025-10-10T16:30"),
    row(AGB, "persoon", "04100001", "verleent_verbijzonderde_zorg", "ja", "2025-10-10T16:30"),
)
PROOF = evidence(row(AGB, "aanbieder", "", "skf_keurmerk", "keurmerk.pdf", DIGEST, "2025-10-10T16:20", "2026-12-31"))
EVERYTHING: dict[str, str | bytes] = {
    "statussen": STEPS,
    "antwoorden": TOLD,
    "bewijs": PROOF,
    "stukken/keurmerk.pdf": PAPER,
}


def staffed() -> Provider:
    """Make a practice where somebody works."""
    provider = practice()
    with changing("test"):
        Employment.objects.create(
            provider=provider,
            person_agb="04100001",
            name="Cas Verzonnen",
            profession="fysiotherapeut",
            hours_here="32",
            valid_from=date(2020, 1, 1),
            source="vektis",
            known_since=date(2020, 1, 1),
        )
    return provider


def counted() -> dict[str, int]:
    tables = (ReceivedStatus, ReceivedAnswer, ReceivedEvidence, Event, Fact, Evidence, Employment, Questionnaire)
    return {table.__name__: table._default_manager.count() for table in tables}  # noqa: SLF001 - what every table has


def test_looking_a_delivery_through_keeps_no_row_of_it(tmp_path: Path) -> None:
    staffed()
    agreement = through_vecozo()
    before = counted()
    delivery = brought(agreement, tmp_path, **EVERYTHING)
    assert (delivery.state, delivery.problems) == (ImportState.CHECKED, [])
    assert delivery.counts == {
        "statussen": {"nieuw": 3, "gelijk": 0},
        "antwoorden": {"nieuw": 4, "gelijk": 0},
        "bewijs": {"nieuw": 1, "gelijk": 0},
    }
    assert f"statussen.csv: 3 rijen, sha256:{hashlib.sha256(STEPS.encode()).hexdigest()}" in delivery.receipt
    assert counted() == before


def test_a_processed_delivery_becomes_events_facts_evidence_and_a_confirmed_questionnaire(tmp_path: Path) -> None:
    provider = staffed()
    delivery = processed(through_vecozo(), tmp_path, **EVERYTHING)
    assert delivery.state == ImportState.PROCESSED
    confirmed = datetime(2025, 10, 10, 14, 30, tzinfo=UTC)
    assert dict(Event.objects.filter(provider=provider).values_list("name", "happened_at")) == {
        "vragenlijst_aangeboden": datetime(2025, 9, 15, 7, 0, tzinfo=UTC),
        "vecozo_vragenlijst_gemaild": datetime(2025, 9, 15, 7, 0, tzinfo=UTC),
        "vragenlijst_bevestigd": confirmed,
    }
    facts = {(fact.subject_id, fact.name): (fact.text, fact.care_group) for fact in Fact.objects.all()}
    assert facts == {
        (AGB, "skf_keurmerk"): ("ja", "paramedische_zorg"),
        (AGB, "prem_structureel"): ("nee", "paramedische_zorg"),
        ("04100001", "verleent_verbijzonderde_zorg"): ("ja", "paramedische_zorg"),
    }
    standing = Employment.objects.get(provider=provider, withdrawn_at=None)
    assert (standing.hours_here, standing.source, standing.valid_from) == (
        "24.5",
        "opgave, via VECOZO",
        date(2020, 1, 1),
    )
    piece = Evidence.objects.get(provider=provider, fact="skf_keurmerk")
    assert (piece.verdict, piece.valid_until) == ("niet_beoordeeld", date(2026, 12, 31))
    questionnaire = Questionnaire.objects.get(provider=provider)
    assert (questionnaire.confirmed_at, questionnaire.first_seen_at) == (
        confirmed,
        datetime(2025, 9, 16, 8, 0, tzinfo=UTC),
    )
    assert questionnaire.receipt is not None
    assert len(questionnaire.receipt["antwoorden"]) == 4
    assert EvidenceFile.objects.get(questionnaire=questionnaire).content_hash == f"sha256:{DIGEST}"


def test_the_same_delivery_again_changes_nothing(tmp_path: Path) -> None:
    staffed()
    agreement = through_vecozo()
    first = processed(agreement, tmp_path, **EVERYTHING)
    before, entries = counted(), Entry.objects.filter(action__startswith="exchange").count()
    again, known = bring_import(
        agreement, SimpleUploadedFile("terug.zip", (tmp_path / "terug.zip").read_bytes()), first.brought_by
    )
    assert (again, known) == (first, True)
    process_import.call(first.pk)
    assert counted() == before
    assert Entry.objects.filter(action__startswith="exchange").count() == entries


def test_the_same_rows_in_another_file_change_nothing(tmp_path: Path) -> None:
    staffed()
    agreement = through_vecozo()
    processed(agreement, tmp_path, **EVERYTHING)
    before = counted()
    delivery = processed(agreement, tmp_path, **EVERYTHING, **{"stukken/los.pdf": PAPER})
    assert {name: table["nieuw"] for name, table in delivery.counts.items()} == dict.fromkeys(
        ("statussen", "antwoorden", "bewijs"), 0
    )
    assert {name: table["gelijk"] for name, table in delivery.counts.items()} == {
        "statussen": 3,
        "antwoorden": 4,
        "bewijs": 1,
    }
    assert counted() == before


def test_answers_may_come_after_the_status_and_until_then_nothing_is_open_here(tmp_path: Path) -> None:
    provider = staffed()
    agreement = through_vecozo()
    processed(agreement, tmp_path, statussen=STEPS)
    assert not Questionnaire.objects.exists()
    processed(agreement, tmp_path, antwoorden=TOLD)
    assert Questionnaire.objects.get(provider=provider).confirmed_at == datetime(2025, 10, 10, 14, 30, tzinfo=UTC)
    assert Fact.objects.filter(name="skf_keurmerk", text="ja").exists()


def test_a_questionnaire_that_was_begun_here_before_the_channel_changed_is_confirmed(tmp_path: Path) -> None:
    provider, agreement = staffed(), through_vecozo()
    begun = open_questionnaire(agreement, provider)
    processed(agreement, tmp_path, antwoorden=TOLD)
    begun.refresh_from_db()
    assert begun.confirmed_at == datetime(2025, 10, 10, 14, 30, tzinfo=UTC)
    assert Questionnaire.objects.count() == 1


WRONG = {
    "statussen": statuses(
        row(AGB, "vragenlijst", "verstuurd", "2025-09-15T09:00", "", "", ""),
        row("0400001", "vragenlijst", "verstuurd", "2025-09-15T09:00", "", "", ""),
        row(AGB, "vragenlijst", "klaar", "2025-09-15T09:00", "", "", ""),
    ),
}
MEANING = {
    "statussen": statuses(
        row(AGB, "vragenlijst", "verstuurd", "2025-11-15T09:00", "", "", ""),
        row(AGB, "vragenlijst", "geopend", "2025-09-15T09:00", "", "", "").replace("fysiotherapie", "logopedie"),
    ),
    "antwoorden": answers(
        row(AGB, "aanbieder", "", "skf_keurmerk", "misschien", "2025-10-10T16:30"),
        row(AGB, "aanbieder", "", "lievelingskleur", "blauw", "2025-10-10T16:30"),
    ),
    "bewijs": evidence(row(AGB, "aanbieder", "", "skf_keurmerk", "geen.pdf", DIGEST, "2025-10-10T16:20", "")),
}


@pytest.mark.parametrize(
    ("tables", "places"),
    [
        (WRONG, [("statussen.csv", 3, "aanbieder"), ("statussen.csv", 4, "status")]),
        ({**MEANING, "stukken/los.pdf": PAPER}, [("bewijs.csv", 2, "bestand")]),
        (
            {**MEANING, "stukken/geen.pdf": PAPER},
            [
                ("statussen.csv", 3, "overeenkomst"),
                ("statussen.csv", 2, "moment"),
                ("antwoorden.csv", 2, "waarde"),
                ("antwoorden.csv", 3, "vraag"),
            ],
        ),
    ],
    ids=["cells", "documents", "meaning"],
)
def test_a_wrong_row_stops_everything_and_says_where(
    tmp_path: Path, tables: dict[str, str | bytes], places: list[tuple[str, int, str]]
) -> None:
    staffed()
    agreement = through_vecozo()
    before = counted()
    delivery = brought(agreement, tmp_path, **tables)
    assert delivery.state == ImportState.REFUSED
    assert [(one["bestand"], one["rij"], one["kolom"]) for one in delivery.problems] == places
    assert all(one["wat"] and one["doe"] for one in delivery.problems)
    assert not confirm_import(delivery, purchaser())
    process_import.call(delivery.pk)
    assert counted() == before


def test_a_document_that_is_no_document_is_refused(tmp_path: Path) -> None:
    staffed()
    script = b"<script>alert(1)</script>"
    table = evidence(
        row(AGB, "aanbieder", "", "skf_keurmerk", "x.pdf", hashlib.sha256(script).hexdigest(), "2025-10-10", "")
    )
    delivery = brought(through_vecozo(), tmp_path, bewijs=table, **{"stukken/x.pdf": script})
    assert [one["wat"].partition(",")[0] for one in delivery.problems] == ["Dit bestand is geen PDF"]


def test_another_answer_with_the_same_moment_is_refused(tmp_path: Path) -> None:
    staffed()
    agreement = through_vecozo()
    processed(agreement, tmp_path, antwoorden=TOLD)
    delivery = brought(agreement, tmp_path, antwoorden=TOLD.replace("skf_keurmerk,ja", "skf_keurmerk,nee"))
    assert [(one["rij"], one["kolom"]) for one in delivery.problems] == [(2, "waarde")]


def test_what_became_wrong_since_it_was_looked_through_is_refused_as_a_whole(tmp_path: Path) -> None:
    staffed()
    agreement = through_vecozo()
    late = brought(agreement, tmp_path, antwoorden=TOLD.replace("skf_keurmerk,ja", "skf_keurmerk,nee"))
    assert confirm_import(late, purchaser())
    processed(agreement, tmp_path, antwoorden=TOLD)
    process_import.call(late.pk)
    late.refresh_from_db()
    assert (late.state, ReceivedAnswer.objects.count()) == (ImportState.REFUSED, 4)


def test_a_worker_killed_while_processing_leaves_nothing_and_begins_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    staffed()
    delivery = brought(through_vecozo(), tmp_path, **EVERYTHING)
    confirm_import(delivery, purchaser())
    before = counted()
    killed = "killed"

    def kill(*_: object) -> None:
        raise RuntimeError(killed)

    with monkeypatch.context() as patched:
        patched.setattr("zorginkoop.portal.exchange.recording.Recorder._evidence", kill)
        with pytest.raises(RuntimeError, match=killed):
            process_import.call(delivery.pk)
    assert counted() == before
    process_import.call(delivery.pk)
    delivery.refresh_from_db()
    assert (delivery.state, Fact.objects.count()) == (ImportState.PROCESSED, 3)


def test_a_delivery_that_was_laid_aside_is_not_processed(tmp_path: Path) -> None:
    staffed()
    delivery = brought(through_vecozo(), tmp_path, **EVERYTHING)
    assert set_aside(delivery, purchaser())
    assert not confirm_import(delivery, purchaser())
    process_import.call(delivery.pk)
    assert ReceivedStatus.objects.count() == 0


def test_a_file_that_is_no_delivery_says_so() -> None:
    agreement = through_vecozo()
    delivery, _ = bring_import(agreement, SimpleUploadedFile("terug.zip", b"geen zip"), purchaser())
    check_import.call(delivery.pk)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.problem_count) == (ImportState.REFUSED, 1)
    assert "beschadigd" in delivery.problems[0]["wat"]


def test_a_hundred_thousand_rows_with_three_bad_ones(tmp_path: Path) -> None:
    agreement = through_vecozo()
    lines = [row(f"{number:08}", "vragenlijst", "verstuurd", "2025-09-15", "", "", "") for number in range(100_000)]
    for bad in (10, 50_000, 99_999):
        lines[bad] = lines[bad].replace("verstuurd", "kwijt")
    delivery = brought(agreement, tmp_path, statussen=statuses(*lines))
    assert delivery.state == ImportState.REFUSED
    assert [one["rij"] for one in delivery.problems] == [12, 50_002, 100_001]
    assert (ReceivedStatus.objects.count(), Import.objects.count()) == (0, 1)
