"""The pages of a comparison of two editions: standing alone in a folder, or one page beside a season."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from zorginkoop.study.compare.comparison import Comparison
from zorginkoop.study.compare.register import RegisterMoves, RegisterRow, register_rows
from zorginkoop.study.compare.view import View
from zorginkoop.study.report.words import Tongue


@dataclass(frozen=True, slots=True)
class Compared:
    """What a page shows: a comparison, who moves in a register, and whether the values it read were made up."""

    comparison: Comparison
    moves: RegisterMoves | None = None
    made_up: bool = False

    def page(self, tongue: Tongue) -> ComparisonPage:
        """Give the page in a language."""
        return ComparisonPage(self, tongue)


class ComparisonPage:
    """A comparison in one language."""

    def __init__(self, compared: Compared, tongue: Tongue) -> None:
        self.comparison = compared.comparison
        self.moves = compared.moves
        self.made_up = compared.made_up
        self.view = View(compared.comparison, tongue.language)

    @property
    def path(self) -> str:
        """The name of the page."""
        return f"vergelijking-{self.comparison.old.name.rpartition('/')[2]}.html"

    @cached_property
    def title(self) -> str:
        """Which editions are compared."""
        old, new = self.comparison.old, self.comparison.new
        say = self.view.tongue.say
        names = [say(one.source.uitgave.naam.nl, one.source.uitgave.naam.en) for one in (old, new)]
        if names[0] == names[1]:
            return say(f"{names[0]}: twee teksten vergeleken", f"{names[0]}: two texts compared")
        return say(f"{names[1]} vergeleken met {names[0]}", f"{names[1]} compared with {names[0]}")

    @cached_property
    def notes(self) -> tuple[str, ...]:
        """What a reader must know first."""
        return tuple(self.view.notes(made_up_values=self.made_up))

    @cached_property
    def register(self) -> tuple[RegisterRow, ...]:
        """Who moves in the register."""
        return tuple(register_rows(self.moves, self.view.tongue)) if self.moves else ()
