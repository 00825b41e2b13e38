"""Builders for tests of the register: tables as files, and the way from a file to a processed import."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from support.portal import browser_of, person
from support.portal_jobs import do_jobs
from zorginkoop.formats.cells import texts_of
from zorginkoop.formats.register import table_schema
from zorginkoop.portal.accounts.roles import StaffRole
from zorginkoop.portal.register.models import RegisterImport
from zorginkoop.tables import TABLES

ORIGIN = {"bron": "vektis", "bekend_sinds": "2025-01-01"}


def csv_of(frame: pl.DataFrame, table: str) -> bytes:
    """Write a table as a file."""
    return texts_of(frame, TABLES[table]).write_csv(separator=";").encode()


def rows(table: str, *given: Mapping[str, str]) -> bytes:
    """Write rows as a file with every column of a table."""
    columns = list(table_schema(TABLES[table]))
    origin = {name: text for name, text in ORIGIN.items() if name in columns}
    return "\n".join(
        [";".join(columns), *(";".join({**origin, **row}.get(name, "") for name in columns) for row in given)]
    ).encode()


def a_provider(agb: str = "04000001", **more: str) -> dict[str, str]:
    """Give a row of a provider."""
    return {"agb_code": agb, "naam": f"Fysiotherapie Verzonnen {agb[-2:]}", "soort": "praktijk", **more}


def a_person(code: str = "04900001", provider: str = "04000001", **more: str) -> dict[str, str]:
    """Give a row of somebody who works at a provider."""
    given = {"aanbieder": provider, "persoon": code, "naam": f"Persoon {code[-2:]} Verzonnen"}
    return {**given, "beroep": "fysiotherapeut", "uren_hier": "24", "geldig_van": "2024-01-01", **more}


def importer() -> Client:
    """Give the browser of somebody who may bring files."""
    return browser_of(person("Ina Inkoper", StaffRole.PURCHASER))


def brought(browser: Client, files: Mapping[str, bytes], *, complete: bool = False, table: str = "") -> RegisterImport:
    """Bring files by the page and have them looked through."""
    uploads = [SimpleUploadedFile(name, content) for name, content in files.items()]
    filled = {"file": uploads, "table": table, **({"complete": "on"} if complete else {})}
    answer = browser.post(reverse("imports"), filled)
    assert answer.status_code == 303, answer.content.decode()
    do_jobs()
    return RegisterImport.objects.get(public_id=answer.headers["Location"].rstrip("/").rpartition("/")[2])


def processed(browser: Client, files: Mapping[str, bytes], *, complete: bool = False) -> RegisterImport:
    """Bring files and have them processed."""
    found = brought(browser, files, complete=complete)
    assert browser.post(reverse("import-confirm", args=[found.public_id])).status_code == 303
    do_jobs()
    found.refresh_from_db()
    return found


def report_of(browser: Client, found: RegisterImport) -> list[list[str]]:
    """Fetch the report of an import, as lines of cells."""
    answer = browser.get(reverse("import-report", args=[found.public_id]))
    text = b"".join(answer).decode("utf-8-sig")
    return [line.split(";") for line in text.splitlines()]
