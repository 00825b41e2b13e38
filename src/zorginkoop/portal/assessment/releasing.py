"""Let a provider see its outcome, and write to it that there is one; what it is stands behind the sign-in.

A refusal is withheld until a person has looked at it.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.dispatch import Signal
from django.urls import reverse
from django.utils.translation import gettext as _

from zorginkoop.kernel.language import LeadsTo
from zorginkoop.kernel.outcome import UNDECIDED
from zorginkoop.portal import clock
from zorginkoop.portal.accounts.models import User
from zorginkoop.portal.assessment.models import Assessment, Proposal, WorkItem, WorkKind
from zorginkoop.portal.assessment.work import AlreadyDoneError, close_for_refusal
from zorginkoop.portal.audit.log import changing
from zorginkoop.portal.intake.models import Questionnaire
from zorginkoop.portal.mail.dutch import in_dutch
from zorginkoop.portal.mail.outbox import write
from zorginkoop.portal.register.mandates import readers
from zorginkoop.portal.register.models import Evidence

REJECTED = "afgekeurd"
_NOT_READY = (UNDECIDED, LeadsTo.ASSESSMENT)
to_be_released = Signal()  # assessment: sent inside the change, before the decision; who raises ends it
released = Signal()  # assessment, by: sent inside the change, so that a letter stands or falls with it


class OwnDecisionError(Exception):
    """Why somebody does not make a refusal known, in words for that person."""


def release(item: WorkItem, assessment: Assessment, by: User) -> Assessment:
    """Let a provider see a refusal; AlreadyDoneError when somebody did, or when another outcome took its place.

    OwnDecisionError when it came from what the same person decided alone: of a refusal two people have looked.
    """
    whom = item.provider.public_id
    with changing("assessment.refusal_released", about=assessment, for_whom=whom, item=item.pk):
        held = Assessment.objects.select_for_update(of=("self",)).select_related("provider").get(pk=assessment.pk)
        if not held.withheld or held.superseded_at is not None:
            raise AlreadyDoneError
        if _decided_alone(held, by):
            raise OwnDecisionError(
                _("Deze weigering komt uit een besluit dat u alleen nam. Vraag een collega om haar na te lezen.")
            )
        to_be_released.send(Assessment, assessment=held)
        held.withheld, held.released_by, held.released_at = False, by, clock.now()
        held.save(update_fields=["withheld", "released_by", "released_at"])
        close_for_refusal(item, by)
        _tell(held)
        released.send(Assessment, assessment=held, by=by)
    return held


def _decided_alone(refusal: Assessment, by: User) -> bool:
    """Tell whether somebody decided without a second person since the last outcome that was no refusal.

    That is a decision, the rejection of evidence, or a correction of the register.
    """
    earlier = Assessment.objects.filter(
        provider=refusal.provider_id, agreement=refusal.agreement_id, judged_at__lt=refusal.judged_at
    )
    before = earlier.exclude(result=LeadsTo.NO_OFFER).order_by("-judged_at").first()
    alone = Proposal.objects.filter(
        item__provider=refusal.provider_id,
        item__agreement=refusal.agreement_id,
        made_by=by,
        agreed_by=None,
        in_force_at__lte=refusal.judged_at,
    )
    rejected = Evidence.objects.filter(provider=refusal.provider_id, verdict=REJECTED).values_list("pk", flat=True)
    closed = WorkItem.objects.filter(
        models.Q(kind=WorkKind.EVIDENCE, reference__in=[str(one) for one in rejected])
        | models.Q(kind=WorkKind.CORRECTION),
        provider=refusal.provider_id,
        agreement=refusal.agreement_id,
        closed_by=by,
        closed_at__lte=refusal.judged_at,
    )
    if before is not None:
        alone, closed = alone.filter(in_force_at__gt=before.judged_at), closed.filter(closed_at__gt=before.judged_at)
    return alone.exists() or closed.exists()


def tell_if_new(made: Assessment, before: Assessment | None) -> None:
    """Write to a provider when an outcome is ready, it may see it, and it is another than before.

    Call it inside `changing`. What is not decided yet is no outcome to write about.
    """
    same = before is not None and not before.withheld and _said(before) == _said(made)
    if not made.withheld and not same and made.result not in _NOT_READY:
        _tell(made)


def _said(assessment: Assessment) -> tuple[str, str]:
    return (assessment.result, assessment.variant)


@in_dutch
def _tell(assessment: Assessment) -> None:
    """Write to whoever acts for the provider today, where it confirmed here; who did that elsewhere reads it there."""
    asked = Questionnaire.objects.filter(provider=assessment.provider_id, agreement=assessment.agreement_id)
    confirmed = asked.exclude(confirmed_by=None).select_related("confirmed_by").first()
    if confirmed is None or confirmed.confirmed_by is None:
        return
    agreement, provider = assessment.agreement, assessment.provider
    subject = _("Uw uitkomst voor %s") % agreement
    for name, address in readers(provider, confirmed.confirmed_by):
        body = _(
            "Geachte %(name)s,\n\n"
            "Wij hebben beoordeeld wat u ons voor %(agreement)s stuurde namens %(provider)s. "
            "De uitkomst staat klaar.\n\n"
            "U leest haar op %(address)s\n\n"
            "Met vriendelijke groet,\n%(purchaser)s\n"
        ) % {
            "name": name,
            "agreement": agreement,
            "provider": provider.name,
            "address": settings.BASE_URL + reverse("assessment:of_practice", args=[provider.public_id]),
            "purchaser": settings.PURCHASER,
        }
        write(address, subject, body, about=assessment, for_whom=provider.public_id)
