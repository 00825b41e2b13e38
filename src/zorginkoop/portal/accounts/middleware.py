"""What every request gets of the people it comes from: their language, and an account of how they sign in."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from zorginkoop.portal.audit.log import changing

LANGUAGE_COOKIE = settings.LANGUAGE_COOKIE_NAME
SIGN_IN_PATH = "/account/"


class ChosenLanguage:
    """Dutch first: another language only where a person chose it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer in the language of the cookie, if it is one of ours."""
        chosen = request.COOKIES.get(LANGUAGE_COOKIE, settings.LANGUAGE_CODE)
        language = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", language)
            return response


class AccountedSignIn:
    """What the sign-in pages change (a password, a second factor) stands in the log like the rest."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Account for a request to the sign-in pages that may change something."""
        if not request.path.startswith(SIGN_IN_PATH) or (request.method != "POST" and "callback" not in request.path):
            return self.get_response(request)
        with changing("accounts.sign_in_page") as change:
            response = self.get_response(request)
            change.details["page"] = request.resolver_match.url_name or "" if request.resolver_match else ""
            change.details["status"] = response.status_code
            return response
