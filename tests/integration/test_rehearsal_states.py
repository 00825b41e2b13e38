"""The small region shows every state of every condition, and every route, result and variant, of the three corners."""

from __future__ import annotations

import pytest

from support.corners import CORNERS, INSTITUTIONS, MATERNITY, PHYSIOTHERAPY, Corner, compiled, judged, own_providers
from support.corners import states_shown as shown
from support.possible_states import possible_states
from zorginkoop.kernel.states import MET, NAMES, UNKNOWN
from zorginkoop.kernel.tree import Criterion

NO_MAIL = "the region records no mail"
NO_LONGER = "nobody of the region was given longer for the questionnaire"
BOTH_UNKNOWN = "no institution of the region lacks both its kind and its AGB code"

# What a tree allows and the season's date does not show, with the reason.
NOT_IN_SEASON = {
    (INSTITUTIONS.agreement, "hier_bedoeld"): ({UNKNOWN}, BOTH_UNKNOWN),
    (PHYSIOTHERAPY.agreement, "mail_onvolledig"): ({MET, UNKNOWN}, NO_MAIL),
    (PHYSIOTHERAPY.agreement, "taak_late_ondertekening"): ({UNKNOWN}, "nobody could sign late yet"),
    (PHYSIOTHERAPY.agreement, "taak_ingang_zonder_aanvraag"): ({UNKNOWN}, "no offer is expected before 2026 yet"),
    (MATERNITY.agreement, "taak_ingang_zonder_aanvraag"): ({MET}, "an offer after 1 January 2024 is still to come"),
    (INSTITUTIONS.agreement, "taak_late_ondertekening"): ({UNKNOWN}, "nobody could sign late yet"),
    (MATERNITY.agreement, "vragenlijst_staat_open"): ({MET, UNKNOWN}, NO_LONGER),
}
NEVER = {
    (INSTITUTIONS.agreement, "hier_bedoeld"): ({UNKNOWN}, BOTH_UNKNOWN),
    (PHYSIOTHERAPY.agreement, "mail_onvolledig"): ({MET, UNKNOWN}, NO_MAIL),
    (MATERNITY.agreement, "vragenlijst_staat_open"): ({UNKNOWN}, NO_LONGER),
    (MATERNITY.agreement, "richtlijn_zorg_op_afstand"): (
        {MET},
        "the rehearsal's value says that there is no guideline yet",
    ),
}
ROUTES_OF_OTHER_DATES = {
    (PHYSIOTHERAPY.agreement, "niet_op_tijd/vragenlijst_te_laat"): "the round closes after the season's date",
    (PHYSIOTHERAPY.agreement, "niet_op_tijd/aanbod_vervallen"): "the last day to sign is after the season's date",
    (
        MATERNITY.agreement,
        "benaderen/wacht_op_vragenlijst",
    ): "the questionnaire closed five days before the season's date",
    (MATERNITY.agreement, "niet_op_tijd/aanbod_vervallen"): "the last day to sign is after the season's date",
    (INSTITUTIONS.agreement, "aanbod_vervallen"): "the last day to sign is after the season's date",
}

CRITERIA = [(corner, criterion) for corner in CORNERS for criterion in compiled(corner).criteria]
by_criterion = pytest.mark.parametrize(
    ("corner", "criterion"), CRITERIA, ids=[f"{corner.agreement}-{criterion.id}" for corner, criterion in CRITERIA]
)
by_corner = pytest.mark.parametrize("corner", CORNERS, ids=[corner.agreement for corner in CORNERS])


def names(states: set[int] | frozenset[int]) -> set[str]:
    return {NAMES[state] for state in states}


@by_criterion
def test_each_state_that_a_condition_can_have_in_the_season_occurs_and_no_other(
    corner: Corner, criterion: Criterion
) -> None:
    possible = possible_states(criterion.test, compiled(corner), corner.season)
    missing, _ = NOT_IN_SEASON.get((corner.agreement, criterion.id), (set[int](), ""))
    assert names(shown(corner, corner.season, criterion.id)) == names(possible - missing)


@by_criterion
def test_each_state_that_a_condition_can_ever_have_occurs_on_one_of_the_dates(
    corner: Corner, criterion: Criterion
) -> None:
    possible = possible_states(criterion.test, compiled(corner))
    missing, _ = NEVER.get((corner.agreement, criterion.id), (set[int](), ""))
    ever = set[int]().union(*(shown(corner, on, criterion.id) for on in corner.dates))
    assert names(ever) == names(possible - missing)


@by_corner
def test_each_route_occurs(corner: Corner) -> None:
    own = own_providers(corner)
    by_date = {on: {str(route) for route in judged(corner, on).route_texts()[own]} for on in corner.dates}
    declared = {route.id for route in compiled(corner).routes}
    later = {route for agreement, route in ROUTES_OF_OTHER_DATES if agreement == corner.agreement}
    assert declared - by_date[corner.season] == later
    assert declared - set[str]().union(*by_date.values()) == set()


@by_corner
def test_each_result_and_each_variant_occurs(corner: Corner) -> None:
    outcome, own, ladder = judged(corner, corner.season), own_providers(corner), compiled(corner).ladder
    assert set(outcome.result_texts()[own]) == set(outcome.result_names)
    assert set(outcome.variant_texts()[own]) == (set(ladder.variants) if ladder else {""})


def test_every_exception_is_still_one() -> None:
    known = {(corner.agreement, criterion.id) for corner, criterion in CRITERIA}
    assert {*NOT_IN_SEASON, *NEVER} <= known
