"""Compare what a worked example expects with what came out, and put every difference at its place in the file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

from zorginkoop.kernel.agenda import Agenda
from zorginkoop.kernel.assess import Outcome
from zorginkoop.kernel.errors import Place
from zorginkoop.kernel.marked import Path
from zorginkoop.kernel.missing import missing_facts
from zorginkoop.kernel.outcome import GATED, NO_OFFER, OFFER, REJECTION, UNDECIDED
from zorginkoop.kernel.scalars import write_yes_no
from zorginkoop.kernel.states import NAMES, NOT_MET, UNKNOWN
from zorginkoop.kernel.status import REST, Question, StatusTable, status_on
from zorginkoop.policies.example_cases import Example, Expected, ExpectedDates, ExpectedDeadline, ExpectedStatus

NOT_KNOWN = "onbekend"
DOES_NOT_COUNT = "geldt_niet"

Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that came out otherwise than a case expects."""

    what: str
    expected: str
    found: str
    where: Place

    def __str__(self) -> str:
        """Write the difference on one line."""
        return f"{self.where}: {self.what}: verwacht {self.expected}, gevonden {self.found}."


@dataclass(frozen=True, slots=True)
class Comparison:
    """Compares one case with what came out, and puts every difference at its place."""

    example: Example
    section: str

    def outcome(self, expected: Expected, outcome: Outcome) -> Iterator[Difference]:
        """Compare the outcome."""
        route = outcome.route or outcome.undecided_route
        yield from self._same(("route",), expected.route, route.id if route else "geen")
        yield from self._same(("uitkomst",), expected.uitkomst, outcome.result)
        yield from self._same(("variant",), expected.variant, outcome.variant or "geen")
        states = {result.criterion.id: NAMES[result.state] for result in outcome.conditions}
        yield from self._named("voorwaarden", expected.voorwaarden, states)
        parts = {result.part.id: NAMES[result.state] for result in outcome.parts}
        yield from self._named("onderdelen", expected.onderdelen, parts)
        yield from self._places(expected.plaatsen, outcome)
        labels = [missing.label for missing in missing_facts(outcome)]
        yield from self._same_set(("ontbreekt",), expected.ontbreekt, labels)
        yield from self._same_set(("taken",), expected.taken, [task.id for task in outcome.tasks])

    def dates(self, expected: ExpectedDates, found: Agenda) -> Iterator[Difference]:
        """Compare the dates."""
        start = found.start
        yield from self._same(("ingang",), expected.ingang, (start.day if start else None) or NOT_KNOWN)
        yield from self._same(("besluit_nodig",), expected.besluit_nodig, bool(start and start.needs_decision))
        yield from self._same(("contractjaar",), expected.contractjaar, found.contract_year)
        end = found.term.end if found.term else None
        yield from self._same(("einde",), expected.einde, end or NOT_KNOWN)
        running = found.running
        yield from self._same(("verlengingen_over",), expected.verlengingen_over, running.left if running else None)
        renewals = running.renewals if running else None
        yield from self._same(("stilzwijgend_verlengd",), expected.stilzwijgend_verlengd, renewals)
        notice = (running.notice_by if running else None) or NOT_KNOWN
        yield from self._same(("opzeggen_uiterlijk",), expected.opzeggen_uiterlijk, notice)
        bridged = (found.bridge.end if found.bridge else None) or NOT_KNOWN
        yield from self._same(("overbrugd_tot_en_met",), expected.overbrugd_tot_en_met, bridged)
        changes = {change.rule.id: str(change.day or NOT_KNOWN) for change in found.changes}
        wanted = {name: str(day) for name, day in expected.wijziging.items()}
        yield from self._named("wijziging", wanted, changes)
        for name, deadline in (expected.__pydantic_extra__ or {}).items():
            yield from self._deadline(name, deadline, found)

    def statuses(self, expected: tuple[ExpectedStatus, ...], table: StatusTable) -> Iterator[Difference]:
        """Compare the contract status on each day that is named."""
        for number, one in enumerate(expected):
            found = status_on(table, Question(one.op, one.zorg or REST, one.vestiging or REST, one.rijen))
            yield from self._same((number, "status"), one.status, found.status)
            places = {place for reason in found.reasons for place in reason.citation.places}
            for at, place in enumerate(one.plaatsen):
                if place not in places:
                    yield self._difference((number, "plaatsen", at), place, ", ".join(sorted(places)) or "geen")

    def _deadline(self, name: str, expected: ExpectedDeadline | str, found: Agenda) -> Iterator[Difference]:
        declared = [deadline.id for deadline in found.compiled.planning.deadlines]
        if name not in declared:
            yield self._difference((name,), "een termijn van de planning", f"alleen {', '.join(declared)}")
            return
        dated = next((deadline for deadline in found.deadlines if deadline.deadline.id == name), None)
        if isinstance(expected, str) or dated is None:
            counts = "geldt" if dated else DOES_NOT_COUNT
            yield from self._same((name,), expected if isinstance(expected, str) else "geldt", counts)
            return
        dates = dated.dates
        yield from self._same((name, "uiterlijk"), expected.uiterlijk, dates.last_day or NOT_KNOWN)
        yield from self._same((name, "vanaf"), expected.vanaf, dates.first_day or NOT_KNOWN)
        yield from self._same((name, "oordeel"), expected.oordeel, str(dated.verdict))
        turns = {turn.turn.name: str(turn.verdict) for turn in dated.turns}
        for turn, verdict in expected.beurten.items():
            yield from self._same((name, "beurten", turn), verdict, turns.get(turn, f"geen '{turn}'"))
        waits = [*dates.waiting_for, *dates.also_waiting_for]
        yield from self._same_set((name, "wacht_op"), expected.wacht_op, waits)

    def _places(self, expected: tuple[str, ...], outcome: Outcome) -> Iterator[Difference]:
        found = set(deciding_places(outcome)) if expected else set[str]()
        for number, place in enumerate(expected):
            if place not in found:
                yield self._difference(("plaatsen", number), place, ", ".join(sorted(found)) or "geen")

    def _named(self, key: str, expected: Mapping[str, str], found: Mapping[str, str]) -> Iterator[Difference]:
        for name, state in expected.items():
            if found.get(name) != state:
                yield self._difference((key, name), state, found.get(name, f"geen '{name}'"))

    def _same(self, path: Path, expected: Answer | None, found: Answer) -> Iterator[Difference]:
        if expected is not None and expected != found:
            yield self._difference(path, _written(expected), _written(found))

    def _same_set(self, path: Path, expected: tuple[str, ...] | None, found: list[str]) -> Iterator[Difference]:
        if expected is not None and set(expected) != set(found):
            yield self._difference(path, ", ".join(sorted(expected)) or "geen", ", ".join(sorted(found)) or "geen")

    def _difference(self, path: Path, expected: str, found: str) -> Difference:
        at = (*self.example.path, self.section, *path)
        what = " ".join(str(step) for step in path if isinstance(step, str)).replace("_", " ")
        return Difference(what, expected, found, self.example.document.place(at))


