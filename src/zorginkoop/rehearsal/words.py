"""Invented words: every place, organisation and person of the rehearsal is put together from these."""

from __future__ import annotations

import polars as pl

from zorginkoop.rehearsal.chance import Chance, Ints
from zorginkoop.rehearsal.sheets import texts

PLACE_STARTS = ("Verzonnen", "Schijn", "Denk", "Droom", "Nevel", "Sprook", "Fabel", "Waan", "Loze", "Kwansuis")
PLACE_ENDS = ("dam", "veen", "hoven", "wijk", "drecht", "oord", "brug", "meer", "loo", "kerke")
PLACES = tuple(start + end for start in PLACE_STARTS for end in PLACE_ENDS)
TREES = ("Linde", "Beuk", "Iep", "Els", "Hazelaar", "Meidoorn", "Kornoelje", "Vlier", "Lijsterbes", "Taxus")
BIRDS = ("Ooievaar", "Zwaluw", "Merel", "Wielewaal", "Kievit", "Winterkoning", "Putter", "Gors")
NAME_STARTS = ("Fictie", "Verzin", "Fabel", "Bedenk", "Schijn", "Nep", "Droom", "Wolken", "Niemand", "Sprook")
NAME_ENDS = ("ma", "stra", "man", "sen", "huis", "inga", "berg", "veld", "burg", "aar")
LETTERS = tuple("ABCDEFGHIJKLMNOPRSTVWZ")


def people_names(chance: Chance, number: int) -> pl.Series:
    """Make names of people, such as 'A. Verzinstra'."""
    names = tuple(start + end for start in NAME_STARTS for end in NAME_ENDS)
    letters = texts(LETTERS, chance.below(len(LETTERS), number))
    surnames = texts(names, chance.below(len(names), number))
    return pl.select(pl.concat_str(letters, pl.lit(". "), surnames)).to_series()


def numbered_names(kind: str, words: tuple[str, ...], numbers: Ints) -> pl.Series:
    """Make names of organisations, such as 'Praktijk Verzonnen Linde 00042'."""
    word = texts(words, numbers % len(words))
    return pl.select(
        pl.concat_str(pl.lit(f"{kind} Verzonnen "), word, pl.lit(" "), codes("", numbers, digits=5))
    ).to_series()


def codes(prefix: str, numbers: Ints, digits: int) -> pl.Series:
    """Write numbers with leading zeros behind a prefix."""
    written = pl.Series(numbers).cast(pl.String).str.zfill(digits)
    return pl.select(pl.concat_str(pl.lit(prefix), written)).to_series()
