"""`zorginkoop …`: choose the command, run it, and turn what happened into an exit code.

0 done · 1 outcome negative · 2 input wrong · 3 not decidable · 70 our fault.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import os
import sys
import traceback
from collections.abc import Sequence

from zorginkoop import __version__
from zorginkoop.cli import (
    assess,
    audit,
    backup,
    createadmin,
    dates,
    doctor,
    formula,
    mail,
    policy,
    portal,
    rehearse,
    replay,
    season,
    status,
    whatif,
    worker,
)
from zorginkoop.cli.exit_codes import BROKEN, DONE, INPUT_WRONG, NEGATIVE, STOPPED
from zorginkoop.cli.parser import Parser
from zorginkoop.cli.patient_output import PatientOutput
from zorginkoop.cli.terminal import print_problems
from zorginkoop.kernel.errors import InputWrong, ReplayDiffers

_COMMANDS = (
    policy,
    assess,
    dates,
    status,
    formula,
    season,
    whatif,
    replay,
    rehearse,
    portal,
    worker,
    mail,
    audit,
    doctor,
    createadmin,
    backup,
)
_OF_REGISTER = ("altair", "fastexcel", "jinja2", "numpy", "polars", "vl_convert", "xlsxwriter")
_EXTRAS = {"z3": "bewijs", **dict.fromkeys(_OF_REGISTER, "register"), "django": "portal"}  # which extra brings a module
_EPILOG = """eindcodes:
  0  gedaan
  1  de uitkomst is negatief: geen aanbod, niet benaderd, een controle vond iets, een herhaling verschilt
  2  de invoer klopt niet; alle problemen staan bij elkaar op het foutkanaal
  3  niet te beslissen met wat bekend is
  70 een fout van ons"""


def build_parser() -> Parser:
    """Lay out every command."""
    parser = Parser(
        prog="zorginkoop",
        description="Zorginkoopbeleid als gegevens: beoordelen, uitleggen, narekenen.",
        epilog=_EPILOG,
    )
    parser.add_argument(
        "--version", action="version", version=f"zorginkoop {__version__}", help="toon de versie en stop"
    )
    commands = parser.add_subparsers(
        title="opdrachten", metavar="OPDRACHT", dest="command", required=True, parser_class=Parser
    )
    for command in _COMMANDS:
        command.add_to(commands)
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and give its exit code."""
    asked = list(sys.argv[1:] if argv is None else argv)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8")
    with contextlib.redirect_stdout(PatientOutput(sys.stdout)):
        return _answered(asked)


def _answered(asked: list[str]) -> int:
    try:
        return _run(asked)
    except InputWrong as error:
        return _say(error, INPUT_WRONG)
    except ReplayDiffers as error:
        return _say_differences(error)
    except KeyboardInterrupt:
        print("afgebroken.", file=sys.stderr)
        return STOPPED
    except ModuleNotFoundError as error:
        return _extra_missing(error) if error.name in _EXTRAS else _our_fault(error, asked)
    except Exception as error:  # noqa: BLE001 - the last door: anything unforeseen is our fault, and is told as such
        return _our_fault(error, asked)


def _run(asked: list[str]) -> int:
    try:
        arguments: argparse.Namespace = build_parser().parse_args(asked)
    except SystemExit as stop:  # --help and --version end here
        return int(stop.code or DONE)
    code: int = arguments.run(arguments)
    sys.stdout.flush()
    return code


def _say(error: InputWrong, code: int) -> int:
    print_problems(error.problems)
    return code


def _say_differences(error: ReplayDiffers) -> int:
    print("De bewaarde uitkomst volgt niet meer uit haar eigen feiten en regels:", file=sys.stderr)
    for difference in error.differences:
        print(f"  {difference}", file=sys.stderr)
    return NEGATIVE


def _extra_missing(error: ModuleNotFoundError) -> int:
    extra = _EXTRAS[str(error.name)]
    print(
        f"Deze opdracht heeft meer nodig dan het kale programma ({error.name} ontbreekt). "
        f"Installeer zorginkoop met de uitbreiding '{extra}': zorginkoop[{extra}].",
        file=sys.stderr,
    )
    return INPUT_WRONG


def _our_fault(error: Exception, asked: Sequence[str]) -> int:
    if "--debug" in asked:
        traceback.print_exception(error)
    last = traceback.extract_tb(error.__traceback__)[-1]
    place = f"{os.path.basename(last.filename)}:{last.lineno}"  # noqa: PTH119 - no path of a machine in a report
    print(
        f"Dit is een fout van ons, niet van u: {type(error).__name__} in {place} (zorginkoop {__version__}).\n"
        "Meld dit aan wie zorginkoop voor u onderhoudt, met deze regels en de opdracht die u gaf; "
        "stuur geen persoonsgegevens mee.\n"
        "Met --debug erbij staat er precies waar het misging.",
        file=sys.stderr,
    )
    return BROKEN


if __name__ == "__main__":
    sys.exit(main())
