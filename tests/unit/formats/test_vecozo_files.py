"""A delivery is written whole or not at all, reads back, and says what is wrong with it."""

from __future__ import annotations

import hashlib
import json
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from support.deliveries import (
    AGREEMENT,
    AGREEMENT_COLUMNS,
    DOCUMENT,
    EVIDENCE,
    STATUSES,
    delivery_problems,
    heading,
    zip_of,
)
from support.register_folders import only, places
from zorginkoop.formats.vecozo_files import frames_of, opened_delivery, write_delivery
from zorginkoop.formats.vecozo_manifest import Direction, Manifest, read_manifest, receipt
from zorginkoop.kernel.canonical import hash_of_bytes
from zorginkoop.kernel.errors import RegisterWrong

OUT, BACK = Direction.TO_VECOZO, Direction.FROM_VECOZO
WHOSE = {
    "aanbieder": "04000001",
    "verzekeraar": "3360",
    "zorggroep": "paramedische_zorg",
    "overeenkomst": "fysiotherapie",
    "jaar": 2026,
}
SELECTED = WHOSE | {
    "naam": "=Praktijk; De Verzonnen Brug",
    "uitgave": "paramedische_zorg/2026-2",
    "route": "benaderen/aanbod",
    "kanaal": "vecozo",
    "eerst": "vragenlijst",
    "open_vanaf": date(2025, 9, 15),
}
PRICED = WHOSE | {
    "prestatie": "1000",
    "omschrijving": "Zitting",
    "tarief_in_centen": None,
    "onderhandelbaar": False,
    "van": date(2026, 1, 1),
}
OFFERED = WHOSE | {"nummer": "A-1", "van": date(2026, 1, 1), "administratief": False}


def written(target: Path, **tables: list[dict[str, object]]) -> Manifest:
    return write_delivery(heading(), frames_of({"selectie": [SELECTED], **tables}, OUT), target)


@pytest.mark.parametrize("format", ["csv", "xlsx", "parquet"])
@pytest.mark.parametrize("name", ["levering.zip", "levering"])
def test_a_delivery_reads_back_with_its_documents(tmp_path: Path, format: str, name: str) -> None:  # noqa: A002 - as in write_delivery
    agreement = tmp_path / "los.pdf"
    agreement.write_bytes(DOCUMENT)
    offered = OFFERED | {"document": "A-1.pdf", "sha256": hashlib.sha256(DOCUMENT).hexdigest()}
    frames = frames_of({"selectie": [SELECTED], "overeenkomst": [offered], "prijslijst": [PRICED]}, OUT)
    manifest = write_delivery(heading(), frames, tmp_path / name, format, {"A-1.pdf": agreement})  # type: ignore[arg-type] # a parameter of the test is any text
    with opened_delivery(tmp_path / name, OUT) as delivery:
        assert delivery.manifest == manifest
        assert {name: delivery.frame(name).rows() for name in frames} == {name: frames[name].rows() for name in frames}
        assert delivery.frame("termijnen").is_empty()
        assert delivery.documents["A-1.pdf"].read_bytes() == DOCUMENT
    assert {file.naam: file.rijen for file in manifest.bestanden} == {
        f"{table}.{format}": int(table in frames)
        for table in ("selectie", "vragenlijst", "overeenkomst", "prijslijst", "termijnen")
    } | {"A-1.pdf": 0}


def test_the_same_delivery_is_the_same_bytes(tmp_path: Path) -> None:
    written(tmp_path / "een.zip")
    written(tmp_path / "twee.zip")
    assert (tmp_path / "een.zip").read_bytes() == (tmp_path / "twee.zip").read_bytes()


def test_a_delivery_that_exists_is_left_alone(tmp_path: Path) -> None:
    written(tmp_path / "een.zip")
    before = (tmp_path / "een.zip").read_bytes()
    with pytest.raises(RegisterWrong, match="bestaat al"):
        written(tmp_path / "een.zip", overeenkomst=[OFFERED])
    assert (tmp_path / "een.zip").read_bytes() == before


