"""How long somebody stays signed in, and whose browser it was: to know later who typed what came in too late.

A session ends after eight hours of silence (SESSION_COOKIE_AGE), and at the latest after a long day. That somebody is
still there is written down once in ten minutes, not with every page. The browser keeps a signed mark of who was signed
in last, until that person signs out; it opens nothing.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest, HttpResponse

from zorginkoop.portal import clock
from zorginkoop.portal.accounts.models import User

LONGEST = timedelta(hours=16)
RENEWED_EVERY = timedelta(minutes=10)
_SINCE, _RENEWED = "signed_in_at", "renewed_at"
_MARK, _SALT = "laatst_aangemeld", "zorginkoop.accounts.sessions"
_MARK_STAYS = timedelta(days=7)


def begin(session: SessionBase) -> None:
    """Count from now, for somebody who just signed in."""
    session[_SINCE] = session[_RENEWED] = clock.of_machine().isoformat()


def holds(session: SessionBase) -> bool:
    """Tell whether a session still holds; if so it lives on from now."""
    now = clock.of_machine()
    if _SINCE not in session:  # of before sessions were counted this way
        begin(session)
        return True
    if now - datetime.fromisoformat(session[_SINCE]) > LONGEST:
        return False
    if now - datetime.fromisoformat(session[_RENEWED]) >= RENEWED_EVERY:
        session[_RENEWED] = now.isoformat()
    return True


def remember(request: HttpRequest, response: HttpResponse, user: User) -> None:
    """Mark the browser as that of somebody."""
    if last_signed_in(request) == str(user.public_id):
        return
    response.set_signed_cookie(
        _MARK,
        str(user.public_id),
        salt=_SALT,
        max_age=_MARK_STAYS,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def last_signed_in(request: HttpRequest) -> str:
    """Give the public id of who was signed in last at this browser; empty when nobody, or when it cannot be known."""
    return str(request.get_signed_cookie(_MARK, default="", salt=_SALT, max_age=_MARK_STAYS))


def forget(response: HttpResponse) -> None:
    """Leave no mark, for somebody who signed out."""
    response.delete_cookie(_MARK, samesite="Lax")
