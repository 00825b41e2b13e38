"""Settings of every test run."""

from __future__ import annotations

import os
from importlib.util import find_spec

import pytest
from hypothesis import HealthCheck, settings

from support.sampling import SEED, in_sample

# No deadline: the suite shares two cores, and a slow example says nothing about correctness.
settings.register_profile("default", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("long", settings.get_profile("default"), max_examples=1000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let a run take a sample; on the bare wheel, where the site is not, its settings are known and mean nothing."""
    if find_spec("pytest_django") is None:
        for name in ("DJANGO_SETTINGS_MODULE", "django_find_project"):
            parser.addini(name, "of the site: read where its tests run")
    parser.addoption("--sample", type=int, default=1, help="run one of every so many tests, the same ones each time")
    parser.addoption("--sampled", default="tests/", help="of which folders, with commas; others run whole")


def pytest_report_header(config: pytest.Config) -> list[str]:
    """Say that a run takes a sample."""
    every = config.getoption("--sample")
    folders = config.getoption("--sampled")
    return (
        [] if every == 1 else [f"a sample of {folders}: one of every {every} tests, seed {SEED}; make suite runs all"]
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Keep the tests of the sample: which ones follows from their names alone."""
    every, folders = config.getoption("--sample"), tuple(config.getoption("--sampled").split(","))
    left = [item for item in items if item.nodeid.startswith(folders) and not in_sample(item.nodeid, every)]
    if left:
        config.hook.pytest_deselected(items=left)
        out = set(left)
        items[:] = [item for item in items if item not in out]
