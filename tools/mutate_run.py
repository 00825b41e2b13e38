"""Try one mutant: a child of this process imports the module with the mistake in it, and runs the tests that guard it.

The child is a fork, so that the test runner and the libraries are loaded once and a mutant costs little more than its
tests. The module itself is imported in the child only: what it computes while being imported is wrong there too.
"""

from __future__ import annotations

import ast
import contextlib
import importlib.abc
import importlib.machinery
import io
import os
import resource
import signal
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import ModuleType
from typing import NoReturn

import pytest
from mutate_operators import Mutant

_WAITING = 20  # a busy machine may take so many times as long; who waits for something that never comes, not longer
_MEMORY = 4 << 30  # bytes: a loop that never ends must not take the machine with it


# nothing is written, measured or run elsewhere, and what a failing test would have shown nobody reads
_ARGUMENTS = (
    "-q",
    "--tb=no",
    "--assert=plain",
    *(f"-pno:{plugin}" for plugin in ("cacheprovider", "xdist", "pytest_cov")),
)


class Verdict(StrEnum):
    """What came of a mutant; broken when no test ran at all, which is a fault of the listing."""

    KILLED = "killed"
    SURVIVED = "survived"
    TIMED_OUT = "timed out"
    BROKEN = "broken"


_VERDICTS = {
    int(pytest.ExitCode.OK): Verdict.SURVIVED,
    int(pytest.ExitCode.NO_TESTS_COLLECTED): Verdict.BROKEN,
    int(pytest.ExitCode.USAGE_ERROR): Verdict.BROKEN,
    -signal.SIGXCPU: Verdict.TIMED_OUT,
}


@dataclass(frozen=True)
class Ended:
    """What came of a trial: the verdict, the first test that failed, and the seconds of processor time that it took."""

    verdict: Verdict
    failed: str
    seconds: float


@dataclass
class Trial:
    """A run of the tests in a child process, which ends itself when it has used up its processor time."""

    pid: int
    said: int
    until: float

    def ended(self) -> Ended | None:
        """Give what came of it; None while the tests still run."""
        pid, status, used = os.wait4(self.pid, os.WNOHANG)
        if pid:
            with os.fdopen(self.said, encoding="utf-8") as said:
                failed = said.readline().strip()
            verdict = _VERDICTS.get(os.waitstatus_to_exitcode(status), Verdict.KILLED)
            return Ended(verdict, failed, used.ru_utime + used.ru_stime)
        if time.monotonic() < self.until:
            return None
        self.stop()
        return Ended(Verdict.TIMED_OUT, "", 0)

    def stop(self) -> None:
        """End the child and what it started."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        os.close(self.said)


def load_runner() -> None:
    """Load the test runner with its plugins, once for every child."""
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        pytest.main([*_ARGUMENTS, "--version"])


def start(tree: ast.Module, name: str, mutant: Mutant | None, tests: Sequence[str], patience: float) -> Trial:
    """Start the tests on a module with one mistake in it, or without; `patience` is in seconds of processor time."""
    said, says = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            os.close(said)
            _be_alone(patience)
            if mutant is not None:
                mutant.swapped()
                sys.meta_path.insert(0, _Mutated(name, tree))
            _run(tests, says)
        finally:
            os._exit(pytest.ExitCode.INTERNAL_ERROR)
    os.close(says)
    with contextlib.suppress(PermissionError, ProcessLookupError):
        os.setpgid(pid, pid)  # here and in the child, so that it is done whoever comes first
    return Trial(pid, said, time.monotonic() + _WAITING * patience)


def _be_alone(patience: float) -> None:
    """Leave the group of the parent, so that Ctrl-C is the parent's to handle; be silent, and take not too much."""
    os.setpgid(0, 0)
    for stop in (signal.SIGINT, signal.SIGTERM):
        signal.signal(stop, signal.SIG_DFL)
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (int(patience) + 1, int(patience) + 2))  # ends it if the parent is gone
    silent = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(silent, stream)


def _run(tests: Sequence[str], says: int) -> NoReturn:
    """Run one file of tests after the other until the first failure, name it, and end with the runner's exit code."""
    code = int(pytest.ExitCode.NO_TESTS_COLLECTED)
    for file in tests:
        code = int(pytest.main([*_ARGUMENTS, "-x", "--hypothesis-seed=0", file], plugins=[_FirstFailure(says)]))
        if code != pytest.ExitCode.OK:
            break
    os._exit(code)


class _FirstFailure:
    """Tells the parent which test failed first."""

    def __init__(self, says: int) -> None:
        self._says = says

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self._tell(report)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        self._tell(report)

    def _tell(self, report: pytest.TestReport | pytest.CollectReport) -> None:
        if report.failed:
            os.write(self._says, f"{report.nodeid.partition(chr(10))[0]}\n".encode()[:1000])


class _Mutated(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Imports one module from a tree in memory."""

    def __init__(self, name: str, tree: ast.Module) -> None:
        self._name = name
        self._tree = tree

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname != self._name:
            return None
        found = importlib.machinery.PathFinder.find_spec(fullname, path, target)
        return importlib.machinery.ModuleSpec(fullname, self, origin=found.origin if found else None)

    def exec_module(self, module: ModuleType) -> None:
        exec(compile(self._tree, f"<mutant of {self._name}>", "exec"), module.__dict__)  # noqa: S102 - the mutant itself
