"""Makes single-specialty institutions as they stand in the season of contract year 2027."""

from __future__ import annotations

import numpy as np
import polars as pl

from zorginkoop.policies.loading import load_installation
from zorginkoop.rehearsal import VALUES_FILE
from zorginkoop.rehearsal.cases import add_what_is_left
from zorginkoop.rehearsal.chance import Chance, Ints, day
from zorginkoop.rehearsal.institution_season import add_season
from zorginkoop.rehearsal.institution_staff import add_staff
from zorginkoop.rehearsal.providers import Kind, add_providers, taken_over_of
from zorginkoop.rehearsal.records import NO_CODES, NOT_RECORDED, UNKNOWN, Names, Records, positions
from zorginkoop.rehearsal.sheets import Part, Sheets, texts
from zorginkoop.rehearsal.staff import ends
from zorginkoop.rehearsal.words import TREES

SEASON = "2026-09-10"
LOCATIONS = {1: 0.3, 2: 0.25, 3: 0.2, 4: 0.15, 6: 0.1}
KIND = Kind("instelling", "Instelling", TREES, LOCATIONS)
KINDS = {  # with the care type of the AGB code that fits
    ("revalidatiecentrum", "23"): 0.2, ("dialysecentrum", "18"): 0.13, ("trombosedienst", "34"): 0.13,
    ("audiologisch_centrum", "19"): 0.12, ("edc", "50"): 0.1, ("epilepsiecentrum", "06"): 0.06,
    ("radiologisch_centrum", "20"): 0.07, ("klinisch_genetisch_centrum", "51"): 0.05, ("protonencentrum", "20"): 0.03,
    ("ziekenhuis", "06"): 0.02, ("zelfstandig_behandelcentrum", "22"): 0.02, ("verpleging_en_verzorging", "47"): 0.02,
    ("overig", "48"): 0.02, (UNKNOWN, "48"): 0.03,
}  # fmt: skip
REGISTERED = {"passend": 0.94, "anders": 0.025, UNKNOWN: 0.02, NOT_RECORDED: 0.015}
CERTIFICATES = {"straks": 0.935, "net": 0.025, "nee": 0.02, UNKNOWN: 0.02}
MARKS = {"passend": 0.9, "ander": 0.03, UNKNOWN: 0.025, "geen": 0.045}
MARK_VALIDITY = {"lopend": 0.1, "straks": 0.85, "net": 0.03, "lang": 0.02}
DECLARED = {"ja": 0.95, "nee": 0.015, UNKNOWN: 0.01, NOT_RECORDED: 0.025}
DECLARATIONS = (
    "voldoet_aan_beroepsnormen", "voldoet_aan_igj_eisen", "volgt_standpunten_zin", "behandelprogrammas_actueel",
    "handelt_naar_keurmerk", "declareert_via_vecozo", "inspanning_digitale_doelen", "inspanning_klanttevredenheid",
)  # fmt: skip
GOALS = {"kwaliteit": 0.4, "kosten kwaliteit": 0.3, "toegankelijkheid": 0.26, NO_CODES: 0.02, UNKNOWN: 0.02}
INDICATORS = {"i01 i02 i05": 0.5, "i01 i03": 0.3, "i02": 0.15, UNKNOWN: 0.02, NO_CODES: 0.03}
MET_INDICATORS = {"i01 i02 i03 i05": 0.94, "i02 i03": 0.03, UNKNOWN: 0.03}


