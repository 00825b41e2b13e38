"""A question that is written out once finds what the queryset finds that it was built from, on either database."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.db.models import Q, QuerySet
from pytest_django import DjangoAssertNumQueries

from support.portal import practice
from zorginkoop.portal.asked_often import AskedOften
from zorginkoop.portal.audit.log import changing
from zorginkoop.portal.audit.models import Entry
from zorginkoop.portal.register.models import Fact, Provider

pytestmark = pytest.mark.django_db
FIRST, SECOND = datetime(2025, 10, 1, 8, tzinfo=UTC), datetime(2025, 10, 2, 8, 30, 0, 123456, tzinfo=UTC)


@pytest.fixture
def facts() -> list[Provider]:
    """Two providers with facts that were known, entered and withdrawn on several moments."""
    both = [practice("04000901"), practice("04000902")]
    with changing("test"):
        for whose in both:
            for number, (name, withdrawn) in enumerate((("a", None), ("b", FIRST), ("b", SECOND), ("", None))):
                Fact.objects.create(
                    provider=whose, subject_kind="aanbieder", subject_id=whose.agb_code, name=name, text="ja",
                    source="test", known_since=date(2025, 10, number + 1), entered_at=FIRST, withdrawn_at=withdrawn,
                )  # fmt: skip
    return both


def built(whose: int, name: str, day: date, moment: datetime) -> QuerySet[Fact, tuple[object, ...]]:
    later = Q(withdrawn_at=None) | Q(withdrawn_at__gt=moment)
    found = Fact.objects.filter(later, provider=whose, known_since__lte=day).exclude(name=name)
    return found.order_by("pk").values_list("name", "known_since", "entered_at", "provider__agb_code", "year")


OFTEN = AskedOften(built, int, str, date, datetime)


def test_finds_what_the_queryset_finds(
    facts: list[Provider], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    seen = set()
    for whose in facts:
        for name in ("a", "b", ""):
            for day in (date(2025, 10, 1), date(2025, 10, 2), date(2025, 10, 4)):
                for moment in (FIRST, SECOND):
                    wanted = [tuple(one) for one in built(whose.pk, name, day, moment)]
                    with django_assert_num_queries(1):
                        assert OFTEN.rows(whose.pk, name, day, moment) == wanted
                    seen.add(tuple(wanted))
    assert len(seen) > 10  # the values make a difference


@pytest.mark.parametrize(
    "values",
    [(None, "a", date(2025, 10, 1), FIRST), (1, "a", FIRST, FIRST), ("1", "a", date(2025, 10, 1), FIRST), (1, "a")],
)
def test_refuses_a_value_of_another_kind(values: tuple[object, ...]) -> None:
    with pytest.raises(TypeError, match="asked with"):
        OFTEN.rows(*values)  # type: ignore[arg-type]  # that is what is tried


def test_refuses_a_question_that_leaves_a_value_out() -> None:
    idle = AskedOften(lambda _whose: Fact.objects.values_list("name"), int)
    with pytest.raises(ValueError, match="not every value"):
        idle.rows(1)
    never = AskedOften(lambda whose: Fact.objects.filter(provider=whose).none().values_list("name"), int)
    with pytest.raises(ValueError, match="never finds anything"):
        never.rows(1)


@pytest.mark.django_db(transaction=True)
def test_each_connection_has_its_own() -> None:
    counted = AskedOften(lambda number: Entry.objects.filter(number=number).values_list("number"), int)
    with changing("test"):
        pass
    found: list[object] = []

    def ask() -> None:
        found.extend(counted.rows(1))
        connection.close()

    other = threading.Thread(target=ask)
    other.start()
    other.join()
    assert found == counted.rows(1) == [(1,)]
