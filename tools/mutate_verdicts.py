"""The verdicts of earlier runs, each as long as the module and the tests that it rests on are unchanged."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from mutate_listing import Module
from mutate_operators import Mutant
from mutate_run import Ended, Verdict


class Verdicts:
    """Keeps verdicts in a file, written beside and renamed, so that a stopped run leaves a whole one."""

    def __init__(self, file: Path, root: Path) -> None:
        self._file = file
        self._root = root
        self._kept: dict[str, dict[str, str | float]] = {}
        if file.is_file():
            self._kept = json.loads(file.read_text(encoding="utf-8"))
        shared = [root / "tests" / "conftest.py", *sorted((root / "tests" / "support").rglob("*.py"))]
        self._shared = [_digest(path) for path in shared if path.is_file()]
        self._digests: dict[str, str] = {}

    def of(self, module: Module, key: str) -> Ended | None:
        """Give the verdict of a mutant, if it still counts."""
        kept = self._kept.get(f"{module.path}: {key}")
        if kept is None or kept["rests_on"] != self._rests_on(module, str(kept["failed"])):
            return None
        return Ended(Verdict(str(kept["verdict"])), str(kept["failed"]), float(kept["seconds"]))

    def last_failed(self, module: Module, key: str) -> str:
        """Give the file of the test that noticed a mutant last time: likely the first to notice it again."""
        return str(self._kept.get(f"{module.path}: {key}", {}).get("failed", "")).partition("::")[0]

    def note(self, module: Module, key: str, ended: Ended) -> None:
        """Keep a verdict."""
        rests_on = self._rests_on(module, ended.failed)
        self._kept[f"{module.path}: {key}"] = {
            "verdict": ended.verdict, "failed": ended.failed, "seconds": round(ended.seconds, 2), "rests_on": rests_on,
        }  # fmt: skip

    def forget_others(self, module: Module, keys: Sequence[str]) -> None:
        """Drop what was kept about mutants that a module no longer has."""
        current = {f"{module.path}: {key}" for key in keys}
        for name in [name for name in self._kept if name.startswith(f"{module.path}: ") and name not in current]:
            del self._kept[name]

    def write(self) -> None:
        """Write the file."""
        self._file.parent.mkdir(parents=True, exist_ok=True)
        beside = self._file.with_suffix(".new")
        beside.write_text(json.dumps(self._kept, indent=0, sort_keys=True), encoding="utf-8")
        beside.replace(self._file)

    def _rests_on(self, module: Module, failed: str) -> str:
        """Name the content that a verdict rests on: a killed mutant needs only the test that noticed it."""
        file = failed.partition("::")[0]
        tests = [file] if file in module.tests else list(module.tests)
        parts = [*self._shared, *(self._of_file(path) for path in (module.path, *tests))]
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]

    def _of_file(self, path: str) -> str:
        if path not in self._digests:
            self._digests[path] = _digest(self._root / path)
        return self._digests[path]


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def keys_of(mutants: Sequence[Mutant]) -> list[str]:
    """Name each mutant of a module by what it changes; of several that are alike, also by its number."""
    seen: Counter[str] = Counter()
    keys = []
    for mutant in mutants:
        key = f"{mutant.function}: {mutant.was} => {mutant.becomes}"
        seen[key] += 1
        keys.append(key if seen[key] == 1 else f"{key} ({seen[key]})")
    return keys
