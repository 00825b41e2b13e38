"""Changes of facts: who can make them, what they cost, and the subject as it would be after them.

A change is known by its slot: the row it is on, counted from the subject down, and the fact; a row may also be added,
or let go by whoever can add one. What has happened, what
was so on an earlier day, and the reference date itself nobody can change; what is unknown can still be established.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from zorginkoop.kernel.evaluate import NEVER
from zorginkoop.kernel.facts import (
    FOLLOWS,
    REFERENCE_DATE,
    KnownFact,
    RecordedSubject,
    Span,
    Subject,
    Value,
    derive_implied,
    end_of_day,
    resolve,
    write_value,
)
from zorginkoop.kernel.language import ChangedBy, Origin
from zorginkoop.kernel.scalars import AMSTERDAM
from zorginkoop.kernel.tree import Agreement, FactDeclaration, RelationDeclaration

Place = tuple[tuple[str, int], ...]  # relation and number of the row, from the subject down; new rows count on
Slot = tuple[
    Place, str
]  # a fact of a row; a relation, whose rows become known; NEW_ROW, that the row is there, or GONE
Changes = Mapping[Slot, "Value | tuple[()]"]
Cost = tuple[int, int, int]  # how many changes, how many of them not by the provider, and how far in all

NEW_ROW = ""
GONE = "-"  # that a row is not there any more
_OF_ROWS = frozenset({NEW_ROW, GONE})
NO_ROWS: tuple[()] = ()
MOMENT = "moment"
_FAR = 1_000_000

_BY_ORIGIN = {
    Origin.VECOZO: ChangedBy.PROVIDER,
    Origin.REGISTER: ChangedBy.PROVIDER,
    Origin.QUESTIONNAIRE: ChangedBy.PROVIDER,
    Origin.SIGNING: ChangedBy.PROVIDER,
    Origin.DECISION: ChangedBy.OTHER,
}


def is_event(declaration: FactDeclaration) -> bool:
    """Tell whether a fact is something that happens, rather than a moment that somebody decides on."""
    return declaration.kind == MOMENT and declaration.origin == Origin.OWN_RECORDS


def changed_by(declaration: FactDeclaration) -> ChangedBy:
    """Say who can change a fact: as the policy says, or by where the fact comes from."""
    if declaration.changed_by:
        return ChangedBy(declaration.changed_by)
    if is_event(declaration) and declaration.absent:
        return ChangedBy.OTHER
    return _BY_ORIGIN.get(Origin(declaration.origin), ChangedBy.NOBODY)


def establishes(who: ChangedBy) -> ChangedBy:
    """Say who can establish what is not known: what nobody can change somebody else can still look up."""
    return ChangedBy.OTHER if who is ChangedBy.NOBODY else who


@dataclass(frozen=True, slots=True)
class Site:
    """Where a test is looked at: the subject, or one of its rows, as it is now."""

    subject: Subject
    place: Place = ()


class Ledger:
    """What one subject is now, who can change what of it, and what that costs."""

    def __init__(self, agreement: Agreement, subject: Subject, known: datetime) -> None:
        """Keep the subject as it was judged."""
        self.agreement = agreement
        self.subject = subject
        self.known = known
        self.now = _moment_of(subject.on, known)
        self.facts: dict[str, dict[str, FactDeclaration]] = defaultdict(dict)
        for fact in agreement.facts:
            self.facts[fact.subject][fact.name] = fact
        self.relations: dict[str, dict[str, RelationDeclaration]] = defaultdict(dict)
        for relation in agreement.relations:
            self.relations[relation.subject][relation.name] = relation
        self._prices: dict[tuple[Slot, object], Cost | None] = {}

    def declaration(self, kind: str, key: str) -> FactDeclaration:
        """Give the declaration of a fact of a kind of subject; a KeyError when there is none."""
        return self.facts[kind][key.partition("@")[0]]

    def who(self, slot: Slot) -> ChangedBy | None:
        """Say who can change what a slot holds now, or nobody."""
        place, key = slot
        kind, row, added_by = self._at(place)
        if key == GONE:
            return self._lets_go(place, row)
        if key in self.relations[kind] or key == NEW_ROW or added_by is not None:
            return None if key == REFERENCE_DATE else added_by or self._of_relation(kind, row, key)
        if row is None or key == REFERENCE_DATE or row.on != self.subject.on:
            return None
        declaration, value = self.declaration(kind, key), row.values.get(key)
        who = changed_by(declaration)
        if value is None:
            return establishes(who)
        happened = isinstance(value, datetime) and declaration.origin != Origin.DECISION
        return None if happened or who is ChangedBy.NOBODY else who

    def _lets_go(self, place: Place, row: Subject | None) -> ChangedBy | None:
        """Say who can let go a row that is there: who can add one, and nobody where earlier rows go on to count."""
        if row is None or row.on != self.subject.on:
            return None
        kind, owner, _ = self._at(place[:-1])
        relation = self.relations[kind][place[-1][0]]
        return None if relation.history == "ja" else self.who_adds(relation, owner)

    def _of_relation(self, kind: str, row: Subject | None, name: str) -> ChangedBy | None:
        relation = self.relations[kind].get(name)
        return self.who_adds(relation, row) if relation is not None else None

    def who_adds(self, relation: RelationDeclaration, owner: Subject | None) -> ChangedBy | None:
        """Say who can add a row to a relation of an owner as it was judged; nobody to rows of an earlier day."""
        who = ChangedBy(relation.changed_by or ChangedBy.NOBODY)
        if owner is None:
            return who
        if owner.on != self.subject.on or not self.as_on_the_day(relation, owner):
            return None
        if owner.relations.get(relation.name) is None:
            return establishes(who)
        return None if who is ChangedBy.NOBODY else who

    def as_on_the_day(self, relation: RelationDeclaration, owner: Subject) -> bool:
        """Tell whether the rows of a relation are those of the reference date."""
        if not relation.day:
            return True
        value = owner.values.get(relation.day)
        if isinstance(value, datetime):
            return value.astimezone(AMSTERDAM).date() == self.subject.on
        return value == NEVER

    def _at(self, place: Place) -> tuple[str, Subject | None, ChangedBy | None]:
        """Find the kind of a place, the row that is there as judged, and who can add it where it is not there yet."""
        kind, row = self.subject.kind, self.subject
        found: Subject | None = row
        added_by: ChangedBy | None = None
        for name, number in place:
            relation = self.relations[kind][name]
            rows = (found.relations.get(name) or ()) if found is not None else ()
            if number >= len(rows):
                added_by = added_by or self.who_adds(relation, found) or ChangedBy.NOBODY
                found = None
            else:
                found = rows[number]
            kind = relation.row_subject
        return kind, found, added_by

    def original(self, slot: Slot) -> KnownFact | None:
        """Give the fact of a slot as it was judged; nothing on a row that was not there."""
        _, row, _ = self._at(slot[0])
        return row.facts.get(slot[1]) if row is not None else None

    def kind_of(self, place: Place) -> str:
        """Give the kind of the subject at a place."""
        return self._at(place)[0]

    def price(self, slot: Slot, value: object) -> Cost | None:
        """Say what it costs that a slot comes to hold a value; None where nobody can bring that about."""
        if (slot, value) not in self._prices:
            self._prices[slot, value] = self._priced(slot, value)
        return self._prices[slot, value]

    def _priced(self, slot: Slot, value: object) -> Cost | None:
        before = self.original(slot)
        if before is not None and before.value == value:
            return 0, 0, 0
        who = self.who(slot)
        if who is None or who is ChangedBy.NOBODY:
            return None
        far = _FAR if slot[1] == GONE else _distance(before.value if before else None, value)
        return 1, int(who is ChangedBy.OTHER), far

    def cost(self, changes: Changes) -> Cost | None:
        """Add up what changes cost; None where nobody can bring one of them about."""
        number = others = far = 0
        for slot, value in changes.items():
            price = self.price(slot, value)
            if price is None:
                return None
            number, others, far = number + price[0], others + price[1], far + price[2]
        return number, others, far

    def without_same(self, changes: Changes) -> Changes:
        """Leave out what comes to what it was."""
        return {slot: value for slot, value in changes.items() if self.price(slot, value) != (0, 0, 0)}

    def blank(self, kind: str, number: int) -> Subject:
        """Make a row of which nothing is recorded, and that has no rows of its own."""
        none = {relation.base: () for relation in self.relations[kind].values()}
        return resolve(
            RecordedSubject(kind, f"nieuw {number}", relations=none), self.agreement, self.subject.on, self.known
        )

    def applied(self, changes: Changes) -> Subject | None:
        """Give the subject after changes; None where an implied fact would fall back to what nobody knows."""
        return self._applied(self.subject, (), changes)

    def _applied(self, subject: Subject, place: Place, changes: Changes) -> Subject | None:
        own = {key: value for (at, key), value in changes.items() if at == place and key not in _OF_ROWS}
        facts = dict(subject.facts)
        for key, value in own.items():
            if not isinstance(value, tuple):
                facts[key] = self.known_fact(subject.kind, key, value)
        declared = self.facts[subject.kind].values()
        if not _grounded(declared, facts, own):
            return None
        derive_implied(declared, facts)
        values = {key: fact.value for key, fact in facts.items()}
        changed = replace(subject, facts=facts, values=values, relations=dict(subject.relations))
        for name in [name for name, value in own.items() if isinstance(value, tuple)]:
            changed.relations[name] = ()
        if not self._follow_events(changed, own):
            return None
        return changed if self._change_rows(changed, place, changes) else None

    def known_fact(self, kind: str, key: str, value: Value) -> KnownFact:
        """Write a value as a known fact."""
        text = "" if value == NEVER else write_value(self.declaration(kind, key), value)
        return KnownFact(key, value, text)

    def _follow_events(self, changed: Subject, own: Mapping[str, object]) -> bool:
        """Let rows of the day of an event be those of today; of another day nobody knows them here."""
        for relation in self.relations[changed.kind].values():
            if not relation.of or not {relation.day, relation.base} & own.keys():
                continue
            if not self.as_on_the_day(relation, changed):
                return False
            if changed.relations[relation.name] is None:
                changed.relations[relation.name] = changed.relations.get(relation.of)
        return True

    def _change_rows(self, changed: Subject, place: Place, changes: Changes) -> bool:
        depth = len(place)
        steps = {at[depth] for at, _ in changes if len(at) > depth and at[:depth] == place}
        gone = {step for step in steps if ((*place, step), GONE) in changes}
        for name, number in sorted(steps - gone):
            relation, rows = self.relations[changed.kind][name], changed.relations[name]
            if rows is None:
                return False
            new = number >= len(rows)
            before = self.blank(relation.row_subject, number + 1) if new else rows[number]
            after = self._applied(before, (*place, (name, number)), changes)
            if after is None:
                return False
            for other in self._same_rows(relation, changed):
                changed.relations[other] = _with_row(changed.relations[other] or (), before, after, new=new)
            if not new:  # of rows without an id of their own, only the one that is meant
                changed.relations[name] = (*rows[:number], after, *rows[number + 1 :])
        for name, number in sorted(gone, reverse=True):  # from the last on, so that the numbers of the others stay
            self._let_go(changed, name, number)
        return True

    def _let_go(self, changed: Subject, name: str, number: int) -> None:
        rows = changed.relations[name] or ()
        for other in self._same_rows(self.relations[changed.kind][name], changed):
            changed.relations[other] = _without_row(changed.relations[other] or (), rows[number])
        changed.relations[name] = (*rows[:number], *rows[number + 1 :])

    def renumbered(self, before: Changes, after: Changes) -> Changes:
        """Say of later changes on which rows they are, counted as before the earlier ones let rows go."""

        def counted(place: Place) -> Place:
            found: Place = ()
            for name, number in place:
                gone = sorted(at[-1][1] for at, key in before if key == GONE and at[:-1] == found and at[-1][0] == name)
                at_first = number
                for left in gone:
                    at_first += left <= at_first
                found = (*found, (name, at_first))
            return found

        return {(counted(place), key): value for (place, key), value in after.items()}

    def _same_rows(self, relation: RelationDeclaration, owner: Subject) -> list[str]:
        """Name the relations that hold the same rows as on the reference date."""
        family = [one for one in self.relations[owner.kind].values() if one.base == relation.base]
        return [
            one.name
            for one in family
            if one.name == relation.name or (owner.relations[one.name] is not None and self.as_on_the_day(one, owner))
        ]


def _moment_of(on: date, known: datetime) -> datetime:
    """Give the moment at which something would happen now: as late as is known on the reference date."""
    local = known.astimezone(AMSTERDAM)
    return (local if local.date() == on else end_of_day(on)).replace(microsecond=0)


def _with_row(rows: tuple[Subject, ...], before: Subject, after: Subject, *, new: bool) -> tuple[Subject, ...]:
    if new:
        return (*rows, after)
    ids = [row.id for row in rows]
    if ids.count(before.id) != 1 or rows[ids.index(before.id)].on != before.on:
        return rows
    at = ids.index(before.id)
    return (*rows[:at], after, *rows[at + 1 :])


def _without_row(rows: tuple[Subject, ...], gone: Subject) -> tuple[Subject, ...]:
    same = [row for row in rows if row.id == gone.id and row.on == gone.on]
    return tuple(row for row in rows if row is not same[0]) if len(same) == 1 else rows


def _grounded(
    declared: Iterable[FactDeclaration], facts: Mapping[str, KnownFact], changed: Mapping[str, object]
) -> bool:
    """Tell whether every implied fact keeps a ground: without one nobody knows what was recorded below it."""
    for declaration in declared:
        name = declaration.name
        if declaration.implied_by and name not in changed and facts[name].reason.startswith(FOLLOWS):
            grounds = (facts.get(ground) for ground in declaration.implied_by)
            if not any(ground is not None and ground.value == 1 for ground in grounds):
                return False
    return True


def _distance(before: Value | None, after: object) -> int:
    """Measure how far a value moves, in its own steps; a first value is as near as can be, a set by its codes."""
    if isinstance(before, Span) and isinstance(after, Span):
        return _distance(before.first, after.first) + _distance(before.last, after.last)
    if isinstance(after, frozenset):
        return len(after ^ before if isinstance(before, frozenset) else after)
    if isinstance(before, int) and isinstance(after, int):
        return min(abs(before - after), _FAR)
    if isinstance(before, datetime) or isinstance(after, datetime):
        return 1
    if isinstance(before, date) and isinstance(after, date):
        return min(abs((before - after).days), _FAR)
    return 1
