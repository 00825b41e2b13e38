"""What of pharmacy is contracted on which day: three agreements that do not stand in for each other."""

from __future__ import annotations

import pytest

from support.layered import on, spans, table_of

PHARMACY = "farmaceutische_zorg/2026-1"
CONTRACTED, NOT, OUTSIDE, OPEN = "gecontracteerd", "niet_gecontracteerd", "buiten_overeenkomst", "onbekend"
BASE = "{id: o1, zorgsoort: farmaceutische_zorg, looptijd: 2026-01-01/2027-12-31, gesloten_op: 2025-10-20}"
STOPPING = "{id: o2, zorgsoort: stoppen_met_roken, looptijd: 2026-07-01/2026-12-31, gesloten_op: 2026-05-20}"
PRODUCTS = "{id: o3, zorgsoort: disv_en_dieet, looptijd: 2026-01-01/2026-12-31, gesloten_op: 2025-10-20}"


def agreements(*rows: str, kind: str = "openbare_apotheek") -> str:
    """Write the facts of a pharmacy with these agreements."""
    return f"soort_aanbieder: {kind}\novereenkomsten: [{', '.join(rows)}]"


def test_medicines_for_stopping_smoking_need_an_agreement_of_their_own() -> None:
    table = table_of(agreements(BASE, STOPPING), "farmaceutische_zorg", PHARMACY)

    assert spans(table, "eigen_overeenkomst_stoppen_met_roken", "geneesmiddelen_stoppen_met_roken") == [
        ("", "2025-12-31", NOT),
        ("2026-01-01", "2026-06-30", OUTSIDE),
        ("2026-07-01", "2026-12-31", CONTRACTED),
        ("2027-01-01", "2027-12-31", OUTSIDE),
        ("2028-01-01", "", NOT),
    ]
    assert on(table, "2026-06-30") == CONTRACTED


@pytest.mark.parametrize(("kind", "status"), [("openbare_apotheek", NOT), ("dienstapotheek", CONTRACTED)])
def test_emergency_care_is_contracted_with_emergency_pharmacies_only(kind: str, status: str) -> None:
    table = table_of(agreements(BASE, kind=kind), "farmaceutische_zorg", PHARMACY)

    assert on(table, "2026-03-10", "spoedeisende_farmaceutische_zorg") == status


def test_gpf_75_the_agreement_for_products_and_the_base_agreement_do_not_stand_in_for_each_other() -> None:
    only_base, only_products = agreements(BASE), agreements(PRODUCTS)

    assert on(table_of(only_base, "disv_en_dieet", PHARMACY), "2026-03-10") == NOT
    assert on(table_of(only_products, "disv_en_dieet", PHARMACY), "2026-03-10") == CONTRACTED
    assert on(table_of(only_products, "farmaceutische_zorg", PHARMACY), "2026-03-10") == NOT


def test_an_unknown_kind_of_pharmacy_leaves_emergency_care_open() -> None:
    table = table_of(f"overeenkomsten: [{BASE}]", "farmaceutische_zorg", PHARMACY)

    assert on(table, "2026-03-10", "spoedeisende_farmaceutische_zorg") == OPEN
