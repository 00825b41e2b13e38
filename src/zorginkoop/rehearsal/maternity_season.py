"""Lets every organisation for maternity care live through its season: questionnaire, offer, signature or request."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from zorginkoop.rehearsal.chance import Ints, day, day_of
from zorginkoop.rehearsal.records import UNKNOWN, Names, Period, Records, positions
from zorginkoop.rehearsal.sheets import NONE


@dataclass(frozen=True, slots=True)
class Story:
    """How a season goes: when each event happens (empty: it does not), and what nobody knows."""

    confirmed: Period | None = None
    offered: Period | None = None
    signed: Period | None = None
    requested: Period | None = None
    rejected: Period | None = None
    decision: str = ""
    unknown: str = ""


IN_TIME = ("2023-09-12", "2023-10-14")
TOO_LATE = ("2023-10-16", "2023-10-19")
OFFERED = ("2023-10-15", "2023-10-19")
ASKED = ("2023-10-16", "2023-10-18")

STORIES = {
    "getekend": 0.26, "afgewezen": 0.04, "traag": 0.1, "niet_getekend": 0.05, "te_laat_getekend": 0.04,
    "late_aanvaard": 0.03,
    "te_laat_bevestigd": 0.06, "niet_bevestigd": 0.12, "na_de_peildatum": 0.03, "laat_aanbod": 0.03,
    "aanvraag_toegewezen": 0.05, "aanvraag_geweigerd": 0.03, "aanvraag_twijfel": 0.02, "aanvraag_onderzocht": 0.02,
    "aanvraag_open": 0.04, "bevestiging_onbekend": 0.02, "aanbod_onbekend": 0.02, "tekening_onbekend": 0.02,
    "aanvraag_onbekend": 0.02,
}  # fmt: skip
COURSES = {
    "getekend": Story(IN_TIME, OFFERED, ("2023-10-20", "2023-10-31")),
    "afgewezen": Story(IN_TIME, rejected=("2023-10-16", "2023-10-19")),
    "traag": Story(IN_TIME, ("2023-10-21", "2023-10-27"), ("2023-10-28", "2023-11-01")),
    "niet_getekend": Story(IN_TIME, OFFERED),
    "te_laat_getekend": Story(IN_TIME, OFFERED, ("2023-11-02", "2023-11-14")),
    "late_aanvaard": Story(IN_TIME, OFFERED, ("2023-11-02", "2023-11-10")),
    "te_laat_bevestigd": Story(TOO_LATE),
    "niet_bevestigd": Story(),
    "na_de_peildatum": Story(("2023-10-21", "2023-12-01")),
    "laat_aanbod": Story(IN_TIME, ("2024-01-03", "2024-01-20")),
    "aanvraag_toegewezen": Story(
        None, ("2023-12-01", "2024-02-01"), ("2024-02-02", "2024-02-15"), ASKED, decision="toegewezen"
    ),
    "aanvraag_geweigerd": Story(TOO_LATE, requested=ASKED, decision="geweigerd"),
    "aanvraag_twijfel": Story(requested=ASKED, decision="twijfel"),
    "aanvraag_onderzocht": Story(requested=ASKED, decision="onderzocht"),
    "aanvraag_open": Story(requested=("2023-10-16", "2023-12-15")),
    "bevestiging_onbekend": Story(unknown="vragenlijst_bevestigd"),
    "aanbod_onbekend": Story(IN_TIME, unknown="aanbod_gedaan"),
    "tekening_onbekend": Story(IN_TIME, OFFERED, unknown="ondertekend"),
    "aanvraag_onbekend": Story(unknown="aanvraag_ontvangen"),
}
SIGNALS = {"geen": 0.92, "ja": 0.05, UNKNOWN: 0.03}
PLANS = {"geen": 0.8, "ontvangen": 0.15, UNKNOWN: 0.05}
DECIDED = {"ja": 0.4, "nee": 0.25, "": 0.35}
MOMENTS_OF_DECISION = ("2023-10-18", "2023-10-19")


def add_season(records: Records, stories: Names) -> Ints:
    """Record the season of everyone; gives the day on which each answered the questionnaire, if ever."""
    everyone = np.arange(len(stories))
    records.event("vragenlijst_aangeboden", everyone, records.chance.moments("2023-09-01", "2023-09-10", len(stories)))
    confirmed = np.full(len(stories), NONE)
    for name, story in COURSES.items():
        who = positions(stories == name)
        if story.confirmed:
            confirmed[who] = records.chance.moments(*story.confirmed, len(who))
        _happen(records, who, story)
        _decide(records, who, story.decision)
    late = positions(stories == "late_aanvaard")
    records.event("late_ondertekening_aanvaard", late, records.chance.moments("2023-11-12", "2023-11-17", len(late)))
    answered = positions(confirmed != NONE)
    records.event("vragenlijst_bevestigd", answered, confirmed[answered])
    _add_signals(records, everyone)
    _add_plans(records, everyone)
    return np.where(confirmed == NONE, NONE, day_of(np.where(confirmed == NONE, 0, confirmed)))


def _happen(records: Records, who: Ints, story: Story) -> None:
    moments = records.chance.moments
    happening = (
        ("aanvraag_ontvangen", story.requested),
        ("aanbod_gedaan", story.offered),
        ("vragenlijst_afgewezen", story.rejected),
    )
    for name, period in happening:
        if period:
            records.event(name, who, moments(*period, len(who)))
    if story.signed:
        records.event("ondertekend", who, moments(*story.signed, len(who)))
        records.agreements(who, ("2024-01-01", "2025-12-31"), story.signed, {})
    if story.unknown:
        records.unknown(story.unknown, who, day("2023-10-17"))


def _decide(records: Records, who: Ints, decision: str) -> None:
    moments = records.chance.moments(*MOMENTS_OF_DECISION, len(who))
    if decision in {"toegewezen", "twijfel"}:
        records.decision("toegevoegde_waarde_regio", who, "ja", "te weinig kraamzorg in deze streek", moments)
    if decision == "geweigerd":
        records.decision("toegevoegde_waarde_regio", who, "nee", "genoeg kraamzorg in deze streek", moments)
    if decision == "twijfel":
        records.decision("integriteitstwijfel", who, "ja", "twijfel na onderzoek", moments)
    if decision == "onderzocht":
        records.decision("integriteitstwijfel", who, UNKNOWN, "het onderzoek loopt nog", moments)


def _add_signals(records: Records, everyone: Ints) -> None:
    """Record open signals about integrity, and those of which nobody knows whether they are still open."""
    kinds = np.array(list(SIGNALS))[records.chance.quota(SIGNALS, len(everyone))]
    for value in ("ja", UNKNOWN):
        who = positions(kinds == value)
        records.fact("integriteitssignaal", who, value, day("2023-09-15"), "eigen administratie")


def _add_plans(records: Records, everyone: Ints) -> None:
    """Record business cases and plans for the highest tariff, and what a person decided about them."""
    plans = {
        "businesscase_ontvangen": ("businesscase_uitvoering_duidelijk", "businesscase_binnen_uren"),
        "max_max_plan_ontvangen": ("max_max_overig_afgesproken",),
    }
    for event, decisions in plans.items():
        kinds = np.array(list(PLANS))[records.chance.quota(PLANS, len(everyone))]
        handed_in = positions(kinds == "ontvangen")
        records.event(event, handed_in, records.chance.moments("2023-08-01", "2023-10-10", len(handed_in)))
        records.unknown(event, positions(kinds == UNKNOWN), day("2023-10-12"))
        considered = positions(kinds != "geen")
        for name in decisions:
            values = np.array(list(DECIDED))[records.chance.quota(DECIDED, len(considered))]
            for value, ground in (("ja", "het plan maakt dit duidelijk"), ("nee", "het plan zegt hierover te weinig")):
                who = considered[values == value]
                moments = records.chance.moments("2023-10-11", "2023-10-19", len(who))
                records.decision(name, who, value, ground, moments)
