"""Shows a report in a browser on this machine, until a person stops it."""

from __future__ import annotations

import errno
from collections.abc import Callable
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Final

from zorginkoop.kernel.errors import Place, Problem, QuestionWrong
from zorginkoop.study.report.folder import MARK

HOST: Final = "127.0.0.1"
TRIES: Final = 20
LAST_PORT: Final = 65535


class _Quiet(SimpleHTTPRequestHandler):
    """Serves files without a line for each, and none that is hidden."""

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name that the library gave it
        """Say nothing."""

    def list_directory(self, path: object) -> None:
        """Show no folder."""
        del path
        self.send_error(404)


def serve(folder: Path, port: int = 0, say: Callable[[str], None] = print) -> None:
    """Serve a report on this machine only, until Ctrl-C; the address is said once, with the port that was free.

    Port 0 takes any free port; a port that is taken gives way to the next free one. Raises QuestionWrong when the
    folder is no report.
    """
    if not (folder / MARK).is_file():
        raise QuestionWrong(Problem("in deze map staat geen rapport.", Place(str(folder)), "Maak er eerst een."))
    server = _bound(folder, port)
    bound = int(server.server_address[1])
    if port not in (0, bound):
        say(f"Poort {port} is bezet; het rapport staat op poort {bound}.")
    say(f"Het rapport: http://{HOST}:{bound}/ (stop met Ctrl-C)")
    with server:
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            say("Gestopt.")


def _bound(folder: Path, port: int) -> ThreadingHTTPServer:
    handler = partial(_Quiet, directory=str(folder))
    for number in range(port, min(port + TRIES, LAST_PORT + 1)) if port else (0,):
        try:
            return ThreadingHTTPServer((HOST, number), handler)
        except OSError as error:
            if error.errno not in (errno.EADDRINUSE, errno.EACCES):
                raise
    what = f"poort {port} en de {TRIES - 1} erna zijn bezet."
    raise QuestionWrong(Problem(what, Place(field="--port"), "Geef een andere poort, of 0 voor een vrije."))
