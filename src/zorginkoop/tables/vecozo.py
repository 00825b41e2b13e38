"""The files that go to and come from VECOZO's purchasing portal.

VECOZO publishes no file format for its purchasing portal: these columns are ours. An agreement of a provider is named
in every file by the same five columns.
"""

from __future__ import annotations

from typing import Final

from zorginkoop.tables import common
from zorginkoop.tables.vocabulary import AGB_OR_ROW, Column, Kind, Period, Reference, Shape, Table

SHA256: Final = Shape("sha256-hash", "[0-9a-f]{64}", "64 cijfers en letters van a tot en met f")
MOST_QUESTIONS: Final = 10_000
MOST_CENTS: Final = 10**13

ZORGGROEP: Final = Column(
    "zorggroep", Kind.CODE, required=True, description="Het inkoopbeleid, zoals paramedische_zorg."
)
OVEREENKOMST: Final = Column(
    "overeenkomst", Kind.CODE, required=True, description="De overeenkomst, zoals dat beleid die noemt (fysiotherapie)."
)
WHICH_AGREEMENT: Final = (common.VERZEKERAAR, ZORGGROEP, OVEREENKOMST, common.CONTRACTJAAR)
WHOSE_AGREEMENT: Final = (common.AANBIEDER, *WHICH_AGREEMENT)
AGREEMENT_KEY: Final = tuple(column.name for column in WHICH_AGREEMENT)
PROVIDER_KEY: Final = tuple(column.name for column in WHOSE_AGREEMENT)
TO_SELECTION: Final = Reference(PROVIDER_KEY, "selectie", PROVIDER_KEY)

SUBJECT: Final = Column(
    "onderwerp",
    Kind.CODE,
    required=True,
    description="Waarover de vraag gaat: aanbieder, of de soort rij waarvoor zij telkens opnieuw geldt (persoon).",
)
QUESTION: Final = Column("vraag", Kind.CODE, required=True, description="De naam van de vraag: het feit in het beleid.")

SELECTIE: Final = Table(
    "selectie",
    "Wie voor welke overeenkomst in VECOZO wordt benaderd.",
    PROVIDER_KEY,
    (
        *WHOSE_AGREEMENT,
        Column("naam", Kind.TEXT, required=True, description="De naam van de aanbieder zoals wij die kennen."),
        Column(
            "uitgave",
            Kind.CODE,
            required=True,
            description="De uitgave van het beleid (paramedische_zorg/2026-2).",
        ),
        Column(
            "route",
            Kind.CODE,
            required=False,
            description="De route van de selectie, zoals het beleid die noemt; leeg: buiten de selectie om.",
        ),
        Column(
            "kanaal",
            Kind.CODE,
            required=True,
            description="De plek in VECOZO, zoals het beleid die noemt: vecozo, of een eigen module of dossier.",
        ),
        Column(
            "eerst",
            Kind.CHOICE,
            required=True,
            choices=("vragenlijst", "overeenkomst", "prijslijst"),
            description="Wat de aanbieder als eerste krijgt.",
        ),
        Column(
            "open_vanaf", Kind.DATE, required=False, description="De eerste dag waarop het mag openstaan; leeg: meteen."
        ),
    ),
)

