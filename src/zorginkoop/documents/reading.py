"""Opens a PDF that came from anywhere: within bounds, and with one kind of error when it cannot be read."""

from __future__ import annotations

from io import BytesIO

from pyhanko.pdf_utils.reader import PdfFileReader

from zorginkoop.documents.agreement_form import AgreementContent, read_agreement
from zorginkoop.documents.agreement_pdf import SNAPSHOT
from zorginkoop.kernel.errors import DocumentWrong, Place, Problem

LARGEST_SNAPSHOT = 20_000_000  # bytes of an embedded file


def open_pdf(pdf: bytes) -> PdfFileReader:
    """Open a PDF; anything that is none, is damaged or is locked with a password raises DocumentWrong."""
    try:
        reader = PdfFileReader(BytesIO(pdf))
        encrypted = reader.encrypted
        reader.root  # noqa: B018 - a file without a catalogue fails here, and not later
    except Exception as error:  # a hostile file fails in every way; none of them may leave this function
        what = f"dit is geen heel PDF-bestand ({type(error).__name__})."
        raise unreadable(what) from error
    if encrypted:
        what = "dit PDF-bestand is met een wachtwoord afgesloten."
        raise unreadable(what)
    return reader


def embedded_file(pdf: bytes, name: str) -> bytes:
    """Give the bytes of a file that is attached to the document as the data behind its pages."""
    reader = open_pdf(pdf)
    try:
        for listed in reader.root.get("/AF", ()):
            one = listed.get_object()
            if one["/UF"] == name and one["/AFRelationship"] == "/Data":
                content: bytes = one["/EF"]["/F"].data
                return content
    except Exception as error:  # as in `open_pdf`
        what = f"de bijlagen van dit bestand zijn beschadigd ({type(error).__name__})."
        raise unreadable(what) from error
    what = f"in dit bestand zit geen bijlage '{name}'."
    raise unreadable(what)


def embedded_snapshot(pdf: bytes) -> AgreementContent:
    """Read the agreement back that travels inside its PDF, signed or not."""
    return read_agreement(embedded_file(pdf, SNAPSHOT), SNAPSHOT)


def unreadable(what: str) -> DocumentWrong:
    """Make the error for a file that cannot be used."""
    return DocumentWrong(Problem(what, Place("(document)"), "Gebruik het bestand zoals u het hebt ontvangen."))
