"""The agenda as pages: of whoever is signed in, of one agreement, of a practice; and as a feed for a calendar."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from zorginkoop.portal import clock
from zorginkoop.portal.accounts.access import open_to, open_to_anyone, open_to_signed_in
from zorginkoop.portal.accounts.roles import ProviderRole, StaffRole
from zorginkoop.portal.agenda import feeds, ics, lines
from zorginkoop.portal.agenda.models import Feed
from zorginkoop.portal.deadlines.models import Extension
from zorginkoop.portal.editions.models import SeasonAgreement
from zorginkoop.portal.register.mandates import ProviderRequest, SignedInRequest
from zorginkoop.portal.selection.views import language

_SHOWN = 200


@open_to_signed_in
@require_safe
def index(request: SignedInRequest) -> HttpResponse:
    """Show everything that somebody has to do with, and the link for its own calendar."""
    return render(request, "agenda/index.html", _own(request))


def _own(request: SignedInRequest, key: str = "") -> dict[str, object]:
    return {
        "dated": lines.of_user(request.user, language()),
        "has_feed": Feed.objects.filter(user=request.user, withdrawn_at=None).exists(),
        "link": f"{settings.BASE_URL}{reverse('agenda-feed', args=[key])}" if key else "",
    }


@open_to_signed_in
@never_cache
@require_POST
def make_feed(request: SignedInRequest) -> HttpResponse:
    """Make a link for one's own calendar, and show it this once; an earlier one works no more."""
    return render(request, "agenda/index.html", _own(request, feeds.make(request.user)) | {"has_feed": True})


@open_to_signed_in
@require_POST
def take_back_feed(request: SignedInRequest) -> HttpResponse:
    """Let the link work no more."""
    feeds.take_back(request.user)
    messages.success(request, _("De link werkt niet meer."))
    return HttpResponseRedirect(reverse("agenda"), status=303)


@open_to_anyone
@never_cache
@require_safe
def feed(request: HttpRequest, secret: str) -> HttpResponse:  # noqa: ARG001 - the link itself says whose it is
    """Give the deadlines to a calendar that has the link; it names no provider and no person."""
    user = feeds.user_of(secret)
    if user is None:
        raise Http404
    speaks = "en" if user.language == "en" else "nl"
    found = lines.of_user(user, speaks)  # type: ignore[arg-type]  # one of the two that a person can choose
    name = "Contracting deadlines" if speaks == "en" else "Termijnen zorginkoop"
    content = ics.written(name, lines.entries(found, speaks), clock.now())  # type: ignore[arg-type]  # as above
    return HttpResponse(content, content_type="text/calendar; charset=utf-8")


@open_to(StaffRole.PURCHASER, StaffRole.POLICY_OFFICER, StaffRole.AUDITOR)
@require_safe
def agreement_page(request: SignedInRequest, agreement: int) -> HttpResponse:
    """Show the deadlines of one agreement, with what was decided about them and by whom."""
    found = get_object_or_404(SeasonAgreement.objects.select_related("season", "owner"), pk=agreement)
    decided = Extension.objects.filter(agreement=found).select_related("provider", "proposed_by", "agreed_by")
    dated = lines.of_agreements([found], language())
    context = {
        "agreement": found,
        "dated": dated,
        "extensions": list(decided.order_by("-pk")[:_SHOWN]),
        "may_change": StaffRole.PURCHASER in request.staff_roles,
        "extendable": any(one.extendable for one in dated),
    }
    return render(request, "agenda/agreement.html", context)


@open_to(ProviderRole.MANAGER, ProviderRole.FILLER, ProviderRole.SIGNATORY, ProviderRole.READER)
@require_safe
def practice(request: ProviderRequest, provider: UUID) -> HttpResponse:  # noqa: ARG001 - the gate looked it up
    """Show a practice the deadlines of all its agreements, its own and the purchaser's."""
    dated = lines.of_provider(request.provider, language())
    return render(request, "agenda/practice.html", {"provider": request.provider, "dated": dated})
