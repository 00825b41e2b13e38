"""Open a file that a person named, and say in Dutch why it cannot be opened."""

from __future__ import annotations

from pathlib import Path

from zorginkoop.kernel.errors import InputWrong, Place, Problem
from zorginkoop.kernel.marked import Document
from zorginkoop.policies.strict_yaml import read_yaml


def read_document(file: Path) -> Document:
    """Read a YAML or JSON file with the position of every value; InputWrong with every problem found."""
    return read_yaml(read_bytes(file), str(file))


def read_bytes(file: Path) -> bytes:
    """Read a file whole; InputWrong when it is not there, is a folder, or may not be read."""
    try:
        return file.read_bytes()
    except OSError as error:
        what, remedy = _reason(error)
        raise InputWrong(Problem(what, Place(str(file)), remedy)) from None


def _reason(error: OSError) -> tuple[str, str]:
    if isinstance(error, FileNotFoundError):
        return "dit bestand bestaat niet.", "Controleer de naam en de map."
    if isinstance(error, IsADirectoryError):
        return "dit is een map, geen bestand.", "Noem het bestand in die map."
    if isinstance(error, PermissionError):
        return "dit bestand mag niet gelezen worden.", "Vraag wie het bewaart om leesrecht."
    return f"dit bestand kan niet gelezen worden ({error.strerror}).", "Controleer of het er nog staat."
