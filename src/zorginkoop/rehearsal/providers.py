"""Makes the providers themselves: code, name, address, locations and groups."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import polars as pl

from zorginkoop.rehearsal.chance import Chance, Ints, day
from zorginkoop.rehearsal.sheets import NONE, Part, taken, texts
from zorginkoop.rehearsal.words import LETTERS, PLACES, codes, numbered_names, people_names

Shares = Mapping[int, float]

FIRST_CODE = 900_000
MOST_LOCATIONS = 8  # of one provider
LOCATIONS = {1: 0.8, 2: 0.13, 3: 0.04, 4: 0.02, 6: 0.01}
CLOSED_LOCATION_SHARE = 0.03
OPENED_LATER_SHARE = 0.3  # of the other locations, in the years of the region
KNOWN_LATE_SHARE = 0.02  # of the locations, reported weeks after they opened
TAKEN_OVER_SHARE = 0.01
TAKE_OVERS = ("2020-07-01", "2027-04-30")
GROUP_SHARE = 0.1
GROUP_SIZE = 6
MAIL_UNKNOWN_SHARE = 0.03


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of provider: its word in the table, and the words that its names are made from."""

    word: str
    name: str
    invented: tuple[str, ...]
    locations: Shares = field(default_factory=lambda: LOCATIONS)


@dataclass(frozen=True, slots=True, eq=False)
class TakenOver:
    """Who took over whom, and when: of each provider the position of the one before it (-1: none), and the day."""

    before: Ints
    day: Ints


def add_providers(part: Part, kind: Kind, prefixes: pl.Series, first: int, taken_over: TakenOver) -> pl.Series:
    """Add providers of a kind, numbered from `first`, each with a prefix of its AGB code; gives their codes."""
    chance = part.chance
    number = np.arange(first, first + len(prefixes))
    agb = pl.select(pl.concat_str(prefixes, codes("", FIRST_CODE + number, digits=6))).to_series()
    start = chance.days("2005-01-01", "2019-12-31", len(agb))
    mail = pl.select(pl.concat_str(pl.lit("post@aanbieder-"), agb, pl.lit(".example.org"))).to_series()
    addressed = _addressed(chance, agb, numbered_names(kind.name, kind.invented, number))
    part.sheets.add(
        "aanbieders", len(agb), agb_code=agb, naam=addressed["naam"], soort=kind.word,
        kvk_nummer=codes("00", number, digits=6), plaats=addressed["plaats"], postcode=addressed["postcode"],
        email_vecozo=mail.set(pl.Series(chance.some(MAIL_UNKNOWN_SHARE, len(agb))), None),
        rechtsvoorganger=taken(agb, taken_over.before),
        groep=_groups(part, agb, f"{kind.word}-{first}", start), bron="vektis", bekend_sinds=start,
    )  # fmt: skip
    _add_locations(part, kind, addressed, number, taken_over)
    return agb


