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
from zorginkoop.kernel.facts import RecordedSubject, end_of_day, resolve
from zorginkoop.kernel.layer_words import LayerStatus
from zorginkoop.kernel.recorded_agreement import ROWS
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

    contracted: bool
    answer: Answer  # the status itself, on the day that was asked about
    gates: tuple[DatedDeadline, ...]  # the deadlines that open the finder, as far as they count

    @property
    def held_back(self) -> bool:
        """Whether only the gate keeps a contracted provider from being shown."""
        return self.answer.contracted and not self.contracted


def in_finder(table: StatusTable, season: Season, question: Question, looked_on: date) -> Shown:
    """Say what the finder shows on a day to somebody who asks about care on the question's day (GZ-131, PM-114, ZV-84).

    Events after the day of looking have not happened yet. An agreement that names no gate opens with its status.
    """
    layers, answer = table.layers, status_on(table, question)
    if not layers.publication:
        return Shown(answer.contracted, answer, ())
    moment, planning = end_of_day(looked_on), season.compiled.planning
    happened = {**_signed(table, season.recorded, question), **season.events}
    so_far = {name: at for name, at in happened.items() if at <= moment}
    dated = agenda(season.compiled, so_far, planning.calendar).deadlines
    gates = tuple(one for one in dated if one.deadline.id in layers.publication)
    opened = any(not gate.dates.waits and gate.dates.first is not None and gate.dates.first <= moment for gate in gates)
    return Shown(answer.contracted and opened, answer, gates)


def _signed(table: StatusTable, recorded: RecordedSubject, question: Question) -> dict[str, datetime]:
    """Take the day on which the running agreement was concluded as the event that the policy says it stands for."""
    layers = table.layers
    if not layers.signed:
        return {}
    running = {
        used.id
        for interval in status_on(table, Question(question.on, question.care, question.location)).intervals
        if interval.key.layer == layers.base.id and interval.status == LayerStatus.CONTRACTED
        for reason in interval.reasons
        for used in reason.facts
    }
    subject = resolve(recorded, layers.agreement, question.on, None)
    signed = [
        value
        for row in subject.relations.get(ROWS) or ()
        if row.id in running and isinstance(value := row.values.get("gesloten_op"), date)
    ]
    return {layers.signed: start_of(min(signed))} if signed else {}
