"""What a dossier is made of: each context adds its own part, so that the register knows none of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from zorginkoop.portal.accounts.models import User
from zorginkoop.portal.register.models import Provider

Filled = Callable[[Provider, date, User], dict[str, object]]


@dataclass(frozen=True, slots=True)
class Section:
    """One part: its place in the order, the template that shows it, and what fills that for a provider on a day."""

    order: int
    name: str
    template: str
    filled: Filled


_sections: dict[str, Section] = {}


def add_section(section: Section) -> None:
    """Add a part to every dossier; call it in `AppConfig.ready`."""
    _sections[section.name] = section


def sections() -> list[Section]:
    """Give the parts in their order."""
    return sorted(_sections.values(), key=lambda one: (one.order, one.name))
