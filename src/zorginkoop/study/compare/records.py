"""Somebody of whom the same record counts for two values: what absence means, evidence, version, or what follows.

The prover knows values, not records. So the fact gets a second name in the newer rules, the prover is asked for a
subject with the two values that one record can come to, and that record is judged by the rules as they are written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

from zorginkoop.kernel.facts import FactRecord, RecordedSubject
from zorginkoop.kernel.tree import (
    Agreement,
    Always,
    Citation,
    Compare,
    Criterion,
    DueDate,
    FactDeclaration,
    Join,
    Literal,
    Negation,
    OnlyIf,
    Operand,
    OtherFact,
    Phrase,
    RatioTest,
    Rows,
    Test,
    Unless,
)
from zorginkoop.kernel.tree_walk import facts_read
from zorginkoop.study.logic.prover import Example

TWIN = "_nieuw"  # what the fact is called in the newer rules
BOTH_VALUES = "twee_waarden"  # the condition that the two values are ones that one record can come to

Records = tuple[FactRecord, ...]
Laid = Callable[[Records, Records], Records]  # from the records of each value to those of the subject


@dataclass(frozen=True, slots=True)
class Twins:
    """The two agreements with the fact under two names, and how a subject of theirs is recorded."""

    old: Agreement
    new: Agreement
    recorded: Callable[[Example], RecordedSubject]


def twins(old: Agreement, new: Agreement) -> Iterator[Twins]:
    """Give the ways in which a record of the subject itself can count for something else in each."""
    before = {fact.name: fact for fact in old.facts if fact.subject == old.subject}
    for fact in new.facts:
        was = before.get(fact.name)
        if was is not None and fact.subject == new.subject and was.kind == fact.kind:
            yield from _of_fact(old, new, was, fact)
    yield from _of_history(old, new)


def _of_fact(old: Agreement, new: Agreement, was: FactDeclaration, now: FactDeclaration) -> Iterator[Twins]:
    for values, laid in _pairs(was, now):
        name = f"{now.name}{TWIN}"
        renamed = _with_names(new, now.name, name)
        keys = sorted({key for one in (old, new) for key in _keys(one, now.name)})
        pair = tuple(
            _asking(agreement, [test for key in keys for test in values[at](_key(key, called))])
            for at, (agreement, called) in enumerate(((old, now.name), (renamed, name)))
        )
        yield Twins(pair[0], pair[1], _recording(now.name, name, laid))


Value = Callable[[str], tuple[Test, ...]]  # the tests that a fact of a key has some value


def _pairs(was: FactDeclaration, now: FactDeclaration) -> Iterator[tuple[tuple[Value, Value], Laid]]:
    """Give the values that one record, or none, comes to in each, and that record."""
    if was.kind == "ja_nee" and was.evidence != now.evidence:
        asks = was.evidence == "ja"
        yield (_unknown, _yes) if asks else (_yes, _unknown), lambda old, new: _without_evidence(new if asks else old)
    if was.absent != now.absent:
        absent = tuple(_absent(one) for one in (was, now))
        if absent[0] is not None and absent[1] is not None:
            yield (absent[0], absent[1]), lambda _old, _new: ()
    if was.attributes != now.attributes:
        texts = [dict(text.split("=", 1) for text in one.attributes) for one in (was, now)]
        yield (_any, _any), lambda old, new: (*_marked(old, texts[0]), *_marked(new, texts[1]))
    if was.kind == "ja_nee":
        for ground in sorted(set(was.implied_by) - set(now.implied_by)):
            yield (_following(ground), _no), lambda _old, new: new
        for ground in sorted(set(now.implied_by) - set(was.implied_by)):
            yield (_no, _following(ground)), lambda old, _new: old


def _following(ground: str) -> Value:
    """Give the tests that a fact is yes because another one is."""
    return lambda key: (*_yes(key), *_yes(ground))


def _yes(key: str) -> tuple[Test, ...]:
    return (Compare(key, "ja_nee", "1", "is", Literal(("ja",))),)


def _no(key: str) -> tuple[Test, ...]:
    return (Compare(key, "ja_nee", "1", "is", Literal(("nee",))),)


def _unknown(key: str) -> tuple[Test, ...]:
    return (Compare(key, "ja_nee", "1", "bekend", Literal(("nee",))),)


def _any(_: str) -> tuple[Test, ...]:
    return (Always(),)


def _absent(fact: FactDeclaration) -> Value | None:
    """Give the test that a fact has the value of absence; None where no single comparison says so."""
    if not fact.absent:
        return _unknown
    if fact.kind in {"ja_nee", "code"}:
        return lambda key: (Compare(key, fact.kind, fact.step, "is", Literal((fact.absent,))),)
    return None


def _without_evidence(records: Records) -> Records:
    return tuple(replace(record, evidence=()) for record in records)


def _marked(records: Records, attributes: Mapping[str, str]) -> Records:
    return tuple(replace(record, attributes=attributes) for record in records)


def _key(key: str, name: str) -> str:
    return "@".join((name, *key.split("@")[1:]))


def _keys(agreement: Agreement, name: str) -> Iterator[str]:
    tests: list[Test] = [criterion.test for criterion in agreement.criteria]
    tests += [route.test for route in agreement.routes]
    return (key for test in tests for key in facts_read(test) if key.partition("@")[0] == name)


def _asking(agreement: Agreement, tests: list[Test]) -> Agreement:
    """Add the condition that holds for the wanted value only; nothing depends on it."""
    test = Join("alle", tuple(tests)) if tests else Always()
    facts = tuple(dict.fromkeys(facts_read(test)))
    asked = Criterion(BOTH_VALUES, test, Phrase(), Citation(), "inspanning", "", facts)
    return replace(agreement, criteria=(*agreement.criteria, asked))


def _with_names(agreement: Agreement, name: str, called: str) -> Agreement:
    """Call a fact of the subject otherwise, wherever the agreement reads it."""

    def key(old: str) -> str:
        return _key(old, called) if old.partition("@")[0] == name else old

    def leaf(node: Test) -> Test:
        if isinstance(node, Compare):
            return replace(node, fact=key(node.fact), operand=_operand(node.operand, key))
        if isinstance(node, RatioTest) and not node.relation:
            return replace(node, numerator=key(node.numerator), denominator=key(node.denominator))
        return node

    def renamed(fact: FactDeclaration) -> FactDeclaration:
        if fact.subject != agreement.subject:
            return fact
        return replace(fact, name=key(fact.name), implied_by=tuple(map(key, fact.implied_by)))

    def read(keys: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(map(key, keys))

    return replace(
        agreement,
        facts=tuple(map(renamed, agreement.facts)),
        criteria=tuple(replace(one, test=_mapped(one.test, leaf), facts=read(one.facts)) for one in agreement.criteria),
        routes=tuple(replace(one, test=_mapped(one.test, leaf), facts=read(one.facts)) for one in agreement.routes),
    )


def _operand(operand: Operand, key: Callable[[str], str]) -> Operand:
    if isinstance(operand, OtherFact):
        return replace(operand, fact=key(operand.fact))
    return replace(operand, events=tuple(map(key, operand.events))) if isinstance(operand, DueDate) else operand


def _mapped(test: Test, leaf: Callable[[Test], Test]) -> Test:
    """Change what lies inside a test on the same subject; a test over rows is a leaf."""
    match test:
        case Join():
            return replace(test, tests=tuple(_mapped(part, leaf) for part in test.tests))
        case Negation():
            return replace(test, test=_mapped(test.test, leaf))
        case OnlyIf():
            return replace(test, guard=_mapped(test.guard, leaf), test=_mapped(test.test, leaf))
        case Unless():
            return replace(test, test=_mapped(test.test, leaf), exception=_mapped(test.exception, leaf))
    return leaf(test)


def _recording(name: str, called: str, laid: Laid) -> Callable[[Example], RecordedSubject]:
    def recorded(example: Example) -> RecordedSubject:
        facts = dict(example.subject.facts)
        facts[name] = laid(facts.get(name, ()), facts.pop(called, ()))
        return replace(example.subject, facts=facts)

    return recorded


def _of_history(old: Agreement, new: Agreement) -> Iterator[Twins]:
    """Give rows that count only where rows count that are no longer valid: in the other there is none."""
    before = {one.name: one for one in old.relations if one.subject == old.subject and not one.of}
    for relation in new.relations:
        was = before.get(relation.name)
        if was is None or relation.subject != new.subject or was.history == relation.history:
            continue
        keeps_new = relation.history == "ja"
        none, some = (Rows(how, relation.name, Always()) for how in ("geen_rij", "een_rij"))
        sides = (_asking(old, [none if keeps_new else some]), _asking(new, [some if keeps_new else none]))
        yield Twins(*_apart(sides, relation.name), _ended(relation.name))


def _apart(sides: tuple[Agreement, Agreement], name: str) -> tuple[Agreement, Agreement]:
    """Call the rows otherwise in the newer."""
    called = f"{name}{TWIN}"

    def leaf(node: Test) -> Test:
        if isinstance(node, Rows | RatioTest) and node.relation == name:
            return replace(node, relation=called)
        return node

    new = sides[1]
    relations = tuple(replace(one, name=called) if one.name == name else one for one in new.relations)
    criteria = tuple(replace(one, test=_mapped(one.test, leaf)) for one in new.criteria)
    routes = tuple(replace(one, test=_mapped(one.test, leaf)) for one in new.routes)
    return sides[0], replace(new, relations=relations, criteria=criteria, routes=routes)


def _ended(name: str) -> Callable[[Example], RecordedSubject]:
    def recorded(example: Example) -> RecordedSubject:
        relations = dict(example.subject.relations)
        rows = (*relations.get(name, ()), *relations.pop(f"{name}{TWIN}", ()))
        day = example.on - timedelta(days=1)
        relations[name] = tuple(replace(row, valid_until=day) for row in rows)
        return replace(example.subject, relations=relations)

    return recorded
