"""Readings of which an option that was not chosen reads otherwise: nothing follows from it until it is chosen."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping

from zorginkoop.kernel.compile import Installation, LoadedEdition
from zorginkoop.kernel.language import ReadingSource
from zorginkoop.policies.loading import EditionFolder, texts_of
from zorginkoop.policies.readings import KEY

Options = Counter[tuple[str, str]]  # a reading, and what one of its other options says


def changed_unchosen(
    old: tuple[EditionFolder, LoadedEdition], new: tuple[EditionFolder, LoadedEdition], installation: Installation
) -> tuple[str, ...]:
    """Name the readings of both editions of which some option that was not chosen says something else."""
    before, after = (_options(folder, edition, installation) for folder, edition in (old, new))
    differing = {name for name, _ in ((before - after) + (after - before))}
    return tuple(name for name in new[1].vocabulary.lezingen if name in differing)


def _options(folder: EditionFolder, edition: LoadedEdition, installation: Installation) -> Options:
    declared = edition.vocabulary.lezingen
    chosen = {name: installation.readings.get(name, reading.kies) for name, reading in declared.items()}
    texts = texts_of(folder)
    found: Options = Counter()
    for document in (texts.own, *texts.modules.values()):
        found.update(_spots(document.plain, declared, chosen))
    return found


def _spots(
    value: object, declared: Mapping[str, ReadingSource], chosen: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    """Walk the spots that can be read in more than one way, with what the options say that were not chosen."""
    if isinstance(value, dict):
        name = str(value.get(KEY, ""))
        options = declared[name].opties if name in declared else {}
        for key, inner in value.items():
            if key in options and key != chosen[name]:
                yield name, json.dumps([key, inner], sort_keys=True)
            yield from _spots(inner, declared, chosen)
    elif isinstance(value, list):
        for inner in value:
            yield from _spots(inner, declared, chosen)
