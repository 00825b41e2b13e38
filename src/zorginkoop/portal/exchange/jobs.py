"""Work on deliveries that a page does not wait for; each job may run twice."""

from __future__ import annotations

from django_tasks import task

from zorginkoop.portal.editions.models import SeasonAgreement
from zorginkoop.portal.exchange import arriving, leaving
from zorginkoop.portal.exchange.adopting import adopt
from zorginkoop.portal.exchange.differences import reconcile
from zorginkoop.portal.exchange.models import Export, Import


@task()
def make_export(export: int) -> None:
    """Write a delivery to VECOZO."""
    leaving.make(Export.objects.select_related("agreement__season").get(pk=export))


@task()
def check_import(delivery: int) -> None:
    """Look a delivery from VECOZO through."""
    arriving.check(_import(delivery))


@task()
def process_import(delivery: int) -> None:
    """Process a delivery from VECOZO, and compare anew."""
    found = _import(delivery)
    arriving.process(found)
    adopt(found.agreement)
    reconcile(found.agreement)


@task()
def compare_records(agreement: int) -> None:
    """Take up providers that have become known, and compare VECOZO's record of an agreement with ours."""
    found = SeasonAgreement.objects.select_related("season").get(pk=agreement)
    adopt(found)
    reconcile(found)


@task()
def rescue_deliveries() -> int:
    """Free deliveries whose job broke off."""
    from zorginkoop.portal.exchange import rescuing  # noqa: PLC0415 - it knows these jobs

    return rescuing.rescue()


def _import(delivery: int) -> Import:
    return Import.objects.select_related("agreement__season").get(pk=delivery)
