"""Whether a register can tell anything about a what-if: of what a changed condition reads, somebody must have some."""

from __future__ import annotations

from collections.abc import Iterator

from zorginkoop.columns.frame import Column, Frame, TruthColumn
from zorginkoop.columns.sources import PROVIDER, row_source
from zorginkoop.kernel.errors import Place, Problem, RegisterWrong
from zorginkoop.kernel.facts import REFERENCE_DATE
from zorginkoop.kernel.language import Origin
from zorginkoop.kernel.states import UNKNOWN
from zorginkoop.kernel.tree import Criterion, FactDeclaration
from zorginkoop.study.season import JudgedAgreement
from zorginkoop.study.whatif.answer import Answer
from zorginkoop.study.whatif.units import Piece


def check_readable(answer: Answer) -> None:
    """Raise RegisterWrong where nothing that a changed condition reads is recorded for anybody."""
    problems: dict[Problem, None] = {}
    for moves in answer.agreements.values():
        changed = {unit.id for change in moves.changes for unit in change.units if unit.piece is Piece.CRITERION}
        for criterion in moves.after.compiled.agreement.criteria:
            if criterion.id in changed:
                problems |= dict.fromkeys(_nothing_recorded(criterion, moves.after))
    if problems:
        raise RegisterWrong(tuple(problems))


def _nothing_recorded(criterion: Criterion, judged: JudgedAgreement) -> Iterator[Problem]:
    """Name what a condition reads, where nobody has any of it; what has a meaning when absent is always there."""
    agreement, frame = judged.compiled.agreement, judged.frame
    declared = {fact.name: fact for fact in agreement.facts if fact.subject == PROVIDER}
    keys = [key for key in criterion.facts if key != REFERENCE_DATE and not declared[_name(key)].absent]
    if any(_known(frame.facts[key]) for key in keys) or any(_rows(frame, name) for name in criterion.rows):
        return
    for key in keys:
        name, _, year = key.partition("@")
        said = f"'{name}' over {year}" if year else f"'{name}'"
        yield _problem(criterion, said, _table_of(declared[name]), name)
    for relation in (one for one in agreement.relations if one.name in criterion.rows and one.subject == PROVIDER):
        yield _problem(criterion, f"rijen '{relation.base}'", row_source(relation.row_subject).table, "")


def _problem(criterion: Criterion, what: str, table: str, field: str) -> Problem:
    said = f"voorwaarde '{criterion.id}' leest {what}, en daarvan staat in dit register niets."
    return Problem(
        said, Place(table, field=field), f"Vul de tabel {table}; zonder haar verandert er voor niemand iets."
    )


def _name(key: str) -> str:
    return key.partition("@")[0]


def _known(column: Column) -> bool:
    unknown = column.states if isinstance(column, TruthColumn) else column.unknown
    return bool((unknown != UNKNOWN).any())


def _rows(frame: Frame, name: str) -> bool:
    return bool(frame.relations[name].offsets[-1])


def _table_of(fact: FactDeclaration) -> str:
    """Say in which table the records of a fact of a provider stand."""
    if fact.origin == Origin.DECISION:
        return "besluiten"
    counted = fact.per_year == "ja" and fact.origin == Origin.VEKTIS
    return "indexen" if counted else "feiten"
