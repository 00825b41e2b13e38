"""Let a provider see its outcome, and write to it that there is one; what it is stands behind the sign-in.

A refusal is withheld until a person has looked at it.
"""

from __future__ import annotations

from django.conf import settings
from django.dispatch import Signal
from django.urls import reverse

from zorginkoop.kernel.language import LeadsTo
from zorginkoop.kernel.outcome import UNDECIDED
from zorginkoop.portal import clock
from zorginkoop.portal.accounts.models import User
from zorginkoop.portal.assessment.models import Assessment, WorkItem
from zorginkoop.portal.assessment.work import AlreadyDoneError, close_for_refusal
from zorginkoop.portal.audit.log import changing
from zorginkoop.portal.intake.models import Questionnaire
from zorginkoop.portal.mail.outbox import write

_NOT_READY = (UNDECIDED, LeadsTo.ASSESSMENT)
released = Signal()  # assessment, by: sent inside the change, so that a letter stands or falls with it


def release(item: WorkItem, assessment: Assessment, by: User) -> Assessment:
    """Let a provider see a refusal; AlreadyDoneError when somebody did, or when another outcome took its place."""
    whom = item.provider.public_id
    with changing("assessment.refusal_released", about=assessment, for_whom=whom, item=item.pk):
        held = Assessment.objects.select_for_update(of=("self",)).select_related("provider").get(pk=assessment.pk)
        if not held.withheld or held.superseded_at is not None:
            raise AlreadyDoneError
        held.withheld, held.released_by, held.released_at = False, by, clock.now()
        held.save(update_fields=["withheld", "released_by", "released_at"])
        close_for_refusal(item, by)
        _tell(held)
        released.send(Assessment, assessment=held, by=by)
    return held


def tell_if_new(made: Assessment, before: Assessment | None) -> None:
    """Write to a provider when an outcome is ready, it may see it, and it is another than before.

    Call it inside `changing`. What is not decided yet is no outcome to write about.
    """
    same = before is not None and not before.withheld and _said(before) == _said(made)
    if not made.withheld and not same and made.result not in _NOT_READY:
        _tell(made)


def _said(assessment: Assessment) -> tuple[str, str]:
    return (assessment.result, assessment.variant)


def _tell(assessment: Assessment) -> None:
    """Write to who confirmed the questionnaire; who did that elsewhere is not known here."""
    asked = Questionnaire.objects.filter(provider=assessment.provider_id, agreement=assessment.agreement_id)
    confirmed = asked.exclude(confirmed_by=None).select_related("confirmed_by").first()
    if confirmed is None or confirmed.confirmed_by is None:
        return
    reader, agreement, provider = confirmed.confirmed_by, assessment.agreement, assessment.provider
    page = reverse("assessment:of_practice", args=[provider.public_id])
    body = (
        f"Geachte {reader.name},\n\n"
        f"Wij hebben beoordeeld wat u ons voor {agreement} stuurde namens {provider.name}. De uitkomst staat klaar.\n\n"
        f"U leest haar op {settings.BASE_URL}{page}\n\n"
        f"Met vriendelijke groet,\n{settings.PURCHASER}\n"
    )
    write(reader.email, f"Uw uitkomst voor {agreement}", body, about=assessment, for_whom=provider.public_id)
