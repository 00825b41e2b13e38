"""Who works where, and what they and their organisations are registered as."""

from __future__ import annotations

from zorginkoop.tables import common
from zorginkoop.tables.vocabulary import AGB, Column, Kind, Reference, Table, When

PERSONEN = Table(
    "personen",
    "Wie bij welke aanbieder werkt. Wie bij twee aanbieders werkt, heeft twee rijen.",
    ("aanbieder", "persoon"),
    (
        common.AANBIEDER,
        Column("persoon", Kind.CODE, required=True, shape=AGB, description="De AGB-code van de persoon."),
        Column("naam", Kind.TEXT, required=True, description="De naam van de persoon."),
        Column(
            "beroep",
            Kind.CODE,
            required=True,
            description="Het beroep, bijvoorbeeld fysiotherapeut, kraamverzorgende of medisch_specialist.",
        ),
        Column(
            "dienstverband",
            Kind.CHOICE,
            required=False,
            choices=("loondienst", "zzp", "inhuur"),
            description="Hoe de persoon aan de aanbieder verbonden is.",
        ),
        Column("uren_hier", Kind.DECIMAL, required=False, description="Uren per week bij deze aanbieder."),
        common.GELDIG_VAN,
        common.GELDIG_TOT,
        common.BRON,
        common.BEKEND_SINDS,
    ),
    references=(common.TO_PROVIDER,),
    period=common.VALIDITY,
)

REGISTRATIES = Table(
    "registraties",
    "Inschrijvingen van een aanbieder of een persoon in een register, met de aantekening als die er is.",
    ("houder_soort", "houder", "register", "aantekening", "geldig_van", "bekend_sinds"),
    (
        Column(
            "houder_soort",
            Kind.CHOICE,
            required=True,
            choices=("aanbieder", "persoon"),
            description="Of de inschrijving van een aanbieder of van een persoon is.",
        ),
        Column(
            "houder", Kind.CODE, required=True, shape=AGB, description="De AGB-code van de aanbieder of de persoon."
        ),
        Column(
            "register",
            Kind.CODE,
            required=True,
            description="Het register of keurmerk, zoals het inkoopbeleid het noemt.",
        ),
        Column(
            "aantekening", Kind.CODE, required=False, description="De aantekening of verbijzondering in dat register."
        ),
        Column("nummer", Kind.TEXT, required=False, description="Het nummer van de inschrijving."),
        common.GELDIG_VAN,
        common.GELDIG_TOT,
        common.BRON,
        common.BEKEND_SINDS,
    ),
    references=(
        Reference(("houder",), "aanbieders", ("agb_code",), When("houder_soort", "aanbieder")),
        Reference(("houder",), "personen", ("persoon",), When("houder_soort", "persoon")),
    ),
    period=common.VALIDITY,
)
