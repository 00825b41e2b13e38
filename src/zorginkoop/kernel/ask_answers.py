"""Answers to questions: read by the one definition of what a fact can be, and laid over what is recorded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from zorginkoop.kernel.ask_reach import FactAt, Place
from zorginkoop.kernel.facts import Evidence, FactRecord, RecordedSubject, read_value, write_value
from zorginkoop.kernel.language import FactKind
from zorginkoop.kernel.scalars import read_decimal
from zorginkoop.kernel.tree import FactDeclaration

SOURCE = "opgave"  # the source of what a provider states
_NUMBERS = frozenset({FactKind.NUMBER, FactKind.MONEY, FactKind.SHARE})


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer as a fact takes it, and the evidence that goes with it."""

    text: str
    evidence: tuple[Evidence, ...] = ()


_MOST = {"uur per week": 7 * 24}  # of a unit that has an end


def read_answer(declaration: FactDeclaration, typed: str) -> str:
    """Give what somebody typed the way a fact takes it; ValueError with a sentence that says what is accepted.

    A number may have a decimal comma, and a share need not have its sign: the form says what it asks for.
    """
    text = " ".join(typed.split())
    if declaration.kind in _NUMBERS:
        return _read_number(declaration, text)
    return write_value(declaration, read_value(declaration, text))


def _read_number(declaration: FactDeclaration, typed: str) -> str:
    text = typed.replace(" ", "").replace(",", ".").removesuffix("%")
    try:
        number = read_decimal(text)
    except ValueError:
        message = f"'{typed}' is geen getal; schrijf bijvoorbeeld 24 of 24,5."
        raise ValueError(message) from None
    if number < 0:
        message = f"'{typed}' is minder dan nul; schrijf een getal vanaf 0."
        raise ValueError(message)
    if declaration.unit in _MOST and number > _MOST[declaration.unit]:
        message = f"'{typed}' kan niet: meer dan {_MOST[declaration.unit]} {declaration.unit} is er niet."
        raise ValueError(message)
    share = "%" if declaration.kind == FactKind.SHARE else ""
    try:
        return write_value(declaration, read_value(declaration, f"{text}{share}"))
    except ValueError:
        step = declaration.step if declaration.kind == FactKind.NUMBER else "0.01"
        message = f"'{typed}' is te precies; schrijf het getal in stappen van {step.replace('.', ',')}."
        raise ValueError(message) from None


def laid_over(
    recorded: RecordedSubject,
    answers: Mapping[FactAt, Answer],
    declared: Mapping[FactAt, FactDeclaration],
    moment: datetime,
) -> RecordedSubject:
    """Lay answers over what is recorded of a subject and its rows, as stated by the provider at a moment.

    An answer about a row that is not there is left out: the row may have gone since it was given.
    """
    records: dict[Place, dict[str, list[FactRecord]]] = {}
    for at, answer in answers.items():
        record = _record(declared[at], at.key, answer, moment)
        records.setdefault(at.place, {}).setdefault(declared[at].name, []).append(record)
    return _laid(recorded, (), records)


def _record(declaration: FactDeclaration, key: str, answer: Answer, moment: datetime) -> FactRecord:
    year = key.partition("@")[2]
    return FactRecord(
        answer.text,
        SOURCE,
        known_since=moment,
        year=int(year) if year else None,
        attributes=dict(one.split("=", 1) for one in declaration.attributes),
        evidence=answer.evidence,
    )


def _laid(
    recorded: RecordedSubject, place: Place, records: Mapping[Place, Mapping[str, list[FactRecord]]]
) -> RecordedSubject:
    own = records.get(place, {})
    facts = {**recorded.facts, **{name: (*recorded.facts.get(name, ()), *new) for name, new in own.items()}}
    depth = len(place)
    touched = {other[depth][0] for other in records if len(other) > depth and other[:depth] == place}
    relations = {
        name: tuple(_laid(row, (*place, (base, row.id)), records) for row in rows) if base in touched else rows
        for name, rows in recorded.relations.items()
        if (base := name.partition("@")[0])  # rows of the day of an event are the same rows
    }
    return replace(recorded, facts=facts, relations=relations)
