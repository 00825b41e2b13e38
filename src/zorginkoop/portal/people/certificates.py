"""Sign in by a client certificate that a reverse proxy has checked and hands on.

The proxy shows a secret of its own with what it hands on; without it the headers say nothing, whoever sends them. The
certificate itself must be one that was added for a person: a code in its subject opens nothing.
"""

from __future__ import annotations

import hmac
import re

from django.conf import settings
from django.http import HttpRequest

from zorginkoop.portal import clock
from zorginkoop.portal.accounts.models import ClientCertificate, User

SECRET, VERIFIED, FINGERPRINT = "X-Zk-Proxy-Secret", "X-Zk-Client-Verify", "X-Zk-Client-Fingerprint"


def holder_of(request: HttpRequest) -> User | None:
    """Give who holds the certificate of a request; none without the proxy's word, and none when it no longer counts."""
    headers = request.headers
    secret = settings.PROXY_SECRET
    if not secret or not hmac.compare_digest(headers.get(SECRET, "").encode(), secret.encode()):
        return None
    if headers.get(VERIFIED) != "SUCCESS":
        return None
    known = ClientCertificate.objects.filter(fingerprint=normal(headers.get(FINGERPRINT, "")), withdrawn_at=None)
    found = known.filter(valid_until__gte=clock.today(), user__is_active=True).select_related("user").first()
    return found.user if found else None


def normal(fingerprint: str) -> str:
    """Write a fingerprint in one way: lower case, without colons."""
    return re.sub("[^0-9a-f]", "", fingerprint.lower())
