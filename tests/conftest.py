"""Settings of every test run."""

from __future__ import annotations

import hashlib
import os

import pytest
from hypothesis import HealthCheck, settings

SEED = "2026"

# No deadline: the suite shares two cores, and a slow example says nothing about correctness.
settings.register_profile("default", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("long", settings.get_profile("default"), max_examples=1000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let a run take a sample."""
    parser.addoption("--sample", type=int, default=1, help="run one of every so many tests, the same ones each time")


def pytest_report_header(config: pytest.Config) -> list[str]:
    """Say that a run takes a sample."""
    every = config.getoption("--sample")
    return [] if every == 1 else [f"a sample: one of every {every} tests, seed {SEED}; the rest run without --sample"]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Keep the tests of the sample: which ones follows from their names alone."""
    every = config.getoption("--sample")
    if every > 1:
        kept = [item for item in items if _number(item.nodeid) % every == 0]
        config.hook.pytest_deselected(items=[item for item in items if _number(item.nodeid) % every])
        items[:] = kept


def _number(name: str) -> int:
    return int.from_bytes(hashlib.sha256(f"{SEED} {name}".encode()).digest()[:8])
