"""Whether the deadlines of an agreement are in a possible order: one in which everybody on a route is in time.

A deadline is tried with the others of its route that share events with it: an order of events in which it counts, its
event comes in time, and so do the events of the others, as far as those count and run; those that it can only count
without, because it is meant for who was late, are left out. A deadline is squeezed where an event that it waits for
may, in time, come after its last day: who uses a whole term then makes another one late.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from zorginkoop.kernel.compile import CompiledAgreement
from zorginkoop.kernel.confirmed_source import Check
from zorginkoop.kernel.date_words import write_date
from zorginkoop.kernel.dates import Form, resolve
from zorginkoop.kernel.planning import Deadline
from zorginkoop.kernel.source_form import Force
from zorginkoop.kernel.tree import Phrase
from zorginkoop.kernel.tree_walk import facts_read, references
from zorginkoop.study.prove.finding import Finding, Told
from zorginkoop.study.prove.nodes import Nodes
from zorginkoop.study.prove.orders import Asked, Demand, Follows, From, Happens, OneOf, Orders, TooManyOrders

_OPEN_ENDED = frozenset({Form.FROM, Form.AFTER})
_ANY_ROUTE = ""


@dataclass(frozen=True, slots=True)
class _Stuck:
    """Deadlines that cannot all be met, and the routes on which that is so."""

    deadlines: tuple[str, ...]
    routes: tuple[str, ...]


def deadline_findings(nodes: Nodes, compiled: CompiledAgreement) -> Iterator[Finding]:
    """Tell of deadlines that no order of events can meet, and of deadlines that another one's full term makes late."""
    planned = _Planned(compiled)
    for name in planned.unproven:
        what = Phrase(
            f"of {name} op tijd kan is niet bewezen: er zijn te veel volgordes om na te gaan.",
            f"whether {name} can be in time is not proven: there are too many orders to try.",
        )
        yield _finding(Check.NOT_PROVEN, nodes, (name,), Told(what, _LOOK))
    stuck = planned.stuck()
    for found in stuck:
        told = Told(_stuck_words(planned, found), _MOVE, _NO_ORDER)
        yield _finding(Check.ORDER, nodes, found.deadlines, told)
    impossible = {name for found in stuck for name in found.deadlines}
    for squeezed in planned.squeezed():
        if squeezed.names[0] not in impossible:
            told = Told(_squeezed_words(squeezed), _MOVE, _ORDER_SHOWN)
            yield _finding(Check.SQUEEZE, nodes, squeezed.names, told)


_MOVE = Phrase(
    "Verschuif een van de dagen, of bevestig dat de tekst het zo zegt.",
    "Move one of the days, or confirm that the text says so.",
)
_LOOK = Phrase("Kijk deze termijn zelf na.", "Look this deadline over yourself.")
_NO_ORDER = Phrase(
    "bewezen: geen enkele volgorde van gebeurtenissen voldoet", "proven: no order of events at all satisfies it"
)
_ORDER_SHOWN = Phrase("een volgorde die het laat zien", "an order that shows it")


def _finding(check: Check, nodes: Nodes, names: Sequence[str], told: Told) -> Finding:
    return nodes.finding(check, [nodes.deadline(name) for name in names], told)


@dataclass(frozen=True, slots=True)
class _Squeezed:
    """A deadline, the one before it, and the days on which everybody but the first is in time."""

    names: tuple[str, str]
    event: str
    day: date
    last: date


