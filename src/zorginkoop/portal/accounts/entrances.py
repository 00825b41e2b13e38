"""Write down who came in and how, who was refused, who left, and what changed in the ways in that somebody has.

Passwords, second steps, passkeys and the broker all pass through the library's signals; signing in by certificate calls
`came_in` itself. Nothing that was typed is written: of a refused sign-in the log holds whose account it was, if any.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.signals import user_logged_in
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authentication_failed
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth import signals
from django.db.models.signals import post_delete, post_save
from django.http import HttpRequest, HttpResponseBase
from django.urls import URLPattern, URLResolver

from zorginkoop.portal.accounts.models import User
from zorginkoop.portal.audit.log import changing, together

BROKER = "socialaccount"  # as the library calls it
# The pages on which somebody changes how to come in: the change and its entry are one transaction. A link with the
# broker is made on a page that waits for another machine: there only the link itself is one (`accounted_link`).
CHANGING = frozenset({
    "mfa_activate_totp", "mfa_deactivate_totp", "mfa_generate_recovery_codes", "mfa_add_webauthn", "mfa_edit_webauthn",
    "mfa_remove_webauthn", "socialaccount_connections",
})  # fmt: skip


def came_in(request: HttpRequest, user: User) -> None:
    """Write down that somebody signed in, and by which steps."""
    steps = [record for record in get_authentication_records(request, user) if not record.get("reauthenticated")]
    how = list(dict.fromkeys(str(step.get("type") or step["method"]) for step in steps))
    with changing("accounts.signed_in", about=user, by=user.actor, how=how):
        pass


def refused(user: User | None, how: str) -> None:
    """Write down that somebody tried to sign in and was refused."""
    with changing("accounts.sign_in_refused", about=user, how=how):
        pass


def listen() -> None:
    """Hear of everything that the sign-in library does."""
    for signal, receiver in (
        (user_logged_in, _came_in),
        (signals.user_login_failed, _password_refused),
        (signals.user_logged_out, _left),
        (authentication_failed, _second_step_refused),
    ):
        signal.connect(receiver, dispatch_uid="accounts")
    post_save.connect(_saved, sender=Authenticator, dispatch_uid="accounts")  # theirs waits for the commit
    for model in (Authenticator, SocialAccount):
        post_delete.connect(_deleted, sender=model, dispatch_uid="accounts")


def _came_in(request: HttpRequest, user: User, **_: object) -> None:
    came_in(request, user)


def _password_refused(credentials: Mapping[str, Any], **_: object) -> None:
    email = str(credentials.get("email") or credentials.get("username") or "")
    refused(User.objects.filter(email=email.strip().lower()).first() if email else None, "password")


def _second_step_refused(user: User, authenticator: Authenticator, **_: object) -> None:
    refused(user, authenticator.type)


def _left(user: User | None, **_: object) -> None:
    if user is not None:
        with changing("accounts.signed_out", about=user, by=user.actor):
            pass


def _saved(instance: Authenticator, *, created: bool, update_fields: object, **_: object) -> None:
    """Write down that somebody has another way in, or gave a passkey another name; using one saves a part of it."""
    if created:
        _changed("accounts.way_in_added", instance)
    elif instance.type == Authenticator.Type.WEBAUTHN and update_fields is None:
        _changed("accounts.way_in_renamed", instance)


def _deleted(instance: Authenticator | SocialAccount, **_: object) -> None:
    _changed("accounts.way_in_removed", instance)


def _changed(action: str, instance: Authenticator | SocialAccount) -> None:
    with changing(action, about=instance.user, how=instance.type if isinstance(instance, Authenticator) else BROKER):
        pass


def accounted_link(link: Callable[[HttpRequest, User], None]) -> Callable[[HttpRequest, User], None]:
    """Make one transaction of a link with the broker and its entry."""

    def connect(request: HttpRequest, user: User) -> None:
        with changing("accounts.way_in_added", about=user, how=BROKER):
            link(request, user)

    return connect


def accounted(patterns: Sequence[URLPattern | URLResolver]) -> None:
    """Make one transaction of what each changing page among these addresses does; nothing else is held up."""
    for one in patterns:
        if isinstance(one, URLResolver):
            accounted(one.url_patterns)
        elif one.name in CHANGING:
            one.callback = _in_one_transaction(one.callback)


def _in_one_transaction(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    @functools.wraps(view)
    def run(request: HttpRequest, *arguments: object, **named: object) -> HttpResponseBase:
        if request.method != "POST":
            return view(request, *arguments, **named)
        with together():
            return view(request, *arguments, **named)

    return run
