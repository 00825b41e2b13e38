"""What a command came to, and how a test asks for one."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol


@dataclass(frozen=True)
class Ran:
    """What one command came to."""

    code: int
    out: str
    err: str

    @property
    def data(self) -> Any:  # noqa: ANN401 - whatever the command printed
        """Read the printed JSON."""
        return json.loads(self.out)

    @property
    def problems(self) -> list[str]:
        """Give the printed problems, one a line."""
        return self.err.splitlines()


class Run(Protocol):
    """Runs one command in this process."""

    def __call__(self, *asked: object) -> Ran: ...


class WriteFacts(Protocol):
    """Writes the facts file of the practice, with some facts changed, and gives its name."""

    def __call__(self, **changes: str) -> str: ...


class Cover(Protocol):
    """Asks for the coverage of the miniature policy; without `source` no source is given."""

    def __call__(self, *options: object, source: Path | None = None) -> Ran: ...
