"""What every request gets of the people it comes from: their language, and for how long they stay signed in."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from zorginkoop.portal.accounts import sessions
from zorginkoop.portal.accounts.models import User

LANGUAGE_COOKIE = settings.LANGUAGE_COOKIE_NAME


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


class SessionTerm:
    """Ends a session after hours of silence or a long day, and remembers at the browser whose it was."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer somebody whose session still holds as that person, and anybody else as a visitor."""
        if isinstance(request.user, User) and not sessions.holds(request.session):
            request.session.flush()
            request.user = AnonymousUser()
        before = request.user.is_authenticated
        response = self.get_response(request)
        if isinstance(request.user, User):
            sessions.remember(request, response, request.user)
        elif before:
            sessions.forget(response)
        return response
