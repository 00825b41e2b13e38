"""What a dossier is made of: each context adds its own part, so that the register knows none of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from zorginkoop.portal.accounts.models import User
from zorginkoop.portal.accounts.roles import StaffRole
from zorginkoop.portal.register.models import Provider

# the pages of a dossier, so that each asks the database little
MAIN, CONTRACTING, PEOPLE, KNOWLEDGE, SENT = "", "contractering", "mensen", "gegevens", "berichten"
PARTS: dict[str, Promise] = {
    MAIN: _("Overzicht"),
    CONTRACTING: _("Contractering"),
    PEOPLE: _("Mensen en registraties"),
    KNOWLEDGE: _("Gegevens en bewijs"),
    SENT: _("Berichten en brieven"),
}
# Who reads dossiers at all, and who reads in them what is written down about a provider in confidence.
READERS = frozenset(
    {
        StaffRole.PURCHASER,
        StaffRole.POLICY_OFFICER,
        StaffRole.INTEGRITY_OFFICER,
        StaffRole.LABEL_DESK,
        StaffRole.AUDITOR,
    }
)
IN_CONFIDENCE = frozenset({StaffRole.PURCHASER, StaffRole.INTEGRITY_OFFICER})
CALLERS = IN_CONFIDENCE | {StaffRole.LABEL_DESK}  # who calls people at a provider
OF_CONTRACTING = READERS - {StaffRole.LABEL_DESK}  # who follows how an agreement comes about
Filled = Callable[[Provider, date, User], dict[str, object]]


@dataclass(frozen=True, slots=True)
class Section:
    """One part: its place in the order, the template that shows it, and what fills that for a provider on a day."""

    order: int
    name: str
    template: str
    filled: Filled
    part: str = MAIN  # on which page of the dossier
    seen_by: frozenset[StaffRole] = READERS


_sections: dict[str, Section] = {}


def add_section(section: Section) -> None:
    """Add a part to every dossier; call it in `AppConfig.ready`."""
    _sections[section.name] = section


def sections(part: str, roles: frozenset[StaffRole]) -> list[Section]:
    """Give what stands on a page of the dossier for somebody with these roles, in its order."""
    wanted = (one for one in _sections.values() if one.part == part and one.seen_by & roles)
    return sorted(wanted, key=lambda one: (one.order, one.name))
