"""Decisions about a request: two people before anybody is invited, and a refusal with its place in the policy."""

from __future__ import annotations

import re
from datetime import datetime

import pytest

from support.portal import browser_of, mandated, person, play
from support.portal_assessment import confirmed
from support.portal_intake import physiotherapy
from support.portal_questions import asked_by as asked_question
from support.portal_requests import asked_by, from_outside, left_out, newcomer, purchaser
from zorginkoop.portal import clock
from zorginkoop.portal.accounts.roles import ProviderRole, StaffRole
from zorginkoop.portal.audit.log import changing
from zorginkoop.portal.intake.opening import closes_at, is_closed
from zorginkoop.portal.mail.models import Message
from zorginkoop.portal.register.models import Decision, Provider
from zorginkoop.portal.requests import deciding, rules
from zorginkoop.portal.requests.models import AgreementRequest, Outcome
from zorginkoop.portal.requests.receiving import CannotError
from zorginkoop.portal.selection import changes, sending
from zorginkoop.portal.selection.models import Correction, Invitation

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("october")]
GROUND = "In deze wijk is verder niemand."


def _november(day: int = 3) -> None:
    play(datetime(2025, 11, day, 10, tzinfo=clock.AMSTERDAM))


def _asked() -> tuple[AgreementRequest, Provider]:
    provider = newcomer()
    left_out(physiotherapy(), provider)
    return asked_by(provider), provider


def test_a_late_applicant_is_invited_by_two_people_and_can_answer() -> None:
    _november()
    asked, provider = _asked()
    first, second = browser_of(purchaser()), browser_of(purchaser("Otto Inkoper"))
    address = f"/aanvragen/{asked.public_id}/"
    assert first.post(f"{address}benaderen/", {"ground": GROUND}).status_code == 303
    assert Correction.objects.get().ground.endswith(GROUND)
    assert "Akkoord, nodig uit" not in first.get(address).text
    assert first.post(f"{address}akkoord/").status_code == 409, "never the same person twice"
    assert "Akkoord, nodig uit" in second.get(address).text
    assert second.post(f"{address}akkoord/").status_code == 303
    sending.send(Correction.objects.get().choice.run_id)
    asked.refresh_from_db()
    assert asked.outcome == Outcome.INVITED
    assert asked.agreed_by != asked.granted_by
    decision = Decision.objects.get(fact="toegevoegde_waarde_regio")
    assert (decision.text, decision.ground, decision.decided_by) == ("ja", GROUND, "Ina Inkoper en Otto Inkoper")
    questionnaire = provider.questionnaires.get()
    assert not is_closed(questionnaire), "the term of the round binds nobody who came by a request"
    letter = Message.objects.get(subject__startswith="Uitnodiging")
    assert "24 oktober" not in letter.body, "nobody is asked for what is over"
    confirmed(provider)
    outcome = rules.judged(asked.agreement, provider)
    assert outcome.route is not None
    assert outcome.route.id == "aanvraag/toegewezen"


def test_the_accord_may_be_given_at_the_selection_too() -> None:
    asked, _provider = _asked()
    deciding.grant(asked, GROUND, purchaser())
    correction = Correction.objects.get()
    changes.agree(correction, purchaser("Otto Inkoper"))
    changes.start_sending(correction.choice.run)
    sending.send(correction.choice.run_id)
    asked.refresh_from_db()
    assert (asked.outcome, asked.agreed_by) == (Outcome.INVITED, Correction.objects.get().agreed_by)
    assert Decision.objects.filter(fact="toegevoegde_waarde_regio", text="ja").count() == 1


def test_a_proposal_that_is_taken_back_leaves_the_request_open() -> None:
    asked, _provider = _asked()
    deciding.grant(asked, GROUND, purchaser())
    changes.take_back(Correction.objects.get(), purchaser("Otto Inkoper"))
    asked.refresh_from_db()
    assert not deciding.is_granted(asked)
    with pytest.raises(CannotError, match="ingetrokken"):
        deciding.agree(asked, purchaser("Otto Inkoper"))
    deciding.refuse(asked, "toegevoegde_waarde", "Er zijn er genoeg.", purchaser())
    assert AgreementRequest.objects.get().outcome == Outcome.REFUSED


def test_who_was_invited_and_too_late_can_answer_after_two_people_agreed() -> None:
    _november()
    provider = newcomer()
    run = left_out(physiotherapy(), provider)
    with changing("test"):
        provider.invitations.create(agreement=run.agreement, run=run, channel="portaal", invited_at=clock.now())
    asked = asked_by(provider)
    assert closes_at(run.agreement, provider) is not None
    by = purchaser()
    deciding.grant(asked, GROUND, by)
    assert not Correction.objects.exists()
    with pytest.raises(CannotError, match="zelf"):
        deciding.agree(asked, by)
    deciding.agree(asked, purchaser("Otto Inkoper"))
    asked.refresh_from_db()
    assert asked.outcome == Outcome.REOPENED
    assert closes_at(run.agreement, provider) is None
    assert Invitation.objects.count() == 1
    assert Message.objects.filter(subject="Uw aanvraag is toegewezen").count() == 1