def test_nothing_is_written_that_its_reader_would_refuse(tmp_path: Path) -> None:
    stranger = PRICED | {"aanbieder": "04000002"}
    with pytest.raises(RegisterWrong) as raised:
        written(tmp_path / "een.zip", overeenkomst=[OFFERED, OFFERED], prijslijst=[stranger])
    assert places(raised.value.problems) == [
        ("overeenkomst.csv", 2, ", ".join(WHOSE)),
        ("overeenkomst.csv", 3, ", ".join(WHOSE)),
        ("prijslijst.csv", 2, "jaar"),
    ]
    assert list(tmp_path.iterdir()) == []


def test_a_document_that_a_row_names_must_come_along(tmp_path: Path) -> None:
    with pytest.raises(RegisterWrong, match=r"overeenkomst.csv rij 2, document: Het stuk 'A-1.pdf' is niet meegekomen"):
        written(tmp_path / "een.zip", overeenkomst=[OFFERED | {"document": "A-1.pdf"}])


@pytest.mark.parametrize("name", ["../weg.pdf", "map/weg.pdf", ".weg", "a\n.pdf", "a" * 250])
def test_a_document_with_an_odd_name_is_not_written(tmp_path: Path, name: str) -> None:
    source = tmp_path / "bron"
    source.write_bytes(DOCUMENT)
    with pytest.raises(RegisterWrong, match="Deze bestandsnaam kan niet"):
        write_delivery(heading(), frames_of({"selectie": [SELECTED]}, OUT), tmp_path / "een.zip", "csv", {name: source})
    assert [path.name for path in tmp_path.iterdir()] == ["bron"]


def test_the_manifest_names_every_file_by_the_hash_that_it_has(tmp_path: Path) -> None:
    written(tmp_path / "een")
    manifest = json.loads((tmp_path / "een" / "manifest.json").read_bytes())
    for file in manifest["bestanden"]:
        assert file["sha256"] == hash_of_bytes((tmp_path / "een" / "tabellen" / file["naam"]).read_bytes())
    assert manifest["nummer"] == "V2025-0001"


def test_the_receipt_says_number_days_rows_and_hashes(tmp_path: Path) -> None:
    manifest = written(tmp_path / "een.zip")
    text = receipt(manifest, datetime(2025, 9, 15, 8, 30, tzinfo=UTC), "sha256:" + "a" * 64)
    assert "Levering V2025-0001 aan VECOZO\nKlaargezet op 15 september 2025 om 10:30 uur\n" in text
    assert "Gaat over 1 januari 2026 tot en met 31 december 2027" in text
    assert "selectie.csv: 1 rij, " in text
    assert all(file.sha256 in text for file in manifest.bestanden)


@pytest.mark.parametrize("around", ["", "tabellen/", "levering/", "levering/tabellen/"])
def test_tables_may_come_without_a_manifest(tmp_path: Path, around: str) -> None:
    delivered = zip_of(tmp_path / "terug.zip", {f"{around}statussen.csv": STATUSES, "__MACOSX/._x": b"x"})
    with opened_delivery(delivered, BACK) as delivery:
        assert delivery.manifest is None
        assert [row.values["status"] for row in delivery.rows("statussen")] == ["verstuurd", "ingevuld", "geaccepteerd"]


def test_one_table_may_come_as_a_file_under_the_name_of_its_sender(tmp_path: Path) -> None:
    stored = tmp_path / "3f2a"
    stored.write_text(STATUSES.replace("\n", "\n\n", 1), encoding="utf-8")
    with opened_delivery(stored, BACK, "statussen.csv") as delivery:
        row = list(delivery.rows("statussen"))[1]
    assert (str(row.place), row.values["moment"]) == (
        "statussen.csv rij 4",
        datetime(2025, 10, 20, 14, 30, tzinfo=UTC),
    )


