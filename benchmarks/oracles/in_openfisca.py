"""The generated model in OpenFisca: a variable a named expression, rows as members of groups, arrays at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import count
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from openfisca_core.entities import Entity, GroupEntity
from openfisca_core.periods import DateUnit
from openfisca_core.simulations import Simulation  # type: ignore[import-untyped] # it has no types
from openfisca_core.taxbenefitsystems import TaxBenefitSystem  # type: ignore[import-untyped] # it has no types
from openfisca_core.variables import Variable  # type: ignore[import-untyped] # it has no types

from oracles.logic import (
    All,
    Choose,
    Compared,
    Constant,
    Count,
    Exists,
    Expression,
    Input,
    Member,
    Named,
    Not,
    OneOf,
    Plus,
    Some,
    Times,
    Total,
)
from oracles.model import Model, Path, Reading, reader
from zorginkoop.kernel.facts import Subject

Array = npt.NDArray[Any]
Formula = Callable[[Any, Any], Array]  # of a population of OpenFisca and a period

ROW, DEPTH = "rij", "diepte"
_BELONGS = "hoort_bij"
_PERIOD = "2026"
_TEXT, _NUMBERS = "code", frozenset({"getal", "dag", "seconde", "rest", "van", "tot_en_met", "jaren_terug"})
_COMPARE: dict[str, Callable[[Array, Array], Array]] = {
    "<": lambda one, other: one < other,
    "<=": lambda one, other: one <= other,
    "==": lambda one, other: one == other,
    ">=": lambda one, other: one >= other,
    ">": lambda one, other: one > other,
}


def variable_name(path: Path, name: str) -> str:
    """Name a value of the rows on a path, or of the subject."""
    return ".".join((*path, name))


def group_name(depth: int) -> str:
    """Name the groups of what lies below one row of a depth; at depth 0 that is the subject itself."""
    return f"{DEPTH}_{depth}"


class OpenFiscaOracle:
    """Answers many subjects at once."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._system = _Builder(model).system

    def answer(self, subjects: Sequence[Subject]) -> dict[str, Array]:
        """Give the value of every named expression, an array each."""
        laid = lay_out(subjects, set(self._model.readings))
        simulation = Simulation(self._system, self._populated(laid))
        for path, readings in self._model.readings.items():
            at = laid.at[path] if path else np.arange(len(subjects))
            size = laid.size if path else len(subjects)
            for reading in readings:
                if reading.part != "codes":
                    values = np.full(size, *_empty(reading))
                    read = reader(reading)
                    values[at] = [read(subject) for subject in laid.subjects[path]]
                    simulation.set_input(_input_name(path, reading), _PERIOD, values)
            if path:
                belongs = np.zeros(size, np.bool_)
                belongs[at] = True
                simulation.set_input(variable_name(path, _BELONGS), _PERIOD, belongs)
        return {name: simulation.calculate(name, _PERIOD) for name in self._model.named}

    def _populated(self, laid: LaidOut) -> Any:  # noqa: ANN401 - a mapping of OpenFisca's own
        populations = self._system.instantiate_entities()
        rows = populations[ROW]
        rows.count, rows.ids = laid.size, list(range(laid.size))
        for depth, of_rows in enumerate(laid.heads):
            group = populations[group_name(depth)]
            heads, group.members_entity_id = np.unique(of_rows, return_inverse=True)
            group.count, group.ids = len(heads), heads.tolist()
        return populations


def _input_name(path: Path, reading: Reading) -> str:
    if reading.part == "heeft":
        return _member_name(path, Reading(reading.fact, "codes").name, reading.detail)
    return variable_name(path, reading.name)


def _member_name(path: Path, name: str, code: str) -> str:
    return variable_name(path, f"{name}={code}")


def _empty(reading: Reading) -> tuple[Any, Any]:
    """Give the value, and the type of array, of where there is nothing to read."""
    if reading.part == _TEXT:
        return "", object
    return (0, np.int32) if reading.part in _NUMBERS else (False, np.bool_)


class LaidOut(NamedTuple):
    """Subjects and all their rows in one order.

    Each subject has one empty row in front, so that none is without; then the rows of each path. `heads` tells for each
    depth below which row each lies: its forebear of that depth, or itself.
    """

    size: int
    subjects: dict[Path, list[Subject]]
    at: dict[Path, npt.NDArray[np.int64]]
    heads: list[npt.NDArray[np.int64]]


def lay_out(subjects: Sequence[Subject], paths: set[Path]) -> LaidOut:
    """Give subjects and rows their numbers, the shortest paths first."""
    size = len(subjects)
    found: dict[Path, list[Subject]] = {(): list(subjects)}
    at: dict[Path, npt.NDArray[np.int64]] = {(): np.arange(size)}
    lines: dict[Path, npt.NDArray[np.int64]] = {(): np.arange(size)[:, None]}
    for path in sorted(paths - {()}, key=len):
        above, relation = path[:-1], path[-1]
        rows = [one.relations[relation] or () for one in found[above]]
        found[path] = [row for of_one in rows for row in of_one]
        at[path] = np.arange(size, size + len(found[path]))
        owner = np.repeat(np.arange(len(rows)), [len(of_one) for of_one in rows])
        lines[path] = np.hstack((lines[above][owner], at[path][:, None]))
        size += len(found[path])
    deepest = max(map(len, at))
    heads = [np.arange(size) for _ in range(deepest + 1)]
    for path, line in lines.items():
        for depth in range(len(path)):
            heads[depth][at[path]] = line[:, depth]
    return LaidOut(size, found, at, heads)


