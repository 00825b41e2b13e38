"""A file that is too large is said to be so, before and after it is sent, and costs nobody an answer."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import URLPattern, URLResolver, get_resolver, resolve

from support.portal import browser_of, mandated
from support.portal_intake import questionnaire_of, staffed, upload
from zorginkoop.portal.accounts.roles import ProviderRole
from zorginkoop.portal.accounts.sizes import EVIDENCE, MEGABYTE, most_of
from zorginkoop.portal.intake.files import MOST_BYTES, too_large
from zorginkoop.portal.intake.models import DraftAnswer, EvidenceFile, Questionnaire

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("october")]
FILLED = {"uuid": "0d8fcb9e-3a7b-4f38-9c6e-7a4f4bb1a0c2", "int": "1", "str": "eenlink", "slug": "een", "path": "een"}
PROXY = Path(__file__).parents[4] / "deploy/nginx.conf"


def address(questionnaire: Questionnaire) -> str:
    start = f"/praktijk/{questionnaire.provider.public_id}/vragenlijst/{questionnaire.public_id}"
    return f"{start}/differentiatiefactor/"


def large(megabytes: int) -> SimpleUploadedFile:
    return upload("scan.pdf", b"%PDF-1.7\n" + bytes(megabytes * MEGABYTE) + b"%%EOF\n")


def test_forty_megabytes_are_refused_and_every_answer_beside_them_is_kept() -> None:
    questionnaire = questionnaire_of(staffed())
    browser = browser_of(mandated(questionnaire.provider, ProviderRole.FILLER))
    typed = {
        "skf_keurmerk": "ja",
        "kngf_basisregister": "nee",
        "bewijs:skf_keurmerk-file": large(40),
        "bewijs:skf_keurmerk-valid_until": "2027-01-01",
    }
    sent = browser.post(address(questionnaire), typed)
    text = sent.content.decode()
    assert sent.status_code == 422
    assert too_large() in text
    assert 'value="2027-01-01"' in text, "the day beside the file stands there still"
    assert dict(DraftAnswer.objects.values_list("about", "text")) == {"skf_keurmerk": "ja", "kngf_basisregister": "nee"}
    assert not EvidenceFile.objects.exists()


def test_as_large_as_we_take_is_taken_and_one_byte_more_is_not() -> None:
    questionnaire = questionnaire_of(staffed())
    browser = browser_of(mandated(questionnaire.provider, ProviderRole.FILLER))
    fill = b"%PDF-1.7\n%%EOF\n"
    for size, status in ((MOST_BYTES + 1, 422), (MOST_BYTES, 303)):
        content = b"%PDF-1.7\n" + bytes(size - len(fill)) + b"%%EOF\n"
        sent = browser.post(
            address(questionnaire), {"skf_keurmerk": "ja", "bewijs:skf_keurmerk-file": upload("vol.pdf", content)}
        )
        assert sent.status_code == status
    assert EvidenceFile.objects.get().size == MOST_BYTES


def test_the_page_says_beforehand_how_large_a_file_may_be() -> None:
    questionnaire = questionnaire_of(staffed())
    page = browser_of(mandated(questionnaire.provider, ProviderRole.FILLER)).get(address(questionnaire))
    text = page.content.decode()
    assert f"ten hoogste {MOST_BYTES // MEGABYTE} MB" in text
    assert f'data-most-bytes="{MOST_BYTES}"' in text
    assert too_large() in text, "for the script that says it as soon as a file is chosen"


def test_the_page_and_the_proxy_before_it_take_several_pieces_at_once() -> None:
    questionnaire = questionnaire_of(staffed())
    assert most_of(resolve(address(questionnaire)).func) == EVIDENCE > 4 * MOST_BYTES
    said = re.search(r"location ~ (\S+vragenlijst/) \{\s+client_max_body_size (\d+)m;", PROXY.read_text("utf-8"))
    assert said is not None
    assert re.match(said[1], address(questionnaire))
    assert int(said[2]) * MEGABYTE == EVIDENCE


def places_that_take_evidence(patterns: Iterable[object], before: str = "/") -> Iterator[str]:
    """Walk the addresses of the pages that say they take evidence, each with something in its open places."""
    for one in patterns:
        route = before + re.sub(
            r"<(\w+):\w+>", lambda kind: FILLED.get(kind[1], "een"), str(getattr(one, "pattern", ""))
        )
        if isinstance(one, URLResolver):
            yield from places_that_take_evidence(one.url_patterns, route)
        elif isinstance(one, URLPattern) and most_of(one.callback) == EVIDENCE:
            yield route


def test_the_proxy_leaves_every_page_that_takes_evidence_to_say_so_itself() -> None:
    places = sorted(places_that_take_evidence(get_resolver().url_patterns))
    assert len(places) >= 7
    said = dict(re.findall(r"location ~ (\S+) \{\s+client_max_body_size (\d+)m;", PROXY.read_text("utf-8")))
    for there in places:
        assert most_of(resolve(there).func) == EVIDENCE
        assert [int(size) * MEGABYTE for at, size in said.items() if re.match(at, there)] == [EVIDENCE], there
