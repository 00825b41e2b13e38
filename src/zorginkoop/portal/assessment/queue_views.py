"""The page of the work that waits for a person."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language, gettext_lazy
from django.views.decorators.http import require_GET

from zorginkoop.kernel.date_words import Language
from zorginkoop.portal.accounts.access import open_to
from zorginkoop.portal.accounts.deputies import acting_for
from zorginkoop.portal.accounts.roles import StaffRole
from zorginkoop.portal.assessment import interests
from zorginkoop.portal.assessment.interest_views import STATES
from zorginkoop.portal.assessment.models import WorkItem
from zorginkoop.portal.assessment.pages import work_lines
from zorginkoop.portal.assessment.queue import (
    ORDERS,
    Asked,
    chosen,
    counted,
    exceptions_among,
    kind_words,
    next_term,
    open_work,
    regions,
)
from zorginkoop.portal.editions.models import SeasonAgreement
from zorginkoop.portal.exports.lists import paged
from zorginkoop.portal.exports.sheets import Sheet, columns
from zorginkoop.portal.register.mandates import SignedInRequest

_PER_PAGE = 25


def _language() -> Language:
    return "en" if (get_language() or "nl").startswith("en") else "nl"


def _why(item: WorkItem) -> str:
    return work_lines([item], _language())[0].why


_COLUMNS = (
    (gettext_lazy("AGB-code"), "provider.agb_code"),
    (gettext_lazy("naam"), "provider.name"),
    (gettext_lazy("postcode"), "provider.postcode"),
    (gettext_lazy("overeenkomst"), "agreement"),
    (gettext_lazy("waarom een mens"), lambda item: kind_words(item, exceptions_among([item]))),
    (gettext_lazy("waarover"), _why),
    (gettext_lazy("sinds"), "raised_at"),
    (gettext_lazy("volgende termijn"), lambda item: next_term(item.agreement)),
    (gettext_lazy("wie pakt het op"), "assigned_to.name"),
)


@open_to(StaffRole.PURCHASER, StaffRole.AUDITOR)
@require_GET
def queue(request: SignedInRequest) -> HttpResponse:
    """List what waits for a person: of everybody, or of oneself and whom one stands in for; in the order asked for."""
    only = request.GET.get("overeenkomst", "")
    agreement = get_object_or_404(SeasonAgreement.objects.select_related("season"), pk=only) if only.isdigit() else None
    asked = Asked.read(request.GET, agreement)
    items = open_work(asked, request.user)
    kinds = counted(items)
    related = ("provider", "agreement__season", "assigned_to")
    shown = chosen(items, asked).select_related(*related)
    page = paged(request, shown, _PER_PAGE, Sheet("werkvoorraad", "assessment.export", columns(*_COLUMNS)))
    lines = work_lines(page.object_list, _language())
    exceptions = exceptions_among(line.item for line in lines)
    terms = {one.item.agreement_id: next_term(one.item.agreement) for one in lines}
    context = {
        "page": page,
        "lines": [(line, kind_words(line.item, exceptions), terms[line.item.agreement_id]) for line in lines],
        "kinds": [(value, label, number, asked.query(soort=value)) for value, label, number in kinds],
        "asked": asked,
        "every_kind": asked.query(soort=""),
        "of_all": asked.query(van=""),
        "of_me": asked.query(van="mij"),
        "of_nobody": asked.query(van="vrij"),
        "every_agreement": asked.query(overeenkomst=""),
        "regions": regions(items),
        "orders": ORDERS.items(),
        "all": sum(number for _value, _label, number in kinds),
        "absent": acting_for(request.user),
        "word_wanted": bool(request.staff_roles.intersection(STATES)) and not interests.has_stated(request.user),
        "query": asked.query(),
    }
    return render(request, "assessment/queue.html", context)
