"""Write plain values as the YAML that `read_yaml` reads back equal."""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Iterator

import yaml

# White space that an editor does not show as what it is, or that YAML folds: always written as an escape.
_HIDDEN = re.compile("[\t\r\x85\u2028\u2029\ufeff]")
# A text of several lines that a person can read as such: no white space around a line, never two empty lines.
_BLOCK_TEXT = re.compile(r"\S(?:.*\S)?(?:\n{1,2}\S(?:.*\S)?)*\n?")
_SURROGATE = re.compile("[\ud800-\udfff]")


def write_yaml(plain: object) -> str:
    """Write nested dict, list, str and None as readable block YAML.

    Keys keep their order, lists are indented under their key, texts are quoted only where YAML would read them
    otherwise, and a text of several lines is written as such. The same value always gives the same text, and
    `read_yaml` gives the value back. None becomes an empty value; a document that is None, or anything that the reader
    can never give (numbers, bools, other keys than text), raises TypeError.
    """
    if plain is None:
        message = "een leeg document kan niet worden geschreven"
        raise TypeError(message)
    stream = io.StringIO()
    # Always the emitter in Python, never libyaml's: the same text on every machine.
    writer = _Writer(stream, allow_unicode=True, width=sys.maxsize)
    for event in _events(plain):
        writer.emit(event)
    text = stream.getvalue()
    # A document that is one bare text gets an end marker on a line of its own, which nobody needs.
    return text.removesuffix("...\n") if text.endswith("\n...\n") else text


class _Writer(yaml.SafeDumper):
    """The emitter, with the items of a list indented under their key."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002, FBT001, FBT002 - theirs
        """Indent; never leave a list at the column of its key."""
        super().increase_indent(flow, indentless=False)


def _events(plain: object) -> Iterator[yaml.Event]:
    """Give the events of a whole stream."""
    yield yaml.StreamStartEvent()
    yield yaml.DocumentStartEvent(explicit=False)
    yield from _node(plain, "$")
    yield yaml.DocumentEndEvent(explicit=False)
    yield yaml.StreamEndEvent()


def _node(value: object, path: str) -> Iterator[yaml.Event]:
    """Give the events of one value."""
    if isinstance(value, dict):
        yield yaml.MappingStartEvent(anchor=None, tag=None, implicit=True, flow_style=not value)
        for key, part in value.items():
            if not isinstance(key, str):
                message = f"{path}: de sleutel {key!r} is geen tekst"
                raise TypeError(message)
            yield _scalar(key, f"{path}.{key}", is_key=True)
            yield from _node(part, f"{path}.{key}")
        yield yaml.MappingEndEvent()
    elif isinstance(value, list):
        yield yaml.SequenceStartEvent(anchor=None, tag=None, implicit=True, flow_style=not value)
        for index, part in enumerate(value):
            yield from _node(part, f"{path}[{index}]")
        yield yaml.SequenceEndEvent()
    else:
        yield _scalar(value, path, is_key=False)


def _scalar(value: object, path: str, *, is_key: bool) -> yaml.Event:
    """Give the event of one text, in the plainest style that reads back equal."""
    if value is None:
        return yaml.ScalarEvent(anchor=None, tag=None, implicit=(True, False), value="")
    if not isinstance(value, str) or _SURROGATE.search(value):
        message = f"{path}: {value!r} is geen tekst"
        raise TypeError(message)
    return yaml.ScalarEvent(
        anchor=None, tag=None, implicit=(True, True), value=value, style=_style(value, is_key=is_key)
    )


def _style(value: str, *, is_key: bool) -> str | None:
    """Choose how a text is written; None leaves it to the emitter, which uses no quotes where it can."""
    if value == "" or (is_key and value == "<<"):
        return "'"
    if _HIDDEN.search(value):
        return '"'
    if "\n" in value:
        return "|" if not is_key and _BLOCK_TEXT.fullmatch(value) else '"'
    return None
