"""The first administrator comes in by a link that works once, and lets others in."""

from __future__ import annotations

import pytest
from django.test import Client

from support.portal import PASSWORD, person
from zorginkoop.kernel.errors import InputWrong
from zorginkoop.portal.accounts.models import RoleGrant, User
from zorginkoop.portal.accounts.roles import StaffRole
from zorginkoop.portal.audit.log import changing
from zorginkoop.portal.audit.models import Entry
from zorginkoop.portal.operate.administrators import let_in

pytestmark = pytest.mark.django_db


def test_the_link_lets_somebody_choose_a_password_once() -> None:
    link = let_in("Bea@verzonnen.example", "Bea Verzonnen")
    browser = Client()
    page = browser.get(link, follow=True)
    assert page.status_code == 200
    chosen = {"password1": PASSWORD, "password2": PASSWORD}
    assert browser.post(page.request["PATH_INFO"], chosen).status_code == 302
    user = User.objects.get(email="bea@verzonnen.example")
    assert user.check_password(PASSWORD)
    assert user.staff_roles() == {StaffRole.ADMINISTRATOR}
    again = Client().get(link, follow=True)
    assert 'name="password1"' not in again.content.decode()


def test_somebody_who_is_there_gets_the_role_once() -> None:
    user = person("Ada Verzonnen", StaffRole.PURCHASER)
    with changing("test"):
        User.objects.filter(pk=user.pk).update(is_active=False)
    let_in(user.email, "")
    let_in(user.email, "")
    user.refresh_from_db()
    assert user.is_active
    assert RoleGrant.objects.filter(user=user, role=StaffRole.ADMINISTRATOR).count() == 1
    assert Entry.objects.filter(action="operate.administrator_made").count() == 2


def test_a_new_address_needs_a_name() -> None:
    with pytest.raises(InputWrong, match="--name ontbreekt"):
        let_in("nieuw@verzonnen.example", "")
    assert not User.objects.exists()
