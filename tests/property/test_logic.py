"""An agreement in logic and the same agreement judged come to the same: for whoever exists, and for every example."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from support.random_trees import ON, agreements, facts_used, subjects
from zorginkoop.kernel.assess import ContractKey, Judge, Outcome
from zorginkoop.kernel.facts import end_of_day
from zorginkoop.kernel.states import MET, NOT_APPLICABLE, NOT_MET, UNKNOWN
from zorginkoop.study.logic.prover import NOT_CONFIRMED, Example, Impossible, NotProven, Prover
from zorginkoop.study.logic.wires import all_wires

KEY = ContractKey("", "", "", 2024)
# a whole agreement in logic costs more than an example is meant to
fewer = settings(max_examples=max(settings.get_profile(settings.get_current_profile_name()).max_examples // 2, 20))


def states_of(outcome: Outcome) -> list[int]:
    return [condition.state for condition in outcome.conditions]


@fewer
@given(st.data())
def test_what_somebody_comes_to_is_never_proven_impossible(data: st.DataObject) -> None:
    agreement = data.draw(agreements())
    subject = data.draw(subjects(facts_used(agreement)))
    outcome = Judge(agreement).assess(subject, KEY, end_of_day(ON))
    route = outcome.route.id if outcome.route else ""

    def same(judged: Outcome) -> bool:
        own = judged.route.id if judged.route else ""
        return states_of(judged) == states_of(outcome) and (own, judged.result) == (route, outcome.result)

    answer = Prover((agreement,), ON, ON).ask(
        lambda one: all_wires(
            [
                *(one[0].is_state(found.criterion.id, found.state) for found in outcome.conditions),
                one[0].route_is(route),
                one[0].result_is(outcome.result),
            ]
        ),
        lambda found: same(found[0]),
    )
    assert not isinstance(answer, Impossible)
    if isinstance(answer, Example):
        assert same(answer.outcomes[0])


@fewer
@given(st.data())
def test_every_solution_in_logic_stands_when_judged_again(data: st.DataObject) -> None:
    agreement = data.draw(agreements())
    criterion = data.draw(st.sampled_from(agreement.criteria)).id
    state = data.draw(st.sampled_from((NOT_APPLICABLE, MET, NOT_MET, UNKNOWN)))
    answer = Prover((agreement,), ON, ON).ask(
        lambda one: one[0].is_state(criterion, state),
        lambda found: found[0].condition(criterion).state == state,
    )
    assert not (isinstance(answer, NotProven) and answer.reason == NOT_CONFIRMED)
