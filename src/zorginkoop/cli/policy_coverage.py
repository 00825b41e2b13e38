"""`zorginkoop policy coverage`: which node carries which sentence of the source, and which sentence nothing carries."""

from __future__ import annotations

import argparse
import os
from functools import partial
from pathlib import Path

from zorginkoop.cli.coverage_page import plain, print_coverage, print_sentences
from zorginkoop.cli.exit_codes import DONE, NEGATIVE
from zorginkoop.cli.parser import Commands, with_common_options
from zorginkoop.cli.questions import Gathering
from zorginkoop.cli.terminal import print_canonical
from zorginkoop.kernel.canonical import canonical
from zorginkoop.kernel.errors import Place, Problem, QuestionWrong
from zorginkoop.policies.coverage.check import Coverage, Subject, check, no_ledger
from zorginkoop.policies.coverage.draft import draft
from zorginkoop.policies.coverage.items import items_file, items_of, read_items
from zorginkoop.policies.coverage.ledger import LEDGER_FILE, read_ledger, write_ledger
from zorginkoop.policies.coverage.nodes import nodes_of
from zorginkoop.policies.coverage.settle import settle
from zorginkoop.policies.coverage.source_file import find_source, read_lines
from zorginkoop.policies.loading import EditionFolder, edition_folder, find_editions, texts_of

ENVIRONMENT = "ZORGINKOOP_SOURCES"
FOLDER = "sources"

_DESCRIPTION = f"""Vergelijkt een uitgave zin voor zin met haar bron ({LEDGER_FILE}).
De bron zelf zit niet in zorginkoop: geef haar met --source, zet haar map in {ENVIRONMENT}, of in ./{FOLDER}.
Zonder bron wordt alleen nagegaan of knopen, posten en plaatsen kloppen."""


def add_to(commands: Commands) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        "coverage", help="welke zin van de bron waardoor gedragen wordt", description=_DESCRIPTION
    )
    parser.add_argument("editions", metavar="UITGAVE", nargs="*", help="zonder keuze: alle uitgaven")
    parser.add_argument("--source", metavar="FILE", help="de bron: tekst of PDF, of de map waar zij in ligt")
    parser.add_argument("--chapter", metavar="ANKER", help="alleen dit hoofdstuk of deze kop: 3.1, 3.1/algemeen")
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--text", action="store_true", help="toon elke zin, haar posten en wat haar draagt")
    what.add_argument("--draft", action="store_true", help=f"schrijf {LEDGER_FILE}, of werk het bij")
    what.add_argument("--settle", action="store_true", help="schrijf de plaatsen (bij) van de knopen uit de zinnen")
    with_common_options(parser, values=False)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Check the editions, or write what was asked."""
    all_wrong = Gathering()
    named = [all_wrong.take(partial(edition_folder, name)) for name in arguments.editions]
    all_wrong.end()
    folders = [folder for folder in named if folder] or list(find_editions())
    if arguments.draft or arguments.settle:
        act = _draft if arguments.draft else _settle
        for folder in folders:
            act(folder, arguments.source)
        return DONE
    outcomes = [_checked(folder, arguments) for folder in folders]
    if arguments.json:
        print_canonical(canonical([plain(outcome) for outcome in outcomes]))
    return DONE if all(outcome.whole for outcome in outcomes) else NEGATIVE


def _checked(folder: EditionFolder, arguments: argparse.Namespace) -> Coverage:
    """Check one edition, and print what was found unless it is gathered as data."""
    subject = _subject(folder)
    if subject is None:
        outcome = no_ledger(folder.name, folder.folder, _head(folder, "gedeeltelijk") and folder.name)
    else:
        file = _source(folder, arguments.source)
        outcome = check(subject, (file, read_lines(file)) if file else None)
    if subject is not None and arguments.text:
        print_sentences(subject, outcome, arguments.chapter)
    elif not arguments.json:
        print_coverage(outcome, arguments)
    return outcome


def _subject(folder: EditionFolder) -> Subject | None:
    ledger = read_ledger(folder.folder)
    if ledger is None:
        return None
    known = read_items(items_file(folder.folder))
    name = _head(folder, "bron")
    if ledger.source.bron != name:
        what = f"deze brondekking is van '{ledger.source.bron}', maar de uitgave noemt '{name}'."
        raise QuestionWrong(Problem(what, ledger.document.place(("bron",)), "Zet een van de twee recht."))
    return Subject(folder.name, nodes_of(texts_of(folder)), ledger, items_of(name, known), frozenset(known.posten))


def _head(folder: EditionFolder, key: str) -> str:
    """Read one text of the head of an edition."""
    plain_text = texts_of(folder).own.plain
    head = plain_text.get("uitgave") if isinstance(plain_text, dict) else None
    return str(head.get(key) or "") if isinstance(head, dict) else ""


def _source(folder: EditionFolder, given: str | None) -> Path | None:
    """Find the source: what was given, else the folder in the environment, else the folder here.

    What was named and holds no source of this edition is a mistake; a folder here that does not exist is none.
    """
    name = _head(folder, "bron")
    named = given or os.environ.get(ENVIRONMENT)
    if named is None:
        return find_source(name, Path(FOLDER)) if Path(FOLDER).is_dir() else None
    file = find_source(name, Path(named))
    if file is None:
        what = f"in deze map staat geen {name}.txt of {name}.pdf."
        raise QuestionWrong(Problem(what, Place(named), f"Geef het bestand met --source, of verander {ENVIRONMENT}."))
    return file


def _draft(folder: EditionFolder, given: str | None) -> None:
    source = _source(folder, given)
    if source is None:
        remedy = f"Geef haar met --source, of zet haar map in {ENVIRONMENT}."
        raise QuestionWrong(Problem("de bron van deze uitgave is niet gevonden.", Place(FOLDER), remedy))
    name = _head(folder, "bron")
    old = read_ledger(folder.folder)
    nodes = nodes_of(texts_of(folder))
    drafted = draft(
        name,
        read_lines(source),
        items_of(name, read_items(items_file(folder.folder))),
        nodes,
        old.source if old else None,
    )
    file = folder.folder / LEDGER_FILE
    beside = file.with_suffix(f".{os.getpid()}")
    beside.write_text(write_ledger(drafted.ledger), encoding="utf-8")
    beside.replace(file)
    print(f"{folder.name}: {drafted.kept} zinnen behouden, {drafted.proposed} voorgesteld of open, in {LEDGER_FILE}")
    for heading in drafted.missing_headings:
        print(f"  kop {heading} staat niet meer in de bron")


def _settle(folder: EditionFolder, _: str | None) -> None:
    subject = _subject(folder)
    if subject is None:
        remedy = "Begin met --draft."
        raise QuestionWrong(Problem("deze uitgave heeft geen brondekking.", Place(str(folder.folder)), remedy))
    changed = settle(subject.ledger.source, subject.nodes)
    for file, count in changed.items():
        print(f"{folder.name}: {count} plaatsen geschreven in {file.name}")
    if not changed:
        print(f"{folder.name}: alle plaatsen staan al goed")
