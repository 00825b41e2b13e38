"""Compare every agreement on every core, and keep what is done so that a rerun goes on from there."""

from __future__ import annotations

import gc
import hashlib
import json
import os
import platform
import signal
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from functools import partial
from importlib.metadata import version
from math import isqrt
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import zorginkoop
from oracles.boundary import Edge
from oracles.cases import MAIN_DATES, Case, cases_of, every_case
from oracles.check import Comparison, Found
from oracles.records import Drawer, Edges, vocabularies
from zorginkoop.kernel.facts import Subject
from zorginkoop.policies.loading import edition_folder

HERE = Path(__file__).parent
CODE = (HERE, *(Path(zorginkoop.__file__).parent / room for room in ("kernel", "columns")))
SEED = "2026"
ALONE = 10  # one in so many random records is judged by the kernel too; on the edges each one is
ENGINES = ("zen-engine", "OpenFisca-Core", "numpy")


@dataclass(frozen=True, slots=True)
class Order:
    """How much to ask: random records in all, and where finished agreements are kept."""

    sample: int
    kept: Path
    code: str

    def share(self, case: Case, whole: int) -> int:
        """Give the random records of one agreement: its part of the weight of all."""
        return -(-self.sample * weight(case) // whole)


def weight(case: Case) -> int:
    """Weigh an agreement by the square root of its number of conditions and routes: what a random record can show."""
    return isqrt(100 * (len(case.agreement.criteria) + len(case.agreement.routes)))


def run(order: Order, processes: int, wanted: str = "") -> Iterator[dict[str, Any]]:
    """Compare every agreement whose name has the wanted words, the smallest first; give each result as it comes."""
    cases = list(every_case())
    whole = sum(map(weight, cases))
    chosen = sorted((case for case in cases if wanted in case.name), key=weight)
    jobs = [(case.agreement.edition, case.agreement.agreement, order.share(case, whole)) for case in chosen]
    order.kept.mkdir(parents=True, exist_ok=True)
    with get_context("spawn").Pool(processes, _quietly) as pool:
        yield from pool.imap_unordered(partial(_once, order), jobs)


def _quietly() -> None:
    """Let other work on the machine go first, and leave Ctrl-C to the program that started this."""
    gc.disable()  # records hold no circles; looking for them takes a tenth of the time
    os.nice(19)
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _once(order: Order, job: tuple[str, str, int]) -> dict[str, Any]:
    """Compare one agreement, or read what an earlier run found with the same code, policy and number of records."""
    edition, name, sample = job
    case = next(one for one in cases_of(edition_folder(edition)) if one.agreement.agreement == name)
    told = [order.code, case.agreement.edition_hash, case.agreement.values_hash, case.name, str(sample)]
    key = hashlib.sha256("\n".join(told).encode()).hexdigest()[:16]
    file = order.kept / f"{case.name.replace('/', '.')}.{key}.json"
    if file.exists():
        kept: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        return kept
    result = compared(case, sample)
    beside = file.with_suffix(".part")
    beside.write_text(json.dumps(result, indent=1, ensure_ascii=False), encoding="utf-8")
    beside.rename(file)
    return result


def compared(case: Case, sample: int) -> dict[str, Any]:
    """Compare one agreement on its edges and on random records."""
    start = time.perf_counter()
    agreement, codes = case.agreement, vocabularies(case.agreement, case.known)
    comparison, found = Comparison(agreement, codes), Found()
    for subjects in edge_records(case):
        comparison.compare(subjects, found)
    boundary = found.records
    for subjects in random_records(case, sample):
        comparison.compare(subjects, found, ALONE)
    total = len(agreement.criteria) + len(agreement.routes)
    return {
        "agreement": case.name,
        "coding": agreement.coding,
        "edition_hash": agreement.edition_hash,
        "values_hash": agreement.values_hash,
        "conditions": total,
        "expressed": total - len(comparison.model.missing),
        "not_expressed": comparison.model.missing,
        "dates": len(case.dates),
        "boundary": boundary,
        "random": found.records - boundary,
        "questions": len(found.seen),
        "one_answer": found.one_answer,
        "differences": found.differing,
        "by_engine": dict(found.by_engine),
        "shown": [{**asdict(one), "on": one.on.isoformat(), "ours": str(one.ours), "theirs": str(one.theirs)}
                  for one in found.differences],
        "seconds": round(time.perf_counter() - start, 1),
    }  # fmt: skip


def edge_records(case: Case) -> Iterator[Iterator[Subject]]:
    """Give the records on every edge as on the main dates; on every other date, the edges that hang on the date."""
    codes = vocabularies(case.agreement, case.known)
    starts: list[Subject] = [*case.known]
    for on in case.dates[:MAIN_DATES]:
        edge = Edge(Edges(case.agreement, on, codes), case.known, SEED)
        starts += edge.starts()
        yield edge.records()
    for on in case.dates[MAIN_DATES:]:
        yield Edge(Edges(case.agreement, on, codes), (), SEED).of_the_date(starts)


def random_records(case: Case, sample: int) -> Iterator[Iterator[Subject]]:
    """Give random records, as many on each date."""
    codes = vocabularies(case.agreement, case.known)
    for number, on in enumerate(case.dates):
        drawer = Drawer(Edges(case.agreement, on, codes), f"{SEED} {case.name} {on}", case.known)
        size = sample * (number + 1) // len(case.dates) - sample * number // len(case.dates)
        yield (drawer.any() for _ in range(size))


def code_hash() -> str:
    """Hash the code that gives the answers, ours and that of the oracles."""
    files = sorted(file for folder in CODE for file in folder.glob("*.py"))
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:16]


def report(results: Sequence[dict[str, Any]], order: Order, seconds: float) -> dict[str, Any]:
    """Put the results of a whole run together, with what they were made with."""
    results = sorted(results, key=lambda one: str(one["agreement"]))
    totals = ("conditions", "expressed", "boundary", "random", "questions", "differences")
    return {
        "date": date.today().isoformat(),  # noqa: DTZ011 - a note on a measurement
        "machine": machine(),
        "engines": {"zorginkoop": zorginkoop.__version__, **{name: version(name) for name in ENGINES}},
        "seed": SEED,
        "code": order.code,
        "total": {**{name: sum(one[name] for one in results) for name in totals}, "seconds": round(seconds, 1)},
        "agreements": results,
    }


def machine() -> dict[str, str]:
    """Say what ran this."""
    models = [line for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines() if "model name" in line]
    return {
        "processor": models[0].partition(": ")[2] if models else platform.processor(),
        "cores": str(os.cpu_count()),
        "python": platform.python_version(),
    }
