"""Makes the paper of an evaluation: every condition as it was judged, with the stored outcome as data inside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date

from zorginkoop.documents.letter_pdf import OUTCOME
from zorginkoop.documents.typesetting import Attachment, typeset


@dataclass(frozen=True, slots=True)
class EvaluationLine:
    """One condition: what is asked, how it stands, on which facts, and where the policy says so."""

    eis: str
    stand: str
    plaats: str
    gegevens: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class EvaluationPart:
    """The conditions that are for the same."""

    kop: str
    regels: list[EvaluationLine]


def evaluation_pdf(
    words: Mapping[str, object],
    parts: Sequence[EvaluationPart],
    *,
    day: date,
    outcome: bytes = b"",
    banner: str = "",
) -> bytes:
    """Typeset an evaluation as an unsigned PDF.

    `outcome` are the canonical bytes that its mark is the hash of; leave them out where the reader may not see all.
    """
    data = {**words, "proef": banner, "delen": [asdict(one) for one in parts]}
    attachment = Attachment(OUTCOME, outcome, "De uitkomst als gegevens, zoals vastgelegd") if outcome else None
    return typeset("evaluation", data, day=day, attachment=attachment)
