"""Measure a comparison of two editions: by node, and in meaning for all agreements, beside compiling both editions.

The newer edition is a copy of the older in which one limit is lower, so that one agreement has to be asked and the
others turn out to read the same.
"""

from __future__ import annotations

import shutil
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from measures import Measure, medians

import zorginkoop
from zorginkoop.kernel.compile import Installation, LoadedEdition, compile_agreement
from zorginkoop.policies.loading import EditionFolder, edition_folder, load_edition, load_installation
from zorginkoop.study.compare.comparison import Comparison, Read, compare_editions
from zorginkoop.study.compare.meaning import Direction, Verdict
from zorginkoop.study.compare.structure import changes_between

EDITION, AGREEMENT = "paramedische_zorg/2026-2", "fysiotherapie"
VALUES = Path(zorginkoop.__file__).parent / "rehearsal" / "waarden" / "repetitie.yaml"


def measures() -> list[Measure]:
    """Time comparing two loaded editions by node and in meaning, beside compiling their agreements."""
    installation = load_installation(VALUES)
    folder = edition_folder(EDITION)
    old = Read(folder, load_edition(folder, installation))
    with TemporaryDirectory() as place:
        new = _lowered(Path(place), folder, installation)
        check(compare_editions(old, new, installation))
        compiled, nodes, meaning = medians(
            [
                partial(_compiled, (old.edition, new.edition), installation),
                partial(changes_between, old.edition, new.edition),
                partial(compare_editions, old, new, installation),
            ],
            rounds=5,
        )
    beside = "compiling both editions"
    return [
        Measure("comparing two editions by node", nodes, beside, compiled),
        Measure("comparing two editions in meaning, words, dates and log", meaning, beside, compiled),
    ]


def _lowered(place: Path, folder: EditionFolder, installation: Installation) -> Read:
    """Copy an edition with a lower limit."""
    copy = place / EDITION
    shutil.copytree(folder.folder, copy)
    file = copy / "beleid.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("ten_hoogste: 150", "ten_hoogste: 140"), encoding="utf-8")
    lowered = edition_folder(str(copy))
    return Read(lowered, load_edition(lowered, installation))


def _compiled(editions: tuple[LoadedEdition, LoadedEdition], installation: Installation) -> None:
    for edition in editions:
        for agreement in edition.source.overeenkomsten:
            compile_agreement(edition, agreement, installation)


def check(comparison: Comparison) -> None:
    """Stop where the lower limit is not the one change, or is not found to be stricter."""
    differing = [one for one in comparison.meanings if one.verdict is not Verdict.SAME_RULES]
    found = [(one.agreement, one.sides.direction) for one in differing if one.sides]
    if len(comparison.changes) != 1 or set(found) != {(AGREEMENT, Direction.STRICTER)}:
        message = f"{len(comparison.changes)} changes, {found}"
        raise RuntimeError(message)
