"""Makes practices for physiotherapy as they stand in the season of contract year 2026."""

from __future__ import annotations

import numpy as np
import polars as pl

from zorginkoop.rehearsal.cases import add_what_is_left
from zorginkoop.rehearsal.chance import Chance, Ints, day
from zorginkoop.rehearsal.indexes import add_indexes
from zorginkoop.rehearsal.practice_answers import add_answers, add_declarations
from zorginkoop.rehearsal.practice_history import HISTORIES, add_history, add_requests, predecessors_of
from zorginkoop.rehearsal.practice_season import add_season
from zorginkoop.rehearsal.practice_staff import add_staff
from zorginkoop.rehearsal.providers import Kind, add_providers, taken_over_of
from zorginkoop.rehearsal.records import NOT_RECORDED, UNKNOWN, Records, positions
from zorginkoop.rehearsal.sheets import Part, Sheets, texts
from zorginkoop.rehearsal.staff import ends
from zorginkoop.rehearsal.words import TREES

SEASON = "2025-10-20"
KIND = Kind("praktijk", "Praktijk", TREES)
CARE_TYPES = {
    "04": 0.925, "37": 0.02, "07": 0.016, "05": 0.015, "90": 0.008, "24": 0.005, "88": 0.005, "26": 0.004, "96": 0.002,
}  # fmt: skip
REGISTERED = {"geldig": 0.982, "onbekend": 0.005, "beeindigd": 0.006, "verhuisd": 0.004, "ontbreekt": 0.003}
CERTIFICATES = {
    "ja": 0.93,
    "net_verlopen": 0.022,
    "nee": 0.015,
    UNKNOWN: 0.008,
    "later_gemeld": 0.01,
    NOT_RECORDED: 0.015,
}
NO_OFFER_WANTED = {NOT_RECORDED: 0.972, "ja": 0.018, "nee": 0.007, UNKNOWN: 0.003}
SIGNALS = {NOT_RECORDED: 0.986, "ja": 0.008, UNKNOWN: 0.006}
DOUBT = {"geen": 0.993, "ja": 0.004, UNKNOWN: 0.003}
KIND_OF_PROVIDER = {"vrijgevestigd": 0.975, "instelling": 0.01, NOT_RECORDED: 0.015}
NETWORKS = {"netwerk_parkinson": 0.13, "netwerk_chronisch_zorgnet": 0.16}


def add_practices(sheets: Sheets, seed: int, first: int, number: int) -> None:
    """Add practices with their people, history, indexes, evidence, answers and requests."""
    chance = Chance(seed, number, "practices")
    care_types = tuple(CARE_TYPES)
    prefixes = texts(care_types, chance.quota(CARE_TYPES, number))
    history = chance.quota(HISTORIES, number)
    before = predecessors_of(chance, history)
    taken_over = taken_over_of(Chance(seed, number, "practices taken over"), number, before)
    agb = add_providers(Part(sheets, chance), KIND, prefixes, first, taken_over)
    records = Records(sheets, chance, agb, "fysiotherapie", 2026)
    everyone = np.arange(number)
    _add_registration(records, prefixes)
    _add_certificates(records, everyone)
    _add_wishes_and_doubts(records, everyone)
    _add_networks(records, everyone)
    add_history(records, history)
    add_indexes(records, history)
    staff, specialised = add_staff(Part(sheets, Chance(seed, number, "practice staff")), agb)
    answers = Records(sheets, Chance(seed, number, "practice answers"), agb, "fysiotherapie", 2026)
    add_declarations(answers, history)
    answered = add_answers(answers, history, staff, specialised)
    add_season(Records(sheets, Chance(seed, number, "practice season"), agb, "fysiotherapie", 2026), history, answered)
    add_requests(Records(sheets, Chance(seed, number, "practice requests"), agb, "fysiotherapie", 2026), history)
    _add_kind(Records(sheets, Chance(seed, number, "practice kind"), agb, "fysiotherapie", 2026), everyone)
    add_what_is_left(sheets, seed, "paramedische_zorg/2026-2", "fysiotherapie", agb)