def taken_over_of(chance: Chance, number: int, before: Ints | None = None) -> TakenOver:
    """Let some providers take over another one, on some day; `before` says who took over whom where that is known."""
    if before is None:
        before = np.full(number, -1)
        order = chance.random.permutation(number)
        pairs = min(round(TAKEN_OVER_SHARE * number), number // 2)
        before[order[:pairs]] = order[pairs : 2 * pairs]
    return TakenOver(before, chance.days(*TAKE_OVERS, number))


def _addressed(chance: Chance, agb: pl.Series, name: pl.Series) -> pl.DataFrame:
    place = chance.below(len(PLACES), len(agb))
    return pl.DataFrame(
        {"aanbieder": agb, "naam": name, "plaats": texts(PLACES, place), "postcode": _postcodes(chance, place)}
    )


def _postcodes(chance: Chance, place: Ints) -> pl.Series:
    letters = texts(LETTERS, chance.below(len(LETTERS), len(place)))
    return pl.select(pl.concat_str(codes("", 1000 + 37 * place, digits=4), pl.lit(" "), letters, letters)).to_series()


def _add_locations(part: Part, kind: Kind, addressed: pl.DataFrame, number: Ints, taken_over: TakenOver) -> None:
    """Give every provider a location at its own address, and some more elsewhere; a few close, or are known late.

    Who is taken over closes all its locations, and its successor opens one more at that address on that day.
    """
    chance = part.chance
    counts = np.array(list(kind.locations))[chance.quota(kind.locations, len(number))]
    owner = np.repeat(np.arange(len(number)), counts)
    rank = np.arange(len(owner)) - np.repeat(np.cumsum(counts) - counts, counts)
    elsewhere = _addressed(chance, addressed["aanbieder"].gather(owner), addressed["naam"].gather(owner))
    at_home = pl.Series(rank == 0)
    place, postcode = (
        elsewhere[name].zip_with(~at_home, addressed[name].gather(owner)) for name in ("plaats", "postcode")
    )
    start = chance.days("2005-01-01", "2020-12-31", len(owner))
    later = chance.some_of(OPENED_LATER_SHARE, rank > 0)
    start[later] = chance.days("2020-01-01", "2027-03-31", int(later.sum()))
    closed = chance.some(CLOSED_LOCATION_SHARE, len(owner))
    end = np.where(closed, np.maximum(start, day("2021-01-01")) + chance.below(2_000, len(owner)), NONE)
    heirs = np.flatnonzero(taken_over.before >= 0)
    gone = np.full(len(number), NONE)
    gone[taken_over.before[heirs]] = taken_over.day[heirs] - 1
    over = gone[owner] != NONE
    start[over] = np.minimum(start[over], gone[owner[over]] - 1)
    end = np.where(over, gone[owner], end)
    known = start + np.where(chance.some(KNOWN_LATE_SHARE, len(owner)), 1 + chance.below(90, len(owner)), 0)
    code = number[owner] * MOST_LOCATIONS + rank
    _write(part, addressed, Locations(owner, code, place, postcode, start, end, known))
    before, opened = taken_over.before[heirs], taken_over.day[heirs]
    place, postcode = (addressed[name].gather(before) for name in ("plaats", "postcode"))
    code = number[heirs] * MOST_LOCATIONS + MOST_LOCATIONS - 1
    _write(part, addressed, Locations(heirs, code, place, postcode, opened, np.full(len(heirs), NONE), opened))


@dataclass(frozen=True, slots=True, eq=False)
class Locations:
    """Locations as columns: whose (a position), the number in the code, where, from when until when, known since."""

    owner: Ints
    code: Ints
    place: pl.Series
    postcode: pl.Series
    start: Ints
    end: Ints
    known: Ints


def _write(part: Part, addressed: pl.DataFrame, rows: Locations) -> None:
    part.sheets.add(
        "vestigingen", len(rows.owner), agb_code=codes("71", rows.code, digits=6),
        aanbieder=addressed["aanbieder"].gather(rows.owner), naam=addressed["naam"].gather(rows.owner),
        plaats=rows.place, postcode=rows.postcode, geldig_van=rows.start, geldig_tot=rows.end, bron="vektis",
        bekend_sinds=rows.known,
    )  # fmt: skip


def _groups(part: Part, agb: pl.Series, mark: str, start: Ints) -> pl.Series:
    """Let some providers act in groups, whose codes carry a mark of their own; gives the group of everyone, if any."""
    sheets, chance = part.sheets, part.chance
    member = chance.some(GROUP_SHARE, len(agb))
    which = np.where(member, np.cumsum(member) // GROUP_SIZE, -1)
    number = int(which.max(initial=-1)) + 1
    known = codes(f"groep-{mark}-", np.arange(number), digits=4)
    sheets.add(
        "groepen", number, groep=known, naam=numbered_names("Groep", ("Kring", "Bond", "Verband"), np.arange(number)),
        vertegenwoordiger=people_names(chance, number),
    )  # fmt: skip
    inside = np.flatnonzero(member)
    since = np.maximum(start[inside], day("2018-01-01")) + chance.below(1_500, len(inside))
    left = chance.some(CLOSED_LOCATION_SHARE, len(inside))
    sheets.add(
        "groepsleden", len(inside), groep=known.gather(which[inside]), aanbieder=agb.gather(inside), van=since,
        tot_en_met=np.where(left, since + 400, NONE),
    )  # fmt: skip
    return taken(known, which)
