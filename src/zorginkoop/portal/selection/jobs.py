"""What the worker does for a selection; each may be started again at any moment and does nothing twice."""

from __future__ import annotations

from django_tasks import task

from zorginkoop.portal.selection import sending


@task()
def judge(run: int) -> None:
    """Judge the register for a selection that was asked for."""
    from zorginkoop.portal.selection.making import make  # noqa: PLC0415 - the web process loads no column engine

    make(run)


@task()
def replay(number: int) -> None:
    """Judge a selection again from what was known then."""
    from zorginkoop.portal.selection.replaying import again  # noqa: PLC0415 - the web process loads no column engine

    again(number)


@task()
def rescue_runs() -> int:
    """Let a selection whose work broke off fail in words, so that a new one can be asked for; give how many."""
    from zorginkoop.portal.selection.rescuing import rescue  # noqa: PLC0415 - it knows these jobs

    return rescue()


@task()
def send(run: int) -> None:
    """Send the invitations of a confirmed selection, from where it was."""
    sending.send(run)
