"""A deputy sees the work of who is absent, and the work says for whom it was done."""

from __future__ import annotations

from datetime import timedelta

import pytest

from support.portal import browser_of, person
from support.portal_assessment import confirmed, judged
from zorginkoop.portal import clock
from zorginkoop.portal.accounts.deputies import acting_for
from zorginkoop.portal.accounts.models import Replacement, User
from zorginkoop.portal.accounts.roles import StaffRole
from zorginkoop.portal.assessment.models import WorkItem, WorkKind
from zorginkoop.portal.assessment.work import take
from zorginkoop.portal.audit.log import changing

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("october")]


def purchaser(name: str) -> User:
    """Make a purchaser."""
    return person(name, StaffRole.PURCHASER)


def taken_by(somebody: User) -> WorkItem:
    """Let somebody take on a piece of evidence."""
    judged(confirmed())
    item = WorkItem.objects.get(kind=WorkKind.EVIDENCE)
    take(item, somebody)
    return item


def stand_in(deputy: User, absent: User, days: int = 5) -> None:
    """Let somebody stand in for another for some days."""
    first = clock.today()
    with changing("test"):
        Replacement.objects.create(
            deputy=deputy, absent=absent, valid_from=first, valid_until=first + timedelta(days=days), ground="verlof"
        )


def test_one_stands_in_only_on_the_days_of_it() -> None:
    absent, deputy = purchaser("Afwezige Inkoper"), purchaser("Waarnemer Inkoper")
    assert acting_for(deputy) == []
    stand_in(deputy, absent)
    assert acting_for(deputy) == [absent]
    assert acting_for(deputy, clock.today() + timedelta(days=5)) == [absent]
    assert acting_for(deputy, clock.today() + timedelta(days=6)) == []
    assert acting_for(absent) == []


def test_a_deputy_sees_the_work_and_it_says_for_whom_it_was_done() -> None:
    absent, deputy = purchaser("Afwezige Inkoper"), purchaser("Waarnemer Inkoper")
    item = taken_by(absent)
    browser = browser_of(deputy)
    assert item.provider.name not in browser.get("/werkvoorraad/?van=mij").content.decode()
    stand_in(deputy, absent)
    page = browser.get("/werkvoorraad/?van=mij").content.decode()
    assert item.provider.name in page
    assert "U neemt waar voor: Afwezige Inkoper" in page
    address = f"/werkvoorraad/{item.public_id}/"
    assert browser.post(address, {"verdict": "goed"}).status_code == 303
    item.refresh_from_db()
    assert (item.closed_by, item.closed_for) == (deputy, absent)
    assert "als waarnemer van Afwezige Inkoper" in browser.get(address).content.decode()


def test_who_stands_in_for_nobody_does_it_for_nobody() -> None:
    item, other = taken_by(purchaser("Eerste Inkoper")), purchaser("Tweede Inkoper")
    assert browser_of(other).post(f"/werkvoorraad/{item.public_id}/", {"verdict": "goed"}).status_code == 303
    item.refresh_from_db()
    assert (item.closed_by, item.closed_for) == (other, None)


def test_work_that_nobody_took_on_is_of_whose_agreement_it_is() -> None:
    judged(confirmed())
    owner, other = purchaser("Eigen Inkoper"), purchaser("Andere Inkoper")
    item = WorkItem.objects.get(kind=WorkKind.EVIDENCE)
    with changing("test"):
        type(item.agreement).objects.filter(pk=item.agreement_id).update(owner=owner)
    assert item.provider.name in browser_of(owner).get("/werkvoorraad/?van=mij").content.decode()
    assert item.provider.name not in browser_of(other).get("/werkvoorraad/?van=mij").content.decode()
