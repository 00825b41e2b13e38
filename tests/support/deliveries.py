"""Small deliveries to and from VECOZO for tests, and what is wrong with them."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from zorginkoop.formats.vecozo_files import opened_delivery
from zorginkoop.formats.vecozo_manifest import DeliveryPeriod, Direction, Heading
from zorginkoop.kernel.errors import Problem, RegisterWrong

AGREEMENT = "04000001,3360,paramedische_zorg,fysiotherapie,2026"
AGREEMENT_COLUMNS = "aanbieder,verzekeraar,zorggroep,overeenkomst,jaar"
STATUSES = f"""\
{AGREEMENT_COLUMNS},stuk,status,moment,door
{AGREEMENT},vragenlijst,verstuurd,2025-09-15T09:00,
{AGREEMENT},vragenlijst,ingevuld,2025-10-20T16:30,
{AGREEMENT},overeenkomst,geaccepteerd,2025-11-03T11:05,Ada Verzonnen
"""
DOCUMENT = b"%PDF-1.7 een verzonnen bewijsstuk\n%%EOF\n"
EVIDENCE = f"""\
{AGREEMENT_COLUMNS},onderwerp,vraag,bestand,sha256,ingeleverd_op
{AGREEMENT},aanbieder,skf_keurmerk,keurmerk.pdf,{hashlib.sha256(DOCUMENT).hexdigest()},2025-10-20T16:20
"""


def heading(direction: Direction = Direction.TO_VECOZO, number: str = "V2025-0001") -> Heading:
    """Give the heading of a delivery about the season of 2026."""
    return Heading(
        nummer=number,
        richting=direction,
        gemaakt_op=datetime(2025, 9, 15, 8, 0, tzinfo=UTC),
        periode=DeliveryPeriod(van=date(2026, 1, 1), tot_en_met=date(2027, 12, 31)),
        afzender="Zorginkoop De Verzonnen Dijk",
        ontvanger="VECOZO",
    )


def zip_of(target: Path, members: Mapping[str, str | bytes]) -> Path:
    """Write a zip with these members, as another program would; the same members are the same bytes."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, text in members.items():
            packed.writestr(zipfile.ZipInfo(name), text, zipfile.ZIP_DEFLATED)
    target.write_bytes(content.getvalue())
    return target


def delivery_problems(delivered: Path, direction: Direction = Direction.FROM_VECOZO, name: str = "") -> list[Problem]:
    """Give what is wrong with a delivery, which must be something."""
    with pytest.raises(RegisterWrong) as raised, opened_delivery(delivered, direction, name):
        pass
    return list(raised.value.problems)
