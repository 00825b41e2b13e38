"""A table as lines of JSON and back, by the description that its migrations give: the same on every database."""

from __future__ import annotations

import base64
import gzip
import json
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from io import BufferedIOBase
from typing import IO, Any
from uuid import UUID

from django.db import connection, models
from django.utils.duration import duration_string

from zorginkoop.kernel.errors import InputWrong, Problem

CHUNK = 1_000
PASSED_OVER = frozenset({"sessions.session", "contenttypes.contenttype", "auth.permission"})  # made again by themselves


def kept_models(state: Any) -> list[type[models.Model]]:  # noqa: ANN401 - the apps of a state of the migrations
    """Give the tables to keep, as a state of the migrations describes them."""
    found = [
        model
        for model in state.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy and model._meta.label_lower not in PASSED_OVER
    ]
    return sorted(found, key=lambda model: str(model._meta.label_lower))


def columns(model: type[models.Model]) -> list[models.Field[Any, Any]]:
    """Give the columns of a table in a fixed order."""
    return [field for field in model._meta.concrete_fields if not isinstance(field, models.GeneratedField)]


def write(model: type[models.Model], file: BufferedIOBase) -> int:
    """Write a table: a line with its columns, then a line for each row; give how many rows."""
    fields = columns(model)
    count = 0
    with gzip.GzipFile(fileobj=file, mode="wb", mtime=0) as packed:
        packed.write(_line([field.attname for field in fields]))
        rows = model._base_manager.order_by("pk").values_list(*(field.attname for field in fields))
        for row in rows.iterator(chunk_size=CHUNK):
            packed.write(_line([_plain(value) for value in row]))
            count += 1
    return count


def load(model: type[models.Model], file: IO[bytes]) -> int:
    """Put the lines of a table into the database; give how many rows."""
    by_name = {field.attname: field for field in columns(model)}
    for field in by_name.values():
        if isinstance(field, models.DateField):  # the day a row was made is what was kept, and not today
            field.auto_now = field.auto_now_add = False
    count = 0
    with gzip.GzipFile(fileobj=file, mode="rb") as packed:
        lines = (json.loads(line) for line in packed)
        names = next(lines)
        if foreign := sorted(set(names) - set(by_name)):
            what = f"deze versie kent de kolom {foreign[0]} van {model._meta.label_lower} niet."
            raise InputWrong([Problem(what, remedy="Zet terug met de versie die de kopie maakte.")])
        fields = [by_name[name] for name in names]
        for rows in _chunks(lines):
            model._base_manager.bulk_create([_row(model, fields, values) for values in rows])
            count += len(rows)
    return count


def _row(model: type[models.Model], fields: list[models.Field[Any, Any]], values: list[Any]) -> models.Model:
    pairs = zip(fields, values, strict=True)
    return model(**{field.attname: _value(field, value) for field, value in pairs})


def _chunks(lines: Iterable[list[Any]]) -> Iterator[list[list[Any]]]:
    chunk: list[list[Any]] = []
    for line in lines:
        chunk.append(line)
        if len(chunk) == CHUNK:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def _line(values: list[Any]) -> bytes:
    return json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _plain(value: Any) -> Any:  # noqa: ANN401 - whatever stands in a column
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return duration_string(value)
    if isinstance(value, Decimal | UUID):
        return str(value)
    if isinstance(value, bytes | bytearray | memoryview):
        return base64.b64encode(bytes(value)).decode("ascii")
    return value


def _value(field: models.Field[Any, Any], value: Any) -> Any:  # noqa: ANN401 - as above
    if value is None or isinstance(field, models.JSONField):
        return value
    if isinstance(field, models.BinaryField):
        return base64.b64decode(value)
    return field.to_python(value)


def high_marks(found: list[type[models.Model]]) -> dict[str, int]:
    """Give the highest number each table ever gave a row, so that none is given twice after a restore."""
    marks: dict[str, int] = {}
    with connection.cursor() as cursor:
        for model in found:
            table = model._meta.db_table
            if connection.vendor == "sqlite":
                cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
            elif (sequence := _sequence(cursor, model)) is not None:
                cursor.execute(f"SELECT last_value FROM {sequence} WHERE is_called")  # noqa: S608 - its own name
            else:
                continue
            row = cursor.fetchone()
            if row and row[0]:  # SQLite writes 0 at a table that was rebuilt and gave no number yet
                marks[model._meta.label_lower] = int(row[0])
    return marks


def raise_marks(found: list[type[models.Model]], marks: dict[str, int]) -> None:
    """Let every table go on numbering after the highest number it ever gave."""
    with connection.cursor() as cursor:
        for model in found:
            mark, table = marks.get(model._meta.label_lower), model._meta.db_table
            if not mark:
                continue
            if connection.vendor == "sqlite":
                cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table])
                cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, mark])
            elif (sequence := _sequence(cursor, model)) is not None:
                cursor.execute("SELECT setval(%s, %s)", [sequence, mark])


def _sequence(cursor: Any, model: type[models.Model]) -> str | None:  # noqa: ANN401 - a cursor of whichever database
    if not isinstance(model._meta.pk, models.AutoField | models.BigAutoField):
        return None
    table = connection.ops.quote_name(model._meta.db_table)
    cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", [table, model._meta.pk.column])
    found = cursor.fetchone()
    return str(found[0]) if found and found[0] else None
