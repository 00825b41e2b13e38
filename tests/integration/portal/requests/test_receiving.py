"""Requests as they come: in time, late, too late, twice, of a stranger, and where the policy itself answers."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from support.portal import browser_of, mandated, play, practice
from support.portal_intake import EDITION, pdf, physiotherapy, upload
from support.portal_questions import link_in
from support.portal_requests import (
    ADDS,
    STRANGER,
    asked_by,
    from_outside,
    know,
    left_out,
    newcomer,
    purchaser,
    said,
    with_index,
)  # fmt: skip
from zorginkoop.portal import clock
from zorginkoop.portal.accounts.roles import ProviderRole
from zorginkoop.portal.audit.log import changing
from zorginkoop.portal.audit.models import Entry
from zorginkoop.portal.editions.models import Channel
from zorginkoop.portal.editions.opening import open_season
from zorginkoop.portal.intake.kinds import FileRefusedError
from zorginkoop.portal.mail.models import Message
from zorginkoop.portal.register.models import Decision, Event, Provider
from zorginkoop.portal.requests import receiving, rules
from zorginkoop.portal.requests.models import AgreementRequest, Outcome
from zorginkoop.portal.requests.receiving import CannotError
from zorginkoop.portal.requests.work import waiting

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("october")]
SCRIPT = "<script>alert(1)</script>"


def _amsterdam(*moment: int) -> datetime:
    year, month, day, hour, minute, second = (*moment, 0, 0, 0)[:6]
    return datetime(year, month, day, hour, minute, second, tzinfo=clock.AMSTERDAM)


def _form(**other: object) -> dict[str, object]:
    given = {"person_name": "Bram", "care": "Fysiotherapie", "locations": "Kade 1", "adds": ADDS, "mark": str(uuid4())}
    return {**given, **other}


def _new(provider: Provider) -> str:
    return f"/praktijk/{provider.public_id}/aanvragen/nieuw/{physiotherapy().pk}/"


def test_a_practice_that_was_left_out_asks_and_knows_when_it_hears() -> None:
    provider = newcomer()
    browser = browser_of(mandated(provider, ProviderRole.FILLER))
    assert "22 oktober 2025" in browser.get(_new(provider)).text
    sent = browser.post(_new(provider), _form())
    asked = AgreementRequest.objects.get()
    assert (sent.status_code, sent["Location"]) == (303, f"/praktijk/{provider.public_id}/aanvragen/{asked.public_id}/")
    page = browser.get(sent["Location"]).text
    assert ADDS in page
    assert "22 oktober 2025" in page
    assert "1 januari 2026" in page
    event = Event.objects.get(name=rules.RECEIVED)
    assert (event.provider, event.happened_at) == (provider, asked.received_at.replace(microsecond=0))
    assert "22 oktober 2025" in Message.objects.get().body
    found = waiting(asked.agreement)
    assert found is not None
    assert (found.number, found.late, str(found.by)) == (1, 0, "2025-10-22")
    play(_amsterdam(2025, 10, 23))
    found = waiting(asked.agreement)
    assert found is not None
    assert (found.late, found.by) == (1, None)
    assert "te laat" in browser_of(purchaser()).get("/aanvragen/").text


@pytest.mark.parametrize(
    ("moment", "day", "late", "possible"),
    [
        ((2025, 12, 31, 23, 59, 59), "2026-01-01", False, True),
        ((2026, 1, 31, 23, 59, 59), "2026-02-01", True, True),
        ((2026, 2, 1), "2026-03-01", True, True),
        ((2027, 11, 30, 23, 59, 59), "2027-12-01", True, True),
        ((2027, 12, 1), "2028-01-01", True, False),
    ],
)
def test_the_day_of_the_request_decides_when_it_starts(
    moment: tuple[int, ...], day: str, *, late: bool, possible: bool
) -> None:
    start = rules.start_of(physiotherapy(), _amsterdam(*moment))
    assert (str(start.day), start.late, start.possible) == (day, late, possible)


def test_a_request_after_the_last_month_is_answered_at_once() -> None:
    provider = newcomer()
    play(_amsterdam(2027, 12, 1))
    asked = asked_by(provider)
    assert (asked.outcome, asked.reason) == (Outcome.BY_POLICY, "te_laat")
    assert "1 januari 2028" in asked.answer
    assert "4/geen_aanbod_ontvangen/1" in asked.places
    assert Message.objects.filter(subject="Antwoord op uw aanvraag").count() == 1


@pytest.mark.parametrize(("moment", "outcome"), [((2026, 9, 1, 23, 59, 59), ""), ((2026, 9, 2), Outcome.BY_POLICY)])
def test_zc_21_the_last_day_of_the_form_is_the_whole_day(moment: tuple[int, ...], outcome: str) -> None:
    name = "medisch_specialistische_zorg"
    agreement = open_season("categorale_instellingen/2027-1", channels={name: Channel.PORTAL}).agreements.get()
    provider = practice("06000001", "Trombosedienst De Verzonnen Ader")
    know(provider, "instellingstype", "trombosedienst")
    last = rules.until(agreement)
    assert last is not None
    assert str(last.last_day) == "2026-09-01"
    play(_amsterdam(*moment))
    asked = asked_by(provider, agreement)
    assert asked.outcome == outcome, asked.answer
    if outcome:
        assert asked.reason == "aanvraag/te_laat"
        assert "te laat aangevraagd" in asked.answer.lower()


def test_zc_03_without_a_purchasing_process_the_answer_says_so() -> None:
    play(_amsterdam(2024, 7, 15, 10))
    agreement = open_season("ziekenvervoer/2025-2", channels={"vervoersregie": Channel.PORTAL}).agreements.get()
    provider = practice("99000001", "Vervoersregie De Verzonnen Weg")
    know(provider, "soort_vervoerder", "vervoersregisseur")
    asked = asked_by(provider, agreement)
    assert (asked.outcome, asked.reason) == (Outcome.BY_POLICY, "geen_inkoopproces"), asked.answer


def test_where_a_condition_of_the_policy_fails_it_is_told_with_its_place_and_what_next() -> None:
    provider = newcomer()
    with_index(provider, "170")
    asked = asked_by(provider)
    assert (asked.outcome, asked.reason) == (Outcome.BY_POLICY, "aanvraag/geweigerd")
    for words in ("170", "ten hoogste 150", "Plaats in het beleid", "uitzondering", "heroverweging"):
        assert words in asked.answer
    assert "2.3/gedifferentieerd/2" in asked.places


def test_what_a_person_decided_before_is_weighed_by_a_person_again() -> None:
    provider = newcomer()
    _decided(provider, "toegevoegde_waarde_regio", "nee")
    assert asked_by(provider).outcome == ""


def test_doubt_about_integrity_never_answers_by_itself_and_is_told_to_nobody() -> None:
    provider = newcomer()
    _decided(provider, "integriteitstwijfel", "ja")
    asked = asked_by(provider)
    assert asked.outcome == ""
    own = browser_of(mandated(provider, ProviderRole.MANAGER))
    staff = browser_of(purchaser())
    told = own.get(f"/praktijk/{provider.public_id}/aanvragen/{asked.public_id}/").text
    told += staff.get(f"/aanvragen/{asked.public_id}/").text.partition("<main")[2]  # the menu names it for everybody
    told += Message.objects.get().body
    assert "integriteit" not in told.lower()


def _decided(provider: Provider, fact: str, text: str) -> None:
    with changing("test"):
        Decision.objects.create(
            provider=provider, insurer="3360", care_type="fysiotherapie", year=2026, fact=fact, text=text,
            ground="verzonnen grond", decided_by="Ina Inkoper", decided_at=clock.now(),
        )  # fmt: skip


def test_sent_twice_is_asked_once() -> None:
    provider = newcomer()
    browser, form = browser_of(mandated(provider, ProviderRole.FILLER)), _form()
    first, second = browser.post(_new(provider), form), browser.post(_new(provider), form)
    assert first["Location"] == second["Location"]
    assert AgreementRequest.objects.count() == 1


def test_a_newer_request_ends_the_former_and_both_are_told() -> None:
    provider = newcomer()
    first = asked_by(provider)
    play(_amsterdam(2025, 10, 20, 9))
    browser = browser_of(mandated(provider, ProviderRole.FILLER, name="Cas Verzonnen"))
    other_tab = browser.post(_new(provider), _form(adds="Mijn eigen reden"))
    assert other_tab.status_code == 422
    assert "Mijn eigen reden" in other_tab.text, "nothing typed is lost"
    assert 'name="replaces"' in other_tab.text
    assert browser.post(_new(provider), _form(replaces="on")).status_code == 303
    first.refresh_from_db()
    second = AgreementRequest.objects.get(ended_at=None)
    assert (first.outcome, first.successor) == (Outcome.REPLACED, second)
    assert set(Message.objects.filter(about_kind="requests.agreementrequest").values_list("to", "subject")) == {
        (first.email, "Wij hebben uw aanvraag"),
        (first.email, "Uw aanvraag is vervangen"),
        (second.email, "Uw aanvraag vervangt een eerdere"),
    }


def test_a_practice_that_can_still_answer_need_not_ask() -> None:
    provider = newcomer()
    run = left_out(physiotherapy(), provider)
    with changing("test"):
        provider.invitations.create(agreement=run.agreement, run=run, channel="portaal", invited_at=clock.now())
    browser = browser_of(mandated(provider, ProviderRole.FILLER))
    play(_amsterdam(2025, 10, 24, 23, 59, 58))
    assert "al uitgenodigd" in browser.get(_new(provider)).text
    refused = browser.post(_new(provider), _form())
    assert refused.status_code == 422
    assert not AgreementRequest.objects.exists()
    play(_amsterdam(2025, 10, 25))
    assert browser.post(_new(provider), _form()).status_code == 303


def test_nobody_asks_or_reads_for_another() -> None:
    mine, other = newcomer(), newcomer("04000002", "De Andere Kade")
    asked = asked_by(other)
    browser = browser_of(mandated(mine, ProviderRole.MANAGER))
    assert browser.post(_new(other), _form()).status_code == 404
    assert browser.get(f"/praktijk/{other.public_id}/aanvragen/{asked.public_id}/").status_code == 404
    assert browser.get(f"/praktijk/{mine.public_id}/aanvragen/{asked.public_id}/").status_code == 404
    assert browser.post(f"/praktijk/{mine.public_id}/aanvragen/{asked.public_id}/intrekken/").status_code == 404
    reader = browser_of(mandated(other, ProviderRole.READER))
    assert reader.get(f"/praktijk/{other.public_id}/aanvragen/{asked.public_id}/").status_code == 200
    assert reader.post(f"/praktijk/{other.public_id}/aanvragen/{asked.public_id}/intrekken/").status_code == 403


def test_a_script_is_text_for_everybody() -> None:
    provider = newcomer()
    asked = asked_by(provider, adds=SCRIPT, care=SCRIPT)
    own, staff = browser_of(mandated(provider, ProviderRole.READER)), browser_of(purchaser())
    for page in (
        own.get(f"/praktijk/{provider.public_id}/aanvragen/{asked.public_id}/"),
        staff.get(f"/aanvragen/{asked.public_id}/"),
    ):
        assert SCRIPT not in page.text
        assert "&lt;script&gt;" in page.text


def test_a_stranger_is_told_the_same_whether_a_practice_is_known_or_not() -> None:
    known = newcomer()
    physiotherapy()
    address = f"/beleid/{EDITION}/aanvragen/fysiotherapie/"
    answers = []
    for agb in (known.agb_code, "04777777"):
        form = _form(agb_code=agb, practice_name="Praktijk X", email=STRANGER)
        sent = Client().post(address, form)
        page = Client().get(sent["Location"])
        message = Message.objects.latest("pk")
        body = message.body.replace(agb, "AGB").replace(link_in(message), "LINK")
        answers.append((sent.status_code, page.text, message.subject, body, message.for_whom))
    assert answers[0][0] == answers[1][0] == 303
    assert answers[0][2:] == answers[1][2:]
    assert not Event.objects.filter(name=rules.RECEIVED).exists(), "it counts for no practice yet"


def test_the_policy_says_what_can_be_asked_for() -> None:
    physiotherapy()
    open_season("farmaceutische_zorg/2026-1", channels={"stoppen_met_roken": Channel.PORTAL})
    address = f"/beleid/{EDITION}/aanvragen/"
    assert f"{address}fysiotherapie/" in Client().get(address).text
    assert address in Client().get(f"/beleid/{EDITION}/").text
    assert "geen aanvraagformulier" in Client().get("/beleid/farmaceutische_zorg/2026-1/aanvragen/").text
    assert Client().get("/beleid/farmaceutische_zorg/2026-1/aanvragen/stoppen_met_roken/").status_code == 404


def test_the_request_of_a_stranger_counts_from_its_form_once_it_is_known_whose_it_is() -> None:
    provider = newcomer()
    asked = receiving.receive_from_outside(said(agb_code=provider.agb_code))
    came = asked.received_at
    link = link_in(Message.objects.get())
    assert asked not in AgreementRequest.objects.open()
    play(_amsterdam(2025, 11, 2, 9))
    assert Client().get(link).status_code == 410, "after two weeks a link that was not used is gone"
    play(_amsterdam(2025, 10, 28, 9))
    browser = Client()
    assert "Bevestig mijn aanvraag" in browser.get(link).text
    browser.post(link)
    assert asked in AgreementRequest.objects.open()
    staff = browser_of(purchaser())
    assert (
        staff.post(f"/aanvragen/{asked.public_id}/namens/", {"agb_code": "04123123", "how": "gebeld"}).status_code
        == 422
    )
    assert staff.post(f"/aanvragen/{asked.public_id}/benaderen/", {"ground": "goed"}).status_code == 409
    sent = staff.post(f"/aanvragen/{asked.public_id}/namens/", {"agb_code": provider.agb_code, "how": "gebeld"})
    assert sent.status_code == 303
    asked.refresh_from_db()
    assert (asked.provider, asked.received_at) == (provider, came)
    assert Event.objects.get(name=rules.RECEIVED).happened_at == came.replace(microsecond=0)
    again = staff.post(f"/aanvragen/{asked.public_id}/namens/", {"agb_code": provider.agb_code, "how": "gebeld"})
    assert again.status_code == 409


def test_a_stranger_does_not_end_the_request_of_a_practice() -> None:
    provider = newcomer()
    own = asked_by(provider)
    play(clock.now() + timedelta(hours=1))
    stranger = from_outside(agb_code=provider.agb_code)
    own.refresh_from_db()
    assert own.ended_at is None
    receiving.vouch(stranger, provider, "gebeld", purchaser())
    own.refresh_from_db()
    assert (own.outcome, own.successor) == (Outcome.REPLACED, stranger)


def test_an_older_request_of_a_stranger_does_not_end_a_newer_one_of_the_practice() -> None:
    provider = newcomer()
    stranger = from_outside(agb_code=provider.agb_code)
    play(clock.now() + timedelta(hours=1))
    asked_by(provider)
    with pytest.raises(CannotError, match="daarna zelf"):
        receiving.vouch(stranger, provider, "gebeld", purchaser())


def test_a_mailbox_gets_no_more_than_a_few_links_a_day() -> None:
    for _ in range(7):
        receiving.receive_from_outside(said())
    assert Message.objects.filter(to=STRANGER).count() == receiving.MOST_LINKS


def test_documents_come_along_and_what_is_no_document_does_not() -> None:
    provider = newcomer()
    asked = asked_by(provider)
    address = f"/praktijk/{provider.public_id}/aanvragen/{asked.public_id}/stukken/"
    browser = browser_of(mandated(provider, ProviderRole.FILLER))
    assert browser.post(address, {"file": upload("plan.pdf", pdf("plan"))}).status_code == 303
    assert browser.post(address, {"file": upload("plan.pdf", pdf("plan"))}).status_code == 303
    wrong = browser.post(address, {"file": upload("plan.pdf", b"MZ programma")})
    assert wrong.status_code == 422
    document = asked.documents.get()
    given = browser.get(f"{address}{document.public_id}/")
    assert (given.getvalue(), given["X-Content-Type-Options"]) == (pdf("plan"), "nosniff")
    assert given["Content-Security-Policy"].startswith("sandbox")
    staff = browser_of(purchaser()).get(f"/aanvragen/{asked.public_id}/stukken/{document.public_id}/")
    assert staff.getvalue() == pdf("plan")
    receiving.withdraw(asked, None)
    with pytest.raises((FileRefusedError, CannotError)):
        receiving.add_document(asked, upload("laat.pdf", pdf("laat")))


def test_who_asked_takes_it_back() -> None:
    provider = newcomer()
    asked = asked_by(provider)
    address = f"/praktijk/{provider.public_id}/aanvragen/{asked.public_id}/intrekken/"
    browser = browser_of(mandated(provider, ProviderRole.FILLER))
    browser.post(address)
    browser.post(address)
    asked.refresh_from_db()
    assert asked.outcome == Outcome.WITHDRAWN
    assert Message.objects.filter(subject="Uw aanvraag is ingetrokken").count() == 1


def test_the_log_holds_nothing_of_what_was_said() -> None:
    asked_by(newcomer(), adds="geheim plan")
    from_outside(adds="geheim plan")
    told = str(list(Entry.objects.values_list("action", "details", "for_whom")))
    assert "geheim" not in told
    assert STRANGER not in told


def test_pages_stay_within_their_queries(django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    provider = newcomer(postcode="3511AA")
    asked = asked_by(provider)
    for number in range(2, 6):
        ended = asked_by(newcomer(f"0400000{number}", f"Praktijk {number}", postcode="3512AA"))
        receiving.withdraw(ended, None)
    user = mandated(provider, ProviderRole.FILLER)
    own, staff = browser_of(user), browser_of(purchaser())
    for browser, address in (
        (own, f"/praktijk/{provider.public_id}/aanvragen/"),
        (own, _new(provider)),
        (own, f"/praktijk/{provider.public_id}/aanvragen/{asked.public_id}/"),
        (staff, "/aanvragen/"),
        (staff, "/aanvragen/?toon=klaar"),
    ):
        with django_assert_max_num_queries(20):
            assert browser.get(address).status_code == 200
    with django_assert_max_num_queries(20):  # it judges the provider anew, which reads its whole record
        staff.get(f"/aanvragen/{asked.public_id}/")
