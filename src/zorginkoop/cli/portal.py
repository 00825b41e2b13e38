"""`zorginkoop portal`: make a demo of the site, and run it on this machine with its worker until Ctrl-C."""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import FrameType
from typing import IO, NoReturn

from zorginkoop.cli.exit_codes import BROKEN, DONE, INPUT_WRONG
from zorginkoop.cli.parser import Commands, Parser, with_common_options
from zorginkoop.kernel.errors import Place, Problem, QuestionWrong

HOST = "127.0.0.1"
NAME = "localhost"  # the same machine; a passkey is made for a name, and never for a number
SIZES = ("small", "country")
_LONG = {"small": "ongeveer een minuut", "country": "ongeveer een kwartier"}
START_SECONDS = 60  # a slow machine that starts a server
END_SECONDS = 10  # what a request or a job may still take
_LAST_PORT = 65_535
LOG = "logboek.txt"  # what the server and the worker say
_PRIVATE = 0o077  # what the site keeps is read by nobody else on the machine
_EMPTY = 3  # how the demo says that nobody is in the database

_DESCRIPTION = """De site voor zorgaanbieders en de zorginkoop, op deze machine. Alles erin is verzonnen.
De gegevens staan in de map portaal (of ZORGINKOOP_DATA) en blijven staan; gooi de map weg om opnieuw te beginnen."""
_RUN = """Maakt de verzonnen streek als zij er nog niet is, en start de site en de werker. Ctrl-C stopt beide."""
_DEMO = """Maakt een verzonnen streek met een lopend seizoen, in een lege map of database."""


def add_to(commands: Commands) -> None:
    """Add the command and what it can do to the parser."""
    parser = commands.add_parser(
        "portal", help="de site op deze machine, met een verzonnen streek", description=_DESCRIPTION
    )
    actions = parser.add_subparsers(title="wat", metavar="WAT", dest="action", required=True, parser_class=Parser)
    running = actions.add_parser("run", help="de site starten", description=_RUN)
    running.add_argument("--port", metavar="POORT", type=int, default=8000, help="waarop de site te zien is")
    making = actions.add_parser("demo", help="alleen de streek maken", description=_DEMO)
    for one, does in ((running, run), (making, demo)):
        one.add_argument("--size", choices=SIZES, default="small", help="2.000 aanbieders, of het hele land")
        with_common_options(one, values=False, json=False)
        one.set_defaults(run=does)


def demo(arguments: argparse.Namespace) -> int:
    """Make the demo where there is none."""
    os.umask(_PRIVATE)
    if not _made(arguments.size, dict(os.environ)):
        return BROKEN
    return _site(("demo", "--people"), os.environ)


def run(arguments: argparse.Namespace) -> int:
    """Make the demo where there is none, and serve it until a person stops it."""
    os.umask(_PRIVATE)
    port = _free(arguments.port)
    address = f"http://{_named(port)}:{port}"
    environment = {"ZORGINKOOP_URL": address, **os.environ}
    if not _made(arguments.size, environment):
        return BROKEN
    return _serve(address, port, environment)


def _free(port: int) -> int:
    """Give the port when it can be used."""
    if not 0 < port <= _LAST_PORT:
        problem = Problem(
            f"{port} is geen poort.", Place(field="--port"), f"Geef een getal van 1 tot en met {_LAST_PORT}."
        )
        raise QuestionWrong(problem)
    with socket.socket() as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind((HOST, port))
        except OSError:
            what = f"poort {port} is bezet, misschien door een site die al loopt."
            remedy = f"Stop die, of kies een andere poort: make run PORT={port + 1}."
            raise QuestionWrong(Problem(what, Place(field="--port"), remedy)) from None
    return port


def _named(port: int) -> str:
    """Give the name of this machine where it leads to where the site listens; else its number."""
    try:
        found = {one[4][0] for one in socket.getaddrinfo(NAME, port, type=socket.SOCK_STREAM)}
    except OSError:
        return HOST
    return NAME if HOST in found else HOST


