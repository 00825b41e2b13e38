"""Makes organisations for maternity care as they stand in the season of contract year 2024."""

from __future__ import annotations

import numpy as np

from zorginkoop.rehearsal.cases import add_what_is_left
from zorginkoop.rehearsal.chance import Chance, Ints, day
from zorginkoop.rehearsal.maternity_answers import add_answers
from zorginkoop.rehearsal.maternity_expectations import add_expectations
from zorginkoop.rehearsal.maternity_season import STORIES, add_season
from zorginkoop.rehearsal.providers import Kind, add_providers, taken_over_of
from zorginkoop.rehearsal.records import NO_CODES, NOT_RECORDED, UNKNOWN, Records, positions
from zorginkoop.rehearsal.sheets import Part, Sheets, texts
from zorginkoop.rehearsal.staff import Staffing, ends, hire
from zorginkoop.rehearsal.words import BIRDS

SEASON = "2023-10-20"
KIND = Kind("kraamzorgorganisatie", "Kraamzorg", BIRDS)
CARE_TYPES = {"33": 0.955, "08": 0.025, "91": 0.02}
REGISTERED = {"geldig": 0.97, UNKNOWN: 0.02, NOT_RECORDED: 0.01}
CERTIFICATES = {"straks": 0.93, "net": 0.03, "nee": 0.02, UNKNOWN: 0.02}
MEMBERSHIP = {"ja": 0.95, "nee": 0.02, UNKNOWN: 0.02, NOT_RECORDED: 0.01}
QUALITY = {
    ("hkz_vvt", "kraamzorg"): 0.66, ("hkz_vvt", "thuiszorg"): 0.015, ("hkz_vvt", UNKNOWN): 0.015, ("nen_en", ""): 0.14,
    ("iso", ""): 0.09, (UNKNOWN, ""): 0.02, ("", ""): 0.02,
}  # fmt: skip
POSTCODES = {  # some of them count as deprived in the rehearsal's values
    "1011 1012": 0.25, "6411": 0.15, "1012 1013": 0.25, "9711": 0.2, NO_CODES: 0.03, UNKNOWN: 0.07, NOT_RECORDED: 0.05,
}  # fmt: skip
VALIDITY = {"lopend": 0.05, "straks": 0.92, "net": 0.02, "lang": 0.01}

HEADS = {3: 0.2, 5: 0.2, 7: 0.2, 9: 0.14, 13: 0.12, 20: 0.08, 40: 0.04, 0: 0.02}
STAFFING = Staffing(
    {"kraamverzorgende": 0.86, "verpleegkundige": 0.06, "beheerder": 0.08}, 700_000,
    {"loondienst": 0.8, "zzp": 0.13, "inhuur": 0.05, "": 0.02}, SEASON,
)  # fmt: skip
TERMS = (
    ("2020-01-01", "2021-12-31", ("2019-10-01", "2019-11-15"), 0.84),
    ("2022-01-01", "2023-12-31", ("2021-10-01", "2021-11-15"), 0.9),
    ("2026-01-01", "2027-12-31", ("2025-10-01", "2025-11-07"), 0.85),
)
VARIANTS = {"A": 0.2, "B": 0.32, "C": 0.26, "D": 0.15, "E": 0.07}


def add_maternity(sheets: Sheets, seed: int, first: int, number: int) -> None:
    """Add organisations with their people, certificates, answers and the course of their season."""
    chance = Chance(seed, number, "maternity")
    prefixes = texts(tuple(CARE_TYPES), chance.quota(CARE_TYPES, number))
    taken_over = taken_over_of(Chance(seed, number, "maternity taken over"), number)
    agb = add_providers(Part(sheets, chance), KIND, prefixes, first, taken_over)
    records = Records(sheets, chance, agb, "kraamzorg", 2024)
    kinds = np.array(list(REGISTERED))[chance.quota(REGISTERED, number)]
    valid = positions(kinds == "geldig")
    records.fact("agb_zorgsoort", valid, prefixes.gather(valid), day("2019-03-01"), "vektis")
    records.fact("agb_zorgsoort", positions(kinds == UNKNOWN), UNKNOWN, day("2019-03-01"), "vektis")
    _add_certificates(records, np.arange(number))
    _add_people(Part(sheets, chance), records)
    for start, last, signed, share in TERMS:
        records.agreements(positions(chance.some(share, number)), (start, last), signed, VARIANTS)
    stories = np.array(list(STORIES))[chance.quota(STORIES, number)]
    known = add_season(Records(sheets, Chance(seed, number, "maternity season"), agb, "kraamzorg", 2024), stories)
    add_answers(Records(sheets, Chance(seed, number, "maternity answers"), agb, "kraamzorg", 2024), known)
    _add_postcodes(Records(sheets, Chance(seed, number, "maternity postcodes"), agb, "kraamzorg", 2024))
    add_expectations(Records(sheets, Chance(seed, number, "maternity expectations"), agb, "kraamzorg", 2024))
    add_what_is_left(sheets, seed, "geboortezorg/2024-1", "kraamzorg", agb)


def _add_certificates(records: Records, everyone: Ints) -> None:
    """Record VECOZO certificates, membership of the branch, and certificates of quality."""
    chance = records.chance
    kinds = np.array(list(CERTIFICATES))[chance.quota(CERTIFICATES, len(everyone))]
    for kind in ("straks", "net"):
        who = positions(kinds == kind)
        start = chance.days("2021-01-01", "2021-12-31", len(who))
        until = ends(chance, len(who), SEASON, {kind: 1.0})
        records.fact("vecozo_certificaat", who, "ja", start, "vecozo", geldig_van=start, geldig_tot=until)
    for value in ("nee", UNKNOWN):
        records.fact("vecozo_certificaat", positions(kinds == value), value, day("2023-03-01"), "vecozo")
    known = chance.days("2019-01-01", "2023-09-30", len(everyone))
    records.drawn("lid_bo_geboortezorg", everyone, MEMBERSHIP, known, "ledenlijst")
    quality = tuple(QUALITY)
    which = chance.quota(QUALITY, len(everyone))
    there = positions(np.array([name != "" for name, _ in quality])[which])
    notes = tuple(note for _, note in quality)
    noted = np.where(np.array(notes)[which] == "", -1, which)[there]
    start = chance.days("2019-01-01", "2021-12-31", len(there))
    names = texts(tuple(name for name, _ in quality), which[there])
    records.registered(there, names, texts(notes, noted), start, ends(chance, len(there), SEASON, VALIDITY))


def _add_people(part: Part, records: Records) -> None:
    heads = np.array(list(HEADS))[part.chance.quota(HEADS, len(records.codes))]
    hire(part, records.codes, heads, np.zeros(len(heads), np.int64), STAFFING)


def _add_postcodes(records: Records) -> None:
    """Record in which postcodes each organisation gave care, and in which its insured live."""
    everyone = np.arange(len(records.codes))
    known = records.chance.days("2023-07-01", "2023-09-15", len(everyone))
    for name in ("postcodes_zorg_gegeven", "postcodes_verzekerden"):
        records.drawn(name, everyone, POSTCODES, known, "eigen administratie")
