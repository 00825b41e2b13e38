"""Find the source of an edition, and cut its text into the lines that the catalogue counts."""

from __future__ import annotations

from pathlib import Path

from zorginkoop.kernel.errors import InputWrong, Place, Problem
from zorginkoop.policies.documents import read_bytes

KINDS = (".txt", ".pdf")


def find_source(name: str, given: Path) -> Path | None:
    """Find the source of an edition: the file that was given, or the one of that name in the folder that was given."""
    if not given.is_dir():
        return given
    return next((file for kind in KINDS if (file := given / f"{name}{kind}").is_file()), None)


def read_lines(file: Path) -> list[str]:
    """Read the lines of a source text, numbered as an editor does; InputWrong when it is no text or empty."""
    data = read_bytes(file)
    try:
        return cut(data.decode("utf-8-sig"), file)
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        what, remedy = "hier staat een teken dat geen UTF-8 is.", "Bewaar de tekst opnieuw als UTF-8."
        raise InputWrong(Problem(what, Place(str(file), line), remedy)) from None


def cut(text: str, file: Path) -> list[str]:
    """Cut a text into lines, whichever way they end; InputWrong when there is nothing in it."""
    if not text.strip():
        raise InputWrong(Problem("dit bestand is leeg.", Place(str(file)), "Geef de tekst van het beleid."))
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\xa0", " ").split("\n")
