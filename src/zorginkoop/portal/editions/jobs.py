"""What the worker does for seasons."""

from __future__ import annotations

from django_tasks import task

from zorginkoop.portal.editions import keeping, portfolio


@task()
def hand_over() -> None:
    """Carry out every handover whose day has come."""
    portfolio.carry_out()


def anything_due() -> bool:
    """Tell whether the day of a handover has come."""
    return portfolio.due().exists()


@task()
def keep_rules() -> None:
    """Keep the rules of the seasons that have none kept yet."""
    keeping.keep_missing()


def any_unkept() -> bool:
    """Tell whether the rules of a season are not kept yet."""
    return bool(keeping.unkept())
