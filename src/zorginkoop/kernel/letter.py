"""One outcome as a letter: what was decided, on which requirement, value, source and date, and what can be done.

The letter is structure, so that a page, an archive document and plain text all hold the same words.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping

from zorginkoop.kernel.assess import Outcome
from zorginkoop.kernel.date_words import Language, write_date
from zorginkoop.kernel.explain import Explanation
from zorginkoop.kernel.language import ContactSource
from zorginkoop.kernel.letter_blocks import (
    Block,
    Extras,
    FactRow,
    FactTable,
    Items,
    Letter,
    LetterKind,
    Reason,
    Reasons,
    Sender,
    Text,
)
from zorginkoop.kernel.letter_words import Writer
from zorginkoop.kernel.nearest import Nearest
from zorginkoop.kernel.speech import Speaker

__all__ = [
    "Block",
    "FactRow",
    "FactTable",
    "Items",
    "Letter",
    "LetterKind",
    "Reason",
    "Reasons",
    "Sender",
    "Text",
    "as_text",
    "letter",
]


def letter(  # noqa: PLR0913 - what a letter needs, each by name
    outcome: Outcome,
    language: Language,
    *,
    date: dt.date,
    sender: Sender,
    channels: Mapping[str, ContactSource],
    dates: tuple[str, ...] = (),
    lapse: str = "",
    withheld: frozenset[str] = frozenset(),
    nearest: tuple[Nearest, ...] = (),
) -> Letter:
    """Write the letter that an outcome asks for.

    `dates` are sentences about terms, `lapse` one about the last day for reconsideration where the policy sets one,
    `withheld` names facts whose ground an investigation keeps back for now, and of the `nearest` ways the letter tells
    one that is short and that the reader can go alone.
    """
    explanation = Explanation(outcome, language, Speaker(outcome.agreement, language, withheld))
    writer = Writer(explanation, Extras(channels, dates, lapse, nearest))
    return Letter(
        kind=writer.kind,
        language=language,
        date=write_date(date, language),
        addressee=outcome.subject.name or outcome.subject.id,
        subject=writer.subject(),
        salutation=writer.salutation(),
        blocks=writer.blocks(),
        closing=tuple(line for line in (writer.greeting(), sender.signatory, sender.role, sender.organisation) if line),
    )


def as_text(one: Letter) -> str:
    """Write a letter as plain text."""
    about = "Onderwerp" if one.language == "nl" else "Subject"
    body = "\n\n".join("\n".join(_block_lines(block)) for block in one.blocks)
    head = f"{one.addressee}\n\n{one.date}\n\n{about}: {one.subject}\n\n{one.salutation}"
    return f"{head}\n\n{body}\n\n" + "\n".join(one.closing) + "\n"


def _block_lines(block: Block) -> Iterator[str]:
    match block:
        case Text():
            yield block.text
        case Items():
            yield block.head
            yield from (f"- {item}" for item in block.items)
        case FactTable():
            yield block.head
            yield " | ".join(block.columns)
            yield from (f"{row.what} | {row.value} | {row.source} | {row.known_since}" for row in block.rows)
        case Reasons():
            yield block.head
            for number, reason in enumerate(block.reasons, start=1):
                yield f"{number}. {reason.requirement}"
                yield from (f"   {line}" for line in (*reason.found, *reason.change, reason.clause) if line)
