"""Tell whether the register changed since a selection read it."""

from __future__ import annotations

from typing import Any

from django.db.models import IntegerField, Max, Q, QuerySet, Value

from zorginkoop.portal.audit.models import Entry
from zorginkoop.portal.register.columns import KEPT
from zorginkoop.portal.selection.models import Run

_READ = sorted({kept.model for kept in KEPT.values()}, key=lambda model: model._meta.label)
_LOG = "log"


def mark() -> dict[str, int]:
    """Give how far the register is: its newest row of each table, and the newest entry of the log about it."""
    newest: list[QuerySet[Any, tuple[int, int]]] = []
    for number, model in enumerate(_READ):
        rows = model._default_manager.order_by().annotate(table=Value(number, IntegerField())).values("table")
        newest.append(rows.annotate(newest=Max("pk")).values_list("table", "newest"))
    found = dict(newest[0].union(*newest[1:], all=True))
    marks = {model._meta.model_name or "": found.get(number) or 0 for number, model in enumerate(_READ)}
    marks[_LOG] = _entries().order_by("-number").values_list("number", flat=True).first() or 0
    return marks


def changed_since(run: Run) -> bool:
    """Tell whether anything that a selection reads was added or changed after it read the register."""
    return bool(mark() != run.register_mark)


def _entries() -> QuerySet[Entry]:
    """Give the entries about the register; a note changes nothing that a policy reads."""
    entries = Entry.objects.filter(Q(action__startswith="register.") | Q(about_kind__startswith="register."))
    return entries.exclude(action__startswith="register.note")
