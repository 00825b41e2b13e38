"""`migrate`: in a database in which nothing stands the tables are made at once; then whatever Django does."""

from __future__ import annotations

from typing import Any

from django.core.management.commands import migrate

from zorginkoop.portal.operate import first_tables

_OTHER_ERRANDS = (
    "app_label",
    "fake",
    "fake_initial",
    "plan",
    "check_unapplied",
    "prune",
)  # each is about single migrations


class Command(migrate.Command):
    """Django's own command, with a short way to a first database."""

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ANN401 - as Django has it
        """Make the tables of an empty database, and let Django do the rest: signals, or an old one's migrations."""
        using = options["database"]
        if not any(options.get(errand) for errand in _OTHER_ERRANDS) and first_tables.is_empty(using):
            first_tables.lay(using)
        super().handle(*args, **options)
