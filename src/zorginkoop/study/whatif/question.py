"""A what-if as a small file: which edition, on which day, over which register, and what is changed.

The file is the record: whoever has it, the edition, the values and the register it names gets the same answer. The
hashes in it tell when one of those is another than the one it was written for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, ValidationError

from zorginkoop.kernel.errors import Place, Problem, QuestionWrong
from zorginkoop.kernel.facts import end_of_day
from zorginkoop.kernel.marked import Document, Mark, problems_from_validation
from zorginkoop.kernel.scalars import IsoDate, Moment, Whole, read_moment
from zorginkoop.kernel.source_form import Identifier, Source, Words
from zorginkoop.kernel.tree import Phrase
from zorginkoop.policies.edits import Add, Drop, Edit, Replace, SetValue
from zorginkoop.policies.strict_yaml import read_yaml, write_yaml
from zorginkoop.policies.surgery import Written
from zorginkoop.study.limits import STEPS_AWAY

COMMAND_LINE = "--set "
_DAY = len("2026-01-31")


def _listed(value: object) -> object:
    return value if isinstance(value, list) else [value]


def _known(value: object) -> object:
    """Read until when something may have become known; a day alone counts to its end."""
    moment = read_moment(value)
    return end_of_day(moment.date()) if isinstance(value, str) and len(value) == _DAY else moment


class AddSource(Source):
    """A node to add: to which list or names, before which of its nodes, under which name."""

    in_: str = Field(alias="in")
    voor: Identifier | None = None
    naam: str | None = None
    wat: Any


class ReplaceSource(Source):
    """A node to replace, and by what."""

    wat: str
    door: Any


class ChangeSource(Source):
    """One change: everything in it counts together."""

    id: Identifier | None = None
    tekst: Words | None = None
    zet: dict[str, Any] = Field(default_factory=dict)
    weg: Annotated[tuple[str, ...], BeforeValidator(_listed)] = ()
    vervang: Annotated[tuple[ReplaceSource, ...], BeforeValidator(_listed)] = ()
    erbij: Annotated[tuple[AddSource, ...], BeforeValidator(_listed)] = ()


class WhatIfSource(Source):
    """A what-if file: what is asked, and what it was asked of."""

    wat_als: Identifier | None = None
    tekst: Words | None = None
    uitgave: str
    beleidshash: str | None = None
    waardenhash: str | None = None
    registerhash: str | None = None
    op: IsoDate | None = None
    bekend: Annotated[Moment, BeforeValidator(_known)] | None = None
    jaar: Whole | None = None
    label: str | None = None
    polisvorm: str | None = None
    overeenkomsten: tuple[Identifier, ...] = ()
    stappen: tuple[Whole, ...] = STEPS_AWAY
    naar: str | None = None
    naarhash: str | None = None
    wijzigingen: tuple[ChangeSource, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """One change of a policy: a short label, words for it, its edits, and how it was written."""

    label: str
    phrase: Phrase
    edits: tuple[Edit, ...]
    plain: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Hashes:
    """Of what a what-if was asked, by content; '' where that is not known."""

    edition: str = ""
    values: str = ""
    register: str = ""
    other: str = ""  # of the other edition, where one is compared with


@dataclass(frozen=True, slots=True)
class WhatIf:
    """A what-if: what is changed in which edition, and over which day it is asked."""

    name: str
    phrase: Phrase
    edition: str
    changes: tuple[Change, ...]
    other: str = ""
    on: date | None = None
    known: datetime | None = None
    known_text: str = ""
    year: int = 0  # the contract year; 0: the edition's own
    label: str = ""
    product: str = ""
    agreements: tuple[str, ...] = ()
    steps: tuple[int, ...] = STEPS_AWAY
    hashes: Hashes = field(default_factory=Hashes)

    def record(self, hashes: Hashes) -> str:
        """Write the file that asks the same again."""
        return write_yaml(dict(self._record(hashes)))

    def _record(self, hashes: Hashes) -> Iterator[tuple[str, Any]]:
        yield "wat_als", self.name
        if self.phrase.nl:
            yield "tekst", {"nl": self.phrase.nl, "en": self.phrase.en}
        yield "uitgave", self.edition
        given = {
            "beleidshash": hashes.edition, "waardenhash": hashes.values, "registerhash": hashes.register,
            "op": self.on.isoformat() if self.on else "", "bekend": self.known_text,
            "jaar": str(self.year or ""), "label": self.label, "polisvorm": self.product,
        }  # fmt: skip
        yield from ((key, value) for key, value in given.items() if value)
        if self.agreements:
            yield "overeenkomsten", list(self.agreements)
        yield "stappen", [str(step) for step in self.steps]
        if self.other:
            yield "naar", self.other
            yield "naarhash", hashes.other
        if self.changes:
            yield "wijzigingen", [dict(change.plain) for change in self.changes]


def read_what_if(text: bytes, file: str) -> WhatIf:
    """Read a what-if file; InputWrong with every problem found."""
    document = read_yaml(text, file)
    try:
        source = WhatIfSource.model_validate(document.plain)
    except ValidationError as error:
        raise QuestionWrong(problems_from_validation(document, error, WhatIfSource)) from None
    changes = tuple(_change(document, number, change) for number, change in enumerate(source.wijzigingen))
    _check(document, source, changes)
    plain = document.plain if isinstance(document.plain, dict) else {}
    return WhatIf(
        name=source.wat_als or "wat_als",
        phrase=_phrase(source),
        edition=source.uitgave,
        changes=changes,
        other=source.naar or "",
        on=source.op,
        known=source.bekend,
        known_text=str(plain.get("bekend") or ""),
        year=source.jaar or 0,
        label=source.label or "",
        product=source.polisvorm or "",
        agreements=source.overeenkomsten,
        steps=tuple(sorted(set(source.stappen))),
        hashes=Hashes(
            source.beleidshash or "", source.waardenhash or "", source.registerhash or "", source.naarhash or ""
        ),
    )


def _phrase(source: WhatIfSource | ChangeSource) -> Phrase:
    return Phrase(source.tekst.nl, source.tekst.en) if source.tekst else Phrase()


def _check(document: Document, source: WhatIfSource, changes: tuple[Change, ...]) -> None:
    problems = []
    if source.naar and changes:
        what = "een andere uitgave en wijzigingen gaan niet samen."
        problems.append(Problem(what, document.key_place(("naar",)), "Laat 'naar' of 'wijzigingen' weg."))
    if not source.naar and not changes:
        what = "hier staat niet wat er anders wordt."
        problems.append(Problem(what, document.place(()), "Noem 'wijzigingen', of 'naar' met een andere uitgave."))
    for number, change in enumerate(changes):
        if not change.edits:
            remedy = "Gebruik zet, weg, vervang of erbij."
            problems.append(Problem("deze wijziging verandert niets.", document.place(("wijzigingen", number)), remedy))
    if any(step < 1 for step in source.stappen):
        problems.append(Problem("een stap is ten minste 1.", document.place(("stappen",)), "Geef bijvoorbeeld [1, 5]."))
    if problems:
        raise QuestionWrong(problems)


def _change(document: Document, number: int, source: ChangeSource) -> Change:
    edits = tuple(_edits(document, number, source))
    plain = document.plain["wijzigingen"][number] if isinstance(document.plain, dict) else {}
    return Change(source.id or "; ".join(map(label_of, edits)), _phrase(source), edits, plain)


def _edits(document: Document, number: int, source: ChangeSource) -> Iterator[Edit]:
    root = ("wijzigingen", number)
    plain = document.plain["wijzigingen"][number] if isinstance(document.plain, dict) else {}
    for target in source.zet:
        yield SetValue(target, Written(document, (*root, "zet", target)))
    for at, target in enumerate(source.weg):
        yield Drop(target, Written(document, (*root, "weg", at) if isinstance(plain["weg"], list) else (*root, "weg")))
    for at, swap in enumerate(source.vervang):
        place = (*root, "vervang", at) if isinstance(plain["vervang"], list) else (*root, "vervang")
        yield Replace(swap.wat, Written(document, (*place, "door")))
    for at, more in enumerate(source.erbij):
        place = (*root, "erbij", at) if isinstance(plain["erbij"], list) else (*root, "erbij")
        yield Add(more.in_, Written(document, (*place, "wat")), more.voor or "", more.naam or "")


def label_of(edit: Edit) -> str:
    """Name an edit in a few characters."""
    match edit:
        case SetValue():
            value = edit.value.value
            return f"{edit.target}={value}" if isinstance(value, str) else f"{edit.target}=…"
        case Drop():
            return f"zonder {edit.target}"
        case Replace():
            return f"{edit.target} vervangen"
        case Add():
            value = edit.value.value
            named = edit.name or (value.get("id", "") if isinstance(value, dict) else value)
            return f"{edit.target} met {named}"


def change_of_option(text: str) -> Change:
    """Read a change as the command line gives it: ID=VALUE, where a value may be a list between brackets."""
    target, equals, value = text.partition("=")
    where = f"{COMMAND_LINE}{text}"
    if not (target.strip() and equals and value.strip()):
        remedy = "Schrijf --set ID=WAARDE, bijvoorbeeld --set behandelindex=140."
        raise QuestionWrong(Problem(f"'{text}' zegt niet wat er welke waarde krijgt.", Place(field="--set"), remedy))
    read: Any = value.strip()
    if read[0] in "[{":
        read = read_yaml(read, where).plain
    document = Document(where, read, {(): Mark(1, 1)})
    name = target.strip()
    edit = SetValue(name, Written(document))
    return Change(label_of(edit), Phrase(), (edit,), {"zet": {name: read}})


def without_line(problem: Problem) -> Problem:
    """Name an option of the command line as the place of a problem, without a line and column."""
    where = problem.where
    return replace(problem, where=Place(field=where.file)) if where.file.startswith(COMMAND_LINE) else problem
