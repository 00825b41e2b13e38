"""Make and take back the link of somebody's own feed; the key itself is shown once and kept by its hash."""

from __future__ import annotations

import secrets

from zorginkoop.kernel.canonical import hash_of_bytes
from zorginkoop.portal import clock
from zorginkoop.portal.accounts.models import User
from zorginkoop.portal.agenda.models import Feed
from zorginkoop.portal.audit.log import changing


def make(user: User) -> str:
    """Make a new key; an earlier one works no more."""
    key = secrets.token_urlsafe(32)
    with changing("agenda.feed_made") as change:
        User.objects.select_for_update().get(pk=user.pk)
        Feed.objects.filter(user=user, withdrawn_at=None).update(withdrawn_at=clock.now())
        change.about = Feed.objects.create(user=user, key_hash=_hash(key), made_at=clock.now())
    return key


def take_back(user: User) -> None:
    """Let the key of somebody work no more."""
    with changing("agenda.feed_withdrawn"):
        Feed.objects.filter(user=user, withdrawn_at=None).update(withdrawn_at=clock.now())


def user_of(key: str) -> User | None:
    """Find whose key it is; None for one that was taken back, was never made, or whose owner may not sign in."""
    found = Feed.objects.filter(key_hash=_hash(key), withdrawn_at=None, user__is_active=True)
    feed = found.select_related("user").first()
    return feed.user if feed else None


def _hash(key: str) -> str:
    return hash_of_bytes(key.encode())
