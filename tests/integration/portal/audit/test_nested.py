"""Blocks inside blocks: one transaction, entries in the order in which they ended, and none of what was undone."""

from __future__ import annotations

from contextlib import AbstractContextManager

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from support.portal import practice
from zorginkoop.portal.audit.log import Actor, acting, changing, together
from zorginkoop.portal.audit.models import Entry
from zorginkoop.portal.audit.verify import verify
from zorginkoop.portal.register.models import Provider

pytestmark = pytest.mark.django_db


def rename(provider: Provider, name: str) -> None:
    Provider.objects.filter(pk=provider.pk).update(name=name)


def changed_and_then_failed(within: AbstractContextManager[object], provider: Provider) -> None:
    with within:
        with changing("test.inside_failed"):
            rename(provider, "Anders")
        _ = 1 // 0


def said() -> list[str]:
    return list(Entry.objects.exclude(action="test").order_by("number").values_list("action", flat=True))


def test_no_entry_is_written_before_the_outermost_block_ends() -> None:
    with changing("test.outer"):
        with changing("test.first"):
            pass
        with changing("test.second"), changing("test.deep"):
            pass
        assert said() == []
    assert said() == ["test.first", "test.deep", "test.second", "test.outer"]
    assert verify().wrong == []


def test_an_entry_says_what_held_when_its_own_block_ended() -> None:
    provider = practice()
    with changing("test.outer"):
        with acting(Actor("user:7", "gebruiker 7")), changing("test.inner", about=provider, rows=1) as change:
            pass
        change.details["rows"] = 2
        change.about = None
    inner = Entry.objects.get(action="test.inner")
    assert (inner.actor_id, inner.about_id, inner.details) == ("user:7", str(provider.pk), {"rows": 1})
    assert Entry.objects.get(action="test.outer").actor_id == "systeem"


def test_a_block_that_is_undone_inside_another_leaves_neither_entry_nor_change() -> None:
    provider = practice(name="Zoals het was")
    with changing("test.outer"):
        with pytest.raises(ZeroDivisionError):
            changed_and_then_failed(changing("test.failed"), provider)
        with changing("test.after"):
            pass
    assert said() == ["test.after", "test.outer"]
    provider.refresh_from_db()
    assert provider.name == "Zoals het was"
    assert verify().wrong == []


def test_what_a_savepoint_takes_back_has_no_entry_either() -> None:
    provider = practice(name="Zoals het was")
    with changing("test.outer"):
        with pytest.raises(ZeroDivisionError):
            changed_and_then_failed(transaction.atomic(), provider)
        with transaction.atomic(), changing("test.kept"):
            pass
    assert said() == ["test.kept", "test.outer"]


def test_the_outer_block_that_fails_takes_everything_with_it() -> None:
    with pytest.raises(ZeroDivisionError):
        changed_and_then_failed(changing("test.outer"), practice())
    with changing("test.later"):
        pass
    assert said() == ["test.later"]


def test_the_database_still_insists_on_a_block_after_an_inner_one_ended_or_failed() -> None:
    provider = practice()
    with changing("test.outer"):
        with changing("test.inner"):
            pass
        with pytest.raises(ZeroDivisionError):
            changed_and_then_failed(changing("test.failed"), provider)
        rename(provider, "Binnen het blok")
    with pytest.raises(DatabaseError, match="zorginkoop"), transaction.atomic():
        rename(provider, "Buiten het blok")


def test_changes_that_belong_together_are_one_transaction_and_need_no_entry_of_their_own() -> None:
    provider = practice(name="Zoals het was")
    with pytest.raises(ZeroDivisionError):
        changed_and_then_failed(together(), provider)
    with together():
        with changing("test.one"):
            rename(provider, "Beter")
        with changing("test.two"):
            pass
        assert said() == []
    assert said() == ["test.one", "test.two"]
    with pytest.raises(DatabaseError, match="zorginkoop"), together():
        rename(provider, "Zonder rekenschap")


def test_where_nothing_changed_the_log_is_not_even_looked_at() -> None:
    with CaptureQueriesContext(connection) as asked, together():
        pass
    assert not [one["sql"] for one in asked if "audit_entry" in one["sql"] or "advisory" in one["sql"]]
