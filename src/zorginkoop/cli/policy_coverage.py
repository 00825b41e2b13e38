"""`zorginkoop policy coverage`: which node carries which sentence of the source, and which sentence nothing carries."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from zorginkoop.cli.coverage_page import plain, print_coverage, print_sentences
from zorginkoop.cli.exit_codes import DONE, NEGATIVE
from zorginkoop.cli.parser import Commands, with_common_options
from zorginkoop.cli.questions import Gathering
from zorginkoop.cli.terminal import print_canonical
from zorginkoop.kernel.canonical import canonical
from zorginkoop.kernel.errors import Place, Problem, QuestionWrong
from zorginkoop.policies.coverage.check import Coverage, Subject, check, check_exempt, no_ledger
from zorginkoop.policies.coverage.draft import draft
from zorginkoop.policies.coverage.items import Items, items_file, items_of, read_items
from zorginkoop.policies.coverage.ledger import LEDGER_FILE, Ledger, read_ledger, write_ledger
from zorginkoop.policies.coverage.nodes import nodes_of
from zorginkoop.policies.coverage.settle import settle
from zorginkoop.policies.coverage.source_file import cut, find_source, read_lines
from zorginkoop.policies.documents import read_bytes
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
    asked = [_Asked(folder, arguments.source) for folder in named if folder]
    asked = asked or [_Asked(folder, arguments.source) for folder in find_editions()]
    if arguments.draft or arguments.settle:
        for edition in asked:
            print("\n".join(_draft(edition) if arguments.draft else _settle(edition)))
        return DONE
    outcomes = [_checked(edition, arguments) for edition in asked]
    if arguments.json:
        print_canonical(canonical([plain(outcome) for outcome in outcomes]))
    return DONE if all(outcome.whole for outcome in outcomes) else NEGATIVE


class _Asked:
    """One edition that the command is about, with what is read of it once."""

    def __init__(self, folder: EditionFolder, given: str | None) -> None:
        self.name = folder.name
        self.folder = folder.folder
        self.given = given
        self.texts = texts_of(folder)
        self.known = read_items(items_file(folder.folder))

    @property
    def source_name(self) -> str:
        """The name of the source, as the head of the edition gives it."""
        return self.head("bron")

    @property
    def items(self) -> Items:
        """The items that rest on the source."""
        return items_of(self.source_name, self.known)

    @property
    def exempt(self) -> bool:
        """Whether the edition is known in part, and the catalogue names it as such."""
        return self.name in self.items.exempt and self.head("gedeeltelijk") != ""

    def head(self, key: str) -> str:
        """Read one text of the head."""
        head = self.texts.own.plain.get("uitgave") if isinstance(self.texts.own.plain, dict) else None
        return str(head.get(key) or "") if isinstance(head, dict) else ""

    def subject(self) -> Subject | None:
        """Give what is checked; None without a coverage file."""
        ledger = read_ledger(self.folder)
        return self._by(ledger) if ledger else None

    def telling(self) -> Subject | None:
        """Give what is checked of an edition known in part: its nodes, by the account of the source it is told in."""
        others = sorted(file.parent for file in self.folder.parent.glob(f"*/{LEDGER_FILE}"))
        ledgers = [ledger for other in others if (ledger := read_ledger(other))]
        return next((self._by(ledger) for ledger in ledgers if ledger.source.bron == self.source_name), None)

    def _by(self, ledger: Ledger) -> Subject:
        if ledger.source.bron != self.source_name:
            what = f"deze brondekking is van '{ledger.source.bron}', maar de uitgave noemt '{self.source_name}'."
            raise QuestionWrong(Problem(what, ledger.document.place(("bron",)), "Zet een van de twee recht."))
        return Subject(self.name, nodes_of(self.texts), ledger, self.items, frozenset(self.known.posten))

    def source(self) -> Path | None:
        """Find the source: what was given, else the folder in the environment, else the folder here.

        What was named and holds no source of this edition is a mistake; a folder here that does not exist is none.
        """
        named = self.given or os.environ.get(ENVIRONMENT) or None
        if named is None:
            return find_source(self.source_name, Path(FOLDER)) if Path(FOLDER).is_dir() else None
        file = find_source(self.source_name, Path(named))
        if file is None:
            what = f"in deze map staat geen {self.source_name}.txt of {self.source_name}.pdf."
            remedy = f"Geef het bestand met --source, of verander {ENVIRONMENT}."
            raise QuestionWrong(Problem(what, Place(named), remedy))
        return file


def _lines(file: Path) -> list[str]:
    """Read the lines of a source, whether it is a text or a PDF."""
    data = read_bytes(file)
    if not data.startswith(b"%PDF"):
        if file.suffix.lower() == ".pdf":
            what, remedy = "dit is geen PDF, al heet het zo.", "Haal het document opnieuw op, of geef de tekst."
            raise QuestionWrong(Problem(what, Place(str(file)), remedy))
        return read_lines(file)
    try:
        from zorginkoop.formats.pdf_text import text_of_pdf
    except ModuleNotFoundError:
        what, remedy = "een PDF lezen vraagt een uitbreiding.", "Installeer zorginkoop[bronnen], of geef de tekst."
        raise QuestionWrong(Problem(what, Place(str(file)), remedy)) from None
    return cut(text_of_pdf(data, file), file)


def _checked(edition: _Asked, arguments: argparse.Namespace) -> Coverage:
    """Check one edition, and print what was found unless it is gathered as data."""
    subject = edition.subject()
    if subject is None:
        telling = edition.telling() if edition.exempt else None
        outcome = check_exempt(telling) if telling else no_ledger(edition.name, edition.folder)
    else:
        file = edition.source()
        outcome = check(subject, (file, _lines(file)) if file else None)
    if subject is not None and arguments.text:
        print_sentences(subject, outcome, arguments.chapter)
    elif not arguments.json:
        print_coverage(outcome, arguments)
    return outcome


def _draft(edition: _Asked) -> Iterator[str]:
    """Write the coverage file, or bring it up to date."""
    source = edition.source()
    if source is None:
        remedy = f"Geef haar met --source, of zet haar map in {ENVIRONMENT}."
        raise QuestionWrong(Problem("de bron van deze uitgave is niet gevonden.", Place(FOLDER), remedy))
    old = read_ledger(edition.folder)
    nodes = nodes_of(edition.texts)
    drafted = draft(edition.source_name, _lines(source), edition.items, nodes, old.source if old else None)
    file = edition.folder / LEDGER_FILE
    beside = file.with_suffix(f".{os.getpid()}")
    beside.write_text(write_ledger(drafted.ledger), encoding="utf-8")
    beside.replace(file)
    yield f"{edition.name}: {drafted.kept} zinnen behouden, {drafted.proposed} voorgesteld of open, in {LEDGER_FILE}"
    yield from (f"  kop {heading} staat niet meer in de bron" for heading in drafted.missing_headings)


def _settle(edition: _Asked) -> Iterator[str]:
    """Write the places of the nodes."""
    subject = edition.subject()
    if subject is None:
        what, remedy = "deze uitgave heeft geen brondekking.", "Begin met --draft."
        raise QuestionWrong(Problem(what, Place(str(edition.folder)), remedy))
    changed = settle(subject.ledger.source, subject.nodes)
    yield from (f"{edition.name}: {count} plaatsen geschreven in {file.name}" for file, count in changed.items())
    if not changed:
        yield f"{edition.name}: alle plaatsen staan al goed"
