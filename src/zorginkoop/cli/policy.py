"""`zorginkoop policy …`: what there is, what it asks, whether it is sound, and how to start a new year."""

from __future__ import annotations

from zorginkoop.cli import (
    policy_check,
    policy_compare,
    policy_coverage,
    policy_facts,
    policy_list,
    policy_new,
    policy_prove,
    policy_publish,
    policy_schema,
    policy_show,
)
from zorginkoop.cli.parser import Commands, Parser

_COMMANDS = (
    policy_list,
    policy_show,
    policy_facts,
    policy_schema,
    policy_new,
    policy_check,
    policy_compare,
    policy_coverage,
    policy_prove,
    policy_publish,
)


def add_to(commands: Commands) -> None:
    """Add the group of commands to the parser."""
    parser = commands.add_parser("policy", help="inkoopbeleid: tonen, feiten, schema's, nieuw jaar, controleren")
    group = parser.add_subparsers(
        title="opdrachten", metavar="OPDRACHT", dest="policy", required=True, parser_class=Parser
    )
    for command in _COMMANDS:
        command.add_to(group)
