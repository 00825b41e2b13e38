"""Which roles somebody has at which provider."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Exists, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _

from zorginkoop.portal import clock
from zorginkoop.portal.accounts.models import User
from zorginkoop.portal.accounts.roles import ProviderRole, StaffRole
from zorginkoop.portal.asked_often import AskedOften
from zorginkoop.portal.register.models import Mandate, Provider, Signatory


class SignedInRequest(HttpRequest):
    """A request that the gate let through, of somebody who is signed in."""

    user: User
    staff_roles: frozenset[StaffRole]


class ProviderRequest(SignedInRequest):
    """A request about the provider in the address."""

    provider: Provider
    provider_roles: frozenset[ProviderRole]


def provider_of(public_id: UUID | str) -> Provider | None:
    """Find the provider of an address."""
    return Provider.objects.filter(public_id=public_id).first()


def roles_at(user: User, provider: Provider, on: date | None = None) -> frozenset[ProviderRole]:
    """Give the roles somebody has at a provider on a day; a signatory has that of signing only while it may bind it."""
    day = on or clock.today()
    return frozenset(
        ProviderRole(role)
        for role, binds in _HELD.rows(user.pk, provider.pk, day)
        if binds or role != ProviderRole.SIGNATORY
    )


def _held(user: int, provider: int, day: date) -> QuerySet[Mandate, Any]:
    """Give the roles of a mandate, each with whether somebody may bind the provider on that day."""
    binds = Exists(Signatory.objects.valid(day).filter(user=user, provider=provider))
    held = Mandate.objects.valid(day).filter(user=user, provider=provider)
    return held.annotate(binds=binds).values_list("role", "binds")


_HELD = AskedOften(_held, int, int, date)


def providers_of(user: User, on: date | None = None) -> list[Provider]:
    """Give the providers for which somebody may act on a day, by name."""
    mandates = Mandate.objects.valid(on or clock.today()).filter(user=user)
    return list(Provider.objects.filter(pk__in=mandates.values("provider")).order_by("name"))


def readers(provider: Provider, first: User | None) -> list[tuple[str, str]]:
    """Give name and address of somebody while it acts for a provider; else of all who do; else the address it has."""
    mandates = Mandate.objects.valid(clock.today()).filter(provider=provider, user__is_active=True)
    acting = [
        one for one in User.objects.filter(pk__in=mandates.values("user")).order_by("pk") if roles_at(one, provider)
    ]
    found = [(one.name, one.email) for one in ([first] if first in acting else acting)]
    nobody = [(_("heer of mevrouw"), provider.vecozo_email)] if provider.vecozo_email else []
    return found or nobody
