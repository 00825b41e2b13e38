"""A first database is made at once, and is the one that every migration in its order makes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from support.portal_site import Site, drop_database, new_database

pytestmark = pytest.mark.django_db(transaction=True)
MODULE = "zorginkoop.portal"


@pytest.fixture
def sites(tmp_path: Path) -> Iterator[tuple[Site, Site]]:
    made = (Site(tmp_path / "kort", new_database()), Site(tmp_path / "lang", new_database()))
    yield made
    for site in made:
        drop_database(site.database)


def test_the_short_way_and_every_migration_give_the_same_database(sites: tuple[Site, Site]) -> None:
    short, long = sites
    assert short.run("migrate", module=MODULE).returncode == 0
    first = long.run("migrate", "contenttypes", module=MODULE)  # now something stands: the rest goes step by step
    rest = long.run("migrate", module=MODULE)
    assert (first.returncode, rest.returncode) == (0, 0), first.stderr + rest.stderr
    assert "Applying register.0001_initial" in rest.stdout
    shapes = [site.run(module="support.shape_of_tables").stdout.splitlines() for site in sites]
    assert len(shapes[0]) > 500
    assert shapes[0] == shapes[1]
    ledgers = [site.run("showmigrations", "--list", module=MODULE).stdout for site in sites]
    assert ledgers[0] == ledgers[1]
    assert "[ ]" not in ledgers[0]
