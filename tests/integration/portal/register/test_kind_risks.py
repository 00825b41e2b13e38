"""How careful to be with a kind of provider: two people say so, it counts from then, and never makes a risk lower."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from support.portal import browser_of, person, play, practice
from zorginkoop.portal.accounts.roles import StaffRole
from zorginkoop.portal.audit.models import Entry
from zorginkoop.portal.register.kind_risks import CannotError, agree, propose, withdraw
from zorginkoop.portal.register.models import KindRisk, Screening, ScreeningResult, ScreeningSubject
from zorginkoop.portal.register.risk import Risk, risk_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("october")]
ON = date(2025, 10, 15)
GROUND = "Bij drie praktijken bleek de declaratie niet te kloppen."


def checks(result: str = ScreeningResult.CLEAR) -> list[Screening]:
    """Make a check of every subject, in order, and one that is as asked."""
    made = [Screening(pk=at, subject=one, result="in_orde", checked_on=ON) for at, one in enumerate(ScreeningSubject)]
    made[0].result = result
    return made


@pytest.mark.parametrize(
    ("level", "found", "wanted"),
    [
        ("laag", ScreeningResult.CLEAR, Risk.LOW),
        ("laag", ScreeningResult.ATTENTION, Risk.RAISED),
        ("verhoogd", ScreeningResult.CLEAR, Risk.RAISED),
        ("verhoogd", ScreeningResult.SERIOUS, Risk.HIGH),
        ("hoog", ScreeningResult.CLEAR, Risk.HIGH),
        ("hoog", ScreeningResult.ATTENTION, Risk.HIGH),
    ],
)
def test_the_kind_makes_a_risk_higher_and_never_lower(level: str, found: str, wanted: Risk) -> None:
    of_kind = KindRisk(kind="praktijk", level=level, ground=GROUND)
    assessed = risk_of(checks(found), ON, of_kind)
    assert assessed.level == wanted
    assert any(GROUND in ground for ground in assessed.grounds) == (level == wanted and level != "laag")


def test_a_kind_of_low_risk_does_not_make_what_nobody_checked_low() -> None:
    assert risk_of([], ON, KindRisk(kind="praktijk", level="laag", ground=GROUND)).level == Risk.UNKNOWN


def test_it_counts_from_the_accord_of_a_second_person_and_not_before() -> None:
    one, other = person("Ina", StaffRole.PURCHASER), person("Imke", StaffRole.INTEGRITY_OFFICER)
    proposal = propose("praktijk", "verhoogd", GROUND, one)
    with pytest.raises(CannotError, match="al een voorstel"):
        propose("praktijk", "hoog", GROUND, other)
    with pytest.raises(CannotError, match="zelf voor"):
        agree(proposal, one)
    play(datetime(2025, 10, 20, 9, tzinfo=UTC))
    agree(proposal, other)
    for again in (agree, withdraw):
        with pytest.raises(CannotError, match="al beslist"):
            again(proposal, other)
    assert KindRisk.objects.of("praktijk", date(2025, 10, 19)) is None
    assert KindRisk.objects.of("praktijk", date(2025, 10, 20)) == proposal
    assert KindRisk.objects.of("apotheek", date(2025, 10, 20)) is None
    assert Entry.objects.filter(action="register.kind_risk_agreed").count() == 1


def test_the_page_shows_it_and_the_dossier_says_why() -> None:
    provider = practice()
    one, other = browser_of(person("Ina", StaffRole.PURCHASER)), browser_of(person("Cor", StaffRole.PURCHASER))
    address = reverse("kind-risks")
    assert one.post(address, {"kind": "praktijk", "level": "hoog", "ground": " "}).status_code == 422
    assert one.post(address, {"kind": "praktijk", "level": "hoog", "ground": GROUND}).status_code == 303
    again = one.post(address, {"kind": "praktijk", "level": "laag", "ground": "Toch niet."})
    assert again.status_code == 422
    assert "Toch niet." in again.text
    decide = reverse("kind-risk-decide", args=[KindRisk.objects.get().public_id])
    assert "U stelde dit zelf voor" in one.post(decide, {"agree": "1"}, follow=True).text
    assert "Vastgelegd" in other.post(decide, {"agree": "1"}, follow=True).text
    assert "al beslist" in other.post(decide, {"withdraw": "1"}, follow=True).text
    shown = other.get(reverse("dossier", args=[provider.public_id])).text
    assert f"praktijk, risico hoog voor deze soort aanbieder: {GROUND}" in shown
    assert "<strong>hoog</strong>" in shown
    play(datetime(2025, 10, 15, 9, tzinfo=UTC) + timedelta(days=1))
    assert GROUND not in other.get(reverse("dossier", args=[provider.public_id]), {"op": "2025-10-14"}).text
