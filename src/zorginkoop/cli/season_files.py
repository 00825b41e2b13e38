"""Judge a register that lies in files, and write the report with all results: whole, or not at all."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from zorginkoop.cli.season_counts import Counts
from zorginkoop.columns.sources import PROVIDER
from zorginkoop.formats.register_files import Register, read_register, write_report
from zorginkoop.kernel.errors import InputWrong, Place, Problem, QuestionWrong, RegisterWrong
from zorginkoop.study.report.folder import refuse_foreign
from zorginkoop.study.report.outcomes import write_outcomes
from zorginkoop.study.report.writing import Extra, Outcomes, Spoken, write_reports
from zorginkoop.study.season import Question, Season, judge_season
from zorginkoop.study.whatif.answer import Answer

if TYPE_CHECKING:  # a comparison needs the prover, and a season without one does not
    from zorginkoop.study.report.comparison import Compared

PROBLEMS_FILE = "problemen.csv"

Outcome = TypeVar("Outcome")


@dataclass(frozen=True, slots=True)
class Written:
    """A report that was written: its first page, and the counts of each season in it."""

    start: Path
    seasons: tuple[Counts, ...]
    skipped: int = 0


def read_for(out: Path, source: Path, *, skip_bad_rows: bool) -> Register:
    """Read a register whose report will go to a folder.

    Raises QuestionWrong when the folder holds something else, and RegisterWrong for a register with bad rows, after
    writing all of them to a file beside that folder.
    """
    refuse_foreign(out)
    try:
        return read_register(source, skip_bad_rows=skip_bad_rows)
    except RegisterWrong as error:
        problems = error.problems
    if len(problems) > 1:
        beside = out.with_name(f"{out.name}-{PROBLEMS_FILE}")
        writing(beside, lambda: write_report(problems, beside))
        told = Problem("hier staan alle problemen van dit register, een per regel.", Place(str(beside)))
        problems = [*problems, told]
    raise RegisterWrong(problems)


def judge_register(question: Question, register: Register) -> Season:
    """Judge everyone in a register by every agreement of an edition.

    Raises QuestionWrong when no agreement is about providers.
    """
    _check_tables_hold(question)
    if register.tables["aanbieders"].is_empty():
        what = "er is geen enkele aanbieder (over) om te beoordelen."
        raise QuestionWrong(Problem(what, Place("aanbieders"), "Vul de tabel aanbieders, of herstel haar rijen."))
    return judge_season(question, register.tables, say)


def write_seasons(  # noqa: PLR0913 - the seasons, the register and the folder, and five choices
    seasons: Sequence[Season],
    register: Register,
    out: Path,
    language: Spoken,
    *,
    made_up: Extra | None = None,
    what_ifs: Sequence[Answer] = (),
    comparisons: Sequence[Compared] = (),
    outcomes: Outcomes = write_outcomes,
) -> Written:
    """Write the report of seasons over one register; `made_up` writes the register itself when it was invented.

    Each of the what-ifs stands with the season that it changes, each comparison with that of its newer edition;
    `outcomes` writes the outcomes of a season as files.
    """

    def beside_the_report(folder: Path) -> None:
        if register.problems:
            write_report(register.problems, folder / PROBLEMS_FILE)
        if made_up is not None:
            made_up(folder)

    start = writing(
        out,
        lambda: write_reports(
            seasons,
            out,
            language,
            made_up=made_up is not None,
            skipped=len(register.problems),
            extra=beside_the_report,
            what_ifs=what_ifs,
            comparisons=comparisons,
            outcomes=outcomes,
            progress=say,
        ),
    )
    return Written(start, tuple(Counts(season) for season in seasons), len(register.problems))


def _check_tables_hold(question: Question) -> None:
    agreements = question.edition.source.overeenkomsten
    about = {name: agreements[name].onderwerp for name in question.agreements or agreements}
    if PROVIDER not in about.values():
        told = "; ".join(f"{name} gaat over {subject}" for name, subject in about.items()) or "er is geen overeenkomst"
        what = f"hierin gaat niets over zorgaanbieders in een register: {told}."
        raise QuestionWrong(Problem(what, Place(field="UITGAVE"), "Beoordeel een voor een met zorginkoop assess."))


def writing(target: Path, write: Callable[[], Outcome]) -> Outcome:
    """Write something; what the disk refuses is told as a problem of the place that was chosen."""
    try:
        return write()
    except OSError as error:
        remedy = "Kies een plaats waar u mag schrijven en waar ruimte is; er is niets geschreven."
        reason = error.strerror or type(error).__name__
        raise InputWrong(Problem(f"hier kan niet geschreven worden ({reason}).", Place(str(target)), remedy)) from None


def say(step: str) -> None:
    """Say on a terminal what is being done; a program that reads our output is not told."""
    if sys.stderr.isatty():
        print(step, file=sys.stderr, flush=True)
