"""A reading that changes nothing would only look like a choice: each other option changes a worked example."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from functools import cache

import pytest

from support.worked_examples import EDITIONS, examples_of, installation
from zorginkoop.kernel.compile import Installation
from zorginkoop.kernel.errors import InputWrong
from zorginkoop.kernel.formula_compile import compile_formula
from zorginkoop.kernel.formula_words import results_of
from zorginkoop.kernel.formulas import work_out
from zorginkoop.kernel.marked import Document
from zorginkoop.policies.examples import Example, ExampleRunner
from zorginkoop.policies.formula_examples import examples_of as examples_of_formulas
from zorginkoop.policies.loading import EditionFolder, load_edition

Choice = tuple[tuple[EditionFolder, ...], str, str]


def other_options() -> Iterator[Choice]:
    """Give every option that is not taken, with the editions where it may show (for a shared one: any user)."""
    users: dict[tuple[str, str], list[EditionFolder]] = {}
    for folder in EDITIONS:
        edition = load_edition(folder, installation())
        for name, reading in edition.vocabulary.lezingen.items():
            for option in sorted(set(reading.opties) - {reading.kies}):
                if name in edition.source.lezingen:
                    yield (folder,), name, option
                else:
                    users.setdefault((name, option), []).append(folder)
    yield from ((tuple(folders), name, option) for (name, option), folders in users.items())


def judged(runner: ExampleRunner, example: Example) -> object:
    """Give all that follows from an example: outcome, states, tasks and dates."""
    found: list[object] = []
    if example.case.op is not None:
        outcome = runner.outcome(example)
        found += [outcome.route and outcome.route.id, outcome.result, outcome.variant]
        found += [[result.state for result in outcome.conditions], [part.state for part in outcome.parts]]
        found += [[task.id for task in outcome.tasks]]
    if example.case.verwacht_data is not None:
        dates = runner.agenda(example)
        found += [dates.start and (dates.start.day, dates.start.needs_decision)]
        found += [[change.day for change in dates.changes]]
        found += [[(dated.deadline.id, dated.dates, dated.verdict) for dated in dates.deadlines]]
    if example.case.verwacht_status:
        found += [(one.key, one.first, one.status) for one in runner.status(example).intervals]
    return found


def worked(folder: EditionFolder, base: Installation, readings: dict[str, str]) -> list[object]:
    """Give what the examples of formulas come to; one whose input is refused comes to nothing."""
    taken = replace(base, readings={**base.readings, **readings})
    edition = load_edition(folder, taken)
    found: list[object] = []
    for example in examples_of_formulas(edition):
        formula = compile_formula(edition, example.formula, taken)
        with suppress(InputWrong):
            found.append(results_of(work_out(formula, Document("", example.source.invoer))))
    return found


CHOSEN = ExampleRunner(installation())


@cache
def worked_as_chosen(folder: EditionFolder) -> list[object]:
    """Give what the examples of formulas come to by the readings that are taken."""
    return worked(folder, installation(), {})


AS_CHOSEN: dict[tuple[str, str, int], object] = {}


def as_chosen(example: Example) -> object:
    """Give what follows from an example by the readings that are taken: asked once for all options."""
    at = (example.edition.name, example.document.file, example.number)
    if at not in AS_CHOSEN:
        AS_CHOSEN[at] = judged(CHOSEN, example)
    return AS_CHOSEN[at]


class ReadAlike:
    """Tells of which agreements two readings make the same rules and dates, so that no example of them can differ."""

    def __init__(self, flipped: ExampleRunner) -> None:
        self.flipped = flipped
        self.known: dict[tuple[str, str, int | None], bool] = {}

    def __call__(self, example: Example) -> bool:
        if example.case.verwacht_status or example.case.lezingen:
            return False
        at = (example.edition.name, example.source.overeenkomst, example.case.jaar)
        if at not in self.known:
            one, other = self.flipped.compiled(example), CHOSEN.compiled(example)
            same = [replace(each.agreement, readings=(), edition_hash="") for each in (one, other)]
            self.known[at] = same[0] == same[1] and one.planning == other.planning
        return self.known[at]


@pytest.mark.parametrize(
    ("editions", "name", "option"),
    [pytest.param(*choice, id=f"{choice[0][0].name} {choice[1]} {choice[2]}") for choice in other_options()],
)
def test_another_reading_changes_an_example(editions: tuple[EditionFolder, ...], name: str, option: str) -> None:
    base = installation()
    flipped = ExampleRunner(replace(base, readings={**base.readings, name: option}))
    examples = (example for edition in editions for example in examples_of(edition))
    silent = (example for example in examples if name not in example.case.lezingen)
    computed = (worked(edition, base, {name: option}) != worked_as_chosen(edition) for edition in editions)
    alike = ReadAlike(flipped)
    touched = (example for example in silent if not alike(example))
    assert any(judged(flipped, example) != as_chosen(example) for example in touched) or any(computed)
