"""A nearest way gives what it promises, whatever the agreement and the facts, and nothing shorter does."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import combinations, product

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from support.applied import applied_to_records
from support.corners import CORNERS, SEED, Corner, compiled
from support.random_trees import CODES, DAYS, MOMENTS, ON, PARTS, agreements, facts_used, instant, subjects
from support.worked_examples import EDITIONS, examples_of, installation
from zorginkoop.columns.recorded import recorded_providers
from zorginkoop.columns.sources import AsOf
from zorginkoop.kernel.assess import ContractKey, Judge, Outcome
from zorginkoop.kernel.evaluate import NEVER
from zorginkoop.kernel.facts import FOREVER, RecordedSubject, Span, Value, resolve
from zorginkoop.kernel.language import ChangedBy, LeadsTo
from zorginkoop.kernel.nearest import Nearest, NearestWay, NearestWays
from zorginkoop.kernel.nearest_changes import Changes, Ledger
from zorginkoop.kernel.tree import Agreement
from zorginkoop.policies.examples import ExampleRunner
from zorginkoop.policies.loading import EditionFolder
from zorginkoop.rehearsal.register import make_register

KEY = ContractKey("3360", "proef", "", 2024)
KNOWN_CODES = {"code": (*CODES, "d"), "codes": (*CODES, *PARTS, "d")}  # what no policy names cannot be proposed
LONG = settings.get_current_profile_name() == "long"
STRIDE = 3  # of the worked examples, one in so many; the long run takes all
Promise = tuple[object, ...]
slower = settings(
    max_examples=max(settings.get_profile(settings.get_current_profile_name()).max_examples // 3, 5),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)


def promised(outcome: Outcome) -> Promise:
    """Say what an outcome comes to."""
    return outcome.result, outcome.variant, outcome.route.id if outcome.route else "", outcome.factors_met


def changeable(judged: Agreement, who: Mapping[str, str], added_by: str) -> Agreement:
    """Say of every fact and relation of an agreement who can change it, and let its first route lead to an offer."""
    facts = tuple(
        replace(fact, changed_by=who.get(fact.kind, "aanbieder"), codes=KNOWN_CODES.get(fact.kind, ()))
        for fact in judged.facts
    )
    relations = tuple(replace(relation, changed_by=added_by) for relation in judged.relations)
    first, *others = judged.routes
    return replace(judged, facts=facts, relations=relations, routes=(replace(first, leads_to=LeadsTo.OFFER), *others))


@slower
@given(data=st.data())
def test_a_way_gives_what_it_promises_and_needs_every_step(data: st.DataObject) -> None:
    people = st.sampled_from(tuple(ChangedBy)).map(str)
    drawn = data.draw(agreements())
    kinds = {fact.kind for fact in drawn.facts}
    judged = changeable(drawn, {kind: data.draw(people) for kind in sorted(kinds)}, data.draw(people))
    subject = data.draw(subjects(facts_used(judged)))
    judge, finder = Judge(judged), NearestWays(judged)
    outcome = judge.assess(subject, KEY, instant(ON))
    for found in finder.of(outcome):
        for way in found.found:
            assert found.goal.reached(way.outcome)
            again = way.ledger.applied(way.changes)
            assert again is not None
            assert promised(judge.assess(again, KEY, instant(ON))) == promised(way.outcome)
            assert_by_whom(found, way)
        if found.alone and found.together:
            assert len(found.together.changes) < len(found.alone.changes)


def assert_by_whom(found: Nearest, way: NearestWay) -> None:
    """Ask that a way changes only what somebody can change, and the provider's own only what the provider can."""
    people = {way.ledger.who(slot) for slot in way.changes}
    assert people <= ({ChangedBy.PROVIDER} if way is found.alone else {ChangedBy.PROVIDER, ChangedBy.OTHER})
    assert way.changes
    for slot, value in way.changes.items():
        before = way.ledger.original(slot)
        assert before is None or before.value != value


MOST_FACTS = 6
MOST_VALUES = 8  # nearest values of a fact that are tried together with those of another
MOST_BY_HAND = 2  # changes up to which every combination is tried by hand
POOLS: dict[str, tuple[Value, ...]] = {
    "ja_nee": (0, 1),
    "getal": tuple(range(-1, 5)),
    "geld": (-1, 0, 1, 2, 3, 99, 100, 101),
    "percentage": (-1, 0, 1, 2, 3, 99, 100, 101),
    "datum": tuple(DAYS),
    "periode": tuple(Span(first, last) for first in DAYS for last in (*DAYS, FOREVER) if first <= last),
    "code": (*CODES, "d"),
    "codes": (
        *(frozenset(codes) for number in range(3) for codes in combinations((*CODES, *PARTS), number)),
        frozenset((*CODES, *PARTS)), frozenset(CODES),
    ),
}  # fmt: skip