def test_a_refusal_names_the_reason_of_the_policy_its_place_and_what_next() -> None:
    asked, provider = _asked()
    browser, address = browser_of(purchaser()), f"/aanvragen/{asked.public_id}/afwijzen/"
    assert "toegevoegde waarde in de regio" in browser.get(f"/aanvragen/{asked.public_id}/").text
    wrong = browser.post(address, {"reason": "verzonnen", "ground": "Er zijn er genoeg."})
    assert wrong.status_code == 422
    assert "Er zijn er genoeg." in wrong.text
    assert browser.post(address, {"reason": "toegevoegde_waarde", "ground": ""}).status_code == 422
    assert browser.post(address, {"reason": "toegevoegde_waarde", "ground": "Er zijn er genoeg."}).status_code == 303
    asked.refresh_from_db()
    assert (asked.outcome, asked.places) == (Outcome.REFUSED, ["4/geen_aanbod_ontvangen/2"])
    letter = Message.objects.get(subject="Antwoord op uw aanvraag").body
    for words in (
        "Niet voldaan aan: de aanvraag heeft toegevoegde waarde in de regio.",
        "Er zijn er genoeg.",
        "hoofdstuk 4",
        "nieuwe aanvraag",
        "heroverweging",
    ):
        assert words in letter
    own = browser_of(mandated(provider, ProviderRole.READER))
    assert "Er zijn er genoeg." in own.get(f"/praktijk/{provider.public_id}/aanvragen/{asked.public_id}/").text
    assert Decision.objects.get(fact="toegevoegde_waarde_regio").text == "nee"
    outcome = rules.judged(asked.agreement, provider)
    assert outcome.route is not None
    assert outcome.route.id == "aanvraag/geweigerd"
    assert browser.post(address, {"reason": "toegevoegde_waarde", "ground": "Nog eens."}).status_code == 409


def test_two_colleagues_decide_once() -> None:
    asked, _provider = _asked()
    deciding.grant(asked, GROUND, purchaser())
    with pytest.raises(CannotError, match="al voor"):
        deciding.grant(asked, GROUND, purchaser("Otto Inkoper"))
    with pytest.raises(CannotError, match="stelde voor"):
        deciding.refuse(asked, "toegevoegde_waarde", "Nee.", purchaser("Otto Inkoper"))
    assert Correction.objects.count() == 1


def test_without_a_selection_it_is_said_what_to_do_first_and_nothing_is_kept() -> None:
    asked = asked_by(newcomer())
    answer = browser_of(purchaser()).post(f"/aanvragen/{asked.public_id}/benaderen/", {"ground": GROUND})
    assert answer.status_code == 409
    assert "Er is nog geen selectie" in answer.text
    assert GROUND in answer.text
    asked.refresh_from_db()
    assert asked.granted_at is None


def test_more_is_asked_for_and_shown() -> None:
    asked, provider = _asked()
    browser_of(purchaser()).post(f"/aanvragen/{asked.public_id}/meer/", {"wanted": "Stuur uw plan mee."})
    assert "Stuur uw plan mee." in Message.objects.get(subject__startswith="Wij hebben nog iets").body
    own = browser_of(mandated(provider, ProviderRole.FILLER))
    assert "Stuur uw plan mee." in own.get(f"/praktijk/{provider.public_id}/aanvragen/{asked.public_id}/").text


def test_who_does_not_speak_for_a_practice_is_told_and_nothing_of_the_practice() -> None:
    provider = newcomer()
    asked = from_outside(agb_code=provider.agb_code)
    sent = browser_of(purchaser()).post(f"/aanvragen/{asked.public_id}/niet-namens/", {"ground": "Niemand nam op."})
    assert sent.status_code == 303
    asked.refresh_from_db()
    assert asked.outcome == Outcome.NOT_THEIRS
    message = Message.objects.latest("pk")
    assert "Niemand nam op." in message.body
    assert provider.name not in message.body


def test_an_auditor_reads_and_decides_nothing() -> None:
    asked, _provider = _asked()
    auditor = browser_of(person("Anna Auditor", StaffRole.AUDITOR))
    assert auditor.get(f"/aanvragen/{asked.public_id}/").status_code == 200
    for what in ("benaderen", "afwijzen", "akkoord", "meer", "namens", "niet-namens"):
        assert auditor.post(f"/aanvragen/{asked.public_id}/{what}/").status_code == 403


def test_what_waits_stands_on_the_day_of_the_purchaser() -> None:
    asked, provider = _asked()
    browser = browser_of(purchaser())
    asked_question(provider)
    page = browser.get("/seizoen/").text
    assert "Aanvraag om een overeenkomst beslissen" in page
    assert "Vraag over het beleid beantwoorden" in page
    play(datetime(2025, 10, 23, tzinfo=clock.AMSTERDAM))
    assert "1 is te laat." in browser.get("/seizoen/").text
    deciding.refuse(asked, "toegevoegde_waarde", "Er zijn er genoeg.", purchaser())
    assert "Aanvraag om een overeenkomst beslissen" not in browser.get("/seizoen/").text


def test_the_forms_beside_each_other_share_no_id() -> None:
    provider = newcomer()
    left_out(physiotherapy(), provider)
    asked = asked_by(provider)
    page = browser_of(purchaser()).get(f"/aanvragen/{asked.public_id}/").content.decode()
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert len(ids) == len(set(ids)), sorted(one for one in set(ids) if ids.count(one) > 1)
