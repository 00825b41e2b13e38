"""A made-up provider in words: what it has, what it gets by each edition, and which conditions tell them apart."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from zorginkoop.kernel.assess import Outcome
from zorginkoop.kernel.date_words import Language, write_date
from zorginkoop.kernel.explain import explain
from zorginkoop.kernel.facts import FactRecord, RecordedSubject, read_value
from zorginkoop.kernel.speech import Speaker
from zorginkoop.study.compare.meaning import aspects
from zorginkoop.study.logic.prover import Example


@dataclass(frozen=True, slots=True)
class Told:
    """One condition that comes out otherwise: its id, its words, how it stood and stands, and where it rests."""

    id: str
    requirement: str
    old: str
    new: str
    places: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MadeUp:
    """A made-up provider, as judged by two editions."""

    name: str
    day: str
    facts: tuple[str, ...]
    old: tuple[str, ...]
    new: tuple[str, ...]
    aspects: tuple[str, ...]
    conditions: tuple[Told, ...]


def made_up(example: Example, language: Language) -> MadeUp:
    """Write an example of a proof for a person."""
    old, new = example.outcomes
    speakers = Speaker(old.agreement, language), Speaker(new.agreement, language)
    return MadeUp(
        example.subject.name,
        write_date(example.on, language),
        tuple(_facts(speakers, example.subject)),
        explain(old, language).summary,
        explain(new, language).summary,
        aspects(old, new),
        tuple(_told(old, new, language)),
    )


def _facts(speakers: tuple[Speaker, Speaker], subject: RecordedSubject, around: str = "") -> Iterator[str]:
    for name, records in subject.facts.items():
        for record in records:
            told = _named(speakers, subject.kind, name, record), _value(speakers, subject.kind, name, record)
            yield f"{around}{told[0]}: {told[1]}"
    for relation, rows in subject.relations.items():
        words = speakers[1].rows(subject.kind, relation)
        if not rows:
            yield f"{around}{words}: {speakers[1].say('geen', 'none')}"
        for row in rows:
            yield from (
                _facts(speakers, row, f"{around}{row.name}: ")
                if row.facts or row.relations
                else (f"{around}{row.name}",)
            )


def _named(speakers: tuple[Speaker, Speaker], kind: str, name: str, record: FactRecord) -> str:
    key = f"{name}@{record.year}" if record.year is not None else name
    speaker = next((one for one in speakers if one.declaration(kind, name)), speakers[1])
    return speaker.name(kind, key)


def _value(speakers: tuple[Speaker, Speaker], kind: str, name: str, record: FactRecord) -> str:
    declaration = next((found for one in speakers if (found := one.declaration(kind, name))), None)
    if declaration is None or record.text == "onbekend":
        return record.text
    return speakers[1].written(declaration, read_value(declaration, record.text))


def _told(old: Outcome, new: Outcome, language: Language) -> Iterator[Told]:
    """Give the conditions whose state differs; one that stands in one of the two only says nothing here."""
    before = {condition.id: condition for condition in explain(old, language).conditions}
    for condition in explain(new, language).conditions:
        was = before.get(condition.id)
        if was is not None and was.state != condition.state:
            speaker = Speaker(new.agreement, language)
            yield Told(
                condition.id,
                condition.requirement,
                speaker.state(was.state),
                speaker.state(condition.state),
                condition.places,
            )
