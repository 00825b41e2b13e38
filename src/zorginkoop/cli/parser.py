"""An argument parser that speaks Dutch and raises what is wrong instead of ending the program."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterable
from typing import Any, NoReturn, TypeAlias

from zorginkoop.kernel.errors import Place, Problem, QuestionWrong

Commands: TypeAlias = "argparse._SubParsersAction[Parser]"  # noqa: SLF001 - argparse gives its type no public name

_DUTCH = (
    (r"the following arguments are required: (.+)", r"hier ontbreekt: {0}."),
    (r"unrecognized arguments: (.+)", r"dit hoort hier niet: {0}."),
    (r"argument (.+?): invalid choice: '?(.*?)'? \(choose from (.+)\)", r"'{1}' bestaat niet bij {0}; kies uit {2}."),
    (r"argument (.+?): expected one argument", r"bij {0} ontbreekt de waarde."),
    (r"argument (.+?): expected at least one argument", r"bij {0} ontbreekt de waarde."),
    (r"argument (.+?): ignored explicit argument (.+)", r"{0} heeft geen waarde, maar kreeg {1}."),
    (r"argument (.+?): invalid int value: '?(.*?)'?", r"{0}: '{1}' is geen heel getal."),
    (r"argument (.+?): not allowed with argument (.+)", r"{0} en {1} gaan niet samen."),
    (r"argument (.+?): (.+)", r"{0}: {1}"),
)


class _Help(argparse.RawDescriptionHelpFormatter):
    """The layout of --help, with Dutch headings."""

    def add_usage(
        self, usage: str | None, actions: Iterable[argparse.Action], groups: Iterable[Any], prefix: str | None = None
    ) -> None:
        """Write 'gebruik' before the line that says how to call."""
        super().add_usage(usage, actions, groups, "gebruik: " if prefix is None else prefix)


class Parser(argparse.ArgumentParser):
    """A parser of one command or of a group of commands."""

    def __init__(self, **options: Any) -> None:  # noqa: ANN401 - argparse's own options, passed on
        """Make a parser with a Dutch help page and no guessing of half an option."""
        options = {"allow_abbrev": False, "formatter_class": _Help, "add_help": False, **options}
        super().__init__(**options)
        self._positionals.title = "wat u opgeeft"
        self._optionals.title = "opties"
        self.add_argument("-h", "--help", action="help", help="toon deze uitleg en stop")

    def error(self, message: str) -> NoReturn:
        """Raise a QuestionWrong with a Dutch sentence and where to find help."""
        raise QuestionWrong(Problem(in_dutch(message), Place(field=self.prog), f"Zie {self.prog} --help."))


def in_dutch(message: str) -> str:
    """Say in Dutch what argparse says in English; a sentence it does not know passes as it is."""
    for pattern, sentence in _DUTCH:
        found = re.fullmatch(pattern, message, re.DOTALL)
        if found:
            return sentence.format(*(group.replace("'", "") for group in found.groups()))
    return message


def with_common_options(parser: argparse.ArgumentParser, *, values: bool = True, json: bool = True) -> None:
    """Add the options that every command has."""
    if values:
        parser.add_argument("--values", metavar="FILE", help="waardenbestand van deze installatie")
    if json:
        parser.add_argument("--json", action="store_true", help="gegevens in de vaste schrijfwijze, voor programma's")
    parser.add_argument(
        "--debug", action="store_true", help="toon bij een fout van ons waar in het programma zij ontstond"
    )
