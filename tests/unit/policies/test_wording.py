"""A limit or a date that was changed in the rule and not in its words is found."""

from __future__ import annotations

import pytest

from zorginkoop.kernel.language import ConditionSource
from zorginkoop.policies.wording import wording_problem


@pytest.mark.parametrize(
    ("text", "rule", "found"),
    [
        ("een index van ten hoogste 150", {"feit": "index", "ten_hoogste": "150"}, ""),
        ("een index van ten hoogste 150", {"feit": "index", "ten_hoogste": "130"}, "de tekst noemt 150, de regel 130."),
        ("een index van ten hoogste 150,5", {"feit": "index", "ten_hoogste": "150.5"}, ""),
        ("een goede index", {"feit": "index", "ten_hoogste": "130"}, ""),
        ("ten minste 30 % werkt 24 uur", {"feit": "deel", "ten_minste": "30 %"}, ""),
        (
            "ten minste 30 % werkt 24 uur",
            {"feit": "deel", "ten_minste": "40 %"},
            "de tekst noemt 24 en 30, de regel 40 %.",
        ),
        ("uiterlijk 24 oktober 2025", {"feit": "dag", "uiterlijk": "2025-10-24"}, ""),
        (
            "uiterlijk 24 oktober 2025",
            {"feit": "dag", "uiterlijk": "2025-10-31"},
            "de tekst noemt 24 oktober 2025, de regel 31 oktober 2025.",
        ),
    ],
)
def test_words_are_held_to_their_rule(text: str, rule: dict[str, str], found: str) -> None:
    problem = wording_problem(ConditionSource.model_validate({"id": "proef", "tekst": text, **rule}))
    assert (problem.what if problem else "") == found
