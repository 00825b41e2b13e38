"""Which field of which model holds each column of each table: said once, for every way in and out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models

from zorginkoop.portal.register.models import (
    Decision,
    Employment,
    Event,
    Evidence,
    Fact,
    Group,
    GroupMember,
    Index,
    Location,
    Provider,
    RecordedAgreement,
    Registration,
    Row,
)

PROVIDER_CODE = "provider__agb_code"  # how a row of another table names its provider
_ORIGIN = {"bron": "source", "bekend_sinds": "known_since"}
_VALIDITY = {"geldig_van": "valid_from", "geldig_tot": "valid_until"}
_OWN = {"aanbieder": PROVIDER_CODE}
_SEASON = {"verzekeraar": "insurer", "zorgsoort": "care_type", "jaar": "year"}


@dataclass(frozen=True, slots=True)
class Kept:
    """Where the rows of a table are kept: the model, and the field of each column in the order of the table."""

    model: type[models.Model]
    fields: Mapping[str, str]

    def field(self, column: str) -> models.Field[Any, Any]:
        """Give the field of the model that holds a column; of a provider's code the reference to the provider."""
        name = self.fields[column].partition("__")[0]
        found = self.model._meta.get_field(name)
        assert isinstance(found, models.Field)  # noqa: S101 - the mapping names fields and nothing else
        return found


KEPT: Mapping[str, Kept] = {
    "aanbieders": Kept(
        Provider,
        {
            "agb_code": "agb_code", "naam": "name", "soort": "kind", "kvk_nummer": "kvk_number",
            "email_vecozo": "vecozo_email", "postcode": "postcode", "plaats": "place",
            "rechtsvoorganger": "predecessor_agb", "groep": "group_code", **_ORIGIN,
        },
    ),
    "vestigingen": Kept(
        Location,
        {
            "agb_code": "agb_code", **_OWN, "naam": "name", "postcode": "postcode", "plaats": "place", **_VALIDITY,
            **_ORIGIN,
        },
    ),
    "personen": Kept(
        Employment,
        {
            **_OWN, "persoon": "person_agb", "naam": "name", "beroep": "profession", "dienstverband": "contract_form",
            "uren_hier": "hours_here", **_VALIDITY, **_ORIGIN,
        },
    ),
    "registraties": Kept(
        Registration,
        {
            "houder_soort": "holder_kind", "houder": "holder_agb", "register": "register", "aantekening": "endorsement",
            "nummer": "number", **_VALIDITY, **_ORIGIN,
        },
    ),
    "bewijsstukken": Kept(
        Evidence,
        {
            **_OWN, "feit": "fact", "ingeleverd_op": "handed_in_at", "geldig_tot": "valid_until", "oordeel": "verdict",
            "grond": "ground", "beoordeeld_op": "judged_at",
        },
    ),
    "indexen": Kept(
        Index,
        {
            **_OWN, "soort": "kind", "jaar": "year", "versie": "version", "bewerking": "treatment", "waarde": "value",
            "aantal_patienten": "patients", **_ORIGIN,
        },
    ),
    "overeenkomsten": Kept(
        RecordedAgreement,
        {
            "nummer": "number", **_OWN, "verzekeraar": "insurer", "label": "label", "polisvorm": "product_type",
            "zorgsoort": "care_type", "variant": "variant", "gesloten_op": "concluded_on", "van": "valid_from",
            "tot_en_met": "valid_until", "bron": "source",
        },
    ),
    "groepen": Kept(Group, {"groep": "code", "naam": "name", "vertegenwoordiger": "representative"}),
    "groepsleden": Kept(
        GroupMember, {"groep": "group_code", **_OWN, "van": "valid_from", "tot_en_met": "valid_until"}
    ),
    "rijen": Kept(Row, {**_OWN, "rij": "row", "relatie": "relation", **_VALIDITY, **_ORIGIN}),
    "feiten": Kept(
        Fact,
        {
            "onderwerp": "subject_kind", "id": "subject_id", **_OWN, "feit": "name", "zorggroep": "care_group",
            "jaar": "year", "waarde": "text", **_VALIDITY, **_ORIGIN,
        },
    ),
    "besluiten": Kept(
        Decision,
        {
            **_OWN, **_SEASON, "feit": "fact", "waarde": "text", "grond": "ground", "besloten_door": "decided_by",
            "besloten_op": "decided_at",
        },
    ),
    "gebeurtenissen": Kept(Event, {**_OWN, **_SEASON, "gebeurtenis": "name", "moment": "happened_at"}),
}  # fmt: skip
