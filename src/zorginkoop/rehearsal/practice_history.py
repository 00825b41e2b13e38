"""Makes what practices and the purchaser agreed before, and what practices ask for themselves."""

from __future__ import annotations

import numpy as np

from zorginkoop.rehearsal.chance import Chance, Flags, Ints, day
from zorginkoop.rehearsal.records import UNKNOWN, Names, Records, positions

# a history and its share; the terms that belong to it stand in TERMS
HISTORIES = {
    "trouw": 0.715, "sinds_2022": 0.06, "sinds_2024": 0.04, "tussentijds": 0.035, "gestopt_2021": 0.03,
    "gestopt_2023": 0.02, "nieuw": 0.055, "overgenomen": 0.01, "andere_zorgsoort": 0.01, "onbekend": 0.015,
    "half_bekend": 0.01,
}  # fmt: skip
WITHOUT_INDEX = ("nieuw", "overgenomen")  # of their own; who took over has those of the one before
TAKEN_OVER = "gestopt_2023"
VARIANTS = {"A": 0.12, "B": 0.2, "C": 0.33, "D": 0.35}
# the year in which a term starts: its last day, when it was signed, and who have such an agreement
CYCLES = {
    "2020": ("2021-12-31", ("2019-10-01", "2019-12-15"), ("trouw", "tussentijds", "gestopt_2021", "gestopt_2023")),
    "2022": ("2023-12-31", ("2021-10-01", "2021-12-15"), ("trouw", "sinds_2022", "gestopt_2023")),
    "2024": ("2025-12-31", ("2023-10-15", "2023-12-15"), ("trouw", "sinds_2022", "sinds_2024")),
    "2025": ("2026-12-31", ("2024-11-01", "2024-12-20"), ("tussentijds",)),
}

ASKING = {"nieuw": 0.7, "gestopt_2021": 0.45, "andere_zorgsoort": 0.5, "trouw": 0.006}
REQUESTS = {
    "toegewezen": 0.3, "geen_toegevoegde_waarde": 0.14, "in_behandeling": 0.3, "onder_onderzoek": 0.05, "twijfel": 0.05,
    "te_laat": 0.16,
}  # fmt: skip
GROUNDS = {
    "toegewezen": ("ja", "te weinig aanbod in deze streek"),
    "geen_toegevoegde_waarde": ("nee", "genoeg aanbod binnen tien kilometer"),
    "twijfel": ("ja", "te weinig aanbod in deze streek"),
}


def predecessors_of(chance: Chance, history: Ints) -> Ints:
    """Give for each practice the position of the one that it took over, or -1."""
    kinds = np.array(list(HISTORIES))[history]
    before = np.full(len(history), -1)
    heirs, ended = positions(kinds == "overgenomen"), positions(kinds == TAKEN_OVER)
    number = min(len(heirs), len(ended))
    before[heirs[:number]] = chance.random.permutation(ended)[:number]
    return before


def add_history(records: Records, history: Ints) -> None:
    """Record the agreements that belong to everyone's history; those for 2026 and 2027 come with the season."""
    kinds = np.array(list(HISTORIES))[history]
    for year, (last, signed, patterns) in CYCLES.items():
        there = np.isin(kinds, patterns)
        records.agreements(positions(there), (f"{year}-01-01", last), signed, VARIANTS)
    elsewhere = positions(kinds == "andere_zorgsoort")
    records.agreements(elsewhere, ("2025-01-01", "2026-12-31"), ("2024-10-01", "2024-12-01"), {}, "oefentherapie")
    records.agreements(positions(kinds == "half_bekend"), ("2019-01-01", "2020-12-31"), None, {})
    nobody_knows = positions(kinds == "onbekend")
    records.unknown("overeenkomsten", nobody_knows, day("2025-02-01"))


def add_requests(records: Records, history: Ints) -> None:
    """Let practices without an offer ask for one, in time or late; a person decides on most requests."""
    chance = records.chance
    kinds = np.array(list(HISTORIES))[history]
    asking = np.zeros(len(history), np.bool_)
    for kind, share in ASKING.items():
        asking |= chance.some_of(share, kinds == kind)
    who = positions(asking)
    stories = np.array(list(REQUESTS))[chance.quota(REQUESTS, len(who))]
    late = stories == "te_laat"
    moments = chance.moments("2025-08-15", "2025-10-10", len(who))
    moments[late] = chance.moments("2025-11-08", "2026-04-30", int(late.sum()))
    records.event("aanvraag_ontvangen", who, moments)
    complete = chance.some_of(0.7, ~late)
    records.event("aanvraag_compleet", who[complete], moments[complete] + 90_000_000_000)
    _decide(records, who, stories)
    _offer(records, who, stories == "toegewezen")


def _decide(records: Records, who: Ints, stories: Names) -> None:
    chance = records.chance
    for story, (value, ground) in GROUNDS.items():
        decided = who[stories == story]
        records.decision(
            "toegevoegde_waarde_regio", decided, value, ground, chance.moments("2025-10-11", "2025-10-19", len(decided))
        )
    doubted = who[stories == "twijfel"]
    records.decision(
        "integriteitstwijfel", doubted, "ja", "twijfel na onderzoek door de integriteitsfunctionaris",
        chance.moments("2025-10-11", "2025-10-19", len(doubted)),
    )  # fmt: skip
    examined = who[stories == "onder_onderzoek"]
    records.decision(
        "integriteitstwijfel", examined, UNKNOWN, "het onderzoek loopt nog",
        chance.moments("2025-10-11", "2025-10-19", len(examined)),
    )  # fmt: skip


def _offer(records: Records, who: Ints, granted: Flags) -> None:
    """Offer and sign what was granted, a while after the request."""
    offered = who[granted]
    moments = records.chance.moments("2025-10-20", "2026-01-20", len(offered))
    records.event("aanbod_gedaan", offered, moments)
    signed = records.chance.some(0.9, len(offered))
    days_later = 1 + records.chance.below(20, int(signed.sum()))
    records.event("ondertekend", offered[signed], moments[signed] + days_later * 86_400_000_000)
