"""The receipt is a paper: every answer, sealed by the purchaser, kept as it was, and given to who may see it."""

from __future__ import annotations

from pathlib import Path

import pikepdf
import pytest

from support.portal import browser_of, mandated, person, practice
from support.portal_intake import ANSWERS, questionnaire_of, staffed, upload
from support.portal_jobs import do_jobs
from zorginkoop.documents.checking import Verdict, check
from zorginkoop.formats.pdf_text import text_of_pdf
from zorginkoop.kernel.canonical import canonical, hash_of_bytes
from zorginkoop.portal import clock
from zorginkoop.portal.accounts.roles import ProviderRole, StaffRole
from zorginkoop.portal.agreements.trust import trust
from zorginkoop.portal.audit.log import changing
from zorginkoop.portal.audit.models import Reading
from zorginkoop.portal.intake.confirming import confirm
from zorginkoop.portal.intake.drafts import draft_of
from zorginkoop.portal.intake.files import hand_in, path_of
from zorginkoop.portal.intake.jobs import any_receipt_missing, make_missing_receipts, make_receipt
from zorginkoop.portal.intake.models import Questionnaire
from zorginkoop.portal.intake.saving import Typed, save

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("october")]


@pytest.fixture
def confirmed() -> Questionnaire:
    """Confirm a questionnaire with one piece of evidence; nothing of its paper is made yet."""
    questionnaire = questionnaire_of(staffed())
    signatory = mandated(questionnaire.provider, ProviderRole.SIGNATORY)
    save(questionnaire, {about: Typed(text, 0) for about, text in ANSWERS.items()}, signatory)
    hand_in(questionnaire, "skf_keurmerk", upload("Keurmerk.pdf"), None, signatory)
    return confirm(questionnaire, draft_of(questionnaire).content_hash, signatory)


def address(questionnaire: Questionnaire, page: str = "ontvangstbewijs/pdf/") -> str:
    return f"/praktijk/{questionnaire.provider.public_id}/vragenlijst/{questionnaire.public_id}/{page}"


def test_the_paper_holds_every_answer_and_its_seal_is_genuine(confirmed: Questionnaire) -> None:
    reader = browser_of(mandated(confirmed.provider, ProviderRole.READER))
    assert reader.get(address(confirmed)).status_code == 404
    assert "over enkele minuten" in reader.get(address(confirmed, "ontvangstbewijs/")).content.decode()
    do_jobs()
    assert address(confirmed) in reader.get(address(confirmed, "ontvangstbewijs/")).content.decode()
    given = reader.get(address(confirmed))
    assert given["Content-Disposition"].startswith('attachment; filename="ontvangstbewijs-VL-2026-')
    content = given.getvalue()
    assert check(content, trust().roots, moment=clock.now()).verdict is Verdict.GENUINE
    text = " ".join(text_of_pdf(content, Path("bewijs.pdf")).split())
    for word in (confirmed.number, confirmed.provider.name, "Keurmerk.pdf (niet gescand op"):
        assert word in text
    questions = [one["vraag"] for one in (confirmed.receipt or {})["antwoorden"]]
    assert len(questions) > 8
    assert [one for one in questions if one.split()[0] not in text] == []
    confirmed.refresh_from_db()
    with pikepdf.open(path_of(confirmed.paper_hash)) as pdf:
        (inside,) = [one.get_file().read_bytes() for one in pdf.attachments.values()]
        assert "pdfaid:part" in str(pdf.open_metadata())
    assert inside == canonical(confirmed.receipt)
    assert hash_of_bytes(inside) == confirmed.receipt_hash
    assert Reading.objects.filter(what="intake.receipt").count() == 1


def test_it_is_made_once_and_stays_as_it_is(confirmed: Questionnaire) -> None:
    do_jobs()
    before = Questionnaire.objects.get().paper_hash
    assert before == hash_of_bytes(path_of(before).read_bytes())
    make_receipt.call(confirmed.pk)
    make_missing_receipts.call()
    assert Questionnaire.objects.get().paper_hash == before
    assert not any_receipt_missing()


def test_what_was_confirmed_before_gets_its_paper_and_what_came_from_elsewhere_does_not(
    confirmed: Questionnaire,
) -> None:
    elsewhere = questionnaire_of(staffed(practice("04000009", "Fysiotherapie Elders")), confirmed.agreement)
    with changing("test"):
        Questionnaire.objects.filter(pk=elsewhere.pk).update(confirmed_at=clock.now(), receipt={"antwoorden": []})
    assert any_receipt_missing()
    make_missing_receipts.call()
    assert {one.pk: bool(one.paper_hash) for one in Questionnaire.objects.all()} == {
        confirmed.pk: True,
        elsewhere.pk: False,
    }


def test_nobody_of_another_practice_gets_it(confirmed: Questionnaire) -> None:
    do_jobs()
    other = mandated(practice("04000008", "Fysiotherapie Anders"), ProviderRole.MANAGER)
    assert browser_of(other).get(address(confirmed)).status_code == 404
    assert browser_of(person("Ine Koper", StaffRole.PURCHASER)).get(address(confirmed)).status_code == 200
