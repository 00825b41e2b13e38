"""Let the first administrator in; that person lets others in."""

from __future__ import annotations

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.urls import reverse

from zorginkoop.kernel.errors import InputWrong, Problem
from zorginkoop.portal import clock
from zorginkoop.portal.accounts.models import RoleGrant, User
from zorginkoop.portal.accounts.roles import StaffRole
from zorginkoop.portal.audit.log import changing


def let_in(email: str, name: str) -> str:
    """Make somebody an administrator, and give the link by which to choose a password."""
    with changing("operate.administrator_made") as change:
        user = User.objects.filter(email=email.lower()).first()
        if user is None:
            if not name:
                raise InputWrong([Problem("dit adres is nieuw en --name ontbreekt.", remedy="Geef ook de naam.")])
            user = User.objects.create_user(email, name)
        elif not user.is_active:
            user.is_active = True
            user.save()
        change.about = user
        today = clock.today()
        if not RoleGrant.objects.valid(today).filter(user=user, role=StaffRole.ADMINISTRATOR).exists():
            RoleGrant.objects.create(
                user=user, role=StaffRole.ADMINISTRATOR, valid_from=today, ground="opdrachtregel: createadmin"
            )
    token = default_token_generator.make_token(user)
    address = reverse("account_reset_password_from_key", kwargs={"uidb36": user_pk_to_url_str(user), "key": token})
    return f"{settings.BASE_URL.rstrip('/')}{address}"
