"""Take the text out of a PDF, laid out as it stands on the page; what needs eyes to read is refused."""

from __future__ import annotations

import io
import textwrap
from pathlib import Path

import pypdf
from pypdf.errors import PyPdfError

from zorginkoop.kernel.errors import InputWrong, Place, Problem

_FEWEST = 200  # characters; a scan has none, and a policy thousands


def text_of_pdf(data: bytes, file: Path) -> str:
    """Give the text of a PDF, page after page; InputWrong when it cannot be read or holds only pictures."""
    try:
        pages = [
            textwrap.dedent(page.extract_text(extraction_mode="layout"))
            for page in pypdf.PdfReader(io.BytesIO(data)).pages
        ]
    except (PyPdfError, ValueError, KeyError, RecursionError) as error:
        what = f"deze PDF kan niet gelezen worden ({type(error).__name__})."
        raise InputWrong(Problem(what, Place(str(file)), "Is zij beschermd of beschadigd? Geef de tekst.")) from None
    if sum(len(page.strip()) for page in pages) < _FEWEST:
        count = "1 bladzijde" if len(pages) == 1 else f"{len(pages)} bladzijden"
        what = f"deze PDF van {count} bevat geen tekst, alleen beeld."
        raise InputWrong(Problem(what, Place(str(file)), "Geef de PDF met tekst, of de tekst zelf."))
    return "\n\n".join(pages)
