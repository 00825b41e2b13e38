"""What of a list goes into a file: named column by column, so that nothing goes along that nobody meant to."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from zorginkoop.portal import clock

Title = Promise | str
Value = str | Callable[[Any], object]


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its head, and what of a row stands in it, by its name or by a function."""

    title: Title
    value: Value


@dataclass(frozen=True, slots=True)
class Sheet:
    """The file of a list: its name, what the reading log calls it and of whom it is, and its columns.

    What everybody may read stands in no log: it is called nothing there.
    `rests` says that what the list shows hangs on something beside its address, such as what was searched before.
    """

    name: str
    what: str
    columns: tuple[Column, ...]
    about: object = ""
    for_whom: object = ""
    rests: bool = False

    @property
    def head(self) -> tuple[str, ...]:
        """Give the heads of the columns."""
        return tuple(str(column.title) for column in self.columns)

    def lines(self, rows: Iterable[Any]) -> Iterator[tuple[str, ...]]:
        """Write each row as cells."""
        for row in rows:
            yield tuple(_written(_value(row, column.value)) for column in self.columns)


def columns(*pairs: tuple[Title, Value]) -> tuple[Column, ...]:
    """Give columns by head and value."""
    return tuple(Column(title, value) for title, value in pairs)


def _value(row: object, value: Value) -> object:
    """Follow a name with points from a row; what is not there on the way is empty."""
    if callable(value):
        return value(row)
    found: object = row
    for name in value.split("."):
        if found is None:
            return None
        found = found.get(name) if isinstance(found, Mapping) else getattr(found, name)
        found = found() if callable(found) else found
    return found


def _written(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("ja") if value else _("nee")
    if isinstance(value, datetime):
        return value.astimezone(clock.AMSTERDAM).strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    return str(value)
