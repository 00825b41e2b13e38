"""What the API answers: names in camelCase, days as dates, moments with their time zone."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from ninja import Schema
from pydantic import ConfigDict, Field
from pydantic.alias_generators import to_camel


class Answer(Schema):
    """Every answer is written in camelCase."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True)


class Origin(Answer):
    """Where something comes from, and since when it is known."""

    source: str = Field(description="Which register or file it comes from.")
    known_since: date = Field(description="The day on which the purchaser knew it.")


class ProviderAnswer(Origin):
    """A provider with whom an agreement can exist."""

    id: UUID = Field(description="The id of the provider here; never used again for another.")
    agb_code: str = Field(description="The AGB code of the practice or institution.")
    name: str
    kind: str
    kvk_number: str
    postcode: str
    place: str


class LocationAnswer(Origin):
    """An address where a provider gives care."""

    agb_code: str
    name: str
    postcode: str
    place: str
    valid_from: date
    valid_until: date | None = Field(description="The last day, which still counts; null: until further notice.")


class AgreementAnswer(Answer):
    """A concluded agreement."""

    number: str
    insurer: str
    label: str
    product_type: str
    care_type: str
    variant: str
    concluded_on: date | None
    valid_from: date
    valid_until: date | None


class StatusAnswer(Answer):
    """One stretch of days of one layer, with why."""

    care_type: str
    insurer: str
    label: str
    product_type: str
    contract_year: int
    layer: str
    care: str
    first: date | None = Field(description="The first day; null: as long as is known.")
    last: date | None = Field(description="The last day, which still counts; null: open.")
    status: str
    reasons: list[dict[str, Any]]
    computed_at: datetime


class PlaceAnswer(Answer):
    """A published address of the care finder."""

    provider_id: UUID
    provider_name: str
    location_name: str
    postcode4: str
    place: str
    care_type: str
    insurer: str
    label: str
    product_type: str
    contract_year: int
    status: str
    first: date | None
    last: date | None
    as_of: date


class ProblemAnswer(Answer):
    """What went wrong, by RFC 9457."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str = ""
    errors: list[dict[str, str]] = []


class ProviderPage(Answer):
    """A page of providers."""

    items: list[ProviderAnswer]
    next: str | None = Field(description="The address of the next page; null on the last.")


class PlacePage(Answer):
    """A page of published places."""

    items: list[PlaceAnswer]
    next: str | None = Field(description="The address of the next page; null on the last.")


class ProvidersAsked(Answer):
    """Which providers somebody asks for."""

    agb_code: str | None = Field(None, pattern="^[0-9]{8}$", description="Only the provider with this AGB code.")
    after: int = Field(0, ge=0, le=2**62, description="Give what comes after this number; taken from `next`.")


class PlacesAsked(Answer):
    """Which published places somebody asks for."""

    care_type: str | None = Field(None, max_length=60, pattern="^[a-z0-9_]+$")
    contract_year: int | None = Field(None, ge=1990, le=2199)
    after: int = Field(0, ge=0, le=2**62, description="Give what comes after this number; taken from `next`.")


class StatusAsked(Answer):
    """As on which day somebody asks for the contract status."""

    on: date | None = Field(None, description="Only the stretches that hold this day.")
