"""Lets every institution live through its season: an agreement that runs on, an offer, a talk, or a request."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from zorginkoop.rehearsal.chance import Ints, day
from zorginkoop.rehearsal.records import NO_CODES, UNKNOWN, Names, Period, Records, positions

REHABILITATION = "revalidatiecentrum"

HISTORIES = {
    "loopt_door": 0.25, "loopt_open_door": 0.06, "eindigt": 0.44, "andere_zorgsoort": 0.03, "eerder": 0.04,
    "geen": 0.14, "onbekend": 0.04,
}  # fmt: skip
TERMS = {  # by history: the last agreement, and the care type if it is another one
    "loopt_door": (("2025-01-01", "2028-12-31"), ""),
    "loopt_open_door": (("2024-01-01", ""), ""),
    "eindigt": (("2025-01-01", "2026-12-31"), ""),
    "andere_zorgsoort": (("2026-01-01", "2026-12-31"), "verpleging"),
    "eerder": (("2021-01-01", "2022-12-31"), ""),
}
EARLIER_TERMS = (("2020-01-01", "2022-12-31"), ("2023-01-01", "2023-12-31"))
FAITHFUL = ("loopt_door", "loopt_open_door", "eindigt")  # had an agreement in the earlier years too
WITHOUT_AGREEMENT = ("andere_zorgsoort", "eerder", "geen")


@dataclass(frozen=True, slots=True)
class Request:
    """How an institution without an agreement in 2026 asks for one, and what a person decides."""

    asked: Period | None = None
    decision: str = ""
    unknown: str = ""
    mail: Period | None = None


IN_TIME = ("2026-06-01", "2026-08-31")
REQUESTS = {
    "toegewezen": 0.24, "afgewezen": 0.12, "in_behandeling": 0.16, "te_laat": 0.12, "geen": 0.12, "alleen_mail": 0.1,
    "onbekend": 0.07, "onbekend_na_mail": 0.07,
}  # fmt: skip
COURSES = {
    "toegewezen": Request(IN_TIME, "toegewezen"),
    "afgewezen": Request(IN_TIME, "afgewezen"),
    "in_behandeling": Request(IN_TIME),
    "te_laat": Request(("2026-09-02", "2026-09-09")),
    "geen": Request(),
    "alleen_mail": Request(mail=("2026-05-01", "2026-09-08")),
    "onbekend": Request(unknown="aanvraag_ontvangen"),
    "onbekend_na_mail": Request(unknown="aanvraag_ontvangen", mail=("2026-05-01", "2026-08-30")),
}
DECIDED = ("2026-08-20", "2026-09-09")
GROUNDS = {"toegewezen": "de zorg ontbreekt in deze streek", "afgewezen": "er is genoeg van deze zorg in de streek"}
STARTS = {"": 0.6, "2026-11-01": 0.14, "2027-04-01": 0.13, UNKNOWN: 0.13}
ASKED_CARE = {"": 0.5, "msz": 0.35, "msz grz": 0.07, "grz": 0.04, UNKNOWN: 0.02, NO_CODES: 0.02}

TALKS = {"nog_niet": 0.3, "in_gesprek": 0.2, "akkoord": 0.3, "zonder_akkoord": 0.1, UNKNOWN: 0.1}
PRICE_LISTS = {"nog_niet": 0.3, "aangeboden": 0.2, "akkoord": 0.35, UNKNOWN: 0.15}
SIGNATURES = {"op_tijd": 0.74, "te_laat": 0.08, "aanvaard": 0.04, "vervallen": 0.03, "niet": 0.07, UNKNOWN: 0.04}
OFFERED = ("2026-09-14", "2026-09-30")


def add_season(records: Records, types: Names) -> None:
    """Record agreements, requests, talks, price lists and signatures of everyone."""
    chance = records.chance
    histories = np.array(list(HISTORIES))[chance.quota(HISTORIES, len(types))]
    for history, (term, care_type) in TERMS.items():
        records.agreements(positions(histories == history), term, _signed_before(term), {}, care_type)
    for term in EARLIER_TERMS:
        records.agreements(positions(np.isin(histories, FAITHFUL)), term, _signed_before(term), {})
    records.unknown("overeenkomsten", positions(histories == "onbekend"), day("2026-02-01"))
    _add_requests(records, positions(np.isin(histories, WITHOUT_AGREEMENT)), asked_before=False)
    _add_requests(records, positions(histories == "onbekend"), asked_before=True)
    _add_wishes(records, np.arange(len(types)))
    talking = np.isin(histories, ("eindigt", "onbekend")) & (types == REHABILITATION)
    _add_talks(records, positions(talking))
    _add_price_lists(records, positions(np.isin(histories, ("loopt_door", "loopt_open_door", "onbekend"))))
    _add_signatures(records, positions((histories == "eindigt") & (types != REHABILITATION)))


def _signed_before(term: Period) -> Period:
    """Give the weeks of the autumn before a term in which it was signed."""
    year = int(term[0][:4]) - 1
    return f"{year}-09-20", f"{year}-11-10"


def _add_requests(records: Records, who: Ints, *, asked_before: bool) -> None:
    """Let institutions ask; those whose history nobody knows may have asked or mailed as well."""
    chance = records.chance
    kinds = np.array(list(REQUESTS))[chance.quota(REQUESTS, len(who))]
    for kind, request in COURSES.items():
        some = who[kinds == kind]
        if request.asked:
            records.event("aanvraag_ontvangen", some, chance.moments(*request.asked, len(some)))
        if request.mail:
            records.event("belangstelling_per_mail", some, chance.moments(*request.mail, len(some)))
        if request.unknown:
            records.unknown(request.unknown, some, day("2026-09-01"))
        if request.decision and not asked_before:
            moments = chance.moments(*DECIDED, len(some))
            records.decision("besluit_aanvraag", some, request.decision, GROUNDS[request.decision], moments)
    starts = np.array(list(STARTS))[chance.quota(STARTS, len(who))]
    for start in STARTS:
        if start:
            records.fact("gewenste_ingang", who[starts == start], start, day("2026-08-31"), "aanvraagformulier")


def _add_wishes(records: Records, everyone: Ints) -> None:
    known = records.chance.days("2026-01-10", "2026-08-31", len(everyone))
    records.drawn("gevraagde_zorg", everyone, ASKED_CARE, known, "eigen administratie")


def _add_talks(records: Records, who: Ints) -> None:
    """Invite rehabilitation centres, and let the talks end in an agreement or not."""
    chance = records.chance
    kinds = np.array(list(TALKS))[chance.quota(TALKS, len(who))]
    invited = who[kinds != "nog_niet"]
    records.event("uitgenodigd_voor_gesprek", invited, chance.moments("2026-08-17", "2026-08-28", len(invited)))
    talked = who[np.isin(kinds, ("akkoord", "zonder_akkoord", UNKNOWN))]
    records.event("inkoopgesprek_gevoerd", talked, chance.moments("2026-08-29", "2026-09-04", len(talked)))
    for kind, event in (("akkoord", "onderhandelakkoord"), ("zonder_akkoord", "gesprek_zonder_akkoord")):
        ended = who[kinds == kind]
        records.event(event, ended, chance.moments("2026-09-05", "2026-09-09", len(ended)))
    records.unknown("onderhandelakkoord", who[kinds == UNKNOWN], day("2026-09-08"))


def _add_price_lists(records: Records, who: Ints) -> None:
    """Offer price lists to those whose agreement runs on, and let some agree."""
    chance = records.chance
    kinds = np.array(list(PRICE_LISTS))[chance.quota(PRICE_LISTS, len(who))]
    offered = who[np.isin(kinds, ("aangeboden", "akkoord"))]
    records.event("prijslijst_aangeboden", offered, chance.moments("2026-08-24", "2026-08-31", len(offered)))
    agreed = who[kinds == "akkoord"]
    records.event("prijslijst_akkoord", agreed, chance.moments("2026-09-01", "2026-09-30", len(agreed)))
    records.unknown("prijslijst_aangeboden", who[kinds == UNKNOWN], day("2026-09-01"))


def _add_signatures(records: Records, who: Ints) -> None:
    """Offer agreements after the season's date, and let them be signed in time, late or not at all."""
    chance = records.chance
    records.event("aanbod_gedaan", who, chance.moments(*OFFERED, len(who)))
    kinds = np.array(list(SIGNATURES))[chance.quota(SIGNATURES, len(who))]
    signed = who[kinds == "op_tijd"]
    records.event("ondertekend", signed, chance.moments("2026-10-05", "2026-11-11", len(signed)))
    records.agreements(signed, ("2027-01-01", "2027-12-31"), ("2026-10-05", "2026-11-11"), {})
    late = who[np.isin(kinds, ("te_laat", "aanvaard", "vervallen"))]
    records.event("ondertekend", late, chance.moments("2026-11-12", "2026-11-14", len(late)))
    for kind, event in (("aanvaard", "late_ondertekening_aanvaard"), ("vervallen", "aanbod_vervallen_verklaard")):
        decided = who[kinds == kind]
        records.event(event, decided, chance.moments("2026-11-15", "2026-11-18", len(decided)))
    records.unknown("ondertekend", who[kinds == UNKNOWN], day("2026-11-12"))
