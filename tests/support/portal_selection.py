"""Builders for tests of selections: a made-up region in the database, a season for it, and a selection made."""

from __future__ import annotations

from datetime import date

from support.portal import person
from support.seasons import PHYSIOTHERAPY, register
from zorginkoop.portal.accounts.models import User
from zorginkoop.portal.accounts.roles import StaffRole
from zorginkoop.portal.audit.log import changing
from zorginkoop.portal.editions.models import Channel, SeasonAgreement
from zorginkoop.portal.editions.opening import open_season
from zorginkoop.portal.register.loading import load_register
from zorginkoop.portal.selection.changes import request_run
from zorginkoop.portal.selection.jobs import judge
from zorginkoop.portal.selection.models import Run

REGION = 150
DAY = date(2025, 10, 15)


def region(size: int = REGION) -> None:
    """Put a made-up region in the register."""
    load_register(register(size).tables, "rehearsal")


def physiotherapy(channel: Channel = Channel.PORTAL, owner: User | None = None) -> SeasonAgreement:
    """Open the season of physiotherapy 2026."""
    season = open_season(PHYSIOTHERAPY, channels={"fysiotherapie": channel})
    agreement = season.agreements.get()
    if owner is not None:
        with changing("test"):
            SeasonAgreement.objects.filter(pk=agreement.pk).update(owner=owner)
        agreement.refresh_from_db()
    return agreement


def purchaser(name: str = "Ina Inkoper") -> User:
    """Make a purchaser."""
    return person(name, StaffRole.PURCHASER)


def selected(agreement: SeasonAgreement, by: User, on: date = DAY) -> Run:
    """Make a selection, as the worker does."""
    run = request_run(agreement, on, by)
    judge.func(run.pk)
    run.refresh_from_db()
    return run
