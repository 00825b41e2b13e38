"""Answers for everybody without who asked, answers for one alone, and questions that are alike."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from support.portal import browser_of, mandated, person, play, practice
from support.portal_intake import EDITION
from support.portal_questions import ASKED, STRANGER, asked_by, by_a_stranger, link_in, officer
from zorginkoop.portal import clock
from zorginkoop.portal.accounts.roles import ProviderRole, StaffRole
from zorginkoop.portal.audit.models import Reading
from zorginkoop.portal.mail.models import Message
from zorginkoop.portal.questions import answering, asking
from zorginkoop.portal.questions.answering import Given
from zorginkoop.portal.questions.asking import CannotError
from zorginkoop.portal.questions.models import Answer, Question
from zorginkoop.portal.questions.views import punctuality
from zorginkoop.portal.questions.work import waiting

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("october")]
PUBLIC = f"/beleid/{EDITION}/vragen/"
SCRIPT = "<script>alert(1)</script>"
ANSWER = "Nee. Alleen wie in Vektis staat, telt mee."


def test_an_answer_stands_for_everybody_without_who_asked() -> None:
    provider = practice()
    question = asked_by(provider)
    browser = browser_of(officer())
    sent = browser.post(f"/vragen/{question.public_id}/beantwoorden/", {"wording": ASKED, "text": ANSWER})
    assert (sent.status_code, sent["Location"]) == (303, "/vragen/")
    public = Client().get(PUBLIC).text
    assert ASKED in public
    assert ANSWER in public
    assert provider.name not in public
    assert question.email not in public
    assert "pasten de woorden" not in public
    message = Message.objects.get(to=question.email)
    assert ANSWER in message.body


def test_another_wording_is_shown_as_edited() -> None:
    provider = practice()
    question = asked_by(provider, text=f"Wij van {provider.name} willen weten of een stagiair meetelt.")
    with pytest.raises(CannotError, match=provider.name):
        answering.answer([question], Given(question.text, ANSWER), officer())
    with pytest.raises(CannotError, match=provider.agb_code):
        answering.answer([question], Given(ASKED, f"Voor {provider.agb_code} geldt dit niet."), officer())
    answering.answer([question], Given(ASKED, ANSWER), officer())
    assert "pasten de woorden" in Client().get(PUBLIC).text
    question.refresh_from_db()
    assert provider.name in question.text, "the words of whoever asked stay as they were"


def test_what_leaks_who_asked_comes_back_with_all_that_was_typed() -> None:
    question = asked_by(practice())
    said = {"wording": ASKED, "text": f"Dag {question.email}"}
    answer = browser_of(officer()).post(f"/vragen/{question.public_id}/beantwoorden/", said)
    assert answer.status_code == 409
    assert f"Dag {question.email}" in answer.text
    assert not Answer.objects.exists()


def test_an_answer_for_one_alone_needs_a_ground_and_is_on_no_public_page() -> None:
    provider = practice()
    user = mandated(provider, ProviderRole.FILLER)
    question = asked_by(provider, user=user)
    browser, address = browser_of(officer()), f"/vragen/{question.public_id}/beantwoorden/"
    said = {"wording": ASKED, "text": "Uw index is 140.", "private": "on"}
    refused = browser.post(address, said)
    assert refused.status_code == 422
    assert "waarom niet iedereen" in refused.text
    browser.post(address, {**said, "ground": "Het gaat over de index van een praktijk."})
    assert Answer.objects.get().private
    assert "140" not in Client().get(PUBLIC).text
    assert "140" not in Client().get(f"/beleid/{EDITION}/vragen.csv").getvalue().decode()
    assert "140" not in Message.objects.get(to=user.email).body
    assert "Uw index is 140." in browser_of(user).get(f"/praktijk/{provider.public_id}/vragen/").text


def test_a_stranger_reads_what_is_for_it_alone_by_a_new_link() -> None:
    question = by_a_stranger()
    first = link_in(Message.objects.get())
    asking.confirm(question)
    answering.answer([question], Given(ASKED, "Alleen voor u.", ground="Het gaat over een lopende zaak."), officer())
    message = Message.objects.filter(to=STRANGER).latest("pk")
    assert message.secret
    assert "Alleen voor u." not in message.body
    assert "Alleen voor u." in Client().get(link_in(message)).text
    assert Client().get(first).status_code == 410


def test_like_questions_get_one_answer_and_everybody_is_told() -> None:
    first, second = asked_by(practice()), asked_by(practice("04000002", "De Andere Kade"), text="En een leerling?")
    answer = browser_of(officer()).post(
        f"/vragen/{first.public_id}/beantwoorden/",
        {"wording": "Telt een stagiair of leerling mee?", "text": ANSWER, "together": [str(second.public_id)]},
    )
    assert answer.status_code == 303
    assert Answer.objects.get().questions.count() == 2
    assert Message.objects.filter(subject="Antwoord op uw vraag").count() == 2


def test_one_answer_for_two_practices_is_never_for_one_alone() -> None:
    both = [asked_by(practice()), asked_by(practice("04000002", "De Andere Kade"))]
    with pytest.raises(CannotError, match="meer dan een aanbieder"):
        answering.answer(both, Given(ASKED, ANSWER, ground="geheim"), officer())


def test_a_question_that_was_answered_before_gets_that_answer() -> None:
    made = answering.answer([asked_by(practice())], Given(ASKED, ANSWER), officer())
    again = asked_by(practice("04000002", "De Andere Kade"), text="Telt een leerling mee?")
    sent = browser_of(officer()).post(f"/vragen/{again.public_id}/samenvoegen/", {"answer": str(made.public_id)})
    assert sent.status_code == 303
    again.refresh_from_db()
    assert again.answer == made
    assert ANSWER in Message.objects.get(to=again.email).body


def test_two_colleagues_at_one_question_give_one_answer() -> None:
    question = asked_by(practice())
    first, second = browser_of(officer()), browser_of(officer())
    address = f"/vragen/{question.public_id}/beantwoorden/"
    assert first.post(address, {"wording": ASKED, "text": ANSWER}).status_code == 303
    late = second.post(address, {"wording": ASKED, "text": "Ja, altijd."})
    assert late.status_code == 409
    assert "Een collega heeft" in late.text
    assert "Ja, altijd." in late.text, "what the second typed is not lost"
    assert Answer.objects.count() == 1
    with pytest.raises(CannotError):
        answering.close(question, "Toch niet.", officer())


def test_a_better_wording_keeps_the_number_and_tells_who_asked() -> None:
    question = asked_by(practice())
    old = answering.answer([question], Given(ASKED, ANSWER), officer())
    play(datetime(2025, 10, 20, 10, tzinfo=clock.AMSTERDAM))
    browser, address = browser_of(officer()), f"/vragen/antwoorden/{old.public_id}/"
    assert browser.post(address, {"wording": ASKED, "text": "Ja, vanaf 24 uur."}).status_code == 303
    assert browser.post(address, {"wording": ASKED, "text": "Een oude tab."}).status_code == 422
    public = Client().get(PUBLIC).text
    assert "Ja, vanaf 24 uur." in public
    assert ANSWER not in public
    assert "Aangepast op" in public
    assert set(Answer.objects.values_list("number", "version")) == {(1, 1), (1, 2)}
    assert Message.objects.filter(to=question.email).count() == 2


def test_a_change_of_the_policy_is_pointed_at() -> None:
    question = asked_by(practice())
    answering.answer([question], Given(ASKED, ANSWER, leads_to="paramedische_zorg/2026-3"), officer())
    assert "paramedische_zorg/2026-3" in Client().get(PUBLIC).text
    assert "paramedische_zorg/2026-3" in Client().get(f"/beleid/{EDITION}/vragen.csv").getvalue().decode()


def test_a_question_without_an_answer_is_closed_with_the_reason() -> None:
    question = asked_by(practice())
    browser = browser_of(officer())
    assert browser.post(f"/vragen/{question.public_id}/sluiten/", {"reason": ""}).status_code == 422
    browser.post(f"/vragen/{question.public_id}/sluiten/", {"reason": "Dit gaat over een declaratie."})
    assert "Dit gaat over een declaratie." in Message.objects.get(to=question.email).body
    assert not Question.objects.waiting()
    assert ASKED not in Client().get(PUBLIC).text


def test_own_punctuality_and_what_waits_are_told() -> None:
    in_time, late, waits = (asked_by(practice(f"0400000{number}", f"Praktijk {number}")) for number in (3, 4, 5))
    found = waiting(waits.agreement)  # type: ignore[arg-type]  # it is about an agreement
    assert found is not None
    assert (found.number, found.late, str(found.by)) == (3, 0, "2025-10-22")
    play(datetime(2025, 10, 22, 23, 59, 58, tzinfo=clock.AMSTERDAM))
    answering.answer([in_time], Given(ASKED, ANSWER), officer())
    play(datetime(2025, 10, 23, tzinfo=clock.AMSTERDAM))
    answering.answer([late], Given(ASKED, ANSWER), officer())
    told = punctuality(EDITION)
    assert (told.in_time, told.late, told.waiting, told.waiting_late) == (1, 1, 0, 1)
    found = waiting(waits.agreement)  # type: ignore[arg-type]  # as above
    assert found is not None
    assert (found.number, found.late, found.by) == (1, 1, None)
    assert "te laat" in browser_of(officer()).get("/vragen/").text


def test_no_spreadsheet_reads_a_question_as_a_formula_and_no_browser_as_a_script() -> None:
    question = asked_by(practice(), text=f"=1+1 {SCRIPT}")
    staff = browser_of(officer())
    assert SCRIPT not in staff.get(f"/vragen/{question.public_id}/").text
    assert SCRIPT not in staff.get("/vragen/").text
    answering.answer([question], Given(f"=1+1 {SCRIPT}", ANSWER), officer())
    assert SCRIPT not in Client().get(PUBLIC).text
    assert ";'=1+1" in Client().get(f"/beleid/{EDITION}/vragen.csv").getvalue().decode()


def test_reading_is_written_down_and_an_auditor_only_reads() -> None:
    question = asked_by(practice())
    auditor = browser_of(person("Anna Auditor", StaffRole.AUDITOR))
    assert auditor.get(f"/vragen/{question.public_id}/").status_code == 200
    assert Reading.objects.filter(what="questions.question").exists()
    refused = auditor.post(f"/vragen/{question.public_id}/beantwoorden/", {"wording": "x", "text": "y"})
    assert refused.status_code == 403


def test_pages_stay_within_their_queries(django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    provider = practice()
    user = mandated(provider, ProviderRole.FILLER)
    for number in range(12):
        question = asked_by(provider, text=f"Vraag {number}?", user=user)
        if number % 2:
            answering.answer([question], Given(f"Vraag {number}?", ANSWER), officer())
    staff, own, waits = browser_of(officer()), browser_of(user), Question.objects.waiting()[0]
    with django_assert_max_num_queries(20):
        Client().get(PUBLIC)
    with django_assert_max_num_queries(20):
        staff.get("/vragen/")
    with django_assert_max_num_queries(20):
        staff.get(f"/vragen/{waits.public_id}/")
    with django_assert_max_num_queries(20):
        own.get(f"/praktijk/{provider.public_id}/vragen/")
