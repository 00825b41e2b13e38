"""`zorginkoop policy list`: every edition there is."""

from __future__ import annotations

import argparse
from functools import partial

from zorginkoop.cli.exit_codes import DONE
from zorginkoop.cli.parser import Commands, with_common_options
from zorginkoop.cli.questions import Gathering, installation_of
from zorginkoop.cli.terminal import print_canonical, style_of_output, table
from zorginkoop.kernel.canonical import canonical
from zorginkoop.kernel.compile import LoadedEdition
from zorginkoop.policies.catalogue import words
from zorginkoop.policies.loading import find_editions, load_edition


def add_to(commands: Commands) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser("list", help="welke uitgaven er zijn")
    with_common_options(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Print every edition that can be read, and then what is wrong with the others."""
    installation = installation_of(arguments)
    all_wrong = Gathering()
    loaded = [all_wrong.take(partial(load_edition, folder, installation)) for folder in find_editions()]
    editions = [edition for edition in loaded if edition is not None]
    if arguments.json:
        print_canonical(canonical([_plain(edition) for edition in editions]))
    else:
        _print(editions)
    all_wrong.end()
    return DONE


def _print(editions: list[LoadedEdition]) -> None:
    """Print each edition on a line, and below it why only a part of it is known, if so, and its agreements."""
    style = style_of_output()
    rows = [("UITGAVE", "NAAM", "CODERING")]
    rows += [
        (edition.name, edition.source.uitgave.naam.nl, str(edition.source.uitgave.codering)) for edition in editions
    ]
    heading, *lines = table(rows)
    print(style.paint(heading, "bold"))
    for edition, line in zip(editions, lines, strict=True):
        print(line)
        partial_words = edition.source.uitgave.gedeeltelijk
        if partial_words:
            print("\n".join(style.wrap(f"gedeeltelijk: {partial_words.nl}", indent=4)))
        if edition.source.overeenkomsten:
            print("\n".join(style.wrap(", ".join(edition.source.overeenkomsten), indent=4)))


def _plain(edition: LoadedEdition) -> dict[str, object]:
    head = edition.source.uitgave
    return {
        "uitgave": edition.name,
        "naam": words(head.naam),
        "zorggroep": head.zorggroep,
        "contractjaar": head.contractjaar,
        "herziening": head.herziening,
        "codering": head.codering,
        "uitgave_hash": edition.content_hash,
        "bekend_vanaf": str(head.bekend_vanaf),
        "overeenkomsten": list(edition.source.overeenkomsten),
        **({"gepubliceerd": head.gepubliceerd.isoformat()} if head.gepubliceerd else {}),
        **({"gedeeltelijk": words(head.gedeeltelijk)} if head.gedeeltelijk else {}),
    }
