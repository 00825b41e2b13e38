"""The words that a layer of contract status is written with: its kind, what it says of a day, and which day decides."""

from __future__ import annotations

from enum import StrEnum


class LayerKind(StrEnum):
    """What a layer is about."""

    BASE = "basis"
    ENDORSEMENT = "aantekening"
    NETWORK = "netwerk"
    REGION = "regio"
    PART = "onderdeel"
    PERSON = "persoon"
    PROGRAMME = "programma"
    PRICE_LIST = "prijslijst"


class LayerStatus(StrEnum):
    """What holds on a day; a layer itself may only say the two kinds of no."""

    CONTRACTED = "gecontracteerd"
    NOT_CONTRACTED = "niet_gecontracteerd"
    OUTSIDE = "buiten_overeenkomst"
    UNKNOWN = "onbekend"


class ReferenceDateRule(StrEnum):
    """Which day of a service decides its contract status and its tariff."""

    CARE = "dag_van_zorg"
    BIRTH = "bevalling"
    OPENING = "opening_zorgproduct"
