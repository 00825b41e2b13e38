"""The main menu: which pages stand in it, in the order of the year. Who sees an entry follows from its page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol, cast
from urllib.parse import urlsplit

from django.http import HttpRequest
from django.urls import NoReverseMatch, resolve, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Access(Protocol):
    """Who may use a page, as a page carries it (accounts.access)."""

    @property
    def staff(self) -> frozenset[str]:
        """Give the roles at the purchaser."""

    @property
    def provider(self) -> frozenset[str]:
        """Give the roles at the provider of the address."""

    @property
    def signed_in(self) -> bool:
        """Tell whether everybody who is signed in may."""

    @property
    def anyone(self) -> bool:
        """Tell whether everybody may."""


class Person(Protocol):
    """Who looks at a page."""

    def staff_roles(self) -> frozenset[str]:
        """Give the roles this person has at the purchaser today."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the menu, by the name of its address."""

    name: str
    title: Promise


@dataclass(frozen=True, slots=True)
class Entry:
    """What stands in the menu for one person; current says that it, or a page below it, is shown."""

    title: Promise
    address: str
    current: str


OF_PRACTICES = "my-providers"
PAGES = (
    Page("season", _("Seizoen")),
    Page("assessment:queue", _("Werkvoorraad")),
    Page("requests-work", _("Aanvragen")),
    Page("questions-work", _("Vragenronde")),
    Page("providers", _("Aanbieders")),
    Page("selections", _("Selectie")),
    Page("agreements:list", _("Overeenkomsten")),
    Page("exchange:overview", _("VECOZO")),
    Page("imports", _("Register bijwerken")),
    Page("signatories", _("Tekenbevoegden")),
    Page("agenda", _("Agenda")),
    Page("mailings", _("Mailings")),
    Page("messages", _("Berichten")),
    Page("editions", _("Inrichting")),
    Page("audit-log", _("Logboek")),
    Page("reading-log", _("Leeslogboek")),
    Page("staff-roles", _("Rollen")),
    Page("certificates", _("Certificaten")),
    Page("jobs", _("Achtergrondwerk")),
    Page("api-keys", _("Sleutels")),
    Page(OF_PRACTICES, _("Mijn praktijk")),
    Page("finder", _("Zorgzoeker")),
)


def entries(request: HttpRequest) -> Iterator[Entry]:
    """Give the entries that whoever asks may use."""
    roles = _roles(request)
    for page in PAGES:
        found = _page(page.name)
        if found is None or (roles and page.name == OF_PRACTICES):  # who works for the purchaser has no practice
            continue
        address, access = found
        if access.anyone or (roles is not None and (access.signed_in or roles & access.staff)):
            yield Entry(page.title, address, _current(request.path, address))


def may_open(request: HttpRequest, address: str) -> bool:
    """Tell whether whoever asks may open a page of this site, so that no link leads to a shut door."""
    path = urlsplit(address).path
    if not path:  # a place on this very page
        return True
    access = cast("Access", resolve(path).func.access)  # type: ignore[attr-defined]  # as above
    roles = _roles(request)
    if access.anyone or roles is None:  # somebody who is not signed in is asked to
        return True
    here: frozenset[str] = getattr(request, "provider_roles", frozenset())
    return access.signed_in or bool(roles & access.staff) or bool(here & access.provider)


def page_address(name: str) -> str:
    """Give the address of a page; nothing where this installation does not have it."""
    found = _page(name)
    return found[0] if found else ""


def _roles(request: HttpRequest) -> frozenset[str] | None:
    """Give the roles of whoever asks; None for somebody who is not signed in."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return None
    held: frozenset[str] | None = getattr(request, "staff_roles", None)  # the gate has asked already
    return cast("Person", user).staff_roles() if held is None else held


@lru_cache(maxsize=64)
def _page(name: str) -> tuple[str, Access] | None:
    try:
        address = reverse(name)
    except NoReverseMatch:
        return None
    return address, cast("Access", resolve(address).func.access)  # type: ignore[attr-defined]  # the gate demands it


def _current(path: str, address: str) -> str:
    if path == address:
        return "page"
    return "true" if address != "/" and path.startswith(address) else ""
