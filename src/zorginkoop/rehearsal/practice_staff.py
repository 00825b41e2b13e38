"""Makes the people of practices, with their registrations and endorsements."""

from __future__ import annotations

import numpy as np
import polars as pl

from zorginkoop.rehearsal.chance import Ints
from zorginkoop.rehearsal.records import NOT_RECORDED, UNKNOWN, positions
from zorginkoop.rehearsal.sheets import Part, texts
from zorginkoop.rehearsal.staff import EMPLOYMENT, Registration, Staff, Staffing, ends, hire

SEASON = "2025-10-20"
HEADS = {1: 0.44, 2: 0.22, 3: 0.12, 4: 0.07, 5: 0.045, 6: 0.035, 8: 0.025, 11: 0.015, 14: 0.01, 22: 0.005, 0: 0.015}
PROFESSIONS = {"fysiotherapeut": 0.87, "oefentherapeut": 0.05, "logopedist": 0.04, "dietist": 0.02, "beheerder": 0.02}
OPENED_BY = {
    "fysiotherapeut": 0.965,
    "oefentherapeut": 0.012,
    "logopedist": 0.012,
    "dietist": 0.006,
    "beheerder": 0.005,
}
STAFFING = Staffing(PROFESSIONS, 500_000, EMPLOYMENT, SEASON)

INDIVIDUAL = {"irf": 0.69, "skf": 0.12, "kfir": 0.12, "kwaliteitsregister_paramedici": 0.02, UNKNOWN: 0.02, "": 0.03}
VALIDITY = {"lopend": 0.35, "straks": 0.615, "net": 0.015, "lang": 0.02}
SPECIALISATIONS = (
    "kinderfysiotherapie", "geriatriefysiotherapie", "manuele_therapie", "sportfysiotherapie", "oedeemtherapie",
    "oncologiefysiotherapie", "bekkenfysiotherapie", "orofaciale_fysiotherapie", "psychosomatische_fysiotherapie",
    "arbeidsfysiotherapie",
)  # fmt: skip
SPECIALISED_SHARE = 0.44
ENDORSEMENTS = {
    "ernstige_functionele_beperkingen_ra": 0.035,
    "valpreventie": 0.05,
    "dry_needling": 0.06,
    UNKNOWN: 0.03,
    "": 0.825,
}
IN_SUBREGISTER_SHARE = 0.93


def add_staff(part: Part, agb: pl.Series) -> tuple[Staff, Ints]:
    """Add the people of practices; gives them, and the positions of those who are specialised."""
    chance = part.chance
    sizes = np.array(list(HEADS))
    heads = sizes[chance.quota(HEADS, len(agb))]
    first = np.array([list(PROFESSIONS).index(name) for name in OPENED_BY])[chance.quota(OPENED_BY, len(agb))]
    staff = hire(part, agb, heads, first, STAFFING)
    therapists = positions(staff.are("fysiotherapeut"))
    _register_individually(part, staff, therapists)
    specialised = therapists[chance.some(SPECIALISED_SHARE, len(therapists))]
    _register_specialisation(part, staff, specialised)
    return staff, specialised


def _register_individually(part: Part, staff: Staff, therapists: Ints) -> None:
    """Put therapists in an individual register; some registrations lapsed, some are not known."""
    sheets, chance = part.sheets, part.chance
    names = tuple(INDIVIDUAL)
    which = chance.quota(INDIVIDUAL, len(therapists))
    there = np.array([name != NOT_RECORDED for name in names])[which]
    who = therapists[there]
    start = chance.days("2015-01-01", "2023-06-30", len(who))
    staff.register(
        sheets,
        who,
        Registration(texts(names, which[there]), "register", start, ends(chance, len(who), SEASON, VALIDITY)),
    )


def _register_specialisation(part: Part, staff: Staff, specialised: Ints) -> None:
    """Record specialisations and endorsements with Vektis, and the sub-register of the branch."""
    sheets, chance = part.sheets, part.chance
    number = len(specialised)
    start = chance.days("2010-01-01", "2023-06-30", number)
    note = texts(SPECIALISATIONS, chance.below(len(SPECIALISATIONS), number))
    lasting = ends(chance, number, SEASON, {"lopend": 0.98, "net": 0.02})
    staff.register(sheets, specialised, Registration("vektis", "vektis", start, lasting, note))
    listed = chance.some(IN_SUBREGISTER_SHARE, number)
    until = ends(chance, int(listed.sum()), SEASON, VALIDITY)
    staff.register(sheets, specialised[listed], Registration("branche_deelregister", "register", start[listed], until))
    everyone = positions(staff.are("fysiotherapeut"))
    endorsements = tuple(ENDORSEMENTS)
    which = chance.quota(ENDORSEMENTS, len(everyone))
    noted = np.array([name != NOT_RECORDED for name in endorsements])[which]
    start = chance.days("2012-01-01", "2023-06-30", int(noted.sum()))
    running = ends(chance, len(start), SEASON, {"lopend": 1.0})
    staff.register(
        sheets, everyone[noted], Registration("vektis", "vektis", start, running, texts(endorsements, which[noted]))
    )
