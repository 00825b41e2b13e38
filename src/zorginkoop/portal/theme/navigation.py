"""The main menu: which pages stand in it, by what they are for. Who sees an entry follows from its page."""

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
    """A page of the menu, by the name of its address, and under which head it stands in a menu that is long."""

    name: str
    title: Promise
    group: Promise | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """What stands in the menu for one person; current says that it, or a page below it, is shown."""

    title: Promise
    address: str
    current: str
    group: Promise | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """Entries that stand together under a head; without a head they stand in the menu itself."""

    title: Promise | None
    entries: list[Entry]

    @property
    def current(self) -> bool:
        """Whether one of its pages, or a page below it, is shown."""
        return any(entry.current for entry in self.entries)


FEW = 7  # entries that a person takes in at once; more stand in groups
_PROVIDERS, _AGREE, _CONTACT, _MANAGE = _("Aanbieders"), _("Contracteren"), _("Contact"), _("Beheer")
PURCHASER = "zorginkoper"  # the role whose day is the season (accounts.roles)
OF_PRACTICES = "my-providers"
PAGES = (
    Page("season", _("Seizoen")),
    Page("assessment:queue", _("Werkvoorraad")),
    Page("agenda", _("Agenda")),
    Page("providers", _("Zoeken in aanbieders"), _PROVIDERS),
    Page("signatories", _("Tekenbevoegden"), _PROVIDERS),
    Page("imports", _("Register bijwerken"), _PROVIDERS),
    Page("integrity:index", _("Integriteit"), _PROVIDERS),
    Page("selections", _("Selectie"), _AGREE),
    Page("requests-work", _("Aanvragen"), _AGREE),
    Page("intake:ending", _("Bewijs dat verloopt"), _AGREE),
    Page("agreements:list", _("Overeenkomsten"), _AGREE),
    Page("exchange:overview", _("VECOZO"), _AGREE),
    Page("reports", _("Rapporten"), _AGREE),
    Page("questions-work", _("Vragenronde"), _CONTACT),
    Page("mailings", _("Mailings"), _CONTACT),
    Page("messages", _("Berichten"), _CONTACT),
    Page("editions", _("Inrichting"), _MANAGE),
    Page("audit-log", _("Logboek"), _MANAGE),
    Page("reading-log", _("Leeslogboek"), _MANAGE),
    Page("staff-roles", _("Rollen"), _MANAGE),
    Page("certificates", _("Certificaten"), _MANAGE),
    Page("jobs", _("Achtergrondwerk"), _MANAGE),
    Page("api-keys", _("Sleutels"), _MANAGE),
    Page(OF_PRACTICES, _("Mijn praktijk")),
    Page("policies", _("Beleid")),
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
            yield Entry(page.title, address, _current(request.path, address), page.group)


def grouped(found: list[Entry]) -> list[Group]:
    """Put the entries of a long menu under their heads; a few stand beside each other, and so does one by itself."""
    heads = [entry.group for entry in found]
    groups: dict[str, Group] = {}
    for entry in found:
        alone = entry.group is None or len(found) <= FEW or heads.count(entry.group) == 1
        name = entry.address if alone else str(entry.group)
        groups.setdefault(name, Group(None if alone else entry.group, [])).entries.append(entry)
    return list(groups.values())


def home(request: HttpRequest) -> str:
    """Give the page with which somebody begins the day; nothing where that is the start itself."""
    roles = _roles(request)
    if roles is None:
        return ""
    if PURCHASER in roles:
        return page_address("season")
    return "" if roles else page_address(OF_PRACTICES)


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
