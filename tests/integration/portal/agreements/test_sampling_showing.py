"""Whoever is drawn shows what it declared; a purchaser says what was found, and nothing ends by itself."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from support.portal import browser_of, mandated, person, play, practice
from support.portal_agreements import OFFERED, concluded_like, offer_to
from support.portal_intake import upload
from zorginkoop.portal.accounts.models import User
from zorginkoop.portal.accounts.roles import ProviderRole, StaffRole
from zorginkoop.portal.agreements import jobs, showing
from zorginkoop.portal.agreements.drawing import Wish
from zorginkoop.portal.agreements.models import (
    Agreement,
    Sample,
    SampleAnswer,
    SampleFile,
    SampleFinding,
    SampleRequest,
    SampleVerdict,
)
from zorginkoop.portal.agreements.sampling import agree, prepare
from zorginkoop.portal.agreements.showing import CannotShowError
from zorginkoop.portal.assessment.interests import TiedError, state
from zorginkoop.portal.assessment.judging import Cause, judge
from zorginkoop.portal.assessment.models import InterestKind, WorkItem, WorkKind
from zorginkoop.portal.assessment.work import AlreadyDoneError
from zorginkoop.portal.mail.models import Message
from zorginkoop.portal.register.models import RecordedAgreement

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("october")]
OK, SEE_OTHER, FORBIDDEN, NOT_FOUND, CONFLICT, INVALID = 200, 303, 403, 404, 409, 422
LAST = date(2026, 4, 1)
IN_TIME = datetime(2026, 4, 1, 21, 59, 59, tzinfo=UTC)  # 23:59:59 in the Netherlands
TOO_LATE = datetime(2026, 4, 1, 22, 0, 0, tzinfo=UTC)
HOW = "Ons protocol staat in de bijlage."
NAMES = ("verzekerde_zorg", "aangewezen_zorg", "beroepsnormen", "digitaal_declareren")


@pytest.fixture
def els() -> User:
    """Let a practice make an agreement that Els signs in November."""
    bridge = practice()
    play(OFFERED)
    mandated(bridge, ProviderRole.SIGNATORY)
    offer = offer_to(bridge)
    drawn = practice("04000101", "Praktijk Getrokken")
    els = mandated(drawn, ProviderRole.SIGNATORY, ProviderRole.MANAGER, name="Els Bedacht")
    concluded_like(offer, drawn, els)
    play(datetime(2026, 2, 2, 9, 0, tzinfo=UTC))
    return els


@pytest.fixture
def ina() -> User:
    return person("Ina Inkoper", StaffRole.PURCHASER)


@pytest.fixture
def cor() -> User:
    return person("Cor Collega", StaffRole.PURCHASER)


@pytest.fixture
def asked(els: User, ina: User, cor: User) -> SampleRequest:  # noqa: ARG001 - she signed
    """Draw the practice."""
    agree(prepare(Agreement.objects.get().offer.agreement, Wish(1), LAST, ina), cor)
    return SampleRequest.objects.get()


def page_of(asked: SampleRequest) -> str:
    return f"/praktijk/{asked.provider.public_id}/steekproef/{asked.public_id}/"


def work() -> WorkItem:
    return WorkItem.objects.get(kind=WorkKind.SAMPLE, closed_at=None)


def found(verdict: SampleVerdict = SampleVerdict.SHOWN, reason: str = "", **other: SampleVerdict) -> dict[str, str]:
    """Fill in what was found: the same of everything, and otherwise of some."""
    form = {"seen": "1"}
    for name in NAMES:
        form |= {f"oordeel-{name}": str(other.get(name, verdict)), f"reden-{name}": reason}
    return form


def test_the_provider_reads_what_was_declared_when_and_where_the_policy_says_so(
    asked: SampleRequest, els: User
) -> None:
    told = Message.objects.get(subject__contains="Laat ons zien")
    assert told.to == els.email
    assert page_of(asked) in told.body
    assert "beroep" not in told.body, "what it is about stands behind the sign-in"
    page = browser_of(els).get(page_of(asked)).content.decode()
    assert "Els Bedacht verklaarde dit bij het tekenen op 3 november 2025" in page
    for clause in asked.agreement.offer.agreed().verklaringen:
        assert clause.tekst in page
        assert clause.plaats.split(",")[0] in page
    home = browser_of(els).get(f"/praktijk/{asked.provider.public_id}/").content.decode()
    assert page_of(asked) in home
    assert "1 april 2026" in home
    listed = browser_of(els).get(f"/praktijk/{asked.provider.public_id}/steekproef/").content.decode()
    assert "wacht op u" in listed


def test_an_answer_with_files_is_kept_once_and_becomes_work(asked: SampleRequest, els: User, ina: User) -> None:
    browser, page = browser_of(els), page_of(asked)
    assert browser.post(page, {"text": " "}).status_code == INVALID
    wrong = browser.post(page, {"text": HOW, "documents": [upload(), upload("fout.pdf", b"geen bewijs")]})
    assert wrong.status_code == INVALID
    assert HOW in wrong.content.decode()
    assert "fout.pdf" in wrong.content.decode()
    assert not SampleAnswer.objects.exists()
    for _ in range(2):
        files = [upload("protocol.pdf"), upload("rooster.pdf")]
        assert browser.post(page, {"text": HOW, "documents": files}).status_code == SEE_OTHER
    assert (SampleAnswer.objects.count(), SampleFile.objects.count()) == (1, 2)
    file = f"{page}bestand/{SampleFile.objects.order_by('pk')[0].public_id}/"
    assert browser.get(file).status_code == browser_of(ina).get(file).status_code == OK
    item = browser_of(ina).get(f"/werkvoorraad/{work().public_id}/").content.decode()
    assert HOW in item
    assert "protocol.pdf" in item
    assert file in item
    assert "nalezen" in browser_of(ina).get("/werkvoorraad/?soort=steekproef").content.decode()


@pytest.mark.parametrize(("number", "status"), [(0, SEE_OTHER), (10, SEE_OTHER), (11, INVALID)])
def test_up_to_ten_files(asked: SampleRequest, els: User, number: int, status: int) -> None:
    files = [upload(f"bestand-{one}.pdf") for one in range(number)]
    assert browser_of(els).post(page_of(asked), {"text": HOW, "documents": files}).status_code == status
    assert SampleFile.objects.count() == (number if status == SEE_OTHER else 0)


@pytest.mark.parametrize(("moment", "late"), [(IN_TIME, False), (TOO_LATE, True)])
def test_an_answer_after_the_last_day_counts_while_nobody_judged_and_shows_that_it_is_late(
    asked: SampleRequest, els: User, ina: User, moment: datetime, *, late: bool
) -> None:
    play(moment)
    jobs.raise_overdue.call()
    jobs.raise_overdue.call()
    assert WorkItem.objects.filter(kind=WorkKind.SAMPLE).count() == late
    assert browser_of(els).post(page_of(asked), {"text": HOW}).status_code == SEE_OTHER
    assert WorkItem.objects.filter(kind=WorkKind.SAMPLE).count() == 1
    page = browser_of(ina).get(f"/werkvoorraad/{work().public_id}/").content.decode()
    assert ("te laat" in page) == late
    rows = browser_of(ina).get(f"/overeenkomsten/steekproeven/{asked.sample.public_id}/?vorm=csv").getvalue().decode()
    assert (";ja;" in rows or ",ja," in rows) == late


def test_what_is_found_is_told_and_what_is_not_shown_ends_nothing(asked: SampleRequest, els: User, ina: User) -> None:
    showing.answer(asked, HOW, [], els)
    there = f"/werkvoorraad/{work().public_id}/"
    browser = browser_of(ina)
    assert browser.post(there, {"seen": "1"}).status_code == INVALID
    unexplained = browser.post(there, found(SampleVerdict.NOT_SHOWN))
    assert unexplained.status_code == INVALID
    assert not SampleFinding.objects.exists()
    why = "Het protocol is van een andere praktijk."
    filled = found(SampleVerdict.SHOWN, why, beroepsnormen=SampleVerdict.NOT_SHOWN)
    assert browser.post(there, filled).status_code == SEE_OTHER
    assert browser.post(there, filled).status_code == CONFLICT, "it was done the first time"
    assert SampleFinding.objects.count() == len(NAMES)
    assert RecordedAgreement.objects.filter(valid_until=asked.agreement.recorded.valid_until).count() == 1
    told = Message.objects.filter(subject__contains="Wat wij vonden").get()
    assert why not in told.body
    own = browser_of(els).get(page_of(asked)).content.decode()
    assert why in own
    assert "eindigt uw overeenkomst niet" in own
    dossier = browser.get(f"/aanbieders/{asked.provider.public_id}/?deel=contractering").content.decode()
    assert why in dossier
    assert "een mens beslist" in dossier
    result = browser.get(f"/overeenkomsten/steekproeven/{asked.sample.public_id}/")
    assert [(one.shown, one.not_shown) for one in result.context["counted"]] == [(1, 0), (1, 0), (0, 1), (1, 0)]
    assert Sample.objects.get().closed_at is not None


def test_who_does_not_agree_answers_once_more_and_a_colleague_looks_again(
    asked: SampleRequest, els: User, ina: User, cor: User
) -> None:
    showing.answer(asked, HOW, [], els)
    verdicts = dict.fromkeys(NAMES, (SampleVerdict.SHOWN, "")) | {
        "beroepsnormen": (SampleVerdict.NOT_SHOWN, "Onleesbaar."),
        "verzekerde_zorg": (SampleVerdict.NOT_ANSWERED, ""),
    }
    showing.judge(work(), verdicts, ina, seen=1)
    again = "Hier is het leesbaar."
    for _ in range(2):
        files = [upload("leesbaar.pdf")]
        assert browser_of(els).post(page_of(asked), {"text": again, "documents": files}).status_code == SEE_OTHER
    assert SampleAnswer.objects.count() == 2
    there = f"/werkvoorraad/{work().public_id}/"
    page = browser_of(ina).get(there).content.decode()
    assert again in page
    assert "Een collega kijkt opnieuw" in page
    form = {"seen": "2", "oordeel-beroepsnormen": "aangetoond", "oordeel-verzekerde_zorg": "aangetoond"}
    assert browser_of(ina).post(there, form).status_code == CONFLICT
    assert browser_of(cor).post(there, form).status_code == SEE_OTHER
    assert not any(one.stands_open for one in showing.declared(SampleRequest.objects.get()))
    own = browser_of(els).get(page_of(asked)).content.decode()
    assert "Onleesbaar." in own, "what was found first stays"
    assert "alles aangetoond" in own
    assert browser_of(els).post(page_of(asked), {"text": "nog eens"}).status_code == SEE_OTHER
    assert SampleAnswer.objects.count() == 2


def test_who_did_not_answer_is_judged_on_that_and_can_still_ask_to_look_again(
    asked: SampleRequest, els: User, ina: User
) -> None:
    play(TOO_LATE)
    jobs.raise_overdue.call()
    there = f"/werkvoorraad/{work().public_id}/"
    page = browser_of(ina).get(there).content.decode()
    assert "antwoordde niet" in page
    assert browser_of(ina).post(there, found() | {"seen": "0"}).status_code == INVALID, "say how it is known"
    assert browser_of(ina).post(there, found(SampleVerdict.NOT_ANSWERED) | {"seen": "0"}).status_code == SEE_OTHER
    jobs.raise_overdue.call()
    assert not WorkItem.objects.filter(kind=WorkKind.SAMPLE, closed_at=None).exists()
    assert browser_of(els).post(page_of(asked), {"text": HOW}).status_code == SEE_OTHER
    assert SampleAnswer.objects.get().turn == showing.AGAIN


def test_after_the_contract_year_nobody_asks_to_look_again(asked: SampleRequest, els: User, ina: User) -> None:
    showing.answer(asked, HOW, [], els)
    showing.judge(work(), dict.fromkeys(NAMES, (SampleVerdict.NOT_SHOWN, "Nee.")), ina, seen=1)
    play(datetime(2027, 1, 4, 9, 0, tzinfo=UTC))
    late = browser_of(els).post(page_of(asked), {"text": HOW})
    assert late.status_code == CONFLICT
    assert "contractjaar is voorbij" in late.content.decode()


def test_an_answer_that_came_while_somebody_judged_is_read_first(asked: SampleRequest, els: User, ina: User) -> None:
    play(TOO_LATE)
    jobs.raise_overdue.call()
    there = f"/werkvoorraad/{work().public_id}/"
    showing.answer(asked, HOW, [], els)
    answer = browser_of(ina).post(there, found(SampleVerdict.NOT_ANSWERED, "Niets gekregen.") | {"seen": "0"})
    assert answer.status_code == CONFLICT
    assert HOW in answer.content.decode()
    assert "Niets gekregen." in answer.content.decode()
    assert not SampleFinding.objects.exists()


def test_who_is_tied_to_the_provider_judges_nothing(asked: SampleRequest, els: User, ina: User) -> None:
    showing.answer(asked, HOW, [], els)
    state(ina, asked.provider, next(iter(InterestKind)))
    with pytest.raises(TiedError):
        showing.judge(work(), dict.fromkeys(NAMES, (SampleVerdict.SHOWN, "")), ina, seen=1)
    assert HOW not in browser_of(ina).get(f"/werkvoorraad/{work().public_id}/").content.decode()


def test_two_who_judge_at_once_do_it_once(asked: SampleRequest, els: User, ina: User, cor: User) -> None:
    showing.answer(asked, HOW, [], els)
    item, verdicts = work(), dict.fromkeys(NAMES, (SampleVerdict.SHOWN, ""))
    with pytest.raises(CannotShowError):
        showing.judge(item, {"iets_anders": (SampleVerdict.SHOWN, "")}, ina, seen=1)
    showing.judge(item, verdicts, ina, seen=1)
    with pytest.raises(AlreadyDoneError):
        showing.judge(item, verdicts, cor, seen=1)


def test_another_provider_sees_nothing_and_who_only_reads_does_not_answer(asked: SampleRequest, els: User) -> None:
    showing.answer(asked, HOW, [upload("protocol.pdf")], els)
    file = f"bestand/{SampleFile.objects.get().public_id}/"
    other = practice("04000102", "Praktijk Ernaast")
    stranger = browser_of(mandated(other, ProviderRole.MANAGER, name="Iris Bedacht"))
    assert stranger.get(page_of(asked)).status_code in {FORBIDDEN, NOT_FOUND}
    borrowed = page_of(asked).replace(str(asked.provider.public_id), str(other.public_id))
    assert stranger.get(borrowed).status_code == stranger.post(borrowed, {"text": HOW}).status_code == NOT_FOUND
    assert stranger.get(borrowed + file).status_code == NOT_FOUND
    reader = browser_of(mandated(asked.provider, ProviderRole.READER, name="Lea Lezer"))
    assert reader.get(page_of(asked)).status_code == reader.get(page_of(asked) + file).status_code == OK
    assert reader.post(page_of(asked), {"text": "ik ook"}).status_code == FORBIDDEN
    assert SampleAnswer.objects.count() == 1


def test_judging_anew_leaves_the_sample_in_the_queue(asked: SampleRequest, els: User) -> None:
    showing.answer(asked, HOW, [], els)
    judge(asked.sample.agreement, asked.provider, Cause.FACTS)
    assert work().provider == asked.provider
