"""The audit log as an app: it knows nobody, and keeps an actor's id and label."""

from __future__ import annotations

from django.apps import AppConfig
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate, pre_migrate


class AuditConfig(AppConfig):
    """Sees to it that the database itself refuses a change that nobody accounts for."""

    name = "zorginkoop.portal.audit"
    label = "audit"

    def ready(self) -> None:
        """Teach each connection whether a change is accounted for, and put the triggers back after a migration."""
        from zorginkoop.portal.audit import guard  # noqa: PLC0415 - models load after the apps are ready

        connection_created.connect(guard.teach, dispatch_uid="audit")
        pre_migrate.connect(guard.before_migration, sender=self, dispatch_uid="audit")
        post_migrate.connect(guard.after_migration, dispatch_uid="audit")
