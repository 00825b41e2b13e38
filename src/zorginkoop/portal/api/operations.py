"""The questions that another system may ask, all of them reading."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from http import HTTPStatus
from typing import TypeVar
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from ninja import Query, Router
from ninja.errors import HttpError

from zorginkoop.portal import clock
from zorginkoop.portal.api.keys import actor_of
from zorginkoop.portal.api.models import ApiKey
from zorginkoop.portal.api.schemas import (
    AgreementAnswer,
    Answer,
    LocationAnswer,
    PlacePage,
    PlacesAsked,
    ProblemAnswer,
    ProviderAnswer,
    ProviderPage,
    ProvidersAsked,
    StatusAnswer,
    StatusAsked,
)
from zorginkoop.portal.api.service import service
from zorginkoop.portal.audit.log import acting
from zorginkoop.portal.audit.reading import read
from zorginkoop.portal.places.models import PublishedPlace, StatusInterval
from zorginkoop.portal.register.models import Location, Provider, RecordedAgreement

router = Router(tags=["register"])
PAGE = 100
WRONG = {400: ProblemAnswer, 401: ProblemAnswer, 404: ProblemAnswer}
Row = TypeVar("Row", Provider, PublishedPlace)


class KeyedRequest(HttpRequest):
    """A request with the key it was made by."""

    auth: ApiKey


@router.get("/providers", response={200: ProviderPage, **WRONG}, by_alias=True, operation_id="listProviders")
def providers(request: KeyedRequest, asked: Query[ProvidersAsked]) -> dict[str, object]:
    """List the providers that the key may read, in a fixed order."""
    _refuse_unknown(request, ProvidersAsked)
    rows = _own(request)
    _note(request, "api.providers")
    if asked.agb_code:
        rows = rows.filter(agb_code=asked.agb_code)
    found, following = _page(rows, asked.after, "providers", {"agbCode": asked.agb_code})
    return {"items": [_provider(row) for row in found], "next": following}


@router.get("/providers/{id}", response={200: ProviderAnswer, **WRONG}, by_alias=True, operation_id="getProvider")
def provider(request: KeyedRequest, id: UUID) -> dict[str, object]:  # noqa: A002 - the name in the address
    """Give one provider."""
    _refuse_unknown(request)
    return _provider(_one(request, id))


@router.get(
    "/providers/{id}/locations",
    response={200: list[LocationAnswer], **WRONG},
    by_alias=True,
    operation_id="listLocations",
)
def locations(request: KeyedRequest, id: UUID) -> Iterable[Location]:  # noqa: A002 - the name in the address
    """Give the addresses of a provider, also those that have ended."""
    _refuse_unknown(request)
    return Location.objects.standing().filter(provider=_one(request, id)).order_by("agb_code")


@router.get(
    "/providers/{id}/agreements",
    response={200: list[AgreementAnswer], **WRONG},
    by_alias=True,
    operation_id="listAgreements",
)
def agreements(request: KeyedRequest, id: UUID) -> Iterable[RecordedAgreement]:  # noqa: A002 - the name in the address
    """Give the concluded agreements of a provider, of every year."""
    _refuse_unknown(request)
    return RecordedAgreement.objects.standing().filter(provider=_one(request, id)).order_by("valid_from", "number")


@router.get(
    "/providers/{id}/contract-status",
    response={200: list[StatusAnswer], **WRONG},
    by_alias=True,
    operation_id="getContractStatus",
)
def contract_status(
    request: KeyedRequest,
    id: UUID,  # noqa: A002 - the name in the address
    asked: Query[StatusAsked],
) -> list[dict[str, object]]:
    """Say from which day until which what is contracted with a provider, and by which clause."""
    _refuse_unknown(request, StatusAsked)
    rows = StatusInterval.objects.filter(provider=_one(request, id)).select_related("agreement__season")
    return [_status(row) for row in rows.filter(row="") if asked.on is None or _holds(row, asked.on)]


@router.get(
    "/contracted-places",
    response={200: PlacePage, 400: ProblemAnswer},
    by_alias=True,
    auth=None,
    operation_id="listContractedPlaces",
    tags=["zorgzoeker"],
)
def contracted_places(
    request: HttpRequest,
    asked: Query[PlacesAsked],
) -> dict[str, object]:
    """List what the care finder shows today; open to everybody."""
    _refuse_unknown(request, PlacesAsked)
    rows = PublishedPlace.objects.standing(clock.today())
    if asked.care_type:
        rows = rows.filter(care_type=asked.care_type)
    if asked.contract_year:
        rows = rows.filter(contract_year=asked.contract_year)
    query = {"careType": asked.care_type, "contractYear": asked.contract_year}
    found, following = _page(rows, asked.after, "contracted-places", query)
    return {"items": [{**_fields(row), "provider_id": row.place_id} for row in found], "next": following}


def openapi(request: HttpRequest) -> JsonResponse:  # noqa: ARG001 - theirs
    """Give the description of the API, also to a page of another site."""
    response = JsonResponse(service.get_openapi_schema(path_prefix=""))
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


def no_such_address(request: HttpRequest) -> HttpResponse:
    """Answer what the API does not know in its own form."""
    return service.on_exception(request, Http404())


service.add_router("", router)


def _refuse_unknown(request: HttpRequest, asked: type[Answer] = Answer) -> None:
    """Refuse a question with a parameter that does not exist: a slip of the pen would else be answered wrongly."""
    known = {field.alias or name for name, field in asked.model_fields.items()}
    if unknown := sorted(set(request.GET) - known):
        words = "Deze vraag kent geen parameter: " + ", ".join(repr(name) for name in unknown)
        raise HttpError(HTTPStatus.BAD_REQUEST, words)


def _own(request: KeyedRequest) -> QuerySet[Provider]:
    """Give what a key may read: of a provider itself, of the purchaser all."""
    rows = Provider.objects.standing()
    return rows.filter(pk=request.auth.provider_id) if request.auth.provider_id else rows


def _one(request: KeyedRequest, public_id: UUID) -> Provider:
    found = _own(request).filter(public_id=public_id).first()
    if found is None:
        raise Http404
    _note(request, "api.provider", found.public_id)
    return found


def _note(request: KeyedRequest, what: str, for_whom: object = "") -> None:
    """Write down what the purchaser's key reads of others, as what a person reads."""
    if request.auth.provider_id is None:
        with acting(actor_of(request.auth)):
            read(what, for_whom=for_whom)


def _page(rows: QuerySet[Row], after: int, path: str, asked: Mapping[str, object]) -> tuple[list[Row], str | None]:
    """Give a page by number, so that no row is missed or doubled while others are added."""
    found = list(rows.filter(pk__gt=after).order_by("pk")[: PAGE + 1])
    if len(found) <= PAGE:
        return found, None
    query = {name: value for name, value in asked.items() if value} | {"after": found[PAGE - 1].pk}
    return found[:PAGE], f"{settings.BASE_URL}/api/v1/{path}?{urlencode(query)}"


def _fields(row: Provider | PublishedPlace | StatusInterval) -> dict[str, object]:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def _provider(row: Provider) -> dict[str, object]:
    return {**_fields(row), "id": row.public_id}


def _status(row: StatusInterval) -> dict[str, object]:
    agreement, season = row.agreement, row.agreement.season
    about = {"insurer": season.insurer, "label": season.label, "contract_year": season.contract_year}
    return {**_fields(row), **about, "care_type": agreement.care_type}


def _holds(row: StatusInterval, day: date) -> bool:
    return (row.first is None or row.first <= day) and (row.last is None or day <= row.last)
