"""`zorginkoop policy prove`: whether editions are sound over everybody who could exist."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from zorginkoop.cli.exit_codes import DONE, NEGATIVE
from zorginkoop.cli.parser import Commands, with_common_options
from zorginkoop.cli.questions import Gathering, check_agreements, folder_of
from zorginkoop.cli.terminal import print_canonical, style_of_output
from zorginkoop.kernel.canonical import canonical
from zorginkoop.kernel.compile import Installation
from zorginkoop.kernel.errors import Place, Problem, QuestionWrong
from zorginkoop.policies.loading import EditionFolder, edition_folder, find_editions, load_edition, load_installation
from zorginkoop.rehearsal import VALUES_FILE

if TYPE_CHECKING:
    from zorginkoop.study.prove.edition import Proved

_DESCRIPTION = """Bewijst over elke denkbare aanbieder, praktijk, rit of declaratieregel: elke voorwaarde kan slagen en
falen en beslist waar zij staat, elke route en elke variant is te bereiken, trappen en tabellen hebben geen gat of
overlap, geen factor volgt uit een andere, niets is ongebruikt of nergens verklaard, perioden sluiten aan, en termijnen
kunnen in een volgorde waarin iedereen op tijd is. Wat de bewijzer niet kan beslissen heet 'niet bewezen'.
Een bevinding wordt verbeterd in het beleid, of met een reden bevestigd onder 'bewust'.
Zonder --values gelden de verzonnen waarden van de repetitie. Eindcode 1: er is een bevinding die niemand bevestigde."""


def add_to(commands: Commands) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser("prove", help="bewijzen dat beleid deugt", description=_DESCRIPTION)
    parser.add_argument("editions", metavar="UITGAVE", nargs="*", help="zonder keuze: alle uitgaven")
    parser.add_argument(
        "--agreement", metavar="OVEREENKOMST", action="append", default=[], help="alleen deze; mag vaker gegeven worden"
    )
    parser.add_argument("--examples", metavar="DIR", help="schrijf elk voorbeeld als feitenbestand in deze map")
    parser.add_argument("--language", choices=("nl", "en"), default="nl", help="taal van de zinnen")
    with_common_options(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Prove the editions, and tell what was found."""
    from zorginkoop.cli.policy_prove_page import Page, as_data, write_examples
    from zorginkoop.study.prove.edition import prove_edition

    folders, installation = _asked(arguments)
    proved: list[Proved] = []
    for folder in folders:
        proved.append(prove_edition(folder, installation, arguments.agreement))
        if not arguments.json:
            print("\n".join(Page(proved[-1], arguments.language, style_of_output()).lines()), flush=True)
    if arguments.json:
        print_canonical(canonical([as_data(one) for one in proved]))
    if arguments.examples:
        _say_written(write_examples(proved, folder_of(arguments.examples)), quiet=arguments.json)
    return DONE if all(one.clean for one in proved) else NEGATIVE


def _asked(arguments: argparse.Namespace) -> tuple[tuple[EditionFolder, ...], Installation]:
    """Look up what is asked about; raise all problems together."""
    all_wrong = Gathering()
    values = Path(arguments.values) if arguments.values else VALUES_FILE
    installation = all_wrong.take(lambda: load_installation(values))
    folders = [all_wrong.take(partial(edition_folder, name)) for name in arguments.editions]
    all_wrong.take(lambda: _check_folder(arguments.examples))
    all_wrong.end()
    known = all_wrong.require(installation)
    named = tuple(folder for folder in folders if folder)
    chosen = named or tuple(folder for folder in find_editions() if _has(folder, known, arguments.agreement))
    if not chosen:
        what = f"geen uitgave heeft overeenkomst {' of '.join(arguments.agreement)}."
        raise QuestionWrong(Problem(what, Place(field="--agreement"), "'zorginkoop policy list' noemt ze allemaal."))
    for folder in named if arguments.agreement else ():
        all_wrong.take(partial(_check_agreements, folder, known, arguments.agreement))
    all_wrong.end()
    return chosen, known


def _has(folder: EditionFolder, installation: Installation, agreements: Sequence[str]) -> bool:
    """Tell whether an edition has all agreements that are asked for."""
    return not agreements or set(agreements) <= load_edition(folder, installation).source.overeenkomsten.keys()


def _check_agreements(folder: EditionFolder, installation: Installation, agreements: Sequence[str]) -> None:
    check_agreements(load_edition(folder, installation), agreements)


def _check_folder(examples: str | None) -> None:
    """Refuse what is no folder before anything is proven."""
    if examples and folder_of(examples).exists() and not folder_of(examples).is_dir():
        raise QuestionWrong(Problem("dit is geen map.", Place(examples), "Geef met --examples een map."))


def _say_written(files: Iterable[Path], *, quiet: bool) -> None:
    for file in files if not quiet else ():
        print(f"geschreven: {file}")
