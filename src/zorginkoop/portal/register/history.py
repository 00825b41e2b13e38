"""What stood in the dossier of a provider before: said by whom, known since when, and until when it counted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from zorginkoop.portal.register.columns import KEPT
from zorginkoop.portal.register.models import EarlierValues, GroupMember, Provider, RecordedAgreement, Registration
from zorginkoop.portal.register.models.base import Recorded

MOST = 500  # of each table
OF_PROVIDER = ("personen", "vestigingen", "indexen", "rijen", "feiten")
_ORIGIN = frozenset({"bron", "bekend_sinds", "aanbieder", "geldig_van", "geldig_tot"})


@dataclass(frozen=True, slots=True)
class Earlier:
    """One thing that counted until a moment."""

    until: datetime
    table: str
    said: str
    source: str
    known_since: date | None


def earlier_of(provider: Provider) -> list[Earlier]:
    """Give everything that stood in a dossier and does so no longer, what changed last first."""
    found = [*_changed(provider), *_taken_back(provider)]
    return sorted(found, key=lambda one: (one.until, one.table, one.said), reverse=True)


def _changed(provider: Provider) -> Iterator[Earlier]:
    """Walk what was changed in its place: of the provider itself, its agreements and its memberships."""
    agreements = RecordedAgreement.objects.filter(provider=provider).values("pk")
    members = GroupMember.objects.filter(provider=provider).values("pk")
    rows = EarlierValues.objects.filter(
        Q(table="aanbieders", row=provider.pk)
        | Q(table="overeenkomsten", row__in=agreements)
        | Q(table="groepsleden", row__in=members)
    )
    for one in rows.order_by("-pk")[:MOST]:
        said = ", ".join(f"{name}: {value or _('leeg')}" for name, value in one.values.items() if name not in _ORIGIN)
        since = one.values.get("bekend_sinds")
        known = date.fromisoformat(since) if since else None
        yield Earlier(one.replaced_at, one.table, said, one.values.get("bron") or "", known)


def _taken_back(provider: Provider) -> Iterator[Earlier]:
    for table in (*OF_PROVIDER, "registraties"):
        kept = KEPT[table]
        rows = kept.model._default_manager.exclude(withdrawn_at=None)
        if kept.model is Registration:
            rows = rows.filter(holder_kind="aanbieder", holder_agb=provider.agb_code)
        else:
            rows = rows.filter(provider=provider)
        columns = {name: field for name, field in kept.fields.items() if name not in _ORIGIN}
        for row in rows.order_by("-withdrawn_at", "-pk")[:MOST]:
            assert isinstance(row, Recorded)  # noqa: S101 - every one of these tables is
            assert row.withdrawn_at is not None  # noqa: S101 - as was asked
            values = {name: getattr(row, field) for name, field in columns.items()}
            said = ", ".join(f"{name}: {value}" for name, value in values.items() if value not in (None, ""))
            yield Earlier(row.withdrawn_at, table, said, row.source, row.known_since)