def _add_registration(records: Records, prefixes: pl.Series) -> None:
    """Record the care type of the AGB code: valid, ended, moved to another one, unknown or missing."""
    kinds = np.array(list(REGISTERED))[records.chance.quota(REGISTERED, len(prefixes))]
    for kind in ("geldig", "beeindigd", "verhuisd"):
        who = positions(kinds == kind)
        end = records.chance.days("2025-01-01", "2025-10-19", len(who)) if kind == "beeindigd" else None
        records.fact(
            "agb_zorgsoort", who, prefixes.gather(who), day("2019-03-01"), "vektis", geldig_van=day("2019-03-01"),
            geldig_tot=end,
        )  # fmt: skip
    moved = positions(kinds == "verhuisd")
    since = records.chance.days("2025-05-01", "2025-12-31", len(moved))
    records.fact("agb_zorgsoort", moved, "96", since, "vektis", geldig_van=since)
    unknown = positions(kinds == "onbekend")
    records.fact("agb_zorgsoort", unknown, UNKNOWN, day("2019-03-01"), "vektis")


def _add_certificates(records: Records, everyone: Ints) -> None:
    """Record VECOZO certificates: valid, just expired, none, unknown, or reported later than they came."""
    chance = records.chance
    kinds = np.array(list(CERTIFICATES))[chance.quota(CERTIFICATES, len(everyone))]
    for kind, validity in (("ja", {"straks": 1.0}), ("net_verlopen", {"net": 1.0}), ("later_gemeld", {"straks": 1.0})):
        who = positions(kinds == kind)
        start = chance.days("2023-01-01", "2023-12-31", len(who))
        known = chance.days("2025-09-25", "2025-11-15", len(who)) if kind == "later_gemeld" else start
        until = ends(chance, len(who), SEASON, validity)
        records.fact("vecozo_certificaat", who, "ja", known, "vecozo", geldig_van=start, geldig_tot=until)
    late = positions(kinds == "later_gemeld")
    records.fact("vecozo_certificaat", late, "nee", day("2022-06-01"), "vecozo")
    for value in ("nee", UNKNOWN):
        records.fact("vecozo_certificaat", positions(kinds == value), value, day("2025-03-01"), "vecozo")


def _add_wishes_and_doubts(records: Records, everyone: Ints) -> None:
    """Record who wants no offer, and doubts about integrity that a person decided on or still looks into."""
    chance, known = records.chance, records.chance.days("2025-01-10", "2025-10-15", len(everyone))
    records.drawn("geen_aanbod_gewenst", everyone, NO_OFFER_WANTED, known, "eigen administratie")
    records.drawn("integriteitssignaal", everyone, SIGNALS, known, "eigen administratie")
    doubts = np.array(list(DOUBT))[chance.quota(DOUBT, len(everyone))]
    grounds = {"ja": "twijfel na onderzoek door de integriteitsfunctionaris", UNKNOWN: "het onderzoek loopt nog"}
    for value, ground in grounds.items():
        who = positions(doubts == value)
        records.decision(
            "integriteitstwijfel", who, value, ground, chance.moments("2025-02-01", "2025-10-10", len(who))
        )


def _add_kind(records: Records, everyone: Ints) -> None:
    """Record that a practice is independent; a few belong to an institution, and of some nobody wrote it down."""
    known = records.chance.days("2019-03-01", "2025-03-01", len(everyone))
    records.drawn("soort_aanbieder", everyone, KIND_OF_PROVIDER, known, "eigen administratie")


def _add_networks(records: Records, everyone: Ints) -> None:
    """Record who belongs to a network for one condition; for some nobody knows."""
    for network, share in NETWORKS.items():
        known = records.chance.days("2022-01-01", "2025-09-30", len(everyone))
        shares = {"ja": share, "nee": 0.9 - share, UNKNOWN: 0.02, NOT_RECORDED: 0.08}
        records.drawn(network, everyone, shares, known, "register", geldig_van=day("2022-01-01"))
