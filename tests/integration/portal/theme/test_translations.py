"""Every Dutch sentence of the site has its English, and what a running site reads is what people wrote."""

from __future__ import annotations

import gettext
import io

import pytest
import translations
from django.utils import translation


def test_every_sentence_has_english_and_nothing_is_left_over() -> None:
    assert translations.problems() == []


def test_the_compiled_file_says_what_the_written_one_says() -> None:
    read = gettext.GNUTranslations(io.BytesIO(translations.PO.with_suffix(".mo").read_bytes()))
    for entry in translations.read_po(translations.PO.read_text(encoding="utf-8")).values():
        if entry.plural:
            assert [read.ngettext(entry.dutch, entry.plural, count) for count in (1, 2)] == entry.english
        else:
            assert read.gettext(entry.dutch) == entry.english[0]


@pytest.mark.parametrize(("language", "words"), [("nl", "Zorgzoeker"), ("en", "Care finder")])
def test_a_running_site_says_it(language: str, words: str) -> None:
    with translation.override(language):
        assert translation.gettext("Zorgzoeker") == words


def test_what_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    said = translations.said()
    said["Een zin die nog niemand vertaalde"] = translations.Entry("Een zin die nog niemand vertaalde", files={"x.py"})
    monkeypatch.setattr(translations, "said", lambda: said)
    assert translations.problems() == ["no English for 'Een zin die nog niemand vertaalde' (x.py)"]
