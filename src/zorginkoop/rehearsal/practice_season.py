"""Lets practices that confirmed the questionnaire live through their season: offer, signature, and what came late."""

from __future__ import annotations

import numpy as np

from zorginkoop.rehearsal.chance import DAY, Ints, day, day_of, moment
from zorginkoop.rehearsal.practice_answers import Answered
from zorginkoop.rehearsal.practice_history import HISTORIES
from zorginkoop.rehearsal.records import UNKNOWN, Records, positions

APPROACHED = ("trouw", "sinds_2022", "sinds_2024", "gestopt_2023")
LAST_TO_CONFIRM = "2025-10-24"
SIGNATURES = {
    "op_tijd": 0.845, "niet": 0.05, "te_laat": 0.025, "aanvaard": 0.015, "geen_aanbod": 0.04, "laat_aanbod": 0.01,
    "ingang_besloten": 0.005, UNKNOWN: 0.005, "aanbod_onbekend": 0.005,
}  # fmt: skip
VARIANTS_BY_FACTORS = ("D", "C", "B", "A")
SPECIALISED_SHARE = 0.05
LAST_TO_SIGN = "2025-11-07"
SECOND = 1_000_000
TERM = ("2026-01-01", "2027-12-31")


def add_season(records: Records, history: Ints, answered: Answered) -> None:
    """Offer agreements to practices that confirmed in time, and let them be signed in time, late or not at all."""
    chance = records.chance
    in_time = (answered.confirmed > 0) & (answered.confirmed < moment(LAST_TO_CONFIRM) + DAY)
    who = positions(in_time & np.isin(np.array(list(HISTORIES))[history], APPROACHED))
    kinds = np.array(list(SIGNATURES))[chance.quota(SIGNATURES, len(who))]
    late_offer = np.isin(kinds, ("laat_aanbod", "ingang_besloten"))
    offers = np.maximum(answered.confirmed[who] + DAY, chance.moments("2025-10-21", "2025-10-31", len(who)))
    offers[late_offer] = chance.moments("2026-01-05", "2026-02-15", int(late_offer.sum()))
    offered = ~np.isin(kinds, ("geen_aanbod", "aanbod_onbekend"))
    records.event("aanbod_gedaan", who[offered], offers[offered])
    _sign(records, who[kinds == "op_tijd"], offers[kinds == "op_tijd"], answered)
    _sign_late(records, who[np.isin(kinds, ("te_laat", "aanvaard"))], who[kinds == "aanvaard"])
    records.unknown("ondertekend", who[kinds == UNKNOWN], day("2025-11-10"))
    records.unknown("aanbod_gedaan", who[kinds == "aanbod_onbekend"], day("2026-01-10"))
    decided = who[kinds == "ingang_besloten"]
    records.event("besluit_eerdere_ingang", decided, chance.moments("2026-02-16", "2026-02-20", len(decided)))


def _sign(records: Records, who: Ints, offers: Ints, answered: Answered) -> None:
    """Sign offers in time; the variant follows from what was proven, and here and there from specialised people too."""
    chance = records.chance
    room = moment(LAST_TO_SIGN) + DAY - 1 - offers
    moments = offers + (room * chance.random.random(len(who))).astype(np.int64) // SECOND * SECOND
    records.event("ondertekend", who, moments)
    factors = answered.proven[who] + chance.some(SPECIALISED_SHARE, len(who))
    for number, variant in enumerate(VARIANTS_BY_FACTORS):
        some = factors == number
        records.agreements(who[some], TERM, day_of(moments[some]), {variant: 1.0})


def _sign_late(records: Records, late: Ints, accepted: Ints) -> None:
    records.event("ondertekend", late, records.chance.moments("2025-11-08", "2025-11-14", len(late)))
    moments = records.chance.moments("2025-11-15", "2025-11-18", len(accepted))
    records.event("late_ondertekening_aanvaard", accepted, moments)
    records.agreements(accepted, TERM, day_of(moments), {"D": 1.0})
