"""Load whole tables into a register at once, as they are: for a first register, and for one to practise on.

Rows come as `zorginkoop.tables` describes them, already checked by whoever read them. What is there already is not
looked at: to bring a register up to date is what an import does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from typing import Any, Literal, Protocol

from django.db import models

from zorginkoop.portal.audit.log import changing
from zorginkoop.portal.register.columns import KEPT, PROVIDER_CODE, Kept
from zorginkoop.portal.register.models import Provider

BATCH = 2_000  # rows a statement; memory stays flat however long a table is
FIRST = ("groepen", "aanbieders")  # what the other tables point at
Cells = Mapping[str, Any]


class Frame(Protocol):
    """A table of rows, such as a frame of a column engine: this room does not load one."""

    def iter_rows(self, *, named: Literal[True]) -> Iterator[dict[str, Any]]:
        """Walk the rows."""
        ...


def load_register(
    tables: Mapping[str, Frame], source: str, progress: Callable[[str, int], None] = lambda _name, _rows: None
) -> dict[str, int]:
    """Load tables by name, all or nothing, as one change; give the number of rows of each.

    Raises IntegrityError when a row is there already.
    """
    counts: dict[str, int] = {}
    with changing("register.loaded", source=source) as change:
        for name in (*FIRST, *(name for name in KEPT if name not in FIRST)):
            if name in tables:
                counts[name] = _load(KEPT[name], tables[name].iter_rows(named=True))
                progress(name, counts[name])
        change.details["rows"] = counts
    return counts


def _load(kept: Kept, rows: Iterable[Cells]) -> int:
    """Load the rows of one table."""
    make = maker(kept, provider_ids() if PROVIDER_CODE in kept.fields.values() else {})
    made = (make(row) for row in rows)
    count = 0
    while batch := list(islice(made, BATCH)):
        kept.model._default_manager.bulk_create(batch)
        count += len(batch)
    return count


def provider_ids() -> dict[str, int]:
    """Give the id of every provider by its AGB code."""
    return dict(Provider.objects.values_list("agb_code", "pk"))


def maker(kept: Kept, ids: Mapping[str, int]) -> Callable[[Cells], models.Model]:
    """Give the function that makes a row of a model from a row of its table; an empty cell is an empty text."""
    plain = [(column, name) for column, name in kept.fields.items() if name != PROVIDER_CODE]
    texts = {column for column, _ in plain if not kept.field(column).null}
    of_provider = PROVIDER_CODE in kept.fields.values()

    def make(row: Cells) -> models.Model:
        values = {name: "" if row[column] is None and column in texts else row[column] for column, name in plain}
        if of_provider:  # a fact of a provider itself names it as its subject
            values["provider_id"] = ids[row["aanbieder"] or row["id"]]
        return kept.model(**values)

    return make