VRAGENLIJST: Final = Table(
    "vragenlijst",
    "De vragen van een overeenkomst, getrokken uit het inkoopbeleid; voor elke aanbieder dezelfde.",
    (*AGREEMENT_KEY, "onderwerp", "vraag"),
    (
        *WHICH_AGREEMENT,
        Column(
            "volgnummer",
            Kind.WHOLE,
            required=True,
            limits=(1, MOST_QUESTIONS),
            description="De plaats van de vraag in de lijst.",
        ),
        SUBJECT,
        QUESTION,
        Column("tekst", Kind.TEXT, required=True, description="Waar de vraag over gaat, in onze woorden."),
        Column(
            "soort_antwoord",
            Kind.CHOICE,
            required=True,
            choices=("ja_nee", "getal", "geld", "percentage", "datum", "moment", "periode", "code", "codes"),
            description="Wat een antwoord is.",
        ),
        Column("stap", Kind.DECIMAL, required=False, description="Bij een getal: in welke stappen."),
        Column("eenheid", Kind.TEXT, required=False, description="Bij een getal: waarin geteld wordt."),
        Column(
            "keuzes",
            Kind.TEXT,
            required=False,
            description="De codes waaruit gekozen wordt, met een spatie ertussen; leeg: elke code.",
        ),
        Column("bewijs_verplicht", Kind.YES_NO, required=True, description="Of bij ja een bewijsstuk hoort."),
        Column(
            "vindplaatsen",
            Kind.TEXT,
            required=False,
            description="De plaatsen in het beleid waarom het gevraagd wordt, met een spatie ertussen.",
        ),
    ),
)

OVEREENKOMST_AANBOD: Final = Table(
    "overeenkomst",
    "De overeenkomst die in de contracteermodule wordt aangeboden of vastgelegd.",
    PROVIDER_KEY,
    (
        *WHOSE_AGREEMENT,
        Column("nummer", Kind.CODE, required=True, description="Ons nummer van het aanbod."),
        Column("variant", Kind.CODE, required=False, description="De variant, bijvoorbeeld A; leeg: er is maar één."),
        Column("labels", Kind.TEXT, required=False, description="De labels, met een spatie ertussen; leeg: alle."),
        Column(
            "polisvormen", Kind.TEXT, required=False, description="De polisvormen, met een spatie ertussen; leeg: alle."
        ),
        common.VAN,
        common.TOT_EN_MET,
        Column(
            "administratief",
            Kind.YES_NO,
            required=True,
            description="Of zij elders is gesloten en hier alleen wordt vastgelegd; de aanbieder kan dan niet tekenen.",
        ),
        Column("document", Kind.TEXT, required=False, description="De naam van de PDF in de map stukken."),
        Column("sha256", Kind.CODE, required=False, shape=SHA256, description="De hash van die PDF."),
    ),
    references=(TO_SELECTION,),
    period=common.TERM,
)

PRIJSLIJST: Final = Table(
    "prijslijst",
    "De prijslijst die in de onderhandelmodule bij de overeenkomst hoort.",
    (*PROVIDER_KEY, "prestatie", "van"),
    (
        *WHOSE_AGREEMENT,
        Column("prestatie", Kind.CODE, required=True, description="De prestatiecode."),
        Column("omschrijving", Kind.TEXT, required=True, description="De prestatie in woorden."),
        Column(
            "tarief_in_centen",
            Kind.WHOLE,
            required=False,
            limits=(0, MOST_CENTS),
            description="Het tarief in hele centen (€ 12,50 is 1250); leeg: het prijspeil is nog niet afgesproken.",
        ),
        Column("eenheid", Kind.TEXT, required=False, description="Waarvoor het tarief geldt, zoals een zitting."),
        Column("onderhandelbaar", Kind.YES_NO, required=True, description="Of een tegenvoorstel mag."),
        common.VAN,
        common.TOT_EN_MET,
    ),
    references=(Reference(PROVIDER_KEY, "overeenkomst", PROVIDER_KEY),),
    period=common.TERM,
)

TERMIJNEN: Final = Table(
    "termijnen",
    "De termijnen van een aanbieder, uit de planning van het inkoopbeleid.",
    (*PROVIDER_KEY, "termijn"),
    (
        *WHOSE_AGREEMENT,
        Column("termijn", Kind.CODE, required=True, description="De naam van de termijn in het beleid."),
        Column("tekst", Kind.TEXT, required=True, description="Wat er moet gebeuren, in onze woorden."),
        Column(
            "wie", Kind.CODE, required=True, description="Wie het moet doen, zoals het beleid die noemt (aanbieder)."
        ),
        Column("eerste_dag", Kind.DATE, required=False, description="De eerste dag; leeg: geen, of nog niet bekend."),
        Column(
            "laatste_dag",
            Kind.DATE,
            required=False,
            description="De laatste dag, die dag meegerekend tot 24 uur; leeg: geen, of nog niet bekend.",
        ),
        Column(
            "in_woorden",
            Kind.TEXT,
            required=True,
            description="De termijn zoals wij die opschrijven, ook als die bij benadering is of nog ergens op wacht.",
        ),
    ),
    references=(TO_SELECTION,),
    period=Period("eerste_dag", "laatste_dag"),
)

