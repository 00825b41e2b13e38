"""The country in the site's database, and the questions that are timed there."""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from functools import partial
from http import HTTPStatus
from pathlib import Path
from typing import Any, Final

from django.core.management import call_command
from django.db import connection
from django.db.models import Max
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template import engines
from django.test import Client, override_settings
from django.test.client import ClientHandler
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, path, reverse

from zorginkoop.formats.parquet_files import write_parquet_table
from zorginkoop.portal.accounts.models import User
from zorginkoop.portal.audit.log import changing
from zorginkoop.portal.demo.people import LOGINS, demo_is_here
from zorginkoop.portal.demo.region import make_region
from zorginkoop.portal.demo.story import play
from zorginkoop.portal.extract import register_tables
from zorginkoop.portal.register.models import Index, Provider
from zorginkoop.portal.selection.changes import request_run
from zorginkoop.portal.selection.making import make
from zorginkoop.portal.selection.models import Choice, Run

IMPORTED: Final = 100_000


class Country:
    """The demo's season with the whole country in it."""

    def __init__(self, size: str) -> None:
        call_command("migrate", verbosity=0)
        start = time.perf_counter()
        if not demo_is_here():
            play(_say, partial(make_region, size, _say))
        self.making = time.perf_counter() - start
        self.purchaser = User.objects.get(email=LOGINS[0].email)

    def selecting(self) -> Iterator[dict[str, Any]]:
        """Time a selection over everybody, beside reading the same tables and writing them to files."""
        last = Run.objects.order_by("-pk")[0]
        run = request_run(last.agreement, last.on, self.purchaser)
        ours = _timed(lambda: make(run.pk))
        providers = Choice.objects.filter(run=run).count()
        yield {
            "what": f"select over {providers:,} providers, each with its reasons",
            "seconds": ours,
            "peer": "the same tables copied out",
            "peer_seconds": _timed(_copy_out),
            "peak_mib": peak(),
        }

    def importing(self) -> Iterator[dict[str, Any]]:
        """Time an import of indexes with its dry run, beside inserting the same rows."""
        from portal_import import imported  # noqa: PLC0415 - beside the measure that uses it

        codes = list(Provider.objects.order_by("pk").values_list("agb_code", flat=True))[: IMPORTED // 2]
        year = _next_year()
        ours = _timed(lambda: imported(codes, self.purchaser, year))
        rows = Index.objects.filter(year=year).count()
        plain = _timed(lambda: _plain_insert(rows, _next_year()))
        yield {
            "what": f"import {rows:,} rows: checked, compared, then all or nothing",
            "seconds": ours,
            "peer": "a plain bulk insert",
            "peer_seconds": plain,
            "peak_mib": peak(),
        }

    def pages(self) -> dict[str, Callable[[], None]]:
        """Give how each page is asked for."""
        client = Client()
        client.force_login(self.purchaser)
        provider = Provider.objects.filter(staff__isnull=False).order_by("pk")[500]
        found = f"{reverse('finder')}?care=fysiotherapie&policy=aevitae:natura&year=2026&where=35"
        addresses = {
            "the season page": reverse("season"),
            "a dossier": reverse("dossier", args=[provider.public_id]),
            "the queue": reverse("assessment:queue"),
            "the care finder": found,
        }
        return {name: _asking(client, address) for name, address in addresses.items()}

    def bare(self) -> Callable[[], None]:
        """Give how a bare page is asked for: the middleware that Django gives a new site, one query, one template."""
        client = Client()
        client.handler = bare_handler([path("", _bare)])
        return _asking(client, "/")


class _Bare(ClientHandler):
    """Answers with the pages of a new site, by the same client as the pages of ours."""

    def __init__(self, pages: Sequence[URLPattern]) -> None:
        super().__init__(enforce_csrf_checks=False)
        self.pages = tuple(pages)

    def get_response(self, request: HttpRequest) -> HttpResponseBase:
        """Look for the page here, and not among those of the site."""
        request.urlconf = self.pages  # type: ignore[assignment]  # Django takes a sequence of pages as well
        return super().get_response(request)


def bare_handler(pages: Sequence[URLPattern]) -> ClientHandler:
    """Make what answers with these pages, behind the middleware that Django gives a new site."""
    with override_settings(MIDDLEWARE=NEW_SITE):
        handler = _Bare(pages)
        handler.load_middleware()
    return handler


NEW_SITE: Final = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
_template = engines["django"].from_string(
    "<!doctype html><title>{{ provider.name }}</title><p>{{ provider.agb_code }}</p>"
)


def _bare(request: HttpRequest) -> HttpResponse:
    return HttpResponse(_template.render({"provider": Provider.objects.order_by("pk")[0]}, request))


def queries(ask: Callable[[], None]) -> int:
    """Count what a page asks the database; the begin and the end of a transaction are no questions."""
    with CaptureQueriesContext(connection) as captured:
        ask()
    return sum(query["sql"].split()[0] not in ("BEGIN", "COMMIT") for query in captured.captured_queries)


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def _asking(client: Client, address: str) -> Callable[[], None]:
    def ask() -> None:
        answer = client.get(address, follow=True)
        if answer.status_code != HTTPStatus.OK:
            message = f"{address}: {answer.status_code}"
            raise RuntimeError(message)

    return ask


def _copy_out() -> None:
    with tempfile.TemporaryDirectory() as folder:
        for name, table in register_tables().items():
            write_parquet_table(table, Path(folder) / f"{name}.parquet")


def _next_year() -> int:
    """Give a year of which no index is known yet, so that the same database can be measured again."""
    return int(Index.objects.aggregate(last=Max("year"))["last"] or 2030) + 1


def _plain_insert(rows: int, year: int) -> None:
    """Insert as many indexes of years that nobody has."""
    ids = list(Provider.objects.order_by("pk").values_list("pk", flat=True))
    made = [
        Index(
            provider_id=ids[number % len(ids)], kind="behandelindex", year=year + number // len(ids), version=1,
            treatment="ruw", value="100", source="plat", known_since="2025-01-01",
        )
        for number in range(rows)
    ]  # fmt: skip
    with changing("bench"):
        Index.objects.bulk_create(made, batch_size=2_000)


def _timed(task: Callable[[], object]) -> float:
    with ExitStack() as stack:
        stack.callback(connection.close)
        start = time.perf_counter()
        task()
        return time.perf_counter() - start


def peak() -> int:
    """Give the most memory that this process held so far, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
