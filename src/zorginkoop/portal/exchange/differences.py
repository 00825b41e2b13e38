"""Keep where VECOZO's record and ours differ: from when it was seen until it is gone."""

from __future__ import annotations

from zorginkoop.portal import clock
from zorginkoop.portal.audit.log import changing
from zorginkoop.portal.editions.models import SeasonAgreement
from zorginkoop.portal.exchange.comparing import Found, compare
from zorginkoop.portal.exchange.models import Difference

AT_ONCE = 500


def reconcile(agreement: SeasonAgreement) -> int:
    """Compare, keep what is new, and mark what is gone; gives how many differences wait for a person.

    A decision stays with its difference: only when one of the two records says something else does it come back.
    """
    found = {one.identity: one for one in compare(agreement)}
    kept = {(one.kind, one.agb_code, one.about, one.ours, one.theirs): one for one in agreement.differences.iterator()}
    fresh = [one for identity, one in found.items() if identity not in kept]
    back = [one.pk for identity, one in kept.items() if identity in found and one.gone_at is not None]
    gone = [one.pk for identity, one in kept.items() if identity not in found and one.gone_at is None]
    if fresh or back or gone:
        with changing("exchange.compared", about=agreement, new=len(fresh), back=len(back), gone=len(gone)):
            _mark(gone, gone=True)
            _mark(back, gone=False)
            Difference.objects.bulk_create(_rows(agreement, fresh), AT_ONCE, ignore_conflicts=True)
    return Difference.objects.waiting().filter(agreement=agreement).count()


def _mark(differences: list[int], *, gone: bool) -> None:
    for start in range(0, len(differences), AT_ONCE):
        some = Difference.objects.filter(pk__in=differences[start : start + AT_ONCE])
        some.update(gone_at=clock.now() if gone else None)


def _rows(agreement: SeasonAgreement, fresh: list[Found]) -> list[Difference]:
    moment = clock.now()
    return [
        Difference(
            agreement=agreement,
            kind=one.kind,
            agb_code=one.agb_code,
            provider=one.provider,
            about=one.about,
            ours=one.ours,
            theirs=one.theirs,
            providers=one.providers,
            seen_at=moment,
        )
        for one in fresh
    ]
