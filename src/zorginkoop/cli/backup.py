"""`zorginkoop backup` and `zorginkoop restore`: everything in one file, and back into an empty installation."""

from __future__ import annotations

import argparse
from pathlib import Path

from zorginkoop.cli import site
from zorginkoop.cli.exit_codes import DONE, NEGATIVE
from zorginkoop.cli.parser import Commands
from zorginkoop.kernel.errors import InputWrong, Place, Problem

_BACKUP = """Zet alle tabellen van een moment en alle bewaarde bestanden in een bestand met controlegetallen.
De site blijft intussen werken. Het bestand bevat persoonsgegevens, sleutels en de geheimen van de tweede stap bij het
aanmelden, en is niet versleuteld; alleen de eigenaar kan het lezen."""
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
    site.expect_one()
    site.start()
    from django.conf import settings

    from zorginkoop.portal.operate.backup import make

    if not (folder := arguments.to or settings.BACKUPS):
        raise InputWrong([Problem("--to ontbreekt.", remedy="Geef een map, of stel ZORGINKOOP_BACKUPS in.")])
    with site.reached():
        file, manifest, vanished = make(Path(folder))
    rows = sum(int(table["rows"]) for table in manifest.tables.values())
    print(f"{file}: {rows} rijen uit {len(manifest.tables)} tabellen en {len(manifest.files)} bestanden.")
    print(f"Het logboek eindigt bij wijziging {manifest.last_entry}.")
    print("Niet versleuteld: er staan persoonsgegevens, sleutels en geheimen van de tweede stap in.")
    print("Alleen de eigenaar kan het bestand lezen. Bewaar het versleuteld en op een andere plek.")
    for name in vanished:
        print(f"Verdween tijdens het maken en staat er niet in: {name}.")
    return NEGATIVE if vanished else DONE


def _restore(arguments: argparse.Namespace) -> int:
    if not (kept := Path(arguments.backup)).is_file():
        raise InputWrong([Problem("dit bestand is er niet.", Place(str(kept)), "Noem een bestand van een backup.")])
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
