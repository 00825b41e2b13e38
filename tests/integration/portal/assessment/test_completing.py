"""A provider is asked to complete something by a day: the clock stands still, and goes on, answered or not."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from support.portal import browser_of, mandated, person, play, practice
from support.portal_assessment import confirmed, judged
from support.portal_intake import pdf, upload
from zorginkoop.portal.accounts.models import User
from zorginkoop.portal.accounts.roles import ProviderRole, StaffRole
from zorginkoop.portal.assessment import completing, interests, work
from zorginkoop.portal.assessment.effects import ACCEPTED
from zorginkoop.portal.assessment.models import Completion, InterestKind, WorkItem, WorkKind
from zorginkoop.portal.assessment.verdicts import give_verdict
from zorginkoop.portal.intake.models import EvidenceFile
from zorginkoop.portal.mail.models import Message
from zorginkoop.portal.register.models import Evidence

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("october")]
ASKED = "De achterkant van het certificaat ontbreekt."
LAST = date(2025, 10, 22)  # it is 15 October


def purchaser(name: str = "Ingrid Inkoper") -> User:
    """Make a purchaser."""
    return person(name, StaffRole.PURCHASER)


def evidence() -> WorkItem:
    """Let evidence wait for a person."""
    judged(confirmed())
    return WorkItem.objects.select_related("provider", "agreement__season").get(kind=WorkKind.EVIDENCE)


def asked(item: WorkItem, by: User | None = None) -> Completion:
    """Ask for a completion."""
    return completing.ask(item, ASKED, LAST, by or purchaser())


def own_page(made: Completion) -> str:
    """Give the page of the provider."""
    return reverse("assessment:completion", args=[made.item.provider.public_id, made.public_id])


def later(day: int, hour: int = 8, minute: int = 30) -> None:
    """Play a moment of October."""
    play(datetime(2025, 10, day, hour, minute, tzinfo=UTC))


def test_a_completion_is_asked_told_answered_and_stands_beside_the_evidence() -> None:
    item, by = evidence(), purchaser()
    address = reverse("assessment:ask", args=[item.public_id])
    sent = browser_of(by).post(address, {"asked": ASKED, "last_day": "2025-10-22"})
    assert sent.status_code == 303
    made = Completion.objects.get()
    told = Message.objects.latest("pk")
    assert own_page(made) in told.body
    assert "22 oktober 2025" in told.body
    assert ASKED not in told.body, "what is missing stands behind the sign-in"
    filler = browser_of(mandated(item.provider, ProviderRole.FILLER, name="Femke Invuller"))
    assert own_page(made) in filler.get(f"/praktijk/{item.provider.public_id}/uitkomst/").content.decode()
    assert ASKED in filler.get(own_page(made)).content.decode()
    back = upload("achterkant.pdf", pdf("achterkant"))
    answered = filler.post(own_page(made), {"answer": "De achterkant, gescand.", "file": back})
    assert answered.status_code == 303
    assert EvidenceFile.objects.filter(evidence=Evidence.objects.get(), withdrawn_at=None).count() == 2
    text = browser_of(by).get(reverse("assessment:item", args=[item.public_id])).content.decode()
    assert "De achterkant, gescand." in text
    assert "achterkant.pdf" in text
    assert own_page(made) not in filler.get(f"/praktijk/{item.provider.public_id}/uitkomst/").content.decode()


def test_the_clock_stands_still_until_the_answer() -> None:
    item = evidence()
    later(17)
    made = asked(item)
    later(21)
    assert completing.days_with_us(item, item.completions.all()) == 2, "from the 15th until the 17th"
    completing.answer(made, "Hierbij.", None, mandated(item.provider, ProviderRole.FILLER))
    later(24)
    assert completing.days_with_us(item, item.completions.all()) == 5, "and three days after the answer"


def test_without_an_answer_the_clock_goes_on_the_day_after_and_the_work_comes_back() -> None:
    item, by = evidence(), purchaser()
    asked(item, by)
    browser, mine = browser_of(by), reverse("assessment:queue") + "?van=vrij"
    later(22, 21)  # 23 hours in Amsterdam: the last day counts to its end
    assert completing.days_with_us(item, item.completions.all()) == 0
    assert str(item.public_id) not in browser.get(mine).content.decode()
    assert item not in WorkItem.objects.filter(work.open_to_person(by)), "as the season page counts it"
    later(22, 22, 0)  # midnight
    text = browser.get(mine).content.decode()
    assert str(item.public_id) in text
    assert "niet aangevuld" in text
    later(25, 22)
    assert completing.days_with_us(item, item.completions.all()) == 3
    give_verdict(item, ACCEPTED, "", by)
    assert Evidence.objects.get().verdict == ACCEPTED, "a person decides on what is there"


def test_while_it_waits_the_queue_says_so_and_nobody_is_asked_twice() -> None:
    item, by = evidence(), purchaser()
    asked(item, by)
    assert "wacht op aanvulling tot en met 22 oktober 2025" in browser_of(by).get("/werkvoorraad/").content.decode()
    with pytest.raises(completing.CannotAskError):
        asked(item, by)
    later(23)
    completing.ask(item, ASKED, date(2025, 10, 30), by)
    assert [one.ended_at is None for one in item.completions.order_by("pk")] == [False, True]


def test_a_late_answer_is_taken_in_while_nobody_decided() -> None:
    item = evidence()
    made, filler = asked(item), mandated(item.provider, ProviderRole.FILLER)
    later(24)
    assert "Zolang wij niet beslisten" in browser_of(filler).get(own_page(made)).content.decode()
    completing.answer(made, "Toch nog.", None, filler)
    made.refresh_from_db()
    assert completing.is_late(made)


@pytest.mark.parametrize("before", ["answered", "decided"])
def test_an_answer_that_comes_second_changes_nothing_and_keeps_what_was_typed(before: str) -> None:
    item, by = evidence(), purchaser()
    made, filler = asked(item, by), mandated(item.provider, ProviderRole.FILLER)
    if before == "answered":
        completing.answer(made, "De eerste.", None, filler)
    else:
        give_verdict(item, ACCEPTED, "", by)
    sent = browser_of(filler).post(own_page(made), {"answer": "De tweede."})
    assert sent.status_code == 409
    assert "De tweede." in sent.content.decode()
    made.refresh_from_db()
    assert made.answer == ("De eerste." if before == "answered" else "")


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"asked": " "}, "Schrijf op wat de aanbieder moet aanvullen"),
        ({"last_day": "2025-10-15"}, "kies een dag na vandaag"),
        ({"last_day": "gisteren"}, "Schrijf de datum als"),
    ],
)
def test_what_is_not_whole_is_asked_again(typed: dict[str, str], told: str) -> None:
    item = evidence()
    whole = {"asked": ASKED, "last_day": "2025-10-22"}
    sent = browser_of(purchaser()).post(reverse("assessment:ask", args=[item.public_id]), whole | typed)
    assert sent.status_code == 422
    assert told in sent.content.decode()
    assert not Completion.objects.exists()


def test_who_is_tied_or_too_late_asks_nothing() -> None:
    item, tied = evidence(), purchaser()
    interests.state(tied, item.provider, InterestKind.WORK)
    address = reverse("assessment:ask", args=[item.public_id])
    whole = {"asked": ASKED, "last_day": "2025-10-22"}
    assert browser_of(tied).post(address, whole).status_code == 403
    give_verdict(item, ACCEPTED, "", purchaser())
    late = browser_of(purchaser()).post(address, whole)
    assert late.status_code == 409
    assert ASKED in late.content.decode()
    assert not Completion.objects.exists()


def test_a_file_that_is_no_evidence_is_refused_and_the_text_is_kept() -> None:
    made = asked(evidence())
    filler = browser_of(mandated(made.item.provider, ProviderRole.FILLER))
    wrong = SimpleUploadedFile("certificaat.pdf", b"MZ no pdf at all")
    sent = filler.post(own_page(made), {"answer": "Hierbij.", "file": wrong})
    assert sent.status_code == 422
    assert "Hierbij." in sent.content.decode()
    made.refresh_from_db()
    assert made.answered_at is None


def test_another_provider_finds_nothing_and_a_reader_adds_nothing() -> None:
    made = asked(evidence())
    other = mandated(practice("04000077", "Praktijk Elders"), ProviderRole.FILLER)
    strange = reverse("assessment:completion", args=[other.mandates.get().provider.public_id, made.public_id])
    assert browser_of(other).get(strange).status_code == 404
    reader = browser_of(mandated(made.item.provider, ProviderRole.READER))
    assert reader.get(own_page(made)).status_code == 200
    assert reader.post(own_page(made), {"answer": "Hierbij."}).status_code == 403
    made.refresh_from_db()
    assert made.answered_at is None
