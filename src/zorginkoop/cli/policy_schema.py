"""`zorginkoop policy schema`: JSON Schemas for editors and for whoever reads our output."""

from __future__ import annotations

import argparse
import json

from zorginkoop.cli.exit_codes import DONE
from zorginkoop.cli.parser import Commands, with_common_options
from zorginkoop.policies.schemas import SCHEMAS

_DESCRIPTION = """Schrijft een JSON Schema:
  policy   beleid.yaml (zonder keuze is dit het)
  part     een deel van beleid.yaml (delen/*.yaml)
  facts    een feitenbestand
  values   een waardenbestand
  outcome  een bewaarde uitkomst (assess --json)"""


def add_to(commands: Commands) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser("schema", help="JSON Schema's", description=_DESCRIPTION)
    parser.add_argument(
        "which", metavar="WELK", nargs="?", choices=tuple(SCHEMAS), default="policy", help=", ".join(SCHEMAS)
    )
    with_common_options(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Print one schema; it is JSON with or without --json."""
    print(json.dumps(SCHEMAS[arguments.which](), ensure_ascii=False, indent=2))
    return DONE
