"""An installation of its own, reached by its commands as its administrator does."""

from __future__ import annotations

import os
import subprocess
import sys
import uuid
from dataclasses import dataclass, field
from pathlib import Path

from django.db import connection

ROOT = Path(__file__).parents[2]


@dataclass
class Site:
    """An installation: its folder, its database, and what else its environment says."""

    data: Path
    database: str = ""
    said: dict[str, str] = field(default_factory=dict)

    def run(self, *arguments: str, module: str = "zorginkoop.cli.main") -> subprocess.CompletedProcess[str]:
        """Run a command of this installation."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("ZORGINKOOP_", "DJANGO_"))}
        environment = kept | {
            "ZORGINKOOP_DATA": str(self.data),
            "ZORGINKOOP_DATABASE": self.database,
            "PYTHONPATH": str(ROOT / "tests"),
            "PYTHONWARNINGS": "ignore",
            **self.said,
        }
        command = [sys.executable, "-m", module, *arguments]
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def new_database() -> str:
    """Give the address of an empty database, of the kind that this run of the tests is on."""
    if connection.vendor == "sqlite":
        return ""
    name = f"nieuw_{uuid.uuid4().hex[:12]}"
    with connection.cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{name}"')
    address, _, query = os.environ["ZORGINKOOP_TEST_DATABASE"].partition("?")
    return f"{address.rpartition('/')[0]}/{name}?{query}"


def drop_database(address: str) -> None:
    """Remove such a database."""
    if address:
        name = address.partition("?")[0].rpartition("/")[2]
        with connection.cursor() as cursor:
            cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