class _Planned:
    """The deadlines of one agreement, route by route."""

    def __init__(self, compiled: CompiledAgreement) -> None:
        self.planning = compiled.planning
        self.tests = {criterion.id: criterion.test for criterion in compiled.agreement.criteria}
        self.orders = Orders(self.tests, compiled.planning.calendar)
        self.deadlines = [one for one in self.planning.deadlines if one.event and not one.rule.repeats]
        self.by_name = {one.id: one for one in self.deadlines}
        named = dict.fromkeys(route for one in self.deadlines for route in one.routes)
        self.routes = tuple(named) or (_ANY_ROUTE,)
        self.unproven: dict[str, None] = {}

    def on(self, route: str) -> list[Deadline]:
        return [one for one in self.deadlines if not one.routes or route in one.routes]

    def company(self, deadline: Deadline, route: str) -> list[Deadline]:
        """Give the other deadlines of a route that share events with one, through others too."""
        found, events = [deadline], self.events(deadline)
        waiting = [one for one in self.on(route) if one is not deadline]
        while near := [one for one in waiting if events & self.events(one)]:
            found += near
            events = events.union(*(self.events(one) for one in near))
            waiting = [one for one in waiting if one not in near]
        return found[1:]

    def events(self, deadline: Deadline) -> set[str]:
        read = set(facts_read(deadline.test)) if deadline.test else set[str]()
        referred = list(references(deadline.test)) if deadline.test else []
        while referred:
            test = self.tests[referred.pop()]
            read.update(facts_read(test))
            referred += references(test)
        dated = {name for name, _ in self.planning.events}
        return {deadline.event, *deadline.rule.events, *deadline.and_after, *(read & dated)}

    def stuck(self) -> list[_Stuck]:
        """Find every smallest set of deadlines that cannot be met together."""
        found: dict[tuple[str, ...], list[str]] = {}
        for route in self.routes:
            for deadline in self.on(route):
                others = [one for one in self.company(deadline, route) if not self._makes_up_for(deadline, one)]
                if self._possible(deadline, others):
                    continue
                core = self._core(deadline, others)
                names = tuple(one.id for one in self.deadlines if one is deadline or one in core)
                found.setdefault(names, []).append(route)
        smallest = [names for names in found if not any(set(other) < set(names) for other in found)]
        return [_Stuck(names, tuple(dict.fromkeys(found[names]))) for names in smallest]

    def _makes_up_for(self, deadline: Deadline, other: Deadline) -> bool:
        """Tell whether a deadline only counts for whoever was late with another: then it is no wonder they clash."""
        if deadline.test is None:
            return False
        return self._order(deadline, [*self._counts(deadline), *self._met(other)], ()) is None

    def _core(self, deadline: Deadline, others: Sequence[Deadline]) -> list[Deadline]:
        """Leave out every other deadline without which it is still impossible."""
        core = list(others)
        for one in others:
            fewer = [other for other in core if other is not one]
            if not self._possible(deadline, fewer):
                core = fewer
        return core

    def _possible(self, deadline: Deadline, others: Iterable[Deadline]) -> bool:
        return self._order(deadline, [*self._counts(deadline), *self._met(deadline)], others) is not None

    def _order(self, deadline: Deadline, demands: list[Demand], others: Iterable[Deadline]) -> dict[str, date] | None:
        """Look for an order; where there are too many to try, say so and take it that there is one."""
        try:
            return self.orders.earliest([*demands, *(self._in_company(other) for other in others)])
        except TooManyOrders:
            self.unproven[deadline.id] = None
            return {}

    def _counts(self, deadline: Deadline) -> list[Demand]:
        return [Asked(deadline.test, so=True)] if deadline.test else []

    def _met(self, deadline: Deadline) -> list[Demand]:
        """Demand that the event comes in time, and after every event that it waits for too."""
        after = [Follows(deadline.event, name, int) for name in deadline.and_after]
        needed = [Happens(name) for name in deadline.and_after]
        return [*needed, self.orders.in_time(deadline.event, deadline.rule), *after]

    def _in_company(self, deadline: Deadline) -> OneOf:
        """Demand that another deadline is met, or does not count, or does not run yet, or has no last day."""
        ways = [(*self._counts(deadline), *self._met(deadline))]
        if deadline.test is not None:
            ways.append((Asked(deadline.test, so=False),))
        if deadline.force != Force.REQUIREMENT:
            ways.append(())
        if deadline.rule.events:
            ways.append(tuple(Happens(name, so=False) for name in deadline.rule.events))
        if deadline.rule.form in _OPEN_ENDED:
            ways.append((Happens(deadline.event, so=False),))
        return OneOf(tuple(ways))

    def squeezed(self) -> list[_Squeezed]:
        """Find the deadlines with a fixed last day that an event they wait for may, in time, come after."""
        found: dict[tuple[str, str], _Squeezed] = {}
        for route in self.routes:
            for deadline in self.on(route):
                for before in self._with_a_term(deadline, route):
                    names = (deadline.id, before.id)
                    shown = None if names in found else self._too_late(deadline, before, route)
                    if shown is not None:
                        found[names] = shown
        return list(found.values())

    def _with_a_term(self, deadline: Deadline, route: str) -> list[Deadline]:
        """Give the deadlines with a last day for the events that another one waits for."""
        if deadline.rule.events or deadline.force != Force.REQUIREMENT:
            return []
        ended = [one for one in self.on(route) if one.rule.form not in _OPEN_ENDED and one is not deadline]
        return [one for one in ended if one.event in deadline.and_after]

    def _too_late(self, deadline: Deadline, before: Deadline, route: str) -> _Squeezed | None:
        last = resolve(deadline.rule, {}, self.planning.calendar).last_day
        if last is None:
            return None
        others = [one for one in self.company(deadline, route) if one is not before and one.event != deadline.event]
        demands: list[Demand] = [*self._counts(deadline), *self._counts(before), *self._met(before)]
        demands.append(From(before.event, last.toordinal() + 1))
        order = self._order(deadline, demands, others)
        return _Squeezed((deadline.id, before.id), before.event, order[before.event], last) if order else None


