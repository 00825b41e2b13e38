"""What the pages of agreements share: how an answer is given, and a paper that may be read."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse

from zorginkoop.portal.agreements import store
from zorginkoop.portal.agreements.models import Offer

SEE_OTHER, CONFLICT, INVALID, UNAVAILABLE = 303, 409, 422, 503


def see(name: str, *arguments: object) -> HttpResponse:
    """Send on to a page after something was done."""
    return HttpResponseRedirect(reverse(f"agreements:{name}", args=arguments), status=SEE_OTHER)


def paper(offer: Offer) -> HttpResponse:
    """Give the paper of an offer as it is now."""
    return kept_pdf(offer.file_hash, f"overeenkomst-{offer.number}.pdf")


def kept_pdf(file_hash: str, name: str) -> HttpResponse:
    """Give a paper to be kept; never to be read from a shared cache."""
    answer = HttpResponse(store.fetch(file_hash), content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "private, no-store"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
