"""`zorginkoop policy check`: whether editions are sound."""

from __future__ import annotations

import argparse
from functools import partial
from pathlib import Path

from zorginkoop.cli.exit_codes import DONE, NEGATIVE
from zorginkoop.cli.parser import Commands, with_common_options
from zorginkoop.cli.questions import Gathering
from zorginkoop.cli.terminal import from_here, print_canonical, print_problems, problem_as_data, style_of_output
from zorginkoop.kernel.canonical import canonical
from zorginkoop.kernel.compile import Installation
from zorginkoop.policies.loading import EditionFolder, edition_folder, find_editions, load_installation
from zorginkoop.policies.soundness import Checked, check_edition
from zorginkoop.rehearsal import VALUES_FILE

_DESCRIPTION = """Laadt en vertaalt elke overeenkomst voor elk jaar van haar looptijd en voor elke lezing, rekent de
voorbeelden na, en zoekt knopen zonder vindplaats, namen die twee keer voorkomen, en feiten, gebeurtenissen,
lijsten en waarden die niemand gebruikt. Waarschuwt voor een beleid van na 1 april, en voor een latere wijziging of
aanscherping zonder grond.
Zonder --values gelden de verzonnen waarden van de repetitie."""


def add_to(commands: Commands) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser("check", help="controleren of beleid klopt", description=_DESCRIPTION)
    parser.add_argument("editions", metavar="UITGAVE", nargs="*", help="zonder keuze: alle uitgaven")
    with_common_options(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Check the editions, and print what was found."""
    all_wrong = Gathering()
    installation = all_wrong.take(lambda: _installation(arguments.values))
    folders = [all_wrong.take(partial(edition_folder, name)) for name in arguments.editions]
    all_wrong.end()
    chosen: tuple[EditionFolder, ...] = tuple(folder for folder in folders if folder) or find_editions()
    checked = [check_edition(folder, installation or Installation()) for folder in chosen]
    if arguments.json:
        print_canonical(canonical([_plain(result) for result in checked]))
    else:
        _print(checked)
    return DONE if all(result.sound for result in checked) else NEGATIVE


def _installation(given: str | None) -> Installation:
    """Take the values given, else the made-up ones of the rehearsal: a check needs some of every kind."""
    return load_installation(Path(given) if given else VALUES_FILE)


def _print(checked: list[Checked]) -> None:
    style = style_of_output()
    for result in checked:
        found = len(result.problems)
        told = "in orde" if result.sound else f"{found} {'probleem' if found == 1 else 'problemen'}"
        counted = f"{result.nodes} knopen, {result.examples} voorbeelden"
        if result.warnings:
            counted += f", {len(result.warnings)} {'waarschuwing' if len(result.warnings) == 1 else 'waarschuwingen'}"
        print(f"{result.edition}: {style.paint(told, 'green' if result.sound else 'red')} ({counted})", flush=True)
        print_problems(result.problems)
        for warning in result.warnings:
            print("\n".join(style.wrap(f"let op: {from_here(warning)}", 2, 2)))


def _plain(result: Checked) -> dict[str, object]:
    return {
        "uitgave": result.edition,
        "in_orde": "ja" if result.sound else "nee",
        "knopen": result.nodes,
        "voorbeelden": result.examples,
        "problemen": [problem_as_data(problem) for problem in result.problems],
        "waarschuwingen": [problem_as_data(warning) for warning in result.warnings],
    }
