"""The logs as the auditor sees them: who did what for whom, by ids and never by name; to filter and to take along."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from zorginkoop.portal import clock
from zorginkoop.portal.accounts.access import open_to
from zorginkoop.portal.accounts.roles import StaffRole
from zorginkoop.portal.audit.models import Entry, Reading
from zorginkoop.portal.audit.reading import read
from zorginkoop.portal.operate.log_forms import LogForm
from zorginkoop.portal.register.models import Provider

PER_PAGE = 100
Row = tuple[object, ...]
CHANGES_HEAD = ("nummer", "op", "wie", "als", "handeling", "soort", "id", "aanbieder", "bijzonderheden", "hash")
READINGS_HEAD = ("nummer", "op", "wie", "als", "wat", "id", "aanbieder")


def _change_row(entry: Entry) -> Row:
    details = ", ".join(f"{name}={value}" for name, value in entry.details.items())
    about = (entry.about_kind, entry.about_id, entry.for_whom)
    return (entry.number, entry.at, entry.actor_id, entry.actor_label, entry.action, *about, details, entry.hash)


def _reading_row(reading: Reading) -> Row:
    of = (reading.about_id, reading.for_whom)
    return (reading.pk, reading.at, reading.actor_id, reading.actor_label, reading.what, *of)


@dataclass(frozen=True, slots=True)
class Log:
    """One of both logs: its table, what numbers it, what says what was done, and how its rows are taken along."""

    model: type[Entry | Reading]
    number: str
    action: str
    head: tuple[str, ...]
    row_of: Callable[[Any], Row]


_CHANGES = Log(Entry, "number", "action", CHANGES_HEAD, _change_row)
_READINGS = Log(Reading, "id", "what", READINGS_HEAD, _reading_row)


@open_to(StaffRole.AUDITOR)
@require_safe
def changes(request: HttpRequest) -> HttpResponseBase:
    """Show the log of changes."""
    return _page(request, _CHANGES)


@open_to(StaffRole.AUDITOR)
@require_safe
def readings(request: HttpRequest) -> HttpResponseBase:
    """Show who read personal data of whom."""
    return _page(request, _READINGS)


def _page(request: HttpRequest, log: Log) -> HttpResponseBase:
    form = LogForm(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    rows: QuerySet[Any] = log.model._default_manager.all()
    found = _filtered(rows, log.action, asked) if form.is_valid() else rows.none()
    if request.GET.get("uitvoer") == "csv" and form.is_valid():
        read("audit.log_export", about=log.model._meta.label_lower, for_whom=asked["provider"])
        return _export(log.head, map(log.row_of, found.order_by(log.number).iterator(chunk_size=2_000)))
    before = request.GET.get("voor", "")
    if before.isdigit():
        found = found.filter(**{f"{log.number}__lt": int(before)})
    shown = list(found.order_by(f"-{log.number}")[: PER_PAGE + 1])
    codes = dict(
        Provider.objects.filter(public_id__in={row.for_whom for row in shown if _is_id(row.for_whom)}).values_list(
            "public_id", "agb_code"
        )
    )
    agb = {str(public): code for public, code in codes.items()}
    query = urlencode([(name, value) for name, value in request.GET.items() if name in form.fields and value])
    context = {
        "form": form,
        "rows": [(row, agb.get(row.for_whom, row.for_whom)) for row in shown[:PER_PAGE]],
        "older": shown[PER_PAGE - 1].pk if len(shown) > PER_PAGE else None,
        "query": query,
        "of_changes": log is _CHANGES,
        "title": _("Logboek") if log is _CHANGES else _("Leeslogboek"),
    }
    return render(request, "operate/log.html", context, status=200 if form.is_valid() else 422)


def _filtered(rows: QuerySet[Any], action: str, asked: dict[str, Any]) -> QuerySet[Any]:
    if asked["provider"]:
        rows = rows.filter(for_whom=asked["provider"])
    if asked["actor"]:
        rows = rows.filter(actor_id=asked["actor"])
    if asked["action"]:
        rows = rows.filter(**{f"{action}__startswith": asked["action"]})
    if asked["since"]:
        rows = rows.filter(at__gte=datetime.combine(asked["since"], time.min, clock.AMSTERDAM))
    if asked["until"]:
        rows = rows.filter(at__lt=datetime.combine(asked["until"] + timedelta(days=1), time.min, clock.AMSTERDAM))
    return rows


def _is_id(text: str) -> bool:
    return len(text) == 36 and text.count("-") == 4  # noqa: PLR2004 - the shape of a public id


class _Echo:
    """What csv writes to, giving back each line."""

    def write(self, line: str) -> str:
        """Give the line."""
        return line


def _export(head: tuple[str, ...], rows: Iterable[Row]) -> HttpResponseBase:
    writer = csv.writer(_Echo(), delimiter=";")

    def lines() -> Iterator[str]:
        yield "\ufeff"
        yield writer.writerow(head)
        for row in rows:
            yield writer.writerow([cell.isoformat() if isinstance(cell, datetime) else cell for cell in row])

    response = StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="logboek.csv"'
    return response
