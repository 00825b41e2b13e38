"""Measure a what-if over a register: transitions and attribution, beside one judgement of that register.

One judgement lays the facts of every provider out from the tables and judges them, for the agreement that changes. The
what-if starts from there, with the changed editions loaded: what it adds is judging again what differs and attributing.
"""

from __future__ import annotations

from datetime import date
from functools import partial
from pathlib import Path

from measures import Measure, medians

import zorginkoop
from zorginkoop.columns.sources import AsOf
from zorginkoop.kernel.compile import Installation
from zorginkoop.kernel.tree import Phrase
from zorginkoop.policies.loading import edition_folder, load_edition, load_installation
from zorginkoop.rehearsal.register import make_register
from zorginkoop.study.season import Question, Season, judge_season, season_key
from zorginkoop.study.whatif.answer import answer
from zorginkoop.study.whatif.question import WhatIf, change_of_option
from zorginkoop.study.whatif.variants import Variants, variants_of

EDITION, AGREEMENT, ON = "paramedische_zorg/2026-2", "fysiotherapie", date(2025, 10, 15)
VALUES = Path(zorginkoop.__file__).parent / "rehearsal" / "waarden" / "repetitie.yaml"
PROVIDERS = 10_000
ONE = ("behandelindex=140",)
THREE = (*ONE, "fysiotherapie/verbijzonderd=40 %", "fysiotherapie/variant.2=A")


def measures(providers: int = PROVIDERS) -> list[Measure]:
    """Time a what-if with one change and with three, beside one judgement of the register that it is about."""
    installation = load_installation(VALUES)
    edition = load_edition(edition_folder(EDITION), installation)
    tables = make_register(providers, seed=1).tables
    question = Question(edition, installation, season_key(edition), AsOf.of(ON, None), (AGREEMENT,))
    season = judge_season(question, tables)
    asked = [_asked(options) for options in (ONE, THREE)]
    made = [_loaded(one, season) for one in asked]
    check(asked[0], season, made[0])
    judged, one, three, loaded = medians(
        [
            partial(judge_season, question, tables),
            partial(answer, asked[0], season, made[0]),
            partial(answer, asked[1], season, made[1]),
            partial(_variants, asked[0], season.installation),
        ],
        rounds=7,
    )
    beside = f"one judgement of {providers:,}"
    return [
        Measure("what-if, one change: transitions and attribution", one, beside, judged),
        Measure("what-if, three changes: transitions and attribution", three, beside, judged),
        Measure("  making and compiling the changed edition (once per change)", loaded),
    ]


def _asked(options: tuple[str, ...]) -> WhatIf:
    return WhatIf("bench", Phrase(), EDITION, tuple(map(change_of_option, options)))


def _variants(asked: WhatIf, installation: Installation) -> Variants:
    return variants_of(edition_folder(EDITION), installation, asked.changes, [AGREEMENT])


def _loaded(asked: WhatIf, season: Season) -> Variants:
    """Make the changed editions, and by answering once those with each change alone, so that both are loaded."""
    made = _variants(asked, season.installation)
    answer(asked, season, made)
    return made


def check(asked: WhatIf, season: Season, made: Variants) -> None:
    """Stop where a lower index moves nobody, or the movers do not add up."""
    (moves,) = answer(asked, season, made).agreements.values()
    attributed = sum(len(share.who) for share in moves.shares)
    if not 0 < attributed == len(moves.movers):
        message = f"{len(moves.movers)} movers, {attributed} attributed"
        raise SystemExit(message)
