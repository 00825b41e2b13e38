"""Keeps the finished stages of long work beside its result, so that the same command goes on from there."""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path
from time import perf_counter
from typing import Final

import zorginkoop
from zorginkoop import __version__
from zorginkoop.cli.season_files import say
from zorginkoop.kernel.errors import Place, Problem, QuestionWrong

KEY: Final = "sleutel"


class KeptStages:
    """Stages in a hidden folder beside a result; each is whole or not there, and all belong to one key."""

    def __init__(self, out: Path, question: Iterable[object]) -> None:
        """Go on from what was kept for the same question to the same program, and drop what was kept for another.

        Raises QuestionWrong when the hidden folder holds something that this program did not keep there.
        """
        self.out = out
        self.folder = out.with_name(f".{out.name}.werk")
        key = key_of(question)
        if self.folder.exists() and self._key() != key:
            self.clear()
        if not self.folder.exists():
            beside = self.folder.with_name(f"{self.folder.name}.{secrets.token_hex(4)}.tmp")
            beside.mkdir(parents=True)
            (beside / KEY).write_text(key, encoding="utf-8")
            beside.rename(self.folder)

    def stage(self, name: str, told: str, make: Callable[[Path], object]) -> Path:
        """Give the folder of a stage, made now or kept from before; it appears when it is complete."""
        done = self.folder / name
        if done.exists():
            say(f"{told}: nog van de vorige keer")
            return done
        for half in self.folder.glob(f"{name}.*.tmp"):
            shutil.rmtree(half)
        beside = self.folder / f"{name}.{secrets.token_hex(4)}.tmp"
        beside.mkdir()
        started = perf_counter()
        try:
            make(beside)
            beside.rename(done)
        finally:
            shutil.rmtree(beside, ignore_errors=True)
        say(f"{told}: {perf_counter() - started:.0f} s")
        return done

    def clear(self) -> None:
        """Remove what was kept."""
        self._key()
        shutil.rmtree(self.folder)

    def _key(self) -> str:
        try:
            return (self.folder / KEY).read_text(encoding="utf-8")
        except OSError:
            what = "deze map is niet van ons, en haar naam is nodig om tussenstappen te bewaren."
            raise QuestionWrong(
                Problem(what, Place(str(self.folder)), "Haal haar weg, of kies een andere map.")
            ) from None


def key_of(question: Iterable[object]) -> str:
    """Give a fingerprint of a question, and of the program and everything it holds: another program starts anew."""
    root = Path(zorginkoop.__file__).parent
    found = hashlib.sha256(repr([__version__, *question]).encode())
    for file in sorted(file for file in root.rglob("*") if file.is_file() and "__pycache__" not in file.parts):
        found.update(str(file.relative_to(root)).encode() + b"\0" + file.read_bytes() + b"\0")
    return found.hexdigest()


def take_over(stage: Path, target: Path) -> None:
    """Let the files of a stage stand in the result as well, by a second name where the disk allows that."""
    shutil.copytree(stage, target, copy_function=_link, dirs_exist_ok=True)


def _link(source: str, target: str) -> str:
    try:
        os.link(source, target)
    except OSError:
        return str(shutil.copy2(source, target))
    return target
