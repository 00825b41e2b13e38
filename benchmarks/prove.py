"""Measure proving each edition over everybody who could exist, beside loading and compiling it: the least it takes."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from measures import Measure, medians

import zorginkoop
from zorginkoop.kernel.compile import Installation, compile_agreement
from zorginkoop.policies.loading import EditionFolder, find_editions, load_edition, load_installation
from zorginkoop.study.prove.edition import Proved, prove_edition

VALUES = Path(zorginkoop.__file__).parent / "rehearsal" / "waarden" / "repetitie.yaml"
ROUNDS = 3


def measures() -> list[Measure]:
    """Time proving every edition that has agreements, beside loading and compiling all of its agreements."""
    installation = load_installation(VALUES)
    found: list[Measure] = []
    for folder in find_editions():
        if not load_edition(folder, installation).source.overeenkomsten:
            continue
        proved = prove_edition(folder, installation)
        check(proved)
        seconds, least = medians(
            [partial(prove_edition, folder, installation), partial(_compiled, folder, installation)], ROUNDS
        )
        what = f"proving {folder.name}: {len(proved.agreements)} agreements, {proved.conditions} conditions"
        found.append(Measure(what, seconds, "loading and compiling it", least))
    return found


def _compiled(folder: EditionFolder, installation: Installation) -> None:
    edition = load_edition(folder, installation)
    for agreement in edition.source.overeenkomsten:
        compile_agreement(edition, agreement, installation)


def check(proved: Proved) -> None:
    """Stop where an edition that is timed is not in order: the time of a proof that was cut short says nothing."""
    if not proved.clean or set(proved.compiled) != set(proved.agreements):
        message = f"{proved.edition.name}: {[finding.key for finding in proved.open]}"
        raise RuntimeError(message)
