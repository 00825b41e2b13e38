"""What is known of providers and people: evidence, indexes, and every other fact."""

from __future__ import annotations

from zorginkoop.tables import common
from zorginkoop.tables.vocabulary import AGB, AGB_OR_ROW, Column, Kind, Reference, Table, When

BEWIJSSTUKKEN = Table(
    "bewijsstukken",
    "Wat een aanbieder als bewijs heeft ingeleverd, en hoe dat is beoordeeld.",
    ("aanbieder", "feit", "ingeleverd_op"),
    (
        common.AANBIEDER,
        Column("feit", Kind.CODE, required=True, description="Het feit dat het stuk bewijst."),
        Column("ingeleverd_op", Kind.MOMENT, required=True, description="Wanneer het stuk is ontvangen."),
        Column(
            "geldig_tot",
            Kind.DATE,
            required=False,
            description="De laatste dag waarop het stuk iets bewijst, die dag meegerekend.",
        ),
        Column(
            "oordeel",
            Kind.CHOICE,
            required=True,
            choices=("goed", "afgekeurd", "niet_beoordeeld"),
            description="Wat de inkoper van het stuk vindt.",
        ),
        Column(
            "grond",
            Kind.TEXT,
            required=False,
            required_when=When("oordeel", "afgekeurd"),
            description="Waarom het stuk is afgekeurd, zoals de aanbieder het te lezen krijgt.",
        ),
        Column("beoordeeld_op", Kind.MOMENT, required=False, description="Wanneer het stuk is beoordeeld."),
    ),
    references=(common.TO_PROVIDER,),
)

INDEXEN = Table(
    "indexen",
    "Behandelindexen per jaar en versie.",
    ("aanbieder", "soort", "jaar", "versie", "bewerking"),
    (
        common.AANBIEDER,
        Column("soort", Kind.CHOICE, required=True, choices=("behandelindex",), description="Welke index het is."),
        common.JAAR,
        Column(
            "versie", Kind.WHOLE, required=True, limits=(1, 3), description="De versie van de aanlevering: 1, 2 of 3."
        ),
        Column(
            "bewerking",
            Kind.CHOICE,
            required=True,
            choices=("ruw", "gecorrigeerd"),
            description="Of de waarde voor kenmerken van patiënten is gecorrigeerd.",
        ),
        Column("waarde", Kind.DECIMAL, required=True, description="De index; 100 is het landelijk gemiddelde."),
        Column(
            "aantal_patienten",
            Kind.WHOLE,
            required=False,
            limits=(0, 1_000_000_000),
            description="Over hoeveel patiënten.",
        ),
        common.BRON,
        common.BEKEND_SINDS,
    ),
    references=(common.TO_PROVIDER,),
)

FEITEN = Table(
    "feiten",
    "Alle andere feiten. Welke feiten een inkoopbeleid gebruikt, en van welk type ze zijn, zegt dat beleid zelf.",
    ("onderwerp", "id", "aanbieder", "feit", "zorggroep", "jaar", "geldig_van", "bekend_sinds"),
    (
        Column(
            "onderwerp",
            Kind.CHOICE,
            required=True,
            choices=("aanbieder", "persoon", "rij"),
            description="Of het feit over een aanbieder, over een persoon of over een rij van de tabel rijen gaat.",
        ),
        Column(
            "id",
            Kind.CODE,
            required=True,
            shape=AGB_OR_ROW,
            description="De AGB-code van de aanbieder of de persoon, of de rij.",
        ),
        Column(
            "aanbieder",
            Kind.CODE,
            required=False,
            shape=AGB,
            required_when=When("onderwerp", "persoon"),
            description="Bij een persoon of een rij: de AGB-code van de aanbieder waarbij het feit geldt.",
        ),
        Column("feit", Kind.CODE, required=True, description="De naam van het feit in het inkoopbeleid."),
        Column(
            "zorggroep",
            Kind.CODE,
            required=False,
            description="Voor welk beleid het is gevraagd of vastgesteld, zoals paramedische_zorg; leeg: voor elk.",
        ),
        Column(
            "jaar",
            Kind.WHOLE,
            required=False,
            limits=common.YEARS,
            description="Bij een feit per jaar: over welk jaar.",
        ),
        Column(
            "waarde",
            Kind.TEXT,
            required=True,
            description="De waarde: ja of nee, een getal met een punt, een datum, een code, of codes met een spatie "
            "ertussen. Het woord onbekend zegt dat het gevraagd is en niet bekend; het woord leeg dat er geen enkele "
            "code is.",
        ),
        common.BRON,
        common.SINCE_EVER,
        common.GELDIG_TOT,
        common.BEKEND_SINDS,
    ),
    references=(
        Reference(("id",), "aanbieders", ("agb_code",), When("onderwerp", "aanbieder")),
        Reference(("aanbieder", "id"), "personen", ("aanbieder", "persoon"), When("onderwerp", "persoon")),
        Reference(("aanbieder", "id"), "rijen", ("aanbieder", "rij"), When("onderwerp", "rij")),
    ),
    period=common.VALIDITY,
)

RIJEN = Table(
    "rijen",
    "Wat verder bij een aanbieder hoort en een eigen rij is, zoals de partijen van een verband. Wat er van een rij "
    "bekend is, staat in feiten.",
    ("aanbieder", "rij"),
    (
        common.AANBIEDER,
        Column("rij", Kind.CODE, required=True, shape=AGB_OR_ROW, description="De naam van de rij, vrij te kiezen."),
        Column(
            "relatie", Kind.CODE, required=True, description="Bij welke rijen zij hoort, zoals het beleid die noemt."
        ),
        common.SINCE_EVER,
        common.GELDIG_TOT,
        common.BRON,
        common.BEKEND_SINDS,
    ),
    references=(common.TO_PROVIDER,),
    period=common.VALIDITY,
)
