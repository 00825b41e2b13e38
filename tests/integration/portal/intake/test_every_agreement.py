"""Every agreement with providers is asked and judged by the same pages: nothing in them knows a policy."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from support.portal import browser_of, mandated, person, play
from support.portal_intake import staffed
from support.worked_examples import EDITIONS, installation
from zorginkoop.policies.loading import load_edition
from zorginkoop.portal.accounts.roles import ProviderRole, StaffRole
from zorginkoop.portal.assessment.judging import Cause, judge, judged_again
from zorginkoop.portal.editions.models import Channel
from zorginkoop.portal.editions.opening import PROVIDER, open_season
from zorginkoop.portal.intake.drafts import draft_of
from zorginkoop.portal.intake.opening import open_questionnaire

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("october")]

AGREEMENTS = [
    (edition.name, name)
    for edition in EDITIONS
    for name, source in load_edition(edition, installation()).source.overeenkomsten.items()
    if source.onderwerp == PROVIDER
]


@pytest.mark.parametrize(("edition", "name"), AGREEMENTS)
def test_it_can_be_asked_and_judged(edition: str, name: str) -> None:
    season = open_season(edition, channels={name: Channel.PORTAL})
    play(datetime(season.contract_year - 1, 10, 2, 10, 0, tzinfo=UTC))
    agreement, provider = season.agreements.select_related("season").get(), staffed()
    questionnaire = open_questionnaire(agreement, provider)
    browser = browser_of(mandated(provider, ProviderRole.MANAGER))
    start = f"/praktijk/{provider.public_id}/vragenlijst/{questionnaire.public_id}/"
    asked = draft_of(questionnaire).asked
    pages = ["", "controleren/", *(f"{group.id}/" for group in asked.groups)]
    assert {browser.get(f"{start}{page}").status_code for page in pages} == {200}
    assert browser.get(f"/praktijk/{provider.public_id}/vragenlijsten/").status_code == 200
    assessment = judge(agreement, provider, Cause.FACTS)
    assert judged_again(assessment).result == assessment.result
    shown = browser_of(person("Inkoper", StaffRole.PURCHASER))
    there = f"/aanbieders/{provider.public_id}/uitkomst/{assessment.public_id}/"
    assert {shown.get(page).status_code for page in (there, f"{there}brief/", "/werkvoorraad/")} == {200}
