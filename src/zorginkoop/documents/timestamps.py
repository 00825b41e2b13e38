"""Where the moment of a signature is vouched for: a timestamp service over HTTP (RFC 3161), or one for tests."""

from __future__ import annotations

import urllib.error
import urllib.request
from asyncio import to_thread
from datetime import datetime
from urllib.parse import urlsplit

from asn1crypto import tsp  # type: ignore[import-untyped] # asn1crypto has no types
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pyhanko.keys import load_certs_from_pemder_data, load_private_key_from_pemder_data
from pyhanko.sign.timestamps import DummyTimeStamper, TimeStamper
from pyhanko_certvalidator.registry import SimpleCertificateStore

from zorginkoop.documents.keys import FileKey
from zorginkoop.kernel.errors import DocumentWrong, OutsideFailed

REQUEST, REPLY = "application/timestamp-query", "application/timestamp-reply"
_LARGEST = 1_000_000  # bytes of a reply; a real one has some thousands


class ServiceTimestamps(TimeStamper):
    """Asks a timestamp service over HTTP, as in RFC 3161."""

    def __init__(self, address: str, seconds: float = 10) -> None:
        """Ask the service at this address, waiting so many seconds at most."""
        if urlsplit(address).scheme not in ("http", "https"):
            message = f"'{address}' is geen adres van een tijdstempeldienst; het begint met https:// of http://."
            raise DocumentWrong(message)
        super().__init__()  # type: ignore[no-untyped-call] # pyHanko leaves it untyped
        self._address = address
        self._seconds = seconds

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        """Send one request and read the reply."""
        return tsp.TimeStampResp.load(await to_thread(self._ask, req.dump()))

    def _ask(self, request: bytes) -> bytes:
        asked = urllib.request.Request(self._address, request, {"Content-Type": REQUEST})  # noqa: S310 - the scheme was checked
        try:
            with urllib.request.urlopen(asked, timeout=self._seconds) as reply:  # noqa: S310 - the scheme was checked
                kind, content = reply.headers.get_content_type(), reply.read(_LARGEST)
        except OSError as error:
            if isinstance(error, urllib.error.HTTPError):
                error.close()
            message = (
                f"de tijdstempeldienst geeft geen antwoord ({error}); er is niets getekend, probeer het later weer."
            )
            raise OutsideFailed(message) from error
        if kind != REPLY:
            message = f"de tijdstempeldienst antwoordt met {kind} in plaats van een tijdstempel; er is niets getekend."
            raise OutsideFailed(message)
        return bytes(content)


def practice_timestamps(key: FileKey, moment: datetime) -> TimeStamper:
    """Give a timestamp service that lives in this program and always says this moment: for tests and demos only."""
    if not isinstance(key.key, rsa.RSAPrivateKey):
        message = "de proefdienst voor tijdstempels heeft een RSA-sleutel nodig."
        raise DocumentWrong(message)
    private = load_private_key_from_pemder_data(
        key.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption()), None
    )
    store = SimpleCertificateStore()  # type: ignore[no-untyped-call] # pyHanko leaves it untyped
    own, *others = (
        next(load_certs_from_pemder_data(one.public_bytes(Encoding.DER))) for one in (key.certificate, *key.chain)
    )
    store.register_multiple(others)
    return DummyTimeStamper(own, private, certs_to_embed=store, fixed_dt=moment)
