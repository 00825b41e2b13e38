"""Contract status: for every care, place and person what is contracted from which day until which, and why.

One table, read by the care finder, the desks and the claims checks alike. A table is made for one provider, insurer,
label and product type; for each key its intervals follow each other without a gap and without a shared day.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import NamedTuple

from zorginkoop.kernel.assess import ContractKey
from zorginkoop.kernel.facts import FOREVER, RecordedSubject, resolve
from zorginkoop.kernel.layer_words import LayerKind, LayerStatus, ReferenceDateRule, Why
from zorginkoop.kernel.layers import Layer, Layers
from zorginkoop.kernel.recorded_agreement import ROWS, covered, day_after
from zorginkoop.kernel.status_day import GRAVEST, DayStatus, Reason, StatusOfDay
from zorginkoop.kernel.terms import Period
from zorginkoop.kernel.tree import Always
from zorginkoop.kernel.turning_days import turning_days

EVER = datetime.max.replace(tzinfo=UTC)  # by everything that is known
REST = ""  # everything that has no key of its own: the other locations, the other care


class StatusKey(NamedTuple):
    """What a status is about: whose, for whom, where, which layer of which agreement, which care, whose row."""

    insurer: str
    label: str
    product_type: str
    provider: str
    agreement: str
    layer: str
    location: str = REST
    care: str = REST
    row: str = ""


@dataclass(frozen=True, slots=True)
class Interval:
    """One stretch of days with one status and one why; an end that is None is open."""

    key: StatusKey
    kind: LayerKind
    first: date | None
    last: date | None
    status: LayerStatus
    reasons: tuple[Reason, ...]

    def contains(self, day: date) -> bool:
        """Tell whether a day lies in this stretch."""
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)


@dataclass(frozen=True, slots=True)
class StatusTable:
    """Every interval of one provider for one agreement, insurer, label and product type, in order of key and day."""

    layers: Layers
    insured: ContractKey
    intervals: tuple[Interval, ...]
    recorded: RecordedSubject

    @property
    def product_type(self) -> str:
        """The product type that the table is for."""
        return self.insured.product_type

    def about(self) -> tuple[StatusKey, ...]:
        """Give every key, in the order of the table."""
        return tuple(dict.fromkeys(interval.key for interval in self.intervals))

    def has_row(self, relation: str, row: str, on: date) -> bool:
        """Tell whether a row belonged to the provider on a day, asked about or not."""
        return any(
            one.id == row
            and (one.valid_from is None or one.valid_from <= on)
            and (one.valid_until is None or on <= one.valid_until)
            for one in self.recorded.relations.get(relation, ())
        )

    def of_key(self, key: StatusKey) -> tuple[Interval, ...]:
        """Give the intervals of one key, by day."""
        return tuple(interval for interval in self.intervals if interval.key == key)


def contract_status(
    layers: Layers,
    recorded: RecordedSubject,
    key: ContractKey,
    known: datetime = EVER,
    window: Period | None = None,
) -> StatusTable:
    """Make the table of a provider for one agreement, by what was known at a moment; without a window for all days.

    Raises ValueError when a recorded value cannot be read, FactsWrong when a recorded agreement cannot be.
    """
    judge = StatusJudge(layers, recorded, key, known)
    turns = judge.turns(window)
    days = [judge.day(_inside(first, last)) for first, last in judge.cut(turns.every, window)]
    intervals = (judge.intervals(one, turns, window) for one in _keys(layers, recorded, key, days))
    return StatusTable(layers, key, tuple(interval for several in intervals for interval in several), recorded)


Stretch = tuple[date | None, date | None]


class Turns(NamedTuple):
    """The days on which anything may change, and those of them that concern every key: of layers and agreements."""

    every: frozenset[date]
    of_all: frozenset[date]


class StatusJudge:
    """Judges one provider on any day; what does not change from day to day is looked up once."""

    def __init__(self, layers: Layers, recorded: RecordedSubject, key: ContractKey, known: datetime = EVER) -> None:
        """Build the tests of the layers once."""
        self.layers = layers
        self.recorded = recorded
        self.known = known
        self._judge = StatusOfDay(layers, key)
        self._days: dict[date, DayStatus] = {}
        self._strangers: dict[tuple[str, str], frozenset[date]] = {}

    def day(self, on: date) -> DayStatus:
        """Give what holds on a day."""
        if on not in self._days:
            subject = resolve(self.recorded, self.layers.agreement, on, self.known)
            self._days[on] = self._judge.day(subject, self.recorded, self.known)
        return self._days[on]

    def turns(self, window: Period | None) -> Turns:
        """Give every day on which anything may change; what agreements cover is worked out from a first cut."""
        limits = {layer.first for layer in self.layers.all} | {
            day_after(layer.last) for layer in self.layers.all if layer.last
        }
        edges = {day for day in limits if day}
        days = self._turning(self.recorded) | edges
        for first, last in self.cut(days, window):
            rows = self.day(_inside(first, last)).subject.relations.get(ROWS) or ()
            edges |= {edge for row in rows for edge in covered(row).edges() if date.min < edge < FOREVER}
        return Turns(frozenset(days | edges), frozenset(edges))

    def cut(self, days: Iterable[date], window: Period | None) -> list[Stretch]:
        """Cut a window, or all time, at the given days."""
        start, end = (window.start, window.end) if window else (None, None)
        turns = sorted(day for day in days if (start is None or start < day) and (end is None or day <= end))
        if not turns and window is None:
            turns = [self.layers.term.start]  # any day will do: nothing ever changes
        firsts: list[date | None] = [start, *turns]
        lasts: list[date | None] = [*(date.fromordinal(day.toordinal() - 1) for day in turns), end]
        return list(zip(firsts, lasts, strict=True))

    def intervals(self, key: StatusKey, turns: Turns, window: Period | None) -> Iterator[Interval]:
        """Judge one key, once in each stretch in which nothing that it looks at changes."""
        layer = self.layers.layer(key.layer)
        stretches = self.cut(turns.every - (self._strange(layer, key.row) - turns.of_all), window)
        judged = ((first, last, self.day(_inside(first, last))) for first, last in stretches)
        yield from _merged(
            Interval(key, layer.kind, first, last, found.status, found.reasons)
            for first, last, day in judged
            for found in [day.of(layer, key.location, key.care, key.row)]
        )

    def _strange(self, layer: Layer, row: str) -> frozenset[date]:
        """Give the days on which only other rows than this one change, for a layer that looks at its own row alone."""
        if not row or not self._looks_at_its_row(layer):
            return frozenset()
        if (layer.relation, row) not in self._strangers:
            others = tuple(one for one in self.recorded.relations[layer.relation] if one.id != row)
            mine = tuple(one for one in self.recorded.relations[layer.relation] if one.id == row)
            own = self._turning(replace(self.recorded, relations={**self.recorded.relations, layer.relation: mine}))
            theirs = self._turning(replace(self.recorded, facts={}, relations={layer.relation: others}))
            self._strangers[layer.relation, row] = theirs - own
        return self._strangers[layer.relation, row]

    def _looks_at_its_row(self, layer: Layer) -> bool:
        below = [self.layers.base, *(self.layers.layer(name) for name in layer.rests_on)]
        asking = [one for one in below if one.relation != layer.relation and not isinstance(one.test, Always)]
        return layer.relation != ROWS and not asking and all(map(self._looks_at_its_row, below[1:]))

    def _turning(self, recorded: RecordedSubject) -> frozenset[date]:
        parts = [part for layer in self.layers.all for part in (layer.test, layer.population, layer.recorded)]
        return turning_days(self.layers.agreement, [part for part in parts if part is not None], recorded)


def _inside(first: date | None, last: date | None) -> date:
    """Give a day of a stretch: its first, or its last where the start is open."""
    return first or last or date.min


def _merged(intervals: Iterable[Interval]) -> Iterator[Interval]:
    """Lay neighbours together where neither the status nor the why changes."""
    held: Interval | None = None
    for interval in intervals:
        if held is not None and (held.status, held.reasons) == (interval.status, interval.reasons):
            held = replace(held, last=interval.last)
            continue
        if held is not None:
            yield held
        held = interval
    if held is not None:
        yield held


def _keys(layers: Layers, recorded: RecordedSubject, key: ContractKey, days: Sequence[DayStatus]) -> list[StatusKey]:
    """List every key that some day says something of."""
    locations = [REST, *sorted({one for day in days for one in day.locations})]
    bought = [REST, *sorted({one for day in days for one in day.bought})]
    keys = []
    for layer in layers.all:
        rows = list(dict.fromkeys(row for day in days for row in day.rows(layer))) if layer.relation else [""]
        keys += [
            StatusKey(
                key.insurer, key.label, key.product_type, recorded.id, layers.agreement.agreement, layer.id, location,
                care, row,
            )
            for location in locations
            for care in (layer.care or bought)
            for row in rows or [""]
        ]  # fmt: skip
    return keys


@dataclass(frozen=True, slots=True)
class Question:
    """What somebody asks of a table: a day, and as far as it matters a care, a location and whose rows."""

    on: date
    care: str = REST
    location: str = REST
    rows: Mapping[str, str] = field(default_factory=dict)  # by relation, the id of the row: {"personen": "p1"}


@dataclass(frozen=True, slots=True)
class Answer:
    """The status on a day, with the layers that made it so."""

    status: LayerStatus
    intervals: tuple[Interval, ...]
    reasons: tuple[Reason, ...]

    @property
    def contracted(self) -> bool:
        """Whether the care is contracted for certain."""
        return self.status == LayerStatus.CONTRACTED


def status_on(table: StatusTable, question: Question) -> Answer:
    """Say whether some care is contracted on a day: the base and every layer that is about this care must say so.

    The care finder, the desks and the claims checks ask this and nothing else. A layer with rows is asked about the
    row that is named; without one it answers only where all its rows agree.
    """
    found = [_of_layer(table, layer, question) for layer in table.layers.all if _asks(table, layer, question)]
    gravest = next(status for status in GRAVEST if any(one[0] == status for one in found))
    deciding = [one for one in found if one[0] == gravest]
    return Answer(
        gravest,
        tuple(interval for _, intervals, _ in found for interval in intervals),
        tuple(dict.fromkeys(reason for _, _, reasons in deciding for reason in reasons)),
    )


def _asks(table: StatusTable, layer: Layer, question: Question) -> bool:
    """Tell whether a layer has a say: it is about this care, or about all care and, if it has rows, about this row."""
    if layer.care:
        return question.care in layer.care
    row = question.rows.get(layer.relation)
    if not layer.relation or row is None:
        return not layer.relation
    keyed = any(one.key.row == row for one in table.intervals if one.key.layer == layer.id)
    return keyed or not table.has_row(layer.relation, row, question.on)


def _of_layer(
    table: StatusTable, layer: Layer, question: Question
) -> tuple[LayerStatus, tuple[Interval, ...], tuple[Reason, ...]]:
    """Look up what one layer says."""
    there = [one for one in table.intervals if one.key.layer == layer.id and one.contains(question.on)]
    there = _nearest(there, "location", question.location)
    there = _nearest(there, "care", question.care)
    if not there:
        outside = Reason(layer.id, layer.citation, layer.phrase, Why.OUT_OF_WINDOW)
        return LayerStatus.UNKNOWN, (), (outside,)
    if layer.relation:
        row = question.rows.get(layer.relation)
        if row is None:
            return _of_all_rows(layer, there)
        named = [one for one in there if one.key.row == row] or [one for one in there if not one.key.row]
        if not named:
            there_but = table.has_row(layer.relation, row, question.on)
            why = Why.NOT_ASKED if there_but else Why.ROW_ABSENT
            stranger = Reason(layer.id, layer.citation, layer.phrase, why, row=row)
            return LayerStatus.NOT_CONTRACTED, (), (stranger,)
        there = named
    interval = there[0]
    return interval.status, (interval,), interval.reasons


def _of_all_rows(layer: Layer, there: list[Interval]) -> tuple[LayerStatus, tuple[Interval, ...], tuple[Reason, ...]]:
    """Answer for a layer whose row nobody named: only where every row says the same."""
    if len({one.status for one in there}) == 1:
        return there[0].status, tuple(there), there[0].reasons
    asked = Reason(layer.id, layer.citation, layer.phrase, Why.WHICH_ROW)
    return LayerStatus.UNKNOWN, tuple(there), (asked,)


def _nearest(there: list[Interval], part: str, wanted: str) -> list[Interval]:
    """Take the intervals of a location or care itself, else those of all the rest."""
    own = [one for one in there if getattr(one.key, part) == wanted]
    return own or [one for one in there if getattr(one.key, part) == REST]


LINE_DATES = {
    ReferenceDateRule.CARE: "zorgdatum",
    ReferenceDateRule.BIRTH: "bevallingsdatum",
    ReferenceDateRule.OPENING: "geopend_op",
}  # which date of a claim line a rule looks at


def rule_of(layers: Layers, care: str) -> ReferenceDateRule:
    """Say which day decides for a care: by the layer that is about it, else by the base."""
    return next((layer.rule for layer in layers.others if care in layer.care), layers.base.rule)


def decides_on(rule: ReferenceDateRule, dates: Mapping[str, date]) -> date | None:
    """Give the day of a claim line that decides its status and its tariff, or None when the line does not tell."""
    return dates.get(LINE_DATES[rule])


def status_of_line(table: StatusTable, dates: Mapping[str, date], question: Question) -> Answer:
    """Say whether a claim line was contracted on the day that decides, whatever day the question names.

    Without that day on the line the answer is unknown.
    """
    rule = rule_of(table.layers, question.care)
    on = decides_on(rule, dates)
    if on is None:
        base = table.layers.base
        missing = Reason(base.id, base.citation, base.phrase, Why.NO_DATE, row=LINE_DATES[rule])
        return Answer(LayerStatus.UNKNOWN, (), (missing,))
    return status_on(table, replace(question, on=on))
