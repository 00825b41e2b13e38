"""Makes the paper of a receipt: every answer as it was confirmed, with those same answers as data inside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date

from zorginkoop.documents.typesetting import Attachment, typeset

ANSWERS = "antwoorden.json"


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """One question with its answer: of whom it is, what was asked, from whom the answer comes, and its evidence."""

    van: str
    vraag: str
    antwoord: str
    bron: str
    bewijs: list[str] = field(default_factory=list)


def receipt_pdf(
    words: Mapping[str, object], lines: Sequence[AnswerLine], answers: bytes, *, day: date, banner: str = ""
) -> bytes:
    """Typeset a receipt as an unsigned PDF; `answers` are the canonical bytes that its mark is the hash of."""
    data = {**words, "proef": banner, "antwoorden": [asdict(one) for one in lines]}
    attachment = Attachment(ANSWERS, answers, "De antwoorden als gegevens, zoals bevestigd")
    return typeset("receipt", data, day=day, attachment=attachment)
