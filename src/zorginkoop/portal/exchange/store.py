"""Delivered files, kept outside what is served by the hash of their content."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings

PIECE = 2**20


def path_of(content_hash: str) -> Path:
    """Give where a file is kept."""
    digest = content_hash.removeprefix("sha256:")
    return Path(settings.DATA) / "vecozo" / digest[:2] / digest


def keep(chunks: Iterable[bytes]) -> tuple[str, int]:
    """Write a file beside its place and move it there whole; gives its hash and size."""
    folder = Path(settings.DATA) / "vecozo"
    folder.mkdir(parents=True, exist_ok=True)
    digest, size = hashlib.sha256(), 0
    with tempfile.NamedTemporaryFile(dir=folder, prefix="nieuw-", delete=False) as beside:
        for chunk in chunks:
            digest.update(chunk)
            size += len(chunk)
            beside.write(chunk)
        beside.flush()
        os.fsync(beside.fileno())
    content_hash = f"sha256:{digest.hexdigest()}"
    place = path_of(content_hash)
    place.parent.mkdir(exist_ok=True)
    Path(beside.name).replace(place)
    place.chmod(0o600)
    return content_hash, size


def keep_file(path: Path) -> tuple[str, int]:
    """Keep a copy of a file on disk; gives its hash and size."""
    with path.open("rb") as file:
        return keep(iter(lambda: file.read(PIECE), b""))
