"""What the register says of one holder by what was known at a moment, table by table: asked on nearly every page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, Final, Generic, TypeVar

from django.db.models import QuerySet

from zorginkoop.kernel.scalars import AMSTERDAM
from zorginkoop.portal.asked_often import AskedOften
from zorginkoop.portal.register.columns import KEPT
from zorginkoop.portal.register.models import Employment, Recorded, ValidRows

Cells = Mapping[str, Any]  # one row of a table, by the names of its columns; an empty cell is None
Holder = TypeVar("Holder", int, str)
CAME: Final = "volgorde"  # the cell that tells in which order rows came
_BY_MOMENT_ALONE = ("feiten", "indexen")  # known from the moment they were entered, and not from the day they say


class StandingRows(Generic[Holder]):
    """The rows of one table that belong to one holder."""

    def __init__(self, table: str, kind: type[Holder], belongs: Callable[[Holder], Mapping[str, object]]) -> None:
        """Take by what a holder is named, and how the rows are found that belong to it."""
        self._kept = KEPT[table]
        self._belongs: Callable[[Holder], Mapping[str, object]] = belongs
        model = self._kept.model
        self._stands = isinstance(model._default_manager.all(), ValidRows)
        self._dated = issubclass(model, Recorded) and table not in _BY_MOMENT_ALONE
        self._columns = (*self._kept.fields, CAME)
        self._asked = AskedOften(self._rows, kind, *[datetime] * self._stands, *[date] * self._dated)

    def of(self, holder: Holder, known: datetime) -> list[Cells]:
        """Give the rows that stood at a moment and were known by then, in the order in which they came."""
        moments: tuple[date, ...] = (known,) * self._stands + (known.astimezone(AMSTERDAM).date(),) * self._dated
        return [dict(zip(self._columns, map(_cell, row), strict=True)) for row in self._asked.rows(holder, *moments)]

    def _rows(self, holder: Holder, *moments: Any) -> QuerySet[Any, Any]:  # noqa: ANN401 - those of `of`
        rows: Any = self._kept.model._default_manager.filter(**self._belongs(holder))
        if self._stands:
            rows = rows.standing_at(moments[0])
        if self._dated:
            rows = rows.filter(known_since__lte=moments[-1])
        told: QuerySet[Any, Any] = rows.order_by("pk").values_list(*self._kept.fields.values(), "pk")
        return told


def _cell(value: object) -> object:
    """Give an empty text as the empty cell that it stands for."""
    return None if value == "" else value


PERSON, PROVIDER = "persoon", "aanbieder"  # who may hold a registration

OF_PROVIDER: Final[Mapping[str, StandingRows[int]]] = {
    table: StandingRows(table, int, lambda provider: {"provider": provider})
    for table in (
        "feiten", "bewijsstukken", "besluiten", "indexen", "gebeurtenissen", "overeenkomsten", "personen", "rijen",
    )
}  # fmt: skip
REGISTRATIONS_OF_PROVIDER: Final = StandingRows(
    "registraties", str, lambda code: {"holder_kind": PROVIDER, "holder_agb": code}
)
REGISTRATIONS_OF_PEOPLE: Final = StandingRows(  # of everybody who ever worked at a provider
    "registraties",
    int,
    lambda provider: {
        "holder_kind": PERSON,
        "holder_agb__in": Employment.objects.filter(provider=provider).values("person_agb"),
    },
)
