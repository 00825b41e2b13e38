"""Makes the people of institutions, with their registrations by law and in registers of quality."""

from __future__ import annotations

import numpy as np
import polars as pl

from zorginkoop.rehearsal.chance import Ints
from zorginkoop.rehearsal.records import UNKNOWN, positions
from zorginkoop.rehearsal.sheets import Part, texts
from zorginkoop.rehearsal.staff import Registration, Staff, Staffing, ends, hire

SEASON = "2026-09-10"
HEADS = {0: 0.03, 1: 0.06, 3: 0.16, 5: 0.24, 8: 0.26, 12: 0.16, 20: 0.07, 40: 0.02}
PROFESSIONS = {
    "medisch_specialist": 0.22, "arts": 0.1, "verpleegkundige": 0.36, "fysiotherapeut": 0.1, "gz_psycholoog": 0.05,
    "audioloog": 0.05, "apotheker": 0.02, "beheerder": 0.1,
}  # fmt: skip
OPENED_BY = {"medisch_specialist": 0.86, "audioloog": 0.07, "beheerder": 0.07}
STAFFING = Staffing(PROFESSIONS, 800_000, {"loondienst": 0.75, "zzp": 0.08, "inhuur": 0.14, "": 0.03}, SEASON)

# by register: in which professions, and the shares of those registered, of whom nobody knows, and not registered
REGISTERS = {
    "big": ("arts", "medisch_specialist", "verpleegkundige", "fysiotherapeut", "gz_psycholoog", "apotheker"),
    "rgs": ("medisch_specialist",),
    "kwaliteitsregister_verpleegkundigen": ("verpleegkundige",),
    "kwaliteitsregister_paramedici": ("fysiotherapeut", "audioloog"),
}
THERE = {"wel": 0.975, "niet": 0.015, UNKNOWN: 0.01}
VALIDITY = {"lopend": 0.6, "straks": 0.394, "net": 0.003, "lang": 0.003}


def add_staff(part: Part, agb: pl.Series) -> None:
    """Add the people of institutions and where they are registered; a few are not, or nobody knows."""
    chance = part.chance
    heads = np.array(list(HEADS))[chance.quota(HEADS, len(agb))]
    names = list(PROFESSIONS)
    first = np.array([names.index(name) for name in OPENED_BY])[chance.quota(OPENED_BY, len(agb))]
    staff = hire(part, agb, heads, first, STAFFING)
    for number, (register, professions) in enumerate(REGISTERS.items()):
        belong = np.isin(staff.profession, [names.index(name) for name in professions])
        _register(part, staff, positions(belong), (register, number))


def _register(part: Part, staff: Staff, who: Ints, register: tuple[str, int]) -> None:
    name, number = register
    kinds = np.array(list(THERE))[part.chance.quota(THERE, len(who))]
    there = kinds != "niet"
    start = part.chance.days("2008-01-01", "2024-06-30", int(there.sum())) + number  # one of a kind on a day
    until = ends(part.chance, len(start), SEASON, VALIDITY)
    which = np.where(kinds[there] == UNKNOWN, 1, 0)
    registration = Registration(texts((name, UNKNOWN), which), "register", start, until)
    staff.register(part.sheets, who[there], registration)
