"""What a database is made of, printed in an order of its own: every column, constraint, index and trigger."""

from __future__ import annotations

import os
import re
import sys

import django
from django.db import connection

_COLUMNS = """SELECT table_name, column_name, data_type, character_maximum_length, is_nullable, column_default,
    identity_generation FROM information_schema.columns WHERE table_schema = 'public'"""
_CONSTRAINTS = """SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
    WHERE connamespace = 'public'::regnamespace"""
_INDEXES = "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'"
_TRIGGERS = "SELECT tgrelid::regclass::text, tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal"
_ON_SQLITE = "SELECT type, tbl_name, name, sql FROM sqlite_master WHERE sql IS NOT NULL"


def rows(statement: str) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return list(cursor.fetchall())


def parts_of(statement: str) -> list[str]:
    """Cut what stands between the outer brackets at its commas, not at those inside other brackets."""
    parts, depth = [""], 0
    for letter in statement[statement.index("(") + 1 : statement.rindex(")")]:
        depth += (letter == "(") - (letter == ")")
        if letter == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += letter
    return [re.sub(r"\s+", " ", part).strip() for part in parts]


def shape() -> list[str]:
    if connection.vendor == "postgresql":
        statements = (_COLUMNS, _CONSTRAINTS, _INDEXES, _TRIGGERS)
        return sorted(repr(row) for statement in statements for row in rows(statement))
    lines = []
    for kind, table, name, sql in rows(_ON_SQLITE):
        lines += [f"{kind} {table} {name} {part}" for part in (parts_of(str(sql)) if kind == "table" else [str(sql)])]
    return sorted(lines)


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "zorginkoop.portal.settings"
    django.setup()
    sys.stdout.write("\n".join(shape()))
