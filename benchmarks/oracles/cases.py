"""Which agreements are asked about, as on which dates, and the subjects of their worked examples to start from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache

from oracles.records import near_days, redated, tests_of
from zorginkoop.kernel.compile import Installation, compile_agreement
from zorginkoop.kernel.facts import REFERENCE_DATE, Subject, resolve
from zorginkoop.kernel.tree import Agreement, Compare, Literal
from zorginkoop.policies.examples import ExampleRunner, find_examples
from zorginkoop.policies.loading import EditionFolder, find_editions, load_edition, load_installation
from zorginkoop.rehearsal import VALUES_FILE

LEAP_DAY = date(2028, 2, 29)  # three years back there is none
MAIN_DATES = 2  # on how many dates every edge is looked at


@dataclass(frozen=True, slots=True)
class Case:
    """One agreement, with what its worked examples are about."""

    agreement: Agreement
    known: tuple[Subject, ...]
    dates: tuple[date, ...]  # the first ones are those that most examples are judged on

    @property
    def name(self) -> str:
        """Name the agreement in full."""
        return f"{self.agreement.edition}/{self.agreement.agreement}"


@cache
def installation() -> Installation:
    """Give the made-up values of the rehearsal: what the policies need and do not say."""
    return load_installation(VALUES_FILE)


def every_case() -> Iterator[Case]:
    """Walk every agreement of every edition."""
    for folder in find_editions():
        yield from cases_of(folder)


def cases_of(folder: EditionFolder) -> Iterator[Case]:
    """Walk the agreements of one edition."""
    edition = load_edition(folder, installation())
    runner, examples = ExampleRunner(installation()), find_examples(folder)
    for name in edition.source.overeenkomsten:
        agreement = compile_agreement(edition, name, installation()).agreement
        judged = [
            (runner.recorded(one), one.case.op)
            for one in examples
            if one.source.overeenkomst == name and one.case.op is not None and one.case.verwacht is not None
        ]
        known = tuple(redated(resolve(recorded, agreement, on), on) for recorded, on in judged)
        often = [day for day, _ in Counter(on for _, on in judged).most_common()] or [
            date(agreement.contract_year, 3, 1)
        ]
        dates = dict.fromkeys((*often[:MAIN_DATES], *near_days(_limits(agreement)), LEAP_DAY, *often))
        yield Case(agreement, known, tuple(dates))


def _limits(agreement: Agreement) -> Iterator[date]:
    """Walk the days that the reference date is compared with."""
    for _, test in tests_of(agreement):
        if isinstance(test, Compare) and test.fact == REFERENCE_DATE and isinstance(test.operand, Literal):
            yield from (date.fromisoformat(text) for text in test.operand.texts if test.kind == "datum")
