"""Judge a stored outcome again from that data alone, and say where the result differs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import cast

from pydantic import ValidationError

from zorginkoop import __version__
from zorginkoop.kernel import snapshot_form as form
from zorginkoop.kernel.assess import ContractKey, Judge, Outcome
from zorginkoop.kernel.canonical import canonical
from zorginkoop.kernel.errors import InputWrong, Place, Problem, ReplayDiffers
from zorginkoop.kernel.evaluate import NEVER
from zorginkoop.kernel.facts import KnownFact, Subject, Value, day_of, read_value
from zorginkoop.kernel.marked import Document, problems_from_validation
from zorginkoop.kernel.snapshot import Plain, snapshot
from zorginkoop.kernel.tree import Agreement, FactDeclaration, from_plain

_ENGINE = "programmaversie"
_Declared = Mapping[tuple[str, str], FactDeclaration]


def replay(stored: object, file: str = "") -> Outcome:
    """Judge a stored outcome again, and compare everything but the engine's version byte for byte.

    Raises ReplayDiffers with each path that differs, and InputWrong when `stored` is no stored outcome.
    """
    read = _read(stored, file)
    try:
        outcome = _judged_again(read)
        again = snapshot(outcome)
    except (InputWrong, LookupError, ValueError, TypeError, AttributeError) as error:
        raise _damaged(error, file) from error
    before, after = _without_engine(cast("Plain", stored)), _without_engine(again)
    if canonical(before) != canonical(after):
        raise ReplayDiffers(tuple(_differences("", before, after)))
    return outcome


def other_engine(stored: Plain) -> str:
    """Give the version of the engine that stored this outcome when it is not this one, else nothing."""
    version = str(stored.get(_ENGINE, ""))
    return "" if version == __version__ else version


def _read(stored: object, file: str) -> form.Snapshot:
    try:
        return form.Snapshot.model_validate(stored)
    except ValidationError as error:
        raise InputWrong(problems_from_validation(Document(file, stored), error, form.Snapshot)) from None


def _damaged(error: Exception, file: str) -> InputWrong:
    reason = str(error) if isinstance(error, InputWrong) else f"{type(error).__name__}: {error}"
    remedy = "Gebruik de uitkomst zoals zij is bewaard, of de versie van het programma die haar schreef."
    return InputWrong(
        Problem(f"uit deze vastlegging kan niet opnieuw geoordeeld worden ({reason}).", Place(file), remedy)
    )


def _judged_again(read: form.Snapshot) -> Outcome:
    agreement = cast("Agreement", from_plain(read.vastlegging.boom))
    declared = {(fact.subject, fact.name): fact for fact in agreement.facts}
    subject = _subject(read.vastlegging.onderwerp, read, agreement, declared)
    key = ContractKey(read.sleutel.verzekeraar, read.sleutel.label, read.sleutel.polisvorm, read.sleutel.jaar)
    return Judge(agreement).assess(subject, key, read.bekend_op)


def _subject(
    row: form.RecordedRow, read: form.Snapshot, agreement: Agreement, declared: _Declared, on: date | None = None
) -> Subject:
    on = on or read.op
    facts = {fact.feit: _fact(fact, declared[row.soort, fact.feit.partition("@")[0]]) for fact in row.feiten}
    relations: dict[str, tuple[Subject, ...] | None] = {}
    for relation in agreement.relations:
        if relation.subject == row.soort:
            day = day_of(facts[relation.day], on) if relation.day else on
            rows = row.rijen.get(relation.name)
            inner = None if rows is None else tuple(_subject(one, read, agreement, declared, day) for one in rows)
            relations[relation.name] = inner
    values = {key: fact.value for key, fact in facts.items()}
    return Subject(row.soort, row.id, row.naam, on, facts, values, relations)


def _fact(fact: form.UsedFact, declaration: FactDeclaration) -> KnownFact:
    return KnownFact(
        fact.feit, _value(fact.waarde, declaration), fact.waarde or "", fact.bron, fact.bekend_sinds, fact.geldig_van,
        fact.geldig_tot, fact.grond, fact.besloten_door, fact.reden,
    )  # fmt: skip


def _value(text: str | None, declaration: FactDeclaration) -> Value | None:
    """Read a recorded value back; an event without a moment has not happened."""
    if text is None:
        return None
    return NEVER if text == "" and declaration.kind != "codes" else read_value(declaration, text)


def _without_engine(stored: Plain) -> Plain:
    return {key: value for key, value in stored.items() if key != _ENGINE}


def _differences(path: str, before: object, after: object) -> Iterator[str]:
    """Walk the paths where two plain values differ, each with what was stored and what follows now."""
    if isinstance(before, dict) and isinstance(after, dict):
        for key in sorted(before.keys() | after.keys()):
            yield from _differences(f"{path}.{key}" if path else key, before.get(key), after.get(key))
    elif isinstance(before, list) and isinstance(after, list):
        for at in range(max(len(before), len(after))):
            inner = [side[at] if at < len(side) else None for side in (before, after)]
            yield from _differences(f"{path}[{at}]", *inner)
    elif before != after:
        yield f"{path}: vastgelegd {_shown(before)}, nu {_shown(after)}"


def _shown(value: object) -> str:
    if value is None:
        return "niets"
    if isinstance(value, dict | list):
        return "een blok" if isinstance(value, dict) else "een lijst"
    return f"'{value}'"
