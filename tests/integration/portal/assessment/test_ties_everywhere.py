"""Who stated to be tied to a provider decides nothing about it, wherever in the year the decision is taken."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from support.portal import mandated, person, practice
from support.portal_agreements import offer_to
from support.portal_intake import physiotherapy
from zorginkoop.portal import clock
from zorginkoop.portal.accounts.models import User
from zorginkoop.portal.accounts.roles import ProviderRole, StaffRole
from zorginkoop.portal.agreements import offering, refusals
from zorginkoop.portal.assessment import interests
from zorginkoop.portal.assessment.models import InterestKind, WorkItem, WorkKind
from zorginkoop.portal.audit.log import changing
from zorginkoop.portal.deadlines import extending
from zorginkoop.portal.deadlines.ends import CONFIRMED
from zorginkoop.portal.editions.portfolio import hand_over
from zorginkoop.portal.people import appointing, giving
from zorginkoop.portal.register.deciding import not_theirs_to_decide
from zorginkoop.portal.register.models import Provider, Signatory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("october")]
TIED = "een belang hebt bij deze aanbieder"


@pytest.fixture
def provider() -> Provider:
    return practice()


@pytest.fixture
def ina(provider: Provider) -> User:
    """Make a purchaser who is tied to the provider."""
    made = person("Ina Inkoper", StaffRole.PURCHASER)
    interests.state(made, provider, InterestKind.FAMILY)
    return made


def refused(error: type[Exception], act: Callable[[], object]) -> None:
    with pytest.raises(error, match=TIED):
        act()


def test_it_is_told_where_anybody_asks(provider: Provider, ina: User) -> None:
    free = person("Cor Collega", StaffRole.PURCHASER)
    assert TIED in not_theirs_to_decide(ina, provider.pk)
    assert not_theirs_to_decide(free, provider.pk) == ""
    assert not_theirs_to_decide(None, provider.pk) == ""
    assert not_theirs_to_decide(ina, practice("04000777").pk) == ""


def test_a_later_last_day(provider: Provider, ina: User) -> None:
    agreement, day = physiotherapy(), date(2025, 10, 31)
    refused(
        extending.CannotError,
        lambda: extending.propose(agreement, CONFIRMED, day, "Ziekte", by=ina, provider=provider),
    )
    free = person("Cor Collega", StaffRole.PURCHASER)
    proposal = extending.propose(agreement, CONFIRMED, day, "Ziekte", by=free, provider=provider)
    refused(extending.CannotError, lambda: extending.agree(proposal, ina))
    everybody = extending.propose(agreement, CONFIRMED, day, "Storing", by=free)
    extending.agree(everybody, ina)


def test_an_offer(provider: Provider, ina: User) -> None:
    mandated(provider, ProviderRole.SIGNATORY)
    offer = offer_to(provider)
    refused(refusals.OfferRefused, lambda: offering.withdraw(offer, "Toch niet.", ina))
    refused(refusals.OfferRefused, lambda: offering.accept_late(offer, date(2025, 12, 1), "Ziekte", ina))


def test_who_acts_for_it(provider: Provider, ina: User) -> None:
    known = appointing.Known("gebeld", clock.today())
    refused(giving.NotAllowed, lambda: appointing.appoint(provider, "n@verzonnen.example", "Nina", known, ina))
    with changing("test"):
        signatory = Signatory.objects.create(
            provider=provider, user=person("Tess"), name="Tess", jointly=False, kvk_extract_date=clock.today(),
            kvk_extract_hash="sha256:0", valid_from=clock.today(),
        )  # fmt: skip
    refused(giving.NotAllowed, lambda: giving.check_signatory(signatory, ina))


def test_open_work_goes_along_with_an_agreement_but_for_who_is_tied(provider: Provider, ina: User) -> None:
    before, agreement = person("Bo Eerder", StaffRole.PURCHASER), physiotherapy()
    other = practice("04000777")
    with changing("test"):
        type(agreement).objects.filter(pk=agreement.pk).update(owner=before)
        for whose in (provider, other):
            WorkItem.objects.create(
                provider=whose, agreement=agreement, kind=WorkKind.TASK, reference="een_taak", raised_at=clock.now(),
                assigned_to=before,
            )  # fmt: skip
    agreement.refresh_from_db()
    hand_over(agreement, ina, clock.today(), before)
    assert WorkItem.objects.get(provider=other).assigned_to == ina
    assert WorkItem.objects.get(provider=provider).assigned_to is None
