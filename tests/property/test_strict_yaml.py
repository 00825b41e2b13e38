"""Reading and writing YAML for any input: round trips, JSON as a subset, and nothing but InputWrong on nonsense."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from zorginkoop.kernel.errors import InputWrong
from zorginkoop.kernel.marked import Document
from zorginkoop.policies import strict_yaml
from zorginkoop.policies.strict_yaml import read_yaml, write_yaml

AWKWARD = "ab -:#'\"\n\t{}[]&*!|>%@`,?<=~\\\r\x85\u2028\ufeff\x00\x7f\U0001f600"
TEXTS = (
    st.text() | st.text(AWKWARD) | st.sampled_from(["<<", "null", "~", "ja", "0.1", "2026-01-31", "...", "---", "- a"])
)
PLAIN: st.SearchStrategy[Any] = st.recursive(
    TEXTS | st.none(), lambda parts: st.lists(parts) | st.dictionaries(TEXTS, parts), max_leaves=15
).filter(lambda value: value is not None)
JSON_VALUES: st.SearchStrategy[Any] = st.recursive(
    st.text(st.characters(exclude_categories=["Cc", "Cs", "Cn"])) | st.integers() | st.booleans() | st.none(),
    lambda parts: st.lists(parts) | st.dictionaries(st.text(st.characters(categories=["L", "N"]), max_size=20), parts),
    max_leaves=10,
).filter(lambda value: isinstance(value, dict | list))


@pytest.fixture(params=["libyaml", "python"], autouse=True, scope="module")
def _loader(request: pytest.FixtureRequest) -> Iterator[None]:
    """Hold both parsers to the same rules; a machine without libyaml reads the same."""
    with pytest.MonkeyPatch.context() as patch:
        if request.param == "python":
            patch.setattr(strict_yaml, "_LOADER", yaml.SafeLoader)
        yield


def as_written(value: object) -> object:
    """What a JSON value is for the reader: text as it stands in the file."""
    if isinstance(value, dict):
        return {key: as_written(part) for key, part in value.items()}
    if isinstance(value, list):
        return [as_written(part) for part in value]
    return value if isinstance(value, str) else json.dumps(value)


def paths(value: object, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    yield path
    if isinstance(value, dict | list):
        for step, part in value.items() if isinstance(value, dict) else enumerate(value):
            yield from paths(part, (*path, step))


def read_or_refuse(text: str | bytes) -> Document | None:
    try:
        return read_yaml(text, "invoer.yaml")
    except InputWrong as error:
        complete = [problem for problem in error.problems if problem.where.file == "invoer.yaml" and problem.what]
        return None if complete else pytest.fail("refused without a problem that says where")


@given(PLAIN)
def test_what_is_written_reads_back_equal(plain: object) -> None:
    written = write_yaml(plain)

    assert read_yaml(written, "invoer.yaml").plain == plain
    assert write_yaml(plain) == written


@given(PLAIN)
def test_every_value_and_key_has_a_position(plain: object) -> None:
    document = read_yaml(write_yaml(plain), "invoer.yaml")

    assert set(document.marks) == set(paths(plain))
    assert set(document.key_marks) == {path for path in paths(plain) if path and isinstance(path[-1], str)}


@given(JSON_VALUES, st.booleans(), st.sampled_from([None, 2, "\t"]))
def test_json_is_read_by_the_same_function(value: object, ascii_only: bool, indent: int | str | None) -> None:  # noqa: FBT001 - drawn
    text = json.dumps(value, ensure_ascii=ascii_only, indent=indent)

    assert read_yaml(text, "invoer.json").plain == as_written(value)


@given(st.binary())
def test_random_bytes_are_read_or_refused(data: bytes) -> None:
    read_or_refuse(data)


@given(st.text() | st.text(AWKWARD, max_size=40))
def test_random_text_is_read_or_refused_and_what_is_read_can_be_written(text: str) -> None:
    document = read_or_refuse(text)

    if document is not None:
        assert read_yaml(write_yaml(document.plain), "invoer.yaml").plain == document.plain


@given(PLAIN, st.data())
def test_a_damaged_file_is_read_or_refused(plain: object, data: st.DataObject) -> None:
    text = write_yaml(plain)
    at = data.draw(st.integers(0, len(text)))
    damage = data.draw(st.text(AWKWARD, max_size=3))

    read_or_refuse(text[:at] + damage + text[at + data.draw(st.integers(0, 3)) :])
