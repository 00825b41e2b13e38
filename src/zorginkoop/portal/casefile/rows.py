"""Rows as plain data: field by field what a season file says of them, so that nothing goes along unmeant."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import models

from zorginkoop.kernel.canonical import canonical
from zorginkoop.portal.accounts.models import User

Plain = dict[str, object]


def told(row: object, fields: Iterable[str]) -> Plain:
    """Say the named fields of a row; a name with points goes on into what it points at."""
    return {name.replace(".", "_"): plain(_followed(row, name)) for name in fields}


def _followed(row: object, name: str) -> object:
    found: object = row
    for part in name.split("."):
        if found is None:
            return None
        found = getattr(found, part)
        found = found() if callable(found) and not isinstance(found, models.Manager) else found
    return found


def plain(value: object) -> object:
    """Write a value with text, whole numbers, lists and names only: the canonical form has no place for others."""
    match value:
        case None:
            return ""
        case bool():
            return "ja" if value else "nee"
        case int() | str():
            return value if isinstance(value, int) else str(value)
        case datetime():
            return value.astimezone(UTC).isoformat(timespec="microseconds")
        case date():
            return value.isoformat()
        case User():
            return f"{value.name} ({value.actor.id})"
        case UUID() | Decimal() | float() | models.Model():
            return str(value)
        case Mapping():
            return {str(key): plain(part) for key, part in value.items()}
        case _:
            return [plain(part) for part in _iterated(value)]


def _iterated(value: Any) -> Iterable[object]:  # noqa: ANN401 - a list, whatever is in it
    return list(value)


def written(rows: Iterable[Plain]) -> bytes:
    """Write rows as a file."""
    return canonical(list(rows))
