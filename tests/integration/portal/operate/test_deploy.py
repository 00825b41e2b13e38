"""What is shipped to install the site with does what it says."""

from __future__ import annotations

import configparser
import re
import shutil
import subprocess
import uuid
from pathlib import Path

import pytest
from django.db import connection

from support.portal import on_postgresql
from support.portal_site import ROOT, Site

DEPLOY = ROOT / "deploy"
SETTINGS = (ROOT / "src/zorginkoop/portal/settings.py", ROOT / "src/zorginkoop/portal/installation.py")
SECTIONS = {"Unit", "Service", "Install", "Timer"}
STATEMENTS = (
    "DROP TRIGGER audit_entry_append_update ON audit_entry",
    "TRUNCATE audit_entry",
    "ALTER TABLE audit_entry DISABLE TRIGGER ALL",
)


def named(text: str) -> set[str]:
    return set(re.findall(r"ZORGINKOOP_[A-Z_]*", text)) - {"ZORGINKOOP_"}


@pytest.mark.parametrize("page", ["deploy/zorginkoop.env.example", "docs/operate.md"])
def test_no_page_names_a_setting_that_is_not_there(page: str) -> None:
    known = named("\n".join(file.read_text(encoding="utf-8") for file in SETTINGS))
    families = tuple(name for name in known if name.endswith("_"))  # settings of which the code puts the name together
    foreign = {
        name for name in named((ROOT / page).read_text(encoding="utf-8")) - known if not name.startswith(families)
    }
    assert foreign == set()


def test_production_with_the_example_starts_and_without_it_says_what_is_missing(tmp_path: Path) -> None:
    lines = (DEPLOY / "zorginkoop.env.example").read_text(encoding="utf-8").splitlines()
    said = dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
    said |= {"ZORGINKOOP_SECRET_KEY": "x" * 60, "ZORGINKOOP_DATA": str(tmp_path), "ZORGINKOOP_DATABASE": ""}
    site = Site(tmp_path, said=said)
    assert site.run("check", module="zorginkoop.portal").returncode == 0
    for name in ("ZORGINKOOP_SECRET_KEY", "ZORGINKOOP_URL"):
        bare = Site(tmp_path, said=said | {name: ""}).run("doctor")
        assert (bare.returncode, name in bare.stderr, "Traceback" in bare.stderr) == (2, True, False)


@pytest.mark.parametrize("file", sorted((DEPLOY / "systemd").iterdir()), ids=lambda file: file.name)
def test_the_units_can_be_read_and_run_what_exists(file: Path) -> None:
    unit = configparser.ConfigParser(interpolation=None, strict=False)
    unit.optionxform = str  # type: ignore[assignment,method-assign]  # systemd tells capitals apart
    unit.read_string(file.read_text(encoding="utf-8"))
    assert set(unit.sections()) <= SECTIONS
    if file.suffix == ".service":
        program = Path(unit["Service"]["ExecStart"].split()[0]).name
        assert shutil.which(program, path=str(ROOT / ".venv/bin"))
        assert unit["Service"]["EnvironmentFile"] == "/etc/zorginkoop/zorginkoop.env"


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(not on_postgresql(), reason="about the roles of PostgreSQL: make test-postgres runs it")
def test_the_site_works_with_a_role_that_cannot_take_the_triggers_away(tmp_path: Path) -> None:
    suffix = uuid.uuid4().hex[:8]
    text = (DEPLOY / "postgresql.sql").read_text(encoding="utf-8").replace("zorginkoop", f"zk{suffix}")
    (tmp_path / "roles.sql").write_text(text, encoding="utf-8")
    host = str(connection.settings_dict["HOST"])
    psql = ["psql", "-h", host, "-U", "postgres", "-q", "-v", "ON_ERROR_STOP=1"]
    subprocess.run([*psql, "-f", str(tmp_path / "roles.sql")], check=True)
    name = f"zk{suffix}"
    try:
        owner, site = (Site(tmp_path, f"postgresql://{role}@/{name}?host={host}") for role in (f"{name}_beheer", name))
        assert owner.run("migrate", "-v0", module="zorginkoop.portal").returncode == 0
        assert site.run("createadmin", "bea@verzonnen.example", "--name", "Bea Verzonnen").returncode == 0
        assert '"fout","punt":"bewaking"' not in site.run("doctor", "--json").stdout
        assert "kan de bewakers niet weghalen" in site.run("doctor").stdout
        assert "mag de bewakers van het logboek weghalen" in owner.run("doctor").stdout
        for statement in STATEMENTS:
            tried = ["psql", "-h", host, "-U", name, "-d", name, "-c", statement]
            assert subprocess.run(tried, capture_output=True, check=False).returncode != 0, statement
    finally:
        subprocess.run([*psql, "-c", f"DROP DATABASE {name} WITH (FORCE)"], check=True)
        subprocess.run([*psql, "-c", f"DROP ROLE {name}", "-c", f"DROP ROLE {name}_beheer"], check=True)
