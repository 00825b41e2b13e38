"""Files that appear whole or not at all."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class WholeFiles:
    """Files written beside their target; not one of them is seen before all of them are complete."""

    def __init__(self) -> None:
        """Start without any file."""
        self._waiting: dict[Path, Path] = {}

    def beside(self, target: Path) -> Path:
        """Give the hidden path to write to; the file takes its own name when the block ends well."""
        hidden = target.with_name(f".{target.name}.{secrets.token_hex(4)}.tmp")
        self._waiting[hidden] = target
        return hidden

    def put_in_place(self) -> None:
        """Give every file its own name; what it holds has reached the disk before its name changes."""
        for hidden in self._waiting:
            with hidden.open("rb") as file:
                os.fsync(file.fileno())
        for hidden, target in self._waiting.items():
            hidden.replace(target)

    def clear_away(self) -> None:
        """Remove what did not get its own name."""
        for hidden in self._waiting:
            hidden.unlink(missing_ok=True)


@contextmanager
def whole_files() -> Iterator[WholeFiles]:
    """Write several files: all appear when the block ends well, none of them when it does not."""
    files = WholeFiles()
    try:
        yield files
        files.put_in_place()
    finally:
        files.clear_away()
