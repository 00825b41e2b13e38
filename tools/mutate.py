#!/usr/bin/env python3
"""Would a test notice if a line of the judgement were wrong? Makes the mistakes one by one, and runs the tests on each.

    tools/mutate.py [--time MINUTES] [--jobs N] [--check] [--root FOLDER] [part of a module's path ...]

The modules, the tests that guard each, and the reason of every mutant that may live stand in tests/mutants.toml.
Verdicts are kept in .cache/mutate, so a run that was stopped, by time or by Ctrl-C, goes on where it was; a verdict
counts as long as the module and the tests it rests on are unchanged. The tree is copied first: who edits meanwhile
disturbs nothing. Exit code: 0 when every mutant was tried and each survivor has its reason; 1 when one has none, or
a reason fits no survivor any more; 2 when the listing is wrong or the tests fail without a mistake; 3 when time was up.
"""

from __future__ import annotations

import argparse
import ast
import contextlib
import fcntl
import json
import os
import shutil
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from mutate_listing import Listing, ListingWrong, Module, Reason, read_listing
from mutate_operators import Mutant
from mutate_preload import preload
from mutate_run import Ended, Trial, Verdict, load_runner, start
from mutate_verdicts import Verdicts, keys_of

_POLL = 0.005
_BASELINE_PATIENCE = 300.0
_WRITE_EVERY = 10.0  # seconds of work that a power cut may cost


@dataclass
class Studied:
    """A module with its mutants, and what came of them so far."""

    module: Module
    tree: ast.Module
    mutants: list[Mutant]
    keys: list[str]
    patience: float = 0
    ended: dict[str, Ended] = field(default_factory=dict)

    def survivors(self) -> list[Mutant]:
        """Give the mutants that no test noticed."""
        return [
            mutant
            for mutant, key in zip(self.mutants, self.keys, strict=True)
            if key in self.ended and self.ended[key].verdict is Verdict.SURVIVED
        ]


class CannotRun(Exception):
    """The tests of a module fail without any mistake in it, or another run is busy here."""


def main(arguments: Sequence[str]) -> int:
    """Read the arguments, try every mutant that was not tried yet, report, and choose the exit code."""
    chosen = _arguments().parse_args(arguments)
    for stop in (signal.SIGINT, signal.SIGTERM):
        signal.signal(stop, signal.default_int_handler)  # both end the run in good order
    until = time.monotonic() + chosen.time * 60
    root = Path(chosen.root).resolve()
    try:
        listing = read_listing(root)
        if chosen.check:
            return 0
        studied = [_studied(root, module) for module in _wanted(listing, chosen.modules)]
        with _alone(root):
            _run(root, listing, studied, chosen.jobs, until)
    except (ListingWrong, CannotRun) as wrong:
        print(wrong, file=sys.stderr)
        return 2
    return _report(root, listing, studied)


def _run(root: Path, listing: Listing, studied: Sequence[Studied], jobs: int, until: float) -> None:
    """Try what has no verdict yet, until the time is up or somebody stops it; what was found is kept either way."""
    verdicts = Verdicts(root / ".cache" / "mutate" / "verdicts.json", root)
    _take_over(verdicts, studied)
    if all(len(one.ended) == len(one.keys) for one in studied):
        return
    try:
        with contextlib.suppress(KeyboardInterrupt), _copied_tree(root):
            _try_all(studied, listing, verdicts, jobs, until)
    finally:
        verdicts.write()


@contextlib.contextmanager
def _alone(root: Path) -> Iterator[None]:
    """Keep a second run out of the same folder."""
    folder = root / ".cache" / "mutate"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "busy").open("w") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as busy:
            message = "mutate: another run is busy here; wait for it, or stop it with Ctrl-C."
            raise CannotRun(message) from busy
        yield


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--time", type=float, default=20, help="minutes to work at most (20)")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="mutants at the same time (one a core)")
    parser.add_argument("--check", action="store_true", help="only see whether tests/mutants.toml names what is there")
    parser.add_argument("--root", default=Path(__file__).resolve().parent.parent, help="the project (this one)")
    parser.add_argument("modules", nargs="*", help="only modules with this in their path")
    return parser


def _wanted(listing: Listing, parts: Sequence[str]) -> list[Module]:
    """Give the modules with one of these parts in their path; all of them where no part is named."""
    found = [module for module in listing.modules if not parts or any(part in module.path for part in parts)]
    if not found:
        message = f"mutate: no listed module has {' or '.join(parts)} in its path; see tests/mutants.toml"
        raise CannotRun(message)
    return found


def _studied(root: Path, module: Module) -> Studied:
    tree = ast.parse((root / module.path).read_text(encoding="utf-8"))
    mutants = module.mutants(tree)
    return Studied(module, tree, mutants, keys_of(mutants))


def _take_over(verdicts: Verdicts, studied: Sequence[Studied]) -> None:
    """Take over the verdicts of earlier runs that still count."""
    for one in studied:
        verdicts.forget_others(one.module, one.keys)
        for key in one.keys:
            ended = verdicts.of(one.module, key)
            if ended is not None:
                one.ended[key] = ended


@contextlib.contextmanager
def _copied_tree(root: Path) -> Iterator[None]:
    """Copy what is judged, and work there."""
    tree = root / ".cache" / "mutate" / "tree"
    shutil.rmtree(tree, ignore_errors=True)  # of a run that was killed
    tree.mkdir(parents=True)
    for entry in sorted(root.iterdir()):
        if entry.name in {"src", "tests"}:
            shutil.copytree(entry, tree / entry.name)
        elif not entry.name.startswith("."):
            (tree / entry.name).symlink_to(entry)
    before = Path.cwd()
    os.chdir(tree)
    sys.path.insert(0, str(tree / "src"))
    load_runner()
    try:
        yield
    finally:
        sys.path.remove(str(tree / "src"))
        os.chdir(before)
        shutil.rmtree(tree)


