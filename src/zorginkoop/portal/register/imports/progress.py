"""How far a job is, beside the database: what happens in one transaction cannot be seen in it from outside."""

from __future__ import annotations

from pathlib import Path

from zorginkoop.portal.register.imports.store import folder


def tell(number: int, done: int, total: int) -> None:
    """Say how many rows of an import are done."""
    place = _place(number)
    beside = place.with_suffix(".nieuw")
    beside.write_text(f"{done} {total}", encoding="ascii")
    beside.replace(place)


def told(number: int) -> tuple[int, int]:
    """Give how many rows are done and how many there are; nothing of nothing when nobody said so."""
    place = _place(number)
    if not place.exists():
        return 0, 0
    done, _, total = place.read_text(encoding="ascii").partition(" ")
    return int(done), int(total)


def forget(number: int) -> None:
    """Leave nothing behind when all is done."""
    _place(number).unlink(missing_ok=True)


def _place(number: int) -> Path:
    return folder() / f"voortgang-{number}"
