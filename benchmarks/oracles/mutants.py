"""Models with one thing changed: a comparison that does not notice them would prove nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from random import Random
from typing import NamedTuple

from oracles.check import expected_of, questions
from oracles.in_openfisca import OpenFiscaOracle
from oracles.lower import NUMBERS, Vocabularies
from oracles.outcome import generate
from oracles.rebuild import Changes, inside, with_part
from oracles.records import OTHERS
from zorginkoop.kernel.facts import Subject
from zorginkoop.kernel.tree import (
    Agreement,
    Always,
    Compare,
    Join,
    Literal,
    Negation,
    OnlyIf,
    RatioTest,
    Route,
    Rows,
    Test,
    Unless,
    YearsBack,
)

STRICTER = {"ten_minste": "meer_dan", "ten_hoogste": "minder_dan", "uiterlijk": "voor", "op_tijd": "te_laat"}
BESIDE = {**STRICTER, **{other: one for one, other in STRICTER.items()}, "is": "ten_minste", "vanaf": "voor"}
OTHER_JOIN = {"alle": "minstens_een", "minstens_een": "alle", "geen": "alle"}
OTHER_ROWS = {"een_rij": "elke_rij", "elke_rij": "een_rij", "geen_rij": "een_rij"}
OTHER_READING = {"": "", "niet_beslist": "telt_niet", "telt_niet": "geen_bezwaar"}


class Mutant(NamedTuple):
    """An agreement in which one thing is not as it should be."""

    what: str
    agreement: Agreement


def mutants(agreement: Agreement) -> Iterator[Mutant]:
    """Walk every change of one operator, limit, code, join, reading, order or membership."""
    for at, criterion in enumerate(agreement.criteria):
        for what, test in changes(criterion.test):
            criteria = with_part(agreement.criteria, at, replace(criterion, test=test))
            yield Mutant(f"{criterion.id}: {what}", replace(agreement, criteria=criteria))
    for at, route in enumerate(agreement.routes):
        for what, changed in changes(route.test):
            yield Mutant(f"route {route.id}: {what}", _with_route(agreement, at, replace(route, test=changed)))
        if isinstance(route.test, Always):
            continue
        reading = OTHER_READING.get(route.unknown_reads, "niet_beslist")
        yield Mutant(
            f"route {route.id}: {route.unknown_reads} wordt {reading}",
            _with_route(agreement, at, replace(route, unknown_reads=reading)),
        )
    for at, name in enumerate(agreement.gate):
        yield Mutant(f"poort zonder {name}", replace(agreement, gate=agreement.gate[:at] + agreement.gate[at + 1 :]))


def _with_route(agreement: Agreement, at: int, route: Route) -> Agreement:
    return replace(agreement, routes=with_part(agreement.routes, at, route))


def changes(test: Test) -> Changes[str]:
    """Walk every change of one thing in a test."""
    match test:
        case Compare():
            yield from _compared(test)
        case Join(how, tests) if len(tests) > 1:
            yield f"{how} wordt {OTHER_JOIN[how]}", replace(test, how=OTHER_JOIN[how])
        case Negation(inner):
            yield "niet valt weg", inner
        case OnlyIf(_, inner):
            yield "alleen_als valt weg", inner
        case Unless(inner, _):
            yield "behalve valt weg", inner
        case Rows():
            yield from _rows(test)
        case RatioTest():
            yield "een grens verschoven", replace(test, limit=str(Fraction(test.limit) + Fraction(1, 1000)))
    yield from inside(test, changes)


def _rows(test: Rows) -> Changes[str]:
    if test.how in OTHER_ROWS:
        yield f"{test.how} wordt {OTHER_ROWS[test.how]}", replace(test, how=OTHER_ROWS[test.how])
    else:
        step = 1 if test.how == "aantal" else Fraction(1, 1000)
        yield "een grens verschoven", replace(test, limit=str(Fraction(test.limit) + step))
    if test.population is not None:
        yield "van valt weg", replace(test, population=None)
    yield from ((what, replace(test, where=one)) for what, one in changes(test.where))


def _compared(test: Compare) -> Changes[str]:
    if test.operator in BESIDE and test.kind not in {"ja_nee", "code", "codes"}:
        yield f"{test.operator} wordt {BESIDE[test.operator]}", replace(test, operator=BESIDE[test.operator])
    if isinstance(test.operand, YearsBack):
        yield "een jaar meer", replace(test, operand=YearsBack(test.operand.years + 1))
    if isinstance(test.operand, Literal):
        yield (
            f"{test.fact} {test.operator} {' '.join(test.operand.texts)} verschoven",
            replace(test, operand=Literal(_other_texts(test, test.operand.texts))),
        )


def _other_texts(test: Compare, texts: tuple[str, ...]) -> tuple[str, ...]:
    """Give a limit one step on, a day later, or with another code in the place of the first."""
    text = texts[0]
    if test.kind == "ja_nee" or test.operator == "bekend":
        return ("nee" if text == "ja" else "ja",)
    if test.kind in {"code", "codes"}:
        return (OTHERS[0], *texts[1:])
    if test.kind in NUMBERS:
        step = {"geld": Fraction(1, 100), "percentage": Fraction(1, 100)}.get(test.kind) or Fraction(test.step)
        moved = Fraction(text.rstrip("% ")) + step
        return (f"{float(moved):.10g} %" if test.kind == "percentage" else f"{float(moved):.10g}",)
    first, slash, last = text.partition("/")
    day = date.fromisoformat(first)
    return (f"{day + timedelta(days=-1 if day == date.max else 1)}{slash}{last}",)


def noticed(
    agreement: Agreement, codes: Vocabularies, subjects: Sequence[Subject], number: int, seed: str
) -> tuple[list[str], list[str]]:
    """Try some mutants on subjects of one date, and tell which were noticed and which were not."""
    every = list(mutants(agreement))
    chosen = Random(seed).sample(every, min(number, len(every)))  # noqa: S311 - a choice, not a secret
    ours = expected_of(agreement, subjects)
    found: tuple[list[str], list[str]] = ([], [])
    for mutant in chosen:
        model, answers = generate(mutant.agreement, codes)
        theirs = OpenFiscaOracle(model).answer(subjects)
        differs = any((ours[asked] != theirs[name]).any() for asked, name in questions(agreement, model, answers))
        found[0 if differs else 1].append(mutant.what)
    return found
