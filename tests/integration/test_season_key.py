"""What was agreed or decided for another insurer, label or product type does not count."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from support.seasons import PHYSIOTHERAPY, register
from zorginkoop.columns.sources import KEYED_TABLES, AsOf
from zorginkoop.policies.loading import edition_folder, load_edition, load_installation
from zorginkoop.rehearsal import VALUES_FILE
from zorginkoop.study.season import Question, judge_season, season_key


def _counts(column: str, value: str) -> dict[str, int]:
    tables = dict(register().tables)
    for name in KEYED_TABLES:
        if column in tables[name].columns:
            tables[name] = tables[name].with_columns(pl.lit(value).alias(column))
    installation = load_installation(VALUES_FILE)
    edition = load_edition(edition_folder(PHYSIOTHERAPY), installation)
    as_of = AsOf.of(date(2025, 10, 20), None)
    season = judge_season(Question(edition, installation, season_key(edition), as_of), tables)
    routes = season.agreements["fysiotherapie"].outcome.route_texts()
    return {str(route): int((routes == route).sum()) for route in set(routes)}


@pytest.mark.parametrize(("column", "own"), [("verzekeraar", "3360"), ("label", "aevitae"), ("polisvorm", "natura")])
def test_another_key_leaves_nobody_with_a_history(column: str, own: str) -> None:
    # who is approached without a history is somebody of whom nobody knows the history
    assert _counts(column, own)["benaderen"] > 10 * _counts(column, "elders").get("benaderen", 0)


def test_requests_to_another_insurer_are_not_ours() -> None:
    ours, elsewhere = _counts("verzekeraar", "3360"), _counts("verzekeraar", "9999")
    assert any(route.startswith("aanvraag") for route in ours)
    assert not any(route.startswith("aanvraag") for route in elsewhere)