STATUSSEN: Final = Table(
    "statussen",
    "Wat er in VECOZO met een stuk is gebeurd; elke stap is een rij.",
    (*PROVIDER_KEY, "stuk", "status", "moment", "door"),
    (
        *WHOSE_AGREEMENT,
        Column(
            "stuk",
            Kind.CHOICE,
            required=True,
            choices=("vragenlijst", "overeenkomst", "prijslijst"),
            description="Waarover de status gaat; de prijslijst heeft een eigen status.",
        ),
        Column(
            "status",
            Kind.CHOICE,
            required=True,
            choices=("verstuurd", "geopend", "ingevuld", "geaccepteerd", "geweigerd"),
            description="Wat er gebeurde; ingevuld is: ingevuld en bevestigd.",
        ),
        Column("moment", Kind.MOMENT, required=True, description="Wanneer dat was."),
        Column("door", Kind.TEXT, required=False, description="Wie het deed, zoals de tekenbevoegde die accepteerde."),
        Column("variant", Kind.CODE, required=False, description="De variant zoals VECOZO die kent."),
        Column(
            "sluit_op",
            Kind.DATE,
            required=False,
            description="De laatste dag voor dit stuk zoals die in VECOZO staat, die dag meegerekend.",
        ),
    ),
)

ANTWOORDEN: Final = Table(
    "antwoorden",
    "De antwoorden op de vragenlijst, zoals ze in VECOZO zijn bevestigd.",
    (*PROVIDER_KEY, "onderwerp", "rij", "vraag"),
    (
        *WHOSE_AGREEMENT,
        SUBJECT,
        Column(
            "rij",
            Kind.CODE,
            required=False,
            shape=AGB_OR_ROW,
            description="Over welke persoon (AGB-code) of andere rij het antwoord gaat; leeg: over de aanbieder.",
        ),
        QUESTION,
        Column(
            "waarde",
            Kind.TEXT,
            required=True,
            description="Het antwoord: ja of nee, een getal met een punt, een datum, een code, of codes met een spatie "
            "ertussen. Het woord leeg zegt dat er geen enkele code is.",
        ),
        Column("beantwoord_op", Kind.MOMENT, required=True, description="Wanneer de vragenlijst is bevestigd."),
    ),
)

BEWIJS: Final = Table(
    "bewijs",
    "De bewijsstukken bij de antwoorden; de stukken zelf staan in de map stukken.",
    (*PROVIDER_KEY, "onderwerp", "rij", "vraag", "bestand"),
    (
        *WHOSE_AGREEMENT,
        SUBJECT,
        Column(
            "rij",
            Kind.CODE,
            required=False,
            shape=AGB_OR_ROW,
            description="Over wie of welke rij het stuk gaat; leeg: de aanbieder.",
        ),
        QUESTION,
        Column("bestand", Kind.TEXT, required=True, description="De naam van het bestand in de map stukken."),
        Column("sha256", Kind.CODE, required=True, shape=SHA256, description="De hash van dat bestand."),
        Column("ingeleverd_op", Kind.MOMENT, required=True, description="Wanneer het stuk is ingeleverd."),
        common.GELDIG_TOT,
    ),
)

TO_VECOZO: Final = (SELECTIE, VRAGENLIJST, OVEREENKOMST_AANBOD, PRIJSLIJST, TERMIJNEN)
FROM_VECOZO: Final = (STATUSSEN, ANTWOORDEN, BEWIJS)
VECOZO_TABLES: Final = (*TO_VECOZO, *FROM_VECOZO)
