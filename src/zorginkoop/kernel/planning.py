"""The dates of one agreement: deadlines of both parties, and when the agreement or a change of it starts."""

from __future__ import annotations

from dataclasses import dataclass, field

from zorginkoop.kernel.calendar import WorkCalendar
from zorginkoop.kernel.date_rule import DateRule
from zorginkoop.kernel.running_term import TermRule
from zorginkoop.kernel.tree import Citation, Phrase, Test


@dataclass(frozen=True, slots=True)
class Deadline:
    """One date of the planning: whom it binds, on which routes, the event it is about, and what follows after it."""

    id: str
    phrase: Phrase
    citation: Citation
    binds: str
    routes: tuple[str, ...]
    event: str
    rule: DateRule
    and_after: tuple[str, ...]  # events that must have happened too
    test: Test | None
    afterwards: Phrase
    force: str = "eis"


@dataclass(frozen=True, slots=True)
class StartRule:
    """When an agreement or a change of it starts; a start before one of `not_before` asks for a person's decision."""

    id: str
    phrase: Phrase
    citation: Citation
    test: Test | None
    rule: DateRule
    not_before: tuple[str, ...]
    otherwise: Phrase


@dataclass(frozen=True, slots=True)
class Bridge:
    """The old terms that go on until a late start: the decision, and the fact that holds its last day."""

    phrase: Phrase
    citation: Citation
    decision: str
    until: str


@dataclass(frozen=True, slots=True)
class Planning:
    """All dates of one agreement."""

    term: TermRule | None
    deadlines: tuple[Deadline, ...]
    starts: tuple[StartRule, ...]
    changes: tuple[StartRule, ...]
    events: tuple[tuple[str, Phrase], ...]
    bridge: Bridge | None = None
    calendar: WorkCalendar = field(default_factory=WorkCalendar)  # which holidays this installation keeps (AMB-16)
