"""What an older version kept, this version puts back and brings up to date."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from support.first_backup import KEPT
from support.portal_site import Site

FILES = sorted(KEPT.parent.glob("*.tar"))


def test_there_is_a_backup_of_the_first_version() -> None:
    assert KEPT in FILES


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_backup_of_an_older_version_comes_back_up_to_date(file: Path, tmp_path: Path) -> None:
    site = Site(tmp_path / "site")
    done = site.run("restore", str(file))
    # Before a first release its tables still change: then make it again with `python tests/support/first_backup.py`.
    assert (done.returncode, done.stderr) == (0, "")
    verdicts = {one["punt"]: one["oordeel"] for one in json.loads(site.run("doctor", "--json").stdout)}
    assert {verdicts[about] for about in ("database", "tabellen", "bewaking", "beheerders")} == {"goed"}
    walked = site.run("audit", "verify")
    assert (walked.returncode, "lezingen 1, zegels 1" in walked.stdout) == (0, True)
    assert (site.data / "documenten" / "ab" / "verzonnen.txt").exists()
