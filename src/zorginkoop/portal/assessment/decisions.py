"""What a person decides about a condition that the policy leaves open: a record with its ground, read as a fact.

Who decides against an outcome that stands, or in the place of a source that would know, does so with a second person,
and never is that person too. What was judged before is kept; everybody it concerns is judged again.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time

from django.utils.translation import gettext as _

from zorginkoop.kernel.assess import Outcome
from zorginkoop.kernel.facts import FactRecord, RecordedSubject
from zorginkoop.kernel.language import LeadsTo, Origin
from zorginkoop.kernel.outcome import UNDECIDED
from zorginkoop.kernel.tree import FactDeclaration
from zorginkoop.portal import clock
from zorginkoop.portal.accounts.models import User
from zorginkoop.portal.assessment import exceptions, work
from zorginkoop.portal.assessment.basis import open_facts
from zorginkoop.portal.assessment.interests import refuse_tied
from zorginkoop.portal.assessment.judging import Cause, judge, outcome_now, outcome_on
from zorginkoop.portal.assessment.models import Proposal, WorkItem, WorkKind
from zorginkoop.portal.audit.log import changing
from zorginkoop.portal.editions.models import SeasonAgreement
from zorginkoop.portal.facts import DECIDED, recorded_subject
from zorginkoop.portal.register.models import Decision, Provider

_OPEN = frozenset({UNDECIDED, LeadsTo.ASSESSMENT, LeadsTo.TALKS})
_LONGEST_NAMES = 120
# doubt about integrity is not decided among the other work: an officer for it and a second person do that
_ELSEWHERE = frozenset({"integriteitstwijfel"})


class CannotDecideError(Exception):
    """Why something cannot be decided now, in words for the person who asked."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody wants to decide: which fact, what about it, why, and from which day."""

    fact: str
    text: str
    ground: str
    valid_from: date


def to_decide(item: WorkItem, outcome: Outcome) -> dict[str, FactDeclaration]:
    """Give what can be decided here for a piece of work, by key."""
    facts = open_facts(item, outcome) if item.closed_at is None else {}
    return {key: fact for key, fact in facts.items() if fact.name not in _ELSEWHERE}


def is_decided_elsewhere(item: WorkItem, outcome: Outcome) -> bool:
    """Tell whether a piece of work is about integrity, which a purchaser does not close alone."""
    return any(fact.name in _ELSEWHERE for fact in open_facts(item, outcome).values())


def effect_of(item: WorkItem, wanted: Wanted, declaration: FactDeclaration) -> tuple[Outcome, Outcome]:
    """Give the outcome as it is now, and as it would be by a decision."""
    moment = clock.now()
    recorded = recorded_subject(item.provider, item.agreement)
    decided = _with(recorded, wanted, declaration, item.agreement, moment)
    return outcome_on(item.agreement, recorded, moment), outcome_on(item.agreement, decided, moment)


def _with(
    recorded: RecordedSubject,
    wanted: Wanted,
    declaration: FactDeclaration,
    agreement: SeasonAgreement,
    moment: datetime,
) -> RecordedSubject:
    year = agreement.season.contract_year if declaration.per_year == "ja" else None
    record = FactRecord(wanted.text, DECIDED, moment, year=year, ground=wanted.ground)
    earlier = recorded.facts.get(wanted.fact, ())
    return replace(recorded, facts={**recorded.facts, wanted.fact: (*earlier, record)})


def needs_second(declaration: FactDeclaration, before: Outcome, after: Outcome) -> bool:
    """Tell whether a decision asks for a second person: it overturns an outcome, or stands in the place of a source."""
    overturns = before.result not in _OPEN and (before.result, before.variant) != (after.result, after.variant)
    return overturns or declaration.origin != Origin.DECISION


def propose(item: WorkItem, wanted: Wanted, by: User) -> Proposal:
    """Decide about a fact, at once or once a second person agrees; CannotDecideError says what is in the way."""
    with changing("assessment.decision_made", about=item, for_whom=item.provider.public_id) as change:
        Provider.objects.select_for_update().get(pk=item.provider_id)
        refuse_tied(by, item.provider_id)
        held = WorkItem.objects.select_for_update().get(pk=item.pk)
        if held.closed_at is not None:
            raise work.AlreadyDoneError
        declaration = _declaration(item, wanted)
        if item.proposals.pending().filter(fact=wanted.fact).exists():
            raise CannotDecideError(_("Hierover ligt al een besluit, dat nog niet geldt. Bekijk dat eerst."))
        before, after = effect_of(item, wanted, declaration)
        proposal = Proposal.objects.create(
            item=item,
            fact=wanted.fact,
            text=wanted.text,
            ground=wanted.ground,
            valid_from=wanted.valid_from,
            needs_second=needs_second(declaration, before, after),
            made_by=by,
            made_at=clock.now(),
        )
        change.details |= {"fact": wanted.fact, "proposal": proposal.pk, "second": int(proposal.needs_second)}
        if not proposal.needs_second:
            _take(proposal)
    return proposal