def _stuck_words(planned: _Planned, stuck: _Stuck) -> Phrase:
    routes = [name for name in stuck.routes if name]
    where = f" op route {', '.join(routes)}" if routes else ""
    where_english = f" on route {', '.join(routes)}" if routes else ""
    listed = _listed(planned, stuck.deadlines)
    if len(stuck.deadlines) == 1:
        return Phrase(
            f"niemand kan op tijd zijn{where} met {listed.nl}.",
            f"nobody can be in time{where_english} with {listed.en}.",
        )
    return Phrase(
        f"niet iedereen kan op tijd zijn{where}: {listed.nl} gaan niet samen.",
        f"not everybody can be in time{where_english}: {listed.en} do not go together.",
    )


def _listed(planned: _Planned, names: Sequence[str]) -> Phrase:
    return Phrase(
        " en ".join(_said(planned.by_name[name], planned).nl for name in names),
        " and ".join(_said(planned.by_name[name], planned).en for name in names),
    )


def _said(deadline: Deadline, planned: _Planned) -> Phrase:
    """Name a deadline with its dates and with what it waits for."""
    rule = deadline.rule
    after = (*rule.events[:1], *deadline.and_after)
    dates = resolve(rule, {}, planned.planning.calendar)
    fixed = Phrase(dates.say("nl"), dates.say("en")) if not rule.events else Phrase()
    counted = f"{rule.form.replace('_', ' ')} {_number(deadline)}".strip() if rule.events else ""
    dutch = [text for text in (fixed.nl, counted, f"na {', '.join(after)}" if after else "") if text and text != "na"]
    english = [
        text for text in (fixed.en, counted, f"after {', '.join(after)}" if after else "") if text and text != "na"
    ]
    return Phrase(f"{deadline.id} ({', '.join(dutch)})", f"{deadline.id} ({', '.join(english)})")


def _number(deadline: Deadline) -> str:
    rule = deadline.rule
    number = next((one for one in (rule.days, rule.working_days, rule.months, rule.hours) if one is not None), "")
    return str(number)


def _squeezed_words(squeezed: _Squeezed) -> Phrase:
    late, before = squeezed.names
    return Phrase(
        f"{before} mag nog op {write_date(squeezed.day, 'nl')}, maar {late} wacht daarop en moet uiterlijk "
        f"{write_date(squeezed.last, 'nl')}.",
        f"{before} may still come on {write_date(squeezed.day, 'en')}, but {late} waits for it and is due by "
        f"{write_date(squeezed.last, 'en')}.",
    )
