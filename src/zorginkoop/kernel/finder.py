"""What the care finder shows: contracted only from the floor date, and only after everything the gate waits for.

The gate is the planning of the agreement, the status is the table; nothing here decides either a second time.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from zorginkoop.kernel.agenda import DatedDeadline, agenda
from zorginkoop.kernel.compile import CompiledAgreement
from zorginkoop.kernel.dates import start_of
from zorginkoop.kernel.facts import RecordedSubject, end_of_day
from zorginkoop.kernel.layer_words import LayerStatus
from zorginkoop.kernel.recorded_agreement import ROWS
from zorginkoop.kernel.scalars import read_date
from zorginkoop.kernel.status import Answer, Question, StatusTable, status_on


@dataclass(frozen=True, slots=True)
class Season:
    """What happened between a provider and the purchaser for one agreement."""

    compiled: CompiledAgreement
    recorded: RecordedSubject
    events: Mapping[str, datetime]


@dataclass(frozen=True, slots=True)
class Shown:
    """What somebody sees who looks on a day: whether the provider stands there as contracted, and the gates."""

    answer: Answer  # the status itself, on the day that was asked about
    channels: tuple[str, ...]  # where it stands as contracted: the events of the gates that are open
    gates: tuple[DatedDeadline, ...]  # the deadlines that open a channel, as far as they count
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

    Events after the day of looking have not happened yet, and nothing is shown before it was concluded (GZ-110).
    """
    layers, answer = table.layers, status_on(table, question)
    moment, concluded = end_of_day(looked_on), _concluded(table, season.recorded, answer)
    happened = dict(season.events)
    if layers.signed and concluded is not None:
        happened.setdefault(layers.signed, start_of(concluded))
    so_far = {name: at for name, at in happened.items() if at <= moment}
    dated = agenda(season.compiled, so_far, season.compiled.planning.calendar).deadlines
    gates = tuple(one for one in dated if one.deadline.id in layers.publication)
    signed = concluded is None or concluded <= looked_on
    opened = [gate.deadline.event for gate in gates if answer.contracted and signed and _is_open(gate, moment)]
    return Shown(answer, tuple(dict.fromkeys(opened)), gates, signed)


def _is_open(gate: DatedDeadline, moment: datetime) -> bool:
    return not gate.dates.waits and gate.dates.first is not None and gate.dates.first <= moment


def _concluded(table: StatusTable, recorded: RecordedSubject, answer: Answer) -> date | None:
    """Give the day on which the running agreement was concluded; of several the first."""
    base = table.layers.base.id
    running = {
        used.id
        for interval in answer.intervals
        if interval.key.layer == base and interval.status == LayerStatus.CONTRACTED
        for reason in interval.reasons
        for used in reason.facts
    }
    days = [
        read_date(record.text)
        for row in recorded.relations.get(ROWS, ())
        if row.id in running
        for record in row.facts.get("gesloten_op", ())
        if record.text != "onbekend"
    ]
    return min(days, default=None)
