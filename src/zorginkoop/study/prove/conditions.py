"""Whether each condition can hold and can fail: in itself, and where it is used."""

from __future__ import annotations

from collections.abc import Iterator

from zorginkoop.kernel.confirmed_source import Check
from zorginkoop.kernel.outcome import GATED
from zorginkoop.kernel.states import MET, NOT_MET, UnknownReads, read_as
from zorginkoop.kernel.tree import Agreement, Phrase, Test
from zorginkoop.study.logic.wires import Wire, all_wires, opposite, some_wire
from zorginkoop.study.prove.asking import NO_OFFER, PROVEN, Asking
from zorginkoop.study.prove.finding import Finding, Told
from zorginkoop.study.prove.nodes import Node
from zorginkoop.study.prove.questions import Question, View, is_state, read_by
from zorginkoop.study.prove.rows import parts_of_rows
from zorginkoop.study.prove.spelled_out import is_extra, on_the_spot

_HOLDS, _FAILS = "voldaan", "niet voldaan"  # what may well go together
_LENIENT = frozenset({UnknownReads.NO_OBJECTION, UnknownReads.DECLARED_AT_SIGNING})
_MEND = Phrase(
    "Verbeter de voorwaarde, haal haar weg, of bevestig dat de tekst het zo zegt.",
    "Mend the condition, take it away, or confirm that the text says so.",
)
_SUPERFLUOUS = Phrase(
    "Haal haar hier weg, of bevestig dat zij er staat omdat de tekst haar noemt.",
    "Take it away here, or confirm that it stands there because the text names it.",
)


def constant_conditions(asking: Asking) -> Iterator[Finding]:
    """Tell of every condition, part and task that holds for everybody, for nobody, or never applies."""
    for criterion in asking.spelled.agreement.criteria:
        words = None if is_extra(criterion.id) else _constant(asking, criterion.id)
        if words is not None:
            asking.settled.add(criterion.id)
            check, node = _of(asking, criterion.id)
            yield asking.nodes.finding(check, [node], Told(words, _MEND, PROVEN))
    for part in asking.agreement.parts:
        if asking.settled.isdisjoint(part.criteria):
            yield from _constant_part(asking, part.id)


def _of(asking: Asking, name: str) -> tuple[Check, Node]:
    """Give the node of a condition: that of the task or the route that asks it, where it has no name of its own."""
    if on_the_spot(name):
        return Check.CONSTANT, asking.nodes.route(name.partition("#")[0])
    for task in asking.agreement.tasks:
        if task.criterion == name == f"taak_{task.id}":
            return Check.TASK, asking.nodes.task(task.id)
    return Check.CONSTANT, asking.nodes.condition(name)


def _constant(asking: Asking, name: str) -> Phrase | None:
    about = f"route {name.partition('#')[0]}" if on_the_spot(name) else name
    met = not asking.nobody(lambda view: is_state(view, name, MET), about, _HOLDS)
    unmet = not asking.nobody(lambda view: is_state(view, name, NOT_MET), about, _FAILS)
    if met and unmet:
        return None
    told = asking.told(name)
    if not met and not unmet:
        return Phrase(f"{told.nl} is nooit van toepassing.", f"{told.en} never applies.")
    if met:
        return Phrase(f"aan {told.nl} voldoet iedereen op wie het slaat.", f"everybody it is about meets {told.en}.")
    return Phrase(f"niemand kan voldoen aan {told.nl}.", f"nobody can meet {told.en}.")


def _constant_part(asking: Asking, name: str) -> Iterator[Finding]:
    about = f"onderdeel {name}"
    met = not asking.nobody(lambda view: view.part(name, MET), about, _HOLDS)
    unmet = not asking.nobody(lambda view: view.part(name, NOT_MET), about, _FAILS)
    if met and unmet:
        return
    told = Phrase(f"niemand kan onderdeel {name} krijgen.", f"nobody can get part {name}.")
    if met:
        told = Phrase(f"iedereen krijgt onderdeel {name}.", f"everybody gets part {name}.")
    yield asking.nodes.finding(Check.PART, [asking.nodes.part(name)], Told(told, _MEND, PROVEN))


def idle_conditions(asking: Asking) -> Iterator[Finding]:
    """Tell of every condition that never decides where it is used: something else has always decided already.

    What holds for everybody or for nobody, and a route that nobody gets on, were told already.
    """
    yield from _idle_in_routes(asking)
    yield from _idle_at_the_gate(asking)


def _idle_in_routes(asking: Asking) -> Iterator[Finding]:
    """Look for somebody who comes to a route, meets all the rest of it, and fails on this one condition alone.

    What routes within a route have from the route around them has to decide on one of them only. A route that is a
    row of a table names all of its own values, also those that the rows before it took.
    """
    of_rows = parts_of_rows(asking.nodes, asking.agreement)
    for group in _siblings(asking.agreement).values():
        inherited = _inherited(asking, group)
        shared = dict.fromkeys(inherited, True)
        for number in group:
            for name in asking.spelled.asked[asking.agreement.routes[number].id]:
                test = asking.spelled.test_of(name)
                row = (asking.agreement.routes[number].id, test) in of_rows
                if row or _told_already(asking, number, name):
                    continue
                idle = asking.nobody(
                    _alone_on_route(asking, number, name), f"route {asking.agreement.routes[number].id}"
                )
                if test in shared:
                    shared[test] = shared[test] and idle
                elif idle:
                    yield _idle_on_route(asking, number, name)
        for test, idle in shared.items():
            if idle and asking.gathered is None:
                yield _idle_on_route(asking, group[-1], inherited[test])


