"""The editions, the made-up values and the worked examples that the specification runs on."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import zorginkoop
from zorginkoop.kernel.compile import Installation
from zorginkoop.kernel.errors import InputWrong
from zorginkoop.policies.examples import Example, find_examples
from zorginkoop.policies.loading import EditionFolder, find_editions, load_installation

VALUES = Path(zorginkoop.__file__).parent / "rehearsal" / "waarden" / "repetitie.yaml"
EDITIONS = find_editions()


@cache
def installation() -> Installation:
    """Give the values of the rehearsal: what the policies need and do not say."""
    return load_installation(VALUES if VALUES.is_file() else None)


@cache
def examples_of(edition: EditionFolder) -> tuple[Example, ...]:
    """Give every case of an edition; none when its files cannot be read, which is a test of its own."""
    try:
        return find_examples(edition)
    except InputWrong:
        return ()


def every_example() -> list[Example]:
    """Give every case of every edition."""
    return [example for edition in EDITIONS for example in examples_of(edition)]
