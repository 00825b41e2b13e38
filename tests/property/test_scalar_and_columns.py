"""One provider judged alone and a whole register judged in columns come to the same, whatever the facts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from support.corners import CORNERS, SEED, Corner, compiled, small_register
from support.random_trees import (
    KINDS,
    ON,
    agreement,
    agreements,
    comparisons,
    criterion,
    facts_used,
    instant,
    route,
    subjects,
)
from zorginkoop.columns.assess import RegisterJudge, RegisterOutcome
from zorginkoop.columns.from_subjects import frame_of
from zorginkoop.columns.from_tables import register_frame
from zorginkoop.columns.recorded import recorded_providers
from zorginkoop.columns.sources import AsOf
from zorginkoop.formats.register import Register
from zorginkoop.kernel.assess import ContractKey, Judge, Outcome
from zorginkoop.kernel.facts import FactRecord, RecordedSubject, Subject, end_of_day, resolve
from zorginkoop.kernel.states import MET, NOT_MET, UNKNOWN
from zorginkoop.kernel.tree import Agreement, Always, Compare, Literal, Rows
from zorginkoop.rehearsal.register import make_register

KEY = ContractKey("3360", "proef", "", 2024)
Plain = tuple[object, ...]
# whole registers cost more than an example is meant to
fewer = settings(max_examples=max(settings.get_profile(settings.get_current_profile_name()).max_examples // 20, 5))
by_corner = pytest.mark.parametrize("corner", CORNERS, ids=[corner.agreement for corner in CORNERS])


def of_one(outcome: Outcome) -> Plain:
    """Say everything that an outcome for one provider decides."""
    routes = [outcome.route, outcome.undecided_route]
    return (
        [condition.state for condition in outcome.conditions],
        *(route.id if route else "" for route in routes),
        outcome.result,
        outcome.variant,
        outcome.gate,
        outcome.factors_met,
        [part.state for part in outcome.parts],
    )


def of_column(outcome: RegisterOutcome, at: int) -> Plain:
    """Say the same of one column of a register."""
    names = ["", *(route.id for route in outcome.agreement.routes)]
    return (
        outcome.states[:, at].tolist(),
        names[outcome.routes[at]],
        names[outcome.undecided_routes[at]],
        outcome.result_texts()[at],
        outcome.variant_texts()[at],
        int(outcome.gate[at]),
        int(outcome.factors_met[at]),
        outcome.parts[:, at].tolist(),
    )


def assert_same(judged: Agreement, together: Sequence[Subject]) -> None:
    """Judge subjects one by one and in a frame, and compare."""
    columns = RegisterJudge(judged).assess(frame_of(together, judged, ON))
    judge = Judge(judged)
    for at, subject in enumerate(together):
        assert of_column(columns, at) == of_one(judge.assess(subject, KEY, instant(ON)))


def assert_register_agrees(register: Register, corner: Corner, as_of: AsOf) -> None:
    """Judge every provider of a register from its own records and from the columns, and compare."""
    judged = compiled(corner)
    columns = RegisterJudge(judged).assess(register_frame(register.tables, judged, as_of.on, as_of.known))
    recorded = recorded_providers(register.tables, judged, columns.ids.tolist(), as_of)
    judge = Judge(judged)
    differing = {}
    for at, agb_code in enumerate(columns.ids):
        subject = resolve(recorded[agb_code], judged, as_of.on, as_of.known)
        alone = of_one(judge.assess(subject, KEY, as_of.known))
        if alone != of_column(columns, at):
            differing[agb_code] = (alone, of_column(columns, at))
    assert differing == {}


@by_corner
def test_every_provider_of_the_small_region_is_judged_alike(corner: Corner) -> None:
    assert_register_agrees(small_register(), corner, AsOf.of(corner.season, None))


@by_corner
def test_every_provider_is_judged_alike_before_and_after_the_season(corner: Corner) -> None:
    for on in corner.other_dates:
        assert_register_agrees(make_register(300, SEED), corner, AsOf.of(on, None))


@by_corner
@fewer
@given(
    seed=st.integers(0, 10**9),
    on=st.dates(date(2023, 1, 1), date(2027, 12, 31)),
    late=st.integers(0, 400),
)
def test_every_provider_of_any_region_is_judged_alike_on_any_date(
    corner: Corner, seed: int, on: date, late: int
) -> None:
    register = make_register(120, seed)
    assert_register_agrees(register, corner, AsOf.of(on, end_of_day(on - timedelta(days=late))))


@given(data=st.data())
def test_any_agreement_over_any_facts_is_judged_alike(data: st.DataObject) -> None:
    judged = data.draw(agreements())
    assert_same(judged, data.draw(st.lists(subjects(facts_used(judged)), min_size=1, max_size=4)))


def test_a_yearly_fact_that_only_rows_are_asked_about_is_judged_alike() -> None:
    within = Compare("per_jaar@2024", "getal", "0.5", "ten_hoogste", Literal(("1",)))
    judged = agreement(
        (criterion("k", Rows("een_rij", "personen", within)),), (route("r", Always(), "telt_niet", "niets"),)
    )
    recorded = [
        RecordedSubject("persoon", "p1"),
        RecordedSubject("persoon", "p2", facts={"per_jaar": (FactRecord("1", "register", year=2024),)}),
        RecordedSubject("persoon", "p3", facts={"per_jaar": (FactRecord("1.5", "register", year=2024),)}),
    ]
    everybody = [
        resolve(RecordedSubject("aanbieder", row.id, relations={"personen": (row,)}), judged, ON) for row in recorded
    ]
    assert [Judge(judged).states(one) for one in everybody] == [[UNKNOWN], [MET], [NOT_MET]]
    assert_same(judged, everybody)


@pytest.mark.parametrize("kind", KINDS)
@given(data=st.data())
def test_every_comparison_at_its_limit_beside_it_and_unknown_is_judged_alike(kind: str, data: st.DataObject) -> None:
    judged = agreement((criterion("k", data.draw(comparisons(kind))),), (route("r", Always(), "telt_niet", "niets"),))
    assert_same(judged, data.draw(st.lists(subjects(facts_used(judged)), min_size=1, max_size=12)))
