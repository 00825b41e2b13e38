"""Say how careful to be with a kind of provider: one person proposes with the ground, another agrees."""

from __future__ import annotations

from django.utils.translation import gettext as _

from zorginkoop.portal import clock
from zorginkoop.portal.accounts.models import User
from zorginkoop.portal.audit.log import changing
from zorginkoop.portal.register.models import KindRisk


class CannotError(Exception):
    """Why something cannot be done now, in words for the person who asked."""


def propose(kind: str, level: str, ground: str, by: User) -> KindRisk:
    """Propose a level for a kind; while one waits for a colleague, no other is proposed."""
    with changing("register.kind_risk_proposed", kind=kind, level=level) as change:
        if KindRisk.objects.waiting().select_for_update().filter(kind=kind).exists():
            raise CannotError(_("Er ligt al een voorstel. Laat een collega daarover beslissen, of trek het in."))
        change.about = made = KindRisk.objects.create(
            kind=kind, level=level, ground=ground.strip(), proposed_by=by, proposed_at=clock.now()
        )
    return made


def agree(proposal: KindRisk, by: User) -> None:
    """Agree as the second person: the level counts from now."""
    with changing("register.kind_risk_agreed", about=proposal):
        held = _waiting(proposal)
        if held.proposed_by_id == by.pk:
            raise CannotError(_("U stelde dit zelf voor. Vraag een collega om akkoord."))
        held.agreed_by, held.agreed_at = by, clock.now()
        held.save(update_fields=["agreed_by", "agreed_at"])


def withdraw(proposal: KindRisk, by: User) -> None:
    """Take a proposal back, or turn a colleague's down."""
    with changing("register.kind_risk_withdrawn", about=proposal):
        held = _waiting(proposal)
        held.withdrawn_by, held.withdrawn_at = by, clock.now()
        held.save(update_fields=["withdrawn_by", "withdrawn_at"])


def _waiting(proposal: KindRisk) -> KindRisk:
    held = KindRisk.objects.waiting().select_for_update(of=("self",)).filter(pk=proposal.pk).first()
    if held is None:
        raise CannotError(_("Over dit voorstel is al beslist."))
    return held
