"""Which unknown facts keep most providers from a decision, or from a better variant, counted over the register."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from zorginkoop.columns.frame import Column, Frame, TruthColumn
from zorginkoop.columns.segments import segment_any
from zorginkoop.kernel.outcome import OFFER, UNDECIDED
from zorginkoop.kernel.states import UNKNOWN, UnknownReads
from zorginkoop.kernel.tree import Compare, Criterion, FactDeclaration, OtherFact, RatioTest, Rows, Test
from zorginkoop.kernel.tree_walk import facts_read, inner_tests
from zorginkoop.study.findings import Flags, considered
from zorginkoop.study.season import JudgedAgreement


@dataclass(frozen=True, slots=True)
class UnknownFact:
    """One fact that is missing: for how many it holds up a decision, and for how many a factor could still count.

    Without a declaration it is the rows of a relation as a whole.
    """

    subject: str
    key: str
    declaration: FactDeclaration | None
    deciding: int
    raising: int


def unknown_facts(judged: JudgedAgreement) -> tuple[UnknownFact, ...]:
    """Count, for every fact, the fitting providers without it whose decision or variant waits for it."""
    deciding, raising = _waiting(judged)
    names = dict.fromkeys([*deciding, *raising])
    nobody = np.zeros(judged.frame.size, np.bool_)
    declared = {(fact.subject, fact.name): fact for fact in judged.compiled.agreement.facts}
    found = [
        UnknownFact(
            subject,
            key,
            declared.get((subject, key.partition("@")[0])),
            int(deciding.get((subject, key), nobody).sum()),
            int(raising.get((subject, key), nobody).sum()),
        )
        for subject, key in names
    ]
    return tuple(
        sorted((one for one in found if one.deciding or one.raising), key=lambda one: (-one.deciding, -one.raising))
    )


Waiting = dict[tuple[str, str], Flags]


def _waiting(judged: JudgedAgreement) -> tuple[Waiting, Waiting]:
    agreement, outcome = judged.compiled.agreement, judged.outcome
    fitting, results = considered(judged), outcome.result_texts()
    undecided = fitting & (results == UNDECIDED)
    deciding: Waiting = {}
    for number, route in enumerate(agreement.routes, start=1):
        here = undecided & (outcome.undecided_routes == number) & (outcome.routes == 0)
        _add(deciding, judged, route.criteria, here)
        _note(deciding, judged, route.facts, here)
    asked = [name for name in agreement.gate if _reading(judged, name) == UnknownReads.UNDECIDED]
    _add(deciding, judged, asked, undecided & (outcome.routes > 0))
    raising: Waiting = {}
    for name in agreement.factors:
        _note_criterion(raising, judged, _criterion(judged, name), fitting & (results == OFFER))
    return deciding, raising


def _reading(judged: JudgedAgreement, name: str) -> str:
    own = _criterion(judged, name).unknown_reads
    return own or judged.compiled.agreement.gate_unknown_reads


def _criterion(judged: JudgedAgreement, name: str) -> Criterion:
    return next(criterion for criterion in judged.compiled.agreement.criteria if criterion.id == name)


def _add(waiting: Waiting, judged: JudgedAgreement, names: Iterable[str], who: Flags) -> None:
    """Note the unknown facts of conditions that are themselves unknown, where their unknown stays unknown."""
    for name in names:
        criterion = _criterion(judged, name)
        if criterion.unknown_reads in ("", UnknownReads.UNDECIDED):
            _note_criterion(waiting, judged, criterion, who)


def _note_criterion(waiting: Waiting, judged: JudgedAgreement, criterion: Criterion, who: Flags) -> None:
    """Note the unknown facts of one condition where it is unknown, also through the conditions it refers to."""
    here = who & (judged.outcome.of_criterion(criterion.id) == UNKNOWN)
    found: Waiting = {}
    _note(found, judged, criterion.facts, here)
    for relation, keys in _row_reads(criterion.test):
        _note_rows(found, judged.frame, relation, keys, here)
    _add(found, judged, criterion.references, here)
    without = here & ~np.any(list(found.values()), axis=0) if found else here
    for key in _translated(criterion.test):
        _flag(found, (judged.frame.kind, key), without)
    for place, flags in found.items():
        _flag(waiting, place, flags)


def _translated(test: Test) -> Iterator[str]:
    """Walk the facts that are translated by a table, which may lack one of their codes."""
    if isinstance(test, Compare) and isinstance(test.operand, OtherFact) and test.operand.translation:
        yield test.operand.fact
    for part in inner_tests(test):
        yield from _translated(part)


def _row_reads(test: Test) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Walk the relations that a test reads, each with the facts of its rows that it reads."""
    if isinstance(test, Rows):
        inside = (test.where, *([test.population] if test.population is not None else []))
        yield test.relation, tuple(dict.fromkeys(key for part in inside for key in facts_read(part)))
    elif isinstance(test, RatioTest) and test.relation:
        yield test.relation, (test.numerator, test.denominator)
    for part in inner_tests(test):
        yield from _row_reads(part)


def _note_rows(waiting: Waiting, frame: Frame, relation: str, keys: tuple[str, ...], who: Flags) -> None:
    """Note a relation of which nobody knows the rows, and the facts that some row lacks."""
    rows = frame.relations[relation]
    name, _, event = relation.partition("@")
    unknown = who & (rows.unknown == UNKNOWN)
    if event in frame.facts:  # the rows as on the day of an event: without that day nobody knows where to look
        no_day = unknown & _is_unknown(frame.facts[event])
        _flag(waiting, (frame.kind, event), no_day)
        unknown = unknown & ~no_day
    _flag(waiting, (frame.kind, name), unknown)
    for key in keys:
        missing = segment_any(_is_unknown(rows.frame.facts[key]), rows.offsets)
        _flag(waiting, (rows.frame.kind, key), who & missing)


def _note(waiting: Waiting, judged: JudgedAgreement, keys: tuple[str, ...], who: Flags) -> None:
    for key in keys:
        if key in judged.frame.facts:
            _flag(waiting, (judged.frame.kind, key), who & _is_unknown(judged.frame.facts[key]))


def _flag(waiting: Waiting, place: tuple[str, str], who: Flags) -> None:
    waiting[place] = waiting[place] | who if place in waiting else who


def _is_unknown(column: Column) -> Flags:
    states = column.states if isinstance(column, TruthColumn) else column.unknown
    flags: Flags = states == UNKNOWN
    return flags
