"""Measure the site with the country loaded: pages beside a bare page, an import beside a plain insert, a selection.

    portal.py [small|country]    on one database, as JSON: SQLite in ZORGINKOOP_DATA, or ZORGINKOOP_TEST_DATABASE;
                                 what was loaded there before is used again

Each database is loaded once with the country. A page is asked a hundred times through every middleware of the site, by
somebody who is signed in; the bare page goes through the middleware that Django gives a new site, asks the database one
thing and fills one template. The same client asks both, in turn, so that a slow moment of the machine hits both.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

from measures import Measure

ROUNDS: Final = 100
WARM_UP: Final = 5
PEOPLE: Final = 200  # who save at once here; portal_saves.py does it with two thousand
TOOLS = Path(__file__).parent.parent / "tools"
MAIL = Path(__file__).parent / "portal_mail.py"


def measures() -> list[Measure]:
    """Load the country on SQLite and on PostgreSQL, and time the same questions on each."""
    found: list[Measure] = []
    for name, before in (("SQLite", []), ("PostgreSQL", [sys.executable, str(TOOLS / "postgres.py")])):
        for asked in ([__file__, "country"], [str(MAIL), "--json"]):
            with tempfile.TemporaryDirectory() as folder:
                environment = os.environ | {"ZORGINKOOP_DATA": folder}
                command = [*before, sys.executable, *asked]
                done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, check=True)
            told = json.loads(done.stdout.splitlines()[-1])
            found += [Measure(**{**one, "what": f"{name}: {one['what']}"}) for one in told]
    return found


def serve(size: str) -> list[dict[str, Any]]:
    """Load a country or a small region, and time everything on one database."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zorginkoop.portal.settings")
    os.environ["ZORGINKOOP_DATABASE"] = os.environ.get("ZORGINKOOP_TEST_DATABASE", "")
    import django  # noqa: PLC0415 - the settings read the environment when they load

    django.setup()
    (Path(os.environ["ZORGINKOOP_DATA"]) / "static").mkdir(exist_ok=True)
    from portal_country import Country, peak, queries  # noqa: PLC0415 - models load after the apps are ready

    country = Country(size)
    what = f"make the {size} and play its season until 15 October 2025"
    making = {"what": what, "seconds": country.making, "peak_mib": peak()}
    asked = country.pages()
    counted = {name: queries(ask) for name, ask in asked.items()}
    from portal_saves import saving  # noqa: PLC0415 - as above

    rest = (*country.selecting(), *country.importing(), *saving(PEOPLE))
    return [making, *pages(asked, country.bare(), counted), *rest]


def pages(
    asked: dict[str, Callable[[], None]], bare: Callable[[], None], counted: dict[str, int]
) -> Iterator[dict[str, Any]]:
    """Time each page at its 95th percentile, beside that of the bare page, and tell how many queries it asks."""
    for ask in (*asked.values(), bare):
        for _ in range(WARM_UP):
            ask()
    times: dict[str, list[float]] = {name: [] for name in (*asked, "")}
    for _ in range(ROUNDS):
        for name, ask in (*asked.items(), ("", bare)):
            start = time.perf_counter()
            ask()
            times[name].append(time.perf_counter() - start)
    floor = _slow(times[""])
    for name in asked:
        yield {
            "what": f"{name}, {counted[name]} queries, 95th percentile",
            "seconds": _slow(times[name]),
            "peer": "a bare page with one query",
            "peer_seconds": floor,
        }


def _slow(times: list[float]) -> float:
    """Give the time within which 95 of 100 are done."""
    return statistics.quantiles(times, n=20)[-1]


if __name__ == "__main__":
    print(json.dumps(serve(sys.argv[1] if len(sys.argv) > 1 else "country")))