def _made(size: str, environment: Mapping[str, str]) -> bool:
    """Make the demo when nobody is in the database yet; else only bring its tables up to date."""
    data = _data(environment)
    there = _site(("demo", "--check"), environment)
    if there != _EMPTY:
        return there == DONE and _site(("migrate", "--verbosity", "0"), environment) == DONE
    print(f"Een verzonnen streek maken; dit gebeurt één keer en duurt {_LONG[size]}.", flush=True)
    print("De tijd staat ervoor; de laatste regel is klaar.", flush=True)
    if environment.get("ZORGINKOOP_DATABASE"):  # a database server: there is no beside
        return _filled(size, environment)
    beside = data.with_name(f"{data.name}.wordt-gemaakt")
    shutil.rmtree(beside, ignore_errors=True)
    if not _filled(size, {**environment, "ZORGINKOOP_DATA": str(beside)}):
        return False
    data.mkdir(parents=True, exist_ok=True)
    for made in sorted(beside.iterdir()):
        _replace(made, data / made.name)
    beside.rmdir()
    return True


def _data(environment: Mapping[str, str]) -> Path:
    """Give the folder where the site keeps its files."""
    return Path(environment.get("ZORGINKOOP_DATA", "portaal")).resolve()


def _replace(made: Path, place: Path) -> None:
    """Put what was made in its place, whole."""
    if place.is_dir():
        shutil.rmtree(place)
    made.replace(place)


def _filled(size: str, environment: Mapping[str, str]) -> bool:
    return _site(("demo", "--size", size, "--migrate"), environment) == DONE


def _site(arguments: Sequence[str], environment: Mapping[str, str]) -> int:
    """Run one of the site's own commands, each in a process of its own: the settings are read once."""
    command = [sys.executable, "-m", "zorginkoop.portal", *arguments]
    return subprocess.run(command, env=dict(environment), check=False).returncode  # noqa: S603 - our own program


def _serve(address: str, port: int, environment: Mapping[str, str]) -> int:
    """Start the server and the worker; when one of them stops, or a person says so, both do."""
    server = ("granian", "--interface", "wsgi", "--host", HOST, "--port", str(port), "--blocking-threads", "4",
              "--log-level", "warning", "zorginkoop.portal.wsgi:application")  # fmt: skip
    print("De site starten; dit duurt een paar seconden.", flush=True)
    data = _data(environment)
    (data / "static").mkdir(exist_ok=True)
    _site(("collectstatic", "--noinput", "--verbosity", "0"), environment)
    told = data / LOG
    with told.open("ab") as log:
        started = [_started(module, environment, log) for module in (server, ("zorginkoop.cli.main", "worker"))]
    signal.signal(signal.SIGTERM, _stop)
    try:
        if not _answers(address, started):
            print(f"De site start niet; in {told} staat waarom.", file=sys.stderr)
            return INPUT_WRONG
        _site(("demo", "--people"), environment)
        print(f"\nDe site staat op {address}/ (stop met Ctrl-C)", flush=True)
        while all(process.poll() is None for process in started):
            time.sleep(0.5)
    except KeyboardInterrupt:
        print("\nGestopt. De gegevens blijven staan.", flush=True)
        return DONE
    else:
        print(f"Een van de processen stopte; daarom stopt alles. In {told} staat waarom.", file=sys.stderr)
        return BROKEN
    finally:
        _end(started)


def _started(module: Sequence[str], environment: Mapping[str, str], log: IO[bytes]) -> subprocess.Popen[bytes]:
    """Start a module as a process that Ctrl-C does not reach: this one ends it."""
    command = [sys.executable, "-m", *module]
    return subprocess.Popen(command, env=dict(environment), start_new_session=True, stdout=log, stderr=log)  # noqa: S603 - our own program


def _answers(address: str, started: Sequence[subprocess.Popen[bytes]]) -> bool:
    """Wait until the site answers."""
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and all(process.poll() is None for process in started):
        try:
            with urllib.request.urlopen(f"{address}/", timeout=END_SECONDS):  # noqa: S310 - our own address
                return True
        except urllib.error.HTTPError:
            return True  # it answers, and says itself what is wrong
        except OSError:
            time.sleep(0.2)
    return False


def _stop(_signal: int, _frame: FrameType | None) -> NoReturn:
    """Let a request to end be what Ctrl-C is."""
    raise KeyboardInterrupt


def _end(started: Sequence[subprocess.Popen[bytes]]) -> None:
    for process in started:
        process.terminate()
    for process in started:
        try:
            process.wait(END_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
