"""What is larger than a page takes is refused before anything of it is read, and says how much would do."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.test import Client, RequestFactory
from django.urls import resolve, reverse

from support.portal import browser_of, person
from zorginkoop.portal.accounts.roles import StaffRole
from zorginkoop.portal.accounts.sizes import DOCUMENTS, LARGE_FILES, MEGABYTE, ONE_DOCUMENT, most_of
from zorginkoop.portal.agreements.forms import MOST_BYTES
from zorginkoop.portal.exchange.forms import LARGEST as LARGEST_DELIVERY
from zorginkoop.portal.register.imports.forms import LARGEST as LARGEST_TABLE

pytestmark = pytest.mark.django_db
KIND = "multipart/form-data; boundary=x"


class Unread(io.RawIOBase):
    """A body that nobody may read."""

    def read(self, _size: int = -1) -> bytes:
        """Say that it was read after all."""
        raise AssertionError


def posted(browser: Client, address: str, size: int) -> tuple[int, str]:
    given: Any = {"CONTENT_LENGTH": str(size), "wsgi.input": Unread()}
    answer = browser.generic("POST", address, b"", content_type=KIND, **given)
    return answer.status_code, answer.content.decode()


def test_a_document_to_check_that_is_too_large_is_not_read() -> None:
    browser = Client(enforce_csrf_checks=True)  # reading the form is the first thing that this would do
    status, page = posted(browser, reverse("agreements:check"), ONE_DOCUMENT + 1)
    assert (status, "ten hoogste 21 MB" in page) == (413, True)


@pytest.mark.parametrize("address", ["/aanbieders/", "/account/login/", "/taal/"])
def test_every_other_page_takes_what_a_few_documents_need(address: str) -> None:
    browser = browser_of(person("Bea Verzonnen", StaffRole.PURCHASER))
    assert posted(browser, address, DOCUMENTS + 1)[0] == 413


def test_a_page_takes_what_its_own_form_takes() -> None:
    for address, largest in {
        "/controleer/": MOST_BYTES,
        "/register/invoer/": LARGEST_TABLE,
        "/vecozo/1/terugkoppelen/": LARGEST_DELIVERY,
    }.items():
        assert largest < most_of(resolve(address).func) <= largest + 8 * MEGABYTE


def test_a_size_that_is_no_number_is_no_size() -> None:
    request = RequestFactory().get("/zorgzoeker/", CONTENT_LENGTH="veel")
    assert request.META["CONTENT_LENGTH"] == "veel"
    assert Client().get("/zorgzoeker/", CONTENT_LENGTH="veel").status_code == 200
    assert LARGE_FILES > DOCUMENTS