def _declaration(item: WorkItem, wanted: Wanted) -> FactDeclaration:
    found = to_decide(item, outcome_now(item.agreement, item.provider))
    for key, declaration in found.items():
        if key.partition("@")[0] == wanted.fact:
            if wanted.valid_from < clock.today():
                raise CannotDecideError(_("Een besluit geldt niet met terugwerkende kracht. Kies vandaag of later."))
            if not wanted.ground.strip():
                raise CannotDecideError(_("Schrijf op waarom u dit besluit."))
            return declaration
    raise CannotDecideError(_("Hierover is hier niets meer te besluiten: de gegevens zijn veranderd."))


def agree(proposal: Proposal, by: User) -> Proposal:
    """Agree as the second person, so that it is a decision."""
    with changing("assessment.decision_agreed", about=proposal, for_whom=proposal.item.provider.public_id):
        held = _held(proposal, by)
        refuse_tied(by, held.item.provider_id)
        held.agreed_by, held.agreed_at = by, clock.now()
        held.save(update_fields=["agreed_by", "agreed_at"])
        _take(held)
    return held


def turn_down(proposal: Proposal, reason: str, by: User) -> Proposal:
    """Do not agree, and say why; whoever made it may also take it back."""
    if not reason.strip():
        raise CannotDecideError(_("Schrijf op waarom u niet akkoord gaat."))
    with changing("assessment.decision_turned_down", about=proposal, for_whom=proposal.item.provider.public_id):
        held = _held(proposal, None)
        refuse_tied(by, held.item.provider_id)
        held.refused_by, held.refused_at, held.refusal = by, clock.now(), reason.strip()
        held.save(update_fields=["refused_by", "refused_at", "refusal"])
    return held


def _held(proposal: Proposal, second: User | None) -> Proposal:
    Provider.objects.select_for_update().get(pk=proposal.item.provider_id)
    related = ("item__provider", "item__agreement__season", "made_by")
    held = Proposal.objects.select_for_update(of=("self",)).select_related(*related).get(pk=proposal.pk)
    if held.decision_id is not None or held.refused_at is not None:
        raise work.AlreadyDoneError
    if second is not None and held.made_by_id == second.pk:
        raise CannotDecideError(_("U nam dit besluit zelf. Vraag een collega om akkoord."))
    if second is not None and held.item.closed_at is not None:
        raise work.AlreadyDoneError
    return held


def _take(proposal: Proposal) -> None:
    """Record a decision; it counts from its first day on, and what it changes is judged when that has come."""
    item, moment = proposal.item, clock.now()
    starts = datetime.combine(proposal.valid_from, time(), clock.AMSTERDAM)
    season = item.agreement.season
    names = [one.name for one in (proposal.made_by, proposal.agreed_by) if one is not None]
    proposal.decision = Decision.objects.create(
        provider=item.provider,
        insurer=season.insurer,
        care_type=item.agreement.care_type,
        year=season.contract_year,
        fact=proposal.fact,
        text=proposal.text,
        ground=proposal.ground,
        decided_by=str(_(" en ")).join(names)[:_LONGEST_NAMES],
        decided_at=max(moment, starts),
    )
    proposal.save(update_fields=["decision"])
    if starts <= moment:
        put_in_force(proposal)


def put_in_force(proposal: Proposal) -> None:
    """Judge again by a decision that counts from now; call it inside `changing`. Doing it twice does nothing more."""
    held = Proposal.objects.select_for_update(of=("self",)).select_related("agreed_by", "made_by").get(pk=proposal.pk)
    if held.in_force_at is not None:
        return
    Proposal.objects.filter(pk=held.pk).update(in_force_at=clock.now())
    item = WorkItem.objects.select_related("provider", "agreement__season").get(pk=held.item_id)
    held.item = item
    exceptions.before_force(held)
    judge(item.agreement, item.provider, Cause.DECISION)
    _close_by(item, held)


def _close_by(item: WorkItem, proposal: Proposal) -> None:
    """Say that a decision closed a piece of work: a task always, an open outcome when it is decided now."""
    left = WorkItem.objects.get(pk=item.pk)
    if left.closed_by_id is not None or (left.closed_at is None and item.kind != WorkKind.TASK):
        return
    by = proposal.agreed_by or proposal.made_by
    rested_on = work.about(item, outcome_now(item.agreement, item.provider))
    WorkItem.objects.filter(pk=item.pk).update(
        closed_at=left.closed_at or clock.now(),
        closed_by=by,
        closed_for=work.on_behalf_of(left, by),
        note=proposal.ground,
        rests_on=rested_on,
    )
    work.end_proposals(item.agreement_id, item.provider_id)
