"""Of a dossier each role reads what it needs: what is written down in confidence is for who writes it."""

from __future__ import annotations

from datetime import date

import pytest

from support.portal import browser_of, mandated, person, practice
from zorginkoop.portal import clock
from zorginkoop.portal.accounts.roles import ProviderRole, StaffRole
from zorginkoop.portal.audit.log import changing
from zorginkoop.portal.register.models import Contact, Note, Provider, Screening
from zorginkoop.portal.register.sections import PARTS

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("october")]
SCREENED, NOTED, CALLED, MANAGED = "Surseance uitgesproken", "Belde boos op", "Corrie Contact", "Mies Beheerster"
MAY_READ = {
    StaffRole.PURCHASER: {SCREENED, NOTED, CALLED, MANAGED, "Vragenlijsten"},
    StaffRole.INTEGRITY_OFFICER: {SCREENED, NOTED, CALLED, MANAGED, "Vragenlijsten"},
    StaffRole.POLICY_OFFICER: {"Vragenlijsten"},
    StaffRole.AUDITOR: {"Vragenlijsten"},
    StaffRole.LABEL_DESK: {CALLED},
}


@pytest.fixture
def provider() -> Provider:
    made = practice()
    mandated(made, ProviderRole.MANAGER, name=MANAGED)
    with changing("test"):
        Screening.objects.create(
            provider=made, subject="insolventie", result="ernstig", finding=SCREENED, checked_on=date(2025, 9, 1),
            source="register", known_since=date(2025, 9, 1),
        )  # fmt: skip
        Note.objects.create(provider=made, author=person(), text=NOTED, written_at=clock.now())
        Contact.objects.create(provider=made, name=CALLED, source="eigen", known_since=date(2025, 1, 1))
    return made


@pytest.mark.parametrize("role", MAY_READ)
def test_each_role_reads_its_own_parts_and_no_other(provider: Provider, role: StaffRole) -> None:
    browser = browser_of(person("Iemand", role))
    text = "".join(browser.get(f"/aanbieders/{provider.public_id}/?deel={part}").content.decode() for part in PARTS)
    assert {words for words in (SCREENED, NOTED, CALLED, MANAGED, "Vragenlijsten") if words in text} == MAY_READ[role]
