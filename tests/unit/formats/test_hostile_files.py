"""Files that were made to do harm, or were broken on the way, are refused with a sentence."""

from __future__ import annotations

import contextlib
import io
import os
import random
import struct
import zipfile
from pathlib import Path

import polars as pl
import pytest

from support.register_folders import PROVIDERS, folder_of, only, places, problems_of
from support.workbooks import with_part
from zorginkoop.formats import excel_archives, parquet_files, register_folder
from zorginkoop.formats.register_files import make_register, read_register, write_register
from zorginkoop.kernel.errors import RegisterWrong

SHEET = "xl/worksheets/sheet1.xml"


def written(folder: Path, name: str, content: bytes) -> Path:
    (folder_of(folder) / name).write_bytes(content)
    return folder


def empty_workbook(folder: Path) -> bytes:
    write_register(make_register({}), folder / "leeg", "xlsx")
    return (folder / "leeg" / "groepen.xlsx").read_bytes()


def refusal(folder: Path, content: bytes) -> str:
    inner = folder / "register"
    inner.mkdir()
    return only(problems_of(written(inner, "groepen.xlsx", content)))[3]


def test_a_link_out_of_the_folder(tmp_path: Path) -> None:
    secret = tmp_path / "geheim.csv"
    secret.write_text("groep,naam\n", encoding="utf-8")
    folder = tmp_path / "register"
    folder.mkdir()
    (folder_of(folder) / "groepen.csv").symlink_to(secret)
    assert only(problems_of(folder)) == ("groepen.csv", None, "", "Deze koppeling wijst naar buiten de map.")


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(folder_of(tmp_path) / "groepen.csv")
    assert only(problems_of(tmp_path)) == ("groepen.csv", None, "", "Dit is geen gewoon bestand.")


def test_a_folder_called_as_a_table(tmp_path: Path) -> None:
    (folder_of(tmp_path) / "groepen.csv").mkdir()
    assert only(problems_of(tmp_path))[3] == "Dit is geen gewoon bestand."


def test_a_file_beyond_measure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(register_folder, "LARGEST_FILE", 10)
    assert only(problems_of(folder_of(tmp_path)))[3] == "Dit bestand is groter dan 1 GB."


def test_a_nul_byte_in_csv(tmp_path: Path) -> None:
    (problem,) = problems_of(written(tmp_path, "groepen.csv", b"groep,naam\ng1,Een\ng2,Tw\0ee\n"))
    assert (problem.where.file, problem.where.line) == ("groepen.csv", 3)
    assert "NUL" in problem.what


def test_another_encoding(tmp_path: Path) -> None:
    (problem,) = problems_of(written(tmp_path, "groepen.csv", "groep,naam\ng1,Eén\n".encode("cp1252")))
    assert (problem.where.line, problem.what) == (2, "Hier staat geen UTF-8.")


def test_utf_16(tmp_path: Path) -> None:
    content = "groep,naam\ng1,Een\n".encode("utf-16")
    assert only(problems_of(written(tmp_path, "groepen.csv", content)))[3] == "Dit bestand is geen UTF-8 maar UTF-16."


@pytest.mark.parametrize("row", ['g2,"open\n', 'g2,"dicht"en door\n'], ids=["never closed", "closed too early"])
def test_a_quotation_mark_out_of_place(tmp_path: Path, row: str) -> None:
    content = f"groep,naam\ng1,Een\n{row}g3,Drie\n".encode()
    expected = ("groepen.csv", 3, "", "Vanaf deze rij is de tekst niet te lezen.")
    assert only(problems_of(written(tmp_path, "groepen.csv", content))) == expected


@pytest.mark.parametrize("length", [32_768, 200_000])
def test_a_huge_cell(tmp_path: Path, length: int) -> None:
    for quote in ("", '"'):
        text = f"groep,naam\ng1,{quote}{'b' * length}{quote}\n"
        ((file, row, _),) = places(problems_of(folder_of(tmp_path, groepen=text)))
        assert (file, row) == ("groepen.csv", 2)


@pytest.mark.parametrize(
    "header", ["=cmd|' /C calc'!A0", "a" * 100_000, "\u202egoed"], ids=["formula", "huge", "reversed"]
)
def test_a_hostile_column_name(tmp_path: Path, header: str) -> None:
    (problem,) = problems_of(folder_of(tmp_path, groepen=f"groep,naam,{header}\n"))
    assert problem.where.row == 1
    assert len(problem.where.field) < 70
    assert problem.where.field.isprintable()


