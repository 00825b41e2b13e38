"""The whole comparison of two editions: words, nodes, meaning, dates, formulas, and the change log."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import NamedTuple

from zorginkoop.kernel.compile import CompiledAgreement, Installation, LoadedEdition, compile_agreement
from zorginkoop.kernel.errors import InputWrong
from zorginkoop.policies.loading import EditionFolder
from zorginkoop.study.compare.dates import DateMeaning, date_meanings
from zorginkoop.study.compare.formulas import FormulaMeaning, formula_meanings
from zorginkoop.study.compare.log import Log, change_log
from zorginkoop.study.compare.meaning import AgreementMeaning, Sides, Verdict, compare_meaning
from zorginkoop.study.compare.normal import rules_of
from zorginkoop.study.compare.structure import Change, changes_between
from zorginkoop.study.compare.texts import FileLines, file_lines
from zorginkoop.study.compare.unchosen import changed_unchosen
from zorginkoop.study.compare.years import Years, years_alone, years_of
from zorginkoop.study.season import season_key
from zorginkoop.study.whatif.editions import check_care_group

Progress = Callable[[str], None]
Pair = tuple[CompiledAgreement, CompiledAgreement]


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
    compiled: Mapping[tuple[str, Years], Pair] = field(repr=False)

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
        """Who loses and gains by the condition that a change is of, if that was asked and is so in every year."""
        found = [
            meaning.criteria[change.node.name]
            for meaning in self.meanings
            if change.node.agreement in {"", meaning.agreement} and change.node.section == "voorwaarde"
            if meaning.criteria and change.node.name in meaning.criteria
        ]
        return found[0] if len({sides.direction for sides in found}) == 1 else None

    @property
    def same(self) -> tuple[str, ...]:
        """Name the agreements that read the same for every contract year that was compared."""
        other = {one.agreement for one in self.meanings if one.verdict is not Verdict.SAME_RULES}
        return tuple(dict.fromkeys(one.agreement for one in self.meanings if one.agreement not in other))

    def years_alone(self) -> tuple[tuple[LoadedEdition, tuple[int, ...], tuple[str, ...]], ...]:
        """Give the contract years that only one of both has, and of which agreements: those were not compared."""
        editions = (self.old, self.new)
        found: dict[tuple[int, tuple[int, ...]], list[str]] = {}
        for name in self.agreements:
            if all(name in edition.source.overeenkomsten for edition in editions):
                for at, years in enumerate(years_alone(editions, name)):
                    if years:
                        found.setdefault((at, years), []).append(name)
        return tuple((editions[at], years, tuple(names)) for (at, years), names in found.items())


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
    meanings = tuple(meaning for name in names for meaning in asking.meanings(name, progress))
    return Comparison(
        old=before,
        new=after,
        folders=(old.folder, new.folder),
        agreements=names,
        changes=changes,
        log=change_log(before, after, changes),
        days=asking.days,
        meanings=meanings,
        dates=asking.dates(),
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
        self.compiled: dict[tuple[str, Years], Pair] = {}

    def meanings(self, name: str, progress: Progress) -> Iterator[AgreementMeaning]:
        """Compare one agreement for each contract year; years in which both sides ask the same are asked about once."""
        lacking = [one.name for one in self.editions if name not in one.source.overeenkomsten]
        if lacking:
            yield AgreementMeaning(name, Verdict.NOT_COMPARED, reason=f"staat niet in {lacking[0]}")
            return
        known: list[tuple[object, AgreementMeaning]] = []
        for years in years_of(self.editions, name):
            try:
                pair = self._compiled(name, years)
            except InputWrong as wrong:
                yield AgreementMeaning(name, Verdict.NOT_COMPARED, reason=wrong.problems[0].what, years=(years,))
                continue
            old, new = (rules_of(one.agreement) for one in pair)
            rules = None if old == new else (old, new)  # the same in both is the same answer, whatever they ask
            at = next((at for at, (asked, _) in enumerate(known) if asked == rules), None)
            if at is None:
                progress(f"{name}, contractjaar {years.new}: betekenis vergelijken")
                known.append((rules, self._meaning(pair, years)))
            else:
                meaning = known[at][1]
                known[at] = (rules, replace(meaning, years=(*meaning.years, years)))
        yield from (meaning for _, meaning in known)

    def _compiled(self, name: str, years: Years) -> Pair:
        old, new = (
            compile_agreement(edition, name, self.installation, year)
            for edition, year in zip(self.editions, years, strict=True)
        )
        self.compiled[name, years] = (old, new)
        return old, new

    def _meaning(self, pair: Pair, years: Years) -> AgreementMeaning:
        key = replace(season_key(self.editions[1]), year=years.new)
        return replace(compare_meaning(pair[0].agreement, pair[1].agreement, self.days, key), years=(years,))

    def dates(self) -> tuple[DateMeaning, ...]:
        """Compare the dates of every contract year; what comes to the same in each is told once."""
        found: list[DateMeaning] = []
        for pair in self.compiled.values():
            found += [one for one in date_meanings(*pair, self.days) if one not in found]
        return tuple(found)
