"""The words of contract status: what a layer is about, what it says of a day and why, and which day decides."""

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


class Why(StrEnum):
    """What was the case where a layer says what it says."""

    IN_FORCE = "loopt"
    NOT_STARTED = "nog_niet_begonnen"
    ENDED = "afgelopen"
    TERM_UNKNOWN = "looptijd_onbekend"
    NO_AGREEMENT = "geen_overeenkomst"
    OTHER_CARE = "andere_zorg"
    OTHER_INSURER = "andere_verzekeraar"
    OTHER_LABEL = "ander_label"
    OTHER_PRODUCT = "andere_polisvorm"
    OTHER_LOCATION = "andere_vestiging"
    NOT_BOUGHT = "niet_ingekocht"
    HOLDS = "voldaan"
    FAILS = "niet_voldaan"
    OPEN = "niet_bekend"
    ROWS_UNKNOWN = "rijen_onbekend"
    NO_ROWS = "geen_rijen"
    ROW_ABSENT = "hoort_er_niet_bij"
    NOT_ASKED = "valt_er_niet_onder"
    NO_LAYER = "laag_geldt_niet"
    WHICH_ROW = "welke_rij"
    NO_DATE = "peildatum_ontbreekt"
    OUT_OF_WINDOW = "buiten_de_tabel"
