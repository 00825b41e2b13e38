"""What people do with a selection: ask for one, deviate from it with a ground, agree as the second person, take back.

Whoever asked for a selection or deviated from it never agrees to it: that is somebody else's accord. Every refusal says
what is in the way and what can be done, and changes nothing.
"""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import Max, QuerySet
from django.utils.translation import gettext as _

from zorginkoop.portal import clock
from zorginkoop.portal.accounts.models import User
from zorginkoop.portal.audit.log import changing
from zorginkoop.portal.editions.models import SeasonAgreement
from zorginkoop.portal.register.deciding import not_theirs_to_decide
from zorginkoop.portal.register.models import Provider
from zorginkoop.portal.selection import jobs
from zorginkoop.portal.selection.freshness import changed_since
from zorginkoop.portal.selection.models import Choice, Correction, Run, RunState, Says
from zorginkoop.portal.selection.summaries import summarise


class CannotError(Exception):
    """Why something cannot be done now, in words for the person who asked."""


def request_run(agreement: SeasonAgreement, on: date, by: User, known: datetime | None = None) -> Run:
    """Ask for a selection as on a day; one that still waits for its turn is given instead of a second one."""
    with changing("selection.requested", about=agreement) as change:
        SeasonAgreement.objects.select_for_update().get(pk=agreement.pk)
        waiting = Run.objects.filter(agreement=agreement, state=RunState.REQUESTED).first()
        if waiting is not None:
            return waiting
        last = Run.objects.filter(agreement=agreement).aggregate(last=Max("number"))["last"] or 0
        run = Run.objects.create(
            agreement=agreement,
            number=last + 1,
            on=on,
            known=known or clock.now(),
            requested_by=by,
            requested_at=clock.now(),
        )
        change.about = run
        jobs.judge.enqueue(run.pk)
    return run


def deviate(run: Run, provider: Provider, ground: str, by: User, *, approach: bool) -> Correction:
    """Decide otherwise than the policy says of one provider; it counts once somebody else agreed."""
    with changing("selection.deviated", for_whom=provider.public_id, approach=int(approach)) as change:
        if words := not_theirs_to_decide(by, provider.pk):
            raise CannotError(words)
        run = locked(run)
        choice = Choice.objects.filter(run=run, provider=provider).first()
        if choice is None:
            raise CannotError(_("Deze aanbieder staat niet in de selectie. Maak een nieuwe selectie."))
        if run.state not in (RunState.JUDGED, RunState.SENT):
            raise CannotError(_("Deze selectie is net vastgesteld. Trek eerst de vaststelling in."))
        if not ground.strip():
            raise CannotError(_("Schrijf op waarom u afwijkt van wat het beleid zegt."))
        if approach in {choice.approach, choice.says == Says.APPROACH}:
            raise CannotError(_("Dat is al zo: er is niets om van af te wijken."))
        if Correction.objects.filter(choice=choice, withdrawn_at=None).exists():
            raise CannotError(_("Er staat al een afwijking voor deze aanbieder. Trek die eerst in."))
        if not approach and choice.provider.invitations.filter(agreement=run.agreement).exists():
            raise CannotError(_("Deze aanbieder is al uitgenodigd."))
        change.about = Correction.objects.create(
            choice=choice, approach=approach, ground=ground.strip(), made_by=by, made_at=clock.now()
        )
    return change.about


def take_back(correction: Correction, by: User) -> None:
    """Take a deviation back: what the policy says counts again."""
    choice = correction.choice
    with changing("selection.deviation_withdrawn", about=correction, for_whom=choice.provider.public_id):
        run = locked(choice.run)
        if run.state not in (RunState.JUDGED, RunState.SENT):
            raise CannotError(_("Deze selectie is vastgesteld. Trek eerst de vaststelling in."))
        if choice.provider.invitations.filter(agreement=run.agreement).exists():
            raise CannotError(_("Deze aanbieder is al uitgenodigd."))
        Correction.objects.filter(pk=correction.pk, withdrawn_at=None).update(withdrawn_by=by, withdrawn_at=clock.now())
        Choice.objects.filter(pk=choice.pk).update(approach=choice.says == Says.APPROACH)
        summarise(run)


