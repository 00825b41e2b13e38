"""`zorginkoop policy compare`: what differs between two editions, codings or copies of one policy."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from datetime import date
from difflib import get_close_matches
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from zorginkoop.cli.exit_codes import DONE, NEGATIVE
from zorginkoop.cli.parser import Commands, with_common_options
from zorginkoop.cli.questions import Gathering, check_season, day_of, folder_of
from zorginkoop.cli.terminal import print_canonical, style_of_output
from zorginkoop.kernel.canonical import canonical
from zorginkoop.kernel.compile import Installation, LoadedEdition
from zorginkoop.kernel.errors import Place, Problem, QuestionWrong
from zorginkoop.policies.loading import edition_folder, load_edition, load_installation
from zorginkoop.rehearsal import VALUES_FILE

if TYPE_CHECKING:
    from zorginkoop.study.compare.comparison import Comparison
    from zorginkoop.study.compare.register import RegisterMoves

_DESCRIPTION = """Vergelijkt twee uitgaven van een zorggroep, twee coderingen (UITGAVE@2) of een kopie (een map):
per knoop wat erbij kwam, verviel of anders luidt; of er iemand is die iets anders krijgt, met een verzonnen voorbeeld
of een bewijs dat er niemand is; data en rekenregels; en de wijzigingslijst van het beleid naast die van de regels.
Met --register en --on ook wie van een register verschuift, en door welke regel.
Zonder --values gelden de verzonnen waarden van de repetitie. Eindcode 1: er is een verschil, ook als dat alleen in een
lezing zit die niet is gekozen."""


def add_to(commands: Commands) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser("compare", help="twee uitgaven vergelijken", description=_DESCRIPTION)
    parser.add_argument("old", metavar="OUD", help="de uitgave, codering of map die er eerst was")
    parser.add_argument("new", metavar="NIEUW", help="die ervoor in de plaats komt")
    parser.add_argument(
        "--agreement", metavar="OVEREENKOMST", action="append", default=[], help="alleen deze; mag vaker gegeven worden"
    )
    parser.add_argument("--register", metavar="DIR", help="map met tabellen: wie verschuift er?")
    parser.add_argument("--on", metavar="DATE", help="peildatum, bij --register")
    parser.add_argument("--out", metavar="DIR", help="schrijf de vergelijking als pagina's")
    parser.add_argument("--language", choices=("nl", "en"), default="nl", help="taal van de zinnen")
    with_common_options(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Compare, and print or write what was found."""
    all_wrong = Gathering()
    values = Path(arguments.values) if arguments.values else VALUES_FILE
    installation = all_wrong.take(lambda: load_installation(values))
    folders = [all_wrong.take(partial(edition_folder, name)) for name in (arguments.old, arguments.new)]
    on = all_wrong.take(lambda: day_of(arguments.on, "--on")) if arguments.on else None
    all_wrong.take(lambda: _check_pair(arguments.register, arguments.on))
    all_wrong.end()
    installation = all_wrong.require(installation)
    found = [all_wrong.require(folder) for folder in folders]
    loaded = [all_wrong.take(partial(load_edition, folder, installation)) for folder in found]
    old, new = (all_wrong.require(edition) for edition in loaded)
    all_wrong.take(lambda: _check_names(arguments.agreement, old, new))
    all_wrong.take(lambda: check_season(new, on) if on is not None else None)
    all_wrong.end()

    from zorginkoop.cli.policy_compare_data import plain
    from zorginkoop.cli.policy_compare_page import Page
    from zorginkoop.study.compare.comparison import Read, compare_editions

    names = tuple(dict.fromkeys(arguments.agreement))
    comparison = compare_editions(Read(found[0], old), Read(found[1], new), installation, names)
    moves = _moves(arguments.register, on, comparison, installation) if on is not None else None
    made_up = not arguments.values
    start = _written(comparison, moves, arguments, made_up=made_up) if arguments.out else None
    if arguments.json:
        pages = {"paginas": str(start)} if start else {}
        print_canonical(canonical({**plain(comparison, moves, arguments.language, made_up=made_up), **pages}))
    else:
        page = Page(comparison, moves, arguments.language, style_of_output(), made_up=made_up)
        print("\n".join(page.lines()))
        if start:
            print(f"\nDe pagina's: {start}")
    return NEGATIVE if comparison.differs else DONE


def _written(
    comparison: Comparison, moves: RegisterMoves | None, arguments: argparse.Namespace, *, made_up: bool
) -> Path:
    """Write the pages; InputWrong where the disk refuses."""
    from zorginkoop.cli.season_files import writing
    from zorginkoop.study.report.comparison import Compared
    from zorginkoop.study.report.comparison_files import write_comparison

    out = folder_of(arguments.out)
    return writing(out, lambda: write_comparison(Compared(comparison, moves, made_up), out, [arguments.language]))


def _moves(register: str, on: date, comparison: Comparison, installation: Installation) -> RegisterMoves:
    """Judge a register by both editions, and attribute who moves."""
    from zorginkoop.columns.sources import AsOf
    from zorginkoop.formats.register_files import read_register
    from zorginkoop.study.compare.register import register_moves

    tables = read_register(Path(register)).tables
    return register_moves(comparison, installation, tables, AsOf.of(on, None))


def _check_pair(register: str | None, on: str | None) -> None:
    """Raise QuestionWrong for a register without a reference date, or a date without a register."""
    if (register is None) != (on is None):
        missing, given = ("--on", "--register") if on is None else ("--register", "--on")
        raise QuestionWrong(Problem(f"{given} vraagt ook {missing}.", Place(field=missing), "Geef beide, of geen."))


def _check_names(names: Sequence[str], old: LoadedEdition, new: LoadedEdition) -> None:
    """Raise QuestionWrong for every agreement that neither edition has."""
    known = list(dict.fromkeys((*new.source.overeenkomsten, *old.source.overeenkomsten)))
    problems = []
    for name in names:
        if name not in known:
            near = get_close_matches(name, known, 1)
            remedy = f"Bedoelt u '{near[0]}'?" if near else f"Kies uit: {', '.join(known)}."
            what = f"overeenkomst '{name}' staat in geen van beide uitgaven."
            problems.append(Problem(what, Place(field="--agreement"), remedy))
    if problems:
        raise QuestionWrong(problems)
