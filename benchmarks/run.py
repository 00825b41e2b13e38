"""Measure in one run: a cited judgement, a register, loading an edition, the country and more; each beside a peer.

Medians of repeated, interleaved runs, with the machine they ran on. A figure here is never a test: other work on the
same machine moves it. What is checked is that the engines agree before they are timed.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import cast

import numpy as np
from handwritten import judge as judge_by_hand
from measures import Measure, machine, medians
from practices import ON, Drawer
from zen_model import CONDITIONS, context_of, engine

import zorginkoop
from zorginkoop.columns.assess import RegisterJudge, RegisterOutcome
from zorginkoop.columns.frame import Frame
from zorginkoop.kernel.assess import Judge, Outcome
from zorginkoop.kernel.canonical import read_canonical
from zorginkoop.kernel.compile import Installation, compile_agreement
from zorginkoop.kernel.explain import explain
from zorginkoop.kernel.facts import end_of_day, resolve
from zorginkoop.kernel.tree import Agreement, from_plain
from zorginkoop.policies.facts_file import FactsFile, read_facts
from zorginkoop.policies.loading import edition_folder, load_edition
from zorginkoop.policies.strict_yaml import read_yaml

HERE = Path(__file__).parent
PACKAGE = Path(zorginkoop.__file__).parent
POLICIES, VALUES = PACKAGE / "policies", PACKAGE / "rehearsal" / "waarden" / "repetitie.yaml"
EDITION, AGREEMENT = "paramedische_zorg/2026-2", "fysiotherapie"
REGISTER = 100_000
ZEN_SAMPLE = 2_000
OTHERS = ("country", "what_if", "prove", "compare", "portal")  # modules with measures of their own


def one_provider(agreement: Agreement, facts: FactsFile) -> list[Measure]:
    """Time one judgement with clause, fact, value, source and date of every condition, beside zen-engine's trace."""
    subject, known = resolve(facts.subject, agreement, ON), end_of_day(ON)
    judge, zen, context = Judge(agreement), engine(), context_of(subject)
    outcome = judge.assess(subject, facts.key, known)
    check_agreement(outcome, zen.evaluate("fysiotherapie", context, {"trace": True})["result"])
    ours, traced, plain, worded, resolved = medians(
        [
            lambda: judge.assess(subject, facts.key, known),
            lambda: zen.evaluate("fysiotherapie", context, {"trace": True}),
            lambda: zen.evaluate("fysiotherapie", context, {}),
            lambda: explain(judge.assess(subject, facts.key, known), "nl").lines(),
            lambda: resolve(facts.subject, agreement, ON),
        ],
        rounds=15,
        repeats=200,
    )
    return [
        Measure(
            "one provider: every condition with clause, fact, value, source, date", ours, "zen-engine, trace", traced
        ),
        Measure("  (zen-engine without trace, for reference)", plain),
        Measure("  the same, and every Dutch sentence of it", worded, "zen-engine, trace", traced),
        Measure("  records to facts as on a date (once per provider)", resolved),
    ]


def check_agreement(outcome: Outcome, result: dict[str, object]) -> None:
    """Stop where zen-engine's model and ours differ on a condition that both decide."""
    for name in CONDITIONS:
        ours = outcome.condition(name).state
        if 3 not in (ours, result[name]) and ours != result[name]:
            message = f"the engines differ on {name}: {ours} and {result[name]}"
            raise SystemExit(message)


def register(agreement: Agreement) -> list[Measure]:
    """Time a register of 100,000 with two reason bits a condition, beside the same rules by hand in NumPy."""
    frame = Drawer(agreement, seed=1).frame("aanbieder", REGISTER)
    judge = RegisterJudge(agreement)
    check_by_hand(judge.assess(frame), frame)
    ours, by_hand = medians([lambda: judge.assess(frame), lambda: judge_by_hand(frame)], rounds=15)
    return [
        Measure(f"register of {REGISTER:,}: outcome and two bits per condition", ours, "NumPy by hand", by_hand),
        Measure(f"  zen-engine without trace, {REGISTER:,} (from {ZEN_SAMPLE:,}, one context)", zen_register()),
    ]


