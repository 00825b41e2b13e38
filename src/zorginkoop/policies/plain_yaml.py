"""Read a document that has nothing to complain about, without minding where anything stands; all others are refused.

This is the short way that loading takes. It refuses whatever `strict_yaml` has a word about, and that then reads the
text again, slowly, and says where.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

import yaml

DEEPEST: Final = 60

_SURROGATE = re.compile("[\ud800-\udfff]")


class NotPlain(Exception):
    """The text is not a plain document; why not, the slow reader tells."""


def plain_yaml(text: str, loader: type[Any]) -> object:
    """Read one document as nested dict, list, text and None; NotPlain for anything that needs a word."""
    try:
        return _document(yaml.parse(text, Loader=loader))
    except (yaml.YAMLError, ValueError, OverflowError, StopIteration):
        raise NotPlain from None


def _document(events: Iterator[Any]) -> object:
    next(events)
    start = next(events)
    if not isinstance(start, yaml.DocumentStartEvent) or start.version or start.tags:
        raise NotPlain
    plain = _value(next(events), events, 0)
    next(events)
    if plain is None or not isinstance(next(events), yaml.StreamEndEvent):
        raise NotPlain
    return plain


def _value(event: Any, events: Iterator[Any], depth: int) -> object:  # noqa: ANN401 - PyYAML declares no fields of events
    """Read the value that begins with this event."""
    kind = type(event)
    if kind is yaml.AliasEvent or event.anchor is not None or event.tag is not None or depth > DEEPEST:
        raise NotPlain
    if kind is yaml.ScalarEvent:
        return _scalar(event)
    return _mapping(events, depth + 1) if kind is yaml.MappingStartEvent else _sequence(events, depth + 1)


def _mapping(events: Iterator[Any], depth: int) -> dict[str, object]:
    block: dict[str, object] = {}
    for event in events:
        kind = type(event)
        if kind is yaml.MappingEndEvent:
            return block
        if kind is not yaml.ScalarEvent or event.anchor is not None or event.tag is not None:
            raise NotPlain
        key = _scalar(event)
        if key is None or key in block or (key == "<<" and not event.style):
            raise NotPlain
        block[key] = _value(next(events), events, depth)
    raise NotPlain


def _sequence(events: Iterator[Any], depth: int) -> list[object]:
    items: list[object] = []
    for event in events:
        if type(event) is yaml.SequenceEndEvent:
            return items
        items.append(_value(event, events, depth))
    raise NotPlain


def _scalar(event: Any) -> str | None:  # noqa: ANN401 - as above
    value: str = event.value
    if not value:
        return value if event.style else None
    if not value.isascii() and _SURROGATE.search(value):
        raise NotPlain
    return value
