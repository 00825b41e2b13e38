"""The letters of refusals, for the provider and for the purchaser."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from zorginkoop.portal.accounts.access import open_to
from zorginkoop.portal.accounts.roles import ProviderRole, StaffRole
from zorginkoop.portal.agreements.answers import kept_pdf
from zorginkoop.portal.agreements.models import RefusalLetter
from zorginkoop.portal.audit.reading import read
from zorginkoop.portal.register.mandates import ProviderRequest


def made() -> QuerySet[RefusalLetter]:
    """Give the letters that were made, the newest first."""
    found = RefusalLetter.objects.exclude(made_at=None).select_related("assessment__agreement__season")
    return found.order_by("-day", "-pk")


@open_to(StaffRole.PURCHASER, StaffRole.POLICY_OFFICER, StaffRole.AUDITOR)
@require_GET
def of_purchaser(request: HttpRequest, letter: UUID) -> HttpResponse:  # noqa: ARG001 - the gate looked at it
    """Give a letter as it was sent."""
    return _given(get_object_or_404(made().select_related("assessment__provider"), public_id=letter))


@open_to(*ProviderRole)
@require_GET
def of_practice(request: ProviderRequest, provider: UUID, letter: UUID) -> HttpResponse:  # noqa: ARG001 - the gate read it
    """Give a letter to the provider it is for; that of another is not there."""
    wanted = made().select_related("assessment__provider")
    return _given(get_object_or_404(wanted, public_id=letter, assessment__provider=request.provider))


def _given(letter: RefusalLetter) -> HttpResponse:
    read("agreements.letter", for_whom=letter.assessment.provider.public_id, about=letter.pk)
    return kept_pdf(letter.file_hash, f"brief-{letter.day.isoformat()}.pdf")
