"""Documents with a request are looked at, kept and given as evidence is: scanned, shut in, whole or in part."""

from __future__ import annotations

import pytest

from support.portal import browser_of, mandated
from support.portal_intake import pdf, upload
from support.portal_requests import asked_by, newcomer, purchaser
from zorginkoop.portal import clock
from zorginkoop.portal.accounts.roles import ProviderRole
from zorginkoop.portal.accounts.sizes import MEGABYTE
from zorginkoop.portal.audit.models import Reading
from zorginkoop.portal.intake import files
from zorginkoop.portal.intake.files import path_of, too_large
from zorginkoop.portal.requests import receiving
from zorginkoop.portal.requests.models import AgreementRequest

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("october")]


@pytest.fixture
def asked() -> AgreementRequest:
    """Let a practice ask, with one document."""
    found = asked_by(newcomer())
    receiving.add_document(found, upload("plan.pdf", pdf("plan")))
    return found


def own(asked: AgreementRequest) -> str:
    assert asked.provider is not None
    return f"/praktijk/{asked.provider.public_id}/aanvragen/{asked.public_id}/stukken/"


def test_a_document_is_given_in_part_and_who_took_it_is_written_down(asked: AgreementRequest) -> None:
    document = asked.documents.get()
    staff, there = browser_of(purchaser()), f"/aanvragen/{asked.public_id}/stukken/{document.public_id}/"
    assert asked.provider is not None
    reader = browser_of(mandated(asked.provider, ProviderRole.READER))
    for browser, address in ((staff, there), (reader, f"{own(asked)}{document.public_id}/")):
        given = browser.get(address, headers={"range": "bytes=0-3"})
        assert (given.status_code, given.getvalue()) == (206, pdf("plan")[:4])
        assert given["Content-Security-Policy"].startswith("sandbox")
    assert Reading.objects.filter(what="requests.document").count() == 2
    path_of(document.content_hash).unlink()
    assert staff.get(there).status_code == 404


def test_when_a_document_was_scanned_is_kept_and_shown(
    monkeypatch: pytest.MonkeyPatch, asked: AgreementRequest
) -> None:
    page = f"/aanvragen/{asked.public_id}/"
    assert asked.documents.get().scanned_at is None
    assert "niet gescand op virussen" in browser_of(purchaser()).get(page).content.decode()
    moment = clock.now()
    monkeypatch.setattr(files, "scanned", lambda _chunks: moment)
    assert receiving.add_document(asked, upload("plan.pdf", pdf("plan"))).scanned_at == moment, "the same file again"
    assert "(op virussen gescand)" in browser_of(purchaser()).get(page).content.decode()


def test_forty_megabytes_are_said_to_be_too_large_in_the_form_itself(asked: AgreementRequest) -> None:
    assert asked.provider is not None
    browser = browser_of(mandated(asked.provider, ProviderRole.FILLER))
    large = upload("scan.pdf", b"%PDF-1.7\n" + bytes(40 * MEGABYTE) + b"%%EOF\n")
    sent = browser.post(own(asked), {"file": large})
    assert (sent.status_code, too_large() in sent.content.decode()) == (422, True)
    assert asked.documents.count() == 1