def zen_register() -> float:
    """Time zen-engine over some evaluations and scale up to the register."""
    facts = example()
    agreement = measured()
    zen, context = engine(), context_of(resolve(facts.subject, agreement, ON))
    start = time.perf_counter()
    for _ in range(ZEN_SAMPLE):
        zen.evaluate("fysiotherapie", context, {})
    return (time.perf_counter() - start) / ZEN_SAMPLE * REGISTER


def check_by_hand(outcome: RegisterOutcome, frame: Frame) -> None:
    """Stop where the hand-written rules and the engine differ for any provider on any bit."""
    routes, factors, reasons = judge_by_hand(frame)
    for criterion, states in zip(outcome.agreement.criteria, outcome.states, strict=True):
        if not np.array_equal(states, reasons[criterion.id]):
            message = f"the hand-written rules differ on {criterion.id}"
            raise SystemExit(message)
    if not (np.array_equal(routes, outcome.routes) and np.array_equal(factors, outcome.factors_met)):
        message = "the hand-written rules give other routes or factors"
        raise SystemExit(message)


def loading() -> list[Measure]:
    """Time loading and compiling an edition, warm in this process and cold in a new one."""
    (warm,) = medians([compiled], rounds=7)
    bare, cold, every, floor = medians([partial(anew, code) for code in (BARE, COLD, EVERY, FLOOR)], rounds=5)
    return [
        Measure("load and compile an edition, in a running process", warm),
        Measure("load and compile an edition, cold process", cold, "python that does nothing", bare),
        Measure("load every edition and compile all of it, cold process", every, "libyaml alone, same files", floor),
    ]


def anew(code: str) -> None:
    """Run a program in a new process."""
    subprocess.run([sys.executable, "-c", code], check=True, cwd=HERE, stdout=subprocess.DEVNULL)


BARE = "import zorginkoop"
COLD = f"""
from zorginkoop.kernel.compile import Installation, compile_agreement
from zorginkoop.policies.loading import edition_folder, load_edition
compile_agreement(load_edition(edition_folder({EDITION!r})), {AGREEMENT!r}, Installation())
"""
EVERY = f"""
from pathlib import Path
from zorginkoop.kernel.compile import compile_agreement
from zorginkoop.policies.loading import find_editions, load_edition, load_installation
installation = load_installation(Path({str(VALUES)!r}))
for folder in find_editions():
    edition = load_edition(folder, installation)
    for agreement in edition.source.overeenkomsten:
        compile_agreement(edition, agreement, installation)
"""
# What an edition is read from: its policy, its parts, and the shared modules; no examples and no coverage.
FLOOR = f"""
import yaml
from pathlib import Path
for pattern in ("*/*/beleid.yaml", "*/*/delen/*.yaml", "gedeeld/*.yaml"):
    for file in Path({str(POLICIES)!r}).glob(pattern):
        yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.CBaseLoader)
"""


def compiled() -> Agreement:
    """Load and compile the agreement that is measured."""
    return compile_agreement(load_edition(edition_folder(EDITION)), AGREEMENT, Installation()).agreement


def measured() -> Agreement:
    """Read the rules that are measured: physiotherapy as it was when the rules by hand and the zen model were written.

    Kept as a compiled tree, so that the policy can go on and the measures stay comparable.
    """
    kept = HERE / "fysiotherapie.json"
    return cast("Agreement", from_plain(read_canonical(kept.read_bytes(), kept.name)))


def example() -> FactsFile:
    """Read the facts of one practice."""
    file = HERE / "practice.yaml"
    return read_facts(read_yaml(file.read_bytes(), file.name), load_edition(edition_folder(EDITION)), "aanbieder")


def other_measures() -> Iterator[Measure]:
    """Take the measures of the modules beside this one."""
    for name in OTHERS:
        if find_spec(name) is not None:
            yield from import_module(name).measures()


def main() -> int:
    """Run every measure and print one table (or --json)."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    agreement = measured()
    measures = [*one_provider(agreement, example()), *register(agreement), *loading(), *other_measures()]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    if options.json:
        rows = [{**vars(measure), "ratio": measure.ratio} for measure in measures]
        print(json.dumps({"machine": machine(), "peak_mib": round(peak), "measures": rows}, indent=2))
        return 0
    print(", ".join(f"{key} {value}" for key, value in machine().items()))
    for measure in measures:
        print(measure.line())
    print(f"peak memory {peak:,.0f} MiB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
