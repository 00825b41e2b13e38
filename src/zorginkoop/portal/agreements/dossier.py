"""The letters of refusals, and the samples in which a provider was drawn, as parts of a dossier."""

from __future__ import annotations

from datetime import date

from zorginkoop.portal.accounts.models import User
from zorginkoop.portal.agreements import showing
from zorginkoop.portal.agreements.letter_views import made
from zorginkoop.portal.agreements.models import SampleRequest
from zorginkoop.portal.register.models import Provider
from zorginkoop.portal.register.sections import CONTRACTING, KNOWLEDGE, OF_CONTRACTING, Section


def filled(provider: Provider, on: date, user: User) -> dict[str, object]:  # noqa: ARG001 - every part is filled alike
    """Give the letters of a provider up to a day."""
    return {"letters": made().filter(assessment__provider=provider, day__lte=on)}


SECTION = Section(68, "letters", "agreements/letters.html", filled, KNOWLEDGE, OF_CONTRACTING)


def sampled(provider: Provider, on: date, user: User) -> dict[str, object]:  # noqa: ARG001 - as above
    """Give what a provider was asked to show of its declarations by a day, and what was found."""
    related = ("sample__agreement__season", "agreement__offer")
    found = SampleRequest.objects.filter(provider=provider, sample__agreed_at__date__lte=on).select_related(*related)
    rows = found.prefetch_related("findings").order_by("-sample__agreed_at", "-pk")
    return {"sampled": [(one, showing.declared(one)) for one in rows]}


SAMPLED = Section(37, "sampled", "agreements/dossier_samples.html", sampled, CONTRACTING, OF_CONTRACTING)
