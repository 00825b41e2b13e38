"""The words in which a table of the register is described.

A table is data: what its columns hold, which ones tell its rows apart, and which rows of other tables it points at.
Whoever reads, writes, checks or documents a register does so from this description alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a cell of a column holds."""

    TEXT = "text"
    CODE = "code"
    WHOLE = "whole"
    DECIMAL = "decimal"
    DATE = "date"
    MOMENT = "moment"
    YES_NO = "yes_no"
    CHOICE = "choice"


@dataclass(frozen=True, slots=True)
class Shape:
    """A code with a fixed form, such as an AGB code: its name, its pattern over the whole cell, and that in words.

    `digits` is the number of digits of a code that is all digits, of which a spreadsheet may lose the leading zeros.
    """

    name: str
    pattern: str
    words: str
    digits: int = 0


AGB = Shape("AGB-code", "[0-9]{8}", "acht cijfers, met de nullen vooraan", digits=8)
AGB_OR_ROW = Shape(
    "AGB-code of rij",
    "[0-9]{8}|[a-z][a-z0-9_-]*",
    "acht cijfers, of de naam van een rij met een letter vooraan",
    digits=8,
)
UZOVI = Shape("UZOVI-nummer", "[0-9]{4}", "vier cijfers, met de nullen vooraan", digits=4)
KVK = Shape("KvK-nummer", "[0-9]{8}", "acht cijfers, met de nullen vooraan", digits=8)
POSTCODE = Shape("postcode", "[1-9][0-9]{3}( ?[A-Z]{2})?", "vier cijfers, eventueel met twee hoofdletters")
EMAIL = Shape("e-mailadres", r"[^@\s]+@[^@\s]+", "een naam, een apenstaartje en een domein")


@dataclass(frozen=True, slots=True)
class When:
    """The rows of a table in which one column holds one value."""

    column: str
    value: str


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name in the file, what a cell holds, and what is asked of it.

    `choices` are the words that a choice may hold; `limits` the smallest and largest whole number;
    `required_when` names the rows in which an otherwise optional cell must be filled.
    """

    name: str
    kind: Kind
    required: bool
    description: str
    choices: tuple[str, ...] = ()
    shape: Shape | None = None
    limits: tuple[int, int] | None = None
    required_when: When | None = None

    def __post_init__(self) -> None:
        """Refuse a description that contradicts itself; this is a mistake of ours, so it raises ValueError."""
        if bool(self.choices) != (self.kind is Kind.CHOICE):
            message = f"{self.name}: choices belong to a choice, and to nothing else"
            raise ValueError(message)
        if self.limits and self.kind is not Kind.WHOLE:
            message = f"{self.name}: limits belong to a whole number"
            raise ValueError(message)
        if self.shape:
            re.compile(self.shape.pattern)


@dataclass(frozen=True, slots=True)
class Reference:
    """Columns whose values must stand together in columns of another table; an empty cell points at nothing."""

    columns: tuple[str, ...]
    table: str
    target: tuple[str, ...]
    when: When | None = None


@dataclass(frozen=True, slots=True)
class Period:
    """Two date columns: the first day, and the last day, which still counts; an empty last day leaves it open."""

    start: str
    end: str


@dataclass(frozen=True, slots=True)
class Table:
    """One table of the register: no two rows have the same values in the columns of `key` (empty equals empty)."""

    name: str
    description: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    references: tuple[Reference, ...] = ()
    period: Period | None = None

    def __post_init__(self) -> None:
        """Refuse a double column, or a name that stands for no column: a mistake of ours, so it raises ValueError."""
        names = self.column_names
        if len(set(names)) != len(names):
            message = f"{self.name}: a column is described twice"
            raise ValueError(message)
        used = {*self.key, *(name for reference in self.references for name in reference.columns)}
        used |= {condition.column for condition in self._conditions()}
        if self.period:
            used |= {self.period.start, self.period.end}
        if unknown := used - set(names):
            message = f"{self.name}: no such column: {', '.join(sorted(unknown))}"
            raise ValueError(message)

    @property
    def column_names(self) -> tuple[str, ...]:
        """The names of the columns, in the order of the file."""
        return tuple(column.name for column in self.columns)

    def column(self, name: str) -> Column:
        """Give the column with this name; raises KeyError when there is none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)

    def _conditions(self) -> list[When]:
        conditions = [reference.when for reference in self.references]
        conditions += [column.required_when for column in self.columns]
        return [condition for condition in conditions if condition]
