"""`zorginkoop rehearse`: make a region to practise on, judge it by every edition, and show the report."""

from __future__ import annotations

import argparse
from pathlib import Path

from zorginkoop.cli.exit_codes import DONE
from zorginkoop.cli.parser import Commands, with_common_options
from zorginkoop.cli.questions import folder_of
from zorginkoop.cli.terminal import print_canonical
from zorginkoop.kernel.canonical import canonical
from zorginkoop.kernel.errors import Place, Problem, QuestionWrong
from zorginkoop.policies.loading import load_installation
from zorginkoop.rehearsal import VALUES_FILE
from zorginkoop.rehearsal.sizes import LARGEST

SIZES = ("small", "medium", "large")
_LAST_PORT = 65_535

_DESCRIPTION = """Verzint een regio met zorgaanbieders (uit een zaadgetal, dus steeds dezelfde), beoordeelt haar met
elke uitgave op een dag in dat seizoen, en schrijft register, uitkomsten en rapport in DIR. Alles is verzonnen,
ook de waarden.
Met --serve blijft het rapport in de browser te zien tot Ctrl-C, alleen op deze machine."""


def add_to(commands: Commands) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser("rehearse", help="een verzonnen regio beoordelen", description=_DESCRIPTION)
    parser.add_argument("--size", metavar="MAAT", default="small", help=f"{', '.join(SIZES)} of een aantal aanbieders")
    parser.add_argument("--seed", metavar="GETAL", type=int, default=2026, help="zelfde getal, zelfde regio")
    parser.add_argument("--out", metavar="DIR", required=True, help="waar register, uitkomsten en rapport komen")
    parser.add_argument("--language", choices=("nl", "en", "both"), default="nl", help="taal van het rapport")
    parser.add_argument("--serve", action="store_true", help="laat het rapport zien tot Ctrl-C")
    parser.add_argument("--port", metavar="POORT", type=int, default=8000, help="poort bij --serve; 0 kiest een vrije")
    with_common_options(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Make, judge, write, and serve when asked."""
    size = _size(arguments.size)
    _check(arguments)
    installation = load_installation(Path(arguments.values) if arguments.values else VALUES_FILE)

    from zorginkoop.cli.rehearse_files import REGISTER, rehearse, size_of
    from zorginkoop.study.report.serving import serve

    out = folder_of(arguments.out)
    written = rehearse(size_of(size), arguments.seed, installation, out, arguments.language)
    if arguments.json:
        told = {"aanbieders": size_of(size), "rapport": str(written.start)}
        print_canonical(canonical({**told, "seizoenen": [counts.plain() for counts in written.seasons]}))
    else:
        print(f"Een verzonnen regio met {size_of(size)} aanbieders; het register staat in {out / REGISTER}.")
        print("\n".join(line for counts in written.seasons for line in counts.lines()))
        print(f"Het rapport: {written.start}", flush=True)
    if arguments.serve:
        serve(out, arguments.port, say=_say)
    return DONE


def _say(text: str) -> None:
    """Say where the report is shown at once, also to a program that reads along."""
    print(text, flush=True)


def _size(text: str) -> str | int:
    if text in SIZES:
        return text
    if text.isascii() and text.isdigit() and 0 < int(text) <= LARGEST:
        return int(text)
    what = f"'{text}' is geen maat."
    remedy = f"Kies uit {', '.join(SIZES)}, of geef een aantal van 1 tot en met {LARGEST}."
    raise QuestionWrong(Problem(what, Place(field="--size"), remedy))


def _check(arguments: argparse.Namespace) -> None:
    problems = []
    if not 0 <= arguments.port <= _LAST_PORT:
        remedy = f"Geef een getal van 0 tot en met {_LAST_PORT}."
        problems.append(Problem(f"{arguments.port} is geen poort.", Place(field="--port"), remedy))
    if arguments.seed < 0:
        problems.append(Problem(f"{arguments.seed} is geen zaadgetal.", Place(field="--seed"), "Geef 0 of meer."))
    if problems:
        raise QuestionWrong(problems)
