"""Makes the people of one corner: where they work, what they do, and for how many hours."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from zorginkoop.rehearsal.chance import Chance, Flags, Ints, day
from zorginkoop.rehearsal.records import Shares, or_none
from zorginkoop.rehearsal.sheets import NONE, Cells, Part, Sheets, tenths, texts
from zorginkoop.rehearsal.words import codes, people_names

SECOND_JOB_SHARE = 0.04
LEFT_SHARE = 0.03
STARTING_SHARE = 0.02
HOURS_UNKNOWN_SHARE = 0.04
TENTHS_OF_HOURS = {
    80: 0.04,
    160: 0.14,
    200: 0.06,
    239: 0.01,
    240: 0.2,
    241: 0.01,
    285: 0.04,
    320: 0.22,
    360: 0.18,
    400: 0.1,
}
RENEWED_FROM = "2020-01-01"  # what started since then renewed a registration that ended the day before
TERM_OF_REGISTRATION = 1_826  # days: five years
EMPLOYMENT = {"loondienst": 0.72, "zzp": 0.17, "inhuur": 0.08, "": 0.03}
AGB_OF_PROFESSION = {
    "fysiotherapeut": "04", "oefentherapeut": "07", "logopedist": "05", "dietist": "24", "kraamverzorgende": "33",
    "medisch_specialist": "03", "arts": "84", "verpleegkundige": "91", "gz_psycholoog": "94", "audioloog": "90",
    "apotheker": "02", "beheerder": "98", "apothekersassistent": "98", "bezorger": "98", "chauffeur": "85",
    "planner": "98",
}  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class Registration:
    """Where somebody is registered, since when and until when, and with which endorsement."""

    name: Cells
    source: str
    start: Ints
    end: Ints
    note: Cells = None


@dataclass(frozen=True, slots=True, eq=False)
class Staff:
    """People and their jobs: a job has a provider and a person, both as positions."""

    person_codes: pl.Series
    professions: tuple[str, ...]
    profession: Ints  # of each person, as a position in `professions`
    provider: Ints  # of each job
    person: Ints  # of each job

    def register(self, sheets: Sheets, who: Ints, registration: Registration) -> None:
        """Register people somewhere (`who` are positions of people); recent registrations renew one that ended."""
        for one, since, until in _with_renewed(registration.start, registration.end):
            sheets.add(
                "registraties", len(one), houder_soort="persoon", houder=self.person_codes.gather(who[one]),
                register=_of(registration.name, one), aantekening=_of(registration.note, one), geldig_van=since,
                geldig_tot=until, bron=registration.source, bekend_sinds=since,
            )  # fmt: skip

    def are(self, profession: str) -> Flags:
        """Flag the people of a profession."""
        flags: Flags = self.profession == self.professions.index(profession)
        return flags


def _with_renewed(start: Ints, end: Ints) -> tuple[tuple[Ints, Ints, Ints], ...]:
    """Give registrations by position, first and last day: those there are, and the earlier ones that some renewed."""
    renewing = np.flatnonzero(start >= day(RENEWED_FROM))
    earlier = (renewing, start[renewing] - TERM_OF_REGISTRATION, start[renewing] - 1)
    return (np.arange(len(start)), start, end), earlier


def _of(cells: Cells, which: Ints) -> Cells:
    return cells.gather(which) if isinstance(cells, pl.Series) else cells


@dataclass(frozen=True, slots=True)
class Staffing:
    """How a corner staffs its providers."""

    professions: Shares
    first_number: int  # of the people's AGB codes
    employment: Shares
    as_of: str


def hire(part: Part, providers: pl.Series, heads: Ints, first: Ints, staffing: Staffing) -> Staff:
    """Give every provider its number of people.

    `first` is the profession of the first person at each provider, as a position; the others follow the shares.
    """
    chance = part.chance
    provider = np.repeat(np.arange(len(heads)), heads)
    professions = tuple(staffing.professions)
    profession = chance.quota(staffing.professions, len(provider))
    opens = np.concatenate((np.ones(1, np.bool_), provider[1:] != provider[:-1]))[: len(provider)]
    profession[opens] = first[provider[opens]]
    number = staffing.first_number + np.arange(len(provider))
    prefix = texts(tuple(AGB_OF_PROFESSION[name] for name in professions), profession)
    person_codes = pl.select(pl.concat_str(prefix, codes("", number, digits=6))).to_series()
    names = people_names(chance, len(provider))
    person = np.arange(len(provider))
    twice = np.flatnonzero(chance.some(SECOND_JOB_SHARE, len(provider)))
    elsewhere = (provider[twice] + 1) % len(heads) if len(heads) > 1 else provider[:0]
    provider, person = np.concatenate((provider, elsewhere)), np.concatenate((person, twice[: len(elsewhere)]))
    staff = Staff(person_codes, professions, profession, provider, person)
    _write_jobs(part, providers, staff, names, staffing)
    return staff


def _write_jobs(part: Part, providers: pl.Series, staff: Staff, names: pl.Series, staffing: Staffing) -> None:
    chance = part.chance
    jobs = len(staff.provider)
    hours = np.array(list(TENTHS_OF_HOURS))[chance.quota(TENTHS_OF_HOURS, jobs)]
    employment = chance.quota(staffing.employment, jobs)
    kinds = tuple(staffing.employment)
    start = day(staffing.as_of) - 700 - chance.below(7_000, jobs)
    late = chance.some(STARTING_SHARE, jobs)  # these start around the season, or after it
    start[late] = day(staffing.as_of) - 120 + chance.below(240, int(late.sum()))
    left = chance.some_of(LEFT_SHARE, ~late)
    end = np.where(left, day(staffing.as_of) - 300 + chance.below(400, jobs), NONE)
    part.sheets.add(
        "personen", jobs,
        aanbieder=providers.gather(staff.provider),
        persoon=staff.person_codes.gather(staff.person),
        naam=names.gather(staff.person),
        beroep=texts(staff.professions, staff.profession[staff.person]),
        dienstverband=texts(kinds, np.where(np.array(kinds)[employment] == "", -1, employment)),
        uren_hier=tenths(or_none(hours, ~chance.some(HOURS_UNKNOWN_SHARE, jobs))),
        geldig_van=start, geldig_tot=end, bron="vektis", bekend_sinds=np.minimum(start, day(staffing.as_of) + 30),
    )  # fmt: skip


def ends(chance: Chance, number: int, as_of: str, shares: Shares) -> Ints:
    """Draw last days: 'lopend' has none, 'straks' ends within years, 'net' just before the date, 'lang' long before."""
    which = chance.quota(shares, number)
    kinds = np.array(list(shares))[which]
    today = day(as_of)
    drawn = {
        "straks": today + 40 + chance.below(1_400, number),
        "net": today - 1 - chance.below(12, number),
        "lang": today - 60 - chance.below(500, number),
    }
    end = np.full(number, NONE)
    for kind, days in drawn.items():
        end[kinds == kind] = days[kinds == kind]
    return end
