"""The three corners of the rehearsal: which edition judges which providers, as on which dates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

import numpy as np

from zorginkoop.columns.assess import RegisterJudge, RegisterOutcome
from zorginkoop.columns.from_tables import register_frame
from zorginkoop.formats.register import Register
from zorginkoop.kernel.compile import compile_agreement
from zorginkoop.kernel.tree import Agreement
from zorginkoop.policies.loading import edition_folder, load_edition, load_installation
from zorginkoop.rehearsal import VALUES_FILE
from zorginkoop.rehearsal.register import Size, make_register

SEED = 2026


@dataclass(frozen=True, slots=True)
class Corner:
    """One agreement, the kind of provider it is about, the date of its season, and dates on which more has happened."""

    edition: str
    agreement: str
    provider_kind: str
    season: date
    other_dates: tuple[date, ...]

    @property
    def dates(self) -> tuple[date, ...]:
        return (self.season, *self.other_dates)


PHYSIOTHERAPY = Corner(
    "paramedische_zorg/2026-2",
    "fysiotherapie",
    "praktijk",
    date(2025, 10, 20),
    (date(2025, 11, 20), date(2026, 3, 1)),
)
MATERNITY = Corner(
    "geboortezorg/2024-1",
    "kraamzorg",
    "kraamzorgorganisatie",
    date(2023, 10, 20),
    (date(2023, 10, 10), date(2023, 11, 20), date(2024, 2, 10), date(2025, 1, 15)),
)
INSTITUTIONS = Corner(
    "categorale_instellingen/2027-1",
    "medisch_specialistische_zorg",
    "instelling",
    date(2026, 9, 10),
    (date(2026, 11, 20),),
)
CORNERS = (PHYSIOTHERAPY, MATERNITY, INSTITUTIONS)


@cache
def compiled(corner: Corner) -> Agreement:
    """Compile the agreement of a corner with the rehearsal's values."""
    installation = load_installation(VALUES_FILE)
    edition = load_edition(edition_folder(corner.edition), installation)
    return compile_agreement(edition, corner.agreement, installation).agreement


@cache
def small_register() -> Register:
    """Make the small region that the tests look at."""
    return make_register(Size.SMALL, SEED)


@cache
def judged(corner: Corner, on: date) -> RegisterOutcome:
    """Judge the whole small region for one corner."""
    agreement = compiled(corner)
    return RegisterJudge(agreement).assess(register_frame(small_register().tables, agreement, on))


@cache
def own_providers(corner: Corner) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Flag the providers that the corner is about."""
    flags: np.ndarray[tuple[int], np.dtype[np.bool_]] = (
        small_register().tables["aanbieders"]["soort"] == corner.provider_kind
    ).to_numpy()
    return flags


def states_shown(corner: Corner, on: date, criterion: str) -> set[int]:
    """Give the states that a condition has among the corner's own providers."""
    return set(judged(corner, on).of_criterion(criterion)[own_providers(corner)].tolist())
