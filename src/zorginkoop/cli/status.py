"""`zorginkoop status`: what is contracted with a provider, from which day until which, and why."""

from __future__ import annotations

import argparse

from zorginkoop.cli.exit_codes import DONE, NEGATIVE, UNDECIDABLE
from zorginkoop.cli.parser import Commands, with_common_options
from zorginkoop.cli.status_page import plain_status, status_page
from zorginkoop.cli.status_question import Asked, asked_of
from zorginkoop.cli.terminal import print_canonical, style_of_output
from zorginkoop.kernel.canonical import canonical
from zorginkoop.kernel.layer_words import LayerStatus

_DESCRIPTION = """Zegt wat bij een aanbieder gecontracteerd is, van welke dag tot en met welke, en waarom.
Zonder datums over de looptijd van elke overeenkomst; met --care en --on het antwoord voor een zorg op een dag."""


def add_to(commands: Commands) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser("status", help="wat wanneer gecontracteerd is", description=_DESCRIPTION)
    parser.add_argument("edition", metavar="UITGAVE", help="naam (paramedische_zorg/2026-2) of map met beleid.yaml")
    parser.add_argument("--facts", metavar="FILE", required=True, help="feitenbestand (YAML of JSON)")
    parser.add_argument("--agreement", metavar="OVEREENKOMST", help="alleen deze overeenkomst")
    parser.add_argument("--on", metavar="DATE", help="alleen deze dag")
    parser.add_argument("--from", dest="start", metavar="DATE", help="vanaf deze dag; zonder dit: de looptijd")
    parser.add_argument("--until", metavar="DATE", help="tot en met deze dag; alleen met --from")
    parser.add_argument("--care", metavar="ZORG", help="alleen deze zorg; met --on het antwoord van alle lagen samen")
    parser.add_argument("--location", metavar="VESTIGING", default="", help="bij --care: op deze vestiging")
    parser.add_argument(
        "--row", metavar="RIJEN=ID", action="append", default=[], help="bij --care: over wie of waar, zoals personen=p1"
    )
    parser.add_argument("--product", metavar="POLISVORM", help="alleen deze polisvorm")
    parser.add_argument("--finder", metavar="DATE", help="bij --on: of de zorgzoeker dit op deze dag laat zien")
    parser.add_argument("--route", metavar="ROUTE", help="bij --finder: langs welke route, als die bekend is")
    parser.add_argument("--known", metavar="MOMENT", help="wat later bekend werd telt niet mee; zonder dit: alles")
    parser.add_argument("--language", choices=("nl", "en"), default="nl", help="taal van de zinnen")
    with_common_options(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Make the tables and print them; the exit code says whether anything that was asked about is contracted."""
    asked = asked_of(arguments)
    if arguments.json:
        print_canonical(canonical(plain_status(asked)))
    else:
        print("\n".join(status_page(asked, arguments.language, style_of_output())))
    return _code(asked)


def _code(asked: Asked) -> int:
    found = {one.answer.status for one in asked.answers}
    found = found or {interval.status for table in asked.tables for interval in table.intervals}
    if LayerStatus.CONTRACTED in found:
        return DONE
    return UNDECIDABLE if LayerStatus.UNKNOWN in found else NEGATIVE
