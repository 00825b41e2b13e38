"""The verdicts of earlier runs, each as long as the module and the tests that it rests on are unchanged."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from mutate_listing import Module
from mutate_operators import Mutant
from mutate_run import Ended, Verdict

_SUPPORT = re.compile(r"^from support\.(\w+) import", re.MULTILINE)


class Verdicts:
    """Keeps verdicts in a file, written beside and renamed, so that a stopped run leaves a whole one."""

    def __init__(self, file: Path, root: Path) -> None:
        self._file = file
        self._root = root
        self._kept: dict[str, dict[str, str | float]] = {}
        if file.is_file():
            self._kept = json.loads(file.read_text(encoding="utf-8"))
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
        paths = [module.path, "tests/conftest.py", *self._with_support(tests)]
        return hashlib.sha256("\n".join(map(self._digest, paths)).encode()).hexdigest()[:16]

    def _with_support(self, paths: Sequence[str]) -> list[str]:
        """Give files with the modules of tests/support that they import, and those that these import."""
        found = dict.fromkeys(paths)
        waiting = list(paths)
        while waiting:
            text = (self._root / waiting.pop()).read_text(encoding="utf-8")
            named = [f"tests/support/{name}.py" for name in _SUPPORT.findall(text)]
            waiting += [path for path in named if path not in found and (self._root / path).is_file()]
            found |= dict.fromkeys(waiting)
        return sorted(found)

    def _digest(self, path: str) -> str:
        if path not in self._digests:
            file = self._root / path
            self._digests[path] = hashlib.sha256(file.read_bytes()).hexdigest() if file.is_file() else ""
        return self._digests[path]


def keys_of(mutants: Sequence[Mutant]) -> list[str]:
    """Name each mutant of a module by what it changes; of several that are alike, also by its number."""
    seen: Counter[str] = Counter()
    keys = []
    for mutant in mutants:
        key = f"{mutant.function}: {mutant.was} => {mutant.becomes}"
        seen[key] += 1
        keys.append(key if seen[key] == 1 else f"{key} ({seen[key]})")
    return keys
