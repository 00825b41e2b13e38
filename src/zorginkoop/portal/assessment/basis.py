"""What an outcome, or a task of a policy, rests on: so that it is seen when that is no longer the same."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from zorginkoop.kernel.assess import Outcome
from zorginkoop.kernel.canonical import content_hash
from zorginkoop.kernel.facts import REFERENCE_DATE, KnownFact, Subject
from zorginkoop.kernel.language import Origin
from zorginkoop.kernel.missing import missing_facts
from zorginkoop.kernel.tree import Agreement, Criterion, FactDeclaration, Rows, Test
from zorginkoop.kernel.tree_walk import facts_of_rows, facts_read, inner_tests, references, rows_read
from zorginkoop.portal.assessment.models import WorkItem, WorkKind

SIGNAL = "integriteitssignaal"  # nobody but the officer and a second person knows that there is one
_MOMENT = "moment"
# of a stored outcome: what changes with the day or the engine alone
_OF_THE_DAY = frozenset({"op", "bekend_op", "programmaversie"})


def rests_on(plain: dict[str, object]) -> str:
    """Name what was decided and on which facts, leaving out what another day alone changes."""
    return content_hash(_without_day({key: value for key, value in plain.items() if key not in _OF_THE_DAY}))


def rests_on_in_sight(plain: dict[str, Any]) -> str:
    """Name the same without an open signal about integrity and what only that asks of a person.

    A signal is secret and decides nothing: two outcomes that differ in nothing else are one for whoever looks at them.
    """
    hidden = {one["id"] for one in plain["voorwaarden"] if any(_is_secret(fact) for fact in one.get("feiten", ()))}
    kept = plain["vastlegging"]
    subject = {**kept["onderwerp"], "feiten": [one for one in kept["onderwerp"]["feiten"] if not _is_secret(one)]}
    return rests_on({
        **plain,
        "voorwaarden": [one for one in plain["voorwaarden"] if one["id"] not in hidden],
        "taken": [one for one in plain.get("taken", ()) if one["voorwaarde"] not in hidden],
        "vastlegging": {**kept, "onderwerp": subject},
    })  # fmt: skip


def _is_secret(fact: dict[str, str]) -> bool:
    return fact["feit"].partition("@")[0] == SIGNAL


def _without_day(value: object) -> object:
    if isinstance(value, dict):
        return {key: _without_day(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_without_day(part) for part in value if not _is_day(part)]
    return value


def _is_day(part: object) -> bool:
    return isinstance(part, dict) and part.get("feit") == REFERENCE_DATE


def conditions_of(agreement: Agreement, task: str) -> tuple[Criterion, ...]:
    """Give the condition of a task and every condition that it rests on, each once; none for a task that is gone."""
    by_name = {criterion.id: criterion for criterion in agreement.criteria}
    waiting = [one.criterion for one in agreement.tasks if one.id == task]
    found: dict[str, Criterion] = {}
    while waiting:
        name = waiting.pop()
        if name not in found:
            found[name] = by_name[name]
            waiting += _named_in(by_name[name].test)
    return tuple(found.values())


def _named_in(test: Test) -> Iterator[str]:
    """Walk the conditions that a test names, in its rows too."""
    yield from references(test)
    for part in inner_tests(test):
        yield from _named_in(part)
    if isinstance(test, Rows):
        for inside in (test.where, test.population):
            if inside is not None:
                yield from _named_in(inside)


def task_rests_on(outcome: Outcome, task: str) -> str:
    """Name what a task is about as it is known now; the day alone changes nothing."""
    conditions = conditions_of(outcome.agreement, task)
    own = {key for one in conditions for key in facts_read(one.test)} - {REFERENCE_DATE}
    relations = {name for one in conditions for name in rows_read(one.test)}
    of_rows = own | {key for one in conditions for key in facts_of_rows(one.test)} - {REFERENCE_DATE}
    subject = outcome.subject
    return content_hash(
        {
            "feiten": {key: _known(subject.facts[key]) for key in sorted(own) if key in subject.facts},
            "rijen": {name: _rows(subject.relations.get(name), of_rows) for name in sorted(relations)},
        }
    )


def _known(fact: KnownFact) -> list[str]:
    return [fact.text, fact.reason, fact.source, fact.known_since.isoformat() if fact.known_since else ""]


def _rows(rows: tuple[Subject, ...] | None, keys: set[str]) -> object:
    if rows is None:
        return "onbekend"
    return [
        {
            "id": row.id,
            "feiten": {key: _known(fact) for key, fact in sorted(row.facts.items()) if key in keys},
            "rijen": {name: _rows(inner, keys) for name, inner in sorted(row.relations.items())},
        }
        for row in rows
    ]


def open_facts(item: WorkItem, outcome: Outcome) -> dict[str, FactDeclaration]:
    """Give the facts of the provider that a person can decide for a piece of work, by key, in the order of the policy.

    Of a task those that the policy leaves to a person; of an undecided outcome also any other that it waits for. What
    happened when is no decision, and a fact of a year is one only for the year of the agreement.
    """
    agreement = outcome.agreement
    declared = {fact.name: fact for fact in agreement.facts if fact.subject == agreement.subject}
    keys = _of_task(agreement, item.reference) if item.kind == WorkKind.TASK else _missing(outcome)
    found: dict[str, FactDeclaration] = {}
    for key in keys:
        name, _, year = key.partition("@")
        fact = declared.get(name)
        if fact is None or fact.kind == _MOMENT or (year and year != str(agreement.contract_year)):
            continue
        if item.kind != WorkKind.TASK or fact.origin == Origin.DECISION:
            found[key] = fact
    return found


def _of_task(agreement: Agreement, task: str) -> Iterator[str]:
    for condition in conditions_of(agreement, task):
        yield from facts_read(condition.test)


def _missing(outcome: Outcome) -> Iterator[str]:
    return (one.key for one in missing_facts(outcome) if not one.on_row and one.declaration is not None)
