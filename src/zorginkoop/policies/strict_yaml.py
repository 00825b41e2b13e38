"""Read and write the small part of YAML that policies and facts are written in.

Reading stands on libyaml's events, so nothing is guessed: `nee` is text, `2026-01-31` is text, `0.1` is text. JSON is
read by the same function, because every JSON file is such a document too. What YAML can do beyond blocks, lists and
text (anchors, tags, merge keys, several documents) is refused: a policy must read the same to everyone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any, TypeAlias

import yaml

from zorginkoop.kernel.errors import InputWrong, Place, Problem
from zorginkoop.kernel.marked import Deferred, Document, Mark, Path
from zorginkoop.policies.plain_yaml import DEEPEST, NotPlain, plain_yaml
from zorginkoop.policies.yaml_complaints import problem_from_yaml
from zorginkoop.policies.yaml_text import prepare
from zorginkoop.policies.yaml_writer import write_yaml

__all__ = ["read_yaml", "write_yaml"]

MOST_PROBLEMS = 100

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
# The stubs of PyYAML declare hardly any field of an event.
_Event: TypeAlias = Any
_SURROGATE = re.compile("[\ud800-\udfff]")
_QUOTE = "Hoort het teken bij de tekst, zet de tekst dan tussen enkele aanhalingstekens."


def read_yaml(text: str | bytes, file: str) -> Document:
    """Read one YAML or JSON document as text with positions.

    `text` is the content of the file (bytes must be UTF-8), `file` the name used in problems. Every scalar of the
    document is text exactly as written; an empty scalar is None. Raises InputWrong with every problem found, in the
    order of the file; reading goes on after a duplicate key, an anchor or a tag, and stops where the YAML is broken.
    The positions of a document without problems are worked out when the first of them is asked for.
    """
    prepared = prepare(text, file)
    try:
        plain = plain_yaml(prepared, _LOADER)
    except NotPlain:
        return _Reader(prepared, file).read()
    positions = cache(lambda: _Reader(prepared, file).read())
    return Document(file, plain, Deferred(lambda: positions().marks), Deferred(lambda: positions().key_marks))


class _Stop(Exception):
    """Reading cannot usefully go on."""


class _Reader:
    """Builds one document from events, gathering problems on the way."""

    def __init__(self, text: str, file: str) -> None:
        self._text = text
        self._file = file
        self._problems: list[Problem] = []
        self._marks: dict[Path, Mark] = {}
        self._key_marks: dict[Path, Mark] = {}
        self._last = Mark(1, 1)
        self._events = self._parse()

    def read(self) -> Document:
        """Read the stream, or raise InputWrong with all problems."""
        plain: object = None
        try:
            plain = self._stream()
        except _Stop:
            pass
        except yaml.YAMLError as error:
            self._problems.append(problem_from_yaml(error, self._text, self._file))
        if self._problems:
            raise InputWrong(
                sorted(self._problems, key=lambda problem: (problem.where.line or 0, problem.where.column or 0))
            )
        return Document(self._file, plain, self._marks, self._key_marks)

    def _parse(self) -> Iterator[_Event]:
        """Give the events one by one, remembering how far reading has come."""
        try:
            for event in yaml.parse(self._text, Loader=_LOADER):
                self._last = _mark(event)
                yield event
        except (ValueError, OverflowError):
            # The pure Python loader trips over an escape like "\UFFFFFFFF"; libyaml reports it properly.
            self._say(self._last, "na deze plek staat een \\U-code die geen teken is.", "Schrijf het teken zelf.")
            raise _Stop from None

    def _stream(self) -> object:
        """Read a stream of exactly one document."""
        next(self._events)
        start = next(self._events)
        if not isinstance(start, yaml.DocumentStartEvent):
            self._empty()
        if start.version or start.tags:
            self._say(_mark(start), "regels die met % beginnen worden niet gelezen.", "Haal die regel weg.")
        root = next(self._events)
        plain = self._node(root, ())
        next(self._events)
        after = next(self._events)
        if isinstance(after, yaml.DocumentStartEvent):
            self._say(
                _mark(after), "hier begint een tweede document.", "Zet één document in een bestand; haal '---' weg."
            )
        elif plain is None and isinstance(root, yaml.ScalarEvent):
            self._empty()
        return plain

    def _empty(self) -> None:
        """Stop, because there is nothing to read; an earlier problem is told instead."""
        if not self._problems:
            self._say(Mark(1, 1), "het bestand is leeg.")
        raise _Stop

    def _node(self, event: _Event, path: Path) -> object:
        """Read the value that begins with this event, whatever it is."""
        self._marks[path] = _mark(event)
        if len(path) > DEEPEST:
            self._say(_mark(event), f"dit is dieper genest dan {DEEPEST} lagen.", "Schrijf het platter.")
            raise _Stop
        if isinstance(event, yaml.AliasEvent):
            self._say(_mark(event), f"een verwijzing (*{event.anchor}) wordt niet gelezen.", _QUOTE)
            return None
        self._refuse_decoration(event)
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(path)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(path)
        return self._scalar(event)

    def _refuse_decoration(self, event: _Event) -> None:
        """Note an anchor or a tag on a node; the node itself is read as if it were not there."""
        anchor, tag = getattr(event, "anchor", None), getattr(event, "tag", None)
        if anchor is not None:
            self._say(_mark(event), f"een anker (&{anchor}) wordt niet gelezen.", _QUOTE)
        if tag is not None:
            self._say(_mark(event), f"een type-aanduiding ({tag}) wordt niet gelezen.", _QUOTE)

    def _scalar(self, event: _Event) -> str | None:
        """Read a scalar as the text it is; a plain scalar without any text is None."""
        value = str(event.value)
        if _SURROGATE.search(value):
            self._say(
                _mark(event), "hier staat een half teken (een \\u-code zonder de andere helft).", "Schrijf het zelf."
            )
        return None if value == "" and _is_plain(event) else value

    def _sequence(self, path: Path) -> list[object]:
        """Read the items of a list."""
        items: list[object] = []
        for event in self._events:
            if isinstance(event, yaml.SequenceEndEvent):
                break
            items.append(self._node(event, (*path, len(items))))
        return items

    def _mapping(self, path: Path) -> dict[str, object]:
        """Read the keys and values of a block; of a key that is there twice the first value counts."""
        block: dict[str, object] = {}
        for event in self._events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            key = self._key(event, path)
            first = self._key_marks.get((*path, key))
            if key in block and first is not None:
                self._say(
                    _mark(event),
                    f"de sleutel '{key}' staat er twee keer; eerst op regel {first.line}, kolom {first.column}.",
                    "Houd er één.",
                )
            else:
                self._key_marks[*path, key] = _mark(event)
            block.setdefault(key, self._node(next(self._events), (*path, key)))
        return block

    def _key(self, event: _Event, path: Path) -> str:
        """Read a key; what is no text is noted, and gets a name that no file can hold, so that reading goes on."""
        mark = _mark(event)
        nameless = f"\0{mark.line}:{mark.column}"
        if not isinstance(event, yaml.ScalarEvent):
            self._node(event, (*path, nameless))
            if not isinstance(event, yaml.AliasEvent):
                self._say(mark, "een blok of lijst kan geen sleutel zijn.", "Gebruik een tekst als sleutel.")
            return nameless
        self._refuse_decoration(event)
        key = self._scalar(event)
        if key is None:
            self._say(
                mark, "hier ontbreekt de sleutel voor de dubbele punt.", "Schrijf een sleutel, of haal de regel weg."
            )
            return nameless
        if key == "<<" and _is_plain(event):
            self._say(mark, "samenvoegen met '<<' wordt niet gelezen.", "Schrijf de sleutels hier voluit.")
            return nameless
        return key

    def _say(self, mark: Mark, what: str, remedy: str = "") -> None:
        """Note one problem; after the first hundred the rest would help nobody."""
        self._problems.append(Problem(what, Place(self._file, mark.line, mark.column), remedy))
        if len(self._problems) >= MOST_PROBLEMS:
            raise _Stop


def _mark(event: _Event) -> Mark:
    """Give the position where an event starts, counted from 1."""
    return Mark(event.start_mark.line + 1, event.start_mark.column + 1)


def _is_plain(event: _Event) -> bool:
    """Tell whether a scalar was written without quotes."""
    return not event.style
