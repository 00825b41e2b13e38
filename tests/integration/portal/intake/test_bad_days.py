"""Bad input and bad days at the page itself: a clear message, everything that was typed, and nothing half kept."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.test import Client

from support import hostile_files as made
from support.portal import browser_of, mandated, play
from support.portal_intake import ADA, ANSWERS, BAS, CAS, questionnaire_of, staffed, upload
from zorginkoop.portal.accounts.models import User
from zorginkoop.portal.accounts.roles import ProviderRole
from zorginkoop.portal.audit.log import changing
from zorginkoop.portal.audit.models import Entry
from zorginkoop.portal.intake.confirming import confirm
from zorginkoop.portal.intake.drafts import draft_of
from zorginkoop.portal.intake.files import hand_in
from zorginkoop.portal.intake.models import DraftAnswer, EvidenceFile, Questionnaire
from zorginkoop.portal.intake.saving import Typed, save
from zorginkoop.portal.register.models import Fact

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("october")]
HOSTILE = {
    "a zip named pdf": (made.packed({"a.txt": "a"}), "hoe het ook heet"),
    "a macro": (made.office(more={"word/vbaProject.bin": b"x"}), "macro"),
    "a pdf with a password": (made.locked_pdf("geheim"), "wachtwoord"),
    "a bomb": (made.office(more={"word/media/image1.bmp": bytes(120 * 2**20)}), "veel te groot"),
}
TABS = 30


@pytest.fixture
def questionnaire() -> Questionnaire:
    """Open a questionnaire."""
    return questionnaire_of(staffed())


def filler(questionnaire: Questionnaire) -> Client:
    return browser_of(mandated(questionnaire.provider, ProviderRole.FILLER))


def page(questionnaire: Questionnaire, name: str) -> str:
    return f"/praktijk/{questionnaire.provider.public_id}/vragenlijst/{questionnaire.public_id}/{name}/"


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_beside_a_good_one_and_every_answer_stays(
    questionnaire: Questionnaire, name: str
) -> None:
    content, told = HOSTILE[name]
    typed = {
        "skf_keurmerk": "ja",
        "kngf_basisregister": "ja",
        "bewijs:skf_keurmerk-file": upload("keurmerk.pdf", content),
        "bewijs:skf_keurmerk-valid_until": "2027-01-01",
        "bewijs:kngf_basisregister-file": upload("kngf.pdf"),
    }
    sent = filler(questionnaire).post(page(questionnaire, "differentiatiefactor"), typed)
    text = sent.content.decode()
    assert (sent.status_code, told in text, 'value="2027-01-01"' in text) == (422, True, True)
    assert dict(DraftAnswer.objects.values_list("about", "text")) == {"skf_keurmerk": "ja", "kngf_basisregister": "ja"}
    assert [one.fact for one in EvidenceFile.objects.all()] == ["kngf_basisregister"], "the good one is kept"


def test_thirty_tabs_that_were_opened_before_anything_was_typed_lose_no_answer(questionnaire: Questionnaire) -> None:
    browser = filler(questionnaire)
    abouts = [f"personen/{one}/uren_hier" for one in (ADA, BAS, CAS)]
    statuses = []
    for tab in range(TABS):  # each knows of no answer yet
        about = abouts[tab % len(abouts)]
        typed = {about: str(tab + 1), f"versie:{about}": "0"}
        sent = browser.post(page(questionnaire, "personen"), typed)
        statuses.append(sent.status_code)
        assert sent.status_code == 303 or f'value="{tab + 1}"' in sent.content.decode(), "what is typed stands there"
    assert statuses == [303] * 3 + [409] * 27
    stored = DraftAnswer.objects.order_by("about").values_list("about", "text", "version")
    assert list(stored) == [(abouts[0], "1", 1), (abouts[1], "2", 1), (abouts[2], "3", 1)]
    assert Entry.objects.filter(action="intake.answers_saved", details__changed=1).count() == len(abouts)


def test_a_deadline_that_passes_while_somebody_types_keeps_answers_and_the_file(questionnaire: Questionnaire) -> None:
    browser = filler(questionnaire)
    assert browser.get(page(questionnaire, "differentiatiefactor")).status_code == 200
    play(datetime(2025, 10, 24, 22, 0, 0, tzinfo=UTC))
    typed = {"skf_keurmerk": "ja", "bewijs:skf_keurmerk-file": upload()}
    sent = browser.post(page(questionnaire, "differentiatiefactor"), typed, follow=True)
    assert "Wat u invulde is bewaard" in sent.content.decode()
    assert "aanvraagformulier" in sent.content.decode(), "and what now"
    assert (DraftAnswer.objects.get().text, EvidenceFile.objects.count()) == ("ja", 1)


def earlier(questionnaire: Questionnaire, by: User) -> Questionnaire:
    """Let the practice have said last year that it can be called, and say all the rest now."""
    with changing("test"):
        Fact.objects.create(
            provider=questionnaire.provider, subject_kind="aanbieder", subject_id=questionnaire.provider.agb_code,
            name="telefonisch_bereikbaar", care_group="paramedische_zorg", text="ja", source="opgave",
            known_since=date(2024, 10, 3),
        )  # fmt: skip
    rest = {about: Typed(text, 0) for about, text in ANSWERS.items() if about != "telefonisch_bereikbaar"}
    save(questionnaire, rest, by)
    hand_in(questionnaire, "skf_keurmerk", upload(), None, by)
    return questionnaire


def test_an_answer_of_last_year_is_shown_with_source_and_date_wherever_it_counts(questionnaire: Questionnaire) -> None:
    signatory = mandated(questionnaire.provider, ProviderRole.SIGNATORY)
    earlier(questionnaire, signatory)
    browser = browser_of(signatory)
    assert "3 oktober 2024" in browser.get(page(questionnaire, "randvoorwaarde")).content.decode()
    check = browser.get(page(questionnaire, "controleren")).content.decode()
    assert "3 oktober 2024)" in check
    assert "antwoord dat u nu niet opnieuw gaf" in check
    confirm(questionnaire, draft_of(questionnaire).content_hash, signatory)
    answers = (questionnaire.receipt or {})["antwoorden"]
    line = next(one for one in answers if one["over"] == "telefonisch_bereikbaar")
    assert (line["sinds"], "sinds" in answers[0]) == ("2024-10-03", False)
    assert "3 oktober 2024" in browser.get(page(questionnaire, "ontvangstbewijs")).content.decode()
    kept = Fact.objects.filter(name="telefonisch_bereikbaar")
    assert [one.known_since for one in kept] == [date(2024, 10, 3)], "nobody is made to have said it again"


def test_saying_it_again_this_year_is_an_answer_of_this_year(questionnaire: Questionnaire) -> None:
    signatory = mandated(questionnaire.provider, ProviderRole.SIGNATORY)
    earlier(questionnaire, signatory)
    save(questionnaire, {"telefonisch_bereikbaar": Typed("nee", 0)}, signatory)
    check = browser_of(signatory).get(page(questionnaire, "controleren")).content.decode()
    assert "3 oktober 2024" not in check
