"""Record what VECOZO told of providers that we did not know then, and know now."""

from __future__ import annotations

from itertools import chain

from zorginkoop.portal.audit.log import changing
from zorginkoop.portal.editions.models import SeasonAgreement
from zorginkoop.portal.exchange.models import Import, ReceivedAnswer, ReceivedEvidence, ReceivedStatus
from zorginkoop.portal.exchange.reading import Arrived, providers_of
from zorginkoop.portal.exchange.recording import Recorder
from zorginkoop.portal.register.models import Provider

TABLES = (ReceivedStatus, ReceivedAnswer, ReceivedEvidence)


def adopt(agreement: SeasonAgreement) -> int:
    """Give rows of unknown AGB codes the provider that has come into the register, and record what follows.

    Gives how many providers that were.
    """
    codes = chain.from_iterable(
        table.objects.filter(agreement=agreement, provider=None).values_list("agb_code", flat=True).distinct()
        for table in TABLES
    )
    known = providers_of(set(codes))
    if not known:
        return 0
    with changing("exchange.providers_known", about=agreement, providers=len(known)) as change:
        for code, provider in known.items():
            for table in TABLES:
                table.objects.filter(agreement=agreement, provider=None, agb_code=code).update(provider=provider)
        told = _of(agreement, list(known.values()))
        rows = (*told.statuses, *told.answers, *told.evidence)
        last = Import.objects.select_related("agreement__season").get(pk=max(row.brought_id for row in rows))
        change.details.update(Recorder(last).record(told))
    return len(known)


def _of(agreement: SeasonAgreement, providers: list[Provider]) -> Arrived:
    asked = {"agreement": agreement, "provider__in": providers}
    return Arrived(
        statuses=list(ReceivedStatus.objects.filter(**asked)),
        answers=list(ReceivedAnswer.objects.filter(**asked)),
        evidence=list(ReceivedEvidence.objects.filter(**asked)),
    )
