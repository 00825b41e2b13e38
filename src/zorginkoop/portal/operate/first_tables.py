"""The tables of a database in which nothing stands yet, made at once from the models as they are now.

Walking through every migration from the first gives the same tables and takes four times as long: Django draws all
models anew at each step. Nothing can be moved from one shape to the next where there is nothing, so the steps are only
written down as done. A database in which anything stands goes through its migrations, as ever.
"""

from __future__ import annotations

from django.db import connections
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder


def is_empty(using: str) -> bool:
    """Say whether no table stands in this database."""
    connection = connections[using]
    with connection.cursor() as cursor:
        return not connection.introspection.table_names(cursor)


def lay(using: str) -> None:
    """Make every table as the last migration leaves it, and write down each as applied, in one transaction."""
    connection = connections[using]
    loader = MigrationLoader(connection)
    ledger = MigrationRecorder(connection).Migration
    models = loader.project_state().apps.get_models()  # as the migrations leave them, also where a library differs
    with connection.schema_editor(atomic=True) as editor:
        for model in models:
            if model._meta.can_migrate(connection):
                editor.create_model(model)
        editor.create_model(ledger)
        done = (ledger(app=app, name=name) for app, name in loader.graph.nodes)
        ledger._default_manager.using(using).bulk_create(done)