def agree(correction: Correction, by: User) -> None:
    """Agree to a deviation that came after the invitations were sent, as the second person."""
    choice = correction.choice
    with changing("selection.deviation_agreed", about=correction, for_whom=choice.provider.public_id):
        run = locked(choice.run)
        correction = Correction.objects.select_for_update().get(pk=correction.pk)
        if correction.withdrawn_at is not None or correction.agreed_at is not None:
            raise CannotError(_("Over deze afwijking is al beslist."))
        if correction.made_by_id == by.pk:
            raise CannotError(_("U stelde deze afwijking zelf voor. Vraag een collega om akkoord."))
        if run.state != RunState.SENT:
            raise CannotError(_("Bij het vaststellen van de selectie gaat u ook over deze afwijking."))
        _agreed([correction], by)
        summarise(run)


def confirm(run: Run, by: User, *, stale_accepted: bool = False) -> Run:
    """Confirm a selection with its deviations, as the second person."""
    with changing("selection.confirmed", about=run) as change:
        run = locked(run)
        if reason := in_the_way(run, by):
            raise CannotError(reason)
        if not stale_accepted and changed_since(run):
            raise CannotError(
                _("Het register is gewijzigd sinds deze selectie. Maak een nieuwe, of kruis aan dat u deze toch wilt.")
            )
        standing = list(_standing(run))
        _agreed(standing, by)
        summarise(run)
        run.state, run.confirmed_by, run.confirmed_at = RunState.CONFIRMED, by, clock.now()
        run.save(update_fields=["state", "confirmed_by", "confirmed_at"])
        change.details |= {
            "deviations": len(standing),
            "content": run.content_hash,
            "stale_accepted": int(stale_accepted),
        }
    return run


def in_the_way(run: Run, by: User) -> str:
    """Say why somebody cannot confirm a selection; empty when nothing is in the way."""
    if run.settled:
        return _("Deze selectie is al vastgesteld.")
    if run.state != RunState.JUDGED:
        return _("Deze selectie is nog niet klaar.")
    if Run.objects.filter(agreement=run.agreement, number__gt=run.number, state=RunState.JUDGED).exists():
        return _("Er is een nieuwere selectie. Stel die vast.")
    if run.requested_by_id == by.pk:
        return _("U maakte deze selectie zelf. Vraag een collega om hem vast te stellen.")
    if _standing(run).filter(made_by=by).exists():
        return _("U stelde zelf een afwijking voor. Vraag een collega om de selectie vast te stellen.")
    return ""


def take_back_confirmation(run: Run) -> Run:
    """Take the confirmation back, as long as nothing was sent."""
    with changing("selection.confirmation_withdrawn", about=run):
        run = locked(run)
        if run.state != RunState.CONFIRMED:
            raise CannotError(_("Dit kan alleen zolang er niets is verstuurd."))
        Correction.objects.filter(choice__run=run, withdrawn_at=None).update(agreed_by=None, agreed_at=None)
        for correction in _standing(run):
            Choice.objects.filter(pk=correction.choice_id).update(approach=correction.choice.says == Says.APPROACH)
        summarise(run)
        run.state, run.confirmed_by, run.confirmed_at = RunState.JUDGED, None, None
        run.save(update_fields=["state", "confirmed_by", "confirmed_at"])
    return run


def start_sending(run: Run) -> Run:
    """Let the worker send the invitations; asking it again goes on where it was, and sends nobody two."""
    with changing("selection.sending", about=run):
        run = locked(run)
        if not run.settled:
            raise CannotError(_("Eerst stelt een collega de selectie vast. Daarna kunt u versturen."))
        run.state = RunState.SENDING
        run.save(update_fields=["state"])
        jobs.send.enqueue(run.pk)
    return run


def locked(run: Run) -> Run:
    """Give a selection as it is now, for nobody else to change until this change is kept."""
    return Run.objects.select_for_update(of=("self",)).select_related("agreement__season").get(pk=run.pk)


def _standing(run: Run) -> QuerySet[Correction]:
    return Correction.objects.filter(choice__run=run, withdrawn_at=None).select_related("choice")


def _agreed(corrections: list[Correction], by: User) -> None:
    for one in corrections:
        if words := not_theirs_to_decide(by, one.choice.provider_id):
            raise CannotError(words)
    moment = clock.now()
    for correction in corrections:
        Correction.objects.filter(pk=correction.pk).update(agreed_by=by, agreed_at=moment)
        Choice.objects.filter(pk=correction.choice_id).update(approach=correction.approach)
