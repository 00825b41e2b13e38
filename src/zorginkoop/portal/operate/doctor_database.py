"""Checks of the database: whether it answers, is up to date, watches itself, and agrees on the time."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from zorginkoop.portal import clock
from zorginkoop.portal.audit import guard
from zorginkoop.portal.audit.models import Entry
from zorginkoop.portal.operate.findings import Finding, good, mind, wrong

OLDEST_POSTGRESQL = 150000
APART_SECONDS = 5
_MIGRATE = "Typ: python -m zorginkoop.portal migrate"


def reachable() -> Iterator[Finding]:
    """Look whether the database answers, and which it is."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT sqlite_version()")
            version = f"SQLite {cursor.fetchone()[0]}"
        else:
            cursor.execute("SHOW server_version_num")
            number = int(cursor.fetchone()[0])
            version = f"PostgreSQL {number // 10_000}"
            if number < OLDEST_POSTGRESQL:
                yield wrong("database", f"{version} is te oud.", "Werk bij naar PostgreSQL 15 of nieuwer.")
    if connection.vendor == "sqlite" and settings.PRODUCTION:
        now = "Neem PostgreSQL zodra er meer mensen tegelijk werken; een reservekopie gaat van de een naar de ander."
        yield mind("database", f"{version} laat een tegelijk schrijven.", now)
    else:
        yield good("database", f"{version} antwoordt.")


def migrated() -> Iterator[Finding]:
    """Look whether the tables are those of this version."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    newer = set(executor.loader.applied_migrations) - set(executor.loader.graph.nodes)
    newer = {name for name in newer if name[0] in executor.loader.migrated_apps}
    if plan:
        yield wrong("tabellen", f"{len(plan)} stappen zijn nog niet gezet.", f"Maak een reservekopie. {_MIGRATE}")
    if newer:
        yield wrong("tabellen", "de database is van een nieuwere versie.", "Installeer de versie die er draaide.")
    if not plan and not newer:
        yield good("tabellen", "zijn van deze versie.")


def triggers() -> Iterator[Finding]:
    """Look whether the database refuses what the log does not account for."""
    absent = guard.missing()
    if Entry._meta.db_table not in connection.introspection.table_names():
        yield wrong("bewaking", "het logboek is er niet.", _MIGRATE)
    elif absent:
        what = f"{len(absent)} bewakers van het logboek ontbreken, zoals {absent[0]}."
        now = f"Loop eerst het logboek na (zorginkoop audit verify). {_MIGRATE}"
        yield wrong("bewaking", what, now)
    else:
        yield good("bewaking", "elke wijziging moet in het logboek staan; de database ziet erop toe.")


def rights() -> Iterator[Finding]:
    """Look whether the site itself could take the triggers away."""
    if connection.vendor == "sqlite":
        return
    question = (
        "SELECT rolsuper OR pg_has_role(current_user, tableowner::regrole, 'MEMBER') "
        "FROM pg_tables, pg_roles WHERE tablename = %s AND rolname = current_user"
    )
    with connection.cursor() as cursor:
        cursor.execute(question, [Entry._meta.db_table])
        row = cursor.fetchone()
    if row is None:
        yield wrong("rechten", "het logboek is er niet.", _MIGRATE)
    elif row[0]:
        now = "Laat de site werken met een rol die niets bezit (deploy/postgresql.sql)."
        yield mind("rechten", "de rol van de site mag de bewakers van het logboek weghalen.", now)
    else:
        yield good("rechten", "de rol van de site kan de bewakers niet weghalen.")


def clocks() -> Iterator[Finding]:
    """Look whether machine and database agree on the time."""
    if connection.vendor == "sqlite":
        yield good("klok", "de database heeft de klok van deze machine.")
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        apart = abs((cursor.fetchone()[0] - clock.of_machine()).total_seconds())
    if apart > APART_SECONDS:
        what = f"machine en database verschillen {apart:.0f} seconden."
        yield wrong("klok", what, "Zet op beide de tijd gelijk (chrony of systemd-timesyncd).")
    else:
        yield good("klok", "machine en database zijn het eens.")
