"""An exception that a policy leaves room for: asked by a provider on grounds of care, decided by people, for one year.

The policy says so itself: it knows the event that an exception was asked for, the task that follows from it, and the
event that it was decided on. Who would still be refused for another reason is not offered the form: an exception would
not help it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.urls import reverse
from django.utils.translation import gettext as _

from zorginkoop.kernel.facts import FactRecord
from zorginkoop.portal import clock
from zorginkoop.portal.accounts.models import User
from zorginkoop.portal.assessment.judging import outcome_on
from zorginkoop.portal.assessment.models import ExceptionRequest, Proposal, WorkItem, WorkKind
from zorginkoop.portal.audit.log import changing
from zorginkoop.portal.editions.compiled import compiled
from zorginkoop.portal.editions.models import SeasonAgreement
from zorginkoop.portal.facts import OURS, recorded_subject
from zorginkoop.portal.intake.files import keep, safe_name
from zorginkoop.portal.mail.dutch import in_dutch
from zorginkoop.portal.mail.outbox import write
from zorginkoop.portal.register.mandates import readers
from zorginkoop.portal.register.models import Event, Provider

ASKED, DECIDED = "uitzondering_aangevraagd", "uitzondering_besloten"
YES = "ja"


class CannotAskError(Exception):
    """Why an exception cannot be asked for now, in words for the person who asked."""


@dataclass(frozen=True, slots=True)
class Room:
    """An agreement whose policy leaves room for an exception that would help a provider: the task that follows."""

    agreement: SeasonAgreement
    task: str


def rooms(provider: Provider) -> list[Room]:
    """Give the agreements of years that are not over for which an exception would help a provider."""
    running = SeasonAgreement.objects.filter(season__contract_year__gte=clock.today().year).select_related("season")
    found = [(one, task_for(one, provider)) for one in running.order_by("season__contract_year", "title", "pk")]
    return [Room(agreement, task) for agreement, task in found if task]


def task_for(agreement: SeasonAgreement, provider: Provider) -> str:
    """Give the task that asking for an exception would lead to; empty where the policy has none for this provider."""
    rules = compiled(agreement)
    if ASKED not in {name for name, _phrase in rules.planning.events}:
        return ""
    moment = clock.now()
    recorded = recorded_subject(provider, agreement)
    text = moment.strftime("%Y-%m-%dT%H:%M:%SZ")
    asked = FactRecord(text, OURS, moment)
    after = outcome_on(agreement, replace(recorded, facts={**recorded.facts, ASKED: (asked,)}), moment)
    before = {task.id for task in outcome_on(agreement, recorded, moment).tasks}
    return next((task.id for task in after.tasks if task.id not in before), "")


def ask(
    agreement: SeasonAgreement, provider: Provider, grounds: str, upload: UploadedFile[bytes] | None, by: User
) -> ExceptionRequest:
    """Take in a request; asking again while it waits gives what waits. FileRefusedError says what is wrong with a file.

    From the request the event follows, and from the event the work that the policy names.
    """
    kept = keep(upload) if upload is not None else None
    with changing("assessment.exception_asked", about=agreement, for_whom=provider.public_id) as change:
        Provider.objects.select_for_update().get(pk=provider.pk)
        waiting = ExceptionRequest.objects.filter(provider=provider, agreement=agreement, decided_at=None).first()
        if waiting is not None:
            return waiting
        task = task_for(agreement, provider)
        if not task:
            raise CannotAskError(_("Een uitzondering verandert voor u nu niets. Bekijk wat het beleid wel vraagt."))
        moment = clock.now()
        made = ExceptionRequest.objects.create(
            provider=provider,
            agreement=agreement,
            task=task,
            grounds=grounds.strip(),
            asked_by=by,
            asked_at=moment,
            content_hash=kept.content_hash if kept else "",
            media_type=kept.media_type if kept else "",
            name=safe_name(upload.name or "", kept.media_type) if kept and upload else "",
            scanned_at=kept.scanned_at if kept else None,
        )
        change.about = made
        _happened(made, ASKED)
        owner = provider.fixed_purchaser or agreement.owner
        WorkItem.objects.get_or_create(
            provider=provider, agreement=agreement, kind=WorkKind.TASK, reference=task, closed_at=None,
            defaults={"raised_at": moment, "assigned_to": owner},
        )  # fmt: skip
    return made


def _happened(request: ExceptionRequest, name: str) -> None:
    """Write that something happened in the season of a provider; call it inside `changing`."""
    season = request.agreement.season
    Event.objects.create(
        provider=request.provider,
        insurer=season.insurer,
        care_type=request.agreement.care_type,
        year=season.contract_year,
        name=name,
        happened_at=clock.now().replace(microsecond=0),
    )


def before_force(proposal: Proposal) -> None:
    """Record that a request was decided on when a decision about it comes into force, and tell the provider.

    Call it inside `changing`, before anybody is judged by the decision.
    """
    item = proposal.item
    waiting = ExceptionRequest.objects.filter(
        provider=item.provider_id, agreement=item.agreement_id, task=item.reference, decided_at=None
    )
    found = waiting.select_for_update(of=("self",)).select_related("provider", "agreement__season", "asked_by").first()
    if found is None or item.kind != WorkKind.TASK:
        return
    found.decided_at, found.granted, found.reply = clock.now(), proposal.text == YES, proposal.ground
    found.save()
    if any(name == DECIDED for name, _phrase in compiled(found.agreement).planning.events):
        _happened(found, DECIDED)
    _tell(found)


@in_dutch
def _tell(request: ExceptionRequest) -> None:
    """Write that there is a decision; what it is stands behind the sign-in."""
    page = settings.BASE_URL + reverse("assessment:exceptions", args=[request.provider.public_id])
    for name, address in readers(request.provider, request.asked_by):
        body = _(
            "Geachte %(name)s,\n\n"
            "U vroeg namens %(provider)s om een uitzondering voor %(agreement)s. Wij hebben daarover besloten.\n\n"
            "U leest het besluit op %(address)s\n\n"
            "Met vriendelijke groet,\n%(purchaser)s\n"
        ) % {
            "name": name,
            "agreement": request.agreement,
            "provider": request.provider.name,
            "address": page,
            "purchaser": settings.PURCHASER,
        }
        write(
            address,
            _("Ons besluit over uw verzoek om een uitzondering"),
            body,
            about=request,
            for_whom=request.provider.public_id,
        )
