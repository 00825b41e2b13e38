"""How big a rehearsal is, and how its providers divide over the kinds of care."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from types import MappingProxyType
from typing import Final


class Size(IntEnum):
    """The sizes with a name: the number of providers."""

    SMALL = 2_000
    MEDIUM = 10_000
    LARGE = 60_000


LARGEST: Final = 100_000  # more than this, and the made-up codes of six digits run out


@dataclass(frozen=True, slots=True)
class Magnitude:
    """How many organisations a country has of a kind of care, and where that number comes from."""

    number: int
    source: str = "assumed"


PHYSIOTHERAPY: Final = "fysiotherapie"
MATERNITY: Final = "kraamzorg"
INSTITUTIONS: Final = "categorale instellingen"

# how many there are in a country; a region has them in the same proportions
MAGNITUDES: Final[Mapping[str, Magnitude]] = MappingProxyType(
    {
        PHYSIOTHERAPY: Magnitude(10_000, "10.039 main or single establishments in the trade register, marktdata 2018"),
        "logopedie": Magnitude(2_300),
        "dietetiek": Magnitude(2_200),
        "preventieve_voetzorg": Magnitude(1_300),
        "oefentherapie": Magnitude(1_200),
        "ergotherapie": Magnitude(1_100),
        "huidtherapie": Magnitude(700),
        "gli": Magnitude(600),
        "instellingen": Magnitude(300),
        "valpreventie": Magnitude(300),
        "ziekenhuizen": Magnitude(70),
        "toezicht": Magnitude(60),
        "parkinsonnet_adz": Magnitude(40),
        "farmaceutische_zorg": Magnitude(2_257, "1.975 pharmacies (SFK 2023) and 282 dispensing doctors (Nivel 2023)"),
        "verloskundige_zorg": Magnitude(585, "585 practices in 2020, Zorginzicht"),
        "prenatale_screening": Magnitude(100),
        "geboortecentrum": Magnitude(60),
        "toeslag_verminderde_beschikbaarheid": Magnitude(30),
        MATERNITY: Magnitude(600),
        "vervoersregie": Magnitude(900),
        INSTITUTIONS: Magnitude(300),
    }
)

# of these a small region has more than their proportion, so that every case of them still occurs: up to so many, and
# never more than this share of the region
AT_LEAST: Final[Mapping[str, tuple[int, float]]] = MappingProxyType(
    {PHYSIOTHERAPY: (1_000, 0.5), MATERNITY: (140, 0.07), INSTITUTIONS: (160, 0.08)}
)


@dataclass(frozen=True, slots=True)
class Counts:
    """How many providers there are of the kinds with shares of their own, and how many are made from cases."""

    practices: int
    maternity: int
    institutions: int
    cases: int


def share_of(kind: str) -> float:
    """Give the share that a kind of care has among all providers."""
    return MAGNITUDES[kind].number / sum(one.number for one in MAGNITUDES.values())


def counts_of(size: int) -> Counts:
    """Divide providers in the proportions of the country; what is left is made from cases."""
    practices, maternity, institutions = (_at_least(kind, size) for kind in (PHYSIOTHERAPY, MATERNITY, INSTITUTIONS))
    return Counts(practices, maternity, institutions, size - practices - maternity - institutions)


def number_of(kind: str, size: int) -> int:
    """Tell about how many providers of a kind of care a region of a size has."""
    counts = counts_of(size)
    exact = {PHYSIOTHERAPY: counts.practices, MATERNITY: counts.maternity, INSTITUTIONS: counts.institutions}
    if kind in exact:
        return exact[kind]
    from_cases = sum(share_of(name) for name in MAGNITUDES if name not in exact)
    return round(share_of(kind) / from_cases * counts.cases)


def _at_least(kind: str, size: int) -> int:
    least, most = AT_LEAST[kind]
    return max(round(share_of(kind) * size), min(least, round(most * size)))
