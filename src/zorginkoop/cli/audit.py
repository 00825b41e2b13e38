"""`zorginkoop audit …`: walk the logs, tell the witness how far they are, and set how long readings are kept."""

from __future__ import annotations

import argparse
from pathlib import Path

from zorginkoop.cli import site
from zorginkoop.cli.exit_codes import DONE, NEGATIVE
from zorginkoop.cli.parser import Commands
from zorginkoop.cli.terminal import style_of_output
from zorginkoop.kernel.errors import InputWrong, Problem

_DESCRIPTION = """Het logboek van de site: elke wijziging sluit met een hash aan op de vorige, en lezingen van
persoonsgegevens zijn in zegels vastgelegd. Een getuige buiten de database laat zien of het einde ontbreekt."""


def add_to(commands: Commands) -> None:
    """Add the commands to the parser."""
    group = commands.add_parser("audit", help="het logboek van de site nalopen", description=_DESCRIPTION)
    parts = group.add_subparsers(title="opdrachten", metavar="OPDRACHT", dest="part", required=True)
    verify = parts.add_parser("verify", help="loop beide logboeken na; zegt de eerste plek die niet klopt")
    verify.add_argument(
        "--witness",
        metavar="FILE",
        help="bestand van de getuige, of een map met haar berichten; zonder dit: ZORGINKOOP_WITNESS",
    )
    verify.set_defaults(run=_verify)
    anchor = parts.add_parser("anchor", help="vertel de getuige hoe ver de logboeken zijn")
    anchor.add_argument("--to", metavar="FILE", help="bestand dat wordt aangevuld; zonder dit: op het scherm")
    anchor.set_defaults(run=_anchor)
    retain = parts.add_parser("retain", help="leg vast hoe lang lezingen bewaard blijven")
    retain.add_argument("--months", metavar="AANTAL", type=int, required=True, help="aantal maanden")
    retain.add_argument("--ground", metavar="TEKST", required=True, help="waarom zo lang: het besluit of de regel")
    retain.set_defaults(run=_retain)


def _verify(arguments: argparse.Namespace) -> int:
    site.start()
    from django.conf import settings

    from zorginkoop.portal.audit.verify import verify

    own = Path(settings.WITNESS_FILE) if settings.WITNESS_FILE else None
    known = own if own is not None and own.exists() else None
    with site.reached():
        verdict = verify(Path(arguments.witness) if arguments.witness else known)
    style = style_of_output()
    print(f"Nagelopen: wijzigingen {verdict.entries}, lezingen {verdict.readings}, zegels {verdict.batches}.")
    if verdict.unsealed:
        print(f"Nog niet verzegelde lezingen: {verdict.unsealed}.")
    for note in verdict.notes:
        print("\n".join(style.wrap(f"Let op: {note}", hang=2)))
    for wrong in verdict.wrong:
        print("\n".join(style.wrap(f"{style.paint('Klopt niet:', 'red')} {wrong}", hang=2)))
    if not verdict.wrong:
        print(f"Alles sluit aan. De laatste hash is {verdict.last_hash}.")
    return NEGATIVE if verdict.wrong else DONE


def _anchor(arguments: argparse.Namespace) -> int:
    site.start()
    from zorginkoop.portal.audit import witness

    with site.reached():
        anchors = witness.anchors_now()
    if arguments.to:
        witness.add(Path(arguments.to), anchors)
        print(f"{len(anchors)} regels toegevoegd aan {arguments.to}.")
    else:
        print("\n".join(map(str, anchors)))
    return DONE


def _retain(arguments: argparse.Namespace) -> int:
    if not 1 <= arguments.months <= _LONGEST_MONTHS:
        what = f"--months is {arguments.months}."
        raise InputWrong([Problem(what, remedy=f"Geef een aantal van 1 tot en met {_LONGEST_MONTHS}.")])
    site.start()
    from zorginkoop.portal import clock
    from zorginkoop.portal.audit.log import changing
    from zorginkoop.portal.audit.models import RetentionTerm

    with site.reached(), changing("audit.retention", months=arguments.months) as change:
        change.about = RetentionTerm.objects.create(
            months=arguments.months, ground=arguments.ground, valid_from=clock.today()
        )
    print(f"Lezingen blijven voortaan {arguments.months} maanden bewaard; wat ouder is gaat met de volgende ronde weg.")
    return DONE


_LONGEST_MONTHS = 600
