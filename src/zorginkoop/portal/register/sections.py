"""What a dossier is made of: each context adds its own part, so that the register knows none of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from zorginkoop.portal.accounts.models import User
from zorginkoop.portal.register.models import Provider

# the pages of a dossier, so that each asks the database little
MAIN, PEOPLE, KNOWLEDGE = "", "mensen", "gegevens"
PARTS: dict[str, Promise] = {
    MAIN: _("Overzicht"),
    PEOPLE: _("Mensen en registraties"),
    KNOWLEDGE: _("Gegevens en bewijs"),
}
Filled = Callable[[Provider, date, User], dict[str, object]]


@dataclass(frozen=True, slots=True)
class Section:
    """One part: its place in the order, the template that shows it, and what fills that for a provider on a day."""

    order: int
    name: str
    template: str
    filled: Filled
    part: str = MAIN  # on which page of the dossier


_sections: dict[str, Section] = {}


def add_section(section: Section) -> None:
    """Add a part to every dossier; call it in `AppConfig.ready`."""
    _sections[section.name] = section


def sections(part: str = MAIN) -> list[Section]:
    """Give what stands on a page of the dossier, in its order."""
    wanted = (one for one in _sections.values() if one.part == part)
    return sorted(wanted, key=lambda one: (one.order, one.name))
