"""The evidence vault: typed by the policy, asked once, told before it ends, withdrawn with what rests on it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from support.portal import browser_of, mandated, person, play, practice
from support.portal_assessment import confirmed, judged
from support.portal_intake import ANSWERS, pdf, questionnaire_of, staffed, upload
from zorginkoop.portal import clock
from zorginkoop.portal.accounts.models import User
from zorginkoop.portal.accounts.roles import ProviderRole, StaffRole
from zorginkoop.portal.assessment.models import Assessment, WorkItem
from zorginkoop.portal.audit.log import changing
from zorginkoop.portal.audit.models import Reading
from zorginkoop.portal.intake import expiring
from zorginkoop.portal.intake.confirming import confirm
from zorginkoop.portal.intake.drafts import draft_of
from zorginkoop.portal.intake.files import About, hand_in
from zorginkoop.portal.intake.jobs import any_evidence_ending, tell_of_ending_evidence
from zorginkoop.portal.intake.kinds import FileRefusedError
from zorginkoop.portal.intake.models import EvidenceFile, ExpiryNotice, Questionnaire
from zorginkoop.portal.intake.saving import Typed, save
from zorginkoop.portal.mail.models import Message
from zorginkoop.portal.register.models import Evidence

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("october")]
FACT = "skf_keurmerk"


def filled(until: date | None = None, since: date | None = None) -> tuple[Questionnaire, User]:
    """Confirm a questionnaire with one piece of evidence."""
    questionnaire = questionnaire_of(staffed(practice(vecozo_email="post@verzonnen.example")))
    signatory = mandated(questionnaire.provider, ProviderRole.SIGNATORY)
    save(questionnaire, {about: Typed(text, 0) for about, text in ANSWERS.items()}, signatory)
    hand_in(questionnaire, FACT, upload("Keurmerk.pdf"), About(since, until), signatory)
    return confirm(questionnaire, draft_of(questionnaire).content_hash, signatory), signatory


def vault(questionnaire: Questionnaire) -> str:
    return f"/praktijk/{questionnaire.provider.public_id}/bewijs/"


def test_the_vault_names_the_kind_as_the_policy_does_with_its_days_and_state() -> None:
    questionnaire, _by = filled(date(2027, 1, 31), date(2025, 2, 1))
    text = browser_of(mandated(questionnaire.provider, ProviderRole.READER)).get(vault(questionnaire)).content.decode()
    for word in ("Keurmerk.pdf", "vanaf 1 februari 2025", "tot en met 31 januari 2027", "nog niet beoordeeld"):
        assert word in text
    assert FACT not in text
    assert "intrekken" not in text, "a reader changes nothing"
    purchaser = person("Ine Koper", StaffRole.PURCHASER)
    assert browser_of(purchaser).get(vault(questionnaire)).status_code == 200
    assert Reading.objects.filter(what="intake.vault", actor_id=f"user:{purchaser.pk}").exists()
    other = mandated(practice("04000008", "Fysiotherapie Anders"), ProviderRole.MANAGER)
    assert browser_of(other).get(vault(questionnaire)).status_code == 404


@pytest.mark.parametrize(
    ("since", "until", "told"),
    [(date(2026, 2, 1), date(2026, 1, 1), "ligt voor"), (None, date(2025, 1, 1), "niet meer geldig")],
)
def test_days_that_cannot_be_are_said(since: date | None, until: date, told: str) -> None:
    questionnaire = questionnaire_of(staffed())
    filler = mandated(questionnaire.provider, ProviderRole.FILLER)
    there = f"/praktijk/{questionnaire.provider.public_id}/vragenlijst/{questionnaire.public_id}/differentiatiefactor/"
    typed = {"skf_keurmerk": "ja", "bewijs:skf_keurmerk-file": upload(), "bewijs:skf_keurmerk-valid_until": str(until)}
    sent = browser_of(filler).post(there, {**typed, "bewijs:skf_keurmerk-valid_from": str(since or "")})
    assert (sent.status_code, told in sent.content.decode(), f'value="{until}"' in sent.content.decode()) == (
        422,
        True,
        True,
    )
    assert not EvidenceFile.objects.exists()


def test_the_same_file_in_a_later_year_is_known_and_need_not_come_twice() -> None:
    questionnaire, signatory = filled(date(2027, 1, 31))  # which stands for a form of a later year from here on
    with changing("test"):
        Questionnaire.objects.filter(pk=questionnaire.pk).update(confirmed_at=None)
    questionnaire.refresh_from_db()
    with pytest.raises(FileRefusedError, match="hebben wij al van 15 oktober 2025"):
        hand_in(questionnaire, FACT, upload("zelfde.pdf"), None, signatory)
    later = About(valid_until=date(2028, 1, 31))
    assert hand_in(questionnaire, FACT, upload("zelfde.pdf"), later, signatory).valid_until == date(2028, 1, 31)
    with changing("test"):
        Evidence.objects.update(verdict="afgekeurd", ground="onleesbaar", judged_at=clock.now())
    with pytest.raises(FileRefusedError, match="niet accepteerden"):
        hand_in(questionnaire, FACT, upload("zelfde.pdf"), None, signatory)


def test_withdrawn_evidence_proves_nothing_and_every_outcome_that_rests_on_it_follows() -> None:
    questionnaire = confirmed()
    first = judged(questionnaire)
    provider = questionnaire.provider
    with changing("test"):
        Evidence.objects.update(verdict="goed", judged_at=clock.now())
    before = judged(questionnaire)
    assert before.pk != first.pk
    file = EvidenceFile.objects.get()
    browser = browser_of(mandated(provider, ProviderRole.MANAGER))
    page = f"{vault(questionnaire)}{file.public_id}/intrekken/"
    assert page in browser.get(vault(questionnaire)).content.decode()
    assert browser.post(page, {"because": " "}).status_code == 422
    play(clock.now() + timedelta(hours=1))
    assert browser.post(page, {"because": "het keurmerk is ons afgenomen"}).status_code == 303
    assert "ingetrokken" in browser.get(vault(questionnaire)).content.decode()
    piece = Evidence.objects.get()
    assert (piece.verdict, "afgenomen" in piece.ground) == ("afgekeurd", True)
    after = Assessment.objects.current().get(provider=provider)
    assert after.pk != before.pk
    assert after.variant != before.variant
    assert not WorkItem.objects.filter(kind="bewijs", closed_at=None).exists()
    again = browser.post(page, {"because": "nog eens"})
    assert (again.status_code, "nog eens" in again.content.decode()) == (409, True)
    assert browser_of(mandated(provider, ProviderRole.READER)).get(page).status_code == 403


def test_what_ends_soon_is_told_once_by_mail_and_waits_for_a_purchaser() -> None:
    questionnaire, _by = filled(date(2025, 12, 31))
    assert not any_evidence_ending(), "that is more than eight weeks away"
    play(clock.now() + timedelta(weeks=5))
    assert any_evidence_ending()
    for _ in range(2):
        tell_of_ending_evidence.call()
    message = Message.objects.get(subject="Uw bewijs verloopt binnenkort")
    assert (message.to, "tot en met 31 december 2025" in message.body) == ("post@verzonnen.example", True)
    assert "Keurmerk.pdf" not in message.body
    reader = browser_of(mandated(questionnaire.provider, ProviderRole.READER))
    assert "verloopt binnenkort" in reader.get(vault(questionnaire)).content.decode()
    purchaser = browser_of(person("Ine Koper", StaffRole.PURCHASER))
    assert questionnaire.provider.name in purchaser.get("/bewijs/").content.decode()
    assert b"2025-12-31" in purchaser.get("/bewijs/?vorm=csv").getvalue()
    there = f"/bewijs/{ExpiryNotice.objects.get().pk}/"
    assert purchaser.post(there, {"note": ""}).status_code == 422
    assert purchaser.post(there, {"note": "gebeld"}).status_code == 303
    assert questionnaire.provider.name not in purchaser.get("/bewijs/").content.decode()
    colleague = browser_of(person("Bob Koper", StaffRole.PURCHASER)).post(there, {"note": "ook gebeld"})
    assert (colleague.status_code, "ook gebeld" in colleague.content.decode()) == (409, True)
    assert ExpiryNotice.objects.get().note == "gebeld"


def test_newer_evidence_that_holds_longer_ends_the_notice_by_itself() -> None:
    questionnaire, _by = filled(date(2025, 12, 31))
    play(clock.now() + timedelta(weeks=5))
    expiring.tell()
    assert expiring.waiting().count() == 1
    with changing("test"):
        Evidence.objects.create(
            provider=questionnaire.provider, fact=FACT, handed_in_at=clock.now(), valid_until=date(2027, 1, 1)
        )
    assert expiring.waiting().count() == 0
    assert not any_evidence_ending()


def test_a_provider_without_address_is_work_all_the_same() -> None:
    questionnaire, _by = filled(date(2025, 12, 31))
    with changing("test"):
        type(questionnaire.provider).objects.filter(pk=questionnaire.provider.pk).update(vecozo_email="")
    play(clock.now() + timedelta(weeks=5))
    expiring.tell()
    assert ExpiryNotice.objects.get().message is None
    text = browser_of(person("Ine Koper", StaffRole.PURCHASER)).get("/bewijs/").content.decode()
    assert "geen adres bekend" in text


def test_confidential_needs_a_reason_and_a_reason_needs_the_tick() -> None:
    questionnaire = questionnaire_of(staffed())
    browser = browser_of(mandated(questionnaire.provider, ProviderRole.FILLER))
    there = f"/praktijk/{questionnaire.provider.public_id}/vragenlijst/{questionnaire.public_id}/differentiatiefactor/"

    def sent(**more: str) -> tuple[int, str]:
        fields = {f"bewijs:skf_keurmerk-{name}": text for name, text in more.items()}
        given = browser.post(there, {"skf_keurmerk": "ja", "bewijs:skf_keurmerk-file": upload(), **fields})
        return given.status_code, given.content.decode()

    status, text = sent(confidential="on")
    assert (status, "Schrijf waarom" in text) == (422, True)
    status, text = sent(because="patiënten op de foto")
    assert (status, "Kruis aan" in text, "patiënten op de foto" in text) == (422, True, True)
    assert not EvidenceFile.objects.exists()
    assert sent(confidential="on", because="patiënten op de foto")[0] == 303
    assert EvidenceFile.objects.get().confidential_because == "patiënten op de foto"


def test_confidential_is_seen_by_fewer_on_every_page_in_the_receipt_and_as_a_file() -> None:
    questionnaire = questionnaire_of(staffed())
    signatory = mandated(questionnaire.provider, ProviderRole.SIGNATORY)
    save(questionnaire, {about: Typed(text, 0) for about, text in ANSWERS.items()}, signatory)
    about = About(confidential_because="namen van patiënten")
    file = hand_in(questionnaire, FACT, upload("Geheimrapport.pdf", pdf("geheim")), about, signatory)
    start = f"/praktijk/{questionnaire.provider.public_id}/vragenlijst/{questionnaire.public_id}/"
    few = [signatory, mandated(questionnaire.provider, ProviderRole.FILLER), person("Ine", StaffRole.PURCHASER)]
    others = [mandated(questionnaire.provider, ProviderRole.READER), person("Aad", StaffRole.AUDITOR)]

    def pages(one: User, *names: str) -> str:
        return "".join(browser_of(one).get(name).content.decode() for name in names)

    names = [f"{start}differentiatiefactor/", f"{start}controleren/"]
    assert all(pages(one, *names).count("Geheimrapport.pdf") >= 2 for one in few)
    assert not any("Geheimrapport" in pages(one, *names) for one in others)
    confirm(questionnaire, draft_of(questionnaire).content_hash, signatory)
    judged(questionnaire)
    work = f"/werkvoorraad/{WorkItem.objects.get(kind='bewijs', closed_at=None).public_id}/"
    late = [vault(questionnaire), f"{start}ontvangstbewijs/"]
    assert "Geheimrapport.pdf" in pages(few[2], work, *late)
    assert not any("Geheimrapport" in pages(one, *late) for one in others)
    assert "Geheimrapport" not in pages(others[1], work)
    assert "Vertrouwelijk stuk" in pages(others[1], work, *late)
    assert [browser_of(one).get(f"{start}bewijs/{file.public_id}/").status_code for one in (*few, *others)] == [
        *[200] * 3,
        *[404] * 2,
    ]
