"""`zorginkoop audit …`: walk the logs, tell the witness how far they are, and set how long readings are kept."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, cast

from zorginkoop.cli import site
from zorginkoop.cli.exit_codes import DONE, NEGATIVE
from zorginkoop.cli.parser import Commands
from zorginkoop.cli.terminal import style_of_output
from zorginkoop.kernel.errors import InputWrong, Place, Problem

if TYPE_CHECKING:
    from cryptography import x509

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
    file = parts.add_parser("file", help="kijk een dossierbestand na, tot op de laatste byte; zonder database")
    file.add_argument("--check", metavar="FILE", required=True, help="het dossierbestand (.zip)")
    file.add_argument(
        "--roots",
        metavar="FILE",
        help="certificaten van uitgevers die u vertrouwt (PEM); zonder dit: die van deze installatie",
    )
    file.set_defaults(run=_file)


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


def _file(arguments: argparse.Namespace) -> int:
    from zorginkoop.documents.case_file import check_case_file

    file = Path(arguments.check)
    if not file.is_file():
        raise InputWrong(
            [Problem("dit bestand is er niet.", Place(arguments.check), "Geef de plaats van het bestand.")]
        )
    found = check_case_file(file, _roots(arguments.roots), moment=datetime.now(UTC))
    style = style_of_output()
    for wrong in found.wrong:
        print("\n".join(style.wrap(f"{style.paint('Klopt niet:', 'red')} {wrong}", hang=2)))
    for line in found.seal.sentences if found.seal is not None else ():
        print("\n".join(style.wrap(line, hang=2)))
    if found.wrong:
        print("Dit dossier is niet zoals het is verzegeld. Vertrouw het niet.")
        return NEGATIVE
    print(f"Dossier {found.about['nummer']}: {found.files} bestanden, elke byte is zoals hij is verzegeld.")
    print(f"Het logboek stond op nummer {_log_of(found.about)}.")
    if not found.trusted:
        print("Wie het zegel zette is niet zeker: geef met --roots de certificaten van uitgevers die u vertrouwt.")
        return NEGATIVE
    return DONE


def _log_of(about: Mapping[str, object]) -> str:
    log = cast("dict[str, object]", about["logboek"])
    return f"{log['laatste_nummer']}, met hash {log['laatste_hash']}"


def _roots(file: str | None) -> Iterable[x509.Certificate]:
    """Give the issuers that are trusted: those of a file, or those of the installation here."""
    if file:
        from zorginkoop.documents.keys import certificates_from_pem

        try:
            return certificates_from_pem(Path(file).read_bytes(), file)
        except OSError as error:
            raise InputWrong(
                [Problem("dit bestand is niet te lezen.", Place(file), "Geef een PEM-bestand.")]
            ) from error
    site.start()
    from zorginkoop.portal.agreements.trust import trust

    return trust().roots


_LONGEST_MONTHS = 600
