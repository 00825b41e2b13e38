"""What is mutated: the modules, the tests that guard each, and the reason of every mutant that may live."""

from __future__ import annotations

import ast
import tomllib
from dataclasses import dataclass
from pathlib import Path

from mutate_operators import OUTSIDE, Mutant, functions_of, mutants_of


class ListingWrong(Exception):
    """The listing names something that is not there."""


@dataclass(frozen=True)
class Reason:
    """Why a mutant may live; it stands for every mutant of the function with the same two texts."""

    module: str
    function: str
    was: str
    becomes: str
    because: str

    def fits(self, module: str, mutant: Mutant) -> bool:
        """Tell whether this is the reason of a mutant."""
        return (self.module, self.function, self.was, self.becomes) == (
            module, mutant.function, mutant.was, mutant.becomes,
        )  # fmt: skip


@dataclass(frozen=True)
class Module:
    """A module to mutate: where it stands, the tests that guard it, and which of its functions count."""

    path: str
    tests: tuple[str, ...]
    only: tuple[str, ...] = ()
    leave: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The name by which it is imported."""
        return ".".join(Path(self.path).with_suffix("").parts[1:])

    def mutants(self, tree: ast.Module) -> list[Mutant]:
        """Give the mutants of the functions that count."""
        return [mutant for mutant in mutants_of(tree) if self._counts(mutant.function)]

    def _counts(self, function: str) -> bool:
        return function not in self.leave and (not self.only or function in self.only)


@dataclass(frozen=True)
class Listing:
    """Everything that tests/mutants.toml says."""

    preload: tuple[str, ...]
    modules: tuple[Module, ...]
    reasons: tuple[Reason, ...]


def read_listing(root: Path) -> Listing:
    """Read the listing of a project; ListingWrong names everything in it that is not there."""
    raw = tomllib.loads((root / "tests" / "mutants.toml").read_text(encoding="utf-8"))
    modules = tuple(
        Module(one["path"], tuple(one["tests"]), tuple(one.get("only", ())), tuple(one.get("leave", ())))
        for one in raw["module"]
    )
    reasons = tuple(Reason(**one) for one in raw.get("reason", ()))
    problems = [problem for module in modules for problem in _module_problems(root, module)]
    problems = problems or _reason_problems(root, modules, reasons)
    if problems:
        raise ListingWrong("\n".join(f"tests/mutants.toml: {problem}" for problem in problems))
    return Listing(tuple(raw.get("preload", ())), modules, reasons)


def _module_problems(root: Path, module: Module) -> list[str]:
    missing = [path for path in (module.path, *module.tests) if not (root / path).is_file()]
    if missing:
        return [f"{path} does not exist; mend or remove it" for path in missing]
    known = _functions(root, module.path)
    return [
        f"{module.path} has no function '{function}'; mend 'only' or 'leave'"
        for function in (*module.only, *module.leave)
        if function not in known
    ]


def _reason_problems(root: Path, modules: tuple[Module, ...], reasons: tuple[Reason, ...]) -> list[str]:
    mutants = {module.path: module.mutants(_tree(root, module.path)) for module in modules}
    problems = []
    for reason in reasons:
        spot = f"{reason.module} {reason.function}"
        if reason.module not in mutants:
            problems.append(f"a reason names {reason.module}, which is not listed; mend or remove it")
        elif not any(reason.fits(reason.module, mutant) for mutant in mutants[reason.module]):
            problems.append(f"no mutant of {spot} is '{reason.was}' => '{reason.becomes}'; mend or remove the reason")
        elif not reason.because.strip():
            problems.append(f"the reason of '{reason.becomes}' in {spot} is empty; say why it may live")
    return problems


def _tree(root: Path, path: str) -> ast.Module:
    return ast.parse((root / path).read_text(encoding="utf-8"))


def _functions(root: Path, path: str) -> set[str]:
    """Give the functions and classes of a module, and what stands for the module itself."""
    return {OUTSIDE, *functions_of(_tree(root, path))}
