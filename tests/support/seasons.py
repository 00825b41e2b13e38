"""Seasons over a small made-up register, for tests of the report."""

from __future__ import annotations

from datetime import date
from functools import cache

from support.worked_examples import installation
from zorginkoop.columns.sources import AsOf
from zorginkoop.formats.register import Register
from zorginkoop.policies.loading import edition_folder, load_edition
from zorginkoop.rehearsal.register import make_register
from zorginkoop.study.season import Question, Season, judge_season, season_key

PHYSIOTHERAPY = "paramedische_zorg/2026-2"
SIZE = 400
DATES = {
    PHYSIOTHERAPY: date(2025, 10, 20),
    "geboortezorg/2024-1": date(2023, 10, 20),
    "categorale_instellingen/2027-1": date(2026, 9, 10),
}


@cache
def register(size: int = SIZE) -> Register:
    """Make a register from a fixed seed."""
    return make_register(size, seed=11)


@cache
def season(edition: str = PHYSIOTHERAPY, size: int = SIZE) -> Season:
    """Judge a made-up register by an edition on its date."""
    return judge_of(edition, register(size))


def judge_of(edition: str, given: Register) -> Season:
    """Judge a register by an edition on its date."""
    loaded = load_edition(edition_folder(edition), installation())
    question = Question(loaded, installation(), season_key(loaded), AsOf.of(DATES[edition], None))
    return judge_season(question, given.tables)
