"""Work out contract status again: of one provider when something changed, and of everybody each night."""

from __future__ import annotations

from datetime import date

from django.db.models import Q
from django_tasks import task

from zorginkoop.portal.editions.models import SeasonAgreement
from zorginkoop.portal.places.models import StatusInterval
from zorginkoop.portal.places.projection import layers_of, refresh
from zorginkoop.portal.register.models import Provider, RecordedAgreement


@task()
def refresh_provider(provider_id: int) -> int:
    """Work out the status of one provider for every agreement of every season; give how many intervals there are."""
    provider = Provider.objects.get(pk=provider_id)
    return sum(refresh(provider, agreement) for agreement in SeasonAgreement.objects.select_related("season"))


@task()
def refresh_agreement(agreement_id: int) -> int:
    """Work out the status of everybody with an agreement for this care in its term; give how many intervals.

    Each provider is a change of its own, so a worker that is stopped loses one provider at most, and starts over.
    """
    agreement = SeasonAgreement.objects.select_related("season").get(pk=agreement_id)
    layers = layers_of(agreement)
    if layers is None:
        return 0
    # no open reading while writing: SQLite refuses to write from a picture that somebody else has since written over
    chosen = sorted(_concerned(agreement, layers.term.start))
    return sum(refresh(Provider.objects.get(pk=one), agreement) for one in chosen)


def _concerned(agreement: SeasonAgreement, start: date) -> set[int]:
    """Give the providers with an agreement that runs in the term, who succeeded them, and who had a status before."""
    running = Q(valid_until=None) | Q(valid_until__gte=start)  # what ended before it says nothing any more
    rows = RecordedAgreement.objects.standing().filter(running, care_type=agreement.care_type)
    found = set(rows.values_list("provider", flat=True))
    found |= set(StatusInterval.objects.filter(agreement=agreement).values_list("provider", flat=True))
    heirs = dict(Provider.objects.exclude(predecessor_agb="").values_list("pk", "predecessor_agb"))
    codes = dict(Provider.objects.filter(agb_code__in=set(heirs.values())).values_list("agb_code", "pk"))
    while more := {pk for pk, agb in heirs.items() if pk not in found and codes.get(agb) in found}:
        found |= more
    return found


@task()
def refresh_everybody() -> int:
    """Put work ready for each agreement of each season; give how many."""
    agreements = list(SeasonAgreement.objects.values_list("pk", flat=True))
    for agreement in agreements:
        refresh_agreement.enqueue(agreement)
    return len(agreements)


def after_conclusion(provider: Provider, season_agreement: SeasonAgreement, **_: object) -> None:
    """Work out the status at once, in the change that concluded the agreement: it is shown as soon as it may be."""
    refresh(provider, season_agreement)
