"""Makes a whole register from a size and a seed: the same seed and size give the same tables, byte for byte.

    register = make_register(Size.SMALL, seed=2026)

Every share is written down, with where it comes from, in docs/rehearsal.md.
"""

from __future__ import annotations

from collections.abc import Callable

from zorginkoop.formats.register import Register
from zorginkoop.formats.register import make_register as register_of
from zorginkoop.rehearsal.cases import add_cases
from zorginkoop.rehearsal.institutions import add_institutions
from zorginkoop.rehearsal.maternity import add_maternity
from zorginkoop.rehearsal.practices import add_practices
from zorginkoop.rehearsal.sheets import Sheets
from zorginkoop.rehearsal.sizes import Size, counts_of

__all__ = ["Progress", "Size", "make_register"]

Progress = Callable[[str, int, int], None]  # what is being made, the number of the step, and of how many


def make_register(size: Size | int, seed: int, progress: Progress | None = None) -> Register:
    """Make a register of a number of providers from a seed."""
    counts = counts_of(size)
    sheets = Sheets()
    steps = (
        ("praktijken fysiotherapie", add_practices, counts.practices),
        ("organisaties voor kraamzorg", add_maternity, counts.maternity),
        ("categorale instellingen", add_institutions, counts.institutions),
        ("aanbieders uit voorbeelden", add_cases, counts.cases),
    )
    first = 0
    for number, (name, add, providers) in enumerate(steps, start=1):
        if progress:
            progress(name, number, len(steps) + 1)
        if providers:
            add(sheets, seed, first, providers)
        first += providers
    if progress:
        progress("tabellen", len(steps) + 1, len(steps) + 1)
    return register_of(sheets.frames())
