"""The whole error tree of the product, on one page.

ZorginkoopError                 anything the product says on purpose
├── InputWrong                  what was given cannot be used; holds every problem found (exit code 2)
│   ├── PolicyWrong             a policy folder, edition or values file
│   ├── FactsWrong              a facts file
│   ├── RegisterWrong           a register file, with a report per row
│   ├── QuestionWrong           an edition, agreement, date or option that does not exist
│   └── DocumentWrong           a PDF, key or certificate that cannot be read, trusted or signed
├── OutsideFailed               another service (timestamps, keys) did not answer; nothing was kept
└── ReplayDiffers               a stored outcome no longer follows from its own facts (exit code 1)

An unmet condition is an answer, never an error.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """Where a problem stands: a file with a line and column, or a table with a row and column name."""

    file: str = ""
    line: int | None = None
    column: int | None = None
    row: int | None = None
    field: str = ""

    def __str__(self) -> str:
        """Say the place the way editors and people read it: file:line:column, or file rij 3, kolom x."""
        text = self.file
        if self.line is not None:
            text += f":{self.line}"
            if self.column is not None:
                text += f":{self.column}"
        if self.row is not None:
            text += f" rij {self.row}"
        if self.field:
            text += f", {self.field}" if text else self.field
        return text or "(invoer)"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: what, where, and what to do now (all in Dutch, for the person who wrote the input)."""

    what: str
    where: Place = Place()
    remedy: str = ""

    def __str__(self) -> str:
        """Write the problem on one line: place, what, and what to do."""
        remedy = f" {self.remedy}" if self.remedy else ""
        return f"{self.where}: {self.what}{remedy}"


class ZorginkoopError(Exception):
    """Anything the product says on purpose; everything else is our fault (exit code 70)."""


class InputWrong(ZorginkoopError):
    """Input that cannot be used; every problem found is in `problems`, in the order of the input."""

    def __init__(self, problems: Iterable[Problem] | Problem | str) -> None:
        """Keep all problems; a single problem or sentence may be given alone."""
        if isinstance(problems, str):
            problems = Problem(problems)
        self.problems: Sequence[Problem] = (problems,) if isinstance(problems, Problem) else tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class PolicyWrong(InputWrong):
    """A policy folder, an edition or a values file cannot be used."""


class FactsWrong(InputWrong):
    """A facts file cannot be used."""


class RegisterWrong(InputWrong):
    """A register file has rows that cannot be used."""


class QuestionWrong(InputWrong):
    """The question names an edition, agreement, date or option that does not exist."""


class DocumentWrong(InputWrong):
    """A PDF, key or certificate cannot be read, is not what it should be, or may not be signed."""


class OutsideFailed(ZorginkoopError):
    """A service outside did not do what was asked; nothing was kept, so the same may be asked again."""


class ReplayDiffers(ZorginkoopError):
    """A stored outcome no longer follows from the facts and rules stored with it; `differences` names each path."""

    def __init__(self, differences: Iterable[str]) -> None:
        """Keep every path that differs, with what was stored there and what follows now."""
        self.differences = tuple(differences)
        super().__init__("\n".join(self.differences))
