"""Find and read the text of a source: a text file, or a PDF that holds text."""

from __future__ import annotations

import io
import textwrap
from pathlib import Path

from zorginkoop.kernel.errors import InputWrong, Place, Problem
from zorginkoop.policies.documents import read_bytes

KINDS = (".txt", ".pdf")
_FEWEST = 200  # characters; a scan has none, and a policy thousands


def find_source(name: str, given: Path) -> Path | None:
    """Find the source of an edition: the file that was given, or the one of that name in the folder that was given."""
    if not given.is_dir():
        return given
    return next((file for kind in KINDS if (file := given / f"{name}{kind}").is_file()), None)


def read_lines(file: Path) -> list[str]:
    """Read the lines of a source, numbered as an editor does; InputWrong when it is no text or a PDF without text."""
    data = read_bytes(file)
    text = _text_of_pdf(data, file) if data.startswith(b"%PDF") else _text_of(data, file)
    if sum(not character.isspace() for character in text) == 0:
        raise InputWrong(Problem("dit bestand is leeg.", Place(str(file)), "Geef de tekst van het beleid."))
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\xa0", " ").split("\n")


def _text_of(data: bytes, file: Path) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        what, remedy = "hier staat een teken dat geen UTF-8 is.", "Bewaar de tekst opnieuw als UTF-8."
        raise InputWrong(Problem(what, Place(str(file), line), remedy)) from None


def _text_of_pdf(data: bytes, file: Path) -> str:
    """Take the text out of a PDF, laid out as it stands on the page; what needs eyes to read is refused."""
    try:
        import pypdf  # noqa: PLC0415 - an extra: only reading a PDF needs it
        from pypdf.errors import PyPdfError  # noqa: PLC0415 - as above
    except ModuleNotFoundError:
        what = "een PDF lezen vraagt de uitbreiding 'bronnen'."
        raise InputWrong(Problem(what, Place(str(file)), "Installeer zorginkoop[bronnen], of geef de tekst.")) from None
    try:
        read = pypdf.PdfReader(io.BytesIO(data)).pages
        pages = [textwrap.dedent(page.extract_text(extraction_mode="layout")) for page in read]
    except (PyPdfError, ValueError, KeyError, RecursionError) as error:
        what = f"deze PDF kan niet gelezen worden ({type(error).__name__})."
        raise InputWrong(Problem(what, Place(str(file)), "Is zij beschermd of beschadigd? Geef de tekst.")) from None
    if sum(len(page.strip()) for page in pages) < _FEWEST:
        what = f"deze PDF van {len(pages)} bladzijden bevat geen tekst, alleen beeld."
        raise InputWrong(Problem(what, Place(str(file)), "Geef de PDF met tekst, of de tekst zelf."))
    return "\n\n".join(pages)
