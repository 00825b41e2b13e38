"""Doubt on integrity: reported in confidence, the provider heard, decided by an officer and a second person."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from support.portal import browser_of, mandated, person, play, practice
from zorginkoop.kernel.language import LeadsTo
from zorginkoop.portal import clock
from zorginkoop.portal.accounts.models import User
from zorginkoop.portal.accounts.roles import ProviderRole, StaffRole
from zorginkoop.portal.assessment.basis import SIGNAL
from zorginkoop.portal.assessment.interests import state
from zorginkoop.portal.assessment.judging import is_stale, judge, outcome_now
from zorginkoop.portal.assessment.models import Assessment, Cause, InterestKind, WorkItem, WorkKind
from zorginkoop.portal.audit.models import Entry, Reading
from zorginkoop.portal.editions.models import Channel, SeasonAgreement
from zorginkoop.portal.editions.opening import open_season
from zorginkoop.portal.integrity import cases
from zorginkoop.portal.integrity.cases import DOUBT, CannotError
from zorginkoop.portal.integrity.models import IntegrityCase, IntegrityJudgement
from zorginkoop.portal.mail.models import Message
from zorginkoop.portal.register.models import Decision, Provider

pytestmark = pytest.mark.django_db
SOURCE, SECRET, TOLD = "Declaraties over maart", "Zorg van wie er niet werkte.", "Declaraties zonder behandeling."


@pytest.fixture(autouse=True)
def _in_the_season() -> None:
    play(datetime(2024, 1, 15, 9, tzinfo=UTC))


@pytest.fixture
def agreement() -> SeasonAgreement:
    season = open_season("geboortezorg/2024-1", channels={"kraamzorg": Channel.PORTAL})
    return season.agreements.select_related("season").get()


@pytest.fixture
def provider(agreement: SeasonAgreement) -> Provider:
    found = practice("08000001", "Kraamzorg De Verzonnen Wieg", vecozo_email="wieg@verzonnen.example")
    judge(agreement, found, Cause.FACTS)
    return found


@pytest.fixture
def imke() -> User:
    return person("Imke Ingebeeld", StaffRole.INTEGRITY_OFFICER)


@pytest.fixture
def ina() -> User:
    return person("Ina Inkoper", StaffRole.PURCHASER)


def fact(provider: Provider, name: str) -> str:
    last = Decision.objects.filter(provider=provider, fact=name).order_by("-decided_at", "-pk").first()
    return last.text if last else ""


def fresh(case: IntegrityCase) -> IntegrityCase:
    return IntegrityCase.objects.select_related("provider").get(pk=case.pk)


def next_week() -> date:
    return clock.today() + timedelta(days=7)


def test_gpf_85_doubt_refuses_nobody_by_itself_and_only_after_the_provider_was_heard_and_two_people_decided(
    agreement: SeasonAgreement, provider: Provider, imke: User, ina: User
) -> None:
    before = Assessment.objects.current().get(provider=provider)
    case = cases.report(provider, SOURCE, SECRET, ina)
    assert (fact(provider, SIGNAL), fact(provider, DOUBT)) == ("ja", "")
    assert Assessment.objects.get(provider=provider) == before, "a signal decides nothing, and no new date betrays it"
    assert not is_stale(before)
    waiting = WorkItem.objects.get(provider=provider, kind=WorkKind.TASK, reference="integriteit_beoordelen")
    assert waiting.closed_at is None
    with pytest.raises(CannotError, match="Hoor eerst"):
        cases.propose(case, "Vermoeden van fraude.", ina, imke, doubt=True)
    cases.tell(case, TOLD, next_week(), imke)
    with pytest.raises(CannotError, match="Hoor eerst"):
        cases.propose(case, "Vermoeden van fraude.", ina, imke, doubt=True)
    manager = mandated(provider, ProviderRole.MANAGER)
    cases.answer(case, "Dat was een vergissing.", manager)
    made = cases.propose(case, "Vermoeden van fraude.", ina, imke, doubt=True)
    assert fact(provider, DOUBT) == "", "one person decides nothing"
    play(datetime(2024, 1, 15, 10, tzinfo=UTC))
    cases.agree(made, ina)
    assert (fact(provider, DOUBT), fact(provider, SIGNAL)) == ("ja", "nee")
    kept = Decision.objects.get(provider=provider, fact=DOUBT)
    assert (kept.decided_by, kept.ground) == ("Imke Ingebeeld en Ina Inkoper", str(case)), "the ground stays shielded"
    known = outcome_now(agreement, provider).subject.facts[DOUBT]
    assert known.text == "ja"
    assert outcome_now(agreement, provider).result != LeadsTo.OFFER
    for page in ("/zorgzoeker/", f"/beleid/{agreement.season.edition}/"):
        assert TOLD not in browser_of(ina).get(page).content.decode()


def test_who_does_not_answer_by_the_last_day_does_not_stop_it(provider: Provider, imke: User, ina: User) -> None:
    case = cases.report(provider, SOURCE, SECRET, imke)
    cases.tell(case, TOLD, next_week(), imke)
    last = next_week()
    play(datetime(last.year, last.month, last.day, 22, 59, tzinfo=UTC))
    assert not cases.may_decide(fresh(case))
    cases.answer(case, "Wij zoeken het uit.", mandated(provider, ProviderRole.MANAGER))
    play(datetime(last.year, last.month, last.day, 23, 1, tzinfo=UTC))  # the day after, in the Netherlands
    assert cases.may_decide(fresh(case))
    with pytest.raises(CannotError, match="voorbij"):
        cases.answer(case, "Nog iets.", ina)


def test_an_investigation_can_delay_telling_until_its_day_and_the_decision_tells_at_the_latest(
    provider: Provider, imke: User, ina: User
) -> None:
    case = cases.report(provider, SOURCE, SECRET, imke)
    with pytest.raises(CannotError, match="na vandaag"):
        cases.delay(case, "Er loopt een onderzoek.", clock.today(), imke)
    with pytest.raises(CannotError, match="waarom"):
        cases.delay(case, " ", next_week(), imke)
    cases.delay(case, "Er loopt een onderzoek.", next_week(), imke)
    assert cases.may_decide(fresh(case))
    play(datetime(2024, 1, 23, 9, tzinfo=UTC))
    assert not cases.may_decide(fresh(case)), "the day to look again went by"
    cases.delay(case, "Het onderzoek loopt nog.", next_week(), imke)
    cases.agree(cases.propose(case, "Bewezen fraude.", ina, imke, doubt=True), ina)
    held = fresh(case)
    assert (held.told, held.told_by) == ("Bewezen fraude.", imke)
    (message,) = Message.objects.filter(subject="Een vertrouwelijk bericht")
    assert "fraude" not in message.body
    assert held.answer_until == date(2024, 2, 6), "it may answer all the same"
    cases.answer(held, "Wij waren er wel.", mandated(provider, ProviderRole.MANAGER))


def test_doubt_is_lifted_by_the_same_two_steps(provider: Provider, imke: User, ina: User) -> None:
    case = cases.report(provider, SOURCE, SECRET, imke)
    cases.delay(case, "Er loopt een onderzoek.", next_week(), imke)
    cases.agree(cases.propose(case, "Twijfel.", ina, imke, doubt=True), ina)
    play(datetime(2024, 1, 17, 9, tzinfo=UTC))
    again = cases.propose(case, "De zorg is alsnog aangetoond.", ina, imke, doubt=False)
    assert fact(provider, DOUBT) == "ja"
    cases.agree(again, ina)
    assert fact(provider, DOUBT) == "nee"
    assert fresh(case).closed_at is not None
    with pytest.raises(CannotError, match="gesloten"):
        cases.tell(case, TOLD, next_week(), imke)
    assert cases.report(provider, SOURCE, "Iets nieuws.", ina) != case


def test_the_second_person_is_another_who_was_asked_and_has_no_interest(
    provider: Provider, imke: User, ina: User
) -> None:
    case = cases.report(provider, SOURCE, SECRET, imke)
    cases.delay(case, "Er loopt een onderzoek.", next_week(), imke)
    for wrong in (imke, person("Tia Verbonden", StaffRole.PURCHASER)):
        if wrong != imke:
            state(wrong, provider, InterestKind.FAMILY)
        with pytest.raises(CannotError, match="Kies een collega"):
            cases.propose(case, "Twijfel.", wrong, imke, doubt=True)
    made = cases.propose(case, "Twijfel.", ina, imke, doubt=True)
    with pytest.raises(CannotError, match="ligt al een voorstel"):
        cases.propose(case, "Twijfel.", ina, imke, doubt=False)
    with pytest.raises(CannotError, match="Iemand anders"):
        cases.agree(made, imke)
    with pytest.raises(CannotError, match="waarom"):
        cases.turn_down(made, " ", ina)
    cases.turn_down(made, "Hoor eerst de praktijk.", ina)
    with pytest.raises(CannotError, match="al beslist"):
        cases.agree(made, ina)
    assert fact(provider, DOUBT) == ""


def test_the_same_signal_twice_is_one_and_another_joins_the_case(provider: Provider, imke: User, ina: User) -> None:
    case = cases.report(provider, SOURCE, SECRET, ina)
    assert cases.report(provider, SOURCE, SECRET, ina) == case
    assert cases.report(provider, "Een melding", "Iets anders.", imke) == case
    assert case.signals.count() == 2
    with pytest.raises(CannotError):
        cases.report(provider, " ", SECRET, ina)


def test_the_pages_are_shielded_from_everybody_else(provider: Provider, imke: User, ina: User) -> None:
    reporter, officer = browser_of(ina), browser_of(imke)
    there = f"/aanbieders/{provider.public_id}/integriteit/melden/"
    wrong = reporter.post(there, {"source": "", "text": SECRET})
    assert wrong.status_code == 422
    assert SECRET in wrong.content.decode()
    assert reporter.post(there, {"source": SOURCE, "text": SECRET}).status_code == 303
    case = IntegrityCase.objects.get()
    page = f"/integriteit/{case.public_id}/"
    assert SECRET in officer.get(page).content.decode()
    assert Reading.objects.filter(what="integrity.case").exists()
    shown = reporter.get(page).content.decode()
    assert "Afgeschermd" in shown
    assert SECRET not in shown
    assert provider.name not in reporter.get("/integriteit/").content.decode()
    assert SECRET not in reporter.get(f"/aanbieders/{provider.public_id}/").content.decode()
    assert reporter.post(f"{page}vertellen/", {"ground": TOLD, "until": "2024-02-01"}).status_code == 403
    early = officer.post(f"{page}vertellen/", {"ground": TOLD, "until": "2024-01-15"})
    assert early.status_code == 409
    assert TOLD in early.content.decode()
    assert officer.post(f"{page}vertellen/", {"ground": TOLD, "until": "2024-02-01"}).status_code == 303

    manager = browser_of(mandated(provider, ProviderRole.MANAGER))
    own = f"/praktijk/{provider.public_id}/vertrouwelijk/"
    assert TOLD in manager.get(own).content.decode()
    assert SECRET not in manager.get(own).content.decode(), "only what was meant for it"
    assert manager.post(own, {"text": ""}).status_code == 422
    assert manager.post(own, {"text": "Dat klopt niet."}).status_code == 303
    reader = browser_of(mandated(provider, ProviderRole.READER, name="Lena Lezer"))
    assert reader.get(own).status_code == 403

    told = {"doubt": "ja", "ground": "Twijfel.", "asked": str(ina.pk)}
    assert officer.post(f"{page}oordelen/", told | {"asked": str(imke.pk)}).status_code == 422
    assert officer.post(f"{page}oordelen/", told).status_code == 303
    assert SECRET in reporter.get(page).content.decode(), "who was asked sees it while it waits"
    assert officer.post(f"{page}akkoord/", {"agree": "1"}).status_code == 409
    assert reporter.post(f"{page}akkoord/", {"agree": "1"}).status_code == 303
    assert reporter.post(f"{page}akkoord/", {"agree": "1"}).status_code == 409
    assert SECRET not in reporter.get(page).content.decode()
    assert IntegrityJudgement.objects.get().agreed_at is not None
    told_in_log = [str(one.details) for one in Entry.objects.all()]
    assert not any(words in line for line in told_in_log for words in (SECRET, TOLD, "Twijfel."))
