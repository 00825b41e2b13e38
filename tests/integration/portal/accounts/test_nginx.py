"""The proxy of deploy/nginx.conf itself: a real nginx, real certificates, and a visitor who makes headers up."""

from __future__ import annotations

import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import requests
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from support.certificates import Made, issuer, made
from support.portal import person
from zorginkoop.portal.accounts.models import User
from zorginkoop.portal.accounts.roles import StaffRole
from zorginkoop.portal.people.certificates import add_certificate, read_certificate

NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
EXAMPLE = Path(__file__).parents[4] / "deploy" / "nginx.conf"
SECRET = "woord-van-de-proxy"  # noqa: S105 - of a proxy that lives as long as the test
PAGE = "/aanmelden/certificaat/"
pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(NGINX is None, reason="nginx is not installed here; the integration leg has it"),
]


@dataclass(frozen=True, slots=True)
class Proxy:
    """A proxy that runs: its address, its folder, and whom it trusts as issuer of the site's own certificate."""

    address: str
    folder: Path
    trusts: Path

    def visitor(self, certificate: Made | None = None) -> requests.Session:
        """Give a browser, with a certificate or without."""
        session = requests.Session()
        session.trust_env = False  # whatever this machine trusts plays no part
        session.verify = str(self.trusts)
        if certificate is not None:
            paths = certificate.written(self.folder, f"bezoeker-{id(certificate)}")
            session.cert = (str(paths[0]), str(paths[1]))
        return session


@pytest.fixture
def saar() -> User:
    return person("Saar Tekenaar")


@pytest.fixture
def certificate(saar: User) -> Made:
    one = made("AGB 04000001 Saar Tekenaar")
    add_certificate(saar, read_certificate(one.pem), person("Bert", StaffRole.ADMINISTRATOR))
    return one


@pytest.fixture
def proxy(live_server: LiveServer, tmp_path: Path, settings: Settings) -> Iterator[Proxy]:
    settings.PROXY_SECRET = SECRET
    settings.ALLOWED_HOSTS = ["localhost"]
    port = _free_port()
    (tmp_path / "site.conf").write_text(_filled_in(tmp_path, live_server.url.partition("://")[2], port))
    (tmp_path / "nginx.conf").write_text(
        f"daemon off; pid {tmp_path}/nginx.pid; error_log {tmp_path}/error.log; events {{}}\nhttp {{\n"
        + "".join(
            f"{kind}_temp_path {tmp_path}/{kind};\n" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        + f"include {tmp_path}/site.conf;\n}}\n"
    )
    assert NGINX is not None
    command = [NGINX, "-p", str(tmp_path), "-e", f"{tmp_path}/error.log", "-c", f"{tmp_path}/nginx.conf"]
    process = subprocess.Popen(command)
    try:
        _wait_for(port, process, tmp_path / "error.log")
        yield Proxy(f"https://localhost:{port}", tmp_path, tmp_path / "uitgever.pem")
    finally:
        process.terminate()
        process.wait(20)


def _filled_in(folder: Path, site: str, port: int) -> str:
    """Fill in the example as its reader would: addresses, certificates and the secret; nothing else."""
    certificate, key = made("localhost").written(folder, "site")
    trusted, _key = issuer().written(folder, "uitgever")
    text = EXAMPLE.read_text()
    text = text[: text.index("server {")] + text[text.index("server {", text.index("server {") + 1) :]  # no port 80
    for pattern, value in {
        r"server 127\.0\.0\.1:8000;": f"server {site};",
        r"listen 443 ssl http2;": f"listen 127.0.0.1:{port} ssl http2;",
        r"listen \[::\]:443 ssl http2;": "",
        r"inkoop\.example": "localhost",
        r"/etc/zorginkoop/tls/site\.pem": str(certificate),
        r"/etc/zorginkoop/tls/site\.key": str(key),
        r"/etc/zorginkoop/tls/issuers\.pem": str(trusted),
        r"\"write here[^\"]*\"": f'"{SECRET}"',
    }.items():
        text, times = re.subn(pattern, value, text)
        assert times, f"the example no longer has {pattern}"
    return text


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _wait_for(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + 20
    while time.monotonic() < end:
        assert process.poll() is None, log.read_text()
        with socket.socket() as tried:
            if tried.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    pytest.fail("nginx does not answer")


def test_the_holder_of_a_certificate_signs_in_through_the_proxy(proxy: Proxy, certificate: Made) -> None:
    visitor = proxy.visitor(certificate)
    page = visitor.get(proxy.address + PAGE, timeout=20)
    assert page.status_code == 200, page.text
    assert "Saar Tekenaar" in page.text
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text)
    assert token is not None
    headers = {"Referer": proxy.address + PAGE}
    visitor.post(proxy.address + PAGE, {"csrfmiddlewaretoken": token[1]}, headers=headers, timeout=20)
    assert "Saar Tekenaar" in visitor.get(f"{proxy.address}/mijn-gegevens/", timeout=20).text


def test_headers_that_a_visitor_makes_up_do_not_come_through(
    proxy: Proxy, certificate: Made, live_server: LiveServer
) -> None:
    lies = {
        "X-Zk-Proxy-Secret": SECRET,  # even one who knows the word
        "X-Zk-Client-Verify": "SUCCESS",
        "X-Zk-Client-Certificate": certificate.escaped,
    }
    strangers = {"nobody": None, "somebody else": made("AGB 04000001 Saar Tekenaar")}
    for who, shows in strangers.items():
        visitor = proxy.visitor(shows)
        for path in (
            PAGE,
            f"/.{PAGE}",
            "//aanmelden/certificaat/",
            "/aanmelden/certificaat",
            "/aanmelden%2Fcertificaat/",
        ):
            answer = visitor.get(proxy.address + path, headers=lies, timeout=20)
            assert "Saar" not in answer.text, (who, path)
    beside = {**lies, "X-Zk-Proxy-Secret": "geraden", "Host": "localhost"}
    assert requests.get(live_server.url + PAGE, headers=beside, timeout=20).status_code == 403


def test_a_certificate_of_another_issuer_is_turned_away(proxy: Proxy, certificate: Made) -> None:
    stranger = made("AGB 04000001 Saar Tekenaar", issuer("Een andere uitgever"))
    answer = proxy.visitor(stranger).get(proxy.address + PAGE, timeout=20)
    assert answer.status_code in {400, 403}
    assert "Saar" not in answer.text
    assert certificate.escaped != stranger.escaped


def test_who_has_many_documents_checked_waits_and_reading_the_page_counts_for_nothing(proxy: Proxy) -> None:
    visitor = proxy.visitor()
    page = f"{proxy.address}/controleer/"
    assert {visitor.get(page, timeout=20).status_code for _ in range(10)} == {200}
    answers = [visitor.post(page, {"document": "x"}, timeout=20).status_code for _ in range(10)]
    assert answers[0] != 429
    assert answers[-1] == 429
    assert visitor.get(page, timeout=20).status_code == 200


@pytest.mark.parametrize(
    ("path", "taken"), [("/register/invoer/", True), ("/vecozo/1/terugkoppelen/", True), ("/aanbieders/", False)]
)
def test_only_the_pages_of_large_files_take_large_files(proxy: Proxy, path: str, taken: bool) -> None:  # noqa: FBT001 - a case
    file = {"file": ("aanbieders.csv", b"x" * 26 * 2**20)}
    answer = proxy.visitor().post(proxy.address + path, files=file, timeout=60, allow_redirects=False)
    assert (answer.status_code != 413) == taken  # whatever the site says to a stranger after that
