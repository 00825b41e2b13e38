"""`make oracles`: ask zen-engine and OpenFisca about the same records as ours, and keep the result with its date."""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from datetime import date
from pathlib import Path
from typing import Any

from oracles.run import Order, code_hash, report, run

ROOT = Path(__file__).parent.parent.parent
EVERY = 1_000_000
SHOWN = 5


def main() -> int:
    """Compare, show each agreement as it is done, and end with 1 where an engine differs."""
    parser = argparse.ArgumentParser(prog="oracles", description=__doc__)
    parser.add_argument("--sample", type=int, default=EVERY, help="random records in all (every edge is always asked)")
    parser.add_argument("--only", default="", help="only agreements with these words in their name; keeps no result")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    options = parser.parse_args()
    if options.sample < 0 or options.processes < 1:
        parser.error("--sample is a number of records, and at least one process has to judge them")
    order = Order(options.sample, ROOT / ".cache" / "oracles", code_hash())
    start, results = time.perf_counter(), []
    try:
        for result in run(order, options.processes, options.only):
            results.append(result)
            print(f"[{len(results):2}] {line(result)}", flush=True)
    except KeyboardInterrupt:
        print(f"\nstopped after {len(results)} agreements; the same command goes on from there")
        return 130
    if not results:
        print(f"no agreement has '{options.only}' in its name")
        return 2
    whole = report(results, order, time.perf_counter() - start)
    total = whole["total"]
    expressed = f"{total['expressed']} of {total['conditions']} conditions and routes expressed"
    asked = f"{total['random']:,} random and {total['boundary']:,} boundary records"
    print(f"{len(results)} agreements, {expressed}; {asked}: {total['differences']} differences")
    if not options.only and options.sample >= EVERY:
        file = ROOT / "benchmarks" / f"oracles-{date.today().isoformat()}.json"  # noqa: DTZ011 - the name of a result
        file.write_text(json.dumps(whole, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        print(f"kept in {file.relative_to(ROOT)}")
    return 1 if total["differences"] else 0


def line(result: dict[str, Any]) -> str:
    """Say on one line what the comparison of an agreement came to, and below it where engines differ."""
    text = (
        f"{result['agreement']}: {result['expressed']} of {result['conditions']} expressed, "
        f"{result['random']:,} random, {result['boundary']:,} boundary, {result['differences']} differences, "
        f"{result['seconds']} s"
    )
    shown = [
        f"     {one['engine']} says {one['theirs']}, we {one['ours']}: {one['question']}, {one['on']}, {one['record']}"
        for one in result["shown"][:SHOWN]
    ]
    missing = [f"     not expressed: {name}: {why}" for name, why in result["not_expressed"].items()]
    return "\n".join([text, *missing, *shown])


if __name__ == "__main__":
    sys.exit(main())
