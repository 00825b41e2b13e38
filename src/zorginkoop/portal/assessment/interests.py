"""Who is tied to a provider decides nothing about it: the statement of a year, and what is stated of each provider.

It is about the person who acts. Who stands in for a colleague acts as itself, and the statement of the colleague
does not count for it.
"""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.utils.translation import gettext as _

from zorginkoop.portal import clock
from zorginkoop.portal.accounts.models import User
from zorginkoop.portal.assessment.models import Interest, InterestKind, InterestStatement, Proposal, WorkItem
from zorginkoop.portal.audit.log import changing
from zorginkoop.portal.intake.models import Questionnaire
from zorginkoop.portal.register.models import Provider


class TiedError(PermissionDenied):
    """Somebody wants to decide about a provider that it is tied to, by its own statement."""


def is_tied(person: User, provider: int) -> bool:
    """Tell whether somebody stated to be tied to a provider, and still is."""
    return Interest.objects.filter(person=person, provider=provider, ended_at=None).exists()


def refuse_tied(person: User, provider: int) -> None:
    """Refuse whoever is tied to a provider; TiedError says so."""
    if is_tied(person, provider):
        raise TiedError(_("U gaf aan dat u een belang hebt bij deze aanbieder. Een collega beslist."))


def in_the_way(questionnaire: Questionnaire, by: User, **_more: object) -> str:
    """Say to whoever is tied to a provider that a colleague opens its questionnaire again; empty for others."""
    if is_tied(by, questionnaire.provider_id):
        return _("U gaf aan dat u een belang hebt bij deze aanbieder. Een collega beslist.")
    return ""


def not_theirs(by: User, provider: int, **_more: object) -> str:
    """Say to whoever is tied to a provider that a colleague decides about it, whatever it is; empty for others."""
    if is_tied(by, provider):
        return _("U gaf aan dat u een belang hebt bij deze aanbieder. Een collega beslist.")
    return ""


def not_tied(person: User) -> Q:
    """Find the work about providers that somebody is not tied to."""
    return ~Q(provider__in=Interest.objects.filter(person=person, ended_at=None).values("provider"))


def has_stated(person: User) -> bool:
    """Tell whether somebody gave its word for this year."""
    return InterestStatement.objects.filter(person=person, year=clock.today().year).exists()


def give_word(person: User) -> None:
    """Record that the list of somebody is whole for this year; a second time changes nothing."""
    year = clock.today().year
    with changing("assessment.interests_stated", about=person, year=year):
        InterestStatement.objects.get_or_create(person=person, year=year, defaults={"made_at": clock.now()})


def state(person: User, provider: Provider, kind: InterestKind) -> Interest:
    """Record that somebody is tied to a provider, and let go of the work that it had taken on there."""
    with changing("assessment.interest_stated", about=person, for_whom=provider.public_id, kind=str(kind)) as change:
        Provider.objects.select_for_update().get(pk=provider.pk)
        found, made = Interest.objects.get_or_create(
            person=person, provider=provider, ended_at=None, defaults={"kind": kind, "stated_at": clock.now()}
        )
        if not made and found.kind != kind:
            found.kind = kind
            found.save(update_fields=["kind"])
        change.about = found
        WorkItem.objects.filter(provider=provider, assigned_to=person, closed_at=None).update(assigned_to=None)
        own = Proposal.objects.waiting().filter(item__provider=provider, made_by=person)
        change.details["proposals_ended"] = own.update(
            refused_by=person, refused_at=clock.now(), refusal=_("Wie dit voorstelde, gaf daarna een belang aan.")
        )
    return found


def end(interest: Interest) -> None:
    """Record that somebody is no longer tied to a provider; what was stated stays on record."""
    with changing("assessment.interest_ended", about=interest, for_whom=interest.provider.public_id):
        Interest.objects.filter(pk=interest.pk, ended_at=None).update(ended_at=clock.now())
