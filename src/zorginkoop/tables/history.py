"""What was agreed, decided and done before."""

from __future__ import annotations

from zorginkoop.tables import common
from zorginkoop.tables.vocabulary import Column, Kind, Table

OVEREENKOMSTEN = Table(
    "overeenkomsten",
    "Gesloten overeenkomsten, ook die van eerdere jaren.",
    ("nummer",),
    (
        Column("nummer", Kind.CODE, required=True, description="Het nummer van de overeenkomst."),
        common.AANBIEDER,
        common.VERZEKERAAR,
        Column("label", Kind.CODE, required=False, description="Het label van de verzekeraar; leeg: alle labels."),
        Column("polisvorm", Kind.CODE, required=False, description="De polisvorm; leeg: alle polisvormen."),
        common.ZORGSOORT,
        Column("variant", Kind.CODE, required=False, description="De variant van de overeenkomst, bijvoorbeeld A."),
        Column(
            "gesloten_op",
            Kind.DATE,
            required=False,
            description="De dag van de laatste handtekening; pas vanaf die dag telt de overeenkomst mee.",
        ),
        common.VAN,
        common.TOT_EN_MET,
        common.BRON,
    ),
    references=(common.TO_PROVIDER,),
    period=common.TERM,
)

BESLUITEN = Table(
    "besluiten",
    "Wat een mens heeft beslist, zoals een toegekende uitzondering. Een besluit telt als feit, met de grond erbij.",
    ("aanbieder", "verzekeraar", "zorgsoort", "jaar", "feit", "besloten_op"),
    (
        common.AANBIEDER,
        common.VERZEKERAAR,
        common.ZORGSOORT,
        common.CONTRACTJAAR,
        Column("feit", Kind.CODE, required=True, description="Het feit waarover is beslist."),
        Column("waarde", Kind.TEXT, required=True, description="De waarde die door het besluit geldt."),
        Column("grond", Kind.TEXT, required=True, description="Waarom zo is beslist."),
        Column("besloten_door", Kind.TEXT, required=True, description="Wie heeft beslist."),
        Column("besloten_op", Kind.MOMENT, required=True, description="Wanneer is beslist."),
    ),
    references=(common.TO_PROVIDER,),
)

GEBEURTENISSEN = Table(
    "gebeurtenissen",
    "Wat wanneer is gebeurd in het seizoen van een aanbieder, zoals een ontvangen aanvraag.",
    ("aanbieder", "verzekeraar", "zorgsoort", "jaar", "gebeurtenis", "moment"),
    (
        common.AANBIEDER,
        common.VERZEKERAAR,
        common.ZORGSOORT,
        common.CONTRACTJAAR,
        Column(
            "gebeurtenis", Kind.CODE, required=True, description="De gebeurtenis, zoals het inkoopbeleid die noemt."
        ),
        Column("moment", Kind.MOMENT, required=True, description="Wanneer het gebeurde."),
    ),
    references=(common.TO_PROVIDER,),
)
