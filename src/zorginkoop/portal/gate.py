"""The one gate of the site: nobody gets at a page that does not name them."""

from __future__ import annotations

from collections.abc import Callable

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django_htmx.http import HttpResponseClientRedirect

from zorginkoop.portal.accounts.access import ANYONE, SIGNED_IN, Access, access_of
from zorginkoop.portal.accounts.kept import keep
from zorginkoop.portal.accounts.models import User
from zorginkoop.portal.accounts.roles import ProviderRole, StaffRole
from zorginkoop.portal.register.mandates import provider_of, roles_at

# Pages of the sign-in library, by the name of their address; what is not here is closed.
SIGN_IN_PAGES = {
    "account_login": ANYONE,
    "account_logout": ANYONE,
    "account_inactive": ANYONE,
    "account_reset_password": ANYONE,
    "account_reset_password_done": ANYONE,
    "account_reset_password_from_key": ANYONE,
    "account_reset_password_from_key_done": ANYONE,
    "account_reauthenticate": SIGNED_IN,
    "account_change_password": SIGNED_IN,
    "account_set_password": SIGNED_IN,
    "mfa_authenticate": ANYONE,
    "mfa_login_webauthn": ANYONE,
    "mfa_reauthenticate": SIGNED_IN,
    "mfa_reauthenticate_webauthn": SIGNED_IN,
    "mfa_index": SIGNED_IN,
    "mfa_activate_totp": SIGNED_IN,
    "mfa_deactivate_totp": SIGNED_IN,
    "mfa_generate_recovery_codes": SIGNED_IN,
    "mfa_view_recovery_codes": SIGNED_IN,
    "mfa_download_recovery_codes": SIGNED_IN,
    "mfa_list_webauthn": SIGNED_IN,
    "mfa_add_webauthn": SIGNED_IN,
    "mfa_edit_webauthn": SIGNED_IN,
    "mfa_remove_webauthn": SIGNED_IN,
    "openid_connect_login": ANYONE,
    "openid_connect_callback": ANYONE,
    "socialaccount_login_cancelled": ANYONE,
    "socialaccount_login_error": ANYONE,
    "socialaccount_connections": SIGNED_IN,
}


class Gate:
    """Looks at who may use a view before it runs, and refuses what says nothing."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer as the site does."""
        return self.get_response(request)

    def process_view(
        self,
        request: HttpRequest,
        view: Callable[..., HttpResponse],
        _arguments: object,
        named: dict[str, object],
    ) -> HttpResponse | None:
        """Let the request pass, or say why not."""
        access = access_of_page(request, view)
        if access.anyone:
            return None
        user = request.user
        if not isinstance(user, User) or not user.is_active:
            return _to_sign_in(request, view)
        if settings.SECOND_FACTOR and access != SIGNED_IN and not _second_factor(request, user):
            return redirect("mfa_index")
        if access.signed_in:
            return None
        _by_role(request, user, access, named)
        return None


def _to_sign_in(request: HttpRequest, view: object) -> HttpResponse:
    """Send somebody to sign in, and back; what it sent is kept meanwhile, but for what the sign-in pages ask."""
    own = access_of(view) is not None
    back = reverse("sent-too-late") if request.method == "POST" and own and keep(request) else request.get_full_path()
    answer = redirect_to_login(back)
    if request.headers.get("HX-Request"):  # a part of a page asked: the whole page goes
        return HttpResponseClientRedirect(answer.url)
    return answer


def _second_factor(request: HttpRequest, user: User) -> bool:
    """Tell whether somebody showed more than a password, or will be asked to: a certificate is enough by itself."""
    return bool(request.session.get("certificate")) or is_mfa_enabled(user)


def access_of_page(request: HttpRequest, view: object) -> Access:
    """Give who may use the page of a request; PermissionDenied when it does not say."""
    match = request.resolver_match
    access = access_of(view) or (SIGN_IN_PAGES.get(match.url_name or "") if match else None)
    if access is None:
        raise PermissionDenied
    return access


def _by_role(request: HttpRequest, user: User, access: Access, named: dict[str, object]) -> None:
    """Let somebody pass by a role at the purchaser, or by one at the provider of the address."""
    held: frozenset[StaffRole] = user.staff_roles()
    request.staff_roles = held  # type: ignore[attr-defined]  # what the page may show follows from it
    provider = provider_of(str(named["provider"])) if "provider" in named else None
    if "provider" in named and provider is None:
        raise Http404
    request.provider = provider  # type: ignore[attr-defined]  # a ProviderRequest from here on
    matters = access.provider or not held  # of staff on a page for staff alone nobody asks it
    mandated: frozenset[ProviderRole] = roles_at(user, provider) if provider and matters else frozenset()
    request.provider_roles = mandated  # type: ignore[attr-defined]  # as above
    if held & access.staff or mandated & access.provider:
        return
    if provider is not None and not held and not mandated:
        raise Http404  # of somebody else: whether it exists is nobody's business
    raise PermissionDenied
