"""A nearest way in words: what to change, from what to what, who can do it, and which places of the policy ask it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from zorginkoop.kernel.evaluate import NEVER
from zorginkoop.kernel.facts import KnownFact, Subject, Value
from zorginkoop.kernel.language import ChangedBy, Origin
from zorginkoop.kernel.nearest import MOST_CHANGES, Nearest, NearestWay
from zorginkoop.kernel.nearest_changes import GONE, NEW_ROW, Place, Slot, is_event
from zorginkoop.kernel.number_words import write_list
from zorginkoop.kernel.outcome import REIMBURSEMENT
from zorginkoop.kernel.place_words import places
from zorginkoop.kernel.speech import Speaker, clause, sentence
from zorginkoop.kernel.subject_words import noun
from zorginkoop.kernel.tree import Citation, Criterion, FactDeclaration, RatioTest, Rows, Test
from zorginkoop.kernel.tree_walk import facts_read, inner_tests

_WHO = {
    ChangedBy.PROVIDER: ("door de aanbieder", "by the provider"),
    ChangedBy.OTHER: ("door de inkoper of een ander", "by the purchaser or another"),
}
_CLAUSES = 4  # places in the policy that one step names


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do: the changes that belong together, who can do it, and where the policy asks it."""

    slots: tuple[Slot, ...]
    who: ChangedBy
    words: str
    citation: Citation


def goal_words(speaker: Speaker, found: Nearest) -> str:
    """Name what a way leads to."""
    goal = found.goal
    if goal.variant:
        return speaker.say(f"overeenkomst {goal.variant}", f"agreement {goal.variant}")
    if goal.result == REIMBURSEMENT:
        return speaker.say("een vergoeding", "a reimbursement")
    return speaker.say("een aanbod", "an offer")


def who_words(speaker: Speaker, who: ChangedBy) -> str:
    """Say who can do something."""
    return speaker.say(*_WHO[who])


def ways_told(speaker: Speaker, found: Nearest) -> Iterator[tuple[str, NearestWay]]:
    """Give each way that was found with a heading that says whose it is and how long."""
    if found.alone:
        yield speaker.say("zelf te doen", "to do oneself") + _count(speaker, found, found.alone), found.alone
    if found.together:
        head = speaker.say("korter met een ander", "shorter with somebody else")
        if not found.alone:
            head = speaker.say("niet alleen zelf te doen", "not to be done by oneself alone")
        yield head + _count(speaker, found, found.together), found.together


def _count(speaker: Speaker, found: Nearest, way: NearestWay) -> str:
    number, told = len(way.changes), len(steps(speaker, way))
    more = way.outcome.variant if way.outcome.variant != found.goal.variant else ""
    then = speaker.say(f"; dan is het overeenkomst {more}", f"; it is then agreement {more}") if more else ""
    if number == 1:
        return speaker.say(f", één wijziging{then}", f", one change{then}")
    steps_nl, steps_en = ("één stap", "one step") if told == 1 else (f"{told} stappen", f"{told} steps")
    inside = speaker.say(f" in {steps_nl}", f" in {steps_en}") if told != number else ""
    return speaker.say(f", {number} wijzigingen", f", {number} changes") + inside + then


def promise(speaker: Speaker, given: Sequence[Nearest], most: int) -> tuple[str, tuple[str, ...]]:
    """Give the first goal that the reader can reach alone in a few steps: a sentence, and the steps; else nothing.

    What is shielded from the reader is never part of a promise, and neither is to let anybody or anything go.
    """
    for found in given:
        way = found.alone
        if way is None or len(way.changes) > most or speaker.shields_any(key for _, key in way.changes):
            continue
        if any(key == GONE for _, key in way.changes):
            continue
        variant, goal = way.outcome.variant, goal_words(speaker, found)
        if found.goal.variant:
            head = speaker.say(
                f"met het volgende zou dit, op wat wij nu weten, overeenkomst {variant} zijn:",
                f"with the following this would be, on what we know now, agreement {variant}:",
            )
        else:
            head = speaker.say(
                f"met het volgende zou dit, op wat wij nu weten, {goal} zijn:",
                f"with the following this would be, on what we know now, {goal}:",
            )
        return head[0].upper() + head[1:], tuple(step.words for step in steps(speaker, way))
    return "", ()


