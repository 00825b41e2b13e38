"""Ask for a delivery to VECOZO, bring one from there, and say what happens with it."""

from __future__ import annotations

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError

from zorginkoop.portal import clock
from zorginkoop.portal.accounts.models import User
from zorginkoop.portal.audit.log import changing
from zorginkoop.portal.editions.models import SeasonAgreement
from zorginkoop.portal.exchange.jobs import check_import, make_export, process_import
from zorginkoop.portal.exchange.models import Export, ExportState, Import, ImportState
from zorginkoop.portal.exchange.store import keep

GOES_ON = (ImportState.WAITING, ImportState.CHECKED, ImportState.CONFIRMED, ImportState.PROCESSED)


def ask_export(agreement: SeasonAgreement, form: str, by: User) -> Export:
    """Have a delivery made; while one is being made that is the one."""
    try:
        with changing("exchange.export_asked", form=form) as change:
            change.about = export = Export.objects.create(
                agreement=agreement, form=form, asked_by=by, asked_at=clock.now()
            )
            make_export.enqueue(export.pk)
    except IntegrityError:  # somebody asked at the same moment, or pressed twice
        waiting = Export.objects.filter(agreement=agreement, state=ExportState.WAITING).first()
        return waiting or Export.objects.filter(agreement=agreement)[0]
    return export


def bring_import(agreement: SeasonAgreement, file: UploadedFile[bytes], by: User) -> tuple[Import, bool]:
    """Keep a delivery and have it looked through; also tells whether the same content was brought before."""
    content_hash, size = keep(file.chunks())
    before = Import.objects.filter(agreement=agreement, content_hash=content_hash, state__in=GOES_ON).first()
    if before is not None:
        return before, True
    with changing("exchange.import_brought", content=content_hash) as change:
        change.about = delivery = Import.objects.create(
            agreement=agreement,
            name=file.name or "levering",
            content_hash=content_hash,
            size=size,
            brought_by=by,
            brought_at=clock.now(),
        )
        check_import.enqueue(delivery.pk)
    return delivery, False


def confirm_import(delivery: Import, by: User) -> bool:
    """Have a delivery that was looked through processed; False when somebody decided already."""
    with changing("exchange.import_confirmed", about=delivery):
        checked = Import.objects.filter(pk=delivery.pk, state=ImportState.CHECKED)
        if not checked.update(state=ImportState.CONFIRMED, decided_by=by):
            return False
        process_import.enqueue(delivery.pk)
    return True


def set_aside(delivery: Import, by: User) -> bool:
    """Lay a delivery aside without processing it; False when somebody decided already."""
    with changing("exchange.import_set_aside", about=delivery):
        waiting = Import.objects.filter(pk=delivery.pk, state__in=(ImportState.CHECKED, ImportState.REFUSED))
        return bool(waiting.update(state=ImportState.SET_ASIDE, decided_by=by))
