"""`zorginkoop mail bounces`: take in the messages that came back."""

from __future__ import annotations

import argparse
from pathlib import Path

from zorginkoop.cli import site
from zorginkoop.cli.exit_codes import DONE
from zorginkoop.cli.parser import Commands

_DESCRIPTION = """Leest wat mailservers terugstuurden (RFC 3464) en zet het bij het bericht waar het over gaat.
Twee keer hetzelfde inlezen kan geen kwaad."""


def add_to(commands: Commands) -> None:
    """Add the command to the parser."""
    group = commands.add_parser("mail", help="post die terugkwam inlezen", description=_DESCRIPTION)
    parts = group.add_subparsers(title="opdrachten", metavar="OPDRACHT", dest="part", required=True)
    bounces = parts.add_parser("bounces", help="lees een postbus met teruggekomen post", description=_DESCRIPTION)
    bounces.add_argument("box", metavar="POSTBUS", help="een Maildir, een map met .eml, een mbox of een los bericht")
    bounces.set_defaults(run=_bounces)


def _bounces(arguments: argparse.Namespace) -> int:
    site.start()
    from zorginkoop.portal.mail.bounces import take_in

    with site.reached():
        taken = take_in(Path(arguments.box))
    print(f"{taken.read} berichten gelezen: {taken.bounced} teruggekomen, {taken.again} al bekend.")
    if taken.unmatched:
        print(f"{taken.unmatched} meldingen gaan over een bericht dat hier niet geschreven is.")
    if taken.no_report:
        print(f"{taken.no_report} berichten melden geen mislukte bezorging.")
    return DONE
