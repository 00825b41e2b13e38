"""What the worker does for mailings; each may be started again at any moment and does nothing twice."""

from __future__ import annotations

from django_tasks import task


@task()
def send(mailing: int) -> None:
    """Send a mailing that two people answer for, from where it was."""
    from zorginkoop.portal.mailings import sending  # noqa: PLC0415 - the typesetting of letters is for the worker

    sending.send(mailing)


@task()
def remind() -> None:
    """Remind who has something to do before a deadline."""
    from zorginkoop.portal.mailings import reminding  # noqa: PLC0415 - as above

    reminding.remind_all()


def remind_at_any_hour() -> None:
    """Write every reminder that is due."""
    from zorginkoop.portal.mailings import reminding  # noqa: PLC0415 - as above

    reminding.remind_all(at_any_hour=True)


def may_remind_now() -> bool:
    """Tell whether it is a moment at which people are written to."""
    from zorginkoop.portal.mailings import reminding  # noqa: PLC0415 - models load after the apps are ready

    return reminding.in_working_hours()
