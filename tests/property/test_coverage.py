"""No word of a source changes, goes or comes unseen."""

from __future__ import annotations

import re
from functools import cache

from hypothesis import given
from hypothesis import strategies as st

from support.miniature import EDITION, MINIATURE, SOURCE
from zorginkoop.policies.coverage.compare import compare
from zorginkoop.policies.coverage.ledger import Ledger, read_ledger
from zorginkoop.policies.coverage.source_file import cut

FILE = MINIATURE / "bronnen" / SOURCE
TEXT = FILE.read_text(encoding="utf-8")
FURNITURE = {number for number, line in enumerate(TEXT.split("\n")) if "http" in line or "pagina" in line}
WORDS = [
    found
    for found in re.finditer(r"[^\W\d_]{3,}", TEXT)
    if TEXT.count("\n", 0, found.start()) not in FURNITURE and "\u00ad" not in TEXT[found.start() - 1 : found.end() + 1]
]


@cache
def ledger() -> Ledger:
    """Read the account of the miniature."""
    found = read_ledger(MINIATURE / EDITION)
    assert found is not None
    return found


def differences(text: str) -> int:
    """Count what is told of a text beside the account of the miniature."""
    return len(compare(ledger(), cut(text, FILE), FILE).problems)


@given(word=st.sampled_from(WORDS), instead=st.text(alphabet="abcdefg", min_size=4, max_size=9))
def test_a_changed_word_is_told(word: re.Match[str], instead: str) -> None:
    changed = TEXT[: word.start()] + instead + TEXT[word.end() :]

    assert (differences(changed) > 0) is (instead != word[0])


@given(word=st.sampled_from(WORDS))
def test_a_word_that_is_gone_is_told(word: re.Match[str]) -> None:
    assert differences(TEXT[: word.start()] + TEXT[word.end() :]) > 0


@given(word=st.sampled_from(WORDS), new=st.sampled_from(["nooit ", "niet ", "11 "]))
def test_a_word_that_came_is_told(word: re.Match[str], new: str) -> None:
    assert differences(TEXT[: word.start()] + new + TEXT[word.start() :]) > 0


@given(
    gaps=st.lists(st.sampled_from([" ", "  ", "\t"]), min_size=1, max_size=5),
    ends=st.sampled_from(["\n", "\r\n", "\r"]),
    quotes=st.booleans(),
)
def test_another_layout_is_not(gaps: list[str], ends: str, quotes: bool) -> None:  # noqa: FBT001 - hypothesis gives it
    words = iter(range(10_000))
    text = re.sub(r"(?<=[a-z,]) (?=[a-z])", lambda _: gaps[next(words) % len(gaps)], TEXT)
    text = text.replace("\u00ad", "" if quotes else "\u00ad").replace("\n", ends)

    assert differences(text) == 0
