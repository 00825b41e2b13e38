"""Stub."""

from zorginkoop.cli.parser import Commands


def add_to(commands: Commands) -> None:
    """Add the command to the parser."""