def test_text_that_is_no_workbook(tmp_path: Path) -> None:
    assert "geen Excelbestand" in refusal(tmp_path, PROVIDERS.encode())


def test_a_workbook_with_a_password(tmp_path: Path) -> None:
    assert "wachtwoord" in refusal(tmp_path, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2_000))


def test_a_zip_that_is_no_workbook(tmp_path: Path) -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("a.txt", "x")
    assert refusal(tmp_path, content.getvalue()) == "Dit Excelbestand is niet te lezen."


def test_a_zip_bomb(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(excel_archives, "LARGEST_UNPACKED", 2**22)
    bomb = with_part(empty_workbook(tmp_path), "xl/media/plaatje.png", bytes(2**23))
    assert len(bomb) < 50_000
    assert "uitgepakt te groot" in refusal(tmp_path, bomb)


def test_a_zip_bomb_that_lies_about_its_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(excel_archives, "LARGEST_UNPACKED", 2**22)
    size = 2**23 + 12_345
    bomb = with_part(empty_workbook(tmp_path), "xl/media/plaatje.png", bytes(size))
    assert bomb.count(struct.pack("<I", size)) == 2
    assert "uitgepakt te groot" in refusal(tmp_path, bomb.replace(struct.pack("<I", size), struct.pack("<I", 10)))


def test_more_parts_than_a_workbook_has(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(excel_archives, "MOST_MEMBERS", 3)
    assert "meer onderdelen" in refusal(tmp_path, empty_workbook(tmp_path))


@pytest.mark.parametrize("cell", ["XFD1048576", "AA1", "A99999999", "A4294967295"])
def test_a_cell_in_the_last_corner(tmp_path: Path, cell: str) -> None:
    xml = f'<worksheet><sheetData><row r="1"><c r="{cell}"><v>1</v></c></row></sheetData></worksheet>'
    content = with_part(empty_workbook(tmp_path), SHEET, xml.encode())
    assert "voorbij kolom Z" in refusal(tmp_path, content)


def test_a_cell_in_the_last_corner_across_two_pieces(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    content = with_part(empty_workbook(tmp_path), SHEET, b'<worksheet><sheetData><row r="1"><c r="XFD1048576"/></row>')
    for size in range(500, 600):
        monkeypatch.setattr(excel_archives, "CHUNK", size)
        with pytest.raises(RegisterWrong, match="voorbij kolom Z"):
            excel_archives.inspect_archive(content, "groepen.xlsx")


def test_more_cells_than_a_register_has(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(excel_archives, "MOST_CELLS", 10)
    xml = b"<worksheet><sheetData><row>" + b"<c/>" * 20 + b"</row></sheetData></worksheet>"
    assert "uitgepakt te groot" in refusal(tmp_path, with_part(empty_workbook(tmp_path), SHEET, xml))


def test_damaged_workbooks_never_get_further_than_a_problem(tmp_path: Path) -> None:
    chance = random.Random(20251015)  # noqa: S311 - damage, not secrets
    sound = empty_workbook(tmp_path)
    folder_of(tmp_path)
    for _ in range(50):
        damaged = bytearray(sound)
        for _ in range(chance.randint(1, 8)):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        (tmp_path / "groepen.xlsx").write_bytes(
            damaged[: chance.choice([len(damaged), chance.randrange(len(damaged))])]
        )
        with contextlib.suppress(RegisterWrong):
            read_register(tmp_path)


@pytest.mark.parametrize("kept", [0, 3, 100, -1], ids=["empty", "start", "half", "all but the last byte"])
def test_parquet_that_was_broken_off(tmp_path: Path, kept: int) -> None:
    sound = io.BytesIO()
    pl.DataFrame({"groep": ["a", "b"], "naam": ["x", "y"]}).write_parquet(sound)
    content = written(tmp_path, "groepen.parquet", sound.getvalue()[:kept])
    assert only(problems_of(content)) == ("groepen.parquet", None, "", "Dit Parquetbestand is niet te lezen.")


def test_parquet_that_promises_too_many_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquet_files, "MOST_ROWS", 2)
    pl.DataFrame({"groep": ["a", "b", "c"], "naam": "x"}).write_parquet(folder_of(tmp_path) / "groepen.parquet")
    assert only(problems_of(tmp_path))[3].startswith("Dit bestand heeft 3 rijen")
