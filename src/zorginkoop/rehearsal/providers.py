"""Makes the providers themselves: code, name, address, locations and groups."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from zorginkoop.rehearsal.chance import Chance, Ints, day
from zorginkoop.rehearsal.sheets import NONE, Part, taken, texts
from zorginkoop.rehearsal.words import LETTERS, PLACES, codes, numbered_names, people_names

FIRST_CODE = 900_000
SECOND_LOCATION_SHARE = 0.12
CLOSED_LOCATION_SHARE = 0.03
GROUP_SHARE = 0.1
GROUP_SIZE = 6
MAIL_UNKNOWN_SHARE = 0.03


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of provider: its word in the table, and the words that its names are made from."""

    word: str
    name: str
    invented: tuple[str, ...]


def add_providers(
    part: Part, kind: Kind, prefixes: pl.Series, first: int, predecessors: Ints | None = None
) -> pl.Series:
    """Add providers of a kind, numbered from `first`, each with a prefix of its AGB code; gives their codes.

    `predecessors` are the positions of the providers that they legally succeeded, -1 for none.
    """
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
        rechtsvoorganger=None if predecessors is None else taken(agb, predecessors),
        groep=_groups(part, agb, f"{kind.word}-{first}", start), bron="vektis", bekend_sinds=start,
    )  # fmt: skip
    _locations(part, agb, addressed, number)
    return agb


def _addressed(chance: Chance, agb: pl.Series, name: pl.Series) -> pl.DataFrame:
    place = chance.below(len(PLACES), len(agb))
    return pl.DataFrame(
        {"aanbieder": agb, "naam": name, "plaats": texts(PLACES, place), "postcode": _postcodes(chance, place)}
    )


def _postcodes(chance: Chance, place: Ints) -> pl.Series:
    letters = texts(LETTERS, chance.below(len(LETTERS), len(place)))
    return pl.select(pl.concat_str(codes("", 1000 + 37 * place, digits=4), pl.lit(" "), letters, letters)).to_series()


def _locations(part: Part, agb: pl.Series, addressed: pl.DataFrame, number: Ints) -> None:
    """Give every provider a location at its own address, and some a second one elsewhere."""
    chance = part.chance
    second = np.flatnonzero(chance.some(SECOND_LOCATION_SHARE, len(agb)))
    own = np.concatenate((number * 2, number[second] * 2 + 1))
    elsewhere = _addressed(chance, agb.gather(second), addressed["naam"].gather(second))
    there = pl.concat([addressed, elsewhere])
    closed = chance.some(CLOSED_LOCATION_SHARE, there.height)
    part.sheets.add(
        "vestigingen", there.height, agb_code=codes("71", own, digits=6), **there.to_dict(),
        geldig_van=chance.days("2005-01-01", "2020-12-31", there.height),
        geldig_tot=np.where(closed, chance.days("2021-06-01", "2026-12-31", there.height), NONE),
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
