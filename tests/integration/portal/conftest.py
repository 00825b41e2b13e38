"""What tests of the site share: a day to play, people, and providers."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.test import TransactionTestCase

from support.portal import emptied_database
from zorginkoop.portal.audit import unchanged
from zorginkoop.portal.clock.models import RehearsalClock

# A test that commits empties its database afterwards, which the triggers refuse to anybody else.
TransactionTestCase._fixture_teardown = emptied_database(TransactionTestCase._fixture_teardown)  # type: ignore[attr-defined]  # noqa: SLF001 - the one place where tests end


@pytest.fixture(autouse=True)
def nothing_worked_out() -> None:
    """Begin with nothing worked out before: the database of each test is another one."""
    unchanged.forget()


@pytest.fixture
def october(db: None) -> datetime:  # noqa: ARG001 - the clock stands in the database
    """Play 15 October 2025, ten in the morning."""
    moment = datetime(2025, 10, 15, 8, 0, tzinfo=UTC)
    RehearsalClock.set_to(moment, datetime.now(UTC))
    return moment