def not_found(speaker: Speaker, found: Nearest) -> str:
    """Say that there is no way, and why as far as that is proven; or that none was found, and when there is one."""
    goal = goal_words(speaker, found)
    if found.later:
        day = speaker.day(found.later)
        return speaker.say(
            f"Op deze peildatum is geen weg naar {goal} gevonden; vanaf {day} wel, op wat nu bekend is.",
            f"On this reference date no way to {goal} was found; from {day} on there is one, on what is known now.",
        )
    if not found.impossible:
        return speaker.say(
            f"Binnen {MOST_CHANGES} wijzigingen is geen weg naar {goal} gevonden.",
            f"Within {MOST_CHANGES} changes no way to {goal} was found.",
        )
    if not found.obstacles:
        return speaker.say(f"Geen enkele route leidt naar {goal}.", f"No route leads to {goal}.")
    named = [_obstacle(speaker, name) for name in found.obstacles]
    words = write_list(list(dict.fromkeys(named)), speaker.say("en", "and"))
    return sentence(
        speaker.say(
            f"op deze peildatum is er geen weg naar {goal}; hieraan kan niemand nog iets veranderen: {words}",
            f"on this reference date there is no way to {goal}; nobody can change this any more: {words}",
        )
    )


def _obstacle(speaker: Speaker, name: str) -> str:
    for criterion in speaker.agreement.criteria:
        if criterion.id == name:
            return f"'{clause(speaker.requirement(criterion))}'"
    route = next(route for route in speaker.agreement.routes if route.id == name)
    return f"'{clause(route.phrase.in_language(speaker.language)) or name}'"


def steps(speaker: Speaker, way: NearestWay) -> tuple[Step, ...]:
    """Give the things to do, in the order of the conditions that ask them: a row that is added is one thing."""
    return tuple(_Steps(speaker, way).steps())


class _Steps:
    def __init__(self, speaker: Speaker, way: NearestWay) -> None:
        self.speaker = speaker
        self.say = speaker.say
        self.way = way
        self.ledger = way.ledger
        self.reads = _reads(speaker)

    def steps(self) -> Iterator[Step]:
        together: dict[object, list[Slot]] = {}
        for slot in sorted(self.way.changes, key=lambda slot: (len(slot[0]), slot)):
            together.setdefault(self._added(slot[0]) or slot, []).append(slot)
        for slots in sorted(together.values(), key=self._order):
            first = slots[0]
            who = self.ledger.who(first)
            if who is None:
                continue
            added = self._added(first[0])
            words = self._new_row(added, slots) if added else self._change(first)
            yield Step(tuple(slots), who, sentence(words), _citation(self._turned(slots)))

    def _order(self, slots: list[Slot]) -> int:
        asked = self._turned(slots)
        return self.speaker.agreement.criteria.index(asked[0]) if asked else -1

    def _added(self, place: Place) -> Place:
        """Give the place of the outermost row that is not there yet."""
        for depth in range(1, len(place) + 1):
            if self._row(place[:depth]) is None:
                return place[:depth]
        return ()

    def _row(self, place: Place) -> Subject | None:
        subject: Subject = self.way.ledger.subject
        for name, number in place:
            rows = subject.relations.get(name) or ()
            if number >= len(rows):
                return None
            subject = rows[number]
        return subject

    def _change(self, slot: Slot) -> str:
        place, key = slot
        kind, value = self.ledger.kind_of(place), self.way.changes[slot]
        if key == GONE:
            rows = self.speaker.rows(self.ledger.kind_of(place[:-1]), place[-1][0])
            named = self._name_of(kind, self._row(place))
            return self.say(f"{named} hoort niet meer bij de {rows}", f"{named} is no longer one of the {rows}")
        if isinstance(value, tuple):
            return self._which(place, key)
        before = self.ledger.original(slot)
        words = self._fact(kind, key, before, value)
        row = self._row(place) if place else None
        return words if row is None else f"{self._name_of(kind, row)}: {words}"

    def _name_of(self, kind: str, row: Subject | None) -> str:
        named = noun(kind, "", 1, self.speaker.language)
        return named if row is None else row.name or f"{named} {row.id.removeprefix(f'{kind} ')}"

    def _which(self, place: Place, key: str) -> str:
        """Say that it is to be established which rows there are, and that the way counts on none but what it adds."""
        rows, depth = self.speaker.rows(self.ledger.kind_of(place), key), len(place)
        adds = any(at[:depth] == place and len(at) > depth and at[depth][0] == key for at, _ in self.way.changes)
        enough = self.say("geen, naast wat hier erbij komt", "none, beside what is added here")
        enough = enough if adds else self.say("geen", "none")
        return self.say(
            f"vast te stellen: welke {rows} er zijn (genoeg is: {enough})",
            f"to be established: which {rows} there are (enough is: {enough})",
        )

    def _fact(self, kind: str, key: str, before: KnownFact | None, value: Value) -> str:
        declared, name = self.ledger.declaration(kind, key), self.speaker.name(kind, key)
        if is_event(declared) and before is not None and before.value == NEVER:
            return self.say(
                f"dit gebeurt alsnog, op de peildatum: {name}", f"this still happens, on the reference date: {name}"
            )
        if declared.evidence == "ja" and value == 1:
            return self.say(f"bewijs dat wordt goedgekeurd: {name}", f"evidence that is accepted: {name}")
        new = self.value(declared, value)
        if before is None or before.value is None:
            if declared.origin == Origin.DECISION:
                return self.say(f"te beslissen: {name} (genoeg is: {new})", f"to be decided: {name} (enough is: {new})")
            if declared.origin == Origin.SIGNING and value == 1:
                return self.say(f"bij de ondertekening te verklaren: {name}", f"to be declared at signing: {name}")
            return self.say(
                f"vast te stellen: {name} (genoeg is: {new})", f"to be established: {name} (enough is: {new})"
            )
        if isinstance(before.value, frozenset) and isinstance(value, frozenset):
            return f"{name}: {self._set(declared, before.value, value)}"
        old = self.value(declared, before.value)
        return self.say(f"{name}: van {old} naar {new}", f"{name}: from {old} to {new}")

    def _set(self, declared: FactDeclaration, before: frozenset[str], after: frozenset[str]) -> str:
        more = self.speaker.codes(sorted(after - before), self.say("en", "and"), declared)
        fewer = self.speaker.codes(sorted(before - after), self.say("en", "and"), declared)
        told = [self.say(f"ook {more}", f"also {more}")] if after - before else []
        told += [self.say(f"zonder {fewer}", f"without {fewer}")] if before - after else []
        return write_list(told, self.say("en", "and"))

    def value(self, declared: FactDeclaration, value: Value) -> str:
        if value == NEVER and declared.kind == "moment":
            return self.say("niet gebeurd", "has not happened")
        return self.speaker.written(declared, value)

    def _new_row(self, place: Place, slots: list[Slot]) -> str:
        """Say that a row is added, with what it has, and the rows that it has itself."""
        kind = self.ledger.kind_of(place)
        own = [
            f"{self.speaker.name(kind, key)}: {self.value(self.ledger.declaration(kind, key), value)}"
            for at, key in slots
            if at == place and key != NEW_ROW and not isinstance(value := self.way.changes[at, key], tuple)
        ]
        below = dict.fromkeys(at[: len(place) + 1] for at, _ in slots if len(at) > len(place))
        inner = [self._new_row(one, [slot for slot in slots if slot[0][: len(one)] == one]) for one in below]
        what = noun(kind, place[-1][0], 1, self.speaker.language)
        head = self.say(f"een {what} erbij", f"one {what} more")
        told = write_list([*own, *inner], self.say("en", "and"))
        return self.say(f"{head}, met {told}", f"{head}, with {told}") if told else head

    def _turned(self, slots: list[Slot]) -> list[Criterion]:
        """Give the conditions that these changes turned; where they turned none, those that read them."""
        before = {result.criterion.id: result.state for result in self.way.before.conditions}
        after = {result.criterion.id: result.state for result in self.way.outcome.conditions}
        keys = {(tuple(name.partition("@")[0] for name, _ in place), key) for place, key in slots}
        asked = [one for one in self.speaker.agreement.criteria if keys & self.reads[one.id]]
        return [one for one in asked if before[one.id] != after[one.id]] or asked


