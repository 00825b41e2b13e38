"""Each thing that can be wrong is said with file, row and column, and what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.register_folders import PROVIDERS, folder_of, only, places, problems_of
from zorginkoop.formats import findings
from zorginkoop.formats.register_files import read_register
from zorginkoop.kernel.errors import RegisterWrong

INDEX_HEADER = "aanbieder,soort,jaar,versie,bewerking,waarde,aantal_patienten,bron,bekend_sinds\n"
LOCATION_HEADER = "agb_code,aanbieder,naam,geldig_van,geldig_tot,bron,bekend_sinds\n"
EVENT_HEADER = "aanbieder,verzekeraar,zorgsoort,jaar,gebeurtenis,moment\n"
FACT_HEADER = "onderwerp,id,aanbieder,feit,waarde,bron,bekend_sinds\n"
PERSON_HEADER = "aanbieder,persoon,naam,beroep,geldig_van,bron,bekend_sinds\n"
PERSON = PERSON_HEADER + "04000001,91000001,P,fysiotherapeut,2024-01-01,v,2024-01-01\n"


def test_a_folder_that_does_not_exist(tmp_path: Path) -> None:
    assert only(problems_of(tmp_path / "weg"))[3] == "Deze map bestaat niet."


def test_a_folder_without_any_table(tmp_path: Path) -> None:
    assert only(problems_of(tmp_path))[3] == "In deze map staat geen enkele tabel."


@pytest.mark.parametrize(
    ("name", "advice"),
    [
        ("aanbiedrs.csv", "Bedoelde u aanbieders.csv?"),
        ("personen.txt", "Sla de tabel op als .csv, .xlsx of .parquet."),
        ("notities.docx", "De tabellen heten aanbieders,"),
    ],
)
def test_an_unknown_file(tmp_path: Path, name: str, advice: str) -> None:
    (folder_of(tmp_path) / name).write_text("x", encoding="utf-8")
    (problem,) = problems_of(tmp_path)
    assert (problem.where.file, problem.what) == (name, "Dit bestand is geen van de tabellen.")
    assert advice in problem.remedy


def test_a_table_that_stands_there_twice(tmp_path: Path) -> None:
    (folder_of(tmp_path) / "aanbieders.parquet").write_bytes(b"x")
    assert only(problems_of(tmp_path)) == ("aanbieders.parquet", None, "", "Deze tabel staat er twee keer.")


def test_an_unknown_column(tmp_path: Path) -> None:
    text = PROVIDERS.replace("bron,", "bron,Plaatts,").replace("opgave,", "opgave,Ede,")
    (problem,) = problems_of(folder_of(tmp_path, aanbieders=text))
    assert only([problem]) == ("aanbieders.csv", 1, "Plaatts", "De tabel aanbieders heeft deze kolom niet.")
    assert problem.remedy == "Bedoelde u plaats?"


def test_a_column_without_a_name_that_holds_something(tmp_path: Path) -> None:
    text = PROVIDERS.replace("bekend_sinds", "bekend_sinds,").replace("2025-01-01", "2025-01-01,x")
    assert places(problems_of(folder_of(tmp_path, aanbieders=text))) == [("aanbieders.csv", 1, "kolom 6")]


def test_a_column_without_a_name_that_is_empty_is_no_problem(tmp_path: Path) -> None:
    text = PROVIDERS.replace("bekend_sinds", "bekend_sinds,").replace("2025-01-01", "2025-01-01,")
    assert read_register(folder_of(tmp_path, aanbieders=text)).tables["aanbieders"].height == 2


def test_a_column_that_stands_there_twice(tmp_path: Path) -> None:
    text = PROVIDERS.replace("bron,", "bron,bron,").replace("opgave,", "opgave,opgave,")
    expected = ("aanbieders.csv", 1, "bron", "Deze kolom staat er twee keer.")
    assert only(problems_of(folder_of(tmp_path, aanbieders=text))) == expected


def test_a_missing_column_is_one_problem_and_not_one_per_row(tmp_path: Path) -> None:
    text = PROVIDERS.replace("agb_code,", "").replace("04000001,", "").replace("04000002,", "")
    location = LOCATION_HEADER + "04010001,04000001,Locatie,2024-01-01,,v,2024-01-01\n"
    expected = ("aanbieders.csv", 1, "agb_code", "Deze kolom ontbreekt.")
    assert only(problems_of(folder_of(tmp_path, aanbieders=text, vestigingen=location))) == expected


def test_an_empty_file_misses_its_columns(tmp_path: Path) -> None:
    problems = problems_of(folder_of(tmp_path, groepen=""))
    assert places(problems) == [("groepen.csv", 1, "groep"), ("groepen.csv", 1, "naam")]


@pytest.mark.parametrize(
    ("column", "value", "what"),
    [
        ("jaar", "twee", "'twee' is geen heel getal."),
        ("jaar", "2024.5", "'2024.5' is geen heel getal."),
        ("jaar", "99999999999999999999", "'99999999999999999999' is geen heel getal."),
        ("jaar", "20244", "'20244' kan hier niet."),
        ("versie", "4", "'4' kan hier niet."),
        ("waarde", "150,1", "'150,1' is geen getal."),
        ("waarde", "1e3", "'1e3' is geen getal."),
        ("waarde", "0.1234567890123456", "'0.1234567890123456' is geen getal."),
        ("bewerking", "gecorrigeert", "'gecorrigeert' is hier geen keuze."),
        ("bekend_sinds", "2025-02-30", "'2025-02-30' is geen bestaande datum."),
        ("bekend_sinds", "15-10-2025", "'15-10-2025' is geen bestaande datum."),
        ("bekend_sinds", "0025-01-01", "'0025-01-01' is geen bestaande datum."),
        ("aanbieder", "4000001", "'4000001' heeft te weinig cijfers voor een AGB-code."),
        ("aanbieder", "0400000A", "'0400000A' is geen AGB-code."),
        ("aanbieder", "040000011", "'040000011' is geen AGB-code."),
        ("aanbieder", "٠٤٠٠٠٠٠١", "'٠٤٠٠٠٠٠١' is geen AGB-code."),
        ("bron", "", "Deze cel is leeg, maar verplicht."),
        ("bron", "a\x07b", "In 'a\\u0007b' staat een onzichtbaar teken."),
        ("bron", "b" * 32_768, f"'{'b' * 60}…' is te lang."),
    ],
)
def test_a_wrong_cell(tmp_path: Path, column: str, value: str, what: str) -> None:
    good = {
        "aanbieder": "04000001",
        "soort": "behandelindex",
        "jaar": "2024",
        "versie": "3",
        "bewerking": "ruw",
        "waarde": "100",
        "aantal_patienten": "",
        "bron": "vektis",
        "bekend_sinds": "2025-06-01",
    }
    row = {**good, "jaar": "2023"}
    wrong = {**good, column: f'"{value}"'}
    text = INDEX_HEADER + ",".join(row.values()) + "\n" + ",".join(wrong.values()) + "\n"
    assert only(problems_of(folder_of(tmp_path, indexen=text))) == ("indexen.csv", 3, column, what)


@pytest.mark.parametrize(
    "value", ["2025-10-15T24:00", "2025-02-30T10:00", "2025-03-30T02:30", "gisteren", "1969-01-01"]
)
def test_an_impossible_moment(tmp_path: Path, value: str) -> None:
    text = EVENT_HEADER + f"04000001,0101,fysiotherapie,2026,aanvraag,{value}\n"
    expected = ("gebeurtenissen.csv", 2, "moment", f"'{value}' is geen bestaand moment.")
    assert only(problems_of(folder_of(tmp_path, gebeurtenissen=text))) == expected


def test_a_code_with_a_space(tmp_path: Path) -> None:
    text = EVENT_HEADER + "04000001,0101,fysio therapie,2026,aanvraag,2025-08-01\n"
    expected = ("gebeurtenissen.csv", 2, "zorgsoort", "'fysio therapie' is geen code.")
    assert only(problems_of(folder_of(tmp_path, gebeurtenissen=text))) == expected


def test_lost_zeros_are_named_and_not_filled_in(tmp_path: Path) -> None:
    (problem,) = problems_of(folder_of(tmp_path, aanbieders=PROVIDERS.replace("04000002", "4000002")))
    assert "Heeft Excel de nullen vooraan weggelaten?" in problem.remedy


def test_a_ground_is_asked_for_when_evidence_is_rejected(tmp_path: Path) -> None:
    header = "aanbieder,feit,ingeleverd_op,oordeel,grond\n"
    text = header + "04000001,skf,2025-10-01,goed,\n04000002,skf,2025-10-01,afgekeurd,\n"
    expected = ("bewijsstukken.csv", 3, "grond", "Deze cel is leeg, maar verplicht bij oordeel afgekeurd.")
    assert only(problems_of(folder_of(tmp_path, bewijsstukken=text))) == expected


def test_a_fact_of_a_person_names_the_provider(tmp_path: Path) -> None:
    text = FACT_HEADER + "persoon,91000001,,uren,24,opgave,2025-01-01\n"
    expected = ("feiten.csv", 2, "aanbieder", "Deze cel is leeg, maar verplicht bij onderwerp persoon.")
    assert only(problems_of(folder_of(tmp_path, feiten=text, personen=PERSON))) == expected


def test_a_double_key_is_said_of_each_row(tmp_path: Path) -> None:
    problems = problems_of(folder_of(tmp_path, aanbieders=PROVIDERS + PROVIDERS.splitlines()[1] + "\n"))
    assert [(problem.where.row, problem.where.field, problem.what) for problem in problems] == [
        (2, "agb_code", "Rij 4 heeft dezelfde sleutel."),
        (4, "agb_code", "Rij 2 heeft dezelfde sleutel."),
    ]


def test_empty_key_cells_are_equal(tmp_path: Path) -> None:
    row = "aanbieder,04000001,,uren,24,opgave,2025-01-01\n"
    problems = problems_of(folder_of(tmp_path, feiten=FACT_HEADER + row + row.replace("24", "25")))
    key = "onderwerp, id, aanbieder, feit, zorggroep, jaar, geldig_van, bekend_sinds"
    assert places(problems) == [("feiten.csv", 2, key), ("feiten.csv", 3, key)]


def test_rows_whose_key_cannot_be_read_are_not_called_double(tmp_path: Path) -> None:
    row = "aanbieder,04000001,,uren,24,opgave,gisteren\n"
    problems = problems_of(folder_of(tmp_path, feiten=FACT_HEADER + row + row.replace("gisteren", "morgen")))
    assert places(problems) == [("feiten.csv", 2, "bekend_sinds"), ("feiten.csv", 3, "bekend_sinds")]


def test_a_period_that_ends_before_it_starts(tmp_path: Path) -> None:
    text = LOCATION_HEADER + (
        "04010001,04000001,Een dag,2024-01-01,2024-01-01,v,2024-01-01\n"
        "04010002,04000001,Terug in de tijd,2024-01-01,2023-12-31,v,2024-01-01\n"
    )
    what = "De periode eindigt (2023-12-31) voordat zij begint (geldig_van)."
    assert only(problems_of(folder_of(tmp_path, vestigingen=text))) == ("vestigingen.csv", 3, "geldig_tot", what)


def test_a_provider_that_does_not_exist(tmp_path: Path) -> None:
    text = LOCATION_HEADER + "04010001,04000009,Locatie,2024-01-01,,v,2024-01-01\n"
    expected = ("vestigingen.csv", 2, "aanbieder", "'04000009' staat niet in aanbieders.")
    assert only(problems_of(folder_of(tmp_path, vestigingen=text))) == expected


def test_a_person_who_does_not_work_at_that_provider(tmp_path: Path) -> None:
    text = (
        FACT_HEADER + "persoon,91000001,04000001,uren,24,o,2025-01-01\npersoon,91000001,04000002,uren,24,o,2025-01-01\n"
    )
    expected = ("feiten.csv", 3, "id", "'04000002 91000001' staat niet in personen.")
    assert only(problems_of(folder_of(tmp_path, feiten=text, personen=PERSON))) == expected


def test_a_registration_points_at_a_provider_or_at_a_person(tmp_path: Path) -> None:
    text = (
        "houder_soort,houder,register,geldig_van,bron,bekend_sinds\n"
        "aanbieder,04000001,skf,2024-01-01,r,2024-01-01\n"
        "persoon,91000001,krf,2024-01-01,r,2024-01-01\n"
        "persoon,04000001,krf,2024-01-01,r,2024-01-01\n"
        "aanbieder,91000001,skf,2024-01-01,r,2024-01-01\n"
    )
    assert [problem.what for problem in problems_of(folder_of(tmp_path, registraties=text, personen=PERSON))] == [
        "'04000001' staat niet in personen.",
        "'91000001' staat niet in aanbieders.",
    ]


def test_a_row_with_a_field_too_many_or_too_few(tmp_path: Path) -> None:
    text = PROVIDERS.replace("Twee,", "Twee,,").replace("Een,praktijk,", "Een,")
    assert [(problem.where.row, problem.what) for problem in problems_of(folder_of(tmp_path, aanbieders=text))] == [
        (2, "Deze rij heeft 4 velden, minder dan de eerste rij."),
        (3, "Deze rij heeft 6 velden, meer dan de eerste rij."),
    ]


def test_rows_are_counted_as_a_spreadsheet_does(tmp_path: Path) -> None:
    head, first, second = PROVIDERS.splitlines(keepends=True)
    text = head + "\n" + first.replace("Praktijk Een", '"Praktijk\nEen"') + second.replace("praktijk", "winkel")
    problems = problems_of(folder_of(tmp_path, aanbieders=text))
    assert places(problems) == [("aanbieders.csv", 4, "soort")]


def test_all_problems_of_all_tables_come_together_in_order(tmp_path: Path) -> None:
    providers = PROVIDERS.replace("praktijk,opgave,2025-01-01\n04", "winkel,,2025-13-01\n04")
    location = LOCATION_HEADER + "1,04000001,,2024-01-01,2023-01-01,v,2024-01-01\n"
    assert places(problems_of(folder_of(tmp_path, aanbieders=providers, vestigingen=location))) == [
        ("aanbieders.csv", 2, "soort"),
        ("aanbieders.csv", 2, "bron"),
        ("aanbieders.csv", 2, "bekend_sinds"),
        ("vestigingen.csv", 2, "agb_code"),
        ("vestigingen.csv", 2, "naam"),
        ("vestigingen.csv", 2, "geldig_tot"),
    ]


def test_a_wrong_column_does_not_hide_wrong_cells(tmp_path: Path) -> None:
    text = PROVIDERS.replace("bron", "herkomst").replace("praktijk,", "winkel,")
    assert places(problems_of(folder_of(tmp_path, aanbieders=text))) == [
        ("aanbieders.csv", 1, "herkomst"),
        ("aanbieders.csv", 1, "bron"),
        ("aanbieders.csv", 2, "soort"),
        ("aanbieders.csv", 3, "soort"),
    ]


def many_wrong_rows(folder: Path, rows: int) -> Path:
    row = "04{:06},Praktijk,winkel,opgave,2025-01-01\n"
    return folder_of(folder, aanbieders=PROVIDERS.splitlines()[0] + "\n" + "".join(row.format(i) for i in range(rows)))


def test_a_thousand_problems_are_printed_and_all_are_held(tmp_path: Path) -> None:
    with pytest.raises(RegisterWrong) as raised:
        read_register(many_wrong_rows(tmp_path, 1_500))
    assert len(raised.value.problems) == 1_500
    lines = str(raised.value).splitlines()
    assert len(lines) == 1_001
    assert lines[-1] == "… en nog 500 problemen."


def test_beyond_what_a_person_can_use_problems_are_only_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(findings, "MOST_KEPT", 10)
    problems = problems_of(many_wrong_rows(tmp_path, 15))
    assert len(problems) == 11
    assert problems[-1].what == "Er zijn 15 fouten in rijen; hier staan de eerste 10."
