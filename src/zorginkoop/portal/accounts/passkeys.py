"""The library's forms for a passkey, that write down when one is refused: of that the library sends no signal.

Whoever tries at most ten times a minute from one address gets this far, so nobody fills the log from outside.
"""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn import forms
from allauth.mfa.webauthn.internal.auth import extract_user_from_response
from django.core.exceptions import ValidationError

from zorginkoop.portal.accounts.entrances import refused
from zorginkoop.portal.accounts.models import User


class _WritesDown(forms.AuthenticateWebAuthnForm):  # type: ignore[misc]  # the library is not typed
    """A form whose refusals stand in the log, with whose key it was said to be."""

    def clean_credential(self) -> Any:  # noqa: ANN401 - the library's own
        """Give the way in that the key belongs to; ValidationError when it is not right."""
        try:
            return super().clean_credential()
        except ValidationError:
            refused(self.user or _said_of(self.cleaned_data["credential"]), Authenticator.Type.WEBAUTHN)
            raise


def _said_of(credential: dict[str, Any]) -> User | None:
    """Give whose a key is said to be; None when that is nobody we know."""
    try:
        found: User = extract_user_from_response(credential)
    except (ValidationError, AttributeError, KeyError, TypeError, ValueError):
        return None
    return found


class SignIn(_WritesDown, forms.LoginWebAuthnForm):  # type: ignore[misc]  # as above
    """Sign in by a passkey alone."""


class SecondStep(_WritesDown):
    """A passkey after a password."""


class Again(_WritesDown, forms.ReauthenticateWebAuthnForm):  # type: ignore[misc]  # as above
    """A passkey once more, before something that asks for it."""