def test_evidence_comes_with_its_document(tmp_path: Path) -> None:
    delivered = zip_of(tmp_path / "terug.zip", {"bewijs.csv": EVIDENCE, "stukken/keurmerk.pdf": DOCUMENT})
    with opened_delivery(delivered, BACK) as delivery:
        assert delivery.documents["keurmerk.pdf"].read_bytes() == DOCUMENT


@pytest.mark.parametrize(
    ("document", "what"),
    [
        ({}, "Het stuk 'keurmerk.pdf' is niet meegekomen."),
        (
            {"stukken/keurmerk.pdf": b"iets anders"},
            "Het stuk 'keurmerk.pdf' heeft een andere inhoud dan deze rij zegt.",
        ),
    ],
)
def test_evidence_without_its_document_is_refused(tmp_path: Path, document: dict[str, bytes], what: str) -> None:
    delivered = zip_of(tmp_path / "terug.zip", {"bewijs.csv": EVIDENCE, **document})
    assert only(delivery_problems(delivered)) == ("bewijs.csv", 2, "bestand", what)


def test_every_wrong_row_of_every_table_is_told_at_once(tmp_path: Path) -> None:
    statuses = STATUSES.replace("ingevuld", "klaar").replace("2025-11-03T11:05", "3 november")
    answers = f"{AGREEMENT_COLUMNS},onderwerp,vraag,waarde,beantwoord_op\n{AGREEMENT[1:]},aanbieder,x,,2025-10-20\n"
    delivered = zip_of(tmp_path / "terug.zip", {"statussen.csv": statuses, "antwoorden.csv": answers, "los.csv": "a"})
    assert places(delivery_problems(delivered)) == [
        ("los.csv", None, ""),
        ("statussen.csv", 3, "status"),
        ("statussen.csv", 4, "moment"),
        ("antwoorden.csv", 2, "aanbieder"),
        ("antwoorden.csv", 2, "waarde"),
    ]


def test_a_delivery_that_goes_the_other_way_is_refused(tmp_path: Path) -> None:
    written(tmp_path / "een.zip")
    assert "hier hoort er een die van VECOZO af gaat" in str(delivery_problems(tmp_path / "een.zip")[-1])


def changed(folder: Path, change: str) -> None:
    """Change a written delivery behind the back of its manifest."""
    tables = folder / "tabellen"
    match change:
        case "bytes":
            (tables / "selectie.csv").write_bytes((tables / "selectie.csv").read_bytes().replace(b"Brug", b"Berg"))
        case "extra":
            (folder / "stukken" / "los.pdf").write_bytes(DOCUMENT)
        case "missing":
            (tables / "termijnen.csv").unlink()
        case "rows":
            manifest = json.loads((folder / "manifest.json").read_bytes())
            next(file for file in manifest["bestanden"] if file["naam"] == "selectie.csv")["rijen"] = 2
            (folder / "manifest.json").write_text(json.dumps(manifest, indent=2))


@pytest.mark.parametrize(
    ("change", "file", "what"),
    [
        ("bytes", "tabellen/selectie.csv", "Dit bestand is veranderd nadat het manifest is gemaakt."),
        ("extra", "stukken/los.pdf", "Dit bestand staat niet in het manifest."),
        ("missing", "tabellen/termijnen.csv", "Dit bestand staat in het manifest, maar niet in de levering."),
        ("rows", "tabellen/selectie.csv", "Het manifest telt 2 rijen in dit bestand; wij lezen er 1."),
    ],
)
def test_a_delivery_that_differs_from_its_manifest_is_refused(
    tmp_path: Path, change: str, file: str, what: str
) -> None:
    written(tmp_path / "een")
    changed(tmp_path / "een", change)
    assert only(delivery_problems(tmp_path / "een", OUT)) == (file, None, "", what)


