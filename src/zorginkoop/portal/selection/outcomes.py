"""Everybody's outcome of a selection as one file with one hash: each condition of everyone, also of who was left out.

The lists of the site hold of each provider what they filter by. What every condition came to, for everybody, stands in
this file alone, in the canonical form: a head that names the rules, the values and the tables by their hashes, and a
line for each provider. Only a job loads this.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from zorginkoop.columns.assess import RegisterOutcome
from zorginkoop.kernel.canonical import canonical
from zorginkoop.kernel.states import NAMES
from zorginkoop.portal.editions.compiled import installation
from zorginkoop.portal.selection.models import Run

_ZERO = ord("0")
_LINE = "AGB-code, nummer van de route, nummer van de uitkomst, variant, stand van elke voorwaarde"


def whole(run: Run, outcome: RegisterOutcome, tables: str) -> bytes:
    """Write the outcome of everybody in the canonical form; `tables` is the hash of what was judged, with the rules."""
    agreement, season = outcome.agreement, run.agreement.season
    head = {
        "overeenkomst": run.agreement.name,
        "uitgave": season.edition,
        "uitgave_hash": season.edition_hash,
        "waarden_hash": installation().content_hash,
        "gegevens_hash": tables,
        "peildatum": run.on.isoformat(),
        "bekend": run.known.isoformat(),
        "regel": _LINE,
        "standen": [NAMES[state] for state in sorted(NAMES)],
        "voorwaarden": [criterion.id for criterion in agreement.criteria],
        "routes": ["", *(route.id for route in agreement.routes)],
        "uitkomsten": list(outcome.result_names),
    }
    return canonical({"kop": head, "aanbieders": sorted(_lines(outcome))})


def _lines(outcome: RegisterOutcome) -> Iterator[str]:
    """Write for everybody: its code, the number of its route and of its result, its variant, each condition's state."""
    letters = (outcome.states + np.uint8(_ZERO)).T.copy()
    rows = zip(outcome.ids, outcome.routes, outcome.results, outcome.variant_texts(), letters, strict=True)
    for agb, route, result, variant, states in rows:
        yield f"{agb} {route} {result} {variant or '-'} {states.tobytes().decode('ascii') or '-'}"
