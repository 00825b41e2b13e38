"""Which things are in a sample: it follows from their names alone, so it is the same ones each time."""

from __future__ import annotations

import hashlib

SEED = 2026


def in_sample(name: str, every: int) -> bool:
    """Tell whether something is in a sample of one of every so many."""
    return int.from_bytes(hashlib.sha256(f"{SEED} {name}".encode()).digest()[:8]) % every == 0