def test_every_wrong_field_of_a_manifest_is_told() -> None:
    with pytest.raises(RegisterWrong) as raised:
        read_manifest(
            b'{"nummer": "a b", "richting": "naar_vecozo", "gemaakt_op": "2025-09-15", "afzender": "x", "extra": 1,'
            b' "periode": {"van": "2026-01-01", "tot_en_met": "2026-12-31"}, "bestanden": []}'
        )
    assert {problem.where.field for problem in raised.value.problems} == {"nummer", "gemaakt_op", "ontvanger", "extra"}


@pytest.mark.parametrize("content", [b"", b"[]", b"\xff", b"{"])
def test_a_manifest_that_is_none_is_refused(content: bytes) -> None:
    with pytest.raises(RegisterWrong, match=r"manifest\.json"):
        read_manifest(content)


@pytest.mark.parametrize("change", ["period", "twice"])
def test_a_manifest_that_contradicts_itself_is_refused(tmp_path: Path, change: str) -> None:
    plain = written(tmp_path / "een.zip").model_dump(mode="json")
    if change == "period":
        plain["periode"]["tot_en_met"] = "2025-12-31"
    else:
        plain["bestanden"] = [*plain["bestanden"], plain["bestanden"][0]]
    with pytest.raises(RegisterWrong, match=r"eindigt voordat|twee keer"):
        read_manifest(json.dumps(plain).encode())


@pytest.mark.parametrize(
    "name", ["../statussen.csv", "/etc/statussen.csv", "tabellen/diep/statussen.csv", "..", "stukken/.verborgen"]
)
def test_a_member_that_points_elsewhere_is_refused_and_nothing_is_written(tmp_path: Path, name: str) -> None:
    delivered = zip_of(tmp_path / "terug.zip", {"statussen.csv": STATUSES, name: b"x"})
    assert "terug.zip/" in str(delivery_problems(delivered)[0])
    assert [path.name for path in tmp_path.iterdir()] == ["terug.zip"]


def test_the_same_table_twice_in_a_zip_is_refused(tmp_path: Path) -> None:
    delivered = zip_of(tmp_path / "terug.zip", {"statussen.csv": STATUSES, "tabellen/statussen.csv": STATUSES})
    assert "staat er twee keer in" in str(delivery_problems(delivered)[0])


def test_an_archive_that_unpacks_to_too_much_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("zorginkoop.formats.vecozo_archives.LARGEST_UNPACKED", 1_000_000)
    delivered = zip_of(tmp_path / "terug.zip", {"stukken/bom.pdf": bytes(2_000_000), "statussen.csv": STATUSES})
    assert delivered.stat().st_size < 10_000
    assert "uitgepakt te groot" in str(delivery_problems(delivered)[0])


@pytest.mark.parametrize("damage", ["none", "cut", "flipped"])
def test_a_damaged_archive_is_refused(tmp_path: Path, damage: str) -> None:
    delivered = zip_of(tmp_path / "terug.zip", {"statussen.csv": STATUSES * 50})
    content = delivered.read_bytes()
    middle = len(content) // 3
    broken = {
        "none": b"geen zip",
        "cut": content[:middle],
        "flipped": content[:middle] + bytes([content[middle] ^ 255]) + content[middle + 1 :],
    }
    delivered.write_bytes(broken[damage])
    assert "beschadigd" in str(delivery_problems(delivered)[0])


def test_an_encrypted_archive_is_refused(tmp_path: Path) -> None:
    delivered = zip_of(tmp_path / "terug.zip", {"statussen.csv": STATUSES})
    content = bytearray(delivered.read_bytes())
    with zipfile.ZipFile(delivered) as packed:
        start = packed.start_dir
    content[6] |= 1
    content[start + 8] |= 1
    delivered.write_bytes(content)
    assert "versleuteld" in str(delivery_problems(delivered)[0])
