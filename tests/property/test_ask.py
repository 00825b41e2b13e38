"""What is asked settles every condition that rests on answers, and what is not asked can change nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from support.random_trees import FACTS, KINDS, ON, agreements, facts_used, instant, subjects, values
from support.worked_examples import EDITIONS, examples_of, installation
from zorginkoop.kernel.ask import Asker, Question, Standing, ask
from zorginkoop.kernel.ask_possible import Leaves, Possible
from zorginkoop.kernel.ask_reach import FactAt, Place, Reach
from zorginkoop.kernel.assess import ContractKey, Judge, Outcome
from zorginkoop.kernel.facts import KnownFact, Subject, Value, read_value
from zorginkoop.kernel.language import Origin
from zorginkoop.kernel.missing import missing_for
from zorginkoop.kernel.outcome import GATED, UNDECIDED
from zorginkoop.kernel.states import UNKNOWN
from zorginkoop.kernel.tree import Agreement
from zorginkoop.policies.examples import Example, ExampleRunner
from zorginkoop.policies.loading import EditionFolder

KEY = ContractKey("3360", "proef", "", 2024)
MOST_TURNS = 40
STRIDE = 1 if settings.get_current_profile_name() == "long" else 12  # of the worked examples, one in so many
slower = settings(
    max_examples=max(settings.get_profile(settings.get_current_profile_name()).max_examples // 2, 5),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)
Answers = Mapping[FactAt, Value | None]


def answered(subject: Subject, answers: Answers, place: Place = ()) -> Subject:
    """Give a subject with other values for some facts, of its rows too."""
    own = {at.key: value for at, value in answers.items() if at.place == place and at.key in subject.facts}
    facts = {**subject.facts, **{key: KnownFact(key, value, "") for key, value in own.items()}}
    relations = {
        name: None
        if rows is None
        else tuple(answered(row, answers, (*place, (name.partition("@")[0], row.id))) for row in rows)
        for name, rows in subject.relations.items()
    }
    return replace(subject, facts=facts, values={**subject.values, **own}, relations=relations)


def numbered(subject: Subject) -> Subject:
    """Give every row an id of its own, as rows of a register have."""
    relations = {
        name: None if rows is None else tuple(numbered(replace(row, id=f"{at}")) for at, row in enumerate(rows))
        for name, rows in subject.relations.items()
    }
    return replace(subject, relations=relations)


def comes_to(outcome: Outcome) -> tuple[str, str]:
    """Say what an outcome comes to; the variant counts only where there is or may be an offer."""
    return outcome.result, outcome.variant if outcome.result in (*GATED, UNDECIDED) else ""


def asked_of_some(drawn: Agreement, kinds: set[str]) -> Agreement:
    """Let facts of some kinds come from the questionnaire."""
    facts = tuple(
        replace(fact, origin=str(Origin.QUESTIONNAIRE)) if fact.kind in kinds and fact.name != "peildatum" else fact
        for fact in FACTS
    )
    return replace(drawn, facts=facts)


@slower
@given(data=st.data())
def test_what_is_not_asked_changes_nothing(data: st.DataObject) -> None:
    judged = asked_of_some(data.draw(agreements()), data.draw(st.sets(st.sampled_from(KINDS), min_size=1)))
    subject = numbered(data.draw(subjects(facts_used(judged))))
    idle = [one for one in ask(judged, subject).questions if not one.matters]
    others = {one.at: data.draw(values(one.declaration.kind)) for one in idle}
    judge = Judge(judged)
    before = judge.assess(subject, KEY, instant(ON))
    after = judge.assess(answered(subject, others), KEY, instant(ON))
    assert comes_to(after) == comes_to(before)


@slower
@given(data=st.data())
def test_answering_what_is_asked_leaves_no_condition_open_that_rests_on_answers(data: st.DataObject) -> None:
    judged = asked_of_some(data.draw(agreements()), data.draw(st.sets(st.sampled_from(KINDS), min_size=1)))
    subject = numbered(data.draw(subjects(facts_used(judged))))
    for _ in range(MOST_TURNS):
        asked = ask(judged, subject)
        if not asked.open:
            break
        one = asked.open[0]
        value = data.draw(values(one.declaration.kind).filter(lambda value: value is not None))
        subject = answered(subject, {one.at: value})
    asked = ask(judged, subject)
    assert not asked.open
    if not asked.settled:
        assert_nothing_open(Judge(judged).assess(subject, KEY, instant(ON)))


@slower
@given(data=st.data())
def test_one_free_fact_moves_what_it_moves_when_everything_is_looked_through(data: st.DataObject) -> None:
    judged = asked_of_some(data.draw(agreements()), data.draw(st.sets(st.sampled_from(KINDS), min_size=1)))
    assert_the_short_way_is_the_long_way(judged, numbered(data.draw(subjects(facts_used(judged)))))


def assert_the_short_way_is_the_long_way(agreement: Agreement, subject: Subject) -> None:
    """Ask that every question stands as it does when each fact is set free and the whole agreement walked for it."""
    asked, leaves = ask(agreement, subject), Leaves(agreement)
    every = frozenset((one.declaration.subject, one.at.key) for one in asked.questions)
    routes = Reach(Possible(leaves, subject, every)).routes()
    moving = Reach(Possible(leaves, subject)).facts(routes)
    for kind, key in every:
        found = Reach(Possible(leaves, subject, frozenset({(kind, key)}))).facts(routes)
        moving |= {one.at for one in asked.questions if one.at in found and one.at.key == key}
    assert {one.at for one in asked.questions if one.matters} == {one.at for one in asked.questions if one.at in moving}
    shown = [(group.id, [one.at for one in group.questions]) for group in asked.groups]
    assert [(group.id, [one.at for one in group.questions]) for group in Asker(agreement).every_group(subject)] == shown


def assert_nothing_open(outcome: Outcome) -> None:
    """Ask that every condition of the offer that is unknown misses something that no questionnaire tells."""
    agreement = outcome.agreement
    named = {*agreement.gate, *agreement.factors, *(name for part in agreement.parts for name in part.criteria)}
    for name in sorted(named):
        if outcome.condition(name).state == UNKNOWN:
            missing = [one for one in missing_for(outcome, name) if not one.codes]  # not: codes no table knows
            origins = {one.declaration.origin if one.declaration else "" for one in missing}
            assert origins != {Origin.QUESTIONNAIRE}, f"{name} still misses {[one.label for one in missing]}"


def of_providers(edition: EditionFolder) -> Iterator[Example]:
    """Walk the worked examples of an edition that judge a provider."""
    return (example for example in examples_of(edition) if example.case.verwacht is not None)


def some_value(question: Question) -> Value:
    """Answer a question the first way that its fact takes."""
    declaration = question.declaration
    texts = {
        "ja_nee": "ja", "getal": "24", "geld": "100", "percentage": "50 %", "datum": "2025-10-01",
        "moment": "2025-10-01", "periode": "2025-01-01/2027-12-31",
        "code": (*declaration.codes, *declaration.named, "anders")[0],
        "codes": (*declaration.codes, *declaration.named, "anders")[0],
    }  # fmt: skip
    return read_value(declaration, texts[declaration.kind])


@pytest.mark.parametrize("edition", EDITIONS, ids=lambda edition: edition.name)
def test_the_worked_examples_can_be_asked_to_the_end(edition: EditionFolder) -> None:
    runner = ExampleRunner(installation())
    for number, example in enumerate(of_providers(edition)):
        if number % STRIDE:
            continue
        outcome = runner.outcome(example)
        asked = ask(outcome.agreement, outcome.subject)
        assert_the_short_way_is_the_long_way(outcome.agreement, outcome.subject)
        judge = Judge(outcome.agreement)
        idle = {
            one.at: value
            for one in asked.questions
            if one.standing is Standing.NO_MATTER
            for value in (None, some_value(one))
        }
        other = judge.assess(answered(outcome.subject, idle), outcome.key, outcome.known)
        assert comes_to(other) == comes_to(outcome), example.case
        subject = outcome.subject
        while asked.open:
            subject = answered(subject, {asked.open[0].at: some_value(asked.open[0])})
            asked = ask(outcome.agreement, subject)
        if not asked.settled:
            assert_nothing_open(judge.assess(subject, outcome.key, outcome.known))
