"""Builders for tests of the site: everything they write is accounted for, as in the site itself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from itertools import count

from django.db import connection
from django.test import Client

from zorginkoop.portal.accounts.models import RoleGrant, User
from zorginkoop.portal.accounts.roles import ProviderRole, StaffRole
from zorginkoop.portal.audit import guard
from zorginkoop.portal.audit.log import changing
from zorginkoop.portal.clock.models import RehearsalClock
from zorginkoop.portal.register.models import Mandate, Provider, Signatory

LONG_AGO = date(2020, 1, 1)
PASSWORD = "een lang verzonnen wachtwoord"  # noqa: S105 - of people who do not exist
_numbers = count(1)


def emptied_database(teardown: Callable[[object], None]) -> Callable[[object], None]:
    """Take the triggers away while a test empties its database, and put them back."""

    def empty(case: object) -> None:
        guard.unprotect()
        try:
            teardown(case)
        finally:
            guard.protect()

    return empty


def play(moment: datetime) -> None:
    """Let the site's clock stand at a moment."""
    RehearsalClock.set_to(moment, datetime.now(UTC))


def person(name: str = "Ada Verzonnen", *roles: StaffRole) -> User:
    """Make somebody, with roles at the purchaser."""
    with changing("test"):
        user = User.objects.create_user(f"persoon{next(_numbers)}@verzonnen.example", name, PASSWORD)
        for role in roles:
            RoleGrant.objects.create(user=user, role=role, valid_from=LONG_AGO, ground="proef")
    return user


def practice(agb: str = "04000001", name: str = "Fysiotherapie De Verzonnen Brug", **more: object) -> Provider:
    """Make a provider."""
    with changing("test"):
        return Provider.objects.create(
            agb_code=agb, name=name, kind="praktijk", source="vektis", known_since=LONG_AGO, **more
        )


def mandated(provider: Provider, *roles: ProviderRole, name: str = "Bram Verzonnen", jointly: bool = False) -> User:
    """Make somebody who may act for a provider; a signatory also stands in the trade register."""
    user = person(name)
    with changing("test"):
        for role in roles:
            Mandate.objects.create(provider=provider, user=user, role=role, valid_from=LONG_AGO)
        if ProviderRole.SIGNATORY in roles:
            Signatory.objects.create(
                provider=provider,
                user=user,
                name=name,
                jointly=jointly,
                kvk_extract_date=LONG_AGO,
                valid_from=LONG_AGO,
                checked_at=datetime(2020, 1, 2, tzinfo=UTC),
            )
    return user


def browser_of(user: User) -> Client:
    """Give a browser in which somebody is signed in."""
    client = Client()
    client.force_login(user)
    return client


def on_postgresql() -> bool:
    """Tell which database is under the test."""
    return connection.vendor == "postgresql"
