"""Style sheets, scripts and fonts: collected once, then compressed and kept by the browser."""

from __future__ import annotations

import gzip
import re
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from pytest_django import Settings

from zorginkoop.portal.theme import static_files

pytestmark = pytest.mark.django_db
THEME = Path(static_files.__file__).parent / "static"


def asked_for(page: str) -> list[str]:
    """Give the style sheets and scripts that a page asks for."""
    return re.findall(r'(?:href|src)="(/static/[^"]+\.(?:css|js))"', page)


def content(answer: Any) -> bytes:  # noqa: ANN401 - the test client's answer with a file has no type of its own
    """Read a file that is answered to its end, where the client closes it."""
    return b"".join(answer.streaming_content)


def test_what_was_collected_is_compressed_and_kept_for_ever(settings: Settings, tmp_path: Path) -> None:
    settings.STATIC_ROOT = tmp_path
    call_command("collectstatic", interactive=False, verbosity=0)
    browser = Client(headers={"accept-encoding": "gzip"})
    addresses = asked_for(browser.get("/toegankelijkheid/").content.decode())
    assert addresses
    for address in addresses:
        answer = browser.get(address)
        assert answer.status_code == 200
        assert answer["Content-Encoding"] == "gzip", address
        assert "immutable" in answer["Cache-Control"], address
        packed = content(answer)
        assert len(packed) < len(gzip.decompress(packed)) / 2
    plain = Client().get(addresses[0])
    assert "Content-Encoding" not in plain.headers
    assert content(plain)


def test_before_anything_was_collected_files_are_found_where_they_lie(settings: Settings, tmp_path: Path) -> None:
    settings.STATIC_ROOT = tmp_path
    browser = Client()
    addresses = asked_for(browser.get("/toegankelijkheid/").content.decode())
    assert addresses
    for address in addresses:
        answer = browser.get(address)
        assert content(answer) == (THEME / address.removeprefix("/static/")).read_bytes()


def test_a_file_that_came_after_collecting_is_still_found(settings: Settings, tmp_path: Path) -> None:
    settings.STATIC_ROOT = tmp_path
    call_command("collectstatic", interactive=False, verbosity=0)
    named = tmp_path / "staticfiles.json"
    named.write_text(
        re.sub(r'"theme/site\.css": "[^"]+",?\s*', "", named.read_text(encoding="utf-8")), encoding="utf-8"
    )
    settings.STATIC_ROOT = str(tmp_path)  # as after a restart: what was collected is looked at again
    browser = Client()
    addresses = asked_for(browser.get("/toegankelijkheid/").content.decode())
    assert "/static/theme/site.css" in addresses
    for address in addresses:
        assert content(browser.get(address))
