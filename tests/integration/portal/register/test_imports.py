"""Bring the register up to date from files: look through first, then everything or nothing."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import UTC, datetime

import polars as pl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from support.portal import browser_of, mandated, person, play, practice
from support.portal_jobs import do_jobs
from support.portal_register import a_person, a_provider, brought, csv_of, importer, processed, report_of, rows
from zorginkoop.portal import clock
from zorginkoop.portal.accounts.roles import ProviderRole, StaffRole
from zorginkoop.portal.audit.log import changing
from zorginkoop.portal.audit.models import Entry
from zorginkoop.portal.extract import register_tables
from zorginkoop.portal.register.imports.processing import check, process
from zorginkoop.portal.register.imports.writing import Writer
from zorginkoop.portal.register.loading import load_register
from zorginkoop.portal.register.models import (
    EarlierValues,
    Employment,
    Group,
    ImportState,
    Location,
    Provider,
    RecordedAgreement,
    RegisterImport,
)
from zorginkoop.rehearsal.register import make_register

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("october")]
FIRST = {"aanbieders.csv": rows("aanbieders", a_provider()), "personen.csv": rows("personen", a_person())}


def test_a_first_register_comes_in_by_files_and_a_second_time_changes_nothing() -> None:
    browser, made = importer(), make_register(40, 3)
    files = {f"{name}.csv": csv_of(frame, name) for name, frame in made.tables.items()}
    first = processed(browser, files)
    assert first.state == ImportState.PROCESSED
    found = register_tables()
    for name, frame in made.tables.items():
        assert found[name].sort(frame.columns).equals(frame.sort(frame.columns)), name
        assert first.counts[name] == {"nieuw": frame.height, "gelijk": 0, "gewijzigd": 0, "ingetrokken": 0}
    again = processed(browser, files, complete=True)
    assert again.state == ImportState.PROCESSED
    for name, frame in made.tables.items():
        assert again.counts[name] == {"nieuw": 0, "gelijk": frame.height, "gewijzigd": 0, "ingetrokken": 0}, name
        assert register_tables()[name].equals(found[name])


@pytest.mark.parametrize("ending", ["csv", "xlsx", "parquet"])
def test_a_file_may_be_csv_excel_or_parquet(ending: str) -> None:
    table = make_register(8, 1).tables["aanbieders"]
    content = io.BytesIO(csv_of(table, "aanbieders"))
    if ending == "xlsx":
        content = io.BytesIO()
        table.with_columns(pl.col("bekend_sinds").cast(pl.String)).write_excel(content, worksheet="aanbieders")
    elif ending == "parquet":
        content = io.BytesIO()
        table.write_parquet(content)
    found = processed(importer(), {f"Aanbieders-2025-10.{ending}": content.getvalue()})
    assert (found.state, found.problems) == (ImportState.PROCESSED, [])
    assert Provider.objects.count() == table.height


def test_nothing_is_written_before_somebody_says_so() -> None:
    browser = importer()
    found = brought(browser, FIRST)
    assert found.state == ImportState.CHECKED
    assert not Provider.objects.exists()
    page = browser.get(reverse("import", args=[found.public_id])).content.decode()
    assert "Verwerk alles" in page
    assert browser.post(reverse("import-set-aside", args=[found.public_id])).status_code == 303
    browser.post(reverse("import-confirm", args=[found.public_id]))
    do_jobs()
    assert not Provider.objects.exists()


def test_a_changed_row_takes_the_place_of_another_from_its_moment_on() -> None:
    browser = importer()
    processed(browser, FIRST)
    before = clock.now()
    play(datetime(2025, 11, 1, 12, tzinfo=UTC))
    changed = {"personen.csv": rows("personen", a_person(uren_hier="32", bekend_sinds="2025-10-30"))}
    found = processed(browser, changed)
    assert found.counts["personen"] == {"nieuw": 0, "gelijk": 0, "gewijzigd": 1, "ingetrokken": 0}
    assert register_tables()["personen"]["uren_hier"].to_list() == ["32"]
    assert register_tables(before)["personen"]["uren_hier"].to_list() == ["24"]
    assert Employment.objects.count() == 2
    key = "04000001 04900001"
    assert ["personen", "2", key, "gewijzigd", "uren_hier", "24", "32"] in report_of(browser, found)


def test_a_provider_is_changed_in_its_place_and_what_it_was_stays_known() -> None:
    browser = importer()
    processed(browser, FIRST)
    provider = Provider.objects.get()
    new = a_provider(naam="Een Andere Naam", plaats="Leiden", bekend_sinds="2025-10-01")
    found = processed(browser, {"aanbieders.csv": rows("aanbieders", new)})
    assert found.counts["aanbieders"]["gewijzigd"] == 1
    after = Provider.objects.get()
    assert (after.pk, after.public_id, after.name, after.place) == (
        provider.pk, provider.public_id, "Een Andere Naam", "Leiden",
    )  # fmt: skip
    earlier = EarlierValues.objects.get()
    assert earlier.values == {"naam": provider.name, "plaats": None, "bekend_sinds": "2025-01-01"}
    assert (earlier.table, earlier.row, earlier.brought) == ("aanbieders", provider.pk, found)


def test_a_complete_delivery_takes_back_what_its_source_no_longer_names_and_nothing_of_others() -> None:
    browser = importer()
    people = [a_person(), a_person("04900002"), a_person("04900003", bron="opgave")]
    processed(browser, {**FIRST, "personen.csv": rows("personen", *people)})
    found = processed(browser, {"personen.csv": rows("personen", a_person())}, complete=True)
    assert found.counts["personen"] == {"nieuw": 0, "gelijk": 1, "gewijzigd": 0, "ingetrokken": 1}
    assert set(Employment.objects.standing().values_list("person_agb", flat=True)) == {"04900001", "04900003"}
    assert Employment.objects.count() == 3
    back = processed(browser, {"personen.csv": rows("personen", *people[:2])}, complete=True)
    assert back.counts["personen"]["nieuw"] == 1
    assert Employment.objects.standing().count() == 3


def test_a_location_may_end_and_come_back() -> None:
    browser = importer()
    place = {"agb_code": "04000077", "aanbieder": "04000001", "naam": "Aan de kade", "geldig_van": "2024-01-01"}
    other = {**place, "agb_code": "04000078"}
    processed(browser, {**FIRST, "vestigingen.csv": rows("vestigingen", place, other)})
    processed(browser, {"vestigingen.csv": rows("vestigingen", other)}, complete=True)
    assert Location.objects.standing().count() == 1
    processed(browser, {"vestigingen.csv": rows("vestigingen", place, other)}, complete=True)
    assert Location.objects.standing().count() == 2


def test_three_bad_rows_of_many_are_told_and_nothing_is_kept() -> None:
    browser = importer()
    processed(browser, FIRST)
    people = [a_person(f"{4900100 + number:08}") for number in range(100_000)]
    people[10]["persoon"] = "4900110"  # a spreadsheet lost the zero
    people[20]["aanbieder"] = "04999999"
    people[30]["geldig_tot"] = "2023-12-31"
    found = brought(browser, {"uitdraai personeel.csv": rows("personen", *people)}, table="personen")
    assert (found.state, found.problem_count) == (ImportState.REFUSED, 3)
    assert {(one["bestand"], one["rij"], one["kolom"]) for one in found.problems} == {
        ("uitdraai personeel.csv", 12, "persoon"),
        ("uitdraai personeel.csv", 22, "aanbieder"),
        ("uitdraai personeel.csv", 32, "geldig_tot"),
    }
    page = browser.get(reverse("import", args=[found.public_id])).content.decode()
    assert "nullen vooraan" in page
    assert "3 plekken" in page
    assert "Verwerk alles" not in page
    assert len(report_of(browser, found)) == 4
    browser.post(reverse("import-confirm", args=[found.public_id]))
    do_jobs()
    assert Employment.objects.count() == 1


def test_what_does_not_fit_where_it_is_kept_is_told_by_row_on_every_database() -> None:
    browser = importer()
    processed(browser, FIRST)
    people = [a_person(f"{4900100 + number:08}") for number in range(4)]
    people[0]["naam"] = "N" * 200
    people[1]["naam"] = "N" * 201
    found = brought(browser, {"personen.csv": rows("personen", *people)})
    assert found.state == ImportState.REFUSED
    assert [(one["rij"], one["kolom"]) for one in found.problems] == [(3, "naam")]
    assert "langer dan 200 letters" in found.problems[0]["wat"]
    strange = make_register(8, 1).tables["aanbieders"].with_columns(naam=pl.lit("Zoe\x00Verzonnen"))
    content = io.BytesIO()
    strange.write_parquet(content)
    found = brought(browser, {"aanbieders.parquet": content.getvalue()})
    assert found.state == ImportState.REFUSED
    assert {one["kolom"] for one in found.problems} == {"naam"}


def test_a_row_that_is_older_than_what_we_have_is_told() -> None:
    browser = importer()
    processed(browser, FIRST)
    stale = a_provider(naam="De Oude Naam", bekend_sinds="2024-06-01")
    found = brought(browser, {"aanbieders.csv": rows("aanbieders", stale)})
    assert found.state == ImportState.REFUSED
    assert "ouder dan wat wij hebben (bekend sinds 2025-01-01)" in found.problems[0]["wat"]


def test_a_file_changes_no_decision_and_no_agreement_that_was_signed_here() -> None:
    browser = importer()
    decided = {
        "aanbieder": "04000001", "verzekeraar": "3311", "zorgsoort": "fysiotherapie", "jaar": "2026",
        "feit": "uitzondering", "waarde": "ja", "grond": "Enige in de regio", "besloten_door": "Een inkoper",
        "besloten_op": "2025-10-01T10:00",
    }  # fmt: skip
    processed(browser, {**FIRST, "besluiten.csv": rows("besluiten", decided)})
    with changing("test"):
        RecordedAgreement.objects.create(
            provider=Provider.objects.get(), number="O-1", insurer="3311", care_type="fysiotherapie", variant="A",
            valid_from="2026-01-01", source="portaal",
        )  # fmt: skip
    other = {
        "nummer": "O-1", "aanbieder": "04000001", "verzekeraar": "3311", "zorgsoort": "fysiotherapie",
        "variant": "C", "van": "2026-01-01",
    }  # fmt: skip
    files = {
        "besluiten.csv": rows("besluiten", {**decided, "waarde": "nee"}),
        "overeenkomsten.csv": rows("overeenkomsten", other),
    }
    found = brought(browser, files)
    assert [one["bestand"] for one in found.problems] == ["besluiten.csv", "overeenkomsten.csv"]


def test_what_was_seen_is_what_is_done_also_when_two_come_at_once() -> None:
    browser = importer()
    processed(browser, FIRST)
    one = brought(browser, {"a.csv": rows("personen", a_person(uren_hier="30"))}, table="personen")
    two = brought(browser, {"b.csv": rows("personen", a_person(uren_hier="30"))}, table="personen")
    assert one.pk == two.pk  # the same content
    three = brought(
        browser, {"c.csv": rows("personen", a_person(uren_hier="30"), a_person("04900009"))}, table="personen"
    )
    for each in (one, three):
        browser.post(reverse("import-confirm", args=[each.public_id]))
    do_jobs()
    one.refresh_from_db()
    three.refresh_from_db()
    assert (one.state, three.state, three.moved) == (ImportState.PROCESSED, ImportState.CHECKED, True)
    assert three.counts["personen"] == {"nieuw": 1, "gelijk": 1, "gewijzigd": 0, "ingetrokken": 0}
    assert "Het register is veranderd" in browser.get(reverse("import", args=[three.public_id])).content.decode()
    browser.post(reverse("import-confirm", args=[three.public_id]))
    do_jobs()
    assert Employment.objects.standing().count() == 2


def test_each_job_may_run_twice() -> None:
    browser = importer()
    found = brought(browser, FIRST)
    check(found)
    browser.post(reverse("import-confirm", args=[found.public_id]))
    stale = RegisterImport.objects.get(pk=found.pk)
    do_jobs()
    process(stale)  # a worker that was taken for lost comes to it late
    assert Provider.objects.count() == 1
    assert Entry.objects.filter(action="register.import_processed").count() == 1


def test_a_worker_that_is_killed_halfway_leaves_nothing_and_the_next_does_it_all(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    browser = importer()
    found = brought(browser, FIRST)
    browser.post(reverse("import-confirm", args=[found.public_id]))
    found.refresh_from_db()
    add = Writer._add  # noqa: SLF001 - the point at which the worker stops

    def killed(writer: Writer, frame: pl.DataFrame, entered: datetime | None) -> Iterator[int]:
        yield from add(writer, frame, entered)
        if writer.comparison.table.name == "personen":
            raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(Writer, "_add", killed)
        with pytest.raises(KeyboardInterrupt):
            process(found)
    assert not Provider.objects.exists()
    assert "worden verwerkt" in browser.get(reverse("import", args=[found.public_id])).content.decode()
    do_jobs()
    found.refresh_from_db()
    assert (found.state, Provider.objects.count(), Employment.objects.count()) == (ImportState.PROCESSED, 1, 1)


def test_a_broken_file_an_unknown_name_and_a_double_table_are_told_on_the_page() -> None:
    browser = importer()
    wrong = {"file": [SimpleUploadedFile("foto.png", b"x"), SimpleUploadedFile("personen.csv", b"x")]}
    answer = browser.post(reverse("imports"), wrong)
    assert answer.status_code == 422
    assert "foto.png" in answer.content.decode()
    unknown = browser.post(reverse("imports"), {"file": [SimpleUploadedFile("uitdraai.csv", b"x")]})
    assert "Kies de tabel" in unknown.content.decode()
    names = ("personen-1.csv", "personen-2.csv")
    double = browser.post(reverse("imports"), {"file": [SimpleUploadedFile(name, b"x") for name in names]})
    assert "meer dan eens" in double.content.decode()
    assert not RegisterImport.objects.exists()
    found = brought(browser, {"personen.xlsx": b"PK geen werkmap"})
    assert found.state == ImportState.REFUSED
    assert found.problems[0]["bestand"] == "personen.xlsx"


def test_a_change_counts_in_the_log_without_a_name_in_it() -> None:
    processed(importer(), FIRST)
    entry = Entry.objects.get(action="register.import_processed")
    assert entry.details["rows"]["personen"]["nieuw"] == 1
    assert "Verzonnen" not in str(entry.details)


def test_who_may_see_and_who_may_bring() -> None:
    found = brought(importer(), FIRST)
    address = reverse("import", args=[found.public_id])
    auditor = browser_of(person("Ada Auditor", StaffRole.AUDITOR))
    assert auditor.get(address).status_code == 200
    assert "Verwerk alles" not in auditor.get(address).content.decode()
    assert auditor.post(reverse("import-confirm", args=[found.public_id])).status_code == 403
    auditor.post(reverse("imports"), {"file": [SimpleUploadedFile("groepen.csv", rows("groepen"))]})
    assert RegisterImport.objects.count() == 1
    outsider = browser_of(mandated(practice("04000099"), ProviderRole.MANAGER))
    assert outsider.get(address).status_code == 403
    assert outsider.get(reverse("import-report", args=[found.public_id])).status_code == 403


def test_groups_change_in_their_place() -> None:
    browser = importer()
    processed(browser, {"groepen.csv": rows("groepen", {"groep": "a", "naam": "Groep A"})})
    processed(browser, {"groepen.csv": rows("groepen", {"groep": "a", "naam": "Groep Alfa"})})
    assert Group.objects.get().name == "Groep Alfa"
    assert EarlierValues.objects.get().values == {"naam": "Groep A"}


def test_a_register_loaded_whole_and_one_brought_are_the_same() -> None:
    made = make_register(12, 5)
    load_register(made.tables, "proef")
    found = brought(importer(), {f"{name}.csv": csv_of(frame, name) for name, frame in made.tables.items()})
    assert all(rows["gelijk"] == sum(rows.values()) for rows in found.counts.values())
