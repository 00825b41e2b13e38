"""Keeps papers by the hash of their content, outside what is served: the same paper twice is one file."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from django.conf import settings

from zorginkoop.kernel.canonical import hash_of_bytes
from zorginkoop.kernel.errors import DocumentWrong, Place, Problem


def path_of(file_hash: str) -> Path:
    """Give where a paper is kept."""
    digest = file_hash.removeprefix("sha256:")
    return Path(settings.DATA) / "documenten" / digest[:2] / f"{digest}.pdf"


def keep(pdf: bytes) -> str:
    """Keep a paper and give its hash; it is there whole or not at all, and on the disk before this returns."""
    file_hash = hash_of_bytes(pdf)
    place = path_of(file_hash)
    if place.exists():
        return file_hash
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.NamedTemporaryFile(dir=place.parent, prefix="nieuw-", delete=False) as beside:
        beside.write(pdf)
        beside.flush()
        os.fsync(beside.fileno())
    Path(beside.name).replace(place)
    return file_hash


def fetch(file_hash: str) -> bytes:
    """Give a paper; DocumentWrong when it is missing or is no longer what was kept."""
    try:
        pdf = path_of(file_hash).read_bytes()
    except OSError as error:
        what = "dit document staat niet in de opslag."
        raise _damaged(what) from error
    if hash_of_bytes(pdf) != file_hash:
        what = "dit document is in de opslag veranderd."
        raise _damaged(what)
    return pdf


def _damaged(what: str) -> DocumentWrong:
    remedy = "Zet het terug uit de back-up, of laat de beheerder 'zorginkoop doctor' draaien."
    return DocumentWrong(Problem(what, Place("(opslag)"), remedy))
