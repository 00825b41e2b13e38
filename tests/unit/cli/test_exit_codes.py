"""Which outcome ends with which exit code."""

from __future__ import annotations

import pytest

from zorginkoop.cli.exit_codes import DONE, NEGATIVE, UNDECIDABLE, of_result
from zorginkoop.kernel.language import LeadsTo
from zorginkoop.kernel.outcome import UNDECIDED


@pytest.mark.parametrize(
    ("result", "code"),
    [
        (LeadsTo.OFFER, DONE),
        (LeadsTo.PRICE_LIST, DONE),
        (LeadsTo.TALKS, DONE),
        (LeadsTo.ASSESSMENT, DONE),
        (LeadsTo.NO_OFFER, NEGATIVE),
        (LeadsTo.NOTHING, NEGATIVE),
        (LeadsTo.OTHER_POLICY, NEGATIVE),
        (LeadsTo.REIMBURSEMENT, DONE),
        (LeadsTo.CHECK, DONE),
        (LeadsTo.REJECTION, NEGATIVE),
        (LeadsTo.POLICY_TERMS, NEGATIVE),
        (UNDECIDED, UNDECIDABLE),
    ],
)
def test_an_outcome_has_a_code(result: str, code: int) -> None:
    assert of_result(result) == code


def test_every_outcome_is_in_the_table() -> None:
    assert {of_result(result) for result in LeadsTo} <= {DONE, NEGATIVE}
