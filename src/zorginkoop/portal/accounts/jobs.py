"""What the site forgets of people by itself: sessions that ended, and what was kept in them."""

from __future__ import annotations

from django.contrib.sessions.backends.db import SessionStore
from django_tasks import task


@task()
def forget_ended_sessions() -> None:
    """Remove the sessions that are over, by the clock of the machine."""
    SessionStore.clear_expired()
