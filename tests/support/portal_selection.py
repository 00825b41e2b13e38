"""Builders for tests of selections: a made-up region in the database, a season for it, and a selection made."""

from __future__ import annotations

from datetime import date
from typing import Any

from support.portal import person
from support.seasons import PHYSIOTHERAPY, register
from zorginkoop.portal.accounts.models import User
from zorginkoop.portal.accounts.roles import StaffRole
from zorginkoop.portal.audit.log import changing
from zorginkoop.portal.editions.models import Channel, SeasonAgreement
from zorginkoop.portal.editions.opening import open_season
from zorginkoop.portal.register.columns import KEPT, PROVIDER_CODE
from zorginkoop.portal.register.models import Provider
from zorginkoop.portal.selection.changes import request_run
from zorginkoop.portal.selection.jobs import judge
from zorginkoop.portal.selection.models import Run

REGION = 150
DAY = date(2025, 10, 15)


def region(size: int = REGION) -> None:
    """Put a made-up region in the register."""
    tables = register(size).tables
    with changing("register.loaded"):
        known: dict[str, int] = {}
        for name, kept in KEPT.items():
            rows = [_row(kept.fields, row, known) for row in tables[name].iter_rows(named=True)]
            kept.model._default_manager.bulk_create([kept.model(**row) for row in rows])  # noqa: SLF001 - Django's name
            if name == "aanbieders":
                known = dict(Provider.objects.values_list("agb_code", "pk"))


def _row(fields: Any, row: dict[str, Any], known: dict[str, int]) -> dict[str, Any]:  # noqa: ANN401 - of any table
    found: dict[str, Any] = {}
    for column, field in fields.items():
        value = row[column]
        if field == PROVIDER_CODE:
            found["provider_id"] = known[value or row["id"]]
        elif value is not None:
            found[field] = value
    return found


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
