"""Who can ask, until when, and what becomes of what was typed."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.test import Client

from support.portal import browser_of, mandated, play, practice
from support.portal_intake import EDITION, physiotherapy
from support.portal_questions import ASKED, STRANGER, asked_by, by_a_stranger, link_in, what
from zorginkoop.portal import clock
from zorginkoop.portal.accounts.roles import ProviderRole
from zorginkoop.portal.audit.models import Entry
from zorginkoop.portal.mail.models import Message
from zorginkoop.portal.questions import asking
from zorginkoop.portal.questions.models import Question
from zorginkoop.portal.questions.terms import answer_term

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("october")]
PAGE = f"/beleid/{EDITION}/vragen/stellen/"
SCRIPT = "<script>alert(1)</script>"


def _amsterdam(*moment: int) -> datetime:
    year, month, day, hour, minute, second = (*moment, 0, 0, 0)[:6]
    return datetime(year, month, day, hour, minute, second, tzinfo=clock.AMSTERDAM)


def _form(**said: object) -> dict[str, object]:
    return {"agreement": "fysiotherapie", "text": ASKED, "mark": str(uuid4()), "about": "", **said}


def test_a_practice_asks_about_one_rule_and_finds_it_back() -> None:
    physiotherapy()
    provider = practice()
    browser = browser_of(mandated(provider, ProviderRole.FILLER))
    page = browser.get(f"{PAGE}?overeenkomst=fysiotherapie&over=voorwaarde:behandelindex")
    assert "behandelindex van ten hoogste 150" in page.text
    sent = browser.post(PAGE, _form(about="voorwaarde:behandelindex", provider=str(provider.public_id)))
    assert (sent.status_code, sent["Location"]) == (303, f"/praktijk/{provider.public_id}/vragen/")
    question = Question.objects.get()
    assert (question.provider, question.about, question.confirmed_at) == (
        provider,
        "voorwaarde:behandelindex",
        question.asked_at,
    )
    assert "behandelindex" in question.about_words
    mine = browser.get(sent["Location"]).text
    assert ASKED in mine
    assert "22 oktober 2025" in mine


def test_a_question_of_the_questionnaire_and_what_the_policy_does_not_have() -> None:
    physiotherapy()
    browser = Client()
    assert "keurmerk" in browser.get(f"{PAGE}?overeenkomst=fysiotherapie&over=vraag:skf_keurmerk").text.lower()
    browser.post(PAGE, _form(email=STRANGER, about="voorwaarde:bestaat_niet"))
    assert (Question.objects.get().about, Question.objects.get().about_words) == ("", "")


def test_a_stranger_confirms_by_link_and_only_then_it_counts() -> None:
    physiotherapy()
    browser = Client()
    sent = browser.post(PAGE, _form(email=STRANGER))
    assert (sent.status_code, sent["Location"]) == (303, f"/beleid/{EDITION}/vragen/verstuurd/")
    assert not Question.objects.waiting()
    message = Message.objects.get()
    assert (message.to, message.secret) == (STRANGER, True)
    address = link_in(message)
    assert "Bevestig mijn vraag" in browser.get(address).text
    assert not Question.objects.waiting(), "looking confirms nothing"
    play(_amsterdam(2025, 10, 16, 9))
    assert browser.post(address).status_code == 303
    confirmed_at = Question.objects.waiting().get().confirmed_at
    play(_amsterdam(2025, 10, 17, 9))
    browser.post(address)
    assert Question.objects.get().confirmed_at == confirmed_at, "confirmed once"
    assert "23 oktober 2025" in browser.get(address).text, "five working days from the day on which it was confirmed"


def test_a_link_works_until_its_last_second() -> None:
    question = by_a_stranger()
    address = link_in(Message.objects.get())
    assert question.link_until is not None
    play(question.link_until - timedelta(seconds=5))
    assert Client().get(address).status_code == 200
    play(question.link_until)
    assert (Client().get(address).status_code, Client().post(address).status_code) == (410, 410)
    assert Question.objects.get().confirmed_at is None


def test_questions_end_with_the_contract_year() -> None:
    agreement = physiotherapy()
    browser = Client()
    play(_amsterdam(2026, 12, 31, 23, 59, 30))
    assert asking.is_open(agreement.season)
    assert browser.post(PAGE, _form(email=STRANGER)).status_code == 303
    play(_amsterdam(2027, 1, 1))
    assert not asking.is_open(agreement.season)
    late = browser.post(PAGE, _form(email=STRANGER, text="Mijn lange vraag"))
    assert late.status_code == 422
    assert "Mijn lange vraag" in late.text, "nothing typed is lost"
    assert Question.objects.count() == 1


@pytest.mark.parametrize(
    ("moment", "late"), [((2025, 10, 22, 23, 59, 59), False), ((2025, 10, 23), True), ((2025, 10, 23, 0, 0, 1), True)]
)
def test_the_term_is_that_of_the_policy_and_includes_its_last_day(moment: tuple[int, ...], *, late: bool) -> None:
    term = answer_term(physiotherapy(), _amsterdam(2025, 10, 15, 10))
    assert term is not None
    assert (term.last_day.isoformat(), term.places) == ("2025-10-22", ("5/reactie/1",))
    assert term.is_late(_amsterdam(*moment)) is late


def test_sent_twice_is_asked_once_and_another_tab_is_another_question() -> None:
    physiotherapy()
    provider = practice()
    browser = browser_of(mandated(provider, ProviderRole.FILLER))
    form = _form(provider=str(provider.public_id))
    browser.post(PAGE, form)
    browser.post(PAGE, form)
    assert Question.objects.count() == 1
    browser.post(PAGE, _form(provider=str(provider.public_id), text="En een oefenpraktijk?"))
    assert Question.objects.count() == 2


def test_the_mark_of_another_form_does_not_swallow_a_question() -> None:
    first = what()
    asking.ask(first, email="een@verzonnen.example")
    asking.ask(first, email="twee@verzonnen.example")
    assert Question.objects.count() == 2


def test_what_was_typed_comes_back_with_what_is_wrong() -> None:
    physiotherapy()
    answer = Client().post(PAGE, _form(email="geen adres", text=f"Mijn vraag {SCRIPT}"))
    assert answer.status_code == 422
    assert "Mijn vraag &lt;script&gt;" in answer.text
    assert SCRIPT not in answer.text
    assert not Question.objects.exists()


def test_nobody_asks_for_a_practice_of_another() -> None:
    physiotherapy()
    mine, other = practice(), practice("04000002", "De Andere Kade")
    browser = browser_of(mandated(mine, ProviderRole.FILLER))
    assert browser.post(PAGE, _form(provider=str(other.public_id))).status_code == 422
    assert browser.get(f"/praktijk/{other.public_id}/vragen/").status_code == 404


def test_a_mailbox_gets_no_more_than_a_few_links_a_day() -> None:
    for number in range(7):
        by_a_stranger(text=f"Vraag {number}?")
    assert Message.objects.filter(to=STRANGER).count() == asking.MOST_LINKS
    play(clock.now() + timedelta(days=1, seconds=5))
    by_a_stranger(text="De volgende dag?")
    assert Message.objects.filter(to=STRANGER).count() == asking.MOST_LINKS + 1


def test_the_log_holds_no_words_of_who_asks() -> None:
    asked_by(practice(), text="Mijn geheime vraag")
    by_a_stranger(text="Mijn geheime vraag")
    told = str(list(Entry.objects.values_list("action", "details", "for_whom")))
    assert "geheime" not in told
    assert STRANGER not in told
