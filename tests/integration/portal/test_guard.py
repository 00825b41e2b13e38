"""The database refuses a change that the log does not account for."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction

from support.portal import on_postgresql, practice
from zorginkoop.portal.audit.log import changing
from zorginkoop.portal.audit.models import Entry
from zorginkoop.portal.register.models import Provider

pytestmark = pytest.mark.django_db


def test_a_change_and_its_entry_stand_together() -> None:
    provider = practice()
    before = Entry.objects.count()
    with changing("register.renamed", about=provider, for_whom=provider.public_id) as change:
        Provider.objects.filter(pk=provider.pk).update(name="Fysiotherapie De Andere Brug")
        change.details["rows"] = 1
    entry = Entry.objects.latest("number")
    assert (Entry.objects.count(), entry.action, entry.details) == (before + 1, "register.renamed", {"rows": 1})
    assert entry.for_whom == str(provider.public_id)


def test_a_change_that_fails_leaves_nothing() -> None:
    before = Entry.objects.count()
    with pytest.raises(ZeroDivisionError):
        _made_and_then_failed()
    assert not Provider.objects.filter(agb_code="04000009").exists()
    assert Entry.objects.count() == before


def _made_and_then_failed() -> None:
    with changing("register.made"):
        Provider.objects.create(agb_code="04000009", name="X", kind="praktijk", source="x", known_since="2025-01-01")
        _ = 1 // 0


@pytest.mark.parametrize(
    "change",
    [
        lambda: Provider.objects.update(name="stil"),
        lambda: Provider.objects.bulk_create(
            [Provider(agb_code="04000002", name="y", kind="x", source="x", known_since="2025-01-01")]
        ),
        lambda: connection.cursor().execute("UPDATE register_provider SET name = 'stil'"),
        lambda: connection.cursor().execute("DELETE FROM register_provider"),
        lambda: connection.cursor().execute("UPDATE audit_entry SET actor_id = 'een ander'"),
        lambda: connection.cursor().execute("DELETE FROM audit_entry"),
    ],
)
def test_what_nobody_accounts_for_is_refused(change: object) -> None:
    practice()
    with pytest.raises(DatabaseError, match="zorginkoop"), transaction.atomic():
        change()  # type: ignore[operator]  # each is a function


def test_nothing_is_deleted_from_the_register_not_even_accounted_for() -> None:
    provider = practice()
    with pytest.raises(DatabaseError, match="nothing is deleted"), changing("register.deleted"):
        provider.delete()


@pytest.mark.parametrize("table", ["register_provider", "register_contact", "accounts_user", "audit_entry"])
def test_no_table_is_emptied_at_one_go(table: str) -> None:
    if not on_postgresql():
        pytest.skip("SQLite has no TRUNCATE")
    practice()
    with pytest.raises(DatabaseError, match="zorginkoop"), changing("test.emptied"), connection.cursor() as cursor:
        cursor.execute(f'TRUNCATE "{table}" CASCADE')


@pytest.mark.django_db(transaction=True)
def test_a_test_that_commits_leaves_an_empty_database() -> None:
    practice()
    assert Entry.objects.exists()
