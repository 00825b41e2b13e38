"""From a solution in logic back to a subject as it would be recorded: facts with a source, and rows with names."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any, Final

import z3

from zorginkoop.kernel.facts import Evidence, FactRecord, RecordedSubject, Span, Value, write_value
from zorginkoop.kernel.scalars import AMSTERDAM
from zorginkoop.kernel.tree import FactDeclaration
from zorginkoop.study.logic.space import DAY, OTHERS, FactVariable, Space, SubjectVariable
from zorginkoop.study.logic.vocabulary import CODED, codes_nobody_names
from zorginkoop.study.logic.wires import Wire

SOURCE: Final = "verzonnen voorbeeld"
NAME: Final = "Verzonnen voorbeeld"
UNKNOWN_TEXT: Final = "onbekend"
_ONE: Any = z3.Ast * 1


def numbered_anew(subject: RecordedSubject) -> RecordedSubject:
    """Give a made-up subject of which some rows were left out, or put together, with its rows numbered from one."""
    relations = {}
    for name, rows in subject.relations.items():
        named = [(row, *_called(subject.id, row.kind, at)) for at, row in enumerate(rows, start=1)]
        relations[name] = tuple(
            numbered_anew(replace(row, id=identity, name=called)) for row, identity, called in named
        )
    return replace(subject, relations=relations)


def _called(owner: str, kind: str, at: int) -> tuple[str, str]:
    """Give the identity and the name of a made-up row."""
    return f"{owner}-{kind}-{at}", f"Verzonnen {kind} {at}"


class Solution:
    """One solution of a space, read as a recorded subject."""

    def __init__(self, space: Space, model: Any) -> None:  # noqa: ANN401 - a z3.ModelRef; z3 has no types of its own
        """Read a model of everything that was asked of the space."""
        self.space = space
        self.model = model
        self._found = _ONE()
        self.on = date.fromordinal(self._number(space.on))

    def subject(self) -> RecordedSubject:
        """Give the subject of the solution."""
        return self._recorded(self.space.subject, "voorbeeld", NAME)

    def _recorded(self, subject: SubjectVariable, identity: str, name: str) -> RecordedSubject:
        facts: dict[str, list[FactRecord]] = {}
        for key, fact in subject.facts.items():
            record = self._record(fact)
            if record is not None:
                facts.setdefault(key.partition("@")[0], []).append(record)
        relations = {
            relation.relation.base: self._rows(relation.rows, relation.relation.row_subject, identity)
            for relation in subject.relations.values()
            if not relation.relation.of and not self._true(relation.unknown)
        }
        return RecordedSubject(
            subject.kind, identity, name, {name: tuple(found) for name, found in facts.items()}, relations
        )

    def _rows(
        self, rows: tuple[tuple[Wire, SubjectVariable], ...], kind: str, owner: str
    ) -> tuple[RecordedSubject, ...]:
        there = [row for present, row in rows if self._true(present)]
        return tuple(self._recorded(row, *_called(owner, kind, at)) for at, row in enumerate(there, start=1))

    def _record(self, fact: FactVariable) -> FactRecord | None:
        declaration = fact.declaration
        if declaration.name == "peildatum":
            return None
        if self._true(fact.unknown):
            return self._of(fact, UNKNOWN_TEXT) if declaration.absent else None
        if self._true(fact.never):
            return None
        return self._of(fact, write_value(declaration, self._value(fact)))

    def _of(self, fact: FactVariable, text: str) -> FactRecord:
        declaration = fact.declaration
        _, _, year = fact.key.partition("@")
        attributes = dict(attribute.split("=", 1) for attribute in declaration.attributes)
        proof: tuple[Evidence, ...] = ()
        if declaration.evidence == "ja" and text == "ja":
            then = datetime.combine(self.on, time(), AMSTERDAM)
            proof = (Evidence(then, "goed", then),)
        return FactRecord(text, SOURCE, year=int(year) if year else None, attributes=attributes, evidence=proof)

    def _value(self, fact: FactVariable) -> Value:
        declaration = fact.declaration
        match declaration.kind:
            case "ja_nee":
                return int(self._true(fact.holds))
            case "periode":
                first, last = (date.fromordinal(self._number(end)) for end in fact.span)
                return Span(first, last)
            case "datum":
                return date.fromordinal(self._number(fact.whole))
            case "moment":
                days, seconds = divmod(self._number(fact.whole), DAY)
                return datetime.combine(date.fromordinal(days), time(), AMSTERDAM) + timedelta(seconds=seconds)
            case kind if kind in CODED:
                return self._codes(fact)
            case _:
                return self._number(fact.whole)

    def _codes(self, fact: FactVariable) -> Value:
        found = [self._text(fact.declaration, code) for code, wire in fact.codes.items() if self._true(wire)]
        return found[0] if fact.declaration.kind == "code" else frozenset(found)

    def _text(self, declaration: FactDeclaration, code: str) -> str:
        if code not in OTHERS:
            return code
        named = self.space.vocabularies.of(declaration.subject, declaration.name)
        return codes_nobody_names(declaration, named)[OTHERS.index(code)]

    def _true(self, wire: Wire) -> bool:
        """Tell whether a truth holds in the model; there are hundreds, so no object of z3 is made for each."""
        if isinstance(wire, bool):
            return wire
        context = self.model.ctx.ref()
        z3.Z3_model_eval(context, self.model.model, wire.as_ast(), True, self._found)  # noqa: FBT003 - z3's own order
        return bool(z3.Z3_get_bool_value(context, self._found[0]) == 1)

    def _number(self, whole: Any) -> int:  # noqa: ANN401 - a whole number, or a z3.ArithRef
        if isinstance(whole, int):
            return whole
        return int(self.model.eval(whole, model_completion=True).as_long())
