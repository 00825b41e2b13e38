"""The lines of the tables on the page of an agreement."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup


@dataclass(frozen=True, slots=True)
class Counted:
    """One line of a table: a name, where it leads, and a number."""

    label: str
    count: int
    anchor: str = ""
    clause: str = ""
    note: str = ""
    indent: int = 0


@dataclass(frozen=True, slots=True)
class ReasonRow:
    """How often one condition stands in the way, with its rule and clause."""

    id: str
    title: str
    clause: str
    failed: int
    only_one: int
    unknown: int


@dataclass(frozen=True, slots=True)
class ReasonTable:
    """Why providers got nothing: how many there are, how often each condition failed, and the plot of it."""

    total: int
    rows: tuple[ReasonRow, ...]
    plot: Markup


@dataclass(frozen=True, slots=True)
class NearTable:
    """Who sits just beside one limit."""

    id: str
    title: str
    limit: str
    clause: str
    rows: tuple[tuple[int, str, int, int], ...]  # steps, distance in words, just failed, just met
    examples: tuple[str, ...]
    plot: Markup


@dataclass(frozen=True, slots=True)
class VariantRow:
    """How many are offered a variant, and how many factors it takes."""

    variant: str
    factors: int
    count: int


@dataclass(frozen=True, slots=True)
class StepUpRow:
    """For how many providers one factor more would bring a better variant, by the variant they have now."""

    id: str
    title: str
    counts: tuple[int, ...]

    @property
    def total(self) -> int:
        """How many together."""
        return sum(self.counts)


@dataclass(frozen=True, slots=True)
class PartRow:
    """For how many of those offered a part belongs to the agreement, does not, or is open."""

    id: str
    title: str
    clause: str
    included: int
    left_out: int
    open: int
