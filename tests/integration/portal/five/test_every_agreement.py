"""Every agreement of every policy is carried out: its worked examples are asked, judged, and come out as they say."""

from __future__ import annotations

import pytest

from support.portal_five import agreements_of, answered, carried, differences

pytestmark = pytest.mark.django_db

EDITIONS = (
    "paramedische_zorg/2026-2",
    "geboortezorg/2024-1",
    "categorale_instellingen/2027-1",
    "farmaceutische_zorg/2026-1",
    "ziekenvervoer/2025-2",
)
EACH = [
    pytest.param(edition, name, 10 + number, id=f"{edition} {name}")
    for edition in EDITIONS
    for number, name in enumerate(agreements_of(edition))
]


@pytest.mark.parametrize(("edition", "name", "first"), EACH)
def test_the_examples_of_an_agreement_come_out_as_they_say(edition: str, name: str, first: int) -> None:
    of = carried(edition, name, first)
    confirmed = sum(answered(of, one) for one in of.plays)
    assert [told for one in of.plays for told in differences(of, one)] == []
    assert confirmed
