"""Makes the paper of a letter from the structure that the kernel writes: the same words as on a page and in a mail."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date

from zorginkoop.documents.typesetting import Attachment, typeset
from zorginkoop.kernel.letter import Block, FactTable, Items, Letter, Text

OUTCOME = "uitkomst.json"


def letter_pdf(  # noqa: PLR0913 - what a paper letter needs beside its words, each by name
    one: Letter,
    *,
    day: date,
    sender: str,
    address: tuple[str, ...] = (),
    outcome: bytes = b"",
    banner: str = "",
) -> bytes:
    """Typeset a letter as an unsigned PDF; `address` are the lines below the name, `outcome` travels inside the file.

    `outcome` are the canonical bytes of the outcome that the letter tells of, so that it can be replayed from the
    letter alone; leave it out where the reader may not see every fact.
    """
    data = {
        "language": one.language,
        "sender": sender,
        "addressee": [one.addressee, *address],
        "date": one.date,
        "subject": one.subject,
        "salutation": one.salutation,
        "blocks": [_block(block) for block in one.blocks],
        "closing": list(one.closing),
        "banner": banner,
    }
    told = "De uitkomst als gegevens, zoals vastgelegd" if one.language == "nl" else "The outcome as data, as stored"
    return typeset("letter", data, day=day, attachment=Attachment(OUTCOME, outcome, told) if outcome else None)


def plain_letter_pdf(  # noqa: PLR0913 - as above
    subject: str, paragraphs: Sequence[str], *, day: date, written: str, sender: str, addressee: tuple[str, ...]
) -> bytes:
    """Typeset a letter that is paragraphs and nothing else, of which the first greets the reader."""
    data = {
        "language": "nl",
        "sender": sender,
        "addressee": [line for line in addressee if line],
        "date": written,
        "subject": subject,
        "salutation": paragraphs[0] if paragraphs else "",
        "blocks": [{"form": "text", "text": one} for one in paragraphs[1:]],
        "closing": [],
        "banner": "",
    }
    return typeset("letter", data, day=day)


def _block(block: Block) -> dict[str, object]:
    match block:
        case Text():
            return {"form": "text", "text": block.text}
        case Items():
            return {"form": "items", "head": block.head, "items": list(block.items)}
        case FactTable():
            rows = [[row.what, row.value, row.source, row.known_since] for row in block.rows]
            return {"form": "facts", "head": block.head, "columns": list(block.columns), "rows": rows}
        case _:
            return {"form": "reasons", "head": block.head, "reasons": [asdict(one) for one in block.reasons]}
