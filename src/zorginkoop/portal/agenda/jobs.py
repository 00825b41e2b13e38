"""What the worker does for the agenda; it may be started again at any moment and tells nobody twice."""

from __future__ import annotations

from django_tasks import task

from zorginkoop.portal.agenda import telling
from zorginkoop.portal.assessment.judging import Cause, judge
from zorginkoop.portal.assessment.models import Assessment
from zorginkoop.portal.deadlines.models import Extension


@task()
def tell(extension: int) -> None:
    """Tell the providers for whom a deadline ends later."""
    telling.tell(extension)


@task()
def judge_again(extension: int) -> None:
    """Judge again for whom a deadline ends later and an outcome stands; whose outcome rests on the same keeps it."""
    found = Extension.objects.select_related("agreement__season").get(pk=extension)
    standing = Assessment.objects.current().filter(agreement=found.agreement).select_related("provider").defer("packed")
    if found.provider_id is not None:
        standing = standing.filter(provider=found.provider_id)
    for one in list(standing.order_by("pk")):
        judge(found.agreement, one.provider, Cause.DECISION)
