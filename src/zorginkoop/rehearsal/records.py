"""Writes what is known of the providers of one corner: facts, events, decisions, evidence and agreements."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import polars as pl

from zorginkoop.rehearsal.chance import Chance, Flags, Ints, day
from zorginkoop.rehearsal.sheets import NONE, Cells, Sheets, texts
from zorginkoop.rehearsal.words import people_names

INSURER = "3360"
NOT_RECORDED = ""
UNKNOWN = "onbekend"
NO_CODES = "leeg"

FOR_EVERY_POLICY = {"vektis", "vecozo"}  # sources whose facts are not asked for one policy
CARE_GROUPS = {
    "fysiotherapie": "paramedische_zorg", "kraamzorg": "geboortezorg", "msz": "categorale_instellingen",
}  # fmt: skip

CORRECTED_SHARE = 0.012
LONGEST_CORRECTION = 24  # days until a mistake is mended

Shares = Mapping[str, float]
Names = npt.NDArray[np.str_]
Period = tuple[str, str]  # the first and the last day


class Records:
    """The records of the providers of one corner, for one care type and contract year.

    `codes` are the AGB codes of the corner's providers; wherever a method takes `who`, that are positions in it.
    """

    def __init__(self, sheets: Sheets, chance: Chance, codes: pl.Series, care_type: str, year: int) -> None:
        self.sheets = sheets
        self.chance = chance
        self.codes = codes
        self.care_type = care_type
        self.year = year

    def of(self, who: Ints) -> pl.Series:
        """Give the AGB codes of providers."""
        return self.codes.gather(who)

    def fact(
        self, name: str, who: Ints, value: Cells, known: Cells, source: str = "vragenlijst", **more: Cells
    ) -> None:
        """Record a fact of providers."""
        self.sheets.add(
            "feiten", len(who), onderwerp="aanbieder", id=self.of(who), feit=name, waarde=value, bron=source,
            bekend_sinds=known, zorggroep=None if source in FOR_EVERY_POLICY else CARE_GROUPS[self.care_type], **more,
        )  # fmt: skip

    def drawn(
        self, name: str, who: Ints, shares: Shares, known: Ints, source: str = "vragenlijst", **more: Cells
    ) -> Ints:
        """Record a fact with values by share, a few of them corrected later; gives which value everyone has.

        The value '' leaves no record. `more` holds columns that are the same for everyone.
        """
        values = tuple(shares)
        which = self.chance.quota(shares, len(who))
        there = np.array([value != NOT_RECORDED for value in values])[which]
        self.fact(name, who[there], texts(values, which[there]), known[there], source, **more)
        recorded = np.array([at for at, value in enumerate(values) if value != NOT_RECORDED])
        mended = self.chance.some_of(CORRECTED_SHARE, there)
        later = known[mended] + 1 + self.chance.below(LONGEST_CORRECTION, int(mended.sum()))
        anew = recorded[self.chance.below(len(recorded), int(mended.sum()))]
        self.fact(name, who[mended], texts(values, anew), later, source, **more)
        return which

    def event(self, name: str, who: Ints, moments: Ints, year: int = 0) -> None:
        """Record that something happened to providers."""
        self.sheets.add(
            "gebeurtenissen", len(who), aanbieder=self.of(who), verzekeraar=INSURER, zorgsoort=self.care_type,
            jaar=year or self.year, gebeurtenis=name, moment=moments,
        )  # fmt: skip

    def unknown(self, name: str, who: Ints, known: Cells) -> None:
        """Record that a fact, an event or the rows of a relation were asked for, and that nobody knows."""
        self.fact(name, who, UNKNOWN, known, "eigen administratie")

    def registered(self, who: Ints, name: Cells, note: Cells, start: Ints, end: Ints) -> None:
        """Record a registration or a certificate of providers."""
        self.sheets.add(
            "registraties", len(who), houder_soort="aanbieder", houder=self.of(who), register=name, aantekening=note,
            geldig_van=start, geldig_tot=end, bron="register", bekend_sinds=start,
        )  # fmt: skip

    def decision(self, name: str, who: Ints, value: str, ground: str, moments: Ints) -> None:
        """Record a person's decision about providers, with its ground."""
        self.sheets.add(
            "besluiten", len(who), aanbieder=self.of(who), verzekeraar=INSURER, zorgsoort=self.care_type,
            jaar=self.year, feit=name, waarde=value, grond=ground, besloten_door=people_names(self.chance, len(who)),
            besloten_op=moments,
        )  # fmt: skip

    def agreements(
        self, who: Ints, term: tuple[str, str], signed: Period | Ints | None, variants: Shares, care_type: str = ""
    ) -> None:
        """Record agreements over a term (an empty last day leaves it open), signed in a period or on given days.

        Without either the day of signing is not recorded.
        """
        first, last = term
        care_type = care_type or self.care_type
        number = pl.select(pl.concat_str(pl.lit(f"{care_type}-{first}-"), self.of(who))).to_series()
        variant = texts(tuple(variants), self.chance.quota(variants, len(who))) if variants else None
        days = self.chance.days(*signed, len(who)) if isinstance(signed, tuple) else signed
        self.sheets.add(
            "overeenkomsten", len(who), nummer=number, aanbieder=self.of(who), verzekeraar=INSURER,
            zorgsoort=care_type, variant=variant, gesloten_op=days, van=day(first),
            tot_en_met=day(last) if last else None, bron="eigen administratie",
        )  # fmt: skip

    def evidence(self, name: str, who: Ints, handed_in: Ints, judged: Ints | None, **more: Cells) -> None:
        """Record evidence that providers handed in."""
        self.sheets.add(
            "bewijsstukken", len(who), aanbieder=self.of(who), feit=name, ingeleverd_op=handed_in, beoordeeld_op=judged,
            **more,
        )  # fmt: skip


def positions(flags: Flags) -> Ints:
    """Give the positions of those that are flagged."""
    return np.flatnonzero(flags).astype(np.int64)


def or_none(values: Ints, keep: Flags) -> Ints:
    """Empty the cells that are not to be kept."""
    return np.where(keep, values, NONE)
