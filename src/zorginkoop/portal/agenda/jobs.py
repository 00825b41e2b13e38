"""What the worker does for the agenda; it may be started again at any moment and tells nobody twice."""

from __future__ import annotations

from django_tasks import task

from zorginkoop.portal.agenda import telling


@task()
def tell(extension: int) -> None:
    """Tell the providers for whom a deadline ends later."""
    telling.tell(extension)