def add_institutions(sheets: Sheets, seed: int, first: int, number: int) -> None:
    """Add institutions with their people, quality marks, declarations and the course of their season."""
    chance = Chance(seed, number, "institutions")
    kinds = list(KINDS)
    which = chance.quota(KINDS, number)
    prefixes = texts(tuple(prefix for _, prefix in kinds), which)
    taken_over = taken_over_of(Chance(seed, number, "institutions taken over"), number)
    agb = add_providers(Part(sheets, chance), KIND, prefixes, first, taken_over)
    records = Records(sheets, chance, agb, "msz", 2027)
    everyone = np.arange(number)
    types = np.array([name for name, _ in kinds])[which]
    records.fact("instellingstype", everyone, pl.Series(types.tolist()), day("2019-03-01"), "register")
    _add_registration(records, prefixes)
    _add_certificates(records, everyone)
    _add_marks(records, types)
    _add_declarations(records, everyone)
    add_staff(Part(sheets, Chance(seed, number, "institution staff")), agb)
    add_season(Records(sheets, Chance(seed, number, "institution season"), agb, "msz", 2027), types)
    for agreement in ("medisch_specialistische_zorg", "zn_bijlage", "nakoming"):
        add_what_is_left(sheets, seed, "categorale_instellingen/2027-1", agreement, agb)


def _add_registration(records: Records, prefixes: pl.Series) -> None:
    """Record the care type of the AGB code: fitting, another one, unknown or missing."""
    kinds = np.array(list(REGISTERED))[records.chance.quota(REGISTERED, len(prefixes))]
    fitting, unknown = positions(kinds == "passend"), positions(kinds == UNKNOWN)
    records.fact("agb_zorgsoort", fitting, prefixes.gather(fitting), day("2019-03-01"), "vektis")
    records.fact("agb_zorgsoort", positions(kinds == "anders"), "90", day("2019-03-01"), "vektis")
    records.fact("agb_zorgsoort", unknown, UNKNOWN, day("2019-03-01"), "vektis")


def _add_certificates(records: Records, everyone: Ints) -> None:
    """Record VECOZO certificates: valid, just expired, none or unknown."""
    chance = records.chance
    kinds = np.array(list(CERTIFICATES))[chance.quota(CERTIFICATES, len(everyone))]
    for kind in ("straks", "net"):
        who = positions(kinds == kind)
        start = chance.days("2024-01-01", "2024-12-31", len(who))
        until = ends(chance, len(who), SEASON, {kind: 1.0})
        records.fact("vecozo_certificaat", who, "ja", start, "vecozo", geldig_van=start, geldig_tot=until)
    for value in ("nee", UNKNOWN):
        records.fact("vecozo_certificaat", positions(kinds == value), value, day("2026-03-01"), "vecozo")


def _add_marks(records: Records, types: Names) -> None:
    """Record quality marks: one that fits the kind of institution, another one, one nobody can name, or none."""
    chance = records.chance
    values = load_installation(VALUES_FILE).values
    fitting = {name: values[f"keurmerken_{name}"].waarde[0] for name, _ in KINDS if f"keurmerken_{name}" in values}
    kinds = np.array(list(MARKS))[chance.quota(MARKS, len(types))]
    there = positions(kinds != "geen")
    marks = {"ander": "keurmerk_gastvrijheid", UNKNOWN: UNKNOWN}
    names = [marks.get(kinds[at], fitting.get(types[at], "keurmerk_instellingen")) for at in there]
    start = chance.days("2021-01-01", "2024-09-30", len(there))
    until = ends(chance, len(there), SEASON, MARK_VALIDITY)
    records.registered(there, pl.Series(names, dtype=pl.String), None, start, until)


def _add_declarations(records: Records, everyone: Ints) -> None:
    """Record what institutions declared when they signed before; the others declare it when they sign now."""
    before = everyone[records.chance.some(0.85, len(everyone))]
    known = records.chance.days("2024-09-01", "2025-11-15", len(before))
    for name in DECLARATIONS:
        records.drawn(name, before, DECLARED, known, "verklaring")
    for name, shares in (
        ("doelen_digitale_zorg", GOALS),
        ("igj_indicatoren_van_toepassing", INDICATORS),
        ("igj_indicatoren_op_orde", MET_INDICATORS),
    ):
        records.drawn(name, before, shares, known, "verklaring")
