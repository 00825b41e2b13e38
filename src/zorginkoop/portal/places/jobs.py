"""Work out contract status again: of one provider when something changed, and of everybody each night."""

from __future__ import annotations

from django_tasks import task

from zorginkoop.portal.editions.models import SeasonAgreement
from zorginkoop.portal.places.projection import refresh
from zorginkoop.portal.register.models import Provider, RecordedAgreement


@task()
def refresh_provider(provider_id: int) -> int:
    """Work out the status of one provider for every agreement of every season; give how many intervals there are."""
    provider = Provider.objects.get(pk=provider_id)
    return sum(refresh(provider, agreement) for agreement in SeasonAgreement.objects.select_related("season"))


@task()
def refresh_agreement(agreement_id: int) -> int:
    """Work out the status of every provider that ever had an agreement for this care; give how many intervals.

    Each provider is a change of its own, so a worker that is stopped loses one provider at most, and starts over.
    """
    agreement = SeasonAgreement.objects.select_related("season").get(pk=agreement_id)
    with_agreement = RecordedAgreement.objects.standing().filter(care_type=agreement.care_type)
    # no open reading while writing: SQLite refuses to write from a picture that somebody else has since written over
    chosen = list(with_agreement.order_by("provider").values_list("provider", flat=True).distinct())
    return sum(refresh(Provider.objects.get(pk=one), agreement) for one in chosen)


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
