"""Triggers by which the database refuses a change that is not accounted for, on SQLite and on PostgreSQL.

The log of changes is append-only. A guarded table is written only while `changing` is open on the same connection, and
loses no row. So a bulk change, a console or a forgotten call cannot slip past the log.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from django.apps import apps
from django.db import connections, models
from django.db.backends.base.base import BaseDatabaseWrapper

from zorginkoop.portal.audit.models import Entry, Guarded, Reading, ReadingBatch

LONGEST_NAME = 63  # of PostgreSQL
_OPEN = "zorginkoop_changing"  # the attribute of a connection that counts the blocks which are open on it
_UNACCOUNTED = "zorginkoop: a change that the log does not account for"
_KEPT = "zorginkoop: nothing is deleted here"
_APPEND_ONLY = "zorginkoop: the log is only added to"


def teach(connection: BaseDatabaseWrapper, **_: object) -> None:
    """Let SQLite ask whether a change is open on this connection; a connection that cannot answer cannot write."""
    setattr(connection, _OPEN, 0)
    if connection.vendor == "sqlite":
        connection.connection.create_function("zorginkoop_changing", 0, lambda: int(getattr(connection, _OPEN, 0) > 0))


@contextlib.contextmanager
def opened(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Let guarded tables be written on this connection, inside the transaction that is open on it."""
    depth = getattr(connection, _OPEN, 0)
    setattr(connection, _OPEN, depth + 1)
    if depth == 0:
        _tell(connection, "on")
    try:
        yield
    finally:
        setattr(connection, _OPEN, depth)
    if depth == 0:
        _tell(connection, "off")


def _tell(connection: BaseDatabaseWrapper, state: str) -> None:
    """Tell PostgreSQL for the rest of this transaction; a rollback takes it back."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('zorginkoop.changing', %s, true)", [state])


def guarded_models() -> tuple[type[Guarded], ...]:
    """Give every table that is guarded."""
    return tuple(model for model in apps.get_models() if issubclass(model, Guarded) and model._meta.managed)


def before_migration(using: str, **_: object) -> None:
    """Take the triggers away while tables are rebuilt."""
    unprotect(using)


def after_migration(using: str, **_: object) -> None:
    """Put the triggers on every table that exists by now."""
    protect(using)


def protect(using: str = "default") -> None:
    """Make the triggers of every guarded table and of the logs; what is there is made again."""
    connection = connections[using]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_POSTGRESQL_FUNCTIONS)
        for _name, statement in _wanted(connection):
            cursor.execute(statement)


def unprotect(using: str = "default") -> None:
    """Take every trigger of ours away: for a migration, and for emptying a test database."""
    connection = connections[using]
    with connection.cursor() as cursor:
        there = set(connection.introspection.table_names(cursor))
        for table in [*(model._meta.db_table for model in (*_LOGS, *guarded_models()))]:
            if table in there:
                for name in _NAMES:
                    on = f' ON "{table}"' if connection.vendor == "postgresql" else ""
                    cursor.execute(f'DROP TRIGGER IF EXISTS "{table}_{name}"{on}')


def missing(using: str = "default") -> list[str]:
    """Name the triggers that should be there and are not, or are switched off."""
    connection = connections[using]
    question = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        if connection.vendor == "sqlite"
        else "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'"
    )
    with connection.cursor() as cursor:
        cursor.execute(question)
        there = {str(row[0]) for row in cursor.fetchall()}
    return [name for name, _statement in _wanted(connection) if name[:LONGEST_NAME] not in there]


_NAMES = tuple(f"guard_{event}" for event in ("insert", "update", "delete", "truncate"))
_NAMES += tuple(f"append_{event}" for event in ("update", "delete", "truncate"))
_LOGS: tuple[type[models.Model], ...] = (Entry, Reading, ReadingBatch)


def _wanted(connection: BaseDatabaseWrapper) -> Iterator[tuple[str, str]]:
    """Give the name and the statement of each trigger, for the tables that exist."""
    there = set(connection.introspection.table_names())
    for model in guarded_models():
        table = model._meta.db_table
        if table in there:
            for event in ("insert", "update", "delete"):
                kept = event == "delete" and not model.may_delete
                yield f"{table}_guard_{event}", _guard(connection, table, event, kept=kept)
            if connection.vendor == "postgresql":  # no person's rows go that way, whatever may be erased
                yield f"{table}_guard_truncate", _guard(connection, table, "truncate", kept=True)
    for log in _LOGS:
        table = log._meta.db_table
        if table in there:
            yield f"{table}_append_update", _append_only(connection, table, "update")
            if log is Reading:  # a reading goes when its term is over, and that is a change like others
                yield f"{table}_guard_delete", _guard(connection, table, "delete", kept=False)
            else:
                yield f"{table}_append_delete", _append_only(connection, table, "delete")
            if connection.vendor == "postgresql":
                yield f"{table}_append_truncate", _append_only(connection, table, "truncate")


def _guard(connection: BaseDatabaseWrapper, table: str, event: str, *, kept: bool) -> str:
    if connection.vendor == "sqlite":
        condition = "1" if kept else "zorginkoop_changing() = 0"
        return _sqlite(table, f"guard_{event}", event, condition, _KEPT if kept else _UNACCOUNTED)
    return _postgresql(table, f"guard_{event}", event, "zorginkoop_kept" if kept else "zorginkoop_accounted")


def _append_only(connection: BaseDatabaseWrapper, table: str, event: str) -> str:
    if connection.vendor == "sqlite":
        return _sqlite(table, f"append_{event}", event, "1", _APPEND_ONLY)
    return _postgresql(table, f"append_{event}", event, "zorginkoop_append_only")


def _sqlite(table: str, name: str, event: str, condition: str, words: str) -> str:
    return (
        f'CREATE TRIGGER IF NOT EXISTS "{table}_{name}" BEFORE {event} ON "{table}" '
        f"WHEN {condition} BEGIN SELECT RAISE(ABORT, '{words}'); END"
    )


def _postgresql(table: str, name: str, event: str, function: str) -> str:
    return (
        f'CREATE OR REPLACE TRIGGER "{table}_{name}" BEFORE {event} ON "{table}" '
        f"FOR EACH STATEMENT EXECUTE FUNCTION {function}()"
    )


def _function(name: str, condition: str, words: str) -> str:
    return (
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF {condition} THEN RAISE EXCEPTION '{words}'; END IF; RETURN NULL; END $$;"
    )


_POSTGRESQL_FUNCTIONS = "\n".join(
    (
        _function(
            "zorginkoop_accounted",
            "coalesce(current_setting('zorginkoop.changing', true), '') <> 'on'",
            _UNACCOUNTED,
        ),
        _function("zorginkoop_kept", "true", _KEPT),
        _function("zorginkoop_append_only", "true", _APPEND_ONLY),
    )
)