def _try_all(studied: Sequence[Studied], listing: Listing, verdicts: Verdicts, jobs: int, until: float) -> None:
    """Try every mutant that has no verdict yet, a few at a time, until the time is up."""
    waiting = _waiting(studied, listing.preload)
    running: list[tuple[Studied, str, Trial]] = []
    written = time.monotonic()
    try:
        while time.monotonic() < until:
            while len(running) < jobs and (following := next(waiting, None)):
                one, mutant, key = following
                running.append(
                    (one, key, start(one.tree, one.module.name, mutant, _tests(verdicts, one, key), one.patience))
                )
            if not running:
                return
            running = [trial for trial in running if not _noted(verdicts, *trial)]
            if time.monotonic() > written + _WRITE_EVERY:
                verdicts.write()
                written = time.monotonic()
            time.sleep(_POLL)
    finally:
        for _, _, trial in running:
            trial.stop()


def _waiting(studied: Sequence[Studied], preloaded: Sequence[str]) -> Iterator[tuple[Studied, Mutant, str]]:
    """Give the mutants without a verdict; before the first of a module its tests are run as they are."""
    for one in studied:
        left = [(mutant, key) for mutant, key in zip(one.mutants, one.keys, strict=True) if key not in one.ended]
        if left:
            preload(Path("src").resolve(), preloaded, one.module.name)
            one.patience = _patience(one)
            print(f"{one.module.path}: {len(left)} to try, {len(one.ended)} known", file=sys.stderr)
        for mutant, key in left:
            yield one, mutant, key


def _patience(one: Studied) -> float:
    """Run the tests without a mistake: they must pass, and tell how long a mutant may take."""
    trial = start(one.tree, one.module.name, None, one.module.tests, _BASELINE_PATIENCE)
    try:
        while (ended := trial.ended()) is None:
            time.sleep(_POLL)
    except KeyboardInterrupt:
        trial.stop()
        raise
    if ended.verdict is not Verdict.SURVIVED:
        failed = ended.failed or "run them with pytest to see why"
        message = f"mutate: without any mistake the tests of {one.module.path} are {ended.verdict}: {failed}"
        raise CannotRun(message)
    return 5 + 4 * ended.seconds


def _tests(verdicts: Verdicts, one: Studied, key: str) -> list[str]:
    """Give the tests of a module, first the file that noticed this mutant last time."""
    last = verdicts.last_failed(one.module, key)
    return sorted(one.module.tests, key=lambda file: file != last)


def _noted(verdicts: Verdicts, one: Studied, key: str, trial: Trial) -> bool:
    ended = trial.ended()
    if ended is None:
        return False
    one.ended[key] = ended
    verdicts.note(one.module, key, ended)
    return True


def _report(root: Path, listing: Listing, studied: Sequence[Studied]) -> int:
    """Print the table, then what has to be done about it."""
    print(f"{'module':44}{'mutants':>8}{'killed':>8}{'slow':>6}{'reason':>8}{'ALIVE':>7}{'left':>6}{'minutes':>9}")
    alive: list[tuple[Module, Mutant]] = []
    stale: list[Reason] = []
    left = 0
    for one in studied:
        survivors = one.survivors()
        own = [reason for reason in listing.reasons if reason.module == one.module.path]
        unexplained = [m for m in survivors if not any(reason.fits(one.module.path, m) for reason in own)]
        alive += [(one.module, mutant) for mutant in unexplained]
        missing = len(one.mutants) - len(one.ended)
        left += missing
        if not missing:
            stale += [reason for reason in own if not any(reason.fits(one.module.path, m) for m in survivors)]
        _print_row(one, len(survivors), len(unexplained), missing)
    _print_alive(root, alive)
    for reason in stale:
        print(
            f"stale: {reason.module} {reason.function}: no survivor is '{reason.was}' => '{reason.becomes}'; remove it"
        )
    if left:
        print(f"{left} mutants were not reached; run it again, and it goes on with those.")
    return 1 if alive or stale else 3 if left else 0


def _print_row(one: Studied, survivors: int, unexplained: int, missing: int) -> None:
    verdicts = [ended.verdict for ended in one.ended.values()]
    minutes = sum(ended.seconds for ended in one.ended.values()) / 60
    print(
        f"{one.module.path:44}{len(one.mutants):>8}{verdicts.count(Verdict.KILLED):>8}"
        f"{verdicts.count(Verdict.TIMED_OUT):>6}{survivors - unexplained:>8}{unexplained:>7}{missing:>6}{minutes:>9.1f}"
    )


def _print_alive(root: Path, alive: Sequence[tuple[Module, Mutant]]) -> None:
    """Print every survivor without a reason, and write them as reasons to be filled in."""
    lines = []
    for module, mutant in alive:
        print(f"\n{module.path}:{mutant.line} {mutant.function}\n  {mutant.was}\n  {mutant.becomes}")
        parts = {"module": module.path, "function": mutant.function, "was": mutant.was, "becomes": mutant.becomes}
        lines += ["[[reason]]", *(f"{key} = {json.dumps(text)}" for key, text in parts.items()), 'because = ""', ""]
    drafts = root / ".cache" / "mutate" / "survivors.toml"
    drafts.write_text("\n".join(lines), encoding="utf-8")
    if alive:
        where = drafts.relative_to(root)
        print(f"\n{len(alive)} survived without a reason: write a test, or a reason as drafted in {where}.")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
