"""`zorginkoop worker`: do the work of the site that no page waits for."""

from __future__ import annotations

import argparse

from zorginkoop.cli import site
from zorginkoop.cli.exit_codes import DONE
from zorginkoop.cli.parser import Commands

_DESCRIPTION = """Verwerkt wat klaarstaat: post, brieven, zegels, wat zich herhaalt. Er mogen er meer tegelijk draaien.
Stop met Ctrl-C of SIGTERM: het lopende werk wordt eerst afgemaakt."""


def add_to(commands: Commands) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser("worker", help="de verwerker van de site draaien", description=_DESCRIPTION)
    parser.add_argument("--until-empty", action="store_true", help="stop zodra er niets meer klaarstaat")
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    site.start()
    from zorginkoop.portal.jobs.worker import work

    with site.reached():
        work(until_empty=arguments.until_empty)
    return DONE
