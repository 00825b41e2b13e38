"""What the site's web process loads: the kernel and the policies, and neither a column engine nor the prover."""

from __future__ import annotations

import subprocess
import sys

import pytest

PROGRAM = """
import os, sys, django
os.environ["DJANGO_SETTINGS_MODULE"] = "zorginkoop.portal.settings"
django.setup()
from django.urls import get_resolver
def walk(patterns):
    for one in patterns:
        walk(one.url_patterns) if hasattr(one, "url_patterns") else one.callback
walk(get_resolver().url_patterns)
import zorginkoop.portal.wsgi
print(" ".join(sys.modules))
"""
HEAVY = ("polars", "numpy", "pyarrow", "z3", "altair", "fastexcel", "pandas")
ROOMS = ("columns", "study", "rehearsal", "formats")


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> frozenset[str]:
    environment = {"PATH": "", "ZORGINKOOP_DATA": str(tmp_path_factory.mktemp("data"))}
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", PROGRAM], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return frozenset(done.stdout.split())


def test_the_web_process_loads_the_kernel(loaded: frozenset[str]) -> None:
    assert {"zorginkoop.kernel.assess", "zorginkoop.portal.urls", "django"} <= loaded


@pytest.mark.parametrize("name", [*HEAVY, *(f"zorginkoop.{room}" for room in ROOMS)])
def test_the_web_process_loads_nothing_for_whole_registers(loaded: frozenset[str], name: str) -> None:
    assert name not in loaded
