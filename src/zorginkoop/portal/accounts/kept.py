"""What somebody sent after its session had ended: kept on the server, and offered again once it has signed in.

It lies in the session of the browser it came from, for half an hour, and goes with it when somebody signs out. It is of
who was signed in there last, and offered to nobody else; what is of nobody is not kept. Files do not go along: what is
kept stays small.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest

from zorginkoop.portal import clock
from zorginkoop.portal.accounts.models import User
from zorginkoop.portal.accounts.sessions import last_signed_in

_KEPT = "sent_too_late"
_LONGEST = timedelta(minutes=30)
_LARGEST = 200_000  # characters
_OF_THE_FORM_ITSELF = "csrfmiddlewaretoken"


@dataclass(frozen=True, slots=True)
class Kept:
    """Where it was meant to go, every field in order, and whether files were with it."""

    address: str
    fields: list[tuple[str, str]]
    files: bool


def keep(request: HttpRequest) -> bool:
    """Keep what was sent; False when there is nothing to keep, or too much, or nobody it can be of."""
    whose = last_signed_in(request)
    fields = [(name, value) for name, values in request.POST.lists() for value in values if name != _OF_THE_FORM_ITSELF]
    if not whose or not fields or sum(len(name) + len(value) for name, value in fields) > _LARGEST:
        return False
    request.session[_KEPT] = {
        "whose": whose,
        "address": request.get_full_path(),
        "fields": fields,
        "files": bool(request.FILES),
        "until": (clock.of_machine() + _LONGEST).isoformat(),
    }
    return True


def kept(request: HttpRequest) -> Kept | None:
    """Give what is kept of the person who asks; none when it was too long ago."""
    found = request.session.get(_KEPT)
    if not found or datetime.fromisoformat(found["until"]) < clock.of_machine() or not _is_of(found, request.user):
        return None
    return Kept(found["address"], [(name, value) for name, value in found["fields"]], found["files"])


def drop_of_another(session: SessionBase, user: User) -> None:
    """Keep what somebody else typed no longer, now that this person signed in at the same browser."""
    if (found := session.get(_KEPT)) and not _is_of(found, user):
        session.pop(_KEPT)


def _is_of(found: dict[str, str], user: object) -> bool:
    return isinstance(user, User) and found.get("whose") == str(user.public_id)


def drop(request: HttpRequest) -> None:
    """Keep it no longer."""
    request.session.pop(_KEPT, None)
