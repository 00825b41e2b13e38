"""What of birth care is contracted on which day: CTG from 2024, the midwife in person, and screening by centre."""

from __future__ import annotations

import pytest

from support.layered import on, spans, table_of

BIRTH_CARE = "geboortezorg/2024-1"
CONTRACTED, NOT, OUTSIDE = "gecontracteerd", "niet_gecontracteerd", "buiten_overeenkomst"
MIDWIFE = """
verricht_ctg: ja
ctg_afspraken_in_vsv: nee
ctg_scholing_gevolgd: ja
personen:
  - id: v1
    beroep: verloskundige
    registraties: [{register: knov_kwaliteitsregister, geldig_tot: 2024-06-30}, {register: knov_ctg}]
"""


def agreement(care_type: str, term: str, concluded: str) -> str:
    """Write the one recorded agreement of a provider."""
    return f"overeenkomsten: [{{id: o1, zorgsoort: {care_type}, looptijd: {term}, gesloten_op: {concluded}}}]\n"


MIDWIFERY = agreement("verloskundige_zorg", "2023-01-01/2024-12-31", "2022-11-01")
SCREENING = agreement("prenatale_screening", "2023-01-01/2024-12-31", "2022-11-01")
SURCHARGE = agreement("verloskundige_zorg_toeslag", "2024-01-01/2024-12-31", "2023-12-01")


def test_gpf_15_ctg_had_no_conditions_in_2023_and_needs_all_three_from_2024() -> None:
    table = table_of(MIDWIFERY + MIDWIFE, "verloskundige_zorg", BIRTH_CARE)

    assert spans(table, "ctg_in_de_eerste_lijn", "antenataal_ctg") == [
        ("", "2022-12-31", NOT),
        ("2023-01-01", "2023-12-31", CONTRACTED),
        ("2024-01-01", "2024-12-31", OUTSIDE),
        ("2025-01-01", "", NOT),
    ]
    assert on(table, "2024-03-05") == CONTRACTED


def test_care_by_a_midwife_who_left_the_quality_register_falls_outside() -> None:
    table = table_of(MIDWIFERY + MIDWIFE, "verloskundige_zorg", BIRTH_CARE)

    assert spans(table, "kwaliteitsregister", row="v1") == [
        ("", "2022-12-31", NOT),
        ("2023-01-01", "2024-06-30", CONTRACTED),
        ("2024-07-01", "2024-12-31", OUTSIDE),
        ("2025-01-01", "", NOT),
    ]


@pytest.mark.parametrize(("care", "status"), [("seo", OUTSIDE), ("counseling", CONTRACTED)])
def test_screening_is_contracted_as_far_as_the_centre_agreement_goes(care: str, status: str) -> None:
    facts = SCREENING + "\nbiedt_screening: [seo, counseling]\ncentrum_activiteiten: [counseling]"

    assert on(table_of(facts, "prenatale_screening", BIRTH_CARE), "2024-03-05", care) == status


@pytest.mark.parametrize(("day", "status"), [("2024-09-30", CONTRACTED), ("2024-10-01", NOT)])
def test_the_surcharge_stops_after_its_last_day(day: str, status: str) -> None:
    facts = SURCHARGE + "\ntoeslag_eindigt_op: 2024-09-30"

    assert on(table_of(facts, "toeslag_verminderde_beschikbaarheid", BIRTH_CARE), day, "toeslag") == status