@slower
@given(data=st.data())
def test_nothing_shorter_leads_there(data: st.DataObject) -> None:
    judged = changeable(data.draw(agreements()), {}, "niemand")
    used = facts_used(judged)
    assume(len(used["aanbieder"]) <= MOST_FACTS and not used["persoon"])
    subject = data.draw(subjects(used))
    judge, finder = Judge(judged), NearestWays(judged)
    outcome = judge.assess(subject, KEY, instant(ON))
    ledger = Ledger(judged, subject, instant(ON))
    for found in finder.of(outcome):
        shortest = min((len(way.changes) for way in found.found), default=MOST_BY_HAND + 1)
        for changes in shorter_by_hand(ledger, sorted(used["aanbieder"]), min(shortest - 1, MOST_BY_HAND)):
            after = ledger.applied(changes)
            assert after is None or not found.goal.reached(judge.assess(after, KEY, instant(ON))), changes
        assert not (found.impossible and found.found)


def shorter_by_hand(ledger: Ledger, keys: list[str], most: int) -> Iterator[Changes]:
    """Give every combination of new values for at most so many facts."""
    for number in range(1, most + 1):
        for chosen in combinations(keys, number):
            for values in product(*(pool(ledger, key)[: MOST_VALUES if number > 1 else None] for key in chosen)):
                yield {((), key): value for key, value in zip(chosen, values, strict=True)}


def pool(ledger: Ledger, key: str) -> list[Value]:
    """Give the values that somebody can bring a fact to."""
    kind = ledger.declaration("aanbieder", key).kind
    values: tuple[Value, ...] = (
        NEVER,
        ledger.now,
        *(moment for moment in MOMENTS if ledger.subject.values[key] is None),
    )
    given = POOLS.get(kind, values)
    priced = {value: ledger.price(((), key), value) for value in given}
    return sorted((value for value, price in priced.items() if price and price[0]), key=lambda one: priced[one] or ())


@pytest.mark.parametrize("edition", EDITIONS, ids=lambda edition: edition.name)
def test_every_way_of_the_worked_examples_applied_to_the_records_gives_what_it_promises(
    edition: EditionFolder,
) -> None:
    runner, kept = ExampleRunner(installation()), dict[int, tuple[Judge, NearestWays]]()
    cases = [example for example in examples_of(edition) if example.case.verwacht is not None]
    for example in cases if LONG else cases[::STRIDE]:
        outcome = runner.outcome(example)
        agreement = outcome.agreement
        if id(agreement) not in kept:
            kept[id(agreement)] = Judge(agreement), NearestWays(agreement)
        judge, finder = kept[id(agreement)]
        for found in finder.of(outcome):
            for way in found.found:
                assert_from_records(judge, runner.recorded(example), way)


def assert_from_records(judge: Judge, recorded: RecordedSubject, way: NearestWay) -> None:
    """Record a way, and judge what is recorded from scratch."""
    agreement, before = judge.agreement, way.before
    after = applied_to_records(recorded, way.changes, agreement, before.on, before.known)
    subject = resolve(after, agreement, before.on, before.known)
    assert promised(judge.assess(subject, before.key, before.known)) == promised(way.outcome)


@pytest.mark.parametrize("corner", CORNERS, ids=[corner.agreement for corner in CORNERS])
def test_every_way_of_a_made_up_register_gives_what_it_promises(corner: Corner) -> None:
    agreement, register = compiled(corner), make_register(120, SEED)
    as_of = AsOf.of(corner.season, None)
    ids = register.tables["aanbieders"]["agb_code"].to_list()[: 120 if LONG else 25]
    judge, finder = Judge(agreement), NearestWays(agreement)
    for recorded in recorded_providers(register.tables, agreement, ids, as_of).values():
        subject = resolve(recorded, agreement, as_of.on, as_of.known)
        outcome = judge.assess(subject, KEY, as_of.known)
        for found in finder.of(outcome):
            for way in found.found:
                assert_from_records(judge, recorded, way)
