"""Facts about a subject: what was recorded, and what of it counts on a reference date.

A record says what a fact is, by which source, for which period, and since when we know it. `resolve` turns the records
into one value a fact as on a date, and derives what they imply. A value that is not known is None, with its reason.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from difflib import get_close_matches
from fractions import Fraction

from zorginkoop.kernel.scalars import (
    AMSTERDAM,
    read_date,
    read_decimal,
    read_moment,
    read_percentage,
    read_yes_no,
    write_decimal,
    write_percentage,
)
from zorginkoop.kernel.tree import Agreement, FactDeclaration, RelationDeclaration
from zorginkoop.kernel.tree_walk import keys_asked

FOREVER = date.max
REFERENCE_DATE = "peildatum"  # a fact that every subject has
_NEARLY = 0.9  # how much alike two codes in letters are when one is probably a slip of the other
FOLLOWS = "volgt uit "  # the reason of a fact that another one implies
TURN = "over"  # the attribute of an event that returns: which period it is about


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A closed period of days; an open end is `FOREVER`."""

    first: date
    last: date


Value = int | str | Span | datetime | date | frozenset[str]


@dataclass(frozen=True, slots=True)
class Evidence:
    """One piece of evidence for a fact: when it was handed in, how it was judged, and until when it is valid."""

    handed_in: datetime
    verdict: str = "niet_beoordeeld"  # goed, afgekeurd or niet_beoordeeld
    judged: datetime | None = None
    valid_until: date | None = None
    ground: str = ""


@dataclass(frozen=True, slots=True)
class FactRecord:
    """One recorded value of a fact, as text, with source, validity and since when it is known."""

    text: str  # "onbekend" says explicitly that nobody knows; codes are separated by spaces; a period by a slash
    source: str
    known_since: datetime | None = None
    valid_from: date | None = None
    valid_until: date | None = None
    year: int | None = None
    attributes: Mapping[str, str] = field(default_factory=dict)
    ground: str = ""
    decided_by: str = ""
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class RecordedSubject:
    """Everything recorded about one subject; a relation that is absent is unknown, an empty one has no rows."""

    kind: str
    id: str
    name: str = ""
    facts: Mapping[str, tuple[FactRecord, ...]] = field(default_factory=dict)
    relations: Mapping[str, tuple[RecordedSubject, ...]] = field(default_factory=dict)
    valid_from: date | None = None
    valid_until: date | None = None


@dataclass(frozen=True, slots=True)
class KnownFact:
    """One fact as it counts on the reference date: its value (None when unknown), and where that value comes from."""

    key: str
    value: Value | None
    text: str
    source: str = ""
    known_since: datetime | None = None
    valid_from: date | None = None
    valid_until: date | None = None
    ground: str = ""
    decided_by: str = ""
    reason: str = ""  # why it is unknown, or why it reads otherwise than recorded


@dataclass(slots=True)
class Subject:
    """One subject as on a reference date: a value for every declared fact, and the rows of its relations."""

    kind: str
    id: str
    name: str
    on: date
    facts: dict[str, KnownFact]
    values: dict[str, Value | None]
    relations: dict[str, tuple[Subject, ...] | None]


def fact_key(name: str, year: int | None) -> str:
    """Name a fact of a year: behandelindex@2024."""
    return name if year is None else f"{name}@{year}"


def read_value(declaration: FactDeclaration, text: str) -> Value:
    """Read a value of a fact from text; numbers become whole steps, money cents, shares millionths are refused.

    Raises ValueError with a Dutch sentence that says which forms are accepted.
    """
    value = _READERS[declaration.kind](declaration, text)
    if declaration.codes and isinstance(value, str | frozenset):
        unknown = ({value} if isinstance(value, str) else value) - set(declaration.codes)
        if unknown:
            message = f"'{', '.join(sorted(unknown))}' is geen bekende code; kies uit {', '.join(declaration.codes)}."
            raise ValueError(message)
    if isinstance(value, str | frozenset):
        for code in (value,) if isinstance(value, str) else sorted(value):
            _check_code(declaration, code)
    return value


def _check_code(declaration: FactDeclaration, code: str) -> None:
    """Refuse a code of the wrong shape, or one that differs only in its spelling from one that the policy names."""
    if declaration.shape and not re.fullmatch(declaration.shape, code):
        message = (
            f"'{code}' heeft niet de goede vorm; het beleid noemt {', '.join(declaration.named) or declaration.shape}."
        )
        raise ValueError(message)
    if code in declaration.named:
        return
    meant = [named for named in declaration.named if _bare(named) == _bare(code)]
    meant = meant or (get_close_matches(code, declaration.named, 1, _NEARLY) if code.isidentifier() else [])
    if meant:
        message = f"'{code}' is zo geschreven een andere code; bedoelt u '{meant[0]}'?"
        raise ValueError(message)


def _bare(code: str) -> str:
    return code.casefold().replace("-", "").replace("_", "")


