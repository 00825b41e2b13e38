"""Builders for tests of the logs: entries, and somebody who tampers with them."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from django.db import connection

from zorginkoop.portal.audit import guard
from zorginkoop.portal.audit.log import FIRST, changing, entry_hash
from zorginkoop.portal.audit.models import Entry


def entries(count: int) -> None:
    """Write a number of changes."""
    for number in range(count):
        with changing("test.happened", step=number):
            pass


@contextlib.contextmanager
def tampering() -> Iterator[None]:
    """Act as somebody who owns the database and takes its triggers away."""
    guard.unprotect()
    try:
        yield
    finally:
        guard.protect()


def run_sql(statement: str, *values: str | int) -> None:
    """Run one statement past everything."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def rewrite_from(number: int) -> None:
    """Chain the log anew from a number on, as somebody would who knows how it is made."""
    before = Entry.objects.filter(number__lt=number).order_by("-number").first()
    previous = before.hash if before else FIRST
    for entry in Entry.objects.filter(number__gte=number).order_by("number"):
        entry.previous = previous
        entry.hash = entry_hash(entry)
        Entry.objects.filter(pk=entry.pk).update(previous=previous, hash=entry.hash)
        previous = entry.hash
