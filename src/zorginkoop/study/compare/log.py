"""The published change log beside the generated one: which lines the rules show, and what only one of them tells."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from zorginkoop.kernel.compile import LoadedEdition
from zorginkoop.kernel.language import ChangeSource
from zorginkoop.study.compare.nodes import CHANGE_LOG, CONFIRMED, HEAD
from zorginkoop.study.compare.structure import Change, How, Reach

_TOLD = frozenset({Reach.RULE, Reach.STATUS, Reach.DATE, Reach.FORMULA})


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the published change log, and the changes of nodes that rest on what it names."""

    line: ChangeSource
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Log:
    """The lines against the older edition, and the changes of rules, dates and formulas that no line names.

    `elsewhere` counts the lines that are against another edition; `new_to_us` the nodes that an older edition, known
    only in part, may well have had too.
    """

    lines: tuple[Line, ...]
    untold: tuple[Change, ...]
    elsewhere: int
    new_to_us: int

    @property
    def matched(self) -> tuple[Line, ...]:
        """The lines that some change of a node shows."""
        return tuple(line for line in self.lines if line.changes)

    @property
    def only_published(self) -> tuple[Line, ...]:
        """The lines that stand in the text, and that no rule shows."""
        return tuple(line for line in self.lines if not line.changes)


def change_log(old: LoadedEdition, new: LoadedEdition, changes: tuple[Change, ...]) -> Log:
    """Lay the change log of the newer edition beside the changes that were found."""
    told = [change for change in changes if change.node.section not in {CHANGE_LOG, CONFIRMED, HEAD}]
    published = [line for line in new.source.wijzigingen if line.ten_opzichte_van == old.name]
    shared = Counter(item for line in published for item in line.posten)
    lines = tuple(Line(line, _named_by(line, told, shared)) for line in published)
    named = {id(change) for line in lines for change in line.changes}
    left = [change for change in told if change.reach in _TOLD and id(change) not in named]
    partial = old.source.uitgave.gedeeltelijk is not None
    untold = tuple(change for change in left if not (partial and change.how is How.ADDED))
    return Log(lines, untold, len(new.source.wijzigingen) - len(published), len(left) - len(untold))


def _named_by(line: ChangeSource, changes: list[Change], shared: Counter[str]) -> tuple[Change, ...]:
    """Give the changes that rest on a place of the line, or that carry one of its catalogue items.

    An item that several lines name says little; it counts only where nothing else tells.
    """
    told = [change for change in changes if change.reach is not Reach.PLACE]
    own = {item for item in line.posten if shared[item] == 1}
    found = [change for change in told if _share_a_place(line, change) or own & set(change.items)]
    return tuple(found or (change for change in told if set(line.posten) & set(change.items)))


def _share_a_place(line: ChangeSource, change: Change) -> bool:
    return any(
        one == other or one.startswith(f"{other}/") or other.startswith(f"{one}/")
        for one in line.bij
        for other in change.places
    )