def in_steps(number: Fraction, step: str) -> int:
    """Express an exact number in whole steps; a number between two steps is a ValueError."""
    steps = number / Fraction(step)
    if steps.denominator != 1:
        message = f"{write_decimal(number)} past niet in stappen van {step}."
        raise ValueError(message)
    return steps.numerator


def _read_share(_: FactDeclaration, text: str) -> int:
    # Shares as facts are kept in steps of a hundredth of a percent; a finer value is a mistake of the sender.
    return in_steps(read_percentage(text), "0.0001")


def _read_span(_: FactDeclaration, text: str) -> Span:
    first, slash, last = text.partition("/")
    if not slash:
        message = f"'{text}' is geen periode; schrijf 2026-01-01/2027-12-31, of 2026-01-01/ zonder einde."
        raise ValueError(message)
    span = Span(read_date(first), read_date(last) if last else FOREVER)
    if span.last < span.first:
        message = f"de periode {text} eindigt voor zij begint."
        raise ValueError(message)
    return span


def _read_code(_: FactDeclaration, text: str) -> str:
    if not text or " " in text:
        message = f"'{text}' is geen code; een code is een woord zonder spaties."
        raise ValueError(message)
    return text


_READERS: dict[str, Callable[[FactDeclaration, str], Value]] = {
    "ja_nee": lambda _, text: int(read_yes_no(text)),
    "getal": lambda declaration, text: in_steps(read_decimal(text), declaration.step),
    "geld": lambda _, text: in_steps(read_decimal(text), "0.01"),
    "percentage": _read_share,
    "datum": lambda _, text: read_date(text),
    "moment": lambda _, text: read_moment(text),
    "periode": _read_span,
    "code": _read_code,
    "codes": lambda _, text: frozenset(text.split()),
}


def write_value(declaration: FactDeclaration, value: Value) -> str:
    """Write a value the way a policy or facts file writes it."""
    if declaration.kind == "ja_nee":
        return "ja" if value else "nee"
    if declaration.kind in {"getal", "geld"} and isinstance(value, int):
        step = Fraction("0.01") if declaration.kind == "geld" else Fraction(declaration.step)
        return write_decimal(value * step)
    if declaration.kind == "percentage" and isinstance(value, int):
        return write_percentage(Fraction(value, 10_000))
    if isinstance(value, Span):
        return f"{value.first.isoformat()}/{'' if value.last == FOREVER else value.last.isoformat()}"
    if isinstance(value, frozenset):
        return " ".join(sorted(value))
    return value.isoformat() if isinstance(value, date) else str(value)


def end_of_day(day: date) -> datetime:
    """Give the last instant of a day in Europe/Amsterdam that still counts."""
    return datetime.combine(day + timedelta(days=1), time(), AMSTERDAM) - timedelta(microseconds=1)


def resolve(recorded: RecordedSubject, agreement: Agreement, on: date, known: datetime | None = None) -> Subject:
    """Give a subject as on a date, by what was known at a moment (by default the end of that day).

    Every fact the agreement declares has an entry, those of rows too. Raises ValueError when a value cannot be read.
    """
    declarations: dict[str, list[FactDeclaration]] = {}
    for declaration in agreement.facts:
        declarations.setdefault(declaration.subject, []).append(declaration)
    return _Resolver(agreement, declarations, on, known or end_of_day(on)).subject(recorded)


def day_of(event: KnownFact, otherwise: date) -> date | None:
    """Give the day of an event; another day until it has happened, None when nobody knows."""
    if event.value is None:
        return None
    return event.value.astimezone(AMSTERDAM).date() if isinstance(event.value, datetime) else otherwise


