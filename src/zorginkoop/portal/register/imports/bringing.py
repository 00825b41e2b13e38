"""Bring files, and say what happens with them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePath

from django.core.files.uploadedfile import UploadedFile

from zorginkoop.kernel.canonical import content_hash
from zorginkoop.portal import clock
from zorginkoop.portal.accounts.models import User
from zorginkoop.portal.audit.log import changing
from zorginkoop.portal.register.imports.store import keep
from zorginkoop.portal.register.jobs import check_import, process_import
from zorginkoop.portal.register.models import ImportState, RegisterImport
from zorginkoop.portal.register.models.imports import BUSY

Brought = Sequence[tuple[str, UploadedFile[bytes]]]  # the table of each file, and the file


def bring(files: Brought, *, complete: bool, by: User) -> tuple[RegisterImport, bool]:
    """Keep files and have them looked through; also tells whether the same are being looked at already."""
    kept = [{"table": table, "name": _name(file), "hash": keep(file.chunks())} for table, file in files]
    kept.sort(key=lambda one: one["table"])
    content = content_hash({"volledig": str(complete), "bestanden": [[one["table"], one["hash"]] for one in kept]})
    with changing("register.import_brought", content=content, tables=[one["table"] for one in kept]) as change:
        User.objects.select_for_update().get(pk=by.pk)  # a second press of the button waits for the first
        before = RegisterImport.objects.filter(content_hash=content, state__in=BUSY).first()
        change.about = brought = before or RegisterImport.objects.create(
            files=kept, content_hash=content, complete=complete, brought_by=by, brought_at=clock.now()
        )
        if before is None:
            check_import.enqueue(brought.pk)
    return brought, before is not None


def _name(file: UploadedFile[bytes]) -> str:
    return PurePath((file.name or "").replace("\\", "/")).name


def confirm(brought: RegisterImport, by: User) -> bool:
    """Have an import processed as it was looked through; False when somebody decided already."""
    with changing("register.import_confirmed", about=brought):
        checked = RegisterImport.objects.filter(pk=brought.pk, state=ImportState.CHECKED)
        if not checked.update(state=ImportState.CONFIRMED, decided_by=by, decided_at=clock.now()):
            return False
        process_import.enqueue(brought.pk)
    return True


def set_aside(brought: RegisterImport, by: User) -> bool:
    """Lay an import aside, at whatever point before it is processed; False when it is too late for that."""
    states = (ImportState.WAITING, ImportState.CHECKED, ImportState.REFUSED, ImportState.CONFIRMED)
    with changing("register.import_set_aside", about=brought):
        open_ones = RegisterImport.objects.filter(pk=brought.pk, state__in=states)
        return bool(open_ones.update(state=ImportState.SET_ASIDE, decided_by=by, decided_at=clock.now()))


def processed_before(brought: RegisterImport) -> RegisterImport | None:
    """Give an earlier import of the very same files that was processed."""
    same = RegisterImport.objects.filter(content_hash=brought.content_hash, state=ImportState.PROCESSED)
    return same.exclude(pk=brought.pk).first()
