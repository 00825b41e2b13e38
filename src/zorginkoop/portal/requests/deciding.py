"""Decide about a request: approached after all, for which two people answer, or refused with a ground of the policy."""

from __future__ import annotations

from django.dispatch import Signal
from django.utils.translation import gettext as _

from zorginkoop.portal import clock
from zorginkoop.portal.accounts.models import User
from zorginkoop.portal.audit.log import changing
from zorginkoop.portal.register.deciding import not_theirs_to_decide
from zorginkoop.portal.register.models import Decision, Provider
from zorginkoop.portal.requests import rules, telling
from zorginkoop.portal.requests.models import AgreementRequest, Outcome
from zorginkoop.portal.requests.receiving import CannotError, end, locked
from zorginkoop.portal.selection import changes
from zorginkoop.portal.selection.models import Correction, Invitation, Run, RunState

_LONGEST_NAMES = 120
request_granted = Signal()  # provider and agreement; sent inside the change in which the decision is recorded


def waiting_correction(asked: AgreementRequest) -> Correction | None:
    """Give the deviation by which a request is to be approached, as long as it stands."""
    rows = Correction.objects.filter(
        choice__provider=asked.provider_id, choice__run__agreement=asked.agreement_id, approach=True, withdrawn_at=None
    )
    return rows.select_related("choice__run", "made_by", "agreed_by").order_by("-choice__run__number").first()


def is_granted(asked: AgreementRequest) -> bool:
    """Tell whether somebody proposed to approach, and nobody took that back."""
    if asked.granted_at is None or asked.ended_at is not None:
        return False
    return _was_invited(asked) or waiting_correction(asked) is not None


def grant(asked: AgreementRequest, ground: str, by: User) -> None:
    """Propose to approach after all: a deviation of the selection, which counts once somebody else agreed.

    Who was invited before gets no second invitation: its questionnaire opens again, once somebody else agreed.
    """
    with changing("requests.granted", about=asked, for_whom=_whom(asked)):
        held = _to_decide(asked, by)
        provider = held.provider
        assert provider is not None  # noqa: S101 - looked at above
        if is_granted(held):
            raise CannotError(_("Een collega stelde dit al voor. Het wacht op akkoord."))
        if not ground.strip():
            raise CannotError(_("Schrijf op waarom u deze aanbieder toch benadert."))
        held.granted_by, held.granted_at, held.ground = by, clock.now(), ground.strip()
        held.save(update_fields=["granted_by", "granted_at", "ground"])
        if not _was_invited(held):
            _deviate(held, provider, by)


def _deviate(held: AgreementRequest, provider: Provider, by: User) -> None:
    run = Run.objects.filter(agreement=held.agreement, judged_at__isnull=False).order_by("-number").first()
    if run is None:
        raise CannotError(_("Er is nog geen selectie voor deze overeenkomst. Maak die eerst."))
    day = held.received_at.astimezone(clock.AMSTERDAM).date().isoformat()
    words = _("Aanvraag van %(day)s. %(ground)s") % {"day": day, "ground": held.ground}
    try:
        changes.deviate(run, provider, words, by, approach=True)
    except changes.CannotError as reason:
        raise CannotError(str(reason)) from reason


def agree(asked: AgreementRequest, by: User) -> None:
    """Agree as the second person: the invitation is sent, or the questionnaire opens again."""
    with changing("requests.agreed", about=asked, for_whom=_whom(asked)):
        held = _to_decide(asked, by)
        if not is_granted(held):
            raise CannotError(_("Het voorstel is ingetrokken. Beslis opnieuw."))
        if held.granted_by_id == by.pk:
            raise CannotError(_("U stelde dit zelf voor. Vraag een collega om akkoord."))
        held.agreed_by = by
        held.save(update_fields=["agreed_by"])
        if _was_invited(held):
            _decide(held, granted=True)
            end(held, Outcome.REOPENED, by)
            telling.reopened(held)
            return
        correction = waiting_correction(held)
        assert correction is not None  # noqa: S101 - or it would not be granted
        run = correction.choice.run
        try:
            if correction.agreed_at is None:
                changes.agree(correction, by)
        except changes.CannotError as reason:
            raise CannotError(str(reason)) from reason
        if run.state == RunState.SENT:
            changes.start_sending(run)


