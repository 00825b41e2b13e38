"""`zorginkoop assess`: judge one subject by one agreement, and say why."""

from __future__ import annotations

import argparse

from zorginkoop.cli.exit_codes import of_result
from zorginkoop.cli.judging import Judged, judge
from zorginkoop.cli.letter_page import letter_page
from zorginkoop.cli.nearest_page import nearest_page, nearest_plain
from zorginkoop.cli.outcome_page import explanation_page, outcome_page
from zorginkoop.cli.parser import Commands, with_common_options
from zorginkoop.cli.terminal import print_canonical, style_of_output
from zorginkoop.kernel.canonical import canonical
from zorginkoop.kernel.snapshot import snapshot

_DESCRIPTION = """Beoordeelt een onderwerp (een aanbieder, een groep) voor een overeenkomst, met feiten uit een bestand.
Welke feiten er zijn: zorginkoop policy facts UITGAVE; een bestand om in te vullen: met --template erbij."""


def add_to(commands: Commands) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser("assess", help="een aanbieder beoordelen", description=_DESCRIPTION)
    parser.add_argument("edition", metavar="UITGAVE", help="naam (paramedische_zorg/2026-2) of map met beleid.yaml")
    parser.add_argument("agreement", metavar="OVEREENKOMST", help="bijvoorbeeld fysiotherapie")
    parser.add_argument("--facts", metavar="FILE", required=True, help="feitenbestand (YAML of JSON)")
    parser.add_argument("--on", metavar="DATE", required=True, help="peildatum, bijvoorbeeld 2025-10-20")
    parser.add_argument(
        "--provider",
        metavar="FILE",
        help="bij een declaratieregel of rit: feiten van de aanbieder; zijn contractstatus geeft de overeenkomsten",
    )
    parser.add_argument(
        "--known", metavar="MOMENT", help="wat later bekend werd telt niet mee; zonder dit: de hele peildatum"
    )
    parser.add_argument(
        "--year", metavar="JAAR", type=int, help="contractjaar; zonder dit: dat van feitenbestand of uitgave"
    )
    parser.add_argument("--language", choices=("nl", "en"), default="nl", help="taal van de zinnen")
    shown = parser.add_mutually_exclusive_group()
    shown.add_argument("--explain", action="store_true", help="leg de uitkomst in zinnen uit")
    shown.add_argument(
        "--nearest", action="store_true", help="alleen de kleinste wijziging die een aanbod of een betere variant geeft"
    )
    shown.add_argument("--letter", action="store_true", help="schrijf de brief aan de aanbieder")
    with_common_options(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Judge and print; the exit code says what the outcome was."""
    judged = judge(arguments)
    if arguments.json:
        plain = nearest_plain(judged.outcome) if arguments.nearest else snapshot(judged.outcome)
        print_canonical(canonical(plain))
    else:
        print(_page(judged, arguments), end="" if arguments.letter else "\n")
    return of_result(judged.outcome.result)


def _page(judged: Judged, arguments: argparse.Namespace) -> str:
    if arguments.letter:
        return letter_page(judged, arguments.language)
    if arguments.nearest:
        return nearest_page(judged, arguments.language, style_of_output())
    if arguments.explain:
        return explanation_page(judged, arguments.language, style_of_output())
    return outcome_page(judged, arguments.language, style_of_output())
