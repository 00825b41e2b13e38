"""The sealed report of an outcome: asked for by a purchaser, read by both sides."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET, require_http_methods

from zorginkoop.portal.accounts.access import open_to
from zorginkoop.portal.accounts.roles import ProviderRole, StaffRole
from zorginkoop.portal.agreements import evaluations
from zorginkoop.portal.agreements.answers import kept_pdf, see
from zorginkoop.portal.agreements.models import EvaluationReport
from zorginkoop.portal.assessment.models import Assessment
from zorginkoop.portal.audit.reading import read
from zorginkoop.portal.register.mandates import ProviderRequest


@open_to(StaffRole.PURCHASER)
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: ProviderRequest, provider: UUID, assessment: UUID) -> HttpResponse:  # noqa: ARG001 - the gate read it
    """Tell how far the report of an outcome is, and have it made; asking twice asks once."""
    found = _outcome(request, assessment)
    if request.method == "POST":
        evaluations.ask(found)
        return see("report", request.provider.public_id, found.public_id)
    made = EvaluationReport.objects.filter(assessment=found).first()
    context = {"provider": request.provider, "assessment": found, "report": made}
    return render(request, "agreements/report.html", context)


@open_to(StaffRole.PURCHASER, StaffRole.POLICY_OFFICER, StaffRole.AUDITOR)
@require_GET
def paper(request: ProviderRequest, provider: UUID, assessment: UUID) -> HttpResponse:  # noqa: ARG001 - as above
    """Give the report to the purchaser."""
    return _given(_outcome(request, assessment))


@open_to(*ProviderRole)
@require_GET
def own_paper(request: ProviderRequest, provider: UUID, assessment: UUID) -> HttpResponse:  # noqa: ARG001 - as above
    """Give the report to the provider it is about; of what it may not see yet there is none."""
    found = _outcome(request, assessment)
    if found.withheld:
        raise Http404
    return _given(found)


def _outcome(request: ProviderRequest, assessment: UUID) -> Assessment:
    related = Assessment.objects.select_related("provider", "agreement__season")
    return get_object_or_404(related, public_id=assessment, provider=request.provider)


def _given(assessment: Assessment) -> HttpResponse:
    made = get_object_or_404(EvaluationReport.objects.exclude(made_at=None), assessment=assessment)
    read("agreements.report", for_whom=assessment.provider.public_id, about=made.pk)
    return kept_pdf(made.file_hash, f"verslag-{assessment.on.isoformat()}.pdf")
