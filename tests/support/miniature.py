"""The miniature policy of docs/examples, copied to a folder where a test may change it."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

MINIATURE = Path(__file__).resolve().parents[2] / "docs" / "examples" / "miniatuur"
EDITION = Path("wandelbegeleiding") / "2026-1"
SOURCE = "wandelbegeleiding-2026.txt"


@dataclass(frozen=True)
class Miniature:
    """A copy of the miniature policy and its source."""

    root: Path

    @property
    def edition(self) -> Path:
        """The folder of the edition."""
        return self.root / EDITION

    @property
    def sources(self) -> Path:
        """The folder of the source."""
        return self.root / "bronnen"

    @property
    def source(self) -> Path:
        """The source text."""
        return self.sources / SOURCE

    @property
    def policy(self) -> Path:
        """The policy file."""
        return self.edition / "beleid.yaml"

    @property
    def ledger(self) -> Path:
        """The coverage file."""
        return self.edition / "brondekking.yaml"

    def change(self, file: Path, old: str, new: str) -> None:
        """Replace the first place of a text in a file; a text that is not there is a mistake of the test."""
        text = file.read_text(encoding="utf-8")
        assert old in text, f"{file.name} has no {old!r}"
        file.write_text(text.replace(old, new, 1), encoding="utf-8")

    def shown(self, file: Path) -> str:
        """Name a file as it is seen from the folder around the copy."""
        return str(file.relative_to(self.root.parent))

    def where(self, file: Path, text: str, *, value: bool = False) -> str:
        """Say where a text stands in a file, as a problem does; `value` asks for what follows it."""
        whole = file.read_text(encoding="utf-8")
        at = whole.index(text) + (len(text) if value else 0)
        return f"{self.shown(file)}:{whole.count(chr(10), 0, at) + 1}:{at - whole.rfind(chr(10), 0, at)}"


def copied(root: Path) -> Miniature:
    """Copy the miniature to a folder."""
    return Miniature(Path(shutil.copytree(MINIATURE, root / "miniatuur")))
