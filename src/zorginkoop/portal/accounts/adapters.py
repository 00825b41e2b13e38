"""How people may come in: by invitation only, and by an identity that somebody linked before."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from allauth.socialaccount.providers.base import AuthProcess
from django.http import HttpRequest

from zorginkoop.portal.accounts import entrances
from zorginkoop.portal.accounts.models import User
from zorginkoop.portal.audit.log import changing


class OnlyInvited(DefaultAccountAdapter):  # type: ignore[misc]  # the library has no types
    """Nobody makes an account alone: a colleague or the purchaser invites."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 - theirs
        """Say that there is no open registration."""
        return False

    def set_password(self, user: User, password: str) -> None:
        """Give somebody another password; working out its hash takes long, and holds nobody up."""
        user.set_password(password)
        with changing("accounts.password_set", about=user):
            user.save(update_fields=["password"])


class OnlyKnownIdentities(DefaultSocialAccountAdapter):  # type: ignore[misc]  # the library has no types
    """An identity of another provider opens an account that exists, and makes none."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: object) -> bool:  # noqa: ARG002 - theirs
        """Say that an unknown identity makes no account."""
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:  # noqa: ARG002 - theirs
        """Account for what the broker's answer is about to bring: a link, or an identity that opens nothing."""
        if sociallogin.state.get("process") == AuthProcess.CONNECT:
            sociallogin.connect = entrances.accounted_link(sociallogin.connect)
        elif not sociallogin.is_existing:
            entrances.refused(None, entrances.BROKER)
