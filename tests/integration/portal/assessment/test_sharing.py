"""Work is shared out: everybody sees who has how much, and gives it to whoever can do it."""

from __future__ import annotations

import pytest
from django.urls import reverse

from support.portal import browser_of, person
from support.portal_assessment import confirmed, judged
from zorginkoop.portal.accounts.models import User
from zorginkoop.portal.accounts.roles import StaffRole
from zorginkoop.portal.assessment import completing, interests, sharing
from zorginkoop.portal.assessment.effects import ACCEPTED
from zorginkoop.portal.assessment.models import InterestKind, WorkItem, WorkKind
from zorginkoop.portal.assessment.verdicts import give_verdict
from zorginkoop.portal.clock import today

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("october")]


def purchaser(name: str = "Ingrid Inkoper") -> User:
    """Make a purchaser."""
    return person(name, StaffRole.PURCHASER)


def evidence() -> WorkItem:
    """Let evidence wait for a person."""
    judged(confirmed())
    return WorkItem.objects.select_related("provider", "agreement__season").get(kind=WorkKind.EVIDENCE)


def test_work_is_given_to_a_colleague_and_counts_there() -> None:
    item, by, colleague = evidence(), purchaser(), purchaser("Collega Inkoper")
    everything = WorkItem.objects.filter(closed_at=None).count()
    address = reverse("assessment:assign", args=[item.public_id])
    assert browser_of(by).post(address, {"to": colleague.pk}).status_code == 303
    item.refresh_from_db()
    assert item.assigned_to == colleague
    completing.ask(item, "De achterkant ontbreekt.", today().replace(day=30), by)
    told = {one.name: (one.number, one.waiting) for one in sharing.loads()}
    left = {"": (everything - 1, 0)} if everything > 1 else {}
    assert told == left | {"Collega Inkoper": (1, 1), "Ingrid Inkoper": (0, 0)}
    assert "Collega Inkoper" in browser_of(by).get(reverse("assessment:load")).content.decode()


def test_who_is_tied_gets_nothing_and_gives_nothing() -> None:
    item, by, tied = evidence(), purchaser(), purchaser("Verbonden Inkoper")
    interests.state(tied, item.provider, InterestKind.WORK)
    address = reverse("assessment:assign", args=[item.public_id])
    assert "Verbonden Inkoper" not in browser_of(by).get(address).content.decode().partition("<form method")[2]
    sent = browser_of(by).post(address, {"to": tied.pk})
    assert sent.status_code == 422
    assert "Kies iemand uit de lijst" in sent.content.decode()
    assert browser_of(tied).post(address, {"to": by.pk}).status_code == 403
    with pytest.raises(interests.TiedError):
        sharing.assign(item, tied)
    item.refresh_from_db()
    assert item.assigned_to is None


def test_only_a_purchaser_gets_work_and_what_is_done_stays_done() -> None:
    item, by = evidence(), purchaser()
    address = reverse("assessment:assign", args=[item.public_id])
    auditor = person("Anna Auditor", StaffRole.AUDITOR)
    assert browser_of(by).post(address, {"to": auditor.pk}).status_code == 422
    give_verdict(item, ACCEPTED, "", by)
    late = browser_of(by).post(address, {"to": by.pk})
    assert late.status_code == 409
    assert "Dit is al afgehandeld" in late.content.decode()
