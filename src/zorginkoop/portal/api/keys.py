"""Make, check and withdraw the keys of other systems."""

from __future__ import annotations

import secrets
from datetime import date, timedelta

from zorginkoop.kernel.canonical import hash_of_bytes
from zorginkoop.portal import clock
from zorginkoop.portal.accounts.models import User
from zorginkoop.portal.api.models import ApiKey
from zorginkoop.portal.audit.log import Actor, changing
from zorginkoop.portal.register.models import Provider

PREFIX = "zk_"  # so that a key that leaked is recognised
LONGEST = timedelta(days=366)


def make_key(name: str, by: User, provider: Provider | None, valid_until: date | None = None) -> tuple[ApiKey, str]:
    """Make a key for a provider, or for the purchaser when there is none; give it with its secret, shown only now."""
    secret = PREFIX + secrets.token_urlsafe(32)
    whom = provider.public_id if provider else ""
    with changing("api.key_made", for_whom=whom) as change:
        key = ApiKey.objects.create(
            provider=provider,
            name=name,
            secret_hash=_hash(secret),
            made_by=by,
            made_at=clock.now(),
            valid_until=min(valid_until or date.max, clock.today() + LONGEST),
        )
        change.about = key
    return key, secret


def withdraw(key: ApiKey) -> None:
    """End a key at once; ending it twice is ending it."""
    whom = key.provider.public_id if key.provider else ""
    with changing("api.key_withdrawn", about=key, for_whom=whom):
        ApiKey.objects.filter(pk=key.pk, withdrawn_at=None).update(withdrawn_at=clock.now())


def key_of(secret: str) -> ApiKey | None:
    """Find the key of a secret; none when it was withdrawn, has run out, or never was."""
    today = clock.today()
    found = ApiKey.objects.select_related("provider").filter(secret_hash=_hash(secret), withdrawn_at=None).first()
    if found is None or found.valid_until < today:
        return None
    if found.last_used_on != today:
        with changing("api.key_used", about=found, by=actor_of(found)):
            ApiKey.objects.filter(pk=found.pk).update(last_used_on=today)
    return found


def actor_of(key: ApiKey) -> Actor:
    """Name a key as the one who acts."""
    return Actor(f"sleutel:{key.pk}", "systeem van buiten")


def _hash(secret: str) -> str:
    return hash_of_bytes(secret.encode())