@dataclass(frozen=True, slots=True)
class _Resolver:
    agreement: Agreement
    declarations: Mapping[str, list[FactDeclaration]]
    on: date
    known: datetime

    def subject(self, recorded: RecordedSubject) -> Subject:
        facts: dict[str, KnownFact] = {}
        for declaration in self.declarations.get(recorded.kind, ()):
            records = recorded.facts.get(declaration.name, ())
            for year in self._years(declaration, records):
                key = fact_key(declaration.name, year)
                facts[key] = self._fact(declaration, key, [r for r in records if r.year == year])
        derive_implied(self.declarations.get(recorded.kind, ()), facts)
        relations = {
            relation.name: self._rows(recorded, relation, facts)
            for relation in self.agreement.relations
            if relation.subject == recorded.kind
        }
        values = {key: fact.value for key, fact in facts.items()}
        return Subject(recorded.kind, recorded.id, recorded.name, self.on, facts, values, relations)

    def _years(self, declaration: FactDeclaration, records: Iterable[FactRecord]) -> list[int | None]:
        if declaration.per_year != "ja":
            return [None]
        keys = keys_asked(self.agreement, declaration.subject)
        asked = {int(key.rpartition("@")[2]) for key in keys if key.startswith(f"{declaration.name}@")}
        return [*sorted({*asked, *(record.year for record in records if record.year is not None)})]

    def _rows(
        self, recorded: RecordedSubject, relation: RelationDeclaration, facts: Mapping[str, KnownFact]
    ) -> tuple[Subject, ...] | None:
        rows = recorded.relations.get(relation.name, recorded.relations.get(relation.base))
        on = day_of(facts[relation.day], self.on) if relation.day else self.on
        if rows is None or on is None:
            return None
        then = self if on == self.on else replace(self, on=on)
        return then.rows(rows, history=relation.history == "ja")

    def rows(self, rows: Iterable[RecordedSubject], *, history: bool) -> tuple[Subject, ...]:
        """Give rows as on the date: those that are valid on it, or with history all of them."""
        return tuple(self.subject(row) for row in rows if history or self._covers(row.valid_from, row.valid_until))

    def _covers(self, first: date | None, last: date | None) -> bool:
        return (first is None or first <= self.on) and (last is None or self.on <= last)

    def _fact(self, declaration: FactDeclaration, key: str, records: list[FactRecord]) -> KnownFact:
        if declaration.name == REFERENCE_DATE:
            return KnownFact(key, self.on, self.on.isoformat(), source="opgegeven")
        wanted = dict(attribute.split("=", 1) for attribute in declaration.attributes)
        usable = [
            record
            for record in records
            if (record.known_since is None or record.known_since <= self.known)
            and all(record.attributes.get(name) == value for name, value in wanted.items())
        ]
        current = [record for record in usable if self._covers(record.valid_from, record.valid_until)]
        if current:
            return self._current(declaration, key, max(current, key=_newest))
        ended = [record for record in usable if record.valid_until is not None and record.valid_until < self.on]
        if ended and declaration.kind == "ja_nee":
            last = max(ended, key=lambda record: (record.valid_until or FOREVER, _newest(record)))
            return self._plain(declaration, key, last, "nee", f"geldig tot en met {last.valid_until}")
        if declaration.absent:
            return self._absent(declaration, key)
        return KnownFact(key, None, "", reason="niet geldig op de peildatum" if usable else "niet vastgelegd")

    def _absent(self, declaration: FactDeclaration, key: str) -> KnownFact:
        if declaration.absent == "niet_gebeurd":
            return KnownFact(key, "", "", source="geen vastlegging", reason="niet gebeurd")
        text = "" if declaration.absent == "leeg" else declaration.absent
        value = read_value(declaration, text)
        return KnownFact(key, value, text, source="geen vastlegging", reason="niets vastgelegd")

    def _current(self, declaration: FactDeclaration, key: str, record: FactRecord) -> KnownFact:
        if record.text == "onbekend":
            return self._plain(declaration, key, record, "", "uitdrukkelijk onbekend")
        if declaration.evidence == "ja" and record.text == "ja":
            text, reason = self._weighed(record.evidence)
            return self._plain(declaration, key, record, text, reason)
        return self._plain(declaration, key, record, record.text, "")

    def _weighed(self, evidence: tuple[Evidence, ...]) -> tuple[str, str]:
        """Weigh the evidence for a claimed fact: proof that was accepted and is valid, rejected, or still open."""
        handed_in = [piece for piece in evidence if piece.handed_in <= self.known]
        judged = [piece for piece in handed_in if piece.judged is None or piece.judged <= self.known]
        accepted = [piece for piece in judged if piece.verdict == "goed"]
        if any(piece.valid_until is None or self.on <= piece.valid_until for piece in accepted):
            return "ja", "bewijs goedgekeurd"
        if len(judged) < len(handed_in) or any(piece.verdict == "niet_beoordeeld" for piece in judged):
            return "", "bewijs nog niet beoordeeld"
        if accepted:
            return "nee", "bewijs niet meer geldig"
        if judged:
            return "nee", f"bewijs afgekeurd: {judged[-1].ground}" if judged[-1].ground else "bewijs afgekeurd"
        return "", "bewijs ontbreekt"

    @staticmethod
    def _plain(declaration: FactDeclaration, key: str, record: FactRecord, text: str, reason: str) -> KnownFact:
        value = read_value(declaration, text) if text or (declaration.kind == "codes" and not reason) else None
        return KnownFact(
            key, value, text, record.source, record.known_since, record.valid_from, record.valid_until,
            record.ground, record.decided_by, reason,
        )  # fmt: skip


def derive_implied(declarations: Iterable[FactDeclaration], facts: dict[str, KnownFact]) -> None:
    """Let proven facts imply others (SKF implies KNGF), anew each time, so that they fall with their ground."""
    for declaration in declarations:
        for ground in declaration.implied_by:
            grounding = facts.get(ground)
            if grounding is not None and grounding.value == 1 and facts[declaration.name].value != 1:
                facts[declaration.name] = KnownFact(
                    declaration.name, 1, "ja", grounding.source, grounding.known_since, grounding.valid_from,
                    grounding.valid_until, reason=f"{FOLLOWS}{ground}",
                )  # fmt: skip


def _newest(record: FactRecord) -> tuple[float, date]:
    return (record.known_since.timestamp() if record.known_since else float("-inf"), record.valid_from or date.min)
