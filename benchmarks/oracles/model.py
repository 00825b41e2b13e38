"""What a generated model is: the values it asks of a record, its named expressions in order, and what it answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple

from oracles.logic import YES, Expression, Input, Member, Named, State
from zorginkoop.kernel.facts import Span, Subject, Value
from zorginkoop.kernel.scalars import AMSTERDAM
from zorginkoop.kernel.tree import Agreement

Path = tuple[str, ...]  # the relations that lead from the subject to a row; empty for the subject itself
Plain = bool | int | str | list[str]

_EPOCH = date(1970, 1, 1)
_NOTHING = ("", None)  # what never happened, and what nobody knows


class Reading(NamedTuple):
    """One value that a model reads of a subject or row: which fact (or relation), and what of it."""

    fact: str
    part: str
    detail: str = ""

    @property
    def name(self) -> str:
        """Its name in a model."""
        return "__".join(part for part in (word(self.fact), self.part, word(self.detail)) if part)


def subject_at(agreement: Agreement, path: Path) -> str:
    """Name the kind of subject that a path leads to."""
    subject = agreement.subject
    for name in path:
        subject = next(one.row_subject for one in agreement.relations if (one.subject, one.name) == (subject, name))
    return subject


def word(name: str) -> str:
    """Give a name that a model can hold."""
    return name.replace("@", "__").replace("-", "_")


@dataclass(frozen=True, slots=True)
class Answers:
    """Where the model answers what: a state of each criterion and part that can be said, and the outcome if all can."""

    criteria: Mapping[str, State]
    parts: tuple[State, ...] | None = None
    gate: State | None = None
    route: Expression | None = None
    undecided_route: Expression | None = None
    factors: Expression | None = None
    result: Expression | None = None
    variant: Expression | None = None


@dataclass(slots=True)
class Model:
    """Generated from one agreement; `missing` says of each criterion that could not be said why."""

    readings: dict[Path, set[Reading]] = field(default_factory=dict)
    named: dict[str, Expression] = field(default_factory=dict)
    missing: dict[str, str] = field(default_factory=dict)

    def read(self, path: Path, reading: Reading) -> Input:
        """Ask a value of every subject, or of every row on a path."""
        self.readings.setdefault(path, set()).add(reading)
        return Input(reading.name)

    def has(self, path: Path, fact: str, code: str) -> Member:
        """Ask whether a set of codes has one."""
        self.readings.setdefault(path, set()).update((Reading(fact, "codes"), Reading(fact, "heeft", code)))
        return Member(Reading(fact, "codes").name, code)

    def name(self, name: str, expression: Expression) -> Expression:
        """Give an expression about the whole subject a name, so that it is worked out once."""
        self.named[name] = expression
        return Named(name)

    def name_state(self, name: str, state: State) -> State:
        """Give the expressions of a state a name each."""
        can_hold = self.name(f"{name}_kan", state.can_hold)
        can_fail = self.name(f"{name}_mis", state.can_fail)
        applies = state.applies if state.applies == YES else self.name(f"{name}_telt", state.applies)
        return State(can_hold, can_fail, applies)


def reader(reading: Reading) -> Callable[[Subject], Plain]:
    """Give the function from a resolved subject to a value of a model; what is not known has an empty value."""
    fact, part, detail = reading
    if part == "rijen":
        return lambda subject: subject.relations[fact] is not None
    if part == "jaren_terug":
        return lambda subject: _days(years_before(subject.on, int(detail)))
    if part == "bekend":
        return lambda subject: subject.values[fact] is not None
    empty, of = _PARTS[part]

    def read(subject: Subject) -> Plain:
        value = subject.values[fact]
        return empty if value in _NOTHING else of(value, detail)

    return read


def _of_day(value: Value, _detail: str) -> int:
    """Give the number of the day of a date or moment, as it is called in Amsterdam."""
    return _days(value.astimezone(AMSTERDAM).date() if isinstance(value, datetime) else _date(value))


def _second(value: Value, _detail: str) -> int:
    """Give the number of the second of a moment, or the first of a day, whatever the clock on the wall does."""
    moment = value if isinstance(value, datetime) else datetime.combine(_date(value), datetime.min.time(), AMSTERDAM)
    return int(moment.replace(microsecond=0).timestamp())


def _date(value: Value) -> date:
    assert isinstance(value, date)  # noqa: S101 - the model reads a date of facts that are one
    return value


def _span(value: Value) -> Span:
    assert isinstance(value, Span)  # noqa: S101 - the model reads the ends of facts that are a period
    return value


def _codes(value: Value) -> frozenset[str]:
    assert isinstance(value, frozenset)  # noqa: S101 - the model reads the codes of facts that are a set
    return value


def _days(day: date) -> int:
    return (day - _EPOCH).days


def years_before(day: date, years: int) -> date:
    """Give the same day of an earlier year; 29 February becomes the 28th where there is none."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def _whole(value: Value, _detail: str) -> int:
    assert isinstance(value, int)  # noqa: S101 - the model reads a number of facts that are one
    return value


_PARTS: dict[str, tuple[Plain, Callable[[Value, str], Plain]]] = {
    "gebeurd": (False, lambda _value, _detail: True),
    "ja": (False, lambda value, _detail: value == 1),
    "getal": (0, _whole),
    "dag": (0, _of_day),
    "seconde": (0, _second),
    "rest": (0, lambda value, _detail: value.microsecond if isinstance(value, datetime) else 0),
    "van": (0, lambda value, _detail: _days(_span(value).first)),
    "tot_en_met": (0, lambda value, _detail: _days(_span(value).last)),
    "code": ("", lambda value, _detail: str(value)),
    "codes": ([], lambda value, _detail: sorted(_codes(value))),
    "heeft": (False, lambda value, detail: detail in _codes(value)),
}
