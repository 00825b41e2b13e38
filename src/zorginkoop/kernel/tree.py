"""The compiled form of one agreement: a small typed tree with node ids, in which every name has been resolved.

The tree holds text, whole numbers and tuples only, so that it can be stored beside an outcome in the canonical form and
judged again years later without the policy file it came from. `assess` and the column engine read the same tree.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any, cast

from zorginkoop.kernel.errors import InputWrong


@dataclass(frozen=True, slots=True)
class Citation:
    """The place in the source that a node rests on (chapter/heading/paragraph), and the catalogue items it carries."""

    places: tuple[str, ...] = ()
    items: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Phrase:
    """One sentence in our own words, in Dutch and English."""

    nl: str = ""
    en: str = ""

    def in_language(self, language: str) -> str:
        """Give the sentence in 'nl' or 'en'."""
        return self.en if language == "en" else self.nl


@dataclass(frozen=True, slots=True)
class FactDeclaration:
    """What a fact is: its subject, kind, unit, where it comes from, and what its absence means."""

    name: str
    subject: str
    kind: str
    phrase: Phrase
    origin: str
    step: str = "1"
    unit: str = ""
    per_year: str = "nee"
    evidence: str = "nee"
    absent: str = ""
    attributes: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    implied_by: tuple[str, ...] = ()
    shape: str = ""  # a regular expression that a code must have
    named: tuple[str, ...] = ()  # the codes that conditions of the policy name for this fact
    turns: str = ""  # an event that returns each month, quarter or year
    changed_by: str = ""  # who can change it, where that does not follow from its origin


@dataclass(frozen=True, slots=True)
class RelationDeclaration:
    """Rows of one subject that belong to another; with history, rows that are no longer valid count too.

    With a day they are the rows of the relation `of` as they were on the day of an event of the subject; until that
    has happened, as on the reference date.
    """

    subject: str
    name: str
    row_subject: str
    history: str = "nee"
    of: str = ""
    day: str = ""
    changed_by: str = ""  # who can add a row; nobody, where it does not say

    @property
    def base(self) -> str:
        """The name under which the rows are recorded."""
        return self.of or self.name


@dataclass(frozen=True, slots=True)
class Literal:
    """A fixed operand: one text, or several for a list; how to read it follows from the kind of the fact."""

    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OtherFact:
    """An operand that is another fact of the same subject, translated through a map of codes if one is given."""

    fact: str
    translation: tuple[str, ...] = ()  # "code=part,part" lines, sorted


@dataclass(frozen=True, slots=True)
class YearsBack:
    """An operand that is the period from some years before the reference date up to and including that date."""

    years: int


@dataclass(frozen=True, slots=True)
class DueDate:
    """An operand that is the end of a deadline: its rule as 'key=value' lines, and the events that it reads."""

    deadline: str
    rule: tuple[str, ...]
    events: tuple[str, ...] = ()


Operand = Literal | OtherFact | YearsBack | DueDate


@dataclass(frozen=True, slots=True)
class Compare:
    """Compare a fact with an operand."""

    fact: str
    kind: str
    step: str
    operator: str
    operand: Operand


@dataclass(frozen=True, slots=True)
class Join:
    """All, at least one, or none of several tests ('alle', 'minstens_een', 'geen')."""

    how: str
    tests: tuple[Test, ...]


@dataclass(frozen=True, slots=True)
class Negation:
    """The opposite of a test."""

    test: Test


@dataclass(frozen=True, slots=True)
class Rows:
    """A test over the rows of a relation: 'elke_rij', 'een_rij', 'geen_rij', 'aantal' or 'aandeel'."""

    how: str
    relation: str
    where: Test
    population: Test | None = None
    operator: str = ""
    limit: str = ""


@dataclass(frozen=True, slots=True)
class RatioTest:
    """Compare numerator : denominator with a limit, by cross-multiplication; over rows the facts are summed first."""

    numerator: str
    denominator: str
    operator: str
    limit: str
    relation: str = ""
    numerator_step: str = "1"
    denominator_step: str = "1"


@dataclass(frozen=True, slots=True)
class OnlyIf:
    """A test that applies only where its guard holds."""

    guard: Test
    test: Test


@dataclass(frozen=True, slots=True)
class Unless:
    """A test that yields where its exception holds."""

    test: Test
    exception: Test


@dataclass(frozen=True, slots=True)
class Reference:
    """The state of an earlier criterion of the same agreement."""

    criterion: str


@dataclass(frozen=True, slots=True)
class Always:
    """A test that always holds."""


Test = Compare | Join | Negation | Rows | RatioTest | OnlyIf | Unless | Reference | Always


@dataclass(frozen=True, slots=True)
class Criterion:
    """One named condition: what outcomes, letters and registers report on."""

    id: str
    test: Test
    phrase: Phrase
    citation: Citation
    force: str
    unknown_reads: str
    facts: tuple[str, ...]  # facts of the main subject that the test reads, as keys
    rows: tuple[str, ...] = ()  # relations that the test reads
    references: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Route:
    """One way to an agreement or to none, with the tests that must hold for it."""

    id: str
    test: Test
    criteria: tuple[str, ...]
    unknown_reads: str
    leads_to: str
    phrase: Phrase
    citation: Citation
    facts: tuple[str, ...] = ()
    channel: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the agreement that is judged apart."""

    id: str
    criteria: tuple[str, ...]
    unknown_reads: str
    phrase: Phrase
    citation: Citation


