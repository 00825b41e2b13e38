"""Write what a table brings: new rows, rows in the place of others, and what is taken back.

Only jobs come here: it loads the column engine.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

import polars as pl
from django.db import models

from zorginkoop.portal.register.columns import KEPT, PROVIDER_CODE
from zorginkoop.portal.register.frames import ID
from zorginkoop.portal.register.imports.comparing import WAS, Comparison
from zorginkoop.portal.register.imports.ways import IN_PLACE
from zorginkoop.portal.register.loading import BATCH, maker, provider_ids
from zorginkoop.portal.register.models import EarlierValues, RegisterImport
from zorginkoop.portal.register.models.base import Recorded

AT_ONCE = 500  # ids in a statement


class Writer:
    """Writes one table, inside the transaction of the import."""

    def __init__(self, comparison: Comparison, brought: RegisterImport, moment: datetime) -> None:
        """Look up what rows point at once."""
        self.comparison, self.brought, self.moment = comparison, brought, moment
        self.kept = KEPT[comparison.table.name]
        self.objects = self.kept.model._default_manager
        self.make = maker(self.kept, provider_ids() if PROVIDER_CODE in self.kept.fields.values() else {})

    def write(self) -> Iterator[int]:
        """Write by the batch; yields the number of rows of each."""
        yield from self._take_back(self.comparison.withdrawn)
        if self.comparison.table.name in IN_PLACE:
            yield from self._change_in_place()
        else:
            for rows in self._take_back(self.comparison.changed):
                yield 0 * rows  # each is counted when the row that takes its place is there
            yield from self._add(self.comparison.changed, self.moment)
        yield from self._add(self.comparison.new, None)

    def _take_back(self, frame: pl.DataFrame) -> Iterator[int]:
        for part in frame.iter_slices(AT_ONCE):
            self.objects.filter(pk__in=part.get_column(ID).to_list()).update(withdrawn_at=self.moment)
            yield part.height

    def _add(self, frame: pl.DataFrame, entered: datetime | None) -> Iterator[int]:
        for part in frame.iter_slices(BATCH):
            made = [self.make(row) for row in part.iter_rows(named=True)]
            if entered is not None:
                for one in made:
                    assert isinstance(one, Recorded)  # noqa: S101 - tables with rows added anew are all of this kind
                    one.entered_at = entered
            self.objects.bulk_create(made)
            yield part.height

    def _change_in_place(self) -> Iterator[int]:
        """Change rows that others point at, and keep what stood there."""
        was = [name for name in self.comparison.changed.columns if name.startswith(WAS)]
        for part in self.comparison.changed.iter_slices(AT_ONCE):
            rows = {row[ID]: row for row in part.iter_rows(named=True)}
            standing = self.objects.in_bulk(list(rows))
            changed = [self._changed(one, rows[key]) for key, one in standing.items()]
            EarlierValues.objects.bulk_create(self._earlier(key, row, was) for key, row in rows.items())
            self.objects.bulk_update(changed, self._fields())
            yield part.height

    def _fields(self) -> list[str]:
        key = self.comparison.table.key
        return [name for column, name in self.kept.fields.items() if column not in key and name != PROVIDER_CODE]

    def _changed(self, one: models.Model, row: dict[str, object]) -> models.Model:
        new = self.make(row)
        for name in self._fields():
            setattr(one, name, getattr(new, name))
        if PROVIDER_CODE in self.kept.fields.values():
            one.provider_id = new.provider_id  # type: ignore[attr-defined]  # every such model has it
        return one

    def _earlier(self, key: int, row: dict[str, object], was: list[str]) -> EarlierValues:
        values = {name.removeprefix(WAS): _plain(row[name]) for name in was if row[name] != row[name.removeprefix(WAS)]}
        return EarlierValues(
            table=self.comparison.table.name, row=key, values=values, replaced_at=self.moment, brought=self.brought
        )


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value
