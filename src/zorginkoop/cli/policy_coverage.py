"""`zorginkoop policy coverage`: which node carries which sentence of the source, and which sentence nothing carries."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from zorginkoop.cli.exit_codes import DONE
from zorginkoop.cli.parser import Commands, with_common_options
from zorginkoop.kernel.errors import Place, Problem, QuestionWrong
from zorginkoop.policies.coverage.draft import draft
from zorginkoop.policies.coverage.items import items_of, read_items
from zorginkoop.policies.coverage.ledger import LEDGER_FILE, read_ledger, write_ledger
from zorginkoop.policies.coverage.nodes import nodes_of
from zorginkoop.policies.coverage.source_file import find_source, read_lines
from zorginkoop.policies.loading import EditionFolder, edition_folder, texts_of

ENVIRONMENT = "ZORGINKOOP_SOURCES"
FOLDER = "sources"

_DESCRIPTION = f"""Vergelijkt een uitgave zin voor zin met haar bron ({LEDGER_FILE}).
De bron zelf zit niet in zorginkoop: geef haar met --source, zet haar map in {ENVIRONMENT}, of in ./{FOLDER}."""


def add_to(commands: Commands) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        "coverage", help="welke zin van de bron waardoor gedragen wordt", description=_DESCRIPTION
    )
    parser.add_argument("edition", metavar="UITGAVE")
    parser.add_argument("--source", metavar="FILE", help="de bron: tekst of PDF, of de map waar zij in ligt")
    parser.add_argument("--draft", action="store_true", help=f"schrijf {LEDGER_FILE}, of werk het bij")
    with_common_options(parser, values=False, json=False)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Write the draft."""
    folder = edition_folder(arguments.edition)
    return _draft(folder, _required(_source(folder, arguments.source), arguments.source))


def _name_of(folder: EditionFolder) -> str:
    plain = texts_of(folder).own.plain
    head = plain.get("uitgave") if isinstance(plain, dict) else None
    return str(head.get("bron", "")) if isinstance(head, dict) else ""


def _source(folder: EditionFolder, given: str | None) -> Path | None:
    """Find the source: what was given, else the folder in the environment, else the folder here."""
    place = given or os.environ.get(ENVIRONMENT) or FOLDER
    return find_source(_name_of(folder), Path(place))


def _required(file: Path | None, given: str | None) -> Path:
    if file is None or not file.is_file():
        remedy = f"Geef haar met --source, of zet haar map in {ENVIRONMENT}."
        raise QuestionWrong(Problem("de bron van deze uitgave is niet gevonden.", Place(given or FOLDER), remedy))
    return file


def _draft(folder: EditionFolder, source: Path) -> int:
    name = _name_of(folder)
    old = read_ledger(folder.folder)
    drafted = draft(
        name, read_lines(source), items_of(name, read_items()), nodes_of(texts_of(folder)), old.source if old else None
    )
    file = folder.folder / LEDGER_FILE
    beside = file.with_suffix(".nieuw")
    beside.write_text(write_ledger(drafted.ledger), encoding="utf-8")
    beside.replace(file)
    print(f"{folder.name}: {drafted.kept} zinnen behouden, {drafted.proposed} voorgesteld of open, in {LEDGER_FILE}")
    for heading in drafted.missing_headings:
        print(f"  kop {heading} staat niet meer in de bron")
    return DONE
