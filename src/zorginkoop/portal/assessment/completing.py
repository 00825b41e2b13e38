"""Ask a provider to complete what it sent: what, and by which day. The clock stands still until it did, or it is over.

No policy here gives a term for it, so whoever asks chooses the day and the provider reads it. Without an answer the
work comes back as it was, and a person decides on what is there.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from zorginkoop.portal import clock
from zorginkoop.portal.accounts.models import User
from zorginkoop.portal.assessment.interests import refuse_tied
from zorginkoop.portal.assessment.models import Completion, WorkItem, WorkKind
from zorginkoop.portal.assessment.work import AlreadyDoneError, waits
from zorginkoop.portal.audit.log import changing
from zorginkoop.portal.intake.files import Kept, keep, safe_name
from zorginkoop.portal.intake.models import EvidenceFile, Questionnaire
from zorginkoop.portal.mail.dutch import in_dutch
from zorginkoop.portal.mail.outbox import write
from zorginkoop.portal.register.mandates import readers
from zorginkoop.portal.register.models import Evidence


class CannotAskError(Exception):
    """Why a completion cannot be asked now, in words for the person who asked."""


def ask(item: WorkItem, what: str, last_day: date, by: User) -> Completion:
    """Ask the provider of a piece of work to complete something by a day, and write to it."""
    whom = item.provider.public_id
    with changing("assessment.completion_asked", for_whom=whom, item=item.pk, last_day=str(last_day)) as change:
        refuse_tied(by, item.provider_id)
        held = WorkItem.objects.select_for_update().get(pk=item.pk)
        if held.closed_at is not None:
            raise AlreadyDoneError
        if not what.strip():
            raise CannotAskError(_("Schrijf op wat de aanbieder moet aanvullen."))
        if last_day <= clock.today():
            raise CannotAskError(_("Geef de aanbieder tijd: kies een dag na vandaag."))
        if not _asked_of(item).exists():
            raise CannotAskError(_("Deze aanbieder vulde hier geen vragenlijst in, en kan hier dus niets aanvullen."))
        if held.completions.filter(waits()).exists():
            raise CannotAskError(
                _("De aanbieder heeft al een vraag om aanvulling. Wacht op het antwoord, of tot de dag.")
            )
        held.completions.filter(answered_at=None, ended_at=None).update(ended_at=clock.now())
        made = Completion.objects.create(
            item=held, asked=what.strip(), last_day=last_day, asked_by=by, asked_at=clock.now()
        )
        change.about = made
        _tell(made, item)
    return made


def answer(completion: Completion, text: str, upload: UploadedFile[bytes] | None, by: User) -> Completion:
    """Take in what a provider adds, the file beside the evidence that it is about.

    AlreadyDoneError when it was answered, or what it was about was decided; FileRefusedError says what is wrong with
    a file. An answer after the last day counts while nobody decided, and it shows that it is late.
    """
    kept = keep(upload) if upload is not None else None
    item = completion.item
    with changing("assessment.completion_answered", about=completion, for_whom=item.provider.public_id) as change:
        at_work = WorkItem.objects.select_for_update().get(pk=item.pk)
        held = Completion.objects.select_for_update().get(pk=completion.pk)
        if held.answered_at is not None or held.ended_at is not None or at_work.closed_at is not None:
            raise AlreadyDoneError
        held.answer, held.answered_by, held.answered_at = text.strip(), by, clock.now()
        held.save(update_fields=["answer", "answered_by", "answered_at"])
        if kept is not None and upload is not None:
            change.details["file"] = kept.content_hash
            _put_beside(item, kept, upload.name or "", by)
    return held


def takes_file(item: WorkItem) -> bool:
    """Tell whether a file can be added: to a piece of evidence that was handed in here."""
    return item.kind == WorkKind.EVIDENCE and EvidenceFile.objects.filter(evidence=int(item.reference)).exists()


def _put_beside(item: WorkItem, kept: Kept, name: str, by: User) -> None:
    piece = Evidence.objects.get(pk=int(item.reference))
    first = EvidenceFile.objects.filter(evidence=piece).order_by("pk")[0]
    same = {"questionnaire": first.questionnaire, "fact": piece.fact, "content_hash": kept.content_hash}
    EvidenceFile.objects.get_or_create(
        **same,
        withdrawn_at=None,
        defaults={
            "media_type": kept.media_type,
            "size": kept.size,
            "name": safe_name(name, kept.media_type),
            "valid_from": first.valid_from,
            "valid_until": first.valid_until,
            "confidential_because": first.confidential_because,
            "uploaded_by": by,
            "uploaded_at": clock.now(),
            "scanned_at": kept.scanned_at,
            "evidence": piece,
        },
    )


def is_late(completion: Completion) -> bool:
    """Tell whether it was answered after its last day, or was not by now."""
    until = completion.answered_at or completion.ended_at or clock.now()
    return until >= _end(completion)


def days_with_us(item: WorkItem, completions: Iterable[Completion], until: datetime | None = None) -> int:
    """Count the whole days that work lay with the purchaser, without those in which the clock stood still."""
    last = until or item.closed_at or clock.now()
    stood = sum((_stopped(one, last) for one in completions), timedelta())
    return max(last - item.raised_at - stood, timedelta()).days


def _stopped(completion: Completion, last: datetime) -> timedelta:
    over = min(moment for moment in (completion.answered_at, completion.ended_at, _end(completion), last) if moment)
    return max(over - completion.asked_at, timedelta())


def _end(completion: Completion) -> datetime:
    """Give the first moment after the last day."""
    return datetime.combine(completion.last_day + timedelta(days=1), time(), clock.AMSTERDAM).astimezone(UTC)


def _asked_of(item: WorkItem) -> QuerySet[Questionnaire]:
    return Questionnaire.objects.filter(provider=item.provider_id, agreement=item.agreement_id).exclude(
        confirmed_by=None
    )


@in_dutch
def _tell(made: Completion, item: WorkItem) -> None:
    """Write to whoever acts for the provider; what is asked stands behind the sign-in."""
    confirmed = _asked_of(item).select_related("confirmed_by").order_by("pk")[0].confirmed_by
    assert confirmed is not None  # noqa: S101 - those without are left out
    page = reverse("assessment:completion", args=[item.provider.public_id, made.public_id])
    for name, address in readers(item.provider, confirmed):
        body = _(
            "Geachte %(name)s,\n\n"
            "Wij beoordelen wat %(provider)s stuurde voor %(agreement)s. Daarvoor missen wij nog iets van u.\n\n"
            "U leest wat, en vult het aan, op %(address)s\n"
            "Dat kan tot en met %(day)s. Krijgen wij niets, dan beslissen wij op wat er nu ligt.\n\n"
            "Met vriendelijke groet,\n%(purchaser)s\n"
        ) % {
            "name": name,
            "provider": item.provider.name,
            "agreement": item.agreement,
            "address": settings.BASE_URL + page,
            "day": date_format(made.last_day),
            "purchaser": settings.PURCHASER,
        }
        subject = _("Wij missen nog iets voor %s") % item.agreement
        write(address, subject, body, about=made, for_whom=item.provider.public_id)
