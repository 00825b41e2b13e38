"""Show a folder in the browser of this machine, until Ctrl-C."""

from __future__ import annotations

from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from zorginkoop.kernel.errors import Place, Problem, QuestionWrong

_HOST = "127.0.0.1"


class _Quiet(SimpleHTTPRequestHandler):
    """Hands out files, without a line for each."""

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name the base class has
        """Say nothing."""


def serve(folder: Path, port: int) -> None:
    """Serve a folder to this machine alone; QuestionWrong when the port is taken."""
    try:
        server = ThreadingHTTPServer((_HOST, port), partial(_Quiet, directory=str(folder)))
    except OSError as error:
        remedy = "Geef met --port een andere, of 0 voor een vrije."
        raise QuestionWrong(
            Problem(f"poort {port} is niet vrij ({error.strerror}).", Place(field="--port"), remedy)
        ) from None
    with server:
        print(f"Bekijk het rapport op http://{_HOST}:{server.server_port}/ (stoppen met Ctrl-C).", flush=True)
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            print("gestopt.")
