"""The API itself: its name and version, who may call it, and how it says that something is wrong."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.security import HttpBearer

from zorginkoop import __version__
from zorginkoop.portal.api.keys import key_of
from zorginkoop.portal.api.models import ApiKey

API_VERSION = "1.0.0"
PROBLEM = "application/problem+json"
_WRONG = 400


class ByKey(HttpBearer):
    """A system shows its key as a bearer token."""

    def authenticate(self, request: HttpRequest, token: str) -> ApiKey | None:  # noqa: ARG002 - theirs
        """Find the key."""
        return key_of(token)


class Service(NinjaAPI):
    """The API by the rules for the Dutch government: a version in every answer, problems in one form."""

    def create_response(self, request: HttpRequest, data: Any, **named: Any) -> HttpResponse:  # noqa: ANN401 - theirs
        """Add the version, and what keeps an answer from being kept or framed."""
        return with_headers(super().create_response(request, data, **named))

    def get_openapi_schema(self, **named: Any) -> Any:  # noqa: ANN401 - theirs
        """Describe the API, with the headers that every answer has."""
        schema = super().get_openapi_schema(**named)
        for path in schema["paths"].values():
            for operation in path.values():
                for status, answer in operation["responses"].items():
                    if int(status) >= _WRONG and "application/json" in answer["content"]:
                        answer["content"] = {PROBLEM: answer["content"]["application/json"]}
                    answer["headers"] = {
                        "API-Version": {"schema": {"type": "string"}, "description": "The version that answers."}
                    }
        return schema


def with_headers(response: HttpResponse) -> HttpResponse:
    """Add to an answer what every answer has."""
    response.headers["API-Version"] = API_VERSION
    response.headers.setdefault("Cache-Control", "no-store")
    return response


service = Service(
    title="zorginkoop",
    version=API_VERSION,
    description=f"Register en contractstatus van {settings.PURCHASER}. Programma: zorginkoop {__version__}.",
    urls_namespace="api-1",
    docs_url=None,
    openapi_url=None,
    auth=ByKey(),
    openapi_extra={
        "info": {
            "contact": {"name": settings.PURCHASER, "url": settings.BASE_URL, "email": settings.DEFAULT_FROM_EMAIL},
            "license": {"name": "EUPL-1.2", "identifier": "EUPL-1.2"},
        }
    },
    servers=[{"url": f"{settings.BASE_URL}/api/v1", "description": "deze installatie"}],
)


def problem(
    request: HttpRequest, status: int, title: str, detail: str = "", errors: Sequence[Mapping[str, str]] = ()
) -> HttpResponse:
    """Say what is wrong."""
    body: dict[str, object] = {"type": "about:blank", "title": title, "status": status, "detail": detail}
    if errors:
        body["errors"] = list(errors)
    response = service.create_response(request, body, status=status)
    response.headers["Content-Type"] = PROBLEM
    return response


@service.exception_handler(AuthenticationError)
def _no_key(request: HttpRequest, error: object) -> HttpResponse:  # noqa: ARG001 - theirs
    response = problem(request, 401, "Geen geldige sleutel", "Stuur uw sleutel mee als Authorization: Bearer …")
    response.headers["WWW-Authenticate"] = "Bearer"
    return response


@service.exception_handler(Http404)
def _not_there(request: HttpRequest, error: object) -> HttpResponse:  # noqa: ARG001 - theirs
    return problem(request, 404, "Niet gevonden", "Dit bestaat niet, of het is niet van u.")


@service.exception_handler(ValidationError)
def _not_understood(request: HttpRequest, error: ValidationError) -> HttpResponse:
    errors = [{"location": ".".join(map(str, one["loc"])), "detail": str(one["msg"])} for one in error.errors]
    return problem(request, 400, "De vraag klopt niet", "Bij errors staat wat er mis is, en waar.", errors)


@service.exception_handler(HttpError)
def _refused(request: HttpRequest, error: HttpError) -> HttpResponse:
    return problem(request, error.status_code, str(error))
