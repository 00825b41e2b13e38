"""`zorginkoop backup` and `zorginkoop restore`: everything in one file, and back into an empty installation."""

from __future__ import annotations

import argparse
from pathlib import Path

from zorginkoop.cli import site
from zorginkoop.cli.exit_codes import DONE, NEGATIVE
from zorginkoop.cli.parser import Commands
from zorginkoop.kernel.errors import InputWrong, Problem

_BACKUP = """Zet alle tabellen van een moment en alle bewaarde bestanden in een bestand met controlegetallen.
De site blijft intussen werken. Het bestand bevat persoonsgegevens en sleutels en is niet versleuteld."""
_RESTORE = """Zet een reservekopie terug in een lege database en een lege gegevensmap, ook van een oudere versie of een
andere soort database. Eerst wordt alles nagekeken; daarna worden de tabellen bijgewerkt en het logboek nagelopen."""


def add_to(commands: Commands) -> None:
    """Add both commands to the parser."""
    backup = commands.add_parser("backup", help="een reservekopie van de site maken", description=_BACKUP)
    backup.add_argument("--to", metavar="MAP", help="map voor de kopie; zonder dit: ZORGINKOOP_BACKUPS")
    backup.set_defaults(run=_backup)
    restore = commands.add_parser("restore", help="een reservekopie terugzetten", description=_RESTORE)
    restore.add_argument("backup", metavar="KOPIE", help="bestand dat 'zorginkoop backup' maakte")
    restore.set_defaults(run=_restore)


def _backup(arguments: argparse.Namespace) -> int:
    site.start()
    from django.conf import settings

    from zorginkoop.portal.operate.backup import make

    if not (folder := arguments.to or settings.BACKUPS):
        raise InputWrong([Problem("--to ontbreekt.", remedy="Geef een map, of stel ZORGINKOOP_BACKUPS in.")])
    with site.reached():
        file, manifest = make(Path(folder))
    rows = sum(int(table["rows"]) for table in manifest.tables.values())
    print(f"{file}: {rows} rijen uit {len(manifest.tables)} tabellen en {len(manifest.files)} bestanden.")
    print(
        f"Het logboek eindigt bij wijziging {manifest.last_entry}. Bewaar de kopie versleuteld en op een andere plek."
    )
    return DONE


def _restore(arguments: argparse.Namespace) -> int:
    site.start()
    from zorginkoop.portal.operate.restore import restore

    with site.reached():
        done = restore(Path(arguments.backup))
    print(f"{done.rows} rijen en {done.files} bestanden teruggezet van {done.manifest.made_at}.")
    for wrong in done.verdict.wrong:
        print(f"Klopt niet: {wrong}")
    if done.verdict.wrong:
        print("Neem deze installatie nog niet in gebruik.")
        return NEGATIVE
    print(f"Het logboek sluit aan tot en met wijziging {done.verdict.entries}.")
    if done.aside.messages or done.aside.jobs or done.aside.runs:
        print(
            f"Opzij gezet, want misschien is het na deze kopie al gebeurd: {done.aside.messages} berichten"
            f" (/berichten/), {done.aside.jobs} keer werk (/beheer/werk/) en het versturen van {done.aside.runs}"
            " selecties (/selectie/). Een mens beslist daarover."
        )
    return DONE
