"""What asks for a person: found anew at each outcome, kept open until somebody did it or it no longer plays."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q

from zorginkoop.kernel.assess import Outcome
from zorginkoop.kernel.language import LeadsTo
from zorginkoop.kernel.outcome import UNDECIDED
from zorginkoop.kernel.snapshot import snapshot
from zorginkoop.portal import clock
from zorginkoop.portal.accounts.deputies import absent_of, acting_for
from zorginkoop.portal.accounts.models import User
from zorginkoop.portal.assessment.basis import rests_on, task_rests_on
from zorginkoop.portal.assessment.interests import not_tied, refuse_tied
from zorginkoop.portal.assessment.models import (
    Assessment,
    Completion,
    Interest,
    Proposal,
    ReconsiderationRequest,
    WorkItem,
    WorkKind,
)
from zorginkoop.portal.audit.log import changing
from zorginkoop.portal.editions.models import SeasonAgreement
from zorginkoop.portal.intake.models import Correction, CorrectionVerdict
from zorginkoop.portal.register.models import Evidence, Provider

NOT_JUDGED = "niet_beoordeeld"
_RETURNING = (WorkKind.TASK, WorkKind.UNDECIDED)
Key = tuple[str, str]


class AlreadyDoneError(Exception):
    """Somebody else was first; the item says who and what."""


def bring_up_to_date(agreement: SeasonAgreement, provider: Provider, outcome: Outcome) -> None:
    """Open what asks for a person by an outcome, and close what no longer does; call it inside `changing`.

    What a person closed stays closed while it is about the same; it comes back when that is there again or is other.
    A sample does not hang on the outcome, and is left alone.
    """
    wanted = _wanted(agreement, provider, outcome)
    known = WorkItem.objects.filter(agreement=agreement, provider=provider).exclude(kind=WorkKind.SAMPLE)
    waiting = {(item.kind, item.reference): item for item in known.filter(closed_at=None)}
    gone = [item.pk for key, item in waiting.items() if key not in wanted]
    WorkItem.objects.filter(pk__in=gone).update(closed_at=clock.now())
    end_proposals(agreement.pk, provider.pk)
    done = {
        (item.kind, item.reference): item for item in known.exclude(closed_by=None).filter(over_at=None).order_by("pk")
    }
    over = [item.pk for key, item in done.items() if key not in wanted]
    WorkItem.objects.filter(pk__in=over).update(over_at=clock.now())
    for kind, reference in wanted:
        handled = done.get((kind, reference))
        if (kind, reference) in waiting or (handled is not None and _is_same(handled, outcome)):
            continue
        WorkItem.objects.create(
            provider=provider, agreement=agreement, kind=kind, reference=reference, raised_at=clock.now()
        )


def end_proposals(agreement: int, provider: int) -> None:
    """End what still waits for a second person about work that is closed; call it inside `changing`.

    Nobody refused it, so that it names nobody.
    """
    closed = WorkItem.objects.filter(agreement=agreement, provider=provider).exclude(closed_at=None)
    Proposal.objects.waiting().filter(item__in=closed).update(refused_at=clock.now())


def _is_same(handled: WorkItem, outcome: Outcome) -> bool:
    """Tell whether what a person closed is still about what it was about then."""
    return handled.kind not in _RETURNING or handled.rests_on == about(handled, outcome)


def about(item: WorkItem, outcome: Outcome) -> str:
    """Name what a piece of work is about as things are: of a task what it reads, else all that the outcome rests on."""
    if item.kind == WorkKind.TASK:
        return task_rests_on(outcome, item.reference)
    return rests_on(snapshot(outcome))


def _wanted(agreement: SeasonAgreement, provider: Provider, outcome: Outcome) -> list[Key]:
    weighed = {fact.name for fact in outcome.agreement.facts if fact.evidence == "ja"}
    pieces = Evidence.objects.filter(provider=provider, verdict=NOT_JUDGED, fact__in=weighed).order_by("handed_in_at")
    said = Correction.objects.filter(
        questionnaire__provider=provider, questionnaire__agreement=agreement, handled_at=None
    ).order_by("said_at")
    found: list[Key] = [(str(WorkKind.EVIDENCE), str(piece.pk)) for piece in pieces]
    found += [(str(WorkKind.TASK), task.id) for task in outcome.tasks]
    found += [(str(WorkKind.CORRECTION), str(one.pk)) for one in said]
    withheld = Assessment.objects.current().filter(agreement=agreement, provider=provider, withheld=True)
    found += [(str(WorkKind.REFUSAL), str(one)) for one in withheld.values_list("public_id", flat=True)]
    asked = ReconsiderationRequest.objects.waiting().filter(agreement=agreement, provider=provider)
    found += [(str(WorkKind.RECONSIDER), str(one)) for one in asked.values_list("pk", flat=True)]
    open_route = outcome.undecided_route or outcome.route
    undecided = outcome.result in (UNDECIDED, LeadsTo.ASSESSMENT, LeadsTo.TALKS)
    if undecided and not pieces:  # evidence that waits decides first
        found.append((str(WorkKind.UNDECIDED), open_route.id if open_route else UNDECIDED))
    return found


def close(item: WorkItem, note: str, by: User, outcome: Outcome) -> None:
    """Say that an item was dealt with on an outcome, and how; AlreadyDoneError when somebody else did."""
    with changing("assessment.work_done", about=item, for_whom=item.provider.public_id, kind=item.kind):
        _close(item, note, by, about(item, outcome))


def _close(item: WorkItem, note: str, by: User, rested_on: str = "") -> None:
    refuse_tied(by, item.provider_id)
    held = WorkItem.objects.select_for_update().get(pk=item.pk)
    if held.closed_at is not None:
        raise AlreadyDoneError
    held.closed_at, held.closed_by, held.note, held.rests_on = clock.now(), by, note, rested_on
    held.closed_for = on_behalf_of(held, by)
    held.save()
    end_proposals(held.agreement_id, held.provider_id)


def after_said_wrong(correction: Correction, **_: object) -> None:
    """Let a message that something is not right be work at once, for who looks after the register of that provider."""
    questionnaire = correction.questionnaire
    WorkItem.objects.get_or_create(
        provider=questionnaire.provider,
        agreement=questionnaire.agreement,
        kind=WorkKind.CORRECTION,
        reference=str(correction.pk),
        closed_at=None,
        defaults={
            "raised_at": correction.said_at,
            "assigned_to": questionnaire.provider.fixed_purchaser or questionnaire.agreement.owner,
        },
    )


def close_for_correction(item: WorkItem, verdict: CorrectionVerdict, reply: str, by: User) -> Correction:
    """Answer what a provider said is not right; it reads what was done and why. Call it inside `changing`."""
    _close(item, reply, by)
    said = Correction.objects.select_for_update().get(pk=int(item.reference))
    said.handled_at, said.handled_by, said.verdict, said.reply = clock.now(), by, verdict, reply
    said.save()
    return said


def close_for_refusal(item: WorkItem, by: User) -> None:
    """Say that a refusal was looked at and made known; call it inside `changing`."""
    _close(item, "", by)


def close_for_reconsideration(item: WorkItem, reply: str, by: User) -> None:
    """Say that a request to look at an outcome again was answered; call it inside `changing`."""
    _close(item, reply, by)


def close_for_sample(item: WorkItem, by: User) -> None:
    """Say that what a provider showed of its declarations was judged; call it inside `changing`."""
    _close(item, "", by)


def on_behalf_of(item: WorkItem, by: User) -> User | None:
    """Give for whom somebody does a piece of work: whoever took it on and is absent now."""
    absent = [item.assigned_to] if item.assigned_to in acting_for(by) else []
    return absent[0] if absent else None


def of_person(person: User) -> Q:
    """Find the work of somebody, and of whom it stands in for: taken on, or of an agreement that is theirs."""
    people = [person, *acting_for(person)]
    return Q(assigned_to__in=people) | Q(assigned_to=None, agreement__owner__in=people)


def open_to_person(person: User) -> Q:
    """Find the work that somebody can do now: its own, of whom it stands in for, and what nobody has taken on.

    Not what is about a provider that it is tied to, nor what waits until a provider completes something.
    """
    whose = Q(assigned_to=None) | Q(assigned_to=person) | Q(assigned_to__in=absent_of(person))
    return whose & not_tied(person) & Q(~Exists(Completion.objects.filter(waits(), item=OuterRef("pk"))))


def waits() -> Q:
    """Find the completions that a provider can still answer in time."""
    return Q(answered_at=None, ended_at=None, last_day__gte=clock.today())


def take(item: WorkItem, by: User) -> None:
    """Take an item on; who takes it last has it."""
    refuse_tied(by, item.provider_id)
    with changing("assessment.work_taken", about=item, for_whom=item.provider.public_id):
        WorkItem.objects.filter(pk=item.pk, closed_at=None).update(assigned_to=by)


def after_handover(agreement: SeasonAgreement, before: User | None, after: User, **_: object) -> None:
    """Let the open work of who had an agreement go along with it, but for who is tied to a provider."""
    if before is None or before == after:
        return
    open_ones = WorkItem.objects.filter(agreement=agreement, assigned_to=before, closed_at=None)
    tied = Interest.objects.filter(person=after, ended_at=None).values("provider")
    open_ones.filter(provider__in=tied).update(assigned_to=None)
    open_ones.update(assigned_to=after)


def close_for_evidence(piece: Evidence, note: str, by: User) -> None:
    """Close what waited for the judgement of a piece of evidence; call it inside `changing`."""
    for item in WorkItem.objects.filter(kind=WorkKind.EVIDENCE, reference=str(piece.pk), closed_at=None):
        _close(item, note, by)
