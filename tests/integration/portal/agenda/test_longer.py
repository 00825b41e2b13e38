"""Who was given longer and confirms within it is judged as in time; a day later not, and who had no longer not."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from support.portal import person, play, practice
from support.portal_assessment import confirmed, judged
from support.portal_intake import physiotherapy, questionnaire_of, staffed
from support.portal_requests import know
from zorginkoop.kernel.dates import end_of
from zorginkoop.kernel.facts import end_of_day
from zorginkoop.portal.accounts.roles import StaffRole
from zorginkoop.portal.agenda.jobs import judge_again
from zorginkoop.portal.agenda.telling import words
from zorginkoop.portal.assessment.judging import Cause, judge, outcome_now
from zorginkoop.portal.assessment.models import Assessment
from zorginkoop.portal.deadlines import decided
from zorginkoop.portal.deadlines.decided import fact_of, kept_by_policy
from zorginkoop.portal.deadlines.ends import CONFIRMED
from zorginkoop.portal.deadlines.extending import agree, propose
from zorginkoop.portal.deadlines.models import Extension
from zorginkoop.portal.editions.models import SeasonAgreement
from zorginkoop.portal.extract import register_tables
from zorginkoop.portal.facts import recorded_subject
from zorginkoop.portal.intake.opening import closing_of
from zorginkoop.portal.register.models import Provider

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("october")]

LATER = date(2025, 10, 31)
BETWEEN = datetime(2025, 10, 28, 9, tzinfo=UTC)  # after the policy's 24 October, before the later day
LAST_MINUTE = datetime(2025, 10, 31, 22, 59, tzinfo=UTC)
TOO_LATE = "niet_op_tijd/vragenlijst_te_laat"


def extended(agreement: SeasonAgreement, provider: Provider | None, last_day: date = LATER) -> Extension:
    """Let two purchasers give one provider, or everyone, longer."""
    one, other = person("Ina Inkoper", StaffRole.PURCHASER), person("Cor Collega", StaffRole.PURCHASER)
    return agree(propose(agreement, CONFIRMED, last_day, "Storing bij VECOZO.", by=one, provider=provider), other)


@pytest.mark.parametrize("for_everyone", [False, True])
def test_who_confirms_in_the_last_minute_of_the_longer_time_gets_an_offer(*, for_everyone: bool) -> None:
    provider = staffed()
    extended(physiotherapy(), None if for_everyone else provider)
    play(LAST_MINUTE)
    outcome = judged(confirmed(provider))
    assert (outcome.route, outcome.result) == ("benaderen", "aanbod")


def test_the_longer_time_of_one_is_not_that_of_another() -> None:
    neighbour, agreement = staffed(practice("04000002", "De Andere Kade")), physiotherapy()
    extended(agreement, staffed())
    play(BETWEEN)
    assert outcome_now(agreement, neighbour).route.id == TOO_LATE  # type: ignore[union-attr]  # this policy always has one


def test_whose_round_was_over_is_judged_again_when_it_is_given_longer() -> None:
    provider, agreement = staffed(), physiotherapy()
    questionnaire_of(provider, agreement)
    play(BETWEEN)
    assert judge(agreement, provider, Cause.FACTS).route == TOO_LATE
    extension = extended(agreement, provider)
    for _again in range(2):
        judge_again.call(extension.pk)
    assert Assessment.objects.current().get().route == "benaderen"
    assert Assessment.objects.count() == 2
    play(datetime(2025, 10, 31, 23, 0, tzinfo=UTC))
    assert outcome_now(agreement, provider).route.id == TOO_LATE  # type: ignore[union-attr]  # as above


def test_a_shorter_time_for_everyone_takes_nothing_from_who_has_longer() -> None:
    provider, agreement = staffed(), physiotherapy()
    neighbour = practice("04000002", "De Andere Kade")
    extended(agreement, provider, date(2025, 11, 5))
    extended(agreement, None, LATER)
    known = end_of_day(date(2025, 11, 1))
    days = {
        one: [row["waarde"] for row in decided.decisions_for(agreement, one, known)] for one in (provider, neighbour)
    }
    assert days == {provider: ["2025-11-05"], neighbour: ["2025-10-31"]}


def test_both_doors_show_the_same_decisions_and_only_those_of_by_then() -> None:
    provider, agreement = staffed(), physiotherapy()
    practice("04000002", "De Andere Kade")
    before = end_of_day(date(2025, 10, 14))
    extended(agreement, provider, LATER)
    extended(agreement, None, date(2025, 11, 3))
    known = end_of_day(date(2025, 10, 20))
    assert register_tables(before)["besluiten"].is_empty()
    everybody = register_tables(known)["besluiten"].rows(named=True)
    one_by_one = [
        row for one in Provider.objects.order_by("pk") for row in decided.decisions_for(agreement, one, known)
    ]
    assert everybody == one_by_one
    assert [row["waarde"] for row in everybody] == ["2025-10-31", "2025-11-03", "2025-11-03"]
    assert {row["feit"] for row in everybody} == {fact_of(agreement, CONFIRMED)}


def test_the_letter_warns_only_where_the_policy_keeps_to_its_own_day(monkeypatch: pytest.MonkeyPatch) -> None:
    provider, agreement = staffed(), physiotherapy()
    extension = extended(agreement, provider)
    assert not kept_by_policy(agreement, CONFIRMED)
    assert "blijft in het beleid gelden" not in words(extension, provider)[1]
    monkeypatch.setattr(decided, "fact_of", lambda *_: "")  # a policy that reads no later last day
    assert kept_by_policy(agreement, CONFIRMED)
    assert "blijft in het beleid gelden" in words(extension, provider)[1]


def test_the_last_day_is_the_same_read_from_the_extensions_and_from_what_is_judged() -> None:
    provider, agreement = staffed(), physiotherapy()
    asked = questionnaire_of(provider, agreement)
    for last_day, for_whom in ((date(2025, 10, 30), None), (date(2025, 11, 5), provider), (date(2025, 11, 6), None)):
        extended(agreement, for_whom, last_day)
        read = closing_of(asked, recorded_subject(provider, agreement))
        assert read == closing_of(asked) == end_of(last_day)


def test_what_is_only_said_of_a_later_day_moves_no_last_day_and_breaks_no_page() -> None:
    provider, agreement = staffed(), physiotherapy()
    asked = questionnaire_of(provider, agreement)
    for text in ("2025-11-20", "onbekend"):
        know(provider, fact_of(agreement, CONFIRMED), text)
        assert (
            closing_of(asked, recorded_subject(provider, agreement)) == closing_of(asked) == end_of(date(2025, 10, 24))
        )
