"""Logs for machines: one JSON object a line, in which nobody's data can stand.

Of our own events the words are fixed, and only the values named here are added. Of other programs' events only the
place in their code is kept, and of a mistake only its kind and where it happened: their words may hold anything.
"""

from __future__ import annotations

import json
import logging
import traceback
from datetime import UTC, datetime
from pathlib import PurePath

OURS = "zorginkoop"
KEPT = ("request", "method", "page", "status", "status_code", "ms", "actor", "job", "task", "tries")
_DEEPEST = 5  # of the mistakes that led to a mistake


class JsonLines(logging.Formatter):
    """Writes one event as one line."""

    def format(self, record: logging.LogRecord) -> str:
        """Write what may be known of an event."""
        ours = record.name == OURS or record.name.startswith(f"{OURS}.")
        said: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "event": str(record.msg) if ours else f"{record.module}:{record.lineno}",
        }
        for name in KEPT:
            value = getattr(record, name, None)
            if isinstance(value, str | int | float):
                said[name] = value
        if record.exc_info and record.exc_info[1] is not None:
            said["mistakes"] = [_mistake(error) for error in _chain(record.exc_info[1])]
        return json.dumps(said, ensure_ascii=False)


def _chain(error: BaseException | None) -> list[BaseException]:
    found: list[BaseException] = []
    while error is not None and len(found) < _DEEPEST:
        found.append(error)
        error = error.__cause__ or error.__context__
    return found


def _mistake(error: BaseException) -> dict[str, object]:
    places = [
        f"{'/'.join(PurePath(frame.filename).parts[-2:])}:{frame.lineno} {frame.name}"
        for frame in traceback.extract_tb(error.__traceback__)
    ]
    return {"kind": f"{type(error).__module__}.{type(error).__qualname__}", "places": places}
