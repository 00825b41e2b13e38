"""Questions to the database that nearly every page asks: Django writes each of them out once for a connection.

To build a queryset and to write it out as SQL takes Django several times as long as the database needs to answer, and
nothing of that hangs on who asks. So a question is built with stand-ins for what differs, written out, and from then on
asked by its text with the values of the moment in the places of the stand-ins.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import QuerySet

Value = int | str | date | datetime
_WRITTEN = "zorginkoop_written"  # the attribute of a connection that keeps what was written out for it
_FIRST_NUMBER = 31_701  # fits the smallest of columns, else Django says beforehand that nothing is found
_FIRST_DAY = date(1, 2, 3)


@dataclass(frozen=True, slots=True)
class _Written:
    """A question as SQL: its fixed parameters, which of them are filled in, and how its columns are read."""

    sql: str
    parameters: tuple[Any, ...]
    places: tuple[tuple[int, int], ...]  # a place among the parameters, and which value belongs there
    converters: dict[int, Any]
    compiler: Any


class AskedOften:
    """One question, that differs only in the values it is asked with; each value is of one kind, and never None."""

    def __init__(self, build: Callable[..., QuerySet[Any, Any]], *kinds: type[Value]) -> None:
        """Take what builds the question (values_list, of any values), and the kind of each value it takes."""
        self._build = build
        self._kinds = kinds

    def rows(self, *values: Value) -> list[tuple[Any, ...]]:
        """Ask with these values; give the rows as values_list does.

        TypeError when a value is not of its kind.
        """
        if tuple(map(type, values)) != self._kinds:
            message = f"asked with {[type(one).__name__ for one in values]}, and it takes {self._kinds}"
            raise TypeError(message)
        written = self._for(connection)
        parameters = list(written.parameters)
        for place, which in written.places:
            parameters[place] = _adapted(connection, values[which])
        with connection.cursor() as cursor:
            cursor.execute(written.sql, parameters)
            found = cursor.fetchall()
        if not written.converters:
            return [tuple(row) for row in found]
        return [tuple(row) for row in written.compiler.apply_converters(found, written.converters)]

    def _for(self, connected: BaseDatabaseWrapper) -> _Written:
        kept: dict[AskedOften, _Written] | None = getattr(connected, _WRITTEN, None)
        if kept is None:
            kept = {}
            setattr(connected, _WRITTEN, kept)
        if self not in kept:
            kept[self] = self._write(connected)
        return kept[self]

    def _write(self, connected: BaseDatabaseWrapper) -> _Written:
        """Write the question out with stand-ins; ValueError when one of them is not found back among the parameters."""
        stand_ins = [_stand_in(number, kind) for number, kind in enumerate(self._kinds)]
        adapted = [_adapted(connected, one) for one in stand_ins]
        compiler = self._build(*stand_ins).query.get_compiler(connection=connected)
        try:
            sql, parameters = compiler.as_sql()
        except EmptyResultSet as nothing:
            message = "a question that never finds anything is none"
            raise ValueError(message) from nothing
        places = tuple(
            (place, adapted.index(parameter)) for place, parameter in enumerate(parameters) if parameter in adapted
        )
        if {which for _, which in places} != set(range(len(stand_ins))):
            message = f"not every value comes back among the parameters of {sql}"
            raise ValueError(message)
        columns = [one[0] for one in compiler.select[: compiler.col_count]]
        return _Written(sql, tuple(parameters), places, compiler.get_converters(columns), compiler)


def _stand_in(number: int, kind: type[Value]) -> Value:
    """Give a value of a kind that stands nowhere else in a question."""
    day = _FIRST_DAY + timedelta(days=number)
    if kind is datetime:
        return datetime(day.year, day.month, day.day, 4, 5, 6, 7, tzinfo=UTC)
    if kind is date:
        return day
    return f"zorginkoop stand-in {number}" if kind is str else _FIRST_NUMBER + number


def _adapted(connected: BaseDatabaseWrapper, value: Value) -> Any:  # noqa: ANN401 - what the driver takes
    """Give a value as this database takes it, as the lookups of Django do."""
    if isinstance(value, datetime):
        return connected.ops.adapt_datetimefield_value(value)
    return connected.ops.adapt_datefield_value(value) if isinstance(value, date) else value
