"""The two doors to judging say the same as each other, and as the tables that were loaded.

One provider goes through `facts` and the kernel, everybody through `extract` and the columns. For each of the five
editions, every agreement that a register can judge, and providers of every kind.
"""

from __future__ import annotations

from datetime import UTC, date, datetime

import polars as pl
import pytest
from pytest_django import DjangoAssertNumQueries, DjangoDbBlocker

from support.portal import play
from zorginkoop.columns.sources import AsOf
from zorginkoop.formats.register import Register
from zorginkoop.kernel.assess import ContractKey, Judge
from zorginkoop.kernel.facts import end_of_day, resolve
from zorginkoop.kernel.states import NAMES
from zorginkoop.portal.editions.compiled import compiled, edition_of, installation
from zorginkoop.portal.editions.models import Channel, SeasonAgreement
from zorginkoop.portal.editions.opening import open_season
from zorginkoop.portal.extract import register_tables
from zorginkoop.portal.facts import recorded_subject
from zorginkoop.portal.register.loading import load_register
from zorginkoop.portal.register.models import Provider
from zorginkoop.rehearsal.register import make_register
from zorginkoop.study.season import Question, Season, judge_season, outcome_table, season_key

LATER = datetime(2027, 6, 1, tzinfo=UTC)
EDITIONS = [
    ("paramedische_zorg/2026-2", date(2025, 10, 15)),
    ("geboortezorg/2024-1", date(2023, 10, 10)),
    ("categorale_instellingen/2027-1", date(2026, 9, 20)),
    ("farmaceutische_zorg/2026-1", date(2025, 10, 15)),
    ("ziekenvervoer/2025-2", date(2025, 3, 1)),
]
pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def made() -> Register:
    return make_register(160, 7)


@pytest.fixture
def loaded(db: None, made: Register, django_db_blocker: DjangoDbBlocker) -> Register:  # noqa: ARG001 - the database
    play(LATER)
    load_register(made.tables, "proef")
    return made


def test_what_was_loaded_comes_out_again(loaded: Register) -> None:
    found = register_tables()
    assert found.keys() == loaded.tables.keys()
    for name, table in loaded.tables.items():
        assert found[name].sort(table.columns).equals(table.sort(table.columns)), name
    assert sum(map(len, found.values())) > 5_000


@pytest.mark.parametrize(("edition", "on"), EDITIONS)
def test_one_provider_and_everybody_get_the_same_outcome(loaded: Register, edition: str, on: date) -> None:
    key = season_key(edition_of(edition))
    through, before = _judged(edition, key, on, register_tables()), _judged(edition, key, on, loaded.tables)
    opened = open_season(edition, channels=dict.fromkeys(through.agreements, Channel.PORTAL))
    judged = 0
    for agreement in opened.agreements.select_related("season"):
        everybody = outcome_table(through, agreement.name)
        assert everybody.equals(outcome_table(before, agreement.name)), agreement.name
        judged += _one_by_one(agreement, everybody, key, on)
    assert judged >= len(through.agreements) * 20


def _judged(edition: str, key: ContractKey, on: date, tables: object) -> Season:
    question = Question(edition_of(edition), installation(), key, AsOf.of(on, None))
    return judge_season(question, tables)  # type: ignore[arg-type]  # frames by name, from either side


def _one_by_one(agreement: SeasonAgreement, everybody: pl.DataFrame, key: ContractKey, on: date) -> int:
    """Judge every eighth provider alone and compare route, result, variant and the state of every condition."""
    rules = compiled(agreement).agreement
    judge, known = Judge(rules), end_of_day(on)
    rows = {row["aanbieder"]: row for row in everybody.iter_rows(named=True)}
    chosen = list(Provider.objects.order_by("pk"))[::8]
    for provider in chosen:
        recorded = recorded_subject(provider, agreement, known, on=on)
        outcome = judge.assess(resolve(recorded, rules, on, known), key, known)
        row = rows[provider.agb_code]
        states = {f"voorwaarde_{one.criterion.id}": NAMES[one.state] for one in outcome.conditions}
        assert {name: row[name] for name in states} == states, (agreement.name, provider.agb_code)
        assert (row["uitkomst"], row["route"]) == (outcome.result, outcome.route.id if outcome.route else "")
    return len(chosen)


def test_one_provider_asks_the_database_little(
    loaded: Register,  # noqa: ARG001 - what is asked
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    agreement = open_season("paramedische_zorg/2026-2", channels={"fysiotherapie": Channel.PORTAL}).agreements.get()
    provider = Provider.objects.order_by("pk")[0]
    with django_assert_max_num_queries(12):
        recorded_subject(provider, agreement)


def test_what_was_taken_back_counts_until_then(loaded: Register) -> None:  # noqa: ARG001 - what is taken back
    from zorginkoop.portal import clock  # noqa: PLC0415 - beside the one place that needs it
    from zorginkoop.portal.audit.log import changing  # noqa: PLC0415 - as above
    from zorginkoop.portal.register.models import Employment  # noqa: PLC0415 - as above

    agreement = open_season("paramedische_zorg/2026-2", channels={"fysiotherapie": Channel.PORTAL}).agreements.get()
    employment = Employment.objects.order_by("pk")[0]
    before = clock.now()
    with changing("test"):
        Employment.objects.filter(pk=employment.pk).update(withdrawn_at=clock.now())
    now = {one.id for one in recorded_subject(employment.provider, agreement).relations["personen"]}
    then = {one.id for one in recorded_subject(employment.provider, agreement, before).relations["personen"]}
    assert then - now == {employment.person_agb}
    assert len(register_tables(before)["personen"]) == len(register_tables()["personen"]) + 1
