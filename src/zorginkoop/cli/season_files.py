"""Judge a register that lies in files, and write the results beside each other: all of them, or none."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from zorginkoop.columns.sources import PROVIDER, ROW_SOURCES, AsOf
from zorginkoop.formats.csv_files import write_csv_table
from zorginkoop.formats.register_files import Register, read_register, write_report
from zorginkoop.formats.whole_files import whole_files
from zorginkoop.kernel.compile import Installation, LoadedEdition, compile_agreement
from zorginkoop.kernel.errors import InputWrong, Place, Problem, QuestionWrong, RegisterWrong
from zorginkoop.kernel.outcome import OFFER
from zorginkoop.kernel.scalars import AMSTERDAM
from zorginkoop.study.findings import considered
from zorginkoop.study.season import Season, judge_season, outcome_table

PROBLEMS_FILE = "problemen.csv"


@dataclass(frozen=True, slots=True)
class Written:
    """What a season came to, and which files hold it."""

    season: Season
    folder: Path
    files: tuple[str, ...]
    skipped: int

    def plain(self) -> dict[str, object]:
        """Give the counts as plain data."""
        return {
            "uitgave": self.season.edition.name,
            "codering": self.season.edition.source.uitgave.codering,
            "op": self.season.as_of.on.isoformat(),
            "bekend_op": self.season.as_of.known.astimezone(AMSTERDAM).isoformat(),
            "overeenkomsten": {name: self._counts(name) for name in self.season.agreements},
            "rijen_weggelaten": self.skipped,
            "bestanden": list(self.files),
        }

    def lines(self) -> Iterator[str]:
        """Give the counts as lines for a person."""
        yield f"{self.season.edition.name} op {self.season.as_of.on.isoformat()}"
        for name in self.season.agreements:
            results, variants = self._results(name)
            everyone = self.season.agreements[name].frame.size
            yield f"  {name}: {sum(results.values())} van de {everyone} aanbieders passen bij deze overeenkomst"
            yield "    " + ", ".join(f"{result} {count}" for result, count in results.most_common())
            if variants:
                yield "    aanbod: " + ", ".join(f"{variant} {variants[variant]}" for variant in sorted(variants))
        yield f"Geschreven in {self.folder}: {', '.join(self.files)}"

    def _counts(self, name: str) -> dict[str, object]:
        results, variants = self._results(name)
        everyone = self.season.agreements[name].frame.size
        fitting = {"aanbieders": everyone, "passend": sum(results.values())}
        return {**fitting, "uitkomsten": dict(results), "varianten": dict(variants)}

    def _results(self, name: str) -> tuple[Counter[str], Counter[str]]:
        """Count the results and, among offers, the variants of everyone for whom the agreement could be meant."""
        judged = self.season.agreements[name]
        fitting = considered(judged)
        results = judged.outcome.result_texts()[fitting].tolist()
        variants = judged.outcome.variant_texts()[fitting].tolist()
        offered = (variant for result, variant in zip(results, variants, strict=True) if result == OFFER and variant)
        return Counter(results), Counter(offered)


def read_for(out: Path, source: Path, *, skip_bad_rows: bool) -> Register:
    """Read a register whose results will go to a folder.

    Raises RegisterWrong for a register with bad rows, after writing a report of every row to that folder.
    """
    if out.exists() and not out.is_dir():
        raise InputWrong(Problem("dit is geen map.", Place(str(out)), "Geef met --out een map."))
    try:
        return read_register(source, skip_bad_rows=skip_bad_rows)
    except RegisterWrong as error:
        if len(error.problems) > 1:
            write_report(error.problems, made(out) / PROBLEMS_FILE)
        raise


def judge_register(
    edition: LoadedEdition, installation: Installation, register: Register, as_of: AsOf, out: Path
) -> Written:
    """Judge everyone in a register, and write the results to a folder.

    Raises QuestionWrong when an agreement is about something that the tables do not hold (a ride, an authorisation).
    """
    _check_tables_hold(edition, installation)
    season = judge_season(edition, installation, register.tables, as_of, told)
    return write_season(season, register, out)


def _check_tables_hold(edition: LoadedEdition, installation: Installation) -> None:
    problems = []
    for name in edition.source.overeenkomsten:
        agreement = compile_agreement(edition, name, installation).agreement
        subjects = {agreement.subject} - {PROVIDER} | {one.row_subject for one in agreement.relations} - set(
            ROW_SOURCES
        )
        if subjects:
            what = f"{name} gaat over {', '.join(sorted(subjects))}, en dat staat niet in de tabellen van een register."
            problems.append(Problem(what, Place(field="UITGAVE"), "Beoordeel een voor een met zorginkoop assess."))
    if problems:
        raise QuestionWrong(problems)


def made(out: Path) -> Path:
    """Make the folder for the results, if it is not there yet."""
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        remedy = "Kies met --out een map waarin u mag schrijven."
        raise InputWrong(Problem(f"hier kan geen map komen ({error.strerror}).", Place(str(out)), remedy)) from None
    return out


def write_season(season: Season, register: Register, out: Path) -> Written:
    """Write the outcomes of a season to a folder, and what was left out of the register."""
    folder = made(out)
    tables = {f"uitkomsten_{name}.csv": outcome_table(season, name) for name in season.agreements}
    with whole_files() as files:
        for name, table in tables.items():
            write_csv_table(table.cast(pl.String), files.beside(folder / name))
    names = list(tables)
    if register.problems:
        write_report(register.problems, folder / PROBLEMS_FILE)
        names.append(PROBLEMS_FILE)
    return Written(season, folder, tuple(names), len(register.problems))


def told(step: str) -> None:
    """Say on a terminal what is being done; a program that reads our output is not told."""
    if sys.stderr.isatty():
        print(step, file=sys.stderr, flush=True)
