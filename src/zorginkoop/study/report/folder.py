"""Writes a folder whole or not at all: beside its place, then in its place; only a folder of ours is ever replaced."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from zorginkoop.kernel.errors import Place, Problem, QuestionWrong

MARK: Final = ".zorginkoop-rapport"
MARK_TEXT: Final = "Deze map is gemaakt door zorginkoop en wordt bij een nieuw rapport in haar geheel vervangen.\n"


@contextmanager
def whole_folder(folder: Path) -> Iterator[Path]:
    """Give a hidden folder to write in; it takes the place of `folder` when the block ends well.

    Raises QuestionWrong, before anything is written, when something stands there that is not an earlier report.
    """
    refuse_foreign(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    beside = folder.with_name(f".{folder.name}.{secrets.token_hex(4)}.tmp")
    beside.mkdir()
    try:
        (beside / MARK).write_text(MARK_TEXT, encoding="utf-8")
        yield beside
        _put_in_place(beside, folder)
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def refuse_foreign(folder: Path) -> None:
    """Raise QuestionWrong when a folder holds something else than an earlier report."""
    if not folder.exists() and not folder.is_symlink():
        return
    is_ours = folder.is_dir() and not folder.is_symlink() and ((folder / MARK).is_file() or not any(folder.iterdir()))
    if not is_ours:
        what = "hier staat al iets dat geen rapport van zorginkoop is."
        raise QuestionWrong(Problem(what, Place(str(folder)), "Kies een andere map, of haal dit zelf weg."))


def _put_in_place(beside: Path, folder: Path) -> None:
    """Move the old folder aside, the new one in, and only then remove the old one."""
    if not folder.exists():
        beside.rename(folder)
        return
    old = folder.with_name(f".{folder.name}.{secrets.token_hex(4)}.oud")
    folder.rename(old)
    try:
        beside.rename(folder)
    except OSError:
        old.rename(folder)
        raise
    shutil.rmtree(old)
