"""The pages of files of long lists: ask for one, see how far it is, fetch it."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from zorginkoop.portal.accounts.access import open_to
from zorginkoop.portal.accounts.models import User
from zorginkoop.portal.accounts.roles import StaffRole
from zorginkoop.portal.audit.reading import read
from zorginkoop.portal.exports.files import FORMS
from zorginkoop.portal.exports.making import KEPT, ask, may_have, progress_of
from zorginkoop.portal.exports.models import Download, DownloadState

PER_PAGE = 50
staff = open_to(*StaffRole)


@staff
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """List the files that this person asked for."""
    page = Paginator(Download.objects.filter(asked_by=_user(request)), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "exports/index.html", {"page": page, "query": "", "kept": KEPT.days})


@staff
@require_POST
def new(request: HttpRequest) -> HttpResponse:
    """Have the file of a list made."""
    address, form = request.POST.get("adres", ""), request.POST.get("vorm", "")
    if form not in FORMS or len(address) > _LONGEST or may_have(_user(request), address) is None:
        messages.error(request, _("Deze lijst is er niet, of u mag haar niet zien. Begin opnieuw bij de lijst zelf."))
        return _see("downloads")
    return _see("download", ask(address, form, _user(request)).public_id)


_LONGEST = 1000


@staff
@require_safe
def show(request: HttpRequest, download: UUID) -> HttpResponse:
    """Show how far a file is, and hand it over when it is there."""
    found = _own(request, download)
    if found is None:
        return _not_yours(request)
    done, total = progress_of(found)
    broken = found.state == DownloadState.WAITING and _broken_off(found)
    context = {"download": found, "done": done, "total": total, "broken": broken, "kept": KEPT.days}
    return render(request, "exports/download.html", context)


@staff
@require_safe
def fetch(request: HttpRequest, download: UUID) -> HttpResponseBase:
    """Hand over a file to who asked for it and may see the list still."""
    found = _own(request, download)
    if found is None or may_have(_user(request), found.address) is None:
        return _not_yours(request)
    try:
        file = found.path.open("rb")
    except OSError:
        messages.info(request, _("Dit bestand is er niet meer. Maak het opnieuw bij de lijst zelf."))
        return _see("download", found.public_id)
    read("exports.fetched", about=found.pk)
    return FileResponse(file, as_attachment=True, filename=found.file_name)


def _own(request: HttpRequest, download: UUID) -> Download | None:
    return Download.objects.filter(public_id=download, asked_by=_user(request)).first()


def _broken_off(download: Download) -> bool:
    """Tell whether the job of a file failed."""
    return not download.job or DBTaskResult.objects.filter(pk=download.job, status=TaskResultStatus.FAILED).exists()


def _not_yours(request: HttpRequest) -> HttpResponseRedirect:
    messages.error(request, _("Dat bestand is niet van u, of u mag het niet meer zien. Maak het zelf bij de lijst."))
    return _see("downloads")


def _see(name: str, *arguments: object) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse(name, args=arguments), status=303)


def _user(request: HttpRequest) -> User:
    return cast("User", request.user)