def _told_already(asking: Asking, number: int, name: str) -> bool:
    route = asking.agreement.routes[number].id
    whole_of_the_first = number == 0 and len(asking.spelled.asked[route]) == 1
    return whole_of_the_first or name in asking.settled or f"route {route}" in asking.settled


def _siblings(agreement: Agreement) -> dict[str, list[int]]:
    """Give the routes by the route around them, as their numbers from 0."""
    found: dict[str, list[int]] = {}
    for number, route in enumerate(agreement.routes):
        found.setdefault(route.id.rpartition("/")[0], []).append(number)
    return found


def _inherited(asking: Asking, group: list[int]) -> dict[Test, str]:
    """Give the tests that every route of a group within a route asks, each by its name on the last."""
    routes = [asking.agreement.routes[number].id for number in group]
    if "/" not in routes[0]:
        return {}
    asked = [{asking.spelled.test_of(name): name for name in asking.spelled.asked[route]} for route in routes]
    return {test: asked[-1][test] for test in asked[0] if all(test in tests for tests in asked)}


def _alone_on_route(asking: Asking, number: int, name: str) -> Question:
    route = asking.agreement.routes[number]
    others = [other for other in asking.spelled.asked[route.id] if other != name]

    def alone(view: View) -> Wire:
        rest = (_passes(asking, view, one, route.unknown_reads) for one in others)
        fails = opposite(_passes(asking, view, name, route.unknown_reads))
        return all_wires([_comes_to(asking, view, number), *rest, fails])

    return alone


def _idle_on_route(asking: Asking, number: int, name: str) -> Finding:
    route = asking.agreement.routes[number]
    node, told = asking.nodes.route(route.id), asking.told(name)
    what = Phrase(
        f"op route {route.id} beslist {told.nl} nooit: wie daar niet aan voldoet komt er niet, of valt al om iets "
        "anders af.",
        f"on route {route.id} {told.en} never decides: who fails it does not get there, or drops out for something "
        "else.",
    )
    own = Node(f"deel_{name.partition('#')[2]}", "", node.path) if on_the_spot(name) else asking.nodes.condition(name)
    return asking.nodes.finding(Check.IDLE_USE, [node, own], Told(what, _SUPERFLUOUS, PROVEN))


def _comes_to(asking: Asking, view: View, number: int) -> Wire:
    """Tell whether no route before this one fits or leaves it undecided."""
    before = asking.agreement.routes[:number]
    return all_wires(
        opposite(view.bit(read_as(view.route_state(at), UnknownReads(route.unknown_reads)), 0))
        for at, route in enumerate(before)
    )


def _passes(asking: Asking, view: View, name: str, reading: str) -> Wire:
    """Tell whether a condition does not stand in the way of a route or of the gate."""
    state = read_by(view, asking.reading_of(name), name)
    lenient = view.bit(state, 0) if reading in _LENIENT else False
    return some_wire([opposite(view.bit(state, 1)), lenient])


def _idle_at_the_gate(asking: Asking) -> Iterator[Finding]:
    """Look for somebody on a route to an offer who meets every base condition but this one.

    A base condition that the routes ask for too decides there, and is looked at there.
    """
    agreement = asking.agreement
    gated = [route.id for route in agreement.routes if route.leads_to in GATED]
    on_routes = asking.spelled.named_on_routes()
    for name in agreement.gate if gated and NO_OFFER not in asking.settled else ():
        if name in on_routes or name in asking.settled:
            continue
        if asking.nobody(_alone_at_the_gate(asking, gated, name), name):
            what = Phrase(
                f"randvoorwaarde {name} houdt nooit alleen een aanbod tegen: wie niet voldoet komt niet zo ver, of "
                "valt al om iets anders af.",
                f"base condition {name} never stops an offer by itself: who fails it does not get that far, or drops "
                "out for something else.",
            )
            yield asking.nodes.finding(Check.IDLE_USE, [asking.nodes.condition(name)], Told(what, _SUPERFLUOUS, PROVEN))


def _alone_at_the_gate(asking: Asking, gated: list[str], name: str) -> Question:
    agreement = asking.agreement
    others = [other for other in agreement.gate if other != name]

    def alone(view: View) -> Wire:
        offered = some_wire(view.taken(route) for route in gated)
        readings = ((one, asking.reading_of(one) or agreement.gate_unknown_reads) for one in others)
        rest = all_wires(_passes(asking, view, one, reading) for one, reading in readings)
        return all_wires([offered, rest, is_state(view, name, NOT_MET)])

    return alone
