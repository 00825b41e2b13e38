"""Draw from a population by a seed, so that nobody can choose who is drawn and anybody can draw again.

The seed is the SHA-256 of the hash of the last entry in the log before the accord, the number of the agreement of the
season and the number of the draw, with colons between. Whoever is drawn has the lowest SHA-256 of the seed, a colon and
its public id.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _

METHOD = "sha256-laagste-1"
Drawable = tuple[str, str]  # a public id, and the variant of its agreement


class Unit(models.TextChoices):
    """In what the size of a sample is said."""

    NUMBER = "aantal", _("een aantal")
    PERCENT = "procent", _("procent, afgerond naar boven")


@dataclass(frozen=True, slots=True)
class Wish:
    """How many are drawn: a number or a whole percentage, of everybody or of each variant."""

    wanted: int
    unit: Unit = Unit.NUMBER
    per_variant: bool = False

    def size(self, there: int) -> int:
        """Say how many are drawn of so many: never more than there are."""
        asked = self.wanted if self.unit == Unit.NUMBER else -(-there * self.wanted // 100)
        return max(0, min(asked, there))


def seed_of(last_entry: str, agreement: int, number: int) -> str:
    """Give the seed of a draw."""
    return _digest(f"{last_entry}:{agreement}:{number}")


def population_hash(population: Iterable[Drawable]) -> str:
    """Give the hash of a population: one line for each, its public id, a space and its variant, in their order."""
    return f"sha256:{_digest(population_text(population))}"


def population_text(population: Iterable[Drawable]) -> str:
    """Write a population as it is hashed."""
    return "".join(f"{public_id} {variant}\n" for public_id, variant in sorted(population))


def drawn(seed: str, population: Iterable[Drawable], wish: Wish) -> list[str]:
    """Give the public ids of whoever is drawn, in their order."""
    groups: dict[str, list[str]] = {}
    for public_id, variant in population:
        groups.setdefault(variant if wish.per_variant else "", []).append(public_id)
    return sorted(one for group in groups.values() for one in lowest(seed, group, wish.size(len(group))))


def lowest(seed: str, public_ids: Sequence[str], number: int) -> list[str]:
    """Give the ids that come first by their hash with the seed."""
    return sorted(public_ids, key=lambda one: (_digest(f"{seed}:{one}"), one))[:number]


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
