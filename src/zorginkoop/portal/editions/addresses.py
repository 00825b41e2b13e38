"""How an edition stands in an address."""

from __future__ import annotations


class EditionName:
    """The name of an edition with its slash: paramedische_zorg/2026-2."""

    regex = r"[a-z_]+/[0-9]{4}-[0-9]+"

    def to_python(self, value: str) -> str:
        """Take the name as it is."""
        return value

    def to_url(self, value: str) -> str:
        """Write the name as it is."""
        return value
