"""What a provider says is not right is work at once: the register is corrected and judged by, or it reads why not."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

import pytest

from support.portal import browser_of, mandated, person, play, practice
from support.portal_assessment import confirmed, judged
from support.portal_intake import ADA, CAS, questionnaire_of, staffed
from zorginkoop.portal import clock
from zorginkoop.portal.accounts.models import User
from zorginkoop.portal.accounts.roles import ProviderRole, StaffRole
from zorginkoop.portal.assessment.models import Assessment, WorkItem, WorkKind
from zorginkoop.portal.audit.log import changing
from zorginkoop.portal.intake.models import Correction, CorrectionVerdict, Questionnaire
from zorginkoop.portal.intake.saving import say_wrong
from zorginkoop.portal.mail.models import Message
from zorginkoop.portal.register.models import Decision, Employment, Fact, Index, Registration

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("october")]
INDEX = "behandelindex@2024"


def purchaser(name: str = "Ingrid Inkoper") -> User:
    """Make a purchaser."""
    return person(name, StaffRole.PURCHASER)


def said(questionnaire: Questionnaire, about: str, shown: str) -> WorkItem:
    """Let a provider say that something is not right, and give the work that it is."""
    by = mandated(questionnaire.provider, ProviderRole.FILLER, name="Fien Invuller")
    found = say_wrong(questionnaire, about, shown, "Dit klopt niet.", by)
    return WorkItem.objects.get(kind=WorkKind.CORRECTION, reference=str(found.pk))


def answered(item: WorkItem, /, by: User | None = None, **typed: str) -> int:
    """Fill in what is done with it; give the status of the answer."""
    whole = {
        "verdict": "gecorrigeerd", "source": "vektis", "known_since": "2025-10-14", "note": "U hebt gelijk.", **typed
    }  # fmt: skip
    return browser_of(by or purchaser()).post(f"/werkvoorraad/{item.public_id}/", whole).status_code


def test_a_message_is_work_at_once_for_who_looks_after_the_provider() -> None:
    owner = purchaser("Vaste Inkoper")
    provider = staffed(practice("04000007", "Praktijk Vast", fixed_purchaser=owner))
    item = said(questionnaire_of(provider), INDEX, "140")
    assert (item.assigned_to, item.closed_at) == (owner, None)


def test_the_register_is_corrected_with_its_source_and_judged_by() -> None:
    questionnaire = confirmed()
    first = judged(questionnaire)
    item = said(questionnaire, INDEX, "140")
    before = clock.now()
    play(datetime(2025, 10, 15, 15, 0, tzinfo=UTC))
    assert answered(item, text="160") == 303
    index = Index.objects.standing().get(provider=questionnaire.provider)
    assert (index.value, index.source, index.known_since) == ("160", "vektis", date(2025, 10, 14))
    assert [one.value for one in Index.objects.standing_at(before)] == ["140"], "what stood before is kept"
    after = Assessment.objects.current().get()
    assert (first.result, after.result) == ("aanbod", "niets")
    told = Correction.objects.get()
    assert (told.verdict, told.reply) == (CorrectionVerdict.CORRECTED, "U hebt gelijk.")


def test_the_provider_reads_what_was_done_and_the_mail_only_says_that() -> None:
    questionnaire = confirmed()
    item = said(questionnaire, INDEX, "140")
    own, teller = f"/praktijk/{questionnaire.provider.public_id}/uitkomst/", Correction.objects.get().said_by
    page = browser_of(teller).get(own).content.decode()
    assert "De landelijke behandelindex over 2024: Dit klopt niet." in page
    assert "Wij kijken hiernaar." in page
    assert answered(item, verdict="afgewezen", note="Vektis meldt 140 in versie 3.") == 303
    assert Index.objects.standing().get(provider=questionnaire.provider).value == "140"
    told = Correction.objects.select_related("said_by").get()
    message = Message.objects.get(to=told.said_by.email)
    assert "Vektis" not in message.body
    assert "140" not in message.body
    page = browser_of(teller).get(own).content.decode()
    assert "Niet aangepast." in page
    assert "Vektis meldt 140 in versie 3." in page
    assert not WorkItem.objects.filter(kind=WorkKind.CORRECTION, closed_at=None).exists()


@pytest.mark.parametrize(
    "typed",
    [
        {"verdict": ""},
        {"text": ""},
        {"text": "veel"},
        {"text": "160", "source": " "},
        {"text": "160", "known_since": ""},
        {"text": "160", "known_since": "2025-10-16"},
        {"text": "160", "note": ""},
        {"verdict": "afgewezen", "note": " "},
    ],
)
def test_an_answer_that_is_not_whole_is_asked_again(typed: dict[str, str]) -> None:
    questionnaire = confirmed()
    item = said(questionnaire, INDEX, "140")
    assert answered(item, None, **typed) == 422
    assert Index.objects.get().value == "140"
    assert Correction.objects.get().handled_at is None


def test_the_second_of_two_changes_nothing() -> None:
    item = said(confirmed(), INDEX, "140")
    assert answered(item, text="130") == 303
    assert answered(item, text="150") == 409
    assert Index.objects.standing().get().value == "130"


def test_a_fact_of_the_provider_is_corrected_and_its_history_stays() -> None:
    questionnaire = questionnaire_of(staffed())
    item = said(questionnaire, "vecozo_certificaat", "ja")
    assert answered(item, text="nee", source="vecozo") == 303
    facts = Fact.objects.filter(provider=questionnaire.provider, name="vecozo_certificaat").order_by("pk")
    assert [(one.text, one.withdrawn_at is None) for one in facts] == [("ja", False), ("nee", True)]


def test_somebody_who_left_is_no_longer_counted() -> None:
    questionnaire = questionnaire_of(staffed())
    item = said(questionnaire, f"personen/{CAS}/beroep", "fysiotherapeut")
    assert answered(item, ends_on="2025-09-30") == 303
    row = Employment.objects.standing().get(person_agb=CAS)
    assert (row.valid_until, row.source) == (date(2025, 9, 30), "vektis")


def test_what_stands_of_a_person_in_a_column_is_corrected_there() -> None:
    questionnaire = questionnaire_of(staffed())
    item = said(questionnaire, f"personen/{CAS}/beroep", "fysiotherapeut")
    assert answered(item, text="oefentherapeut") == 303
    assert Employment.objects.standing().get(person_agb=CAS).profession == "oefentherapeut"
    assert Employment.objects.filter(person_agb=CAS).count() == 2


def test_a_registration_of_a_person_ends() -> None:
    questionnaire = questionnaire_of(staffed())
    item = said(questionnaire, f"personen/{ADA}/registraties/irf/register", "irf")
    assert answered(item, ends_on="2025-09-30") == 303
    row = Registration.objects.standing().get(holder_agb=ADA, register="irf")
    assert row.valid_until == date(2025, 9, 30)


def test_what_was_put_right_by_an_import_is_answered_without_a_value() -> None:
    item = said(confirmed(), INDEX, "140")
    assert answered(item) == 422
    with changing("test"):
        Index.objects.update(value="120")
    text = browser_of(purchaser()).get(f"/werkvoorraad/{item.public_id}/").content.decode()
    assert "Het register is intussen veranderd" in text
    assert answered(item) == 303
    assert Index.objects.count() == 1


def test_what_is_outranked_is_not_said_to_be_corrected() -> None:
    questionnaire = questionnaire_of(staffed())
    item = said(questionnaire, "vecozo_certificaat", "ja")
    with changing("test"):
        Decision.objects.create(
            provider=questionnaire.provider, insurer="3360", care_type="fysiotherapie", year=2026,
            fact="vecozo_certificaat", text="ja", ground="gezien", decided_by="een inkoper", decided_at=clock.now(),
        )  # fmt: skip
    assert answered(item, text="nee") == 422
    assert Fact.objects.filter(name="vecozo_certificaat").count() == 1
    assert Correction.objects.get().handled_at is None


def test_what_is_not_there_any_more_can_only_be_answered() -> None:
    questionnaire = questionnaire_of(staffed())
    item = said(questionnaire, f"personen/{CAS}/beroep", "fysiotherapeut")
    with changing("test"):
        Employment.objects.filter(person_agb=CAS).update(withdrawn_at=clock.now())
    text = browser_of(purchaser()).get(f"/werkvoorraad/{item.public_id}/").content.decode()
    assert "Dit staat niet meer in het register." in text
    assert not re.search('name="text"', text)
    assert answered(item) == 303, "it was put right already"
