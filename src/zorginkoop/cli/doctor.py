"""`zorginkoop doctor`: look at everything the site needs, and say what to do now."""

from __future__ import annotations

import argparse

from zorginkoop.cli import site
from zorginkoop.cli.exit_codes import DONE, NEGATIVE
from zorginkoop.cli.parser import Commands
from zorginkoop.cli.terminal import print_canonical, style_of_output
from zorginkoop.kernel.canonical import canonical

_DESCRIPTION = """Kijkt alles na wat de site nodig heeft en zegt bij elk punt wat er nu moet gebeuren.
Eindcode 1 als er iets fout is; wat aandacht vraagt maakt geen fout."""
_COLOURS = {"goed": "green", "let op": "yellow", "fout": "red"}


def add_to(commands: Commands) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser("doctor", help="nakijken of de site alles heeft", description=_DESCRIPTION)
    parser.add_argument("--json", action="store_true", help="toon het als gegevens voor een programma")
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    site.expect_one()
    site.start()
    from zorginkoop.portal.operate.doctor import examine

    findings = list(examine())
    if arguments.json:
        told = [{"punt": one.about, "oordeel": one.level, "wat": one.what, "nu": one.now} for one in findings]
        print_canonical(canonical(told))
    else:
        style = style_of_output()
        for one in findings:
            level = style.paint(f"{one.level:7}", _COLOURS[one.level])
            print(f"{level} {one.about}: {one.what}")
            if one.now:
                print("\n".join(style.wrap(one.now, indent=10)))
    return NEGATIVE if any(one.level == "fout" for one in findings) else DONE
