"""`zorginkoop formula`: work a formula of a policy out on an input file, with every step."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

from zorginkoop.cli.exit_codes import DONE, UNDECIDABLE
from zorginkoop.cli.parser import Commands, with_common_options
from zorginkoop.cli.questions import Gathering, edition_of, installation_of
from zorginkoop.cli.terminal import Style, print_canonical, style_of_output
from zorginkoop.kernel.canonical import canonical
from zorginkoop.kernel.compile import Installation
from zorginkoop.kernel.date_words import Language
from zorginkoop.kernel.formula import Worked
from zorginkoop.kernel.formula_compile import compile_formula, formula_of
from zorginkoop.kernel.formula_words import lines, plain
from zorginkoop.kernel.formulas import work_out
from zorginkoop.kernel.speech import sentence
from zorginkoop.policies.documents import read_document

_DESCRIPTION = """Rekent een formule van een beleid uit met de gegevens in een bestand, stap voor stap.
Wat nog niemand weet heet in dat bestand onbekend: dan staat er waarop gewacht wordt, en wordt er niets geschat.
Welke formules er zijn, en wat zij vragen: zorginkoop policy show UITGAVE."""
_DEEPER = 4


def add_to(commands: Commands) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser("formula", help="een formule van een beleid uitrekenen", description=_DESCRIPTION)
    parser.add_argument("edition", metavar="UITGAVE")
    parser.add_argument("formula", metavar="FORMULE", help="bijvoorbeeld nachtzorg_indexering")
    parser.add_argument("--input", metavar="FILE", required=True, help="de gegevens (YAML of JSON)")
    parser.add_argument("--language", choices=("nl", "en"), default="nl", help="taal van de zinnen")
    with_common_options(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Work the formula out and print it."""
    all_wrong = Gathering()
    installation = all_wrong.take(lambda: installation_of(arguments)) or Installation()
    document = all_wrong.take(lambda: read_document(Path(arguments.input)))
    edition = all_wrong.require(all_wrong.take(lambda: edition_of(arguments.edition, installation)))
    all_wrong.require(all_wrong.take(lambda: formula_of(edition, arguments.formula)))
    formula = all_wrong.require(all_wrong.take(lambda: compile_formula(edition, arguments.formula, installation)))
    document = all_wrong.require(document)
    worked = work_out(formula, document)
    if arguments.json:
        print_canonical(canonical({**plain(worked), "invoer": document.plain}))
    else:
        print("\n".join(_page(worked, arguments.language, style_of_output())))
    return DONE if worked.complete else UNDECIDABLE


def _page(worked: Worked, language: Language, style: Style) -> Iterator[str]:
    formula = worked.formula
    yield from (style.paint(line, "bold") for line in style.wrap(sentence(formula.phrase.in_language(language))))
    places = ", ".join(formula.citation.places)
    yield style.paint(f"{formula.edition}, codering {formula.coding} [{places}]", "dim")
    for depth, line in lines(worked, language):
        if depth == 0:
            yield ""
            yield style.paint(line, "bold")
        else:
            yield from style.wrap(line, _DEEPER * (depth - 1) + 2, 2)
