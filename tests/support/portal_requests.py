"""Builders for tests of requests: a practice that was not invited, what it asks, and the selection that left it out."""

from __future__ import annotations

from uuid import uuid4

from support.portal import LONG_AGO, mandated, person, practice
from support.portal_exchange import selected
from support.portal_intake import physiotherapy, staffed
from zorginkoop.portal import clock
from zorginkoop.portal.accounts.models import User
from zorginkoop.portal.accounts.roles import ProviderRole, StaffRole
from zorginkoop.portal.audit.log import changing
from zorginkoop.portal.editions.models import SeasonAgreement
from zorginkoop.portal.register.models import Fact, Index, Provider, RecordedAgreement
from zorginkoop.portal.requests import receiving
from zorginkoop.portal.requests.models import AgreementRequest
from zorginkoop.portal.requests.receiving import Said
from zorginkoop.portal.selection.models import Run, RunState

STRANGER = "vreemdeling@verzonnen.example"
ADDS = "Bij ons is geen wachttijd voor kinderen."


def newcomer(agb: str = "04000001", name: str = "Fysiotherapie De Verzonnen Brug", **more: object) -> Provider:
    """Make a practice that the policy does not approach: it had no agreement in the past years."""
    provider = staffed(practice(agb, name, vecozo_email=f"post{agb}@verzonnen.example", **more))
    with changing("test"):
        RecordedAgreement.objects.filter(provider=provider).update(withdrawn_at=clock.now())
    return provider


def with_index(provider: Provider, value: str) -> None:
    """Give a practice another treatment index."""
    with changing("test"):
        Index.objects.filter(provider=provider).update(value=value)


def know(provider: Provider, name: str, text: str) -> None:
    """Let a register say something of a provider."""
    with changing("test"):
        Fact.objects.create(
            subject_kind="aanbieder", subject_id=provider.agb_code, provider=provider, name=name, text=text,
            source="register", known_since=LONG_AGO,
        )  # fmt: skip


def left_out(agreement: SeasonAgreement, *providers: Provider) -> Run:
    """Send a selection out that left some practices out."""
    run = selected(agreement, [], providers)
    with changing("test"):
        Run.objects.filter(pk=run.pk).update(state=RunState.SENT, sent_at=clock.now(), judged_at=clock.now())
    run.refresh_from_db()
    return run


def said(agreement: SeasonAgreement | None = None, provider: Provider | None = None, **other: object) -> Said:
    """Fill the form in once."""
    given: dict[str, object] = {
        "agreement": agreement or physiotherapy(),
        "mark": uuid4(),
        "agb_code": provider.agb_code if provider else "04999999",
        "practice_name": provider.name if provider else "Fysiotherapie Onbekend",
        "person_name": "Bram Verzonnen",
        "email": STRANGER,
        "phone": "",
        "care": "Fysiotherapie",
        "locations": "Kade 1",
        "adds": ADDS,
        **other,
    }
    return Said(**given)  # type: ignore[arg-type]  # as the form gives it


def asked_by(provider: Provider, agreement: SeasonAgreement | None = None, **other: object) -> AgreementRequest:
    """Let somebody of a practice ask."""
    by = mandated(provider, ProviderRole.FILLER)
    return receiving.receive(said(agreement, provider, **{**other, "email": by.email}), provider, by)


def from_outside(agreement: SeasonAgreement | None = None, **other: object) -> AgreementRequest:
    """Let somebody without an account ask, and confirm."""
    asked = receiving.receive_from_outside(said(agreement, None, **other))
    receiving.confirm(asked)
    asked.refresh_from_db()
    return asked


def purchaser(name: str = "Ina Inkoper") -> User:
    """Make a purchaser."""
    return person(name, StaffRole.PURCHASER)