class _Builder:
    """Makes the variables of a model."""

    def __init__(self, model: Model) -> None:
        deepest = max((len(path) for path in model.readings), default=0)
        self._row = Entity(ROW, "rijen", "", "")
        self._groups = [
            GroupEntity(group_name(depth), f"{group_name(depth)}_alle", "", "", roles=[{"key": f"lid_{depth}"}])
            for depth in range(deepest + 1)
        ]
        self.system = TaxBenefitSystem([self._row, *self._groups])
        self._numbers = count()
        self._made: dict[tuple[Path, Expression], str] = {}
        for path, readings in model.readings.items():
            for reading in readings:
                if reading.part != "codes":
                    kind = str if reading.part == _TEXT else int if reading.part in _NUMBERS else bool
                    self._add(_input_name(path, reading), path, kind)
            if path:
                self._add(variable_name(path, _BELONGS), path, bool)
        for name, expression in model.named.items():
            self._add(name, (), _type_of(expression), self.formula(expression, ()))

    def _add(self, name: str, path: Path, kind: type, formula: Formula | None = None) -> None:
        self._add_to(name, self._row if path else self._groups[0], kind, formula)

    def _add_to(self, name: str, entity: Entity | GroupEntity, kind: type, formula: Formula | None) -> None:
        about: dict[str, Any] = {"value_type": kind, "entity": entity, "definition_period": DateUnit.ETERNITY}
        if formula is not None:
            about["formula"] = formula
        self.system.add_variable(type(name, (Variable,), about))

    def formula(self, expression: Expression, path: Path) -> Formula:  # noqa: C901, PLR0912 - one case a form
        """Turn an expression about a subject, or about the rows on a path, into a formula of OpenFisca."""
        match expression:
            case Input(name):
                return _value(variable_name(path, name))
            case Named(name):
                return _value(name)
            case Constant(value):
                return lambda population, _period: np.full(population.count, value)
            case Member(name, code):
                return _value(_member_name(path, name, code))
            case Compared(left, sign, right):
                one, other, compare = self.formula(left, path), self.formula(right, path), _COMPARE[sign]
                return lambda population, period: compare(one(population, period), other(population, period))
            case OneOf(text, codes):
                of = self.formula(text, path)
                return lambda population, period: np.isin(of(population, period).astype(str), codes)
            case All(parts):
                return _folded([self.formula(part, path) for part in parts], lambda one, other: one * other, start=True)
            case Some(parts):
                return _folded(
                    [self.formula(part, path) for part in parts], lambda one, other: one + other, start=False
                )
            case Not(part):
                inner = self.formula(part, path)
                return lambda population, period: np.logical_not(inner(population, period))
            case Plus(parts):
                return _folded([self.formula(part, path) for part in parts], lambda one, other: one + other, start=0)
            case Times(factor, number):
                times = self.formula(number, path)
                return lambda population, period: factor * times(population, period).astype(np.int64)
            case Exists() | Count() | Total():
                return self._over_rows(expression, path)
            case Choose(cases, otherwise):
                return self._choice(cases, otherwise, path)

    def _over_rows(self, expression: Exists | Count | Total, path: Path) -> Formula:
        """Work something out for every row of a relation, and take it together for each of their owners."""
        inner, of_row = (*path, expression.relation), expression.of_row
        name = self._made.get((inner, of_row))
        if name is None:
            name = self._made[inner, of_row] = variable_name(inner, f"stap_{next(self._numbers)}")
            self._add(name, inner, int if isinstance(expression, Total) else bool, self.formula(of_row, inner))
        belongs, some = variable_name(inner, _BELONGS), isinstance(expression, Exists)

        def together(group: Any, period: Any) -> Array:  # noqa: ANN401 - a population and a period of OpenFisca
            values = group.members(name, period) * group.members(belongs, period)
            taken: Array = group.any(values) if some else group.sum(values)
            return taken

        if not path:
            return together
        of_group, depth = variable_name(inner, f"stap_{next(self._numbers)}"), len(path)
        self._add_to(of_group, self._groups[depth], bool if some else int, together)
        return lambda population, period: getattr(population, group_name(depth))(of_group, period)

    def _choice(self, cases: Sequence[tuple[Expression, Expression]], otherwise: Expression, path: Path) -> Formula:
        conditions = [self.formula(condition, path) for condition, _ in cases]
        values = [self.formula(value, path) for _, value in cases]
        last = self.formula(otherwise, path)

        def choose(population: Any, period: Any) -> Array:  # noqa: ANN401 - a population and a period of OpenFisca
            if not conditions:
                return last(population, period)
            return np.select(
                [condition(population, period) for condition in conditions],
                [value(population, period) for value in values],
                last(population, period),
            )

        return choose


def _type_of(expression: Expression) -> type:
    match expression:
        case Constant(value):
            return type(value)
        case Choose(_, otherwise):
            return _type_of(otherwise)
        case Plus() | Times() | Count() | Total():
            return int
        case _:
            return bool


def _value(name: str) -> Formula:
    return lambda population, period: population(name, period)


def _folded(parts: Sequence[Formula], join: Callable[[Array, Array], Array], *, start: bool | int) -> Formula:
    """Join arrays one after another, as OpenFisca writes *and* (times) and *or* (plus)."""

    def formula(population: Any, period: Any) -> Array:  # noqa: ANN401 - a population and a period of OpenFisca
        joined = np.full(population.count, start)
        for part in parts:
            joined = join(joined, part(population, period))
        return joined

    return formula
