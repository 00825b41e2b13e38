"""Write the file of a long list: the same address, as the same person, with the rights this person has by then."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, cast

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, QueryDict
from django.urls import ResolverMatch, resolve
from django.utils import translation
from django.utils.translation import gettext as _

from zorginkoop.portal import clock
from zorginkoop.portal.accounts.access import access_of
from zorginkoop.portal.accounts.models import User
from zorginkoop.portal.audit.log import acting, changing
from zorginkoop.portal.audit.reading import buffered, read
from zorginkoop.portal.exports.files import write
from zorginkoop.portal.exports.lists import ASKED, BY_JOB, Taken, in_pieces
from zorginkoop.portal.exports.models import Download, DownloadState
from zorginkoop.portal.exports.sheets import Sheet

KEPT = timedelta(days=7)
_TOLD_EVERY = 500


@dataclass(frozen=True, slots=True)
class _Found:
    sheet: Sheet
    rows: Iterable[Any]

    @property
    def number(self) -> int:
        return self.rows.count() if isinstance(self.rows, QuerySet) else len(cast("list[object]", self.rows))


def may_have(user: User, address: str) -> ResolverMatch | None:
    """Give the page at an address when somebody at the purchaser may see it now; None else."""
    path = address.partition("?")[0]
    try:
        match = resolve(path)
    except Http404:
        return None
    access = access_of(match.func)
    if access is None or "provider" in match.kwargs:
        return None
    return match if access.staff & user.staff_roles() else None


def ask(address: str, form: str, by: User) -> Download:
    """Have the file of a list made; one that is being made is given instead of a second one."""
    from zorginkoop.portal.exports import jobs  # noqa: PLC0415 - they know this module

    same = Download.objects.filter(asked_by=by, address=address, form=form, state=DownloadState.WAITING)
    if (found := same.first()) is not None:
        return found
    with contextlib.suppress(IntegrityError), changing("exports.asked", form=form) as change:
        made = Download.objects.create(
            address=address, form=form, asked_by=by, asked_at=clock.now(), language=translation.get_language() or "nl"
        )
        change.about = made
        made.job = str(jobs.make_download.enqueue(made.pk).id)
        made.save(update_fields=["job"])
        return made
    return same.get()  # somebody pressed twice, and the other was first


def make(download: Download) -> None:
    """Write the file and say that it can be fetched; making it twice gives the file once."""
    if download.state != DownloadState.WAITING:
        return
    user = download.asked_by
    with acting(user.actor), buffered(), translation.override(download.language):
        try:
            found = _looked_up(download)
        except (Http404, PermissionDenied):
            _failed(download, _("Deze lijst is er niet meer, of u mag haar niet meer zien."))
            return
        read(found.sheet.what, about=found.sheet.about, for_whom=found.sheet.for_whom)
        number = _written(download, found)
        with changing("exports.made", about=download, rows=number):
            waiting = Download.objects.filter(pk=download.pk, state=DownloadState.WAITING)
            waiting.update(state=DownloadState.MADE, made_at=clock.now(), rows=number, name=found.sheet.name)
        download.progress.unlink(missing_ok=True)


def _looked_up(download: Download) -> _Found:
    """Look at the list as its page does, and take its rows instead of the page."""
    match = may_have(download.asked_by, download.address)
    if match is None:
        raise PermissionDenied
    request = HttpRequest()
    path, _mark, query = download.address.partition("?")
    asked = QueryDict(query, mutable=True)
    asked[ASKED] = download.form
    request.method, request.path, request.path_info, request.GET = "GET", path, path, asked  # type: ignore[assignment]  # as a request that came in
    request.user, request.resolver_match = download.asked_by, match
    request.staff_roles = download.asked_by.staff_roles()  # type: ignore[attr-defined]  # as the gate says it
    setattr(request, BY_JOB, True)
    try:
        match.func(request, *match.args, **match.kwargs)
    except Taken as taken:
        return _Found(taken.sheet, taken.rows)
    raise Http404


def _written(download: Download, found: _Found) -> int:
    """Write the file beside its place and move it there whole; give the number of its rows."""
    total = found.number
    beside = download.path.with_suffix(".nieuw")
    done = 0

    def told() -> Iterator[tuple[str, ...]]:
        nonlocal done
        for done, line in enumerate(found.sheet.lines(in_pieces(found.rows)), start=1):
            if done % _TOLD_EVERY == 0:
                _tell(download, done, total)
            yield line

    _tell(download, 0, total)
    write(download.form, beside, found.sheet.head, told())
    beside.chmod(0o600)
    beside.replace(download.path)
    return done


def _tell(download: Download, done: int, total: int) -> None:
    beside = download.progress.with_suffix(f".{os.getpid()}")
    beside.write_text(f"{done} {total}", encoding="ascii")
    beside.replace(download.progress)


def progress_of(download: Download) -> tuple[int, int]:
    """Give how many rows are written and how many there are; nothing of nothing while nobody said so."""
    try:
        done, _mark, total = download.progress.read_text(encoding="ascii").partition(" ")
    except OSError:
        return 0, 0
    return int(done), int(total)


def _failed(download: Download, why: str) -> None:
    with changing("exports.failed", about=download):
        waiting = Download.objects.filter(pk=download.pk, state=DownloadState.WAITING)
        waiting.update(state=DownloadState.FAILED, failure=why)


def remove_old() -> int:
    """Remove the files that were made a week ago: they hold names; give how many went."""
    old = Download.objects.filter(state=DownloadState.MADE, made_at__lt=clock.now() - KEPT)
    found = list(old)
    for one in found:
        with changing("exports.removed", about=one):
            Download.objects.filter(pk=one.pk).update(state=DownloadState.GONE)
            one.path.unlink(missing_ok=True)
    return len(found)
