"""The acceptance scenarios of the catalogues by id, and the tests that hold each of them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from support.worked_examples import EDITIONS, examples_of

TESTS = Path(__file__).resolve().parents[1]
ID = re.compile(r"(?<![A-Za-z])(GPF|ZC)[-_](\d{2})(?!\d)", re.IGNORECASE)

# scenario → the catalogue items that it is about
SCENARIOS = {
    "GPF-01": "GZ-73 GZ-74 GZ-75 GZ-76 GZ-77",
    "GPF-02": "GZ-73 GZ-76 GZ-77",
    "GPF-04": "GZ-66 GZ-73",
    "GPF-07": "GZ-74",
    "GPF-08": "GZ-107 GZ-128",
    "GPF-10": "GZ-130",
    "GPF-11": "GZ-99 GZ-100",
    "GPF-12": "GZ-41",
    "GPF-13": "GZ-41 GZ-60",
    "GPF-15": "GZ-47 GZ-48 GZ-49",
    "GPF-17": "GZ-86",
    "GPF-20": "GZ-112 GZ-113 GZ-116",
    "GPF-22": "GZ-90",
    "GPF-24": "GZ-115",
    "GPF-25": "GZ-08",
    "GPF-26": "GZ-121",
    "GPF-28": "GZ-96 GZ-97",
    "GPF-30": "PM-66",
    "GPF-33": "PM-71 PM-72 PM-73",
    "GPF-36": "PM-73",
    "GPF-37": "PM-67",
    "GPF-40": "PM-67 PM-68",
    "GPF-42": "PM-68",
    "GPF-43": "PM-48",
    "GPF-45": "PM-79",
    "GPF-46": "PM-36 PM-91",
    "GPF-48": "PM-37",
    "GPF-51": "PM-89",
    "GPF-53": "PM-90",
    "GPF-54": "PM-92",
    "GPF-57": "PM-56",
    "GPF-58": "PM-53",
    "GPF-60": "PM-82",
    "GPF-61": "PM-63 PM-64",
    "GPF-62": "PM-85 PM-87",
    "GPF-63": "PM-50",
    "GPF-65": "PM-100",
    "GPF-66": "PM-99",
    "GPF-67": "FA-90",
    "GPF-71": "FA-49",
    "GPF-72": "FA-83",
    "GPF-73": "FA-65 FA-62",
    "GPF-75": "FA-55 FA-73",
    "GPF-77": "FA-05 FA-06",
    "GPF-79": "GZ-131 PM-114 FA-91",
    "GPF-80": "GZ-110",
    "GPF-81": "PM-103 FA-77",
    "GPF-82": "PM-103",
    "GPF-84": "GZ-125",
    "GPF-85": "GZ-119",
    "ZC-01": "ZV-73 ZV-74 ZV-75",
    "ZC-03": "ZV-76 ZV-81",
    "ZC-05": "ZV-43",
    "ZC-06": "ZV-67",
    "ZC-09": "ZV-68",
    "ZC-10": "ZV-59",
    "ZC-11": "ZV-56 ZV-57",
    "ZC-13": "ZV-78 ZV-79 ZV-84",
    "ZC-14": "ZV-33",
    "ZC-16": "ZV-83",
    "ZC-18": "CI-66 CI-67",
    "ZC-20": "CI-69 CI-85",
    "ZC-21": "CI-80",
    "ZC-23": "CI-75 CI-77 CI-91 CI-92",
    "ZC-25": "CI-73 CI-74 CI-96",
    "ZC-27": "CI-36",
    "ZC-29": "CI-36",
    "ZC-30": "CI-41 CI-42",
    "ZC-31": "CI-28 CI-31 CI-32",
    "ZC-33": "CI-58 CI-57",
    "ZC-34": "CI-108 CI-110",
    "ZC-36": "CI-113 CI-114 CI-115 CI-116 CI-117",
    "ZC-38": "CI-102",
    "ZC-40": "CI-05 CI-68",
}

# What of a scenario is not there yet, and which part of the system it waits for.
WAITING = {
    "GPF-33": "that January claims are not priced again: claims at scale; here the dates and variants are judged",
    "GPF-60": "the notice itself as a letter between parties: agreements; here its effect on the term is computed",
    "GPF-85": "that no public page shows the doubt: a test over all; here the refusal and its ground are judged",
    "ZC-10": "that the ride passes through the director's own claims: claims at scale; here one ride is judged",
    "ZC-27": "a whole month of claims: claims at scale; here one claim line is judged",
    "ZC-30": "the mediation desk that closes the duty: desks; here the duty and what fulfils it are judged",
}


@cache
def held_by() -> dict[str, tuple[str, ...]]:
    """Name for every scenario the worked examples and the test functions that carry its id."""
    found: dict[str, list[str]] = {scenario: [] for scenario in SCENARIOS}
    for scenario, test in (*_examples(), *_functions()):
        found.setdefault(scenario, []).append(test)
    return {scenario: tuple(dict.fromkeys(tests)) for scenario, tests in found.items()}


def _examples() -> Iterator[tuple[str, str]]:
    for edition in EDITIONS:
        for example in examples_of(edition):
            if example.case.scenario:
                file = Path(example.document.file).name
                yield example.case.scenario, f"{edition.name} {file}: {example.case.naam}"


def _functions() -> Iterator[tuple[str, str]]:
    for file in sorted(TESTS.rglob("test_*.py")):
        if file.name == "test_scenarios.py":
            continue
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                for scenario in sorted(_named(node)):
                    yield scenario, f"tests/{file.relative_to(TESTS)}: {node.name}"


def _named(function: ast.FunctionDef) -> set[str]:
    """Give the ids in the name of a test, and in the texts of its body and parameters."""
    texts = [
        node.value for node in ast.walk(function) if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]
    return {f"{kind.upper()}-{number}" for text in (function.name, *texts) for kind, number in ID.findall(text)}


def scenario_page() -> str:
    """Write docs/scenarios.md: which test holds which scenario, and what of it waits for a later part."""
    rows = [
        f"| {scenario} | {items} | {_tests(scenario)} | {WAITING.get(scenario, '')} |"
        for scenario, items in SCENARIOS.items()
    ]
    return "\n".join([HEAD.format(number=len(SCENARIOS)), *rows]) + "\n"


def _tests(scenario: str) -> str:
    return "<br>".join(test.replace("|", "/") for test in held_by()[scenario])


HEAD = """\
# Acceptance scenarios

<!-- This page is made from the tests (make pages); a test compares it. -->

The {number} acceptance scenarios of the catalogues, and the tests that carry their ids. A worked example is named by
its edition, its file and its sentence; `zorginkoop policy check EDITION` runs it. What the last column names is not
there yet, and says which part of the system it waits for.

| scenario | items | held by | waits for |
| --- | --- | --- | --- |"""
