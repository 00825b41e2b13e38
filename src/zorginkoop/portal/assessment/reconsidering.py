"""A provider disagrees with an outcome: somebody who did not decide on it before looks at all of it again.

A policy may set a last day for it and a term for the answer, by the names below; of the five here none does, and the
pages say so. What was decided wrongly is put right the way it was decided: evidence is judged anew as of the day it
came, facts in the register, a decision by a new decision. The answer then says what was done.
"""

from __future__ import annotations

from datetime import datetime
from uuid import uuid4

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from zorginkoop.portal import clock
from zorginkoop.portal.accounts.models import User
from zorginkoop.portal.assessment import work
from zorginkoop.portal.assessment.effects import THE_MOMENT_AFTER
from zorginkoop.portal.assessment.interests import refuse_tied
from zorginkoop.portal.assessment.judging import Cause, judge
from zorginkoop.portal.assessment.models import (
    Assessment,
    Proposal,
    ReconsiderationAnswer,
    ReconsiderationRequest,
    WorkItem,
    WorkKind,
)
from zorginkoop.portal.audit.log import changing
from zorginkoop.portal.editions.compiled import compiled
from zorginkoop.portal.editions.models import SeasonAgreement
from zorginkoop.portal.intake.models import EvidenceFile
from zorginkoop.portal.mail.dutch import in_dutch
from zorginkoop.portal.mail.outbox import write
from zorginkoop.portal.questions.terms import Term, term_for
from zorginkoop.portal.register.mandates import readers
from zorginkoop.portal.register.models import Evidence

# what a policy calls the outcome being told, a request to look again, and the answer to that
TOLD, ASKED, ANSWERED = "uitkomst_bekendgemaakt", "heroverweging_gevraagd", "heroverweging_beantwoord"
_BY_PEOPLE = (WorkKind.EVIDENCE, WorkKind.TASK, WorkKind.UNDECIDED, WorkKind.CORRECTION, WorkKind.REFUSAL)


class CannotReconsiderError(Exception):
    """Why something cannot be done now, in words for the person who wants it."""


def ask(assessment: Assessment, text: str, by: User) -> ReconsiderationRequest:
    """Take in that a provider disagrees with an outcome; asking again while it waits gives what waits."""
    provider, agreement = assessment.provider, assessment.agreement
    with changing("assessment.reconsideration_asked", about=assessment, for_whom=provider.public_id) as change:
        held = Assessment.objects.select_for_update(of=("self",)).get(pk=assessment.pk)
        waiting = ReconsiderationRequest.objects.waiting().filter(provider=provider, agreement=agreement).first()
        if waiting is not None:
            return waiting
        if why := in_the_way(held):
            raise CannotReconsiderError(why)
        made = ReconsiderationRequest.objects.create(
            assessment=held, provider=provider, agreement=agreement, text=text.strip(), asked_by=by,
            asked_at=clock.now(),
        )  # fmt: skip
        change.about = made
        WorkItem.objects.create(
            provider=provider, agreement=agreement, kind=WorkKind.RECONSIDER, reference=str(made.pk),
            raised_at=made.asked_at,
        )  # fmt: skip
    return made


def asking_term(assessment: Assessment) -> Term | None:
    """Give until when a policy lets a provider ask; who is later may ask, and a person decides what to do with it."""
    return term_for(assessment.agreement, ASKED, {TOLD: assessment.released_at or assessment.judged_at})


def answer_term(request: ReconsiderationRequest) -> Term | None:
    """Give by when a policy has a request answered."""
    return answer_term_from(request.agreement, request.asked_at)


def answer_term_from(agreement: SeasonAgreement, asked_at: datetime) -> Term | None:
    """Give by when a policy has a request answered that comes at a moment."""
    return term_for(agreement, ANSWERED, {ASKED: asked_at})


def in_the_way(assessment: Assessment) -> str:
    """Say why nobody can ask for a reconsideration of an outcome; empty when one can."""
    if assessment.superseded_at is not None:
        return _("Er is intussen een nieuwe uitkomst. Bekijk die eerst.")
    if assessment.agreement.season.contract_year < clock.today().year:
        return _("Het contractjaar van deze uitkomst is voorbij. Neem contact op met uw inkoper.")
    return ""


def decided_before(request: ReconsiderationRequest) -> set[int]:
    """Give who decided something that the outcome rests on: closed work, decided, agreed, or let it be seen."""
    same = {"provider": request.provider_id, "agreement": request.agreement_id}
    closed = WorkItem.objects.filter(**same, kind__in=_BY_PEOPLE).exclude(closed_by=None)
    people: set[int | None] = set(closed.filter(closed_at__lte=request.asked_at).values_list("closed_by", flat=True))
    proposals = Proposal.objects.filter(
        item__provider=request.provider_id, item__agreement=request.agreement_id, made_at__lte=request.asked_at
    )
    people.update(one for pair in proposals.values_list("made_by", "agreed_by") for one in pair)
    people.add(request.assessment.released_by_id)
    return {one for one in people if one is not None}


