"""Makes what organisations for maternity care answered in the questionnaire, and what was published about them."""

from __future__ import annotations

import numpy as np
import polars as pl

from zorginkoop.policies.loading import load_installation
from zorginkoop.rehearsal import VALUES_FILE
from zorginkoop.rehearsal.chance import Ints, day
from zorginkoop.rehearsal.records import NO_CODES, NOT_RECORDED, UNKNOWN, Records, positions
from zorginkoop.rehearsal.sheets import NONE

EARLIER_SHARE = 0.6  # of those who did not answer: what they answered two years before still stands
EARLIER = ("2021-09-05", "2021-10-10")
AFTER_THE_YEAR = ("2025-01-02", "2025-01-12")


def _mostly(no: float, unknown: float = 0.015) -> dict[str, float]:
    return {"ja": 1 - no - unknown, "nee": no, UNKNOWN: unknown}


ANSWERS = {
    "handelt_volgens_beroepsnormen": _mostly(0.02), "telefonisch_bereikbaar": _mostly(0.015),
    "verleent_partusassistentie": _mostly(0.3, 0.03), "partus_altijd_bereikbaar": _mostly(0.03, 0.02),
    "declareert_via_vecozo": _mostly(0.02), "overzicht_hybride_zorg": _mostly(0.03),
    "overzicht_afschaling": _mostly(0.02), "toezegging_tien_procent": _mostly(0.02),
    "gebruikt_gevalideerde_oplossingen": _mostly(0.35, 0.05), "draagt_bij_aan_capaciteit": _mostly(0.06),
    "gebruikt_klantervaringen": _mostly(0.05), "zet_loondienst_in": _mostly(0.15),
    "biedt_opleidingsplaatsen": _mostly(0.2), "stimuleert_borstvoeding": _mostly(0.03),
    "leidt_nieuwe_kraamverzorgenden_op": _mostly(0.3, 0.03), "leerweg_via_sbb_erkende": _mostly(0.2, 0.04),
    "klantervaringsonderzoek_structureel": _mostly(0.2, 0.03),
    "indicatieprotocollen": {"lip": 0.75, "klim lip": 0.15, "klim": 0.015, NO_CODES: 0.01, UNKNOWN: 0.02},
    "opleidingsroutes": {
        "bbl": 0.35, "bol": 0.2, "bbl bol": 0.2, "branche_erkend": 0.12, NO_CODES: 0.09, UNKNOWN: 0.04,
    },
}  # fmt: skip
PATHS = {  # care paths, and those of them with a digital variant
    ("12", "4"): 0.25, ("8", "3"): 0.25, ("20", "9"): 0.2, ("12", "3"): 0.08, ("8", "2"): 0.07, ("13", "3"): 0.01,
    ("10", "1"): 0.01, ("0", "0"): 0.01, ("12", UNKNOWN): 0.015, (UNKNOWN, "3"): 0.015,
}  # fmt: skip
PATIENTS = {("800", "120"): 0.4, ("500", "50"): 0.2, ("501", "50"): 0.1, ("650", "20"): 0.2, ("300", UNKNOWN): 0.1}
TAKING_PART = {"alle": 0.93, "een_niet": 0.025, "geen": 0.01, UNKNOWN: 0.02, "onbekende_postcode": 0.015}
INDICATOR_YEARS = (2020, 2021, 2022, 2023)
INDICATOR = {"getrokken": 0.85, "85 %": 0.03, "84.99 %": 0.03, "85.01 %": 0.03, UNKNOWN: 0.03, NOT_RECORDED: 0.03}
UNMAPPED = "9999"


def add_answers(records: Records, answered: Ints) -> None:
    """Record the answers from the day they were given; for some who did not answer, those of two years before."""
    who, known = _answering(records, answered)
    _add_working_areas(records, who, known)
    for name, shares in ANSWERS.items():
        records.drawn(name, who, shares, known)
    paths = list(PATHS)
    which = records.chance.quota(PATHS, len(who))
    for at, name in enumerate(("zorgpaden", "zorgpaden_uitgetekend")):
        values = pl.Series([paths[number][at] for number in which], dtype=pl.String)
        records.fact(name, who, values, known)
    patients = list(PATIENTS)
    which = records.chance.quota(PATIENTS, len(who))
    measured = records.chance.days(*AFTER_THE_YEAR, len(who))
    for at, name in enumerate(("patienten_eind_2024", "patienten_digitaal_eind_2024")):
        values = pl.Series([patients[number][at] for number in which], dtype=pl.String)
        records.fact(name, who, values, measured)
    _add_indicator(records)


def _answering(records: Records, answered: Ints) -> tuple[Ints, Ints]:
    earlier = records.chance.some_of(EARLIER_SHARE, answered == NONE)
    known = answered.copy()
    known[earlier] = records.chance.days(*EARLIER, int(earlier.sum()))
    who = positions(known != NONE)
    return who, known[who]


def _add_indicator(records: Records) -> None:
    """Record the published score on breastfeeding, by year; some lie at the limit or one step from it."""
    chance = records.chance
    for year in INDICATOR_YEARS:
        kinds = np.array(list(INDICATOR))[chance.quota(INDICATOR, len(records.codes))]
        drawn = np.clip(chance.random.normal(8_550, 600, len(kinds)), 4_000, 9_900).astype(np.int64)
        values = [
            f"{number / 100:.2f} %" if kind == "getrokken" else kind for kind, number in zip(kinds, drawn, strict=True)
        ]
        there = positions(kinds != NOT_RECORDED)
        published = pl.Series(values, dtype=pl.String).gather(there)
        records.fact("indicator_18", there, published, day(f"{year + 1}-07-01"), "transparantiekalender", jaar=year)


def _add_working_areas(records: Records, who: Ints, known: Ints) -> None:
    """Record the postcodes in which each organisation works, and the partnerships it takes part in."""
    chance = records.chance
    partnerships: dict[str, list[str]] = load_installation(VALUES_FILE).values["vsv_per_postcode"].waarde
    postcodes = sorted(partnerships)
    kinds = np.array(list(TAKING_PART))[chance.quota(TAKING_PART, len(who))]
    areas, joined = [], []
    for kind, at, width in zip(
        kinds, chance.below(len(postcodes), len(who)), 1 + chance.below(3, len(who)), strict=True
    ):
        area = [postcodes[(at + step) % len(postcodes)] for step in range(width)]
        all_of_them = sorted({name for postcode in area for name in partnerships[postcode]})
        areas.append(" ".join([*area, UNMAPPED] if kind == "onbekende_postcode" else area))
        part = {"geen": [NO_CODES], UNKNOWN: [UNKNOWN], "een_niet": all_of_them[1:] or [NO_CODES]}
        joined.append(" ".join(part.get(str(kind), all_of_them)))
    records.fact("werkgebied_postcodes", who, pl.Series(areas, dtype=pl.String), known)
    records.fact("vsv_deelname", who, pl.Series(joined, dtype=pl.String), known)
