"""Send a file that was handed in: as what it is, to be saved and not to be run, whole or in part; and write it down.

Call it from a view that looked up the file among those of the provider in the address.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path
from typing import Protocol

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header

from zorginkoop.portal.audit.reading import read
from zorginkoop.portal.intake.files import path_of
from zorginkoop.portal.intake.models import EvidenceFile

_CHUNK = 2**16
_ONE_STRETCH = re.compile(r"bytes=(\d{0,15})-(\d{0,15})", re.ASCII)
_SHUT_IN = "sandbox; default-src 'none'; frame-ancestors 'none'"  # whatever is in it, it runs and fetches nothing


class Handed(Protocol):
    """A file that somebody handed in, whatever it came with."""

    @property
    def content_hash(self) -> str:
        """The hash by which it is kept."""

    @property
    def media_type(self) -> str:
        """What it really is."""

    @property
    def name(self) -> str:
        """How it is called when it is saved."""


def evidence_sent(request: HttpRequest, file: EvidenceFile) -> HttpResponseBase:
    """Give a piece of evidence, and write down who took it along, whoever that is."""
    whom = file.questionnaire.provider.public_id
    return file_sent(request, file, what="intake.evidence", for_whom=whom, about=file.public_id)


def file_sent(request: HttpRequest, file: Handed, *, what: str, for_whom: object, about: object) -> HttpResponseBase:
    """Give a file that was handed in, and write down under a name of its own who took it along."""
    path = path_of(file.content_hash)
    if not path.is_file():
        raise Http404
    read(what, for_whom=for_whom, about=about)
    response = _whole_or_stretch(path, file, request.headers.get("Range", ""))
    disposition = content_disposition_header(as_attachment=True, filename=file.name)
    response.headers["Content-Disposition"] = disposition or "attachment"
    response.headers["Accept-Ranges"] = "bytes"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = _SHUT_IN
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _whole_or_stretch(path: Path, file: Handed, wanted: str) -> HttpResponseBase:
    size = path.stat().st_size
    asked = _ONE_STRETCH.fullmatch(wanted.strip())
    if asked is None or not (asked[1] or asked[2]):
        return _streamed(path, file, 0, size)  # nothing asked, or what we do not give: then all of it
    first = int(asked[1]) if asked[1] else max(size - int(asked[2]), 0)
    last = min(int(asked[2]), size - 1) if asked[1] and asked[2] else size - 1
    if first > last:
        return HttpResponse(
            status=HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE, headers={"Content-Range": f"bytes */{size}"}
        )
    response = _streamed(path, file, first, last - first + 1)
    response.status_code = HTTPStatus.PARTIAL_CONTENT
    response.headers["Content-Range"] = f"bytes {first}-{last}/{size}"
    return response


def _streamed(path: Path, file: Handed, first: int, length: int) -> StreamingHttpResponse:
    response = StreamingHttpResponse(_stretch(path, first, length), content_type=file.media_type)
    response.headers["Content-Length"] = str(length)
    return response


def _stretch(path: Path, first: int, left: int) -> Iterator[bytes]:
    """Read a stretch of a file piece by piece."""
    with path.open("rb") as content:
        content.seek(first)
        while left and (chunk := content.read(min(_CHUNK, left))):
            left -= len(chunk)
            yield chunk
