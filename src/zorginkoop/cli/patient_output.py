"""Output whose reader may leave early (`zorginkoop … | head`): the rest is dropped, the exit code stays."""

from __future__ import annotations

import io
import os
from typing import TextIO


class PatientOutput(io.TextIOBase):
    """Passes text on to a stream until nobody reads it any more."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    @property
    def encoding(self) -> str:  # type: ignore[override]  # the stream decides
        """The encoding of the stream behind."""
        return self._stream.encoding

    def write(self, text: str) -> int:
        """Write text, or drop it when the reader has left."""
        try:
            return self._stream.write(text)
        except BrokenPipeError:
            self._let_go()
            return len(text)

    def flush(self) -> None:
        """Hand on what was written."""
        try:
            self._stream.flush()
        except BrokenPipeError:
            self._let_go()

    def isatty(self) -> bool:
        """Tell whether a terminal reads along."""
        return self._stream.isatty()

    def fileno(self) -> int:
        """Give the file behind the stream."""
        return self._stream.fileno()

    def writable(self) -> bool:
        """Tell that text can be written."""
        return True

    def _let_go(self) -> None:
        """Send what is still to come to nowhere, so that nothing fails on it any more."""
        os.dup2(os.open(os.devnull, os.O_WRONLY), self._stream.fileno())