@dataclass(frozen=True, slots=True)
class Ladder:
    """The variant by the number of factors met: variants[n] for n factors."""

    variants: tuple[str, ...]
    citation: Citation


@dataclass(frozen=True, slots=True)
class Task:
    """A discretion that asks a person to decide where its criterion holds."""

    id: str
    criterion: str
    phrase: Phrase
    citation: Citation


@dataclass(frozen=True, slots=True)
class Agreement:
    """Everything needed to judge one subject for one agreement in one contract year."""

    edition: str
    coding: int
    edition_hash: str
    values_hash: str
    readings: tuple[str, ...]
    agreement: str
    care_type: str
    subject: str
    contract_year: int
    phrase: Phrase
    citation: Citation
    facts: tuple[FactDeclaration, ...]
    relations: tuple[RelationDeclaration, ...]
    criteria: tuple[Criterion, ...]
    routes: tuple[Route, ...]
    gate: tuple[str, ...]
    gate_unknown_reads: str
    factors: tuple[str, ...]
    ladder: Ladder | None
    parts: tuple[Part, ...]
    tasks: tuple[Task, ...]
    audience: str = ""  # the criterion that tells for whom this agreement could be meant at all


_TAGGED: dict[str, type[Any]] = {
    cls.__name__: cls
    for cls in (
        Agreement, Always, Citation, Compare, Criterion, DueDate, FactDeclaration, Join, Ladder, Literal, Negation,
        OnlyIf, OtherFact, Part, Phrase, RatioTest, Reference, RelationDeclaration, Route, Rows, Task, Unless,
        YearsBack,
    )
}  # fmt: skip


def to_plain(node: object) -> object:
    """Turn a tree into text, whole numbers, lists and mappings; what is empty is left out."""
    if isinstance(node, str | int):
        return node
    if isinstance(node, tuple):
        return [to_plain(part) for part in node]
    plain: dict[str, object] = {"vorm": type(node).__name__}
    for field in fields(cast("Any", node)):
        value = getattr(node, field.name)
        if value is None or value in ("", ()):
            continue
        plain[field.name] = to_plain(value)
    return plain


def from_plain(plain: object) -> object:
    """Rebuild a tree from its plain form; an unknown form or field is an InputWrong."""
    if isinstance(plain, str | int):
        return plain
    if isinstance(plain, list):
        return tuple(from_plain(part) for part in plain)
    if not isinstance(plain, dict) or plain.get("vorm") not in _TAGGED:
        message = "de vastgelegde boom bevat een vorm die deze versie niet kent."
        raise InputWrong(message)
    cls: type[Any] = _TAGGED[plain["vorm"]]
    given = {name: from_plain(value) for name, value in plain.items() if name != "vorm"}
    known = {field.name for field in fields(cls)}
    if not set(given) <= known:
        message = (
            f"de vastgelegde boom bevat in {plain['vorm']} onbekende velden: {', '.join(sorted(set(given) - known))}."
        )
        raise InputWrong(message)
    try:
        return cls(**{**_empty(cls), **given})
    except TypeError as error:
        message = f"de vastgelegde boom is onvolledig: {error}."
        raise InputWrong(message) from None


_EMPTY_BY_TYPE = {"str": "", "Ladder | None": None, "Test | None": None}


def _empty(cls: type[Any]) -> dict[str, object]:
    """Give the empty value of every field that `to_plain` leaves out."""
    return {field.name: _EMPTY_BY_TYPE.get(str(field.type), ()) for field in fields(cls)}
