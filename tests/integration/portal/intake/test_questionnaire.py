"""A practice fills in its questionnaire: asked once, nothing typed lost, confirmed by who may, and kept as it was."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from support.portal import browser_of, mandated, person, play, practice
from support.portal_intake import ADA, ANSWERS, BAS, CAS, pdf, physiotherapy, questionnaire_of, staffed, upload
from zorginkoop.kernel.canonical import content_hash
from zorginkoop.portal import clock
from zorginkoop.portal.accounts.models import User
from zorginkoop.portal.accounts.roles import ProviderRole, StaffRole
from zorginkoop.portal.audit.log import changing
from zorginkoop.portal.audit.models import Entry
from zorginkoop.portal.editions.models import Channel
from zorginkoop.portal.intake.drafts import draft_of
from zorginkoop.portal.intake.files import path_of
from zorginkoop.portal.intake.models import Correction, DraftAnswer, EvidenceFile, Questionnaire
from zorginkoop.portal.intake.opening import CONFIRMED, OFFERED, open_questionnaire
from zorginkoop.portal.intake.saving import Typed, save
from zorginkoop.portal.register.models import Employment, Event, Evidence, Fact
from zorginkoop.portal.selection.models import Invitation
from zorginkoop.portal.selection.signals import invited

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("october")]

LAST_MINUTE = datetime(2025, 10, 24, 21, 59, 50, tzinfo=UTC)
TOO_LATE = datetime(2025, 10, 24, 22, 0, 0, tzinfo=UTC)


def address(questionnaire: Questionnaire, page: str = "") -> str:
    """Give the address of a page of a questionnaire."""
    start = f"/praktijk/{questionnaire.provider.public_id}/vragenlijst/{questionnaire.public_id}/"
    return f"{start}{page}/" if page else start


def answer(questionnaire: Questionnaire, by: User, **others: str) -> None:
    """Answer everything, some of it otherwise."""
    given = {**ANSWERS, **others}
    save(questionnaire, {about: Typed(text, 0) for about, text in given.items() if text}, by)


def completed(questionnaire: Questionnaire, by: User) -> Client:
    """Answer everything in a browser, with the evidence that goes with it."""
    answer(questionnaire, by)
    browser = browser_of(by)
    sent = browser.post(
        address(questionnaire, "differentiatiefactor"),
        {
            "kngf_basisregister": "nee",
            "skf_keurmerk": "ja",
            "bewijs:skf_keurmerk-file": upload(),
            "bewijs:skf_keurmerk-valid_until": "2027-01-01",
        },
    )
    assert sent.status_code == 303
    return browser


def confirm(browser: Client, questionnaire: Questionnaire) -> int:
    """Look everything over and confirm what is shown; give the status of the answer."""
    shown = draft_of(questionnaire).content_hash
    return browser.post(address(questionnaire, "bevestigen"), {"shown": shown}).status_code


def test_opening_twice_is_one_questionnaire_and_one_event() -> None:
    provider, agreement = staffed(), physiotherapy()
    first, second = open_questionnaire(agreement, provider), open_questionnaire(agreement, provider)
    assert first.pk == second.pk
    assert Event.objects.filter(provider=provider, name=OFFERED).count() == 1


@pytest.mark.parametrize(("channel", "opened"), [(Channel.PORTAL, 1), (Channel.EMAIL, 1), (Channel.VECOZO, 0)])
def test_an_invitation_opens_the_questionnaire_where_it_is_filled_in_here(channel: Channel, opened: int) -> None:
    provider, agreement = staffed(), physiotherapy(channel)
    invitation = Invitation(agreement=agreement, provider=provider, channel=channel, invited_at=clock.now())
    invited.send(Invitation, invitation=invitation)
    assert Questionnaire.objects.filter(provider=provider).count() == opened
    assert Event.objects.filter(provider=provider, name=OFFERED).count() == opened


def test_only_what_can_matter_is_asked_and_the_register_answers_the_rest() -> None:
    questionnaire = questionnaire_of(staffed())
    asked = draft_of(questionnaire).asked
    hours = {one.of: one.is_open for one in asked.questions if one.declaration.name == "uren_hier"}
    assert hours == {"Ada Verzonnen": True, "Bas Bedacht": False, "Cas Zomaar": False}
    page = browser_of(mandated(questionnaire.provider, ProviderRole.FILLER)).get(address(questionnaire))
    text = page.content.decode()
    assert "24 oktober 2025, 23:59 uur" in text
    assert "de landelijke behandelindex over 2024" in text
    assert "140" in text


def test_the_first_look_is_noted_once_and_a_purchaser_does_not_count() -> None:
    questionnaire = questionnaire_of(staffed())
    browser_of(person("Inkoper", StaffRole.PURCHASER)).get(address(questionnaire))
    questionnaire.refresh_from_db()
    assert questionnaire.first_seen_at is None
    browser_of(mandated(questionnaire.provider, ProviderRole.READER)).get(address(questionnaire))
    questionnaire.refresh_from_db()
    assert questionnaire.first_seen_at is not None


def test_answers_are_kept_per_group_and_stand_there_again() -> None:
    questionnaire = questionnaire_of(staffed())
    filler = mandated(questionnaire.provider, ProviderRole.FILLER)
    browser = browser_of(filler)
    sent = browser.post(address(questionnaire, "personen"), {f"personen/{ADA}/uren_hier": "24,5"})
    assert sent.status_code == 303
    kept = DraftAnswer.objects.get(questionnaire=questionnaire)
    assert (kept.about, kept.text, kept.given_by) == (f"personen/{ADA}/uren_hier", "24.5", filler)
    assert 'value="24.5"' in browser.get(address(questionnaire, "personen")).content.decode()


def test_a_wrong_answer_keeps_what_was_typed_and_the_answers_beside_it() -> None:
    questionnaire = questionnaire_of(staffed())
    browser = browser_of(mandated(questionnaire.provider, ProviderRole.FILLER))
    other = f"personen/{BAS}/verleent_verbijzonderde_zorg"
    sent = browser.post(address(questionnaire, "personen"), {f"personen/{ADA}/uren_hier": "veel", other: "nee"})
    text = sent.content.decode()
    assert sent.status_code == 422
    assert 'value="veel"' in text
    assert "geen getal" in text
    assert "<title>Fout:" in text.replace("\n", "")
    assert DraftAnswer.objects.get(questionnaire=questionnaire).about == other


def test_a_colleague_who_was_first_is_not_overwritten_and_nothing_is_lost() -> None:
    questionnaire = questionnaire_of(staffed())
    ada = mandated(questionnaire.provider, ProviderRole.FILLER, name="Ada Eerder")
    bea = mandated(questionnaire.provider, ProviderRole.FILLER, name="Bea Later")
    save(questionnaire, {"prem_structureel": Typed("nee", 0)}, ada)
    late = browser_of(bea)
    typed = {"prem_structureel": "ja", "versie:prem_structureel": "0", "telefonisch_bereikbaar": "ja"}
    sent = late.post(address(questionnaire, "randvoorwaarde"), typed)
    text = sent.content.decode()
    assert sent.status_code == 409
    assert "Het antwoord van de ander: nee" in text
    assert DraftAnswer.objects.get(about="prem_structureel").text == "nee"
    assert DraftAnswer.objects.get(about="telefonisch_bereikbaar").text == "ja"
    assert 'name="versie:prem_structureel" value="1"' in text, "saving again now means it"
    assert late.post(
        address(questionnaire, "randvoorwaarde"), {**typed, "versie:prem_structureel": "1"}
    ).status_code == 303  # fmt: skip
    assert DraftAnswer.objects.get(about="prem_structureel").text == "ja"


def test_the_same_answer_twice_is_no_change() -> None:
    questionnaire = questionnaire_of(staffed())
    filler = mandated(questionnaire.provider, ProviderRole.FILLER)
    save(questionnaire, {"prem_structureel": Typed("ja", 0)}, filler)
    before = Entry.objects.count()
    assert save(questionnaire, {"prem_structureel": Typed("ja", 0)}, filler).changed == 0
    assert Entry.objects.count() == before


def test_evidence_is_known_by_its_content_and_kept_where_nothing_is_served() -> None:
    questionnaire = questionnaire_of(staffed())
    signatory = mandated(questionnaire.provider, ProviderRole.SIGNATORY)
    browser = completed(questionnaire, signatory)
    file = EvidenceFile.objects.get()
    assert (file.media_type, file.name, file.valid_until) == ("application/pdf", "skf.pdf", date(2027, 1, 1))
    assert path_of(file.content_hash).read_bytes() == pdf()
    there = address(questionnaire, f"bewijs/{file.public_id}")
    given = browser.get(there)
    assert given.getvalue() == pdf()
    assert given["Content-Disposition"].startswith("attachment")
    assert given["X-Content-Type-Options"] == "nosniff"
    stranger = mandated(practice("04000002", "Een ander"), ProviderRole.MANAGER)
    assert browser_of(stranger).get(there).status_code == 404
    own = f"/praktijk/{stranger.mandates.get().provider.public_id}/vragenlijst/{questionnaire.public_id}/"
    assert browser_of(stranger).get(f"{own}bewijs/{file.public_id}/").status_code == 404


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("skf.pdf", b"MZ this is a program", "geen PDF, PNG, JPEG"),
        ("skf.pdf", b"", "leeg"),
        ("skf.png", b"<svg onload=alert(1)>", "geen PDF, PNG, JPEG"),
    ],
)
def test_a_file_that_is_no_evidence_is_refused_and_the_answers_stay(name: str, content: bytes, told: str) -> None:
    questionnaire = questionnaire_of(staffed())
    browser = browser_of(mandated(questionnaire.provider, ProviderRole.FILLER))
    sent = browser.post(
        address(questionnaire, "differentiatiefactor"),
        {"skf_keurmerk": "ja", "bewijs:skf_keurmerk-file": upload(name, content)},
    )
    assert sent.status_code == 422
    assert told in sent.content.decode()
    assert DraftAnswer.objects.get().text == "ja"
    assert not EvidenceFile.objects.exists()


def test_a_script_in_a_file_name_stays_a_name() -> None:
    questionnaire = questionnaire_of(staffed())
    browser = browser_of(mandated(questionnaire.provider, ProviderRole.FILLER))
    browser.post(
        address(questionnaire, "differentiatiefactor"),
        {"skf_keurmerk": "ja", "bewijs:skf_keurmerk-file": upload("<script>alert(1)</script>.exe")},
    )
    assert EvidenceFile.objects.get().name.endswith(".pdf")
    assert "<script>alert" not in browser.get(address(questionnaire, "differentiatiefactor")).content.decode()


def test_a_file_can_be_taken_back_without_losing_what_is_typed() -> None:
    questionnaire = questionnaire_of(staffed())
    filler = mandated(questionnaire.provider, ProviderRole.FILLER)
    browser = completed(questionnaire, filler)
    file = EvidenceFile.objects.get()
    form = {
        "kngf_basisregister": "ja",
        "versie:kngf_basisregister": "1",
        "skf_keurmerk": "ja",
        "withdraw": str(file.public_id),
    }
    assert browser.post(address(questionnaire, "differentiatiefactor"), form).status_code == 303
    file.refresh_from_db()
    assert file.withdrawn_at is not None
    assert DraftAnswer.objects.get(about="kngf_basisregister").text == "ja"


def test_what_is_confirmed_becomes_facts_evidence_and_an_event() -> None:
    questionnaire = questionnaire_of(staffed())
    signatory = mandated(questionnaire.provider, ProviderRole.SIGNATORY)
    browser = completed(questionnaire, signatory)
    none = {"doelen_digitale_zorg": ["leeg"], "versie:doelen_digitale_zorg": "1"}
    rest = {name: ANSWERS[name] for name in ANSWERS if "/" not in name and name not in ("skf_keurmerk", *none)}
    assert browser.post(address(questionnaire, "randvoorwaarde"), {**rest, **none}).status_code == 303
    assert confirm(browser, questionnaire) == 303
    questionnaire.refresh_from_db()
    provider = questionnaire.provider
    facts = dict(Fact.objects.filter(provider=provider, source="opgave").values_list("name", "text"))
    assert facts["skf_keurmerk"] == "ja"
    assert facts["doelen_digitale_zorg"] == "leeg"
    hours = dict(Employment.objects.standing().filter(provider=provider).values_list("person_agb", "hours_here"))
    assert hours[ADA] == "32"
    assert hours[BAS] == hours[CAS] == "", "hours that cannot matter were not asked"
    assert Employment.objects.filter(provider=provider, person_agb=ADA).count() == 2, "the earlier row is kept"
    piece = Evidence.objects.get(provider=provider)
    assert (piece.fact, piece.verdict, piece.valid_until) == ("skf_keurmerk", "niet_beoordeeld", date(2027, 1, 1))
    assert Event.objects.get(provider=provider, name=CONFIRMED).care_type == "fysiotherapie"
    assert questionnaire.confirmed_by == signatory
    assert questionnaire.receipt_hash == content_hash(questionnaire.receipt)


def test_the_receipt_holds_the_number_and_every_answer() -> None:
    questionnaire = questionnaire_of(staffed())
    browser = completed(questionnaire, mandated(questionnaire.provider, ProviderRole.SIGNATORY))
    confirm(browser, questionnaire)
    text = browser.get(address(questionnaire, "ontvangstbewijs")).content.decode()
    assert questionnaire.number in text
    assert "praktijkregistratie bij SKF met label Keurmerk" in text
    assert "Ada Verzonnen: de uren per week bij deze aanbieder" in text
    assert "32 uur per week" in text


def test_confirming_twice_is_one_confirmation() -> None:
    questionnaire = questionnaire_of(staffed())
    browser = completed(questionnaire, mandated(questionnaire.provider, ProviderRole.SIGNATORY))
    shown = draft_of(questionnaire).content_hash
    sent = [browser.post(address(questionnaire, "bevestigen"), {"shown": shown}) for _ in range(2)]
    assert [one.status_code for one in sent] == [303, 303]
    assert Event.objects.filter(name=CONFIRMED).count() == 1


def test_what_is_confirmed_is_what_was_shown() -> None:
    questionnaire = questionnaire_of(staffed())
    signatory = mandated(questionnaire.provider, ProviderRole.SIGNATORY)
    browser = completed(questionnaire, signatory)
    shown = draft_of(questionnaire).content_hash
    save(questionnaire, {"telefonisch_bereikbaar": Typed("nee", 1)}, signatory)
    sent = browser.post(address(questionnaire, "bevestigen"), {"shown": shown})
    assert sent.status_code == 409
    assert "veranderd nadat u deze pagina opende" in sent.content.decode()
    questionnaire.refresh_from_db()
    assert questionnaire.confirmed_at is None


def test_a_yes_without_its_evidence_cannot_be_confirmed() -> None:
    questionnaire = questionnaire_of(staffed())
    signatory = mandated(questionnaire.provider, ProviderRole.SIGNATORY)
    answer(questionnaire, signatory)
    browser = browser_of(signatory)
    assert confirm(browser, questionnaire) == 409
    assert "het bewijs ontbreekt nog" in browser.get(address(questionnaire, "controleren")).content.decode()
    assert not Event.objects.filter(name=CONFIRMED).exists()


@pytest.mark.parametrize(
    ("verdict", "until", "status"),
    [("goed", date(2027, 1, 1), 303), ("goed", date(2025, 1, 1), 409), ("afgekeurd", None, 409)],
)
def test_evidence_of_before_is_used_again_while_it_is_good(verdict: str, until: date | None, status: int) -> None:
    questionnaire = questionnaire_of(staffed())
    signatory = mandated(questionnaire.provider, ProviderRole.SIGNATORY)
    earlier = datetime(2024, 10, 1, tzinfo=UTC)
    with changing("test"):
        Fact.objects.create(
            subject_kind="aanbieder", subject_id=questionnaire.provider.agb_code, provider=questionnaire.provider,
            name="skf_keurmerk", text="ja", source="opgave", known_since=earlier.date(),
        )  # fmt: skip
        Evidence.objects.create(
            provider=questionnaire.provider, fact="skf_keurmerk", handed_in_at=earlier, judged_at=earlier,
            verdict=verdict, valid_until=until,
        )  # fmt: skip
    answer(questionnaire, signatory)
    browser = browser_of(signatory)
    page = browser.get(address(questionnaire, "differentiatiefactor")).content.decode()
    assert "Wij hebben al bewijs van 1 oktober 2024" in page
    assert confirm(browser, questionnaire) == status


def proven_before(questionnaire: Questionnaire) -> None:
    """Let a practice have said yes a year ago, with evidence that was accepted and still holds."""
    earlier = datetime(2024, 10, 1, tzinfo=UTC)
    with changing("test"):
        Fact.objects.create(
            subject_kind="aanbieder", subject_id=questionnaire.provider.agb_code, provider=questionnaire.provider,
            name="skf_keurmerk", text="ja", source="opgave", known_since=earlier.date(),
        )  # fmt: skip
        Evidence.objects.create(
            provider=questionnaire.provider, fact="skf_keurmerk", handed_in_at=earlier, judged_at=earlier,
            verdict="goed", valid_until=date(2026, 1, 1),
        )  # fmt: skip


def test_renewed_evidence_for_an_unchanged_yes_is_taken_in() -> None:
    questionnaire = questionnaire_of(staffed())
    signatory = mandated(questionnaire.provider, ProviderRole.SIGNATORY)
    proven_before(questionnaire)
    answer(questionnaire, signatory, skf_keurmerk="")
    browser = browser_of(signatory)
    form = {"kngf_basisregister": "nee", "versie:kngf_basisregister": "1", "skf_keurmerk": "ja"}
    file = {"bewijs:skf_keurmerk-file": upload(), "bewijs:skf_keurmerk-valid_until": "2027-06-30"}
    assert browser.post(address(questionnaire, "differentiatiefactor"), {**form, **file}).status_code == 303
    assert confirm(browser, questionnaire) == 303
    renewed = Evidence.objects.get(provider=questionnaire.provider, verdict="niet_beoordeeld")
    assert (renewed.fact, renewed.valid_until) == ("skf_keurmerk", date(2027, 6, 30))
    assert EvidenceFile.objects.get().evidence == renewed
    questionnaire.refresh_from_db()
    assert questionnaire.receipt is not None
    told = {one["over"]: one for one in questionnaire.receipt["antwoorden"]}
    assert [one["naam"] for one in told["skf_keurmerk"]["bewijs"]] == ["skf.pdf"]


def test_the_receipt_lists_no_file_that_was_not_taken_in() -> None:
    questionnaire = questionnaire_of(staffed())
    signatory = mandated(questionnaire.provider, ProviderRole.SIGNATORY)
    browser = completed(questionnaire, signatory)
    form = {"kngf_basisregister": "nee", "skf_keurmerk": "nee", "versie:skf_keurmerk": "1"}
    assert browser.post(address(questionnaire, "differentiatiefactor"), form).status_code == 303
    assert "gaat niet mee" in browser.get(address(questionnaire, "controleren")).content.decode()
    assert confirm(browser, questionnaire) == 303
    questionnaire.refresh_from_db()
    assert questionnaire.receipt is not None
    assert not [one for one in questionnaire.receipt["antwoorden"] if "bewijs" in one]
    assert not Evidence.objects.exists()


def test_what_was_said_earlier_on_the_same_day_counts_until_the_confirmation() -> None:
    questionnaire = questionnaire_of(staffed())
    signatory = mandated(questionnaire.provider, ProviderRole.SIGNATORY)
    before = clock.now()
    with changing("test"):
        Fact.objects.create(
            subject_kind="aanbieder", subject_id=questionnaire.provider.agb_code, provider=questionnaire.provider,
            name="telefonisch_bereikbaar", care_group="paramedische_zorg", text="nee", source="opgave",
            known_since=clock.today(),
        )  # fmt: skip
    browser = completed(questionnaire, signatory)
    play(datetime(2025, 10, 15, 15, 30, tzinfo=UTC))
    assert confirm(browser, questionnaire) == 303
    facts = Fact.objects.filter(name="telefonisch_bereikbaar")
    assert [one.text for one in facts.standing_at(before)] == ["nee"]
    assert [one.text for one in facts.standing_at(clock.now())] == ["ja"]


@pytest.mark.parametrize(
    ("role", "status"), [(ProviderRole.FILLER, 403), (ProviderRole.READER, 403), (ProviderRole.MANAGER, 303)]
)
def test_confirming_is_for_who_is_entitled(role: ProviderRole, status: int) -> None:
    questionnaire = questionnaire_of(staffed())
    completed(questionnaire, mandated(questionnaire.provider, ProviderRole.SIGNATORY))
    browser = browser_of(mandated(questionnaire.provider, role))
    assert confirm(browser, questionnaire) == status


def test_a_reader_reads_and_saves_nothing() -> None:
    questionnaire = questionnaire_of(staffed())
    browser = browser_of(mandated(questionnaire.provider, ProviderRole.READER))
    assert browser.get(address(questionnaire, "randvoorwaarde")).status_code == 200
    assert browser.post(address(questionnaire, "randvoorwaarde"), {"prem_structureel": "ja"}).status_code == 403
    assert not DraftAnswer.objects.exists()


def test_the_last_minute_counts() -> None:
    questionnaire = questionnaire_of(staffed())
    browser = completed(questionnaire, mandated(questionnaire.provider, ProviderRole.SIGNATORY))
    play(LAST_MINUTE)
    assert confirm(browser, questionnaire) == 303


def test_after_the_deadline_what_is_typed_is_kept_and_does_not_count() -> None:
    questionnaire = questionnaire_of(staffed())
    browser = completed(questionnaire, mandated(questionnaire.provider, ProviderRole.SIGNATORY))
    play(TOO_LATE)
    sent = browser.post(
        address(questionnaire, "randvoorwaarde"),
        {"prem_structureel": "nee", "versie:prem_structureel": "1"},
        follow=True,
    )
    text = sent.content.decode()
    assert "Wat u invulde is bewaard" in text
    assert "Deze vragenlijst is gesloten" in text
    assert DraftAnswer.objects.get(about="prem_structureel").text == "nee"
    assert confirm(browser, questionnaire) == 409
    assert not Event.objects.filter(name=CONFIRMED).exists()


def test_answers_after_the_confirmation_are_shown_back_and_not_kept() -> None:
    questionnaire = questionnaire_of(staffed())
    browser = completed(questionnaire, mandated(questionnaire.provider, ProviderRole.SIGNATORY))
    confirm(browser, questionnaire)
    sent = browser.post(
        address(questionnaire, "personen"), {f"personen/{ADA}/uren_hier": "12", f"versie:personen/{ADA}/uren_hier": "1"}
    )
    assert sent.status_code == 409
    assert 'value="12"' in sent.content.decode()
    assert DraftAnswer.objects.get(about=f"personen/{ADA}/uren_hier").text == "32"


def test_what_is_not_right_goes_to_the_purchaser_and_changes_nothing() -> None:
    questionnaire = questionnaire_of(staffed())
    browser = browser_of(mandated(questionnaire.provider, ProviderRole.FILLER))
    page = browser.get(address(questionnaire)).content.decode()
    link = page.split("klopt-niet/")[1].split("/")[0]
    for _ in range(2):
        sent = browser.post(address(questionnaire, f"klopt-niet/{link}"), {"text": "Onze code is 04, niet 05."})
        assert sent.status_code == 303
    said = Correction.objects.get()
    assert (said.text, said.handled_at) == ("Onze code is 04, niet 05.", None)
    assert browser.post(address(questionnaire, f"klopt-niet/{link}"), {"text": " "}).status_code == 422


def test_no_code_of_a_person_stands_in_an_address() -> None:
    questionnaire = questionnaire_of(staffed())
    page = browser_of(mandated(questionnaire.provider, ProviderRole.FILLER)).get(address(questionnaire, "personen"))
    hrefs = [part.split('"')[0] for part in page.content.decode().split('href="')[1:]]
    assert hrefs
    assert not [one for one in hrefs if ADA in one or BAS in one]


def test_the_pages_stay_within_their_queries(django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    questionnaire = questionnaire_of(staffed())
    browser = completed(questionnaire, mandated(questionnaire.provider, ProviderRole.SIGNATORY))
    browser.get(address(questionnaire))
    for page in ("", "personen", "controleren"):
        with django_assert_max_num_queries(20):
            assert browser.get(address(questionnaire, page)).status_code == 200
