"""Makes the national treatment index of practices: four years, three versions each, raw and corrected."""

from __future__ import annotations

import numpy as np

from zorginkoop.rehearsal.chance import Flags, Ints, day
from zorginkoop.rehearsal.practice_history import HISTORIES, WITHOUT_INDEX
from zorginkoop.rehearsal.records import UNKNOWN, Records, positions
from zorginkoop.rehearsal.sheets import tenths

YEARS = (2022, 2023, 2024, 2025)
PUBLISHED = {1: "{year}-10-15", 2: "{next}-01-15", 3: "{next}-04-15"}
CENTRE = 97.0
BETWEEN_PRACTICES = 0.19  # spread of the logarithm
BETWEEN_YEARS = 0.05
BETWEEN_VERSIONS = 0.02
SMALLEST = 30  # patients; below this nothing is published
PATIENTS_CENTRE = 320
PATIENTS_SPREAD = 0.95
SHRINKING = 40  # patients at which a corrected index lies halfway between the raw one and 100
LATE_SHARE = 0.015
HIGH_SHARES = {"tussentijds": 0.06, "onbekend": 0.1}  # of those with such a history, above the limit for certain
HIGH = 1_634
AT_THE_LIMIT = {1499: 0.002, 1500: 0.002, 1501: 0.002, 0: 0.994}  # tenths in the year that 2026 is judged by
JUDGED_YEAR = 2024
EXCEPTIONS = {"toegekend": 0.3, "afgewezen": 0.2, "gevraagd": 0.2, "niet_gevraagd": 0.2, UNKNOWN: 0.1}


def add_indexes(records: Records, history: Ints) -> None:
    """Record the indexes of everyone with enough patients, and the exceptions that a person granted."""
    chance = records.chance
    number = len(history)
    kinds = np.array(list(HISTORIES))[history]
    patients = np.exp(np.log(PATIENTS_CENTRE) + PATIENTS_SPREAD * chance.random.standard_normal(number)).astype(
        np.int64
    )
    shown = (patients >= SMALLEST) & ~np.isin(kinds, WITHOUT_INDEX)
    level = np.log(CENTRE) + BETWEEN_PRACTICES * chance.random.standard_normal(number)
    late = chance.some(LATE_SHARE, number)
    limits = np.array(list(AT_THE_LIMIT))[chance.quota(AT_THE_LIMIT, number)]
    forced = np.zeros(number, np.bool_)
    for kind, share in HIGH_SHARES.items():
        forced |= chance.some_of(share, kinds == kind)
    limits[forced] = HIGH
    shown, late = shown | forced, late & ~forced
    high = np.zeros(number, np.bool_)
    for year in YEARS:
        of_year = level + BETWEEN_YEARS * chance.random.standard_normal(number)
        for version in PUBLISHED:
            there = shown & ~late if (year, version) == (JUDGED_YEAR, 3) else shown
            index = np.exp(of_year + BETWEEN_VERSIONS * chance.random.standard_normal(number))
            corrected = 100 + (index - 100) * patients / (patients + SHRINKING)
            exact = np.rint(corrected * 10).astype(np.int64)
            if (year, version) == (JUDGED_YEAR, 3):
                exact = np.where(limits > 0, limits, exact)
                high = there & (exact > 1500)  # noqa: PLR2004 - tenths of the limit that makes an exception of use
            _publish(
                records,
                there,
                (year, version),
                {"gecorrigeerd": exact, "ruw": np.rint(index * 10).astype(np.int64)},
                patients,
            )
    _except(records, positions(high & ~forced))


def _publish(records: Records, there: Flags, of: tuple[int, int], values: dict[str, Ints], patients: Ints) -> None:
    year, version = of
    who = positions(there)
    published = day(PUBLISHED[version].format(year=year, next=year + 1))
    for treatment, exact in values.items():
        records.sheets.add(
            "indexen", len(who), aanbieder=records.of(who), soort="behandelindex", jaar=year, versie=version,
            bewerking=treatment, waarde=tenths(exact[who]), aantal_patienten=patients[who], bron="vektis",
            bekend_sinds=published,
        )  # fmt: skip


def _except(records: Records, high: Ints) -> None:
    """Let practices with a high index ask for an exception; a person grants or refuses it."""
    kinds = np.array(list(EXCEPTIONS))[records.chance.quota(EXCEPTIONS, len(high))]
    asking = high[np.isin(kinds, ("toegekend", "afgewezen", "gevraagd"))]
    records.event("uitzondering_aangevraagd", asking, records.chance.moments("2025-04-20", "2025-09-15", len(asking)))
    records.unknown("uitzondering_aangevraagd", high[kinds == UNKNOWN], day("2025-10-01"))
    decisions = (
        ("toegekend", "ja", "de patiëntengroep verklaart de index"),
        ("afgewezen", "nee", "de onderbouwing ontbreekt"),
    )
    for kind, value, ground in decisions:
        who = high[kinds == kind]
        moments = records.chance.moments("2025-09-16", "2025-10-10", len(who))
        records.decision("uitzondering_behandelindex", who, value, ground, moments)
        records.event("uitzondering_besloten", who, moments)
