"""The door to judging everybody: the register as tables, one query a table. Only jobs and commands come through here.

`facts` is the other door, for one provider at a time; a test holds the two to each other.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import polars as pl

from zorginkoop.portal import clock
from zorginkoop.portal.deadlines import decided
from zorginkoop.portal.register.columns import KEPT
from zorginkoop.portal.register.frames import standing_frame

_DECISIONS = "besluiten"


def register_tables(
    known: datetime | None = None, newest: Mapping[str, int] | None = None
) -> Mapping[str, pl.DataFrame]:
    """Give every table of the register as it stood at a moment, by default now; without what came after the newest."""
    moment = known or clock.now()
    tables = {name: standing_frame(name, moment, newest=newest) for name in KEPT}
    longer = pl.DataFrame(list(decided.all_decisions(moment)), schema=tables[_DECISIONS].schema)
    return {**tables, _DECISIONS: pl.concat([tables[_DECISIONS], longer])}
