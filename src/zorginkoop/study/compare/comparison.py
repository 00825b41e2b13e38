"""The whole comparison of two editions: words, nodes, meaning, dates, formulas, and the change log."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from itertools import repeat
from typing import NamedTuple

from zorginkoop.kernel.compile import CompiledAgreement, Installation, LoadedEdition, compile_agreement
from zorginkoop.kernel.errors import InputWrong
from zorginkoop.policies.loading import EditionFolder
from zorginkoop.study.compare.dates import DateMeaning, date_meanings
from zorginkoop.study.compare.formulas import FormulaMeaning, formula_meanings
from zorginkoop.study.compare.log import Log, change_log
from zorginkoop.study.compare.meaning import AgreementMeaning, Sides, Verdict, compare_meaning
from zorginkoop.study.compare.structure import Change, changes_between
from zorginkoop.study.compare.texts import FileLines, file_lines
from zorginkoop.study.compare.unchosen import changed_unchosen
from zorginkoop.study.season import season_key
from zorginkoop.study.whatif.editions import check_care_group

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Comparison:
    """Everything that differs between two editions; `days` are the reference dates that meaning was asked for."""

    old: LoadedEdition
    new: LoadedEdition
    folders: tuple[EditionFolder, EditionFolder]
    agreements: tuple[str, ...]
    changes: tuple[Change, ...]
    log: Log
    days: tuple[date, date]
    meanings: tuple[AgreementMeaning, ...]
    dates: tuple[DateMeaning, ...]
    formulas: tuple[FormulaMeaning, ...]
    unchosen: tuple[str, ...]  # readings of which an option that was not chosen reads otherwise
    compiled: Mapping[str, tuple[CompiledAgreement, CompiledAgreement]] = field(repr=False)

    @cached_property
    def lines(self) -> tuple[FileLines, ...] | None:
        """The files line by line; None when one of the two is a kept coding."""
        return file_lines(*self.folders)

    @property
    def differs(self) -> bool:
        """Whether anything at all reads otherwise, be it in an option that was not chosen."""
        return bool(self.changes or self.unchosen)

    @property
    def partial(self) -> tuple[str, ...]:
        """Which of the two is known only in part, so that what it lacks may be unknown and not absent."""
        return tuple(one.name for one in (self.old, self.new) if one.source.uitgave.gedeeltelijk is not None)

    def sides_of(self, change: Change) -> Sides | None:
        """Who loses and gains by the condition that a change is of, if that was asked."""
        for meaning in self.meanings:
            if change.node.agreement in {"", meaning.agreement} and meaning.criteria:
                found = meaning.criteria.get(change.node.name)
                if found is not None and change.node.section == "voorwaarde":
                    return found
        return None


class Read(NamedTuple):
    """An edition as it was asked for and as it was read."""

    folder: EditionFolder
    edition: LoadedEdition


def compare_editions(
    old: Read,
    new: Read,
    installation: Installation,
    agreements: tuple[str, ...] = (),
    progress: Progress = lambda _: None,
) -> Comparison:
    """Compare two editions, all that they hold or some agreements of them.

    Raises QuestionWrong for editions of different care groups.
    """
    before, after = old.edition, new.edition
    check_care_group(before, after)
    changes = changes_between(before, after)
    if agreements:
        changes = tuple(change for change in changes if change.node.agreement in {"", *agreements})
    names = agreements or tuple(dict.fromkeys((*after.source.overeenkomsten, *before.source.overeenkomsten)))
    asking = _Asking(before, after, installation, _days(before, after))
    meanings = tuple(map(asking.meaning, names, repeat(progress)))
    return Comparison(
        old=before,
        new=after,
        folders=(old.folder, new.folder),
        agreements=names,
        changes=changes,
        log=change_log(before, after, changes),
        days=asking.days,
        meanings=meanings,
        dates=tuple(found for pair in asking.compiled.values() for found in date_meanings(*pair, asking.days)),
        formulas=tuple(formula_meanings(before, after, installation, {change.node.name for change in changes})),
        unchosen=changed_unchosen(old, new, installation),
        compiled=asking.compiled,
    )


def _days(old: LoadedEdition, new: LoadedEdition) -> tuple[date, date]:
    """Give the days on which anybody can be judged by either: from the year before the first to after the last."""
    years = [edition.source.uitgave.contractjaar for edition in (old, new)]
    ends = [
        agreement.looptijd.last_day
        for edition in (old, new)
        for agreement in edition.source.overeenkomsten.values()
        if agreement.looptijd and agreement.looptijd.last_day
    ]
    return date(min(years) - 1, 1, 1), max([date(max(years), 12, 31), *ends])


class _Asking:
    """Compiles each agreement of both editions, and asks for whom they differ."""

    def __init__(
        self, old: LoadedEdition, new: LoadedEdition, installation: Installation, days: tuple[date, date]
    ) -> None:
        self.editions = (old, new)
        self.installation = installation
        self.days = days
        self.compiled: dict[str, tuple[CompiledAgreement, CompiledAgreement]] = {}

    def meaning(self, name: str, progress: Progress) -> AgreementMeaning:
        lacking = [one.name for one in self.editions if name not in one.source.overeenkomsten]
        if lacking:
            return AgreementMeaning(name, Verdict.NOT_COMPARED, reason=f"staat niet in {lacking[0]}")
        try:
            old, new = (compile_agreement(one, name, self.installation) for one in self.editions)
        except InputWrong as wrong:
            return AgreementMeaning(name, Verdict.NOT_COMPARED, reason=wrong.problems[0].what)
        self.compiled[name] = (old, new)
        progress(f"{name}: betekenis vergelijken")
        return compare_meaning(old.agreement, new.agreement, self.days, season_key(self.editions[1]))
