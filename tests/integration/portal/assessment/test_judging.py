"""A confirmed questionnaire is judged, a person looks at its evidence, and every outcome can be judged again."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django_tasks_db.models import DBTaskResult
from pytest_django import DjangoAssertNumQueries

from support.portal import browser_of, mandated, person, play, practice
from support.portal_assessment import confirmed, judged
from support.portal_intake import ANSWERS, physiotherapy, questionnaire_of, staffed, upload
from zorginkoop.kernel.canonical import canonical, hash_of_bytes
from zorginkoop.kernel.errors import ReplayDiffers
from zorginkoop.kernel.replay import replay
from zorginkoop.kernel.snapshot import snapshot
from zorginkoop.portal import clock
from zorginkoop.portal.accounts.models import User
from zorginkoop.portal.accounts.roles import ProviderRole, StaffRole
from zorginkoop.portal.assessment.judging import Cause, effect_of, is_stale, judge, judged_again
from zorginkoop.portal.assessment.models import Assessment, WorkItem, WorkKind
from zorginkoop.portal.assessment.verdicts import ReasonMissingError, give_verdict
from zorginkoop.portal.assessment.work import AlreadyDoneError
from zorginkoop.portal.audit.log import changing
from zorginkoop.portal.audit.models import Reading
from zorginkoop.portal.intake.confirming import confirm
from zorginkoop.portal.intake.drafts import draft_of
from zorginkoop.portal.intake.files import About, hand_in
from zorginkoop.portal.intake.models import EvidenceFile
from zorginkoop.portal.intake.saving import Typed, save
from zorginkoop.portal.mail.models import Message
from zorginkoop.portal.register.models import Event, Evidence, Index

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("october")]


def purchaser() -> User:
    """Make a purchaser."""
    return person("Ingrid Inkoper", StaffRole.PURCHASER)


def waiting(kind: WorkKind) -> WorkItem:
    """Give the one piece of work of a kind that is open."""
    return WorkItem.objects.select_related("provider", "agreement__season").get(kind=kind, closed_at=None)


def test_confirming_puts_the_judging_in_the_queue() -> None:
    questionnaire = confirmed()
    task = DBTaskResult.objects.get(task_path__endswith="judge_confirmed")
    assert task.args_kwargs["args"] == [questionnaire.pk]


def test_the_outcome_is_that_of_the_kernel_and_waits_for_the_evidence() -> None:
    assessment = judged(confirmed())
    assert (assessment.result, assessment.variant, assessment.cause) == ("aanbod", "C", Cause.CONFIRMED)
    assert assessment.content_hash == hash_of_bytes(assessment.canonical_bytes)
    assert waiting(WorkKind.EVIDENCE).provider == assessment.provider


def test_judging_twice_is_one_outcome() -> None:
    questionnaire = confirmed()
    first, second = judged(questionnaire), judged(questionnaire)
    assert first.pk == second.pk
    assert WorkItem.objects.filter(kind=WorkKind.EVIDENCE).count() == 1


def test_another_day_alone_is_no_other_outcome() -> None:
    questionnaire = confirmed()
    first = judged(questionnaire)
    play(datetime(2025, 10, 17, 12, 0, tzinfo=UTC))
    assert not is_stale(first)
    assert judged(questionnaire).pk == first.pk


def test_a_stored_outcome_is_judged_again_to_the_same_bytes() -> None:
    assessment = judged(confirmed())
    assert canonical(snapshot(judged_again(assessment))) == assessment.canonical_bytes


def test_a_stored_outcome_that_was_tampered_with_is_refused() -> None:
    plain = judged(confirmed()).outcome
    with pytest.raises(ReplayDiffers):
        replay({**plain, "variant": "A"})


def test_accepted_evidence_gives_the_better_variant_and_keeps_the_earlier_outcome() -> None:
    first = judged(confirmed())
    (after,) = give_verdict(waiting(WorkKind.EVIDENCE), "goed", "", purchaser())
    first.refresh_from_db()
    assert (first.variant, after.variant, after.cause) == ("C", "A", Cause.EVIDENCE)
    assert first.superseded_at is not None
    assert not WorkItem.objects.filter(kind=WorkKind.EVIDENCE, closed_at=None).exists()


def test_what_is_told_before_confirming_is_what_it_comes_to_once_the_evidence_is_accepted() -> None:
    promised: list[str] = []
    questionnaire = confirmed(file=upload(), before=lambda draft: promised.append(draft.provisional.variant))
    judged(questionnaire)
    (after,) = give_verdict(waiting(WorkKind.EVIDENCE), "goed", "", purchaser())
    assert promised == [after.variant]


def test_rejected_evidence_tells_the_provider_why() -> None:
    questionnaire = confirmed()
    judged(questionnaire)
    reason = "Dit is de registratie van vorig jaar; stuur die van 2026."
    (after,) = give_verdict(waiting(WorkKind.EVIDENCE), "afgekeurd", reason, purchaser())
    assert after.variant == "C"
    message = Message.objects.get(subject__startswith="Uw bewijs")
    assert "vorig jaar" not in message.body, "a message says that there is something, and not what"
    assert questionnaire.confirmed_by is not None
    assert message.to == questionnaire.confirmed_by.email
    signatory = browser_of(questionnaire.confirmed_by)
    page = signatory.get(f"/praktijk/{questionnaire.provider.public_id}/uitkomst/{after.public_id}/")
    assert "Dit is de registratie van vorig jaar" in page.content.decode()


def test_rejecting_needs_a_reason() -> None:
    judged(confirmed())
    item = waiting(WorkKind.EVIDENCE)
    with pytest.raises(ReasonMissingError):
        give_verdict(item, "afgekeurd", "  ", purchaser())
    sent = browser_of(purchaser()).post(f"/werkvoorraad/{item.public_id}/", {"verdict": "afgekeurd", "ground": ""})
    assert sent.status_code == 422
    assert "Schrijf waarom u afkeurt" in sent.content.decode()
    assert Evidence.objects.get().verdict == "niet_beoordeeld"


def test_the_second_of_two_who_judge_is_told_and_changes_nothing() -> None:
    judged(confirmed())
    item = waiting(WorkKind.EVIDENCE)
    give_verdict(item, "goed", "", purchaser())
    with pytest.raises(AlreadyDoneError):
        give_verdict(item, "afgekeurd", "te laat", purchaser())
    sent = browser_of(purchaser()).post(
        f"/werkvoorraad/{item.public_id}/", {"verdict": "afgekeurd", "ground": "te laat"}
    )
    text = sent.content.decode()
    assert sent.status_code == 409
    assert "Ingrid Inkoper handelde dit af" in text
    assert "te laat" in text, "what was typed is still there"
    assert Evidence.objects.get().verdict == "goed"


def test_the_effect_of_a_verdict_is_shown_before_it_is_given() -> None:
    assessment = judged(confirmed())
    effects = effect_of(assessment.agreement, Evidence.objects.select_related("provider").get())
    assert {name: outcome.variant for name, outcome in effects.items()} == {"nu": "C", "goed": "A", "afgekeurd": "C"}
    page = browser_of(purchaser()).get(f"/werkvoorraad/{waiting(WorkKind.EVIDENCE).public_id}/").content.decode()
    assert "Overeenkomst A" in page
    assert "skf.pdf" in page


def test_facts_that_changed_make_an_outcome_stale_and_it_is_kept() -> None:
    assessment = judged(confirmed())
    with changing("test"):
        Index.objects.filter(provider=assessment.provider).update(value="151")
    assert is_stale(assessment)
    browser = browser_of(purchaser())
    there = f"/aanbieders/{assessment.provider.public_id}/uitkomst/{assessment.public_id}/"
    assert "De gegevens zijn veranderd sinds deze uitkomst" in browser.get(there).content.decode()
    assert browser.post(f"{there}opnieuw/").status_code == 303
    after = Assessment.objects.current().get()
    assert (after.result, after.cause) == ("niets", Cause.FACTS)
    assert Assessment.objects.get(pk=assessment.pk).canonical_bytes == assessment.canonical_bytes


def test_the_outcome_page_names_clause_fact_source_and_date() -> None:
    assessment = judged(confirmed(skf_keurmerk="nee", prem_extern_meetbureau="nee"))
    assert assessment.result == "geen_aanbod"
    there = f"/aanbieders/{assessment.provider.public_id}/uitkomst/{assessment.public_id}/"
    text = browser_of(purchaser()).get(there).content.decode()
    assert "paragraaf 3.1, onder &#x27;algemeen&#x27;, alinea 8" in text
    assert "bron: uw opgave" in text
    assert "bekend sinds 15 oktober 2025" in text
    assert "Wat vraagt een aanbod?" in text
    letter = browser_of(purchaser()).get(f"{there}brief/").content.decode()
    assert assessment.provider.name in letter
    assert "extern meetbureau" in letter


def test_the_stored_bytes_can_be_taken_along() -> None:
    assessment = judged(confirmed())
    auditor = browser_of(person("Arie Auditor", StaffRole.AUDITOR))
    there = f"/aanbieders/{assessment.provider.public_id}/uitkomst/{assessment.public_id}/vastlegging/"
    assert auditor.get(there).content == assessment.canonical_bytes


def test_an_auditor_reads_and_decides_nothing() -> None:
    assessment = judged(confirmed())
    item = waiting(WorkKind.EVIDENCE)
    auditor = browser_of(person("Arie Auditor", StaffRole.AUDITOR))
    assert auditor.get(f"/werkvoorraad/{item.public_id}/").status_code == 200
    assert auditor.post(f"/werkvoorraad/{item.public_id}/", {"verdict": "goed"}).status_code == 403
    assert auditor.post(
        f"/aanbieders/{assessment.provider.public_id}/uitkomst/{assessment.public_id}/opnieuw/"
    ).status_code == 403  # fmt: skip
    assert Evidence.objects.get().verdict == "niet_beoordeeld"


def test_another_provider_does_not_find_an_outcome() -> None:
    assessment = judged(confirmed())
    stranger = mandated(practice("04000002", "Een ander"), ProviderRole.MANAGER)
    browser, own = browser_of(stranger), stranger.mandates.get().provider
    assert browser.get(
        f"/praktijk/{assessment.provider.public_id}/uitkomst/{assessment.public_id}/"
    ).status_code == 404  # fmt: skip
    assert browser.get(f"/praktijk/{own.public_id}/uitkomst/{assessment.public_id}/").status_code == 404


def test_the_queue_says_why_a_person_is_needed(django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    agreement = physiotherapy()
    for number in range(2, 8):
        provider = staffed(practice(f"0400000{number}", f"Praktijk {number}"))
        judged(confirmed(provider, upload(content=f"%PDF-1.7 {number}\n%%EOF\n".encode())))
    browser = browser_of(purchaser())
    browser.get("/werkvoorraad/")
    with django_assert_max_num_queries(20):
        text = browser.get("/werkvoorraad/?soort=bewijs").content.decode()
    assert text.count("praktijkregistratie bij SKF met label Keurmerk") == 6
    assert agreement.title in text
    item = WorkItem.objects.first()
    assert item is not None
    assert browser.post(f"/werkvoorraad/{item.public_id}/oppakken/").status_code == 303
    assert "Ingrid Inkoper" in browser.get("/werkvoorraad/").content.decode()


def test_an_empty_queue_says_so() -> None:
    assert "Er wacht niets op u." in browser_of(purchaser()).get("/werkvoorraad/").content.decode()


def test_what_a_person_closed_stays_closed() -> None:
    questionnaire = confirmed()
    assessment = judged(questionnaire)
    with changing("test"):
        WorkItem.objects.create(
            provider=assessment.provider, agreement=assessment.agreement, kind=WorkKind.TASK, reference="proef",
            raised_at=datetime(2025, 10, 15, tzinfo=UTC),
        )  # fmt: skip
    judge(assessment.agreement, assessment.provider, Cause.FACTS)
    gone = WorkItem.objects.get(reference="proef")
    assert gone.closed_at is not None, "a task that the outcome does not raise no longer plays"
    assert gone.closed_by is None


def test_what_the_purchaser_reads_is_written_down_and_what_a_practice_reads_of_itself_is_not() -> None:
    questionnaire = confirmed()
    assessment = judged(questionnaire)
    there = f"/{{}}/{assessment.provider.public_id}/uitkomst/{assessment.public_id}/"
    assert questionnaire.confirmed_by is not None
    browser_of(questionnaire.confirmed_by).get(there.format("praktijk"))
    assert not Reading.objects.filter(what="assessment.outcome").exists()
    browser_of(purchaser()).get(there.format("aanbieders"))
    assert Reading.objects.get(what="assessment.outcome").for_whom == str(assessment.provider.public_id)


def test_the_dossier_shows_the_questionnaire_and_the_outcome() -> None:
    assessment = judged(confirmed())
    text = (
        browser_of(purchaser()).get(f"/aanbieders/{assessment.provider.public_id}/?deel=contractering").content.decode()
    )
    assert "overeenkomst C" in text
    assert f"/uitkomst/{assessment.public_id}/" in text
    assert "24 oktober 2025" in text


def test_several_files_for_one_fact_are_one_piece_and_an_annex_proves_nothing_by_itself() -> None:
    questionnaire = questionnaire_of(staffed(), physiotherapy())
    signatory = mandated(questionnaire.provider, ProviderRole.SIGNATORY)
    save(questionnaire, {about: Typed(text, 0) for about, text in ANSWERS.items() if text}, signatory)
    annex = upload("bijlage.pdf", b"%PDF-1.7 een bijlage\n%%EOF\n")
    for file, until in ((upload(), None), (annex, date(2026, 6, 30))):
        hand_in(questionnaire, "skf_keurmerk", file, About(valid_until=until), signatory)
    confirm(questionnaire, draft_of(questionnaire).content_hash, signatory)
    judged(questionnaire)
    piece = Evidence.objects.get()
    files = list(EvidenceFile.objects.order_by("pk"))
    assert [one.evidence_id for one in files] == [piece.pk] * 2
    assert (piece.handed_in_at, piece.valid_until) == (files[-1].uploaded_at, date(2026, 6, 30))
    page = browser_of(purchaser()).get(f"/werkvoorraad/{waiting(WorkKind.EVIDENCE).public_id}/").content.decode()
    assert "bijlage.pdf" in page
    assert "skf.pdf" in page
    (after,) = give_verdict(waiting(WorkKind.EVIDENCE), "afgekeurd", "Het keurmerk is verlopen.", purchaser())
    assert after.variant == "C"
    own = browser_of(signatory).get(f"/praktijk/{questionnaire.provider.public_id}/bewijs/")
    assert own.content.decode().count("niet geaccepteerd") == 1


def test_better_evidence_is_handed_in_judged_and_counts() -> None:
    questionnaire = confirmed()
    judged(questionnaire)
    give_verdict(waiting(WorkKind.EVIDENCE), "afgekeurd", "Dit is van vorig jaar.", purchaser())
    assert questionnaire.confirmed_by is not None
    browser, provider = browser_of(questionnaire.confirmed_by), questionnaire.provider
    there = f"/praktijk/{provider.public_id}/nieuw-bewijs/{questionnaire.public_id}/skf_keurmerk/"
    assert there in browser.get(f"/praktijk/{provider.public_id}/uitkomst/").content.decode()
    assert browser.post(there, {"file": upload(content=b"geen bewijs")}).status_code == 422
    assert browser.post(there, {}).status_code == 422
    assert browser.post(there, {"file": upload(content=b"%PDF-1.7 nieuw\n%%EOF\n")}).status_code == 303
    assert browser.post(there, {"file": upload(content=b"%PDF-1.7 nog een\n%%EOF\n")}).status_code == 303, (
        "nothing to do any more"
    )
    came = Evidence.objects.latest("handed_in_at").handed_in_at
    assert not Event.objects.filter(provider=provider, name="juist_bewijs_ingeleverd").exists(), "nobody judged it yet"
    play(clock.now() + timedelta(days=3))
    (after,) = give_verdict(waiting(WorkKind.EVIDENCE), "goed", "", purchaser())
    assert after.variant == "A"
    event = Event.objects.get(provider=provider, name="juist_bewijs_ingeleverd")
    assert event.happened_at == came.replace(microsecond=0), "it counts from the day it came"
    assert [piece.verdict for piece in Evidence.objects.order_by("handed_in_at")] == ["afgekeurd", "goed"]