def _citation(asked: list[Criterion]) -> Citation:
    """Name the places of conditions, the first few."""
    named = dict.fromkeys(place for one in asked for place in one.citation.places)
    items = dict.fromkeys(item for one in asked for item in one.citation.items)
    return Citation(tuple(named)[:_CLAUSES], tuple(items))


def clause_words(speaker: Speaker, step: Step) -> str:
    """Name the places of the policy that ask a step."""
    return places(speaker, step.citation) if step.citation.places else ""


ReadKey = tuple[tuple[str, ...], str]


def _reads(speaker: Speaker) -> dict[str, frozenset[ReadKey]]:
    return {one.id: frozenset(_keys(one.test, ())) for one in speaker.agreement.criteria}


def _keys(test: Test, above: tuple[str, ...]) -> Iterator[ReadKey]:
    """Walk the facts that a test reads, with the relations that lead to their row."""
    if isinstance(test, Rows | RatioTest) and test.relation:
        base = test.relation.partition("@")[0]
        yield above, base
        below = (*above, base)
        if isinstance(test, RatioTest):
            yield below, test.numerator
            yield below, test.denominator
        else:
            yield from ((below, NEW_ROW), (below, GONE))
            for inner in (test.where, test.population):
                if inner is not None:
                    yield from _keys(inner, below)
        return
    parts = inner_tests(test)
    if not parts:
        yield from ((above, key) for key in facts_read(test))
    for part in parts:
        yield from _keys(part, above)
