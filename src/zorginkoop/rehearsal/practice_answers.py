"""Makes what practices answered in the questionnaire, declared when they signed, and handed in as evidence."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from zorginkoop.rehearsal.chance import DAY, Flags, Ints, day, day_of
from zorginkoop.rehearsal.practice_history import HISTORIES
from zorginkoop.rehearsal.records import NO_CODES, NOT_RECORDED, UNKNOWN, Records, positions
from zorginkoop.rehearsal.sheets import NONE, texts
from zorginkoop.rehearsal.staff import Staff

SEASON = "2025-10-20"
SIGNED_BEFORE = ("trouw", "sinds_2022", "sinds_2024", "tussentijds", "gestopt_2023")
CONFIRMED = {"op_tijd": 0.74, "na_de_peildatum": 0.11, "te_laat": 0.04, "nooit": 0.1, UNKNOWN: 0.01}
WHEN_CONFIRMED = {
    "op_tijd": ("2025-09-22", "2025-10-18"),
    "na_de_peildatum": ("2025-10-21", "2025-10-24"),
    "te_laat": ("2025-10-25", "2025-12-10"),
}
DECLARED = {"ja": 0.975, "nee": 0.012, NOT_RECORDED: 0.008, UNKNOWN: 0.005}
ANSWERS = {
    "prem_structureel": {"ja": 0.965, "nee": 0.03, UNKNOWN: 0.005},
    "prem_extern_meetbureau": {"ja": 0.955, "nee": 0.04, UNKNOWN: 0.005},
    "telefonisch_bereikbaar": {"ja": 0.98, "nee": 0.015, UNKNOWN: 0.005},
    "afspraak_binnen_vijf_werkdagen": {"ja": 0.955, "nee": 0.03, UNKNOWN: 0.015},
    "doelen_digitale_zorg": {
        "toegankelijkheid kwaliteit": 0.4, "kwaliteit": 0.25, "arbeidspotentieel kosten": 0.1,
        "arbeidspotentieel kosten kwaliteit toegankelijkheid": 0.14, NO_CODES: 0.045, UNKNOWN: 0.015,
    },
}  # fmt: skip
CLAIMED = {
    "kngf_basisregister": {"ja": 0.46, "nee": 0.52, UNKNOWN: 0.02},
    "skf_keurmerk": {"ja": 0.2, "nee": 0.78, UNKNOWN: 0.02},
}
EVIDENCE = {"goed": 0.76, "afgekeurd": 0.06, "hersteld": 0.03, "open": 0.07, "verlopen": 0.04, "ontbreekt": 0.04}
REJECTIONS = (
    "het stuk is van een andere praktijk",
    "de geldigheid is niet te lezen",
    "dit is een registratie van een persoon",
)
GIVES_CARE = {"ja": 0.93, "nee": 0.04, UNKNOWN: 0.03}
GIVES_NO_CARE = {"nee": 0.95, "ja": 0.03, UNKNOWN: 0.02}


@dataclass(frozen=True, slots=True, eq=False)
class Answered:
    """When each practice confirmed the questionnaire, if ever, and how many factors its evidence proves."""

    confirmed: Ints
    proven: Ints


def add_declarations(records: Records, history: Ints) -> None:
    """Record what practices declared when they signed an earlier agreement."""
    who = positions(np.isin(np.array(list(HISTORIES))[history], SIGNED_BEFORE))
    for name in ("handelt_volgens_beroepsnormen", "declareert_via_vecozo", "inspanning_digitalisering"):
        records.drawn(name, who, DECLARED, records.chance.days("2023-10-15", "2023-12-15", len(who)), "verklaring")


def add_answers(records: Records, history: Ints, staff: Staff, specialised: Ints) -> Answered:
    """Record the questionnaire of every practice that confirmed it."""
    chance = records.chance
    kinds = np.array(list(CONFIRMED))[chance.quota(CONFIRMED, len(history))]
    offered = np.array(list(HISTORIES))[history] != "gestopt_2021"
    records.event(
        "vragenlijst_aangeboden", positions(offered), chance.moments("2025-09-11", "2025-09-20", int(offered.sum()))
    )
    confirmed = np.full(len(history), NONE)
    for kind, period in WHEN_CONFIRMED.items():
        there = kinds == kind
        confirmed[there] = chance.moments(*period, int(there.sum()))
    records.unknown("vragenlijst_bevestigd", positions(kinds == UNKNOWN), day("2025-10-15"))
    answered = positions(confirmed != NONE)
    records.event("vragenlijst_bevestigd", answered, confirmed[answered])
    known = day_of(confirmed[answered])
    for name, shares in ANSWERS.items():
        records.drawn(name, answered, shares, known)
    proven = np.zeros(len(history), np.int64)
    for factors, (name, shares) in enumerate(CLAIMED.items(), start=1):  # the second proves the first as well
        claimed = answered[records.drawn(name, answered, shares, known) == 0]
        good = _add_evidence(records, name, claimed, confirmed[claimed])
        proven[claimed[good]] = factors
    _add_care_given(records, staff, specialised, confirmed)
    return Answered(confirmed, proven)


def _add_evidence(records: Records, name: str, who: Ints, confirmed: Ints) -> Flags:
    """Hand in evidence with the questionnaire: accepted, rejected, mended, open, expired or missing; flags proof."""
    chance = records.chance
    kinds = np.array(list(EVIDENCE))[chance.quota(EVIDENCE, len(who))]
    judged = confirmed + (1 + chance.below(12, len(who))) * DAY
    until = day(SEASON) + 60 + chance.below(900, len(who))
    for kind, verdict in (("goed", "goed"), ("open", "niet_beoordeeld"), ("verlopen", "goed")):
        at = kinds == kind
        ended = day(SEASON) - 1 - chance.below(30, int(at.sum()))
        records.evidence(
            name, who[at], confirmed[at], judged[at] if verdict == "goed" else None, oordeel=verdict,
            geldig_tot=ended if kind == "verlopen" else until[at],
        )  # fmt: skip
    rejected = np.isin(kinds, ("afgekeurd", "hersteld"))
    ground = texts(REJECTIONS, chance.below(len(REJECTIONS), int(rejected.sum())))
    records.evidence(name, who[rejected], confirmed[rejected], judged[rejected], oordeel="afgekeurd", grond=ground)
    mended = kinds == "hersteld"
    again = judged[mended] + (1 + chance.below(20, int(mended.sum()))) * DAY
    records.evidence(name, who[mended], again, again + 2 * DAY, oordeel="goed", geldig_tot=until[mended])
    records.event("juist_bewijs_ingeleverd", who[mended], again)
    good: Flags = kinds == "goed"
    return good


def _add_care_given(records: Records, staff: Staff, specialised: Ints, confirmed: Ints) -> None:
    """Record for each therapist at a practice that answered whether he or she gives specialised care there."""
    is_special = np.zeros(len(staff.profession), np.bool_)
    is_special[specialised] = True
    therapist = staff.are("fysiotherapeut")[staff.person] & (confirmed[staff.provider] != NONE)
    for flags, shares in ((is_special, GIVES_CARE), (~is_special, GIVES_NO_CARE)):
        jobs = positions(therapist & flags[staff.person])
        person: pl.Series = staff.person_codes.gather(staff.person[jobs])
        records.sheets.add(
            "feiten", len(jobs), onderwerp="persoon", id=person, aanbieder=records.of(staff.provider[jobs]),
            feit="verleent_verbijzonderde_zorg", bron="vragenlijst",
            waarde=texts(tuple(shares), records.chance.quota(shares, len(jobs))),
            bekend_sinds=day_of(confirmed[staff.provider[jobs]]),
        )  # fmt: skip
