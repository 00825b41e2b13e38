"""How people may come in: by invitation only, and by an identity that somebody linked before."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.http import HttpRequest


class OnlyInvited(DefaultAccountAdapter):  # type: ignore[misc]  # the library has no types
    """Nobody makes an account alone: a colleague or the purchaser invites."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 - theirs
        """Say that there is no open registration."""
        return False


class OnlyKnownIdentities(DefaultSocialAccountAdapter):  # type: ignore[misc]  # the library has no types
    """An identity of another provider opens an account that exists, and makes none."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: object) -> bool:  # noqa: ARG002 - theirs
        """Say that an unknown identity makes no account."""
        return False
