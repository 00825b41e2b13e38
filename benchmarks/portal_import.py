"""An import as a purchaser brings it: one file, looked through, confirmed, processed."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.files.uploadedfile import SimpleUploadedFile

from zorginkoop.portal.accounts.models import User
from zorginkoop.portal.register.imports.bringing import bring, confirm
from zorginkoop.portal.register.jobs import check_import, process_import
from zorginkoop.portal.register.models import ImportState

COLUMNS = "aanbieder,soort,jaar,versie,bewerking,waarde,aantal_patienten,bron,bekend_sinds"


def imported(codes: Sequence[str], by: User, year: int) -> None:
    """Bring two indexes of a year for each provider and see them through."""
    rows = [
        f"{code},behandelindex,{year},{version},ruw,{90 + number % 60}.5,{number % 900},meting,2025-10-01"
        for number, code in enumerate(codes)
        for version in (1, 2)
    ]
    file = SimpleUploadedFile("indexen.csv", "\n".join([COLUMNS, *rows]).encode())
    brought, _again = bring([("indexen", file)], complete=False, by=by)
    check_import.call(brought.pk)
    brought.refresh_from_db()
    if not confirm(brought, by):
        message = f"the import is {brought.state} after it was looked through"
        raise RuntimeError(message)
    process_import.call(brought.pk)
    brought.refresh_from_db()
    if brought.state != ImportState.PROCESSED:
        message = f"the import is {brought.state} after it was processed"
        raise RuntimeError(message)
