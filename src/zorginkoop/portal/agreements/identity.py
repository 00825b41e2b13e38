"""Whether somebody has just shown who it is: before signing once more than by a session that is still open."""

from __future__ import annotations

from allauth.account import app_settings
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.internal.flows.reauthentication import did_recently_reauthenticate, get_reauthentication_flows

from zorginkoop.portal import clock
from zorginkoop.portal.register.mandates import SignedInRequest


def can_show_again(request: SignedInRequest) -> bool:
    """Say whether this site itself can ask again: by a password, a passkey or a code."""
    return bool(get_reauthentication_flows(request.user))


def has_just_shown(request: SignedInRequest) -> bool:
    """Say whether somebody showed again who it is some minutes ago.

    Who comes in only along another organisation (OpenID Connect, a certificate) must have come in minutes ago; that
    is in the records that the sign-in library keeps in the session, and a way in that leaves none there cannot sign.
    """
    if can_show_again(request):
        return bool(did_recently_reauthenticate(request))
    came_in = [record["at"] for record in get_authentication_records(request, request.user) if "at" in record]
    age = clock.of_machine().timestamp() - max(came_in, default=0)
    return 0 <= age < float(app_settings.REAUTHENTICATION_TIMEOUT)
