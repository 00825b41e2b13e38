"""Work on the register that no page waits for; each job may run twice."""

from __future__ import annotations

from django_tasks import task

from zorginkoop.portal.register.code_cases import succeed_due, takeovers_due
from zorginkoop.portal.register.models import RegisterImport


@task()
def check_import(brought: int) -> None:
    """Look an import through."""
    from zorginkoop.portal.register.imports.processing import check  # noqa: PLC0415 - the column engine loads in jobs

    check(RegisterImport.objects.get(pk=brought))


@task()
def process_import(brought: int) -> None:
    """Process an import that somebody confirmed."""
    from zorginkoop.portal.register.imports.processing import process  # noqa: PLC0415 - as above

    process(RegisterImport.objects.get(pk=brought))


@task()
def let_successors_follow() -> None:
    """Let index and history follow the successor of takeovers of which the day has come."""
    succeed_due()


def anything_due() -> bool:
    """Tell whether the day of a takeover has come."""
    return takeovers_due().exists()
