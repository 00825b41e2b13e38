"""Show a list page by page, and give all of it as a file to who asks: by the filter and the right of the page itself.

    page = paged(request, rows, PER_PAGE, Sheet("aanvragen", "requests.export", COLUMNS))

With `?vorm=csv` or `?vorm=xlsx` the page is answered with the file. What is long becomes work for a job: it looks at
the same address, as the same person, and with the rights that this person has then.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render

from zorginkoop.portal.audit.reading import read
from zorginkoop.portal.exports.files import FORMS, exported
from zorginkoop.portal.exports.sheets import Sheet

LONG = 2_000  # rows from which a job writes the file
AT_ONCE = 2_000
ASKED = "vorm"
BY_JOB = "exported_by_job"  # what a request of a job carries
T = TypeVar("T")


class Instead(Exception):
    """The page is answered with a file; `middleware.Files` gives it."""

    def __init__(self, answer: HttpResponseBase) -> None:
        super().__init__()
        self.answer = answer


class Taken(Exception):
    """What a job asked for: which rows go into which file."""

    def __init__(self, sheet: Sheet, rows: Iterable[Any]) -> None:
        super().__init__()
        self.sheet, self.rows = sheet, rows


class ListPage(Page[T]):
    """A page of a list that can be had as a file: the links stand where the list goes on."""

    exports = True


class _ListPaginator(Paginator[T]):
    def _get_page(self, *given: Any, **named: Any) -> ListPage[T]:  # noqa: ANN401 - handed on as they come
        return ListPage(*given, **named)


def paged(request: HttpRequest, rows: QuerySet[Any, T] | Sequence[T], per_page: int, sheet: Sheet) -> Page[T]:
    """Give the page of a list that is asked for, or answer with all of it as a file."""
    if form := asked_form(request):
        raise Instead(answered(request, form, sheet, rows))
    return _ListPaginator(rows, per_page).get_page(request.GET.get("page"))


def asked_form(request: HttpRequest) -> str:
    """Give in which form a file is asked for; nothing for a page."""
    asked = request.GET.get(ASKED, "") if request.method in {"GET", "HEAD"} else ""
    return asked if asked in FORMS else ""


def answered(
    request: HttpRequest, form: str, sheet: Sheet, rows: QuerySet[Any, Any] | Sequence[Any]
) -> HttpResponseBase:
    """Answer with rows as a file; where there are many, with the page on which a job is asked for it."""
    if getattr(request, BY_JOB, False):
        raise Taken(sheet, rows)
    number = rows.count() if isinstance(rows, QuerySet) else len(rows)
    if number > LONG and for_a_job(request, sheet):
        context = {"address": request.get_full_path(), "form": form, "number": number}
        return render(request, "exports/long.html", context)
    if sheet.what:
        read(sheet.what, about=sheet.about, for_whom=sheet.for_whom)
    return exported(form, sheet.name, sheet.head, sheet.lines(in_pieces(rows)))


def in_pieces(rows: Iterable[Any]) -> Iterable[Any]:
    """Walk rows without holding all of them."""
    return rows.iterator(AT_ONCE) if isinstance(rows, QuerySet) else rows


def for_a_job(request: HttpRequest, sheet: Sheet) -> bool:
    """Tell whether a job could see the same list: of the purchaser, and by its address alone."""
    of_staff = bool(getattr(request, "staff_roles", None)) and getattr(request, "provider", None) is None
    return of_staff and not sheet.rests
