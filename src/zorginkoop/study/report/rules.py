"""The rules of one agreement as a page shows them: in words, with clause, force, and how many are in each state."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from zorginkoop.kernel import reasons
from zorginkoop.kernel.facts import REFERENCE_DATE
from zorginkoop.kernel.place_words import places
from zorginkoop.kernel.speech import Speaker, sentence
from zorginkoop.kernel.states import MET, NOT_APPLICABLE, NOT_MET, UNKNOWN
from zorginkoop.kernel.tree import Agreement, Always, Citation, Criterion, Route
from zorginkoop.study.findings import considered
from zorginkoop.study.report.spelled import Line, spelled
from zorginkoop.study.report.words import FORCES, ORIGINS, READINGS, RESULTS, ROLES, STATES, Tongue
from zorginkoop.study.season import JudgedAgreement

STATE_ORDER = (MET, NOT_MET, UNKNOWN, NOT_APPLICABLE)


@dataclass(frozen=True, slots=True)
class Use:
    """One place where a rule is used: in words, with the page and anchor to go to."""

    words: str
    page: str
    anchor: str


@dataclass(frozen=True, slots=True)
class RuleRow:
    """One condition: what it asks, which facts it reads, where it stands, and how many providers are in each state."""

    id: str
    title: str
    test: Line
    facts: tuple[tuple[str, str], ...]
    clause: str
    items: tuple[str, ...]
    force: str
    reads: str
    counts: tuple[tuple[int, str, int], ...]
    uses: tuple[Use, ...]


@dataclass(frozen=True, slots=True)
class RouteRow:
    """One route: when it is taken, what it leads to, and how many take it."""

    id: str
    anchor: str
    title: str
    when: Line
    leads_to: str
    reads: str
    clause: str
    items: tuple[str, ...]
    count: int
    undecided: int


@dataclass(frozen=True, slots=True)
class RuleGroup:
    """The conditions that are for the same thing."""

    role: str
    title: str
    rows: tuple[RuleRow, ...]


class Rules:
    """Words every rule of one judged agreement in one language."""

    def __init__(self, judged: JudgedAgreement, tongue: Tongue) -> None:
        self.judged = judged
        self.tongue = tongue
        self.agreement: Agreement = judged.compiled.agreement
        self.speaker = Speaker(self.agreement, tongue.language)
        self.fitting = considered(judged)

    def clause(self, citation: Citation) -> str:
        """Name the places of a citation in words."""
        return places(self.speaker, citation)

    def title(self, name: str) -> str:
        """Name a condition as a sentence without its full stop."""
        return sentence(self.speaker.requirement(self.speaker.criterion(name))).removesuffix(".")

    def groups(self) -> tuple[RuleGroup, ...]:
        """Give every condition by its role, in the order of the policy."""
        by_role: dict[str, list[RuleRow]] = {role: [] for role in ROLES}
        for criterion in self.agreement.criteria:
            by_role[reasons.role(self.agreement, criterion)].append(self._rule(criterion))
        return tuple(
            RuleGroup(role, self.tongue.of(ROLES, role), tuple(rows)) for role, rows in by_role.items() if rows
        )

    def routes(self) -> tuple[RouteRow, ...]:
        """Give every route in the order in which they are tried."""
        return tuple(self._route(number, route) for number, route in enumerate(self.agreement.routes, start=1))

    def _rule(self, criterion: Criterion) -> RuleRow:
        states = self.judged.outcome.of_criterion(criterion.id)[self.fitting]
        numbers = np.bincount(states, minlength=4)
        counts = tuple((state, self.tongue.say(*STATES[state]), int(numbers[state])) for state in STATE_ORDER)
        return RuleRow(
            id=criterion.id,
            title=self.title(criterion.id),
            test=spelled(self.speaker, self.agreement.subject, criterion.test),
            facts=tuple(self._facts(criterion)),
            clause=self.clause(criterion.citation),
            items=criterion.citation.items,
            force=self.tongue.of(FORCES, criterion.force),
            reads=self.tongue.of(READINGS, reasons.reading(self.agreement, criterion)),
            counts=counts,
            uses=tuple(self._uses(criterion)),
        )

    def _facts(self, criterion: Criterion) -> Iterator[tuple[str, str]]:
        """Name the facts of the provider that a condition reads, each with where it comes from."""
        for key in criterion.facts:
            declaration = self.speaker.declaration(self.agreement.subject, key)
            if declaration is not None and key != REFERENCE_DATE:
                yield self.speaker.name(self.agreement.subject, key), self.tongue.of(ORIGINS, declaration.origin)

    def _uses(self, criterion: Criterion) -> Iterator[Use]:
        """Name where a condition is used: routes, parts, tasks, and other conditions."""
        name, say = criterion.id, self.tongue.say
        for route in self.agreement.routes:
            if name in route.criteria:
                words = route.phrase.in_language(self.tongue.language)
                yield Use(say(f"route: {words}", f"route: {words}"), "", f"route-{anchor_of(route)}")
        for part in self.agreement.parts:
            if name in part.criteria:
                words = part.phrase.in_language(self.tongue.language)
                yield Use(say(f"onderdeel: {words}", f"part: {words}"), "page", "onderdelen")
        for task in self.agreement.tasks:
            if name == task.criterion:
                words = task.phrase.in_language(self.tongue.language)
                yield Use(say(f"taak: {words}", f"task: {words}"), "page", f"taak-{task.id}")
        for other in self.agreement.criteria:
            if name in other.references:
                yield Use(self.title(other.id), "", f"voorwaarde-{other.id}")

    def _route(self, number: int, route: Route) -> RouteRow:
        outcome, tongue = self.judged.outcome, self.tongue
        when = Line(tongue.say("in alle andere gevallen", "in all other cases"))
        if not isinstance(route.test, Always):
            when = spelled(self.speaker, self.agreement.subject, route.test)
        stops = self.fitting & (outcome.routes == 0) & (outcome.undecided_routes == number)
        return RouteRow(
            id=route.id,
            anchor=f"route-{anchor_of(route)}",
            title=sentence(route.phrase.in_language(tongue.language)).removesuffix("."),
            when=when,
            leads_to=tongue.of(RESULTS, route.leads_to),
            reads=tongue.of(READINGS, route.unknown_reads),
            clause=self.clause(route.citation),
            items=route.citation.items,
            count=int((self.fitting & (outcome.routes == number)).sum()),
            undecided=int(stops.sum()),
        )


def anchor_of(route: Route) -> str:
    """Give the anchor of a route: a route within a route is joined by a dash."""
    return route.id.replace("/", "-")
