"""Ask ClamAV whether a file holds malware, where an installation says where its daemon listens (ZORGINKOOP_CLAMD).

Where it is set, nothing comes in that was not looked at: a daemon that does not answer is said, and the file waits with
its sender. Where it is not set, files come in and are kept as not scanned.
"""

from __future__ import annotations

import socket
import struct
from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _

from zorginkoop.portal import clock
from zorginkoop.portal.intake.kinds import FileRefusedError

_PATIENCE = 30  # seconds of silence
_MOST_ANSWER = 4096
_PIECE = 2**16


class NoAnswerError(Exception):
    """The daemon did not answer, or said something that is no verdict."""


def scanned(chunks: Iterable[bytes]) -> datetime | None:
    """Give when a file was found clean; None where nobody scans. FileRefusedError when it may not come in."""
    if not settings.CLAMD:
        return None
    try:
        answer = _answer(chunks)
    except (OSError, NoAnswerError):
        raise FileRefusedError(
            _(
                "Wij kunnen bestanden nu niet op virussen controleren, en nemen dit daarom nog niet aan. "
                "Probeer het over een kwartier opnieuw; uw antwoorden zijn bewaard."
            )
        ) from None
    if answer.endswith("FOUND"):
        raise FileRefusedError(
            _("In dit bestand is een virus gevonden. Laat uw computer nakijken en stuur een schoon bestand.")
        )
    return clock.now()


def answers() -> bool:
    """Tell whether the daemon answers."""
    try:
        with _connected() as line:
            line.sendall(b"zPING\0")
            return _read(line) == "PONG"
    except (OSError, NoAnswerError):
        return False


def _answer(chunks: Iterable[bytes]) -> str:
    """Send a file in pieces, each with its length before it, and give the verdict."""
    with _connected() as line:
        line.sendall(b"zINSTREAM\0")
        for chunk in chunks:
            for start in range(0, len(chunk), _PIECE):
                piece = chunk[start : start + _PIECE]
                line.sendall(struct.pack(">I", len(piece)) + piece)
        line.sendall(struct.pack(">I", 0))
        answer = _read(line)
    if answer != "stream: OK" and not (answer.startswith("stream: ") and answer.endswith(" FOUND")):
        raise NoAnswerError
    return answer


def _connected() -> socket.socket:
    """Open a line to the daemon: a path of a socket, or a host and a port."""
    place = settings.CLAMD
    if place.startswith("/"):
        line = socket.socket(socket.AF_UNIX)
        line.settimeout(_PATIENCE)
        try:
            line.connect(place)
        except OSError:
            line.close()
            raise
        return line
    host, _colon, port = place.rpartition(":")
    if not port.isdigit():
        raise NoAnswerError
    return socket.create_connection((host.strip("[]"), int(port)), timeout=_PATIENCE)


def _read(line: socket.socket) -> str:
    said = b""
    while not said.endswith(b"\0"):
        part = line.recv(_MOST_ANSWER)
        if not part or len(said) > _MOST_ANSWER:
            raise NoAnswerError
        said += part
    return said.rstrip(b"\0").decode("utf-8", "replace").strip()
