"""Who there is: providers, their locations, and the groups they act in."""

from __future__ import annotations

from zorginkoop.tables import common
from zorginkoop.tables.vocabulary import AGB, EMAIL, KVK, POSTCODE, Column, Kind, Reference, Table

POSTCODE_COLUMN = Column(
    "postcode", Kind.CODE, required=False, shape=POSTCODE, description="De postcode van het adres."
)
GROUP_CODE = "De code van de groep, vrij te kiezen."

AANBIEDERS = Table(
    "aanbieders",
    "Elke aanbieder met wie een overeenkomst kan bestaan: één rij per AGB-code van de praktijk of instelling.",
    ("agb_code",),
    (
        Column(
            "agb_code", Kind.CODE, required=True, shape=AGB, description="De AGB-code van de praktijk of instelling."
        ),
        Column("naam", Kind.TEXT, required=True, description="De naam zoals die in brieven staat."),
        Column(
            "soort",
            Kind.CHOICE,
            required=True,
            choices=("praktijk", "kraamzorgorganisatie", "instelling", "apotheek", "overig"),
            description="Wat voor aanbieder het is.",
        ),
        Column("kvk_nummer", Kind.CODE, required=False, shape=KVK, description="Het nummer in het handelsregister."),
        Column(
            "email_vecozo",
            Kind.CODE,
            required=False,
            shape=EMAIL,
            description="Het e-mailadres dat bij VECOZO bekend is.",
        ),
        POSTCODE_COLUMN,
        common.PLAATS,
        Column(
            "rechtsvoorganger",
            Kind.CODE,
            required=False,
            shape=AGB,
            description="De AGB-code van de aanbieder die deze heeft opgevolgd; index en historie gaan mee over.",
        ),
        Column(
            "groep",
            Kind.CODE,
            required=False,
            description="De groep waarin de aanbieder optreedt; die staat in groepen.",
        ),
        common.BRON,
        common.BEKEND_SINDS,
    ),
    references=(Reference(("groep",), "groepen", ("groep",)),),
)

VESTIGINGEN = Table(
    "vestigingen",
    "De adressen waar een aanbieder zorg geeft.",
    ("agb_code",),
    (
        Column("agb_code", Kind.CODE, required=True, shape=AGB, description="De AGB-code van de vestiging."),
        common.AANBIEDER,
        Column("naam", Kind.TEXT, required=True, description="De naam van de vestiging."),
        POSTCODE_COLUMN,
        common.PLAATS,
        common.GELDIG_VAN,
        common.GELDIG_TOT,
        common.BRON,
        common.BEKEND_SINDS,
    ),
    references=(common.TO_PROVIDER,),
    period=common.VALIDITY,
)

GROEPEN = Table(
    "groepen",
    "Groepen van aanbieders die samen optreden, zoals een samenwerkingsverband of een formule van apotheken.",
    ("groep",),
    (
        Column("groep", Kind.CODE, required=True, description=GROUP_CODE),
        Column("naam", Kind.TEXT, required=True, description="De naam van de groep."),
        Column("vertegenwoordiger", Kind.TEXT, required=False, description="Wie namens de groep spreekt en tekent."),
    ),
)

GROEPSLEDEN = Table(
    "groepsleden",
    "Welke aanbieder wanneer lid van een groep is.",
    ("groep", "aanbieder", "van"),
    (
        Column("groep", Kind.CODE, required=True, description="De groep; die staat in groepen."),
        common.AANBIEDER,
        common.VAN,
        common.TOT_EN_MET,
    ),
    references=(Reference(("groep",), "groepen", ("groep",)), common.TO_PROVIDER),
    period=common.TERM,
)
