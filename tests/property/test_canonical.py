"""The canonical form holds for any value: it reads back, one value has one form, and no bytes crash the reader."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from zorginkoop.kernel.canonical import LARGEST, canonical, content_hash, read_canonical
from zorginkoop.kernel.errors import InputWrong

LEAVES = st.text() | st.integers(-LARGEST - 1, LARGEST)
VALUES: st.SearchStrategy[Any] = st.recursive(
    LEAVES, lambda parts: st.lists(parts) | st.dictionaries(st.text(), parts), max_leaves=20
)
ANY_JSON: st.SearchStrategy[Any] = st.recursive(
    LEAVES | st.none() | st.booleans() | st.floats() | st.integers(),
    lambda parts: st.lists(parts) | st.dictionaries(st.text(), parts),
    max_leaves=10,
)


def reversed_keys(value: object) -> object:
    if isinstance(value, dict):
        return {key: reversed_keys(value[key]) for key in reversed(value)}
    return [reversed_keys(part) for part in value] if isinstance(value, list) else value


@given(VALUES)
def test_what_is_written_reads_back_equal(value: object) -> None:
    data = canonical(value)

    assert read_canonical(data) == value
    assert json.loads(data) == value
    assert data.endswith(b"\n")


@given(VALUES)
def test_the_order_of_keys_makes_no_difference(value: object) -> None:
    assert content_hash(value) == content_hash(reversed_keys(value))


@given(VALUES, VALUES)
def test_two_values_have_one_form_only_when_they_are_equal(left: object, right: object) -> None:
    assert (canonical(left) == canonical(right)) == (left == right)


def read_or_refuse(data: bytes) -> None:
    try:
        value = read_canonical(data)
    except InputWrong:
        return
    assert canonical(value) == data


@given(st.binary())
def test_random_bytes_are_read_exactly_or_refused(data: bytes) -> None:
    read_or_refuse(data)


@given(ANY_JSON, st.booleans(), st.sampled_from(["", "\n", " \n"]))
def test_any_json_is_read_exactly_or_refused(value: object, ascii_only: bool, end: str) -> None:  # noqa: FBT001 - drawn
    read_or_refuse((json.dumps(value, ensure_ascii=ascii_only) + end).encode())
