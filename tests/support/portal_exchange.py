"""Builders for tests of the exchange: a settled selection, deliveries, and work done at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile

from support.deliveries import AGREEMENT_COLUMNS, zip_of
from support.portal import person
from support.portal_agreements import season_agreement
from zorginkoop.portal import clock
from zorginkoop.portal.accounts.models import User
from zorginkoop.portal.accounts.roles import StaffRole
from zorginkoop.portal.audit.log import changing
from zorginkoop.portal.editions.models import Channel, SeasonAgreement
from zorginkoop.portal.exchange.bringing import ask_export, bring_import, confirm_import
from zorginkoop.portal.exchange.jobs import check_import, make_export, process_import
from zorginkoop.portal.exchange.models import Export, Form, Import, ImportState
from zorginkoop.portal.register.models import Provider
from zorginkoop.portal.selection.models import Choice, Run, RunState, Says

ROUTE = "benaderen/aanbod"


def through_vecozo() -> SeasonAgreement:
    """Open the season of fysiotherapie 2026, along VECOZO."""
    return season_agreement(Channel.VECOZO)


def purchaser() -> User:
    """Make a purchaser."""
    return person("Ina Inkoper", StaffRole.PURCHASER)


def selected(agreement: SeasonAgreement, approached: Sequence[Provider], left: Sequence[Provider] = ()) -> Run:
    """Settle a selection in which some are approached and some are not."""
    by = purchaser()
    with changing("test"):
        run = Run.objects.create(
            agreement=agreement,
            number=Run.objects.filter(agreement=agreement).count() + 1,
            on=date(2025, 9, 1),
            known=clock.now(),
            state=RunState.CONFIRMED,
            requested_by=by,
            requested_at=clock.now(),
        )
        for provider in (*approached, *left):
            approach = provider in approached
            Choice.objects.create(
                run=run,
                provider=provider,
                says=Says.APPROACH if approach else Says.LEAVE,
                approach=approach,
                in_audience=True,
                route=ROUTE if approach else "",
                result="aanbod" if approach else "geen_aanbod",
            )
    return run


def exported(agreement: SeasonAgreement, form: str = Form.CSV) -> Export:
    """Have a delivery made, and make it."""
    export = ask_export(agreement, form, purchaser())
    make_export.call(export.pk)
    export.refresh_from_db()
    return export


def row(agb: str, *cells: str) -> str:
    """Write a row about the agreement of a provider."""
    return ",".join([agb, "3360", "paramedische_zorg", "fysiotherapie", "2026", *cells])


def statuses(*rows: str) -> str:
    """Write the table `statussen`: stuk, status, moment, door, variant, sluit_op."""
    return "\n".join([f"{AGREEMENT_COLUMNS},stuk,status,moment,door,variant,sluit_op", *rows]) + "\n"


def answers(*rows: str) -> str:
    """Write the table `antwoorden`: onderwerp, rij, vraag, waarde, beantwoord_op."""
    return "\n".join([f"{AGREEMENT_COLUMNS},onderwerp,rij,vraag,waarde,beantwoord_op", *rows]) + "\n"


def evidence(*rows: str) -> str:
    """Write the table `bewijs`: onderwerp, rij, vraag, bestand, sha256, ingeleverd_op, geldig_tot."""
    columns = "onderwerp,rij,vraag,bestand,sha256,ingeleverd_op,geldig_tot"
    return "\n".join([f"{AGREEMENT_COLUMNS},{columns}", *rows]) + "\n"


def brought(agreement: SeasonAgreement, folder: Path, **tables: str | bytes) -> Import:
    """Bring a delivery, and have it looked through."""
    members = {key if "/" in key else f"{key}.csv": text for key, text in tables.items()}
    content = zip_of(folder / "terug.zip", members).read_bytes()
    delivery, _ = bring_import(agreement, SimpleUploadedFile("terug.zip", content), purchaser())
    check_import.call(delivery.pk)
    delivery.refresh_from_db()
    return delivery


def processed(agreement: SeasonAgreement, folder: Path, **tables: str | bytes) -> Import:
    """Bring a delivery in which nothing is wrong, and have it processed."""
    delivery = brought(agreement, folder, **tables)
    assert delivery.state in (ImportState.CHECKED, ImportState.PROCESSED), delivery.problems
    confirm_import(delivery, purchaser())
    process_import.call(delivery.pk)
    delivery.refresh_from_db()
    return delivery
