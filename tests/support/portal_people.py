"""For tests of people: the link that a message holds for one person."""

from __future__ import annotations

import re

from zorginkoop.portal.mail.models import Message


def link_to(email: str) -> str:
    """Give the address of the newest link that was sent to somebody."""
    body = Message.objects.filter(to=email, secret=True).latest("pk").body
    found = re.search(r"/toegang/\S+", body)
    assert found is not None, body
    return found[0]
