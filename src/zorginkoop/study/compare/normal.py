"""Trees that mean the same written the same: lists of codes and members of a join in one order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from fractions import Fraction
from typing import Any, Final

from zorginkoop.kernel.evaluate import COMPARISONS
from zorginkoop.kernel.tree import Agreement, Criterion, Join, Literal, Rows, Test, to_plain
from zorginkoop.kernel.tree_walk import inner_tests

# Of a tree: what says which edition it is, and what is only told; none of it decides anything.
_TOLD = frozenset(
    {"phrase", "citation", "edition", "coding", "edition_hash", "values_hash", "readings", "origin", "named",
     "contract_year", "changed_by", "channel"}
)  # fmt: skip
_UNORDERED = ("facts", "relations", "criteria", "gate", "factors", "parts", "tasks")
_MOST_ROWS: Final = 20


def normal(agreement: Agreement) -> Agreement:
    """Write every test of an agreement in one order."""
    criteria = tuple(replace(one, test=_normal(one.test)) for one in agreement.criteria)
    routes = tuple(replace(one, test=_normal(one.test)) for one in agreement.routes)
    return replace(agreement, criteria=criteria, routes=routes)


def _normal(node: Any) -> Any:  # noqa: ANN401 - any part of a test
    if isinstance(node, tuple):
        return tuple(map(_normal, node))
    if not is_dataclass(node):
        return node
    whole: Any = node
    inner = {one.name: _normal(getattr(whole, one.name)) for one in fields(whole)}
    if isinstance(whole, Join):
        inner["tests"] = tuple(sorted(inner["tests"], key=repr))
    if isinstance(whole, Literal):
        inner["texts"] = tuple(sorted(set(whole.texts)))
    return replace(whole, **inner)


def rules_of(agreement: Agreement) -> object:
    """Give everything of a tree that can decide something, in an order that does not depend on the text."""
    plain = _bare(to_plain(normal(agreement)))
    assert isinstance(plain, dict)  # noqa: S101 - an agreement is a mapping
    for listed in _UNORDERED:
        plain[listed] = sorted(plain.get(listed, ()), key=repr)
    return plain


def _bare(plain: object) -> object:
    if isinstance(plain, dict):
        return {key: _bare(value) for key, value in plain.items() if key not in _TOLD}
    return [_bare(part) for part in plain] if isinstance(plain, list) else plain


def read_otherwise(old: Agreement, new: Agreement) -> tuple[str, ...]:
    """Name the facts and rows of which one record counts for something else: what absence means, evidence, history.

    The prover takes each to have one value for both, so where there is such a fact it proves nothing impossible.
    """
    found: dict[str, None] = {}
    for listed in ("facts", "relations"):
        before = {(one.subject, one.name): _bare(to_plain(one)) for one in getattr(old, listed)}
        for one in getattr(new, listed):
            if before.get((one.subject, one.name), _bare(to_plain(one))) != _bare(to_plain(one)):
                found[one.name] = None
    return tuple(found)


def changed_criteria(old: Agreement, new: Agreement) -> tuple[str, ...]:
    """Name the conditions that stand in both and test something else."""
    return tuple(after.id for before, after in _in_both(old, new) if _normal(before.test) != _normal(after.test))


def _in_both(old: Agreement, new: Agreement) -> Iterator[tuple[Criterion, Criterion]]:
    before = {criterion.id: criterion for criterion in old.criteria}
    return ((before[criterion.id], criterion) for criterion in new.criteria if criterion.id in before)


def rows_needed(old: Agreement, new: Agreement) -> int:
    """Say how many rows it takes to meet a changed limit on shares or counts in one and not in the other; 0 for none.

    At most `_MOST_ROWS`: a limit that takes more is not tried.
    """
    found = [0]
    for before, after in _in_both(old, new):
        for was, now in zip(_counts(before.test), _counts(after.test), strict=False):
            if (was.how, was.relation) == (now.how, now.relation) and (was.operator, was.limit) != (
                now.operator,
                now.limit,
            ):
                found.append(_fewest(was, now))
    return max(found)


def _counts(test: Test) -> Iterator[Rows]:
    if isinstance(test, Rows) and test.how in {"aandeel", "aantal"}:
        yield test
    for part in inner_tests(test):
        yield from _counts(part)


def _fewest(was: Rows, now: Rows) -> int:
    limits = [(COMPARISONS[one.operator], Fraction(one.limit)) for one in (was, now)]
    for rows in range(1, _MOST_ROWS + 1):
        for part in range(rows + 1):
            value = Fraction(part, rows) if was.how == "aandeel" else Fraction(part)
            first, second = (compare(value, limit) for compare, limit in limits)
            if first != second:
                return rows
    return 0