def refuse_own(request: ReconsiderationRequest, by: User) -> None:
    """Refuse whoever is tied to the provider or decided before; another looks at it with fresh eyes."""
    refuse_tied(by, request.provider_id)
    if by.pk in decided_before(request):
        raise CannotReconsiderError(_("U besliste hier eerder over mee. Een collega heroverweegt."))


def judged_pieces(request: ReconsiderationRequest) -> list[Evidence]:
    """Give the evidence that a person judged and that was the last for its fact: what can be judged anew."""
    facts = {fact.name for fact in compiled(request.agreement).agreement.facts if fact.evidence == "ja"}
    pieces = Evidence.objects.filter(provider=request.provider, fact__in=facts).order_by("handed_in_at", "pk")
    last = {piece.fact: piece for piece in pieces}
    return [piece for piece in last.values() if piece.verdict != work.NOT_JUDGED]


def judge_anew(request: ReconsiderationRequest, piece: Evidence, by: User) -> None:
    """Lay a piece of evidence in the queue once more, as of the day it came; the first judgement stays on record."""
    whom = request.provider.public_id
    with changing("assessment.evidence_judged_anew", about=piece, for_whom=whom, reconsideration=request.pk):
        refuse_own(request, by)
        current = ReconsiderationRequest.objects.select_for_update().get(pk=request.pk)
        if current.answered_at is not None or piece.pk not in {one.pk for one in judged_pieces(request)}:
            raise work.AlreadyDoneError
        again = Evidence.objects.create(
            provider=piece.provider,
            fact=piece.fact,
            handed_in_at=piece.handed_in_at + THE_MOMENT_AFTER,
            valid_until=piece.valid_until,
        )
        for file in EvidenceFile.objects.filter(evidence=piece, withdrawn_at=None):
            EvidenceFile.objects.filter(pk=file.pk).update(withdrawn_at=clock.now())
            file.pk, file.public_id, file.evidence = None, uuid4(), again
            file.save(force_insert=True)
        judge(request.agreement, request.provider, Cause.EVIDENCE)


def answer(
    request: ReconsiderationRequest, verdict: ReconsiderationAnswer, reply: str, by: User
) -> ReconsiderationRequest:
    """Answer a request; CannotReconsiderError where that is not what is so, AlreadyDoneError when one was given."""
    item = WorkItem.objects.get(kind=WorkKind.RECONSIDER, reference=str(request.pk))
    with changing("assessment.reconsidered", about=request, for_whom=request.provider.public_id, verdict=str(verdict)):
        refuse_own(request, by)
        held = ReconsiderationRequest.objects.select_for_update().get(pk=request.pk)
        if held.answered_at is not None:
            raise work.AlreadyDoneError
        now = Assessment.objects.current().get(provider=request.provider, agreement=request.agreement)
        changed = (now.result, now.variant) != (request.assessment.result, request.assessment.variant)
        if verdict == ReconsiderationAnswer.CHANGED and not changed:
            raise CannotReconsiderError(
                _("De uitkomst is nog dezelfde. Zet eerst recht wat niet klopt: bewijs, register of besluit.")
            )
        if verdict == ReconsiderationAnswer.STANDS and changed:
            raise CannotReconsiderError(_("De uitkomst is intussen een andere. Antwoord dat zij is veranderd."))
        work.close_for_reconsideration(item, reply.strip(), by)
        held.verdict, held.reply, held.answered_by, held.answered_at = verdict, reply.strip(), by, clock.now()
        held.save()
        _tell(held)
    return held


@in_dutch
def _tell(request: ReconsiderationRequest) -> None:
    """Write that there is an answer; what it is stands behind the sign-in."""
    page = settings.BASE_URL + reverse("assessment:of_practice", args=[request.provider.public_id])
    for name, address in readers(request.provider, request.asked_by):
        body = _(
            "Geachte %(name)s,\n\n"
            "U vroeg ons de uitkomst voor %(agreement)s van %(provider)s te heroverwegen. Ons antwoord staat klaar.\n\n"
            "U leest het op %(address)s\n\n"
            "Met vriendelijke groet,\n%(purchaser)s\n"
        ) % {
            "name": name,
            "agreement": request.agreement,
            "provider": request.provider.name,
            "address": page,
            "purchaser": settings.PURCHASER,
        }
        write(address, _("Ons antwoord op uw verzoek om heroverweging"), body, about=request,
              for_whom=request.provider.public_id)  # fmt: skip
