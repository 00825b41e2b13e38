"""Columns that many tables share, described once."""

from __future__ import annotations

from zorginkoop.tables.vocabulary import AGB, UZOVI, Column, Kind, Period, Reference

YEARS = (1990, 2199)

BRON = Column(
    "bron", Kind.TEXT, required=True, description="Waar het gegeven vandaan komt, bijvoorbeeld vektis of opgave."
)
BEKEND_SINDS = Column(
    "bekend_sinds",
    Kind.DATE,
    required=True,
    description="De dag waarop het gegeven bij de inkoper bekend werd; wat later bekend werd, telde eerder niet mee.",
)
AANBIEDER = Column("aanbieder", Kind.CODE, required=True, shape=AGB, description="De AGB-code van de aanbieder.")
VERZEKERAAR = Column(
    "verzekeraar", Kind.CODE, required=True, shape=UZOVI, description="Het UZOVI-nummer van de verzekeraar."
)
ZORGSOORT = Column(
    "zorgsoort",
    Kind.CODE,
    required=True,
    description="De zorgsoort, zoals het inkoopbeleid die noemt (fysiotherapie, kraamzorg).",
)
JAAR = Column("jaar", Kind.WHOLE, required=True, limits=YEARS, description="Het jaar waarover het gegeven gaat.")
CONTRACTJAAR = Column("jaar", Kind.WHOLE, required=True, limits=YEARS, description="Het contractjaar.")
PLAATS = Column("plaats", Kind.TEXT, required=False, description="De plaats van het adres.")

GELDIG_VAN = Column("geldig_van", Kind.DATE, required=True, description="De eerste dag waarop het geldt.")
GELDIG_TOT = Column(
    "geldig_tot",
    Kind.DATE,
    required=False,
    description="De laatste dag waarop het geldt, die dag meegerekend; leeg: tot nader order.",
)
VALIDITY = Period("geldig_van", "geldig_tot")
VAN = Column("van", Kind.DATE, required=True, description="De eerste dag.")
TOT_EN_MET = Column(
    "tot_en_met", Kind.DATE, required=False, description="De laatste dag, die dag meegerekend; leeg: tot nader order."
)
SINCE_EVER = Column(
    "geldig_van", Kind.DATE, required=False, description="De eerste dag waarop het geldt; leeg: zolang als bekend."
)
TERM = Period("van", "tot_en_met")

TO_PROVIDER = Reference(("aanbieder",), "aanbieders", ("agb_code",))
