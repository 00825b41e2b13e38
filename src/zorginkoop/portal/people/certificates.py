"""Sign in by a client certificate that a reverse proxy has checked and hands on.

The proxy shows a secret of its own with what it hands on; without it the headers say nothing, whoever sends them. The
certificate itself must be one that was added for a person: a code in its subject opens nothing.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from datetime import date
from urllib.parse import unquote

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from django.conf import settings
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _

from zorginkoop.portal import clock
from zorginkoop.portal.accounts.models import ClientCertificate, User
from zorginkoop.portal.audit.log import changing
from zorginkoop.portal.people.giving import NotAllowed

SECRET, VERIFIED, CERTIFICATE = "X-Zk-Proxy-Secret", "X-Zk-Client-Verify", "X-Zk-Client-Certificate"
_LONGEST_SUBJECT = 300


@dataclass(frozen=True, slots=True)
class Shown:
    """What a certificate says of itself."""

    fingerprint: str
    subject: str
    valid_until: date


def read_certificate(content: bytes) -> Shown:
    """Read a certificate, as text (PEM) or bare (DER); ValueError for anything else."""
    pem = b"-----BEGIN" in content
    found = x509.load_pem_x509_certificate(content) if pem else x509.load_der_x509_certificate(content)
    fingerprint = hashlib.sha256(found.public_bytes(Encoding.DER)).hexdigest()
    subject = found.subject.rfc4514_string()[:_LONGEST_SUBJECT]
    return Shown(fingerprint, subject, found.not_valid_after_utc.date())


def holder_of(request: HttpRequest) -> User | None:
    """Give who holds the certificate of a request; none without the proxy's word, and none when it no longer counts."""
    headers = request.headers
    secret = settings.PROXY_SECRET
    if not secret or not hmac.compare_digest(headers.get(SECRET, "").encode(), secret.encode()):
        return None
    if headers.get(VERIFIED) != "SUCCESS":
        return None
    try:
        shown = read_certificate(unquote(headers.get(CERTIFICATE, "")).encode())
    except ValueError:
        return None
    known = ClientCertificate.objects.filter(fingerprint=shown.fingerprint, withdrawn_at=None)
    found = known.filter(valid_until__gte=clock.today(), user__is_active=True).select_related("user").first()
    return found.user if found else None


def add_certificate(user: User, shown: Shown, by: User) -> ClientCertificate:
    """Let somebody sign in by a certificate from now on.

    Raises NotAllowed for one's own, for a certificate that has run out, and for one that was added before.
    """
    if user.pk == by.pk:
        raise NotAllowed(_("U kunt geen certificaat aan uzelf geven. Vraag een andere beheerder."))
    if shown.valid_until < clock.today():
        raise NotAllowed(_("Dit certificaat is verlopen. Vraag om het nieuwe."))
    with changing("people.certificate_added", fingerprint=shown.fingerprint) as change:
        try:
            with transaction.atomic():
                change.about = added = ClientCertificate.objects.create(
                    user=user,
                    fingerprint=shown.fingerprint,
                    subject=shown.subject,
                    valid_until=shown.valid_until,
                    added_at=clock.now(),
                )
        except IntegrityError as before:
            raise NotAllowed(
                _("Dit certificaat is al eens toegevoegd. Een certificaat hoort bij één mens.")
            ) from before
    return added


def withdraw_certificate(certificate: ClientCertificate) -> None:
    """Let a certificate open nothing any more, from this moment."""
    with changing("people.certificate_withdrawn", about=certificate):
        ClientCertificate.objects.filter(pk=certificate.pk, withdrawn_at=None).update(withdrawn_at=clock.now())
