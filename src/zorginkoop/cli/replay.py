"""`zorginkoop replay`: judge a stored outcome again from that file alone."""

from __future__ import annotations

import argparse
from pathlib import Path

from zorginkoop import __version__
from zorginkoop.cli.exit_codes import DONE
from zorginkoop.cli.parser import Commands, with_common_options
from zorginkoop.cli.terminal import print_canonical
from zorginkoop.kernel.canonical import canonical, hash_of_bytes, read_canonical
from zorginkoop.kernel.replay import other_engine, replay
from zorginkoop.kernel.snapshot import Plain
from zorginkoop.policies.documents import read_bytes

_DESCRIPTION = """Oordeelt opnieuw uit een bewaarde uitkomst (wat assess --json schreef), zonder ander bestand.
Elk verschil wordt genoemd; dan is de eindcode 1."""


def add_to(commands: Commands) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser("replay", help="een bewaarde uitkomst narekenen", description=_DESCRIPTION)
    parser.add_argument("file", metavar="FILE", help="bewaarde uitkomst")
    with_common_options(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Replay a file; when something differs the error is told by the caller."""
    data = read_bytes(Path(arguments.file))
    stored = read_canonical(data, arguments.file)
    outcome = replay(stored, arguments.file)
    plain: Plain = stored if isinstance(stored, dict) else {}
    other = other_engine(plain)
    told: Plain = {
        "vastlegging_hash": hash_of_bytes(data),
        "uitkomst": outcome.result,
        "programmaversie": other or __version__,
        "nagerekend_door": __version__,
    }
    if arguments.json:
        print_canonical(canonical(told))
        return DONE
    print(f"Dezelfde uitkomst: {outcome.result}, uit {outcome.agreement.edition} op {outcome.on.isoformat()}.")
    if other:
        print(f"Zij is vastgelegd door versie {other}; versie {__version__} komt op hetzelfde uit.")
    print(f"vastlegging {told['vastlegging_hash']}")
    return DONE
