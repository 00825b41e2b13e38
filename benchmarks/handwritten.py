"""Fysiotherapie 2026 by hand in NumPy: the same rules, the same two reason bits a condition, nothing general.

It is what a careful programmer would write for this one policy and no other: every array named, every rule in place.
It is the measure for the column engine, so it uses the fastest formulations we know and shares none of its code.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from zorginkoop.columns.frame import Frame

Bytes = npt.NDArray[Any]  # unsigned bytes; the stubs widen them at every shift

FIRST_DAY, LAST_DAY, END_OF_CYCLE = 20_454, 20_818, 21_183  # 2026-01-01, 2026-12-31, 2027-12-31 in days
OCTOBER_25, NOVEMBER_8, JANUARY_2 = 1_761_343_200_000_000, 1_762_556_400_000_000, 1_767_308_400_000_000


def sums(values: npt.NDArray[Any], offsets: npt.NDArray[np.int64]) -> npt.NDArray[np.int32]:
    """Add up the rows of every owner."""
    totals = np.zeros(len(values) + 1, np.int32)
    np.cumsum(values, dtype=np.int32, out=totals[1:])
    ends = totals[offsets]
    counts: npt.NDArray[np.int32] = ends[1:] - ends[:-1]
    return counts


def state(holds: npt.NDArray[np.bool_], unknown: Bytes) -> Bytes:
    """Give 1 where it holds, 2 where it fails, 3 where unknown."""
    states: Bytes = (2 - holds.view(np.uint8)) | unknown
    return states


def both(*states: Bytes) -> Bytes:
    """Join states that must all hold; none is 'not applicable' here."""
    fails = states[0] >> 1
    blocked = states[0] == 2
    for one in states[1:]:
        fails = fails | one >> 1
        blocked |= one == 2
    joined: Bytes = (~blocked).view(np.uint8) | fails << 1
    return joined


def either(one: Bytes, other: Bytes) -> Bytes:
    """Join two states of which one must hold."""
    settled = (one == 1) | (other == 1)
    joined: Bytes = ((one | other) & 1) | (~settled).view(np.uint8) << 1
    return joined


def some(states: Bytes, offsets: npt.NDArray[np.int64]) -> Bytes:
    """Give the state of 'one of the rows holds' for every owner."""
    settled = sums(states == 1, offsets) > 0
    possible = sums(states & 1, offsets) > 0
    return possible.view(np.uint8) | (~settled).view(np.uint8) << 1


def judge(frame: Frame, limit: int = 1500, share: tuple[int, int] = (30, 100)) -> tuple[Bytes, Bytes, dict[str, Bytes]]:
    """Give route number, variant number (factors met) and the reason bits of every condition for everyone."""
    f: dict[str, Any] = dict(frame.facts)
    people, history = frame.relations["personen"], frame.relations["overeenkomsten"]
    registered = people.frame.relations["registraties"]
    p: dict[str, Any] = dict(people.frame.facts)
    r: dict[str, Any] = dict(registered.frame.facts)
    h: dict[str, Any] = dict(history.frame.facts)
    at = {name: number for number, name in enumerate(r["register"].vocabulary)}
    endorsed = {name: number for number, name in enumerate(r["aantekening"].vocabulary)}
    reasons: dict[str, Bytes] = {}

    for name, fact in (
        ("beroepsnormen", "handelt_volgens_beroepsnormen"), ("digitaal_declareren", "declareert_via_vecozo"),
        ("bereikbaarheid", "telefonisch_bereikbaar"), ("eerste_afspraak", "afspraak_binnen_vijf_werkdagen"),
        ("inspanning_digitaal", "inspanning_digitalisering"), ("kngf", "kngf_basisregister"), ("skf", "skf_keurmerk"),
        ("vecozo_certificaten", "vecozo_certificaat"), ("toegevoegde_waarde", "toegevoegde_waarde_regio"),
        ("parkinsonnet", "netwerk_parkinson"), ("chronisch_zorgnet", "netwerk_chronisch_zorgnet"),
    ):  # fmt: skip
        reasons[name] = f[fact].states
    reasons["prem_extern"] = both(f["prem_structureel"].states, f["prem_extern_meetbureau"].states)
    for name, fact in (("aanbod_gewenst", "geen_aanbod_gewenst"), ("geen_integriteitstwijfel", "integriteitstwijfel")):
        opposite = f[fact].states
        reasons[name] = opposite >> 1 | (opposite & 1) << 1

    goals = f["doelen_digitale_zorg"]
    reasons["digitale_zorg"] = state(np.diff(goals.offsets) > 0, goals.unknown)

    index, exception = f["behandelindex@2024"], f["uitzondering_behandelindex@2026"].states
    reasons["behandelindex"] = either(state(index.values <= limit, index.unknown), exception)

    number = p["beroep"].vocabulary.index("fysiotherapeut")
    is_physio = state(p["beroep"].numbers == number, p["beroep"].unknown)
    codes, wanted = f["agb_zorgsoort"].numbers, ("04", "05", "07", "24", "37", "88", "90")
    fitting = np.zeros(frame.size, np.bool_)
    for code in wanted:
        fitting |= codes == f["agb_zorgsoort"].vocabulary.index(code)
    linked = some(is_physio, people.offsets)
    reasons["agb_registratie"] = both(state(fitting, f["agb_zorgsoort"].unknown), linked)

    register, unknown_register = r["register"].numbers, r["register"].unknown
    individual = (register == at["irf"]) | (register == at["skf"]) | (register == at["kfir"])
    is_registered = some(state(individual, unknown_register), registered.offsets)
    reasons["individuele_kwaliteitsregistratie"] = some(both(is_physio, is_registered), people.offsets)

    branch = some(state(register == at["branche_deelregister"], unknown_register), registered.offsets)
    special = p["verleent_verbijzonderde_zorg"].states
    given, kept = some(special, people.offsets), some(both(special, branch), people.offsets)
    fails = given & 1 & kept >> 1
    holds = given & 1 & (kept | given >> 1 & kept >> 1)
    reasons["deelregister_verbijzondering"] = holds | fails << 1

    endorsement, unknown_endorsement = r["aantekening"].numbers, r["aantekening"].unknown
    recognised = (endorsement == endorsed["manuele_therapie"]) | (endorsement == endorsed["sportfysiotherapie"])
    vektis = state(register == at["vektis"], unknown_register)
    specialised = some(both(vektis, state(recognised, unknown_endorsement)), registered.offsets)
    hours = state(p["uren_hier"].values >= 240, p["uren_hier"].unknown)
    reasons["verbijzonderd"] = _share(is_physio, both(hours, specialised), people.offsets, share)

    rheumatoid = state(endorsement == endorsed["ernstige_functionele_beperkingen_ra"], unknown_endorsement)
    reasons["aantekening_ra"] = some(both(is_physio, some(rheumatoid, registered.offsets)), people.offsets)

    today, back = 20_381, 20_381 - 1_096
    term, concluded = h["looptijd"], h["gesloten_op"]
    in_force = state((term.first <= today) & (term.last >= back), term.unknown)
    signed = state((concluded.values >= back) & (concluded.values <= today), concluded.unknown)
    reasons["overeenkomst_afgelopen_drie_jaar"] = some(either(in_force, signed), history.offsets)
    own = state(h["zorgsoort"].numbers == h["zorgsoort"].vocabulary.index("fysiotherapie"), h["zorgsoort"].unknown)
    this_year = (term.first <= FIRST_DAY) & (term.last >= LAST_DAY)
    to_the_end = (term.first <= END_OF_CYCLE) & (term.last >= END_OF_CYCLE)
    runs = both(own, state(this_year | to_the_end, term.unknown))
    running = reasons["overeenkomst_loopt"] = some(runs, history.offsets)

    today_is = np.full(frame.size, 1, np.uint8)  # the reference date lies before both deadlines
    confirmed = happened(f["vragenlijst_bevestigd"], before=OCTOBER_25)
    reasons["vragenlijst_op_tijd"] = either(today_is, confirmed)
    signed_in_time = either(happened(f["ondertekend"], before=NOVEMBER_8), happened(f["late_ondertekening_aanvaard"]))
    unasked = opposite_of(happened(f["aanvraag_ontvangen"]))
    offered_late = happened(f["aanbod_gedaan"], since=NOVEMBER_8)
    no_offer = both(opposite_of(happened(f["aanbod_gedaan"])), opposite_of(happened(f["ondertekend"])))
    still_open = either(no_offer, both(offered_late, unasked))
    reasons["getekend_op_tijd"] = either(either(today_is, signed_in_time), still_open)
    reasons["geen_ander_bezwaar"] = both(
        reasons["agb_registratie"], reasons["vecozo_certificaten"],
        without_objection(reasons["overeenkomst_afgelopen_drie_jaar"]), without_objection(reasons["aanbod_gewenst"]),
    )  # fmt: skip

    too_high = opposite_of(without_objection(reasons["behandelindex"]))
    reasons["taak_index_lopende_overeenkomst"] = both(too_high, running)
    asked_exception = happened(f["uitzondering_aangevraagd"])
    undecided = opposite_of(_followed(f["uitzondering_besloten"], f["uitzondering_aangevraagd"]))
    sole = either(without_objection(reasons["geen_ander_bezwaar"]), opposite_of(unasked))
    reasons["taak_uitzondering_beoordelen"] = both(asked_exception, undecided, too_high, sole)
    unregistered = both(is_physio, opposite_of(is_registered))
    reasons["taak_zorg_buiten_de_overeenkomst"] = some(unregistered, people.offsets)
    told_special = both((2 - (special != 3).view(np.uint8)), special)
    outside = both(told_special, opposite_of(branch))
    reasons["taak_verbijzonderde_zorg_buiten_de_overeenkomst"] = some(outside, people.offsets)
    reasons["taak_factor_vervallen"] = _lapsed(reasons, runs, h["variant"], history.offsets)
    reasons["taak_integriteit_beoordelen"] = both(f["integriteitssignaal"].states, reasons["geen_integriteitstwijfel"])
    late = happened(f["ondertekend"], since=NOVEMBER_8)
    unsettled = [
        opposite_of(happened(f[name])) for name in ("late_ondertekening_aanvaard", "aanbod_vervallen_verklaard")
    ]
    reasons["taak_late_ondertekening"] = both(late, *unsettled, opposite_of(offered_late), unasked)
    after_new_year = happened(f["aanbod_gedaan"], since=JANUARY_2)
    unconfirmed = opposite_of(happened(f["besluit_eerdere_ingang"]))
    reasons["taak_ingang_zonder_aanvraag"] = both(after_new_year, unasked, unconfirmed)
    return _outcome(reasons, running, f["aanvraag_ontvangen"]), _factors(reasons), reasons


def opposite_of(states: Bytes) -> Bytes:
    """Swap met and not met."""
    return states >> 1 | (states & 1) << 1


def without_objection(states: Bytes) -> Bytes:
    """Read unknown as met."""
    return np.where(states == 3, np.uint8(1), states)


def happened(column: Any, *, since: int | None = None, before: int | None = None) -> Bytes:  # noqa: ANN401 - a column of events
    """Give the state of 'it happened', from and before a moment."""
    holds = ~column.never
    if since is not None:
        holds &= column.values >= since
    if before is not None:
        holds &= column.values < before
    return state(holds, column.unknown)


def _followed(later: Any, earlier: Any) -> Bytes:  # noqa: ANN401 - columns of events
    """Give the state of 'it happened on or after the day of the other'; without the other it did not."""
    since = later.values >= earlier.values
    return state(~later.never & ~earlier.never & since, later.unknown | earlier.unknown)


def _lapsed(reasons: dict[str, Bytes], runs: Bytes, variant: Any, offsets: npt.NDArray[np.int64]) -> Bytes:  # noqa: ANN401 - a column of codes
    """Tell where a running agreement rests on more factors than are met."""
    lost = [opposite_of(reasons[name]) for name in ("verbijzonderd", "kngf", "skf")]
    missing = {
        "A": either(either(lost[0], lost[1]), lost[2]),
        "B": either(either(both(lost[0], lost[1]), both(lost[0], lost[2])), both(lost[1], lost[2])),
        "C": both(*lost),
    }
    rests = []
    for letter, gone in missing.items():
        of_letter = state(variant.numbers == variant.vocabulary.index(letter), variant.unknown)
        rests.append(both(some(both(runs, of_letter), offsets), gone))
    return either(either(rests[0], rests[1]), rests[2])


def _share(inside: Bytes, counts: Bytes, offsets: npt.NDArray[np.int64], share: tuple[int, int]) -> Bytes:
    member, perhaps = inside == 1, inside == 3
    certain, possible = counts == 1, (counts & 1).view(np.bool_)
    low = sums(member & certain, offsets) * share[1] >= share[0] * (whole := sums(member | perhaps & ~certain, offsets))
    low &= whole > 0
    candidate = sums(member | perhaps & possible, offsets)
    high = (sums((member | perhaps) & possible, offsets) * share[1] >= share[0] * candidate) & (candidate > 0)
    return (low | high).view(np.uint8) | (~(low & high)).view(np.uint8) << 1


def _factors(reasons: dict[str, Bytes]) -> Bytes:
    total: Bytes = np.add.reduce([(reasons[name] == 1).view(np.uint8) for name in ("verbijzonderd", "kngf", "skf")])
    return total


def _outcome(reasons: dict[str, Bytes], running: Bytes, requested: Any) -> Bytes:  # noqa: ANN401 - a column of events
    """Choose the first route that fits: running, approached, refused, granted, in hand, late (two), not approached."""

    def passes(name: str) -> Bytes:
        return without_objection(reasons[name])

    selected = both(
        reasons["agb_registratie"], reasons["vecozo_certificaten"], passes("overeenkomst_afgelopen_drie_jaar"),
        passes("aanbod_gewenst"), passes("behandelindex"),
    )  # fmt: skip
    approached = both(selected, reasons["vragenlijst_op_tijd"], reasons["getekend_op_tijd"])
    asked = state(~requested.never, requested.unknown)
    doubts = (reasons["geen_integriteitstwijfel"], passes("behandelindex"), reasons["toegevoegde_waarde"])
    refused = np.logical_or.reduce([one == 2 for one in doubts])
    granted = np.logical_and.reduce([one == 1 for one in doubts])
    route = np.full(len(running), 8, np.uint8)
    route[selected == 1] = 7
    route[(selected == 1) & (reasons["vragenlijst_op_tijd"] == 2)] = 6
    route[asked == 3] = 0
    route[asked == 1] = 5
    route[(asked == 1) & granted] = 4
    route[(asked == 1) & refused] = 3
    route[approached == 3] = 0
    route[approached == 1] = 2
    route[running == 1] = 1
    return route
