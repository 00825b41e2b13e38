"""What the care finder shows: contracted only from the floor date, and only after everything the gate waits for.

The gate is the planning of the agreement, the status is the table; nothing here decides either a second time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from zorginkoop.kernel.agenda import DatedDeadline, agenda
from zorginkoop.kernel.compile import CompiledAgreement
from zorginkoop.kernel.dates import start_of
from zorginkoop.kernel.facts import Span, Value, end_of_day
from zorginkoop.kernel.layer_words import LayerStatus
from zorginkoop.kernel.layers import Layers
from zorginkoop.kernel.status import Answer, Question, StatusTable, status_on


@dataclass(frozen=True, slots=True)
class Season:
    """What happened between a provider and the purchaser for one agreement, and along which route if that is known."""

    compiled: CompiledAgreement
    events: Mapping[str, datetime]
    route: str | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """What somebody sees who looks on a day: whether the provider stands there as contracted, and the gates."""

    answer: Answer  # the status itself, on the day that was asked about
    channels: tuple[str, ...]  # where it stands as contracted: the events of the gates that are open
    gates: tuple[DatedDeadline, ...]  # the deadlines that open a channel for this agreement
    signed: bool  # whether the agreement had been concluded on the day of looking, as far as is known

    @property
    def contracted(self) -> bool:
        """Whether the provider is shown as contracted anywhere."""
        return bool(self.channels)

    @property
    def held_back(self) -> bool:
        """Whether only the gate keeps a contracted provider from being shown."""
        return self.answer.contracted and not self.contracted


def in_finder(table: StatusTable, season: Season, question: Question, looked_on: date) -> Shown:
    """Say what the finder shows on a day to somebody who asks about care on the question's day (GZ-131, PM-114, ZV-84).

    Events after the day of looking have not happened yet, and nothing is shown before it was concluded (GZ-110). While
    the route is not known a channel waits for every gate that may be its own, so that nothing is shown too early.
    """
    layers, answer = table.layers, status_on(table, question)
    moment, concluded = end_of_day(looked_on), _first(_told(answer, layers.base.id, "gesloten_op"))
    happened = dict(season.events)
    if layers.signed and concluded is not None:
        happened.setdefault(layers.signed, start_of(concluded))
    so_far = {name: at for name, at in happened.items() if at <= moment}
    dated = agenda(season.compiled, so_far, season.compiled.planning.calendar, season.route).deadlines
    gates = _own(layers, answer, tuple(one for one in dated if one.deadline.id in layers.publication))
    signed = concluded is None or concluded <= looked_on
    shut = {gate.deadline.event for gate in gates if not _is_open(gate, moment)}
    events = dict.fromkeys(gate.deadline.event for gate in gates)
    channels = tuple(event for event in events if event not in shut) if answer.contracted and signed else ()
    return Shown(answer, channels, gates, signed)


def _is_open(gate: DatedDeadline, moment: datetime) -> bool:
    return not gate.dates.waits and gate.dates.first is not None and gate.dates.first <= moment


def _own(layers: Layers, answer: Answer, gates: tuple[DatedDeadline, ...]) -> tuple[DatedDeadline, ...]:
    """Keep the gates of its own kind: what runs on into the year waits for no signature, what is new does.

    Where all gates wait for one, or none does, they are for both.
    """
    first = _first(_told(answer, layers.base.id, "looptijd"))
    runs_on = first is not None and first < date(layers.agreement.contract_year, 1, 1)
    own = tuple(gate for gate in gates if (layers.signed in gate.deadline.and_after) != runs_on)
    return own or gates


def _told(answer: Answer, base: str, name: str) -> Iterator[Value | None]:
    """Walk the values of a fact of the agreements that a status rests on."""
    for interval in answer.intervals:
        if interval.key.layer == base and interval.status == LayerStatus.CONTRACTED:
            yield from (
                used.fact.value
                for reason in interval.reasons
                for used in reason.facts
                if used.fact is not None and used.fact.key == name
            )


def _first(values: Iterable[Value | None]) -> date | None:
    """Give the earliest day, or first day of a period."""
    days = [one.first if isinstance(one, Span) else one for one in values]
    return min((day for day in days if isinstance(day, date)), default=None)
