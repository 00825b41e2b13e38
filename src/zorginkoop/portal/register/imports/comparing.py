"""Hold a table that was brought against what the register has: what is new, the same, changed, and no longer named.

Only jobs come here: it loads the column engine.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import polars as pl

from zorginkoop.formats.findings import findings, no_findings
from zorginkoop.formats.row_checks import ReadTable
from zorginkoop.formats.sheets import ROW
from zorginkoop.portal.register.frames import ID, standing_frame
from zorginkoop.portal.register.imports.ways import FIXED, OURS, TAKEN_BACK
from zorginkoop.tables import Table

WAS = "#was_"  # before the name of a column: what stands there now
_KNOWN = "bekend_sinds"


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a table brings: rows with their number in the file; of those that change, the id and the values so far."""

    table: Table
    new: pl.DataFrame
    changed: pl.DataFrame
    withdrawn: pl.DataFrame
    same: int
    found: pl.DataFrame

    @property
    def counts(self) -> dict[str, int]:
        """Give the number of rows of each kind."""
        return {
            "nieuw": self.new.height, "gelijk": self.same, "gewijzigd": self.changed.height,
            "ingetrokken": self.withdrawn.height,
        }  # fmt: skip


def compare(read: ReadTable, moment: datetime, *, complete: bool) -> Comparison:
    """Compare a table without mistakes with what stands; with `complete`, what its sources no longer name ends."""
    table, key = read.table, list(read.table.key)
    standing = standing_frame(table.name, moment, with_ids=True)
    latest = standing.unique(key, keep="last", maintain_order=True)
    before = latest.select(*key, ID, *(pl.col(name).alias(WAS + name) for name in _others(table)))
    joined = read.rows.join(before, on=key, how="left", nulls_equal=True, maintain_order="left")
    new = joined.filter(pl.col(ID).is_null()).select(ROW, *table.column_names)
    known = joined.filter(pl.col(ID).is_not_null())
    changed = known.filter(pl.any_horizontal(pl.lit(value=False), *(differs(name) for name in _content(table))))
    withdrawn = standing.clear()
    if complete and table.name in TAKEN_BACK:
        sources = read.rows.get_column("bron").unique().to_list()
        withdrawn = standing.filter(pl.col("bron").is_in(sources)).join(
            read.rows.select(key), on=key, how="anti", nulls_equal=True, maintain_order="left"
        )
    return Comparison(table, new, changed, withdrawn, known.height - changed.height, _refused(read, changed))


def differs(name: str) -> pl.Expr:
    """Tell whether a column holds something else than it did; empty equals empty."""
    return pl.col(name).ne_missing(pl.col(WAS + name))


def _others(table: Table) -> list[str]:
    return [name for name in table.column_names if name not in table.key]


def _content(table: Table) -> list[str]:
    """Give the columns that say something: the day on which the same was told once more is none of them."""
    return [name for name in _others(table) if name != _KNOWN]


def _refused(read: ReadTable, changed: pl.DataFrame) -> pl.DataFrame:
    """Find the changes that no file may make."""
    if changed.is_empty():
        return no_findings()
    name, parts = read.table.name, [no_findings()]
    if name in FIXED:
        rows = changed.select(row=ROW, value=pl.concat_str([pl.col(one) for one in read.table.key[:2]], separator=" "))
        what = "Over '{value}' staat al iets anders vast, en dat verandert een bestand niet."
        parts.append(findings(rows, read.file, read.table.key[-1], what, "Haal de rij weg, of wijzig het in de site."))
    if WAS + "bron" in changed.columns and name == "overeenkomsten":
        rows = changed.filter(pl.col(WAS + "bron") == OURS).select(row=ROW, value="nummer")
        what = "Overeenkomst {value} is hier gesloten; een bestand verandert haar niet."
        parts.append(findings(rows, read.file, "nummer", what, "Haal de rij weg."))
    if WAS + _KNOWN in changed.columns:
        rows = changed.filter(pl.col(_KNOWN) < pl.col(WAS + _KNOWN)).select(
            row=ROW, value=pl.col(WAS + _KNOWN).cast(pl.String)
        )
        what = "Deze rij is ouder dan wat wij hebben (bekend sinds {value})."
        remedy = "Lever een nieuwer bestand, of haal de rij weg."
        parts.append(findings(rows, read.file, _KNOWN, what, remedy))
    return pl.concat(parts)
