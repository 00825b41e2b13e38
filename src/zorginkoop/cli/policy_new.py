"""`zorginkoop policy new`: start a new contract year from an edition."""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path

from zorginkoop.cli.exit_codes import DONE
from zorginkoop.cli.parser import Commands, with_common_options
from zorginkoop.cli.terminal import print_canonical, style_of_output
from zorginkoop.kernel.canonical import canonical
from zorginkoop.policies.loading import edition_folder
from zorginkoop.policies.new_year import NewEdition, Reminder, new_edition
from zorginkoop.policies.parts import PARTS_FOLDER, POLICY_FILE

_DESCRIPTION = """Kopieert een uitgave naar DIR/ZORGGROEP/JAAR-1 met codering 1 en een nieuwe kop; is dat jaar er al,
dan wordt het de volgende herziening (JAAR-2).
Data en jaartallen blijven zoals zij waren; zij worden genoemd, zodat u ze een voor een nakijkt."""
_LONGEST = 80


def add_to(commands: Commands) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser("new", help="een nieuw contractjaar beginnen", description=_DESCRIPTION)
    parser.add_argument("care_group", metavar="ZORGGROEP", help="bijvoorbeeld paramedische_zorg")
    parser.add_argument("year", metavar="JAAR", type=int)
    parser.add_argument("--from", metavar="UITGAVE", dest="source", required=True, help="de uitgave om mee te beginnen")
    parser.add_argument("--to", metavar="DIR", required=True, help="waar de map van de zorggroep komt")
    with_common_options(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Make the folder, and print what to look at."""
    made = new_edition(edition_folder(arguments.source), arguments.care_group, arguments.year, Path(arguments.to))
    if arguments.json:
        print_canonical(canonical(_plain(made)))
    else:
        _print(made)
    return DONE


def _print(made: NewEdition) -> None:
    style = style_of_output()
    print(style.paint(f"{made.name} staat in {made.folder}", "bold"))
    own = [reminder for reminder in made.reminders if _is_rule(reminder.file)]
    if own:
        print("Kijk hierna; deze data en jaartallen zijn nog die van de vorige uitgave:")
    for reminder in own:
        text = reminder.text if len(reminder.text) <= _LONGEST else reminder.text[:_LONGEST] + "…"
        print(f"  {reminder.file}:{reminder.line}: {', '.join(reminder.found)}  {style.paint(text, 'dim')}")
    for file, count in Counter(one.file for one in made.reminders if not _is_rule(one.file)).items():
        print(f"  {file}: nog {count} regels met een datum of jaartal")
    print(f"Daarna: zorginkoop policy check {made.folder}")


def _is_rule(file: Path) -> bool:
    """Whether a file holds rules, which are looked at one by one; examples show by themselves what changed."""
    return file == Path(POLICY_FILE) or file.parent == Path(PARTS_FOLDER)


def _plain(made: NewEdition) -> dict[str, object]:
    return {
        "uitgave": made.name,
        "map": str(made.folder),
        "kijk_hierna": [_reminder(reminder) for reminder in made.reminders],
    }


def _reminder(reminder: Reminder) -> dict[str, object]:
    return {"bestand": str(reminder.file), "regel": reminder.line, "staat_er": list(reminder.found)}
