"""What a comparison calls equal or stricter is so for whoever exists, whatever the two agreements ask."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from support.random_trees import CODES, LIMITS, ON, agreements, facts_used, subjects
from zorginkoop.kernel.assess import ContractKey, Judge, Outcome
from zorginkoop.kernel.facts import Subject, end_of_day
from zorginkoop.kernel.tree import Agreement, Compare, Join, Literal, Rows
from zorginkoop.study.compare.meaning import Direction, Verdict, aspects, compare_meaning
from zorginkoop.study.compare.normal import normal, rules_of

KEY = ContractKey("", "", "", 2024)
fewer = settings(max_examples=max(settings.get_profile(settings.get_current_profile_name()).max_examples // 4, 20))


def outcome_of(agreement: Agreement, subject: Subject) -> Outcome:
    return Judge(agreement).assess(subject, KEY, end_of_day(ON))


def has_negative(subject: Subject) -> bool:
    own = any(isinstance(value, int) and value < 0 for value in subject.values.values())
    return own or any(has_negative(row) for rows in subject.relations.values() for row in rows or ())


@st.composite
def edited(draw: st.DrawFn, agreement: Agreement) -> Agreement:
    """Give the agreement with a limit, an operator or a code changed here and there."""

    def changed(node: Any) -> Any:  # noqa: ANN401 - any part of a tree
        if isinstance(node, tuple):
            return tuple(map(changed, node))
        if isinstance(node, Compare) and isinstance(node.operand, Literal) and draw(st.integers(0, 2)) == 0:
            return changed_compare(node)
        if isinstance(node, Rows) and node.how in {"aantal", "aandeel"} and draw(st.booleans()):
            node = replace(
                node, limit=draw(st.sampled_from(("0", "1", "2") if node.how == "aantal" else ("1/3", "1/2")))
            )
        if not is_dataclass(node):
            return node
        whole: Any = node
        return replace(whole, **{one.name: changed(getattr(whole, one.name)) for one in fields(whole)})

    def changed_compare(node: Compare) -> Compare:
        if node.kind in LIMITS and node.operator != "bekend":
            operator = draw(st.sampled_from(("ten_minste", "ten_hoogste", "meer_dan", "minder_dan")))
            return replace(node, operator=operator, operand=Literal((draw(st.sampled_from(LIMITS[node.kind])),)))
        if node.kind in {"code", "codes"} and node.operator in {"een_van", "omvat", "overlapt"}:
            codes = draw(st.lists(st.sampled_from(CODES), min_size=1, unique=True))
            return replace(node, operand=Literal(tuple(codes)))
        return node

    criteria = tuple(replace(one, test=changed(one.test)) for one in agreement.criteria)
    return replace(agreement, criteria=criteria)


@st.composite
def shuffled(draw: st.DrawFn, agreement: Agreement) -> Agreement:
    """Give the agreement with the members of its joins, and its codes, in another order."""

    def moved(node: Any) -> Any:  # noqa: ANN401 - any part of a tree
        if isinstance(node, tuple):
            return tuple(map(moved, node))
        if not is_dataclass(node):
            return node
        whole: Any = node
        inner = {one.name: moved(getattr(whole, one.name)) for one in fields(whole)}
        for kind, name in ((Join, "tests"), (Literal, "texts")):
            if isinstance(whole, kind):
                inner[name] = tuple(draw(st.permutations(inner[name])))
        return replace(whole, **inner)

    return replace(agreement, criteria=tuple(replace(one, test=moved(one.test)) for one in agreement.criteria))


@fewer
@given(st.data())
def test_another_order_of_writing_is_the_same_rules(data: st.DataObject) -> None:
    agreement = data.draw(agreements())
    other = data.draw(shuffled(agreement))
    assert rules_of(agreement) == rules_of(other)
    subject = data.draw(subjects(facts_used(agreement)))
    before, after = (outcome_of(one, subject) for one in (agreement, normal(other)))
    assert [one.state for one in before.conditions] == [one.state for one in after.conditions]


@fewer
@given(st.data())
def test_what_is_proven_holds_for_whoever_exists(data: st.DataObject) -> None:
    agreement = data.draw(agreements())
    other = data.draw(edited(agreement))
    subject = data.draw(subjects({**facts_used(agreement), **facts_used(other)}))
    assume(not has_negative(subject))
    before, after = outcome_of(agreement, subject), outcome_of(other, subject)
    meaning = compare_meaning(agreement, other, (ON, ON), KEY)
    if aspects(before, after):
        assert meaning.verdict in {Verdict.DIFFERS, Verdict.NOT_PROVEN}
    direction = meaning.sides.direction if meaning.sides else Direction.NEITHER
    if direction in {Direction.STRICTER, Direction.NEITHER}:
        assert not (after.result == "aanbod" != before.result)
    if direction in {Direction.LOOSER, Direction.NEITHER}:
        assert not (before.result == "aanbod" != after.result)