def refuse(asked: AgreementRequest, reason: str, ground: str, by: User) -> None:
    """Refuse, on a ground that the policy has, and tell whoever asked what it can do."""
    with changing("requests.refused", about=asked, for_whom=_whom(asked), reason=reason):
        held = _to_decide(asked, by)
        if is_granted(held):
            raise CannotError(_("Een collega stelde voor te benaderen. Trek dat eerst in bij de selectie."))
        if not ground.strip():
            raise CannotError(_("Schrijf op waarom u de aanvraag afwijst. Wie aanvroeg leest dit."))
        found = next((one for one in rules.reasons(held.agreement) if one.id == reason), None)
        if found is None:
            raise CannotError(_("Kies een reden die in het beleid staat."))
        held.reason, held.places, held.ground = found.id, list(found.places), ground.strip()
        held.answer = telling.refusal_text(held, found, ground)
        held.granted_by, held.granted_at = None, None
        end(held, Outcome.REFUSED, by)
        _decide(held, granted=False)
        telling.refused(held)


def not_theirs(asked: AgreementRequest, ground: str, by: User) -> None:
    """End a request of somebody of whom it could not be found out that it speaks for the practice."""
    with changing("requests.not_theirs", about=asked):
        held = locked(asked)
        if held.ended_at is not None or held.provider_id is not None:
            raise CannotError(_("Deze aanvraag is al afgehandeld of vastgesteld. Bekijk hem opnieuw."))
        held.ground = ground.strip()
        end(held, Outcome.NOT_THEIRS, by)
        telling.not_theirs(held)


def ask_for_more(asked: AgreementRequest, wanted: str) -> None:
    """Ask for more documents, or for a better explanation."""
    with changing("requests.asked_for_more", about=asked, for_whom=_whom(asked)):
        held = _to_decide(asked)
        held.wanted, held.wanted_at = wanted.strip(), clock.now()
        held.save(update_fields=["wanted", "wanted_at"])
        telling.asked_for_more(held)


def after_invitation(invitation: Invitation, **_: object) -> None:
    """End the open request of somebody who is invited: what a person decided about it counts from now."""
    rows = AgreementRequest.objects.open().filter(agreement=invitation.agreement_id, provider=invitation.provider_id)
    asked = rows.first()
    if asked is None:
        return
    held = locked(asked)
    correction = waiting_correction(held)
    if held.granted_at is not None and correction is not None and correction.agreed_by_id is not None:
        if held.agreed_by_id is None and correction.agreed_by_id != held.granted_by_id:
            held.agreed_by = correction.agreed_by
        _decide(held, granted=True)
    end(held, Outcome.INVITED, None)


def _decide(held: AgreementRequest, *, granted: bool) -> None:
    """Record the decision that the policy asks of a person, so that judging goes by it."""
    fact, provider = rules.decision_fact(held.agreement), held.provider
    if not fact or provider is None:
        return
    season = held.agreement.season
    people = (held.granted_by, held.agreed_by) if granted else (held.ended_by,)
    names = [one.name for one in people if one is not None]
    Decision.objects.create(
        provider=provider,
        insurer=season.insurer,
        care_type=held.agreement.care_type,
        year=season.contract_year,
        fact=fact,
        text=rules.DECIDED[fact][0 if granted else 1],
        ground=held.ground,
        decided_by=str(_(" en ")).join(names)[:_LONGEST_NAMES],
        decided_at=clock.now(),
    )
    if granted:
        request_granted.send(AgreementRequest, provider=provider, agreement=held.agreement)


def _to_decide(asked: AgreementRequest, by: User | None = None) -> AgreementRequest:
    held = locked(asked)
    if held.ended_at is not None:
        raise CannotError(_("Een collega heeft deze aanvraag net afgehandeld. Bekijk hem opnieuw."))
    if held.provider_id is None:
        raise CannotError(_("Stel eerst vast voor welke aanbieder deze aanvraag is."))
    if words := not_theirs_to_decide(by, held.provider_id):
        raise CannotError(words)
    return held


def _was_invited(asked: AgreementRequest) -> bool:
    return Invitation.objects.filter(agreement=asked.agreement_id, provider=asked.provider_id).exists()


def _whom(asked: AgreementRequest) -> object:
    return asked.provider.public_id if asked.provider else ""