def _written(value: object) -> str:
    return write_yes_no(value) if isinstance(value, bool) else "geen" if value is None else str(value)


def deciding_places(outcome: Outcome) -> tuple[str, ...]:
    """Name the places in the source of everything that decided an outcome, each once."""
    agreement = outcome.agreement
    results = {result.criterion.id: result for result in outcome.conditions}
    route = outcome.route or outcome.undecided_route
    places: list[str] = list(route.citation.places) if route else []
    names = [*route.criteria] if route else []
    for earlier in agreement.routes[: agreement.routes.index(route)] if route else ():
        names += (name for name in earlier.criteria if results[name].state == NOT_MET)
    if outcome.undecided_route is not None:
        names = [name for name in names if results[name].state in (UNKNOWN, NOT_MET)]
    if outcome.route is not None and outcome.route.leads_to in GATED:
        names += _of_offer(outcome)
        places += agreement.ladder.citation.places if agreement.ladder and outcome.result == OFFER else ()
    places += (place for name in names for place in results[name].criterion.citation.places)
    return tuple(dict.fromkeys(places))


def _of_offer(outcome: Outcome) -> list[str]:
    """Name what decided an offer: the base conditions that stopped it, or all of them with the factors."""
    blocking = {NO_OFFER: NOT_MET, REJECTION: NOT_MET, UNDECIDED: UNKNOWN}.get(outcome.result)
    if blocking is None:
        return [*outcome.agreement.gate, *outcome.agreement.factors]
    return [name for name in outcome.agreement.gate if outcome.condition(name).state == blocking]
