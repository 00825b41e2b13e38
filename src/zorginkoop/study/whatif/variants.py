"""The editions that a what-if asks about: with all changes, with each alone, and with all but one.

Changes that make no policy on their own (a factor without its step on the ladder) are taken as one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from zorginkoop.kernel.compile import CompiledAgreement, Installation, LoadedEdition, compile_agreement
from zorginkoop.kernel.errors import InputWrong, PolicyWrong, Problem, QuestionWrong
from zorginkoop.policies.edits import Policy, Touched, edited
from zorginkoop.policies.loading import EditionFolder, load_texts, texts_of
from zorginkoop.study.whatif.question import Change


@dataclass(frozen=True, slots=True, eq=False)
class Variant:
    """An edition with some changes in it, the values and readings it is used with, and its agreements to judge by."""

    edition: LoadedEdition
    installation: Installation
    compiled: Mapping[str, CompiledAgreement]


@dataclass(slots=True, eq=False)
class Variants:
    """Makes editions of one policy with some of the changes; every one is made once."""

    folder: EditionFolder
    base: Policy
    changes: tuple[Change, ...]
    agreements: tuple[str, ...]
    year: int | None = None  # the contract year; none: the edition's own
    bundles: tuple[tuple[int, ...], ...] = ()
    touched: tuple[tuple[Touched, ...], ...] = ()
    made: dict[frozenset[int], Variant | None] = field(default_factory=dict)

    @property
    def whole(self) -> Variant:
        """The edition with all changes."""
        return self._require(frozenset(range(len(self.changes))))

    def with_only(self, bundle: int) -> Variant:
        """Give the edition with the changes of one bundle."""
        return self._require(frozenset(self.bundles[bundle]))

    def all_but(self, bundle: int) -> Variant | None:
        """Give the edition with all changes but those of one bundle; None where that is no policy."""
        left = set(range(len(self.changes))) - set(self.bundles[bundle])
        return self.made_of(frozenset(left))

    def _require(self, taken: frozenset[int]) -> Variant:
        found = self.made_of(taken)
        if found is None:  # `variants_of` made sure of the whole and of every bundle
            message = "a what-if was asked for a variant that is no policy"
            raise AssertionError(message)
        return found

    def made_of(self, taken: frozenset[int]) -> Variant | None:
        """Give the edition with some changes; None where that is no policy."""
        if taken not in self.made:
            try:
                self.made[taken] = self._variant([self.changes[one] for one in sorted(taken)])
            except InputWrong:
                self.made[taken] = None
        return self.made[taken]

    def _variant(self, changes: Sequence[Change]) -> Variant:
        policy = self.base
        for change in changes:
            for edit in change.edits:
                policy, _ = edited(policy, edit)
        edition = load_texts(self.folder, policy.texts, policy.installation)
        problems: dict[Problem, None] = {}
        compiled = {}
        for name in self.agreements:
            if name in edition.source.overeenkomsten:
                try:
                    compiled[name] = compile_agreement(edition, name, policy.installation, self.year)
                except InputWrong as wrong:
                    problems |= dict.fromkeys(wrong.problems)
        if problems:
            raise PolicyWrong(tuple(problems))
        return Variant(edition, policy.installation, compiled)

    def make_whole(self) -> None:
        """Make the edition with all changes; PolicyWrong with every problem where that cannot be.

        A problem at a place of the policy that nobody changed says that it is of the policy as changed.
        """
        given = {edit.value.document.file for change in self.changes for edit in change.edits}
        try:
            self.made[frozenset(range(len(self.changes)))] = self._variant(self.changes)
        except PolicyWrong as wrong:
            told = (
                one if one.where.file in given else replace(one, what=f"na de wijziging: {one.what}")
                for one in wrong.problems
            )
            raise PolicyWrong(told) from None


def variants_of(
    folder: EditionFolder,
    installation: Installation,
    changes: Sequence[Change],
    agreements: Iterable[str],
    year: int | None = None,
) -> Variants:
    """Make the edition with all changes, and find which of them stand alone.

    Raises QuestionWrong where a change points at nothing or at several things, and PolicyWrong where the changed policy
    cannot be: with every problem found.
    """
    base = Policy(texts_of(folder), installation)
    made = Variants(folder, base, tuple(changes), tuple(agreements), year)
    made.touched = _touched(base, changes)
    made.make_whole()
    made.bundles = tuple(_bundles(made))
    return made


def _touched(base: Policy, changes: Iterable[Change]) -> tuple[tuple[Touched, ...], ...]:
    """Make every edit on the text, and gather what is wrong with all of them."""
    problems: list[Problem] = []
    found = []
    for change in changes:
        own = []
        for edit in change.edits:
            try:
                base, touched = edited(base, edit)
                own.append(touched)
            except InputWrong as wrong:
                problems += wrong.problems
        found.append(tuple(own))
        if own and all(one.was == one.now for one in own):
            what = f"{change.label}: dat staat er al zo."
            problems.append(
                Problem(what, change.edits[0].value.place, "Geef een andere waarde, of laat deze wijziging weg.")
            )
    if problems:
        raise QuestionWrong(problems)
    return tuple(found)


def _bundles(made: Variants) -> list[tuple[int, ...]]:
    """Put the changes that make no policy on their own together; if that is none either, all changes are one."""
    everyone = range(len(made.changes))
    if len(everyone) == 1:
        return [(0,)]
    loose = [one for one in everyone if made.made_of(frozenset({one})) is not None]
    tied = tuple(one for one in everyone if one not in loose)
    if not tied:
        return [(one,) for one in loose]
    if made.made_of(frozenset(tied)) is None:
        return [tuple(everyone)]
    return sorted([*((one,) for one in loose), tied])
