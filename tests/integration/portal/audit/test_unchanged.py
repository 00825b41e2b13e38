"""What takes long is worked out once, and anew as soon as anything is written or another day begins."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from support.portal import person, play, practice
from zorginkoop.portal.accounts.models import RoleGrant
from zorginkoop.portal.accounts.roles import StaffRole
from zorginkoop.portal.audit.log import changing
from zorginkoop.portal.audit.unchanged import while_unchanged
from zorginkoop.portal.register.models import Provider

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("october")]


class Refused(Exception):
    """Breaks off a change."""


def counted() -> int:
    return while_unchanged("providers", Provider.objects.count)


def test_it_is_worked_out_anew_after_every_change_and_only_then() -> None:
    practice("04000001", "Een")
    asked: list[int] = []

    def work_out() -> int:
        asked.append(Provider.objects.count())
        return asked[-1]

    assert [while_unchanged("x", work_out) for _ in range(3)] == [1, 1, 1]
    assert asked == [1]
    practice("04000002", "Twee")
    assert [while_unchanged("x", work_out), while_unchanged("y", work_out)] == [2, 2]


def test_what_is_written_together_is_seen_once_it_is_written() -> None:
    practice("04000001", "Een")
    assert counted() == 1
    with changing("test"):
        practice("04000002", "Twee")
    assert counted() == 2


def test_what_a_change_saw_and_took_back_is_not_kept() -> None:
    practice("04000001", "Een")

    def take_back() -> None:
        with changing("test"):
            practice("04000002", "Twee")
            assert counted() == 2
            raise Refused

    with pytest.raises(Refused):
        take_back()
    assert counted() == 1


def test_what_was_asked_for_longest_ago_goes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("zorginkoop.portal.audit.unchanged._MOST", 2)
    asked: list[str] = []

    def ask(name: str) -> None:
        while_unchanged(name, lambda: asked.append(name))

    for name in ("a", "b", "a", "c", "a", "b"):
        ask(name)
    assert asked == ["a", "b", "c", "b"]


def test_a_role_that_is_given_or_ended_counts_at_once() -> None:
    someone = person("Zoe Verzonnen", StaffRole.PURCHASER)
    assert someone.staff_roles() == {StaffRole.PURCHASER}
    with changing("test"):
        RoleGrant.objects.filter(user=someone).update(valid_until=date(2025, 10, 1))
    assert someone.staff_roles() == frozenset()


def test_another_day_asks_again() -> None:
    practice("04000001", "Een")
    days: list[int] = []
    for day in (16, 16, 17):
        play(datetime(2025, 10, day, 9, 0, tzinfo=UTC))
        while_unchanged("day", lambda: days.append(1))
    assert len(days) == 2
