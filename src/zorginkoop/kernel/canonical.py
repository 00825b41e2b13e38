"""The one canonical form of snapshots: the same value is always the same bytes, so a hash can stand for it.

The form is JSON with these choices, fixed for as long as stored outcomes must replay:

- Only objects with text keys, lists, text and whole numbers. Money is cents, a share is text such as "3/10", a date is
  text; a float, true, false and null have no place, because each reads differently somewhere.
- Whole numbers fit 64 bits with a sign, so that every column engine and database can hold what a snapshot holds.
- Keys in the order of their code points (which is also the order of their UTF-8 bytes), no spaces, UTF-8 without
  escapes except those that JSON demands.
- Text is kept code point for code point, without Unicode normalisation: a name on a signed agreement must come back as
  it was signed, and a later Unicode table must not change an old hash. Whoever compares names normalises at the edge.
- One newline at the end, so that a stored file, a line of output and the hashed bytes are one and the same thing.
"""

from __future__ import annotations

import hashlib
import json
import re

from zorginkoop.kernel.errors import InputWrong, Place, Problem

LARGEST = 2**63 - 1
DEEPEST = 200

_SURROGATE = re.compile("[\ud800-\udfff]")
_SMALLEST = -(2**63)


def canonical(value: object) -> bytes:
    """Write a value in the canonical form.

    Takes dict with text keys, list, tuple, str and int, nested at most DEEPEST deep; gives UTF-8 JSON with one newline
    at the end. Anything else (float, bool, None, bytes, set, a lone surrogate, a number beyond 64 bits) raises
    TypeError with the path to it.
    """
    _refuse_foreign(value, "$", 0)
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":"))
    return text.encode("utf-8") + b"\n"


def content_hash(value: object) -> str:
    """Name a value by its content: 'sha256:' and the hexadecimal hash of its canonical bytes.

    Raises what `canonical` raises.
    """
    return hash_of_bytes(canonical(value))


def hash_of_bytes(data: bytes) -> str:
    """Name bytes that are already canonical, or any other file, by their hash: 'sha256:' and 64 hexadecimal digits."""
    return f"sha256:{hashlib.sha256(data).hexdigest()}"


def read_canonical(data: bytes, file: str = "") -> object:
    """Read a value from its canonical bytes; `file` is only used to say where a problem stands.

    Gives nested dict, list, str and int. Bytes that are not exactly what `canonical` would write (spaces, another
    order, duplicate keys, floats, null, another escape, a missing newline) raise InputWrong: a stored snapshot that
    differs in one byte is not the snapshot that was stored.
    """
    try:
        value: object = json.loads(
            data.decode("utf-8"),
            parse_float=_refuse_number,
            parse_constant=_refuse_number,
            parse_int=_read_whole,
            object_pairs_hook=_read_object,
        )
        written = canonical(value)
    except (ValueError, TypeError, RecursionError) as error:
        raise _not_canonical(_reason(error), file) from None
    if written != data:
        reason = f"vanaf byte {_first_difference(written, data)} is dit niet de vaste schrijfwijze."
        raise _not_canonical(reason, file)
    return value


def _refuse_foreign(value: object, path: str, depth: int) -> None:
    """Raise TypeError with the path of the first thing that the canonical form has no place for."""
    if depth > DEEPEST:
        message = f"{path[:80]}…: dieper genest dan {DEEPEST}."
        raise TypeError(message)
    if isinstance(value, str):
        if _SURROGATE.search(value):
            message = f"{path}: een half teken (surrogaat) is geen tekst."
            raise TypeError(message)
    elif isinstance(value, dict):
        for key, part in value.items():
            if not isinstance(key, str):
                message = f"{path}: de sleutel {key!r} is geen tekst."
                raise TypeError(message)
            _refuse_foreign(key, f"{path} (sleutel {key!r})", depth)
            _refuse_foreign(part, f"{path}.{key}", depth + 1)
    elif isinstance(value, (list, tuple)):
        for index, part in enumerate(value):
            _refuse_foreign(part, f"{path}[{index}]", depth + 1)
    else:
        _refuse_unless_whole(value, path)


def _refuse_unless_whole(value: object, path: str) -> None:
    """Raise TypeError unless the value is a whole number of 64 bits; a bool is an int in Python, but not here."""
    if isinstance(value, bool) or not isinstance(value, int):
        message = f"{path}: {type(value).__name__} heeft geen vaste schrijfwijze (alleen dict, list, str en int)."
        raise TypeError(message)
    if not _SMALLEST <= value <= LARGEST:
        message = f"{path}: een heel getal buiten 64 bits."
        raise TypeError(message)


def _refuse_number(text: str) -> object:
    """Refuse a float, NaN or Infinity while reading."""
    message = f"het getal {text[:40]} is geen heel getal."
    raise ValueError(message)


def _read_whole(text: str) -> int:
    """Read a whole number; one too long for 64 bits is refused before Python spends time on it."""
    if len(text) > len(str(_SMALLEST)):
        message = f"het getal {text[:40]}… past niet in 64 bits."
        raise ValueError(message)
    return int(text)


def _read_object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """Build an object, refusing a key that stands there twice."""
    built: dict[str, object] = {}
    for key, part in pairs:
        if key in built:
            message = f"de sleutel '{key}' staat er twee keer."
            raise ValueError(message)
        built[key] = part
    return built


def _first_difference(written: bytes, data: bytes) -> int:
    """Find the first byte, counted from 1, where two different byte strings part."""
    pairs = zip(written, data, strict=False)
    return next(
        (index for index, (left, right) in enumerate(pairs, 1) if left != right), min(len(written), len(data)) + 1
    )


def _reason(error: Exception) -> str:
    """Say in Dutch why reading stopped; our own sentences pass through."""
    if isinstance(error, UnicodeDecodeError):
        return f"byte {error.start + 1} is geen UTF-8."
    if isinstance(error, json.JSONDecodeError):
        return f"dit is geen JSON (teken {error.pos + 1})."
    if isinstance(error, RecursionError):
        return "dit is te diep genest."
    return str(error)


def _not_canonical(what: str, file: str) -> InputWrong:
    """Make the error for bytes that are not canonical."""
    remedy = (
        "Gebruik het bestand zoals het is bewaard; het is onderweg veranderd of niet door dit programma geschreven."
    )
    return InputWrong(Problem(what, Place(file), remedy))
