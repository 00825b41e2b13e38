"""Keep extracts of the trade register by their hash, so that the same one sent twice is kept once."""

from __future__ import annotations

from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, Http404

from zorginkoop.kernel.canonical import hash_of_bytes

EXTRACTS = "uittreksels"


def keep(file: UploadedFile[bytes]) -> str:
    """Keep an extract, and give its hash."""
    content_hash = hash_of_bytes(file.read())
    if not default_storage.exists(_place(content_hash)):
        file.seek(0)
        default_storage.save(_place(content_hash), file)
    return content_hash


def as_answer(content_hash: str) -> FileResponse:
    """Give an extract to download; not found when there is none."""
    if not content_hash or not default_storage.exists(_place(content_hash)):
        raise Http404
    file = default_storage.open(_place(content_hash))
    return FileResponse(file, as_attachment=True, filename="uittreksel.pdf", content_type="application/pdf")


def _place(content_hash: str) -> str:
    return f"{EXTRACTS}/{content_hash.partition(':')[2]}.pdf"
