"""A provider disagrees: somebody else looks again, puts right what was wrong, and says what came of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client

from support.portal import browser_of, mandated, person, play, practice
from support.portal_assessment import confirmed, judged
from zorginkoop.kernel.compile import CompiledAgreement
from zorginkoop.portal.accounts.models import User
from zorginkoop.portal.accounts.roles import ProviderRole, StaffRole
from zorginkoop.portal.assessment import interests, reconsidering
from zorginkoop.portal.assessment.models import (
    Assessment,
    InterestKind,
    ReconsiderationAnswer,
    ReconsiderationRequest,
    WorkItem,
    WorkKind,
)
from zorginkoop.portal.assessment.verdicts import give_verdict
from zorginkoop.portal.assessment.work import AlreadyDoneError
from zorginkoop.portal.editions.compiled import compiled
from zorginkoop.portal.intake.models import EvidenceFile
from zorginkoop.portal.mail.models import Message
from zorginkoop.portal.questions.terms import REPLIED
from zorginkoop.portal.register.models import Evidence

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("october")]
SEE_OTHER, FORBIDDEN, NOT_FOUND, CONFLICT, INVALID = 303, 403, 404, 409, 422
WHY = "Het keurmerk is wel van onze praktijk."


@pytest.fixture
def carla() -> User:
    """Make the purchaser who judged first."""
    return person("Carla Verzonnen", StaffRole.PURCHASER)


@pytest.fixture
def otto() -> User:
    """Make a colleague who judged nothing."""
    return person("Otto Verzonnen", StaffRole.PURCHASER)


@pytest.fixture
def rejected(carla: User) -> Assessment:
    """Give an outcome that lost its better variant because evidence was rejected."""
    judged(confirmed())
    item = WorkItem.objects.select_related("provider", "agreement__season").get(kind=WorkKind.EVIDENCE)
    (after,) = give_verdict(item, "afgekeurd", "Dit is van een andere praktijk.", carla)
    return Assessment.objects.select_related("provider", "agreement__season").get(pk=after.pk)


def terms_of(policy: CompiledAgreement) -> CompiledAgreement:
    """Give a policy its term for an answer to a message also for a reconsideration: to ask for one, and to answer."""
    (like,) = [one for one in policy.planning.deadlines if one.event == REPLIED]
    ask, answer = (
        replace(like, event=awaited, rule=like.rule.model_copy(update={"after": (start,)}))
        for awaited, start in ((reconsidering.ASKED, reconsidering.TOLD), (reconsidering.ANSWERED, reconsidering.ASKED))
    )
    return replace(policy, planning=replace(policy.planning, deadlines=(*policy.planning.deadlines, ask, answer)))


@pytest.mark.parametrize(("minutes", "answered"), [(-1, "29 oktober 2025"), (0, "30 oktober 2025")])
def test_the_terms_are_those_of_the_policy_to_the_minute(
    rejected: Assessment, otto: User, monkeypatch: pytest.MonkeyPatch, minutes: int, answered: str
) -> None:
    page = f"/praktijk/{rejected.provider.public_id}/uitkomst/{rejected.public_id}/heroverweging/"
    said = own_browser(rejected).get(page).content.decode()
    assert "geen laatste dag voor uw verzoek" in said
    assert "geen termijn voor ons antwoord" in said
    monkeypatch.setattr("zorginkoop.portal.questions.terms.compiled", lambda one: terms_of(compiled(one)))
    until = reconsidering.asking_term(rejected)
    late = minutes >= 0
    assert until is not None
    assert until.last_day == date(2025, 10, 22), "five working days after the fifteenth"
    play(until.before + timedelta(minutes=minutes))
    browser = own_browser(rejected)
    said = browser.get(page).content.decode()
    assert ("22 oktober 2025" in said, "U kon dit vragen" in said) == (True, late)
    assert browser.post(page, {"text": WHY}).status_code == SEE_OTHER
    item = WorkItem.objects.get(kind=WorkKind.RECONSIDER)
    told = browser_of(otto).get(f"/werkvoorraad/{item.public_id}/").content.decode()
    assert ("te laat" in told) == late
    assert "Antwoord uiterlijk op" in told
    assert f"uiterlijk op {answered}" in browser.get(page).content.decode()


def test_evidence_that_was_accepted_by_mistake_no_longer_counts_once_it_is_rejected_anew(
    carla: User, otto: User
) -> None:
    judged(confirmed())
    item = WorkItem.objects.select_related("provider", "agreement__season").get(kind=WorkKind.EVIDENCE)
    (after,) = give_verdict(item, "goed", "", carla)
    assert after.variant == "A"
    assert after.agreement.questionnaires.get(provider=after.provider).confirmed_by is not None
    request = reconsidering.ask(after, WHY, person("Wie Vraagt"))
    piece = Evidence.objects.get()
    play(datetime(2025, 10, 20, 8, tzinfo=UTC))
    reconsidering.judge_anew(request, piece, otto)
    again = WorkItem.objects.select_related("provider", "agreement__season").get(kind=WorkKind.EVIDENCE, closed_at=None)
    (worse,) = give_verdict(again, "afgekeurd", "Dit keurmerk is van een ander.", otto)
    assert worse.variant == "C"
    piece.refresh_from_db()
    assert (piece.verdict, piece.valid_until) == ("goed", date(2025, 10, 19)), "it counted until yesterday"


def own_browser(assessment: Assessment) -> Client:
    """Open the site as whoever confirmed."""
    confirmer = assessment.agreement.questionnaires.get(provider=assessment.provider).confirmed_by
    assert confirmer is not None
    return browser_of(confirmer)


def asked(assessment: Assessment) -> ReconsiderationRequest:
    """Ask on the page, as the provider does."""
    there = f"/praktijk/{assessment.provider.public_id}/uitkomst/{assessment.public_id}/heroverweging/"
    assert own_browser(assessment).post(there, {"text": WHY}).status_code == SEE_OTHER
    return ReconsiderationRequest.objects.select_related("provider", "agreement__season", "assessment").get()


def work_of(request: ReconsiderationRequest) -> str:
    """Give the address of the work that a request is."""
    item = WorkItem.objects.get(kind=WorkKind.RECONSIDER, reference=str(request.pk))
    return f"/werkvoorraad/{item.public_id}/"


def test_the_provider_asks_from_its_outcome_and_asking_twice_asks_once(rejected: Assessment) -> None:
    browser = own_browser(rejected)
    page = f"/praktijk/{rejected.provider.public_id}/uitkomst/{rejected.public_id}/"
    assert f"{page}heroverweging/" in browser.get(page).content.decode()
    form = browser.get(f"{page}heroverweging/").content.decode()
    assert "geschilleninstantie" in form
    assert "geen laatste dag" in form
    assert browser.post(f"{page}heroverweging/", {"text": " "}).status_code == INVALID
    for _ in range(2):
        assert browser.post(f"{page}heroverweging/", {"text": WHY}).status_code == SEE_OTHER
    request = ReconsiderationRequest.objects.get()
    assert WorkItem.objects.filter(kind=WorkKind.RECONSIDER).count() == 1
    assert WHY in browser.get(f"/praktijk/{rejected.provider.public_id}/uitkomst/").content.decode()
    assert "U vroeg dit op" in browser.get(f"{page}heroverweging/").content.decode()
    assert request.assessment == rejected


def test_who_decided_does_not_reconsider_nor_does_who_is_tied(rejected: Assessment, carla: User, otto: User) -> None:
    request = asked(rejected)
    there = work_of(request)
    answer = {"verdict": "blijft", "reply": "Het blijft zoals het is."}
    page = browser_of(carla).get(there).content.decode()
    assert "Een collega heroverweegt." in page
    assert "Antwoord bewaren" not in page
    assert browser_of(carla).post(there, answer).status_code == INVALID
    interests.state(otto, rejected.provider, InterestKind.FAMILY)
    assert "U gaf aan dat u een belang hebt" in browser_of(otto).get(there).content.decode()
    with pytest.raises(interests.TiedError):
        reconsidering.answer(request, ReconsiderationAnswer.STANDS, "Nee.", otto)
    request.refresh_from_db()
    assert request.answered_at is None


def test_an_outcome_that_stands_is_answered_with_why_and_told_by_mail(rejected: Assessment, otto: User) -> None:
    request = asked(rejected)
    there, browser = work_of(request), browser_of(otto)
    before = Message.objects.count()
    assert browser.post(there, {"verdict": "blijft", "reply": ""}).status_code == INVALID
    assert browser.post(there, {"verdict": "veranderd", "reply": "Ja."}).status_code == INVALID, "it is the same"
    reply = "Op het keurmerk staat een ander adres."
    assert browser.post(there, {"verdict": "blijft", "reply": reply}).status_code == SEE_OTHER
    assert browser.post(there, {"verdict": "blijft", "reply": "Nog eens."}).status_code == CONFLICT
    request.refresh_from_db()
    assert (request.verdict, request.reply, request.answered_by) == ("blijft", reply, otto)
    assert Message.objects.count() == before + 1
    message = Message.objects.latest("pk")
    assert reply not in message.body
    own = own_browser(rejected).get(f"/praktijk/{rejected.provider.public_id}/uitkomst/").content.decode()
    assert reply in own
    assert "De uitkomst blijft." in own


def test_evidence_is_judged_anew_as_of_the_day_it_came_and_the_first_judgement_stays(
    rejected: Assessment, carla: User, otto: User
) -> None:
    (first,) = Evidence.objects.all()
    request = asked(rejected)
    there = work_of(request)
    play(datetime(2026, 2, 10, 9, 0, tzinfo=UTC))
    browser_of(carla).post(f"{there}bewijs/{first.pk}/")
    assert Evidence.objects.count() == 1, "not by who judged it"
    assert [browser_of(otto).post(f"{there}bewijs/{first.pk}/").status_code for _ in range(2)] == [SEE_OTHER] * 2
    first.refresh_from_db()
    second = Evidence.objects.exclude(pk=first.pk).get()
    assert (first.verdict, first.ground) == ("afgekeurd", "Dit is van een andere praktijk.")
    assert (second.verdict, second.handed_in_at.date()) == ("niet_beoordeeld", first.handed_in_at.date())
    assert EvidenceFile.objects.get(withdrawn_at=None).evidence == second
    item = WorkItem.objects.select_related("provider", "agreement__season").get(kind=WorkKind.EVIDENCE, closed_at=None)
    again = {"verdict": "goed", "ground": ""}
    refused = browser_of(carla).post(f"/werkvoorraad/{item.public_id}/", again)
    assert refused.status_code == INVALID
    assert "doet een collega dat" in refused.content.decode()
    (after,) = give_verdict(item, "goed", "", otto)
    assert after.variant == "A"
    assert WorkItem.objects.get(kind=WorkKind.RECONSIDER).closed_at is None, "it still waits for its answer"
    with pytest.raises(reconsidering.CannotReconsiderError):
        reconsidering.answer(request, ReconsiderationAnswer.STANDS, "Blijft.", otto)
    done = reconsidering.answer(request, ReconsiderationAnswer.CHANGED, "Wij keken naar het verkeerde adres.", otto)
    assert done.verdict == "veranderd"
    with pytest.raises(AlreadyDoneError):
        reconsidering.judge_anew(request, second, otto)
    own = f"/praktijk/{after.provider.public_id}/uitkomst/{after.public_id}/"
    assert "juiste bewijs is ingeleverd" not in own_browser(rejected).get(own).content.decode(), "it was right at once"


def test_of_another_provider_or_without_a_role_that_fills_in_nobody_asks(rejected: Assessment) -> None:
    there = f"/praktijk/{rejected.provider.public_id}/uitkomst/{rejected.public_id}/heroverweging/"
    reader = browser_of(mandated(rejected.provider, ProviderRole.READER, name="Lea Lezer"))
    assert reader.get(there).status_code == FORBIDDEN
    assert "heroverweging" not in reader.get(there.removesuffix("heroverweging/")).content.decode()
    other = practice("04000002", "Fysiotherapie De Andere Kade")
    stranger = browser_of(mandated(other, ProviderRole.MANAGER, name="Iris Bedacht"))
    assert stranger.get(there).status_code == NOT_FOUND
    assert stranger.post(there.replace(str(rejected.provider.public_id), str(other.public_id))).status_code == NOT_FOUND


def test_an_outcome_that_was_replaced_or_whose_year_is_over_says_what_now(rejected: Assessment) -> None:
    browser = own_browser(rejected)
    earlier = Assessment.objects.exclude(superseded_at=None).get()
    old = f"/praktijk/{rejected.provider.public_id}/uitkomst/{earlier.public_id}/heroverweging/"
    assert "Er is intussen een nieuwe uitkomst." in browser.get(old).content.decode()
    assert browser.post(old, {"text": WHY}).status_code == CONFLICT
    midnight = datetime(2026, 12, 31, 23, 0, tzinfo=UTC)
    for moment, is_open in ((midnight - timedelta(minutes=1), True), (midnight, False)):
        play(moment)
        page = browser.get(old.replace(str(earlier.public_id), str(rejected.public_id))).content.decode()
        assert ("Verzoek versturen" in page) == is_open
