"""Who may use a page: every view says so, and `portal.gate` lets nobody in whom it does not name.

    @open_to(StaffRole.PURCHASER, StaffRole.AUDITOR)
    def season(request): ...

    @open_to(ProviderRole.FILLER, ProviderRole.SIGNATORY)
    def questionnaire(request, provider): ...      # the address has <uuid:provider>; request.provider is that provider

A role of a provider counts for the provider in the address, and for no other: for anybody else the page is not there.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from zorginkoop.portal.accounts.roles import ProviderRole, StaffRole

View = TypeVar("View", bound=Callable[..., object])


@dataclass(frozen=True, slots=True)
class Access:
    """Who may use a page."""

    staff: frozenset[StaffRole] = frozenset()
    provider: frozenset[ProviderRole] = frozenset()
    signed_in: bool = False
    anyone: bool = False


ANYONE = Access(anyone=True)
SIGNED_IN = Access(signed_in=True)


def open_to(*roles: StaffRole | ProviderRole) -> Callable[[View], View]:
    """Open a view to people who hold one of these roles; at least one must be named."""
    if not roles:
        message = "a page that nobody may use; say open_to_anyone or name a role"
        raise ValueError(message)
    staff = frozenset(role for role in roles if isinstance(role, StaffRole))
    provider = frozenset(role for role in roles if isinstance(role, ProviderRole))
    return _marked(Access(staff=staff, provider=provider))


def open_to_anyone(view: View) -> View:
    """Open a view to everybody, signed in or not."""
    return _marked(ANYONE)(view)


def open_to_signed_in(view: View) -> View:
    """Open a view to everybody who is signed in."""
    return _marked(SIGNED_IN)(view)


def _marked(access: Access) -> Callable[[View], View]:
    def mark(view: View) -> View:
        view.access = access  # type: ignore[attr-defined]  # a view is a function, and functions carry what they are told
        return view

    return mark


def access_of(view: object) -> Access | None:
    """Give who may use a view; None when it does not say, and then nobody may."""
    found = getattr(view, "access", None)
    if found is None:
        found = getattr(getattr(view, "view_class", None), "access", None)
    return found if isinstance(found, Access) else None
