"""`zorginkoop policy publish`: keep a coding for good."""

from __future__ import annotations

import argparse

from zorginkoop.cli.exit_codes import DONE
from zorginkoop.cli.parser import Commands, with_common_options
from zorginkoop.cli.questions import installation_of
from zorginkoop.cli.terminal import print_canonical
from zorginkoop.kernel.canonical import canonical
from zorginkoop.policies.codings import publish
from zorginkoop.policies.loading import edition_folder, load_edition, texts_of

_DESCRIPTION = """Bewaart de codering van een uitgave voorgoed, met de gedeelde onderdelen die zij gebruikt.
Vanaf dan weigert 'policy check' een andere tekst onder hetzelfde nummer: een fout in onze codering wordt een nieuwe.
Een bewaarde codering is te vinden als UITGAVE@NUMMER of met haar hash."""


def add_to(commands: Commands) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser("publish", help="een codering voorgoed bewaren", description=_DESCRIPTION)
    parser.add_argument("edition", metavar="UITGAVE")
    with_common_options(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Keep the coding, and say where it stands and what its hash is."""
    folder = edition_folder(arguments.edition)
    coding = load_edition(folder, installation_of(arguments)).source.uitgave.codering
    texts = texts_of(folder)
    file = publish(folder.folder, coding, texts)
    if arguments.json:
        print_canonical(canonical({"uitgave": folder.name, "codering": coding, "hash": texts.hash}))
    else:
        print(f"{folder.name}, codering {coding}: {texts.hash}\nbewaard in {file}")
    return DONE
