"""A table's description agrees with itself."""

from __future__ import annotations

import pytest

from zorginkoop.tables import ALL_TABLES, TABLES, Column, Kind, Period, Reference, Table, When
from zorginkoop.tables.vecozo import VECOZO_TABLES

DESCRIBED = (*ALL_TABLES, *VECOZO_TABLES)
BY_NAME = {table.name: table for table in DESCRIBED}


def column(name: str, kind: Kind = Kind.TEXT) -> Column:
    return Column(name, kind, required=True, description="Iets.")


@pytest.mark.parametrize("table", DESCRIBED, ids=lambda table: table.name)
def test_each_reference_names_a_table_and_columns_that_exist(table: Table) -> None:
    for reference in table.references:
        assert set(reference.target) <= set(BY_NAME[reference.table].column_names)
        assert len(reference.columns) == len(reference.target)


@pytest.mark.parametrize("table", DESCRIBED, ids=lambda table: table.name)
def test_each_period_is_two_dates(table: Table) -> None:
    if table.period:
        assert table.column(table.period.start).kind is Kind.DATE
        assert table.column(table.period.end).kind is Kind.DATE


@pytest.mark.parametrize("table", DESCRIBED, ids=lambda table: table.name)
def test_each_condition_names_a_choice_that_exists(table: Table) -> None:
    conditions = [reference.when for reference in table.references] + [each.required_when for each in table.columns]
    for condition in conditions:
        if condition:
            assert condition.value in table.column(condition.column).choices


def test_table_names_are_told_apart() -> None:
    assert len(BY_NAME) == len(DESCRIBED)


def test_a_table_finds_its_column_by_name() -> None:
    assert TABLES["feiten"].column("waarde").kind is Kind.TEXT
    with pytest.raises(KeyError):
        TABLES["feiten"].column("bestaat_niet")


def test_a_choice_without_words_is_refused() -> None:
    with pytest.raises(ValueError, match="choices belong to a choice"):
        column("soort", Kind.CHOICE)


def test_words_without_a_choice_are_refused() -> None:
    with pytest.raises(ValueError, match="choices belong to a choice"):
        Column("soort", Kind.TEXT, required=True, description="Iets.", choices=("a",))


def test_limits_on_text_are_refused() -> None:
    with pytest.raises(ValueError, match="limits belong to a whole number"):
        Column("naam", Kind.TEXT, required=True, description="Iets.", limits=(1, 2))


def test_a_column_described_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="described twice"):
        Table("t", "Iets.", ("a",), (column("a"), column("a")))


@pytest.mark.parametrize(
    "table",
    [
        {"key": ("b",)},
        {"key": ("a",), "period": Period("a", "b")},
        {"key": ("a",), "references": (Reference(("b",), "t", ("a",)),)},
        {"key": ("a",), "references": (Reference(("a",), "t", ("a",), When("b", "x")),)},
    ],
    ids=["key", "period", "reference", "condition"],
)
def test_a_name_that_stands_for_no_column_is_refused(table: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="no such column: b"):
        Table("t", "Iets.", columns=(column("a"),), **table)  # type: ignore[arg-type] # each case gives other fields
