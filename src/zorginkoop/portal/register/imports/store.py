"""Files that were brought, and reports about them: kept outside what is served, by the hash of their content."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings

PIECE = 2**20


def folder() -> Path:
    """Give the folder of imports, which is there afterwards."""
    found = Path(settings.DATA) / "invoer"
    found.mkdir(parents=True, exist_ok=True)
    return found


def path_of(content_hash: str) -> Path:
    """Give where a file is kept."""
    digest = content_hash.removeprefix("sha256:")
    return Path(settings.DATA) / "invoer" / digest[:2] / digest


def keep(chunks: Iterable[bytes]) -> str:
    """Write a file beside its place and move it there whole; gives its hash."""
    digest = hashlib.sha256()
    with tempfile.NamedTemporaryFile(dir=folder(), prefix="nieuw-", delete=False) as beside:
        for chunk in chunks:
            digest.update(chunk)
            beside.write(chunk)
        beside.flush()
        os.fsync(beside.fileno())
    content_hash = f"sha256:{digest.hexdigest()}"
    place = path_of(content_hash)
    place.parent.mkdir(exist_ok=True)
    Path(beside.name).replace(place)
    place.chmod(0o600)
    return content_hash


def keep_file(path: Path) -> str:
    """Keep a copy of a file on disk; gives its hash."""
    with path.open("rb") as file:
        return keep(iter(lambda: file.read(PIECE), b""))
