"""One snapshot becomes one PDF: the same bytes each time, accessible, archivable, and with the snapshot inside."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date, timedelta

import pikepdf
import pypdf
import pytest

from support.papers import content, sealed, signed_twice
from support.small_policy import judged
from zorginkoop.documents.agreement_form import Provider, Term, agreement_bytes, agreement_hash, read_agreement
from zorginkoop.documents.agreement_pdf import agreement_pdf
from zorginkoop.documents.glyphs import STAND_IN, showable
from zorginkoop.documents.letter_pdf import OUTCOME, letter_pdf
from zorginkoop.documents.practice_authority import NO_LEGAL_FORCE
from zorginkoop.documents.reading import embedded_file, embedded_snapshot
from zorginkoop.kernel.canonical import canonical
from zorginkoop.kernel.date_words import Language
from zorginkoop.kernel.errors import DocumentWrong
from zorginkoop.kernel.letter import Sender, letter
from zorginkoop.kernel.snapshot import snapshot

CRAFTED = (
    "#panic(1) *vet* _schuin_ $x$ `code` ] [ } { \\ / < > @ = - + ~ // /* */ \"dubbel\" 'enkel' <label> #{1+1} &amp;"
)


def words(pdf: bytes) -> str:
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    return " ".join(" ".join(page.extract_text().split()) for page in pages)


def test_the_same_agreement_gives_the_same_bytes_and_another_day_gives_others() -> None:
    first = agreement_pdf(content())
    assert agreement_pdf(content()) == first
    assert agreement_pdf(content(datum=content().datum + timedelta(days=1))) != first


def test_the_pages_say_what_was_agreed() -> None:
    told = words(agreement_pdf(content()))
    for said in (
        "Overeenkomst Fysiotherapie 2026, variant B", "2026-FYS-000017", "Fysiotherapie De Verzonnen Brug", "04000001",
        "1 januari 2026 tot en met 31 december 2027", "7 november 2025 (die dag hoort erbij)", "UZOVI 0000",
        "label bedacht", "Een geldig VECOZO-certificaat.", "hoofdstuk 4", "31%",
        "4 daarvan tellen mee (31 %)", "1 oktober 2025", "Telt niet mee",
        "Zorg volgens de wet.", "Het prijsniveau is nog niet afgesproken.", "KvK-uittreksel van 1 september 2025",
        "Twee van deze personen tekenen samen", NO_LEGAL_FORCE, "pagina 1 van 2",
    ):  # fmt: skip
        assert said in told, said


def test_an_agreement_without_an_end_says_so() -> None:
    told = words(agreement_pdf(content(looptijd=Term(van=date(2026, 1, 1)))))
    assert "vanaf 1 januari 2026, zonder einddatum" in told


def test_text_is_data_and_never_markup() -> None:
    provider = Provider(naam=CRAFTED, agb="04000001")
    pdf = agreement_pdf(content(aanbieder=provider, prijs=CRAFTED, nummer=CRAFTED))
    assert words(pdf).replace(" ", "").count(CRAFTED.replace(" ", "")) >= 3
    assert embedded_snapshot(pdf).aanbieder.naam == CRAFTED


@pytest.mark.parametrize("name", ["Praktijk " + "heellang" * 60, "Praktijk " + "woord " * 150])
def test_a_very_long_name_stays_on_the_page(name: str) -> None:
    pdf = agreement_pdf(content(aanbieder=Provider(naam=name.strip(), agb="04000001")))
    assert name.replace(" ", "") in words(pdf).replace(" ", "").replace("-", "").replace("\u2010", "")


def test_names_in_latin_greek_and_cyrillic_stand_there_as_they_are() -> None:
    name = "Żółw Ćevapčići Αθήνα Дмитрий Nguyễn Ðæþ ß İı"
    told = words(agreement_pdf(content(aanbieder=Provider(naam=name, agb="04000001"))))
    assert name in told
    assert "kent niet elk teken" not in told


def test_a_sign_that_the_font_lacks_becomes_a_box_that_the_page_explains_and_the_data_keeps() -> None:
    name = "Praktijk 物理治療 😀 עברית"
    pdf = agreement_pdf(content(aanbieder=Provider(naam=name, agb="04000001")))
    assert "kent niet elk teken" in words(pdf)
    assert showable(name) == f"Praktijk {STAND_IN * 4} {STAND_IN} {STAND_IN * 5}"
    assert embedded_snapshot(pdf).aanbieder.naam == name


def test_signs_that_only_steer_others_leave_no_box() -> None:
    assert showable("een\u200bnaam\u202e met\ufe0f stu\u00adring\x00") == "eennaam met sturing"
    assert showable("e\u0301e\u0301n\nregel") == "één\nregel"


@pytest.mark.parametrize(
    "which", [lambda: agreement_pdf(content()), sealed, signed_twice], ids=["new", "sealed", "signed"]
)
def test_it_is_an_accessible_archive_document_signed_or_not(which: Callable[[], bytes]) -> None:
    with pikepdf.open(io.BytesIO(which())) as pdf:
        meta = pdf.open_metadata()
        assert meta.pdfa_status == "3A"
        assert meta["{http://www.aiim.org/pdfua/ns/id/}part"] == "1"
        assert "Fysiotherapie De Verzonnen Brug" in str(meta["dc:title"])
        assert not pdf.is_encrypted
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang) == "nl-NL"
        assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
        assert pdf.Root.OutputIntents[0].S == "/GTS_PDFA1"
        assert all(page.Tabs == "/S" for page in pdf.pages)
        assert pdf.Root.StructTreeRoot.K is not None
        dictionaries = [one for one in pdf.objects if isinstance(one, pikepdf.Dictionary)]
        fonts = [one for one in dictionaries if one.get("/Type") == "/FontDescriptor"]
        assert fonts
        assert all("/FontFile2" in font or "/FontFile3" in font for font in fonts)
        assert all(str(font.FontName).endswith(("SourceSans3-Regular", "SourceSans3-Bold")) for font in fonts)
        (attached,) = pdf.Root.AF
        assert attached.AFRelationship == "/Data"
        for widget in (one for page in pdf.pages for one in page.get("/Annots", [])):
            assert int(widget.F) & 0b111 == 0b100  # printed, and not hidden: PDF/A
            assert float(widget.Rect[2]) < 0  # outside the page: PDF/UA
            assert str(widget.TU)


def tags(pdf: bytes) -> set[str]:
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        return {
            str(one.S) for one in opened.objects if isinstance(one, pikepdf.Dictionary) and "/S" in one and "/P" in one
        }


def test_headings_lists_and_tables_are_tagged() -> None:
    assert {"/H1", "/H2", "/H3", "/P", "/L", "/LI", "/Table", "/TR", "/TH", "/TD"} <= tags(agreement_pdf(content()))


def test_the_snapshot_inside_is_the_agreement_byte_for_byte_signed_or_not() -> None:
    for pdf in (agreement_pdf(content()), sealed(), signed_twice()):
        assert embedded_file(pdf, "overeenkomst.json") == agreement_bytes(content())
        assert embedded_snapshot(pdf) == content()


def test_every_part_of_an_agreement_counts_in_its_hash() -> None:
    assert agreement_hash(content()).startswith("sha256:")
    assert agreement_hash(content()) == agreement_hash(read_agreement(agreement_bytes(content())))
    others = [content(variant="A"), content(prijs="Anders."), content(uitkomst_hash="sha256:" + "0" * 64)]
    assert len({agreement_hash(one) for one in [content(), *others]}) == 4


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"{}", "vaste schrijfwijze"),
        (b'{"vorm":"iets anders"}\n', "geen vastgelegde overeenkomst"),
        (canonical({"vorm": "zorginkoop-overeenkomst/1", "nummer": 7}), "nummer"),
    ],
)
def test_what_is_no_agreement_says_why(data: bytes, said: str) -> None:
    with pytest.raises(DocumentWrong, match=said):
        read_agreement(data)


@pytest.mark.parametrize("data", [b"", b"geen pdf", b"%PDF-1.7\n%%EOF", agreement_pdf(content())[:3000]])
def test_what_is_no_pdf_says_so(data: bytes) -> None:
    with pytest.raises(DocumentWrong, match="geen heel PDF-bestand"):
        embedded_snapshot(data)


def test_a_letter_has_the_words_of_the_letter_and_carries_the_outcome() -> None:
    languages: dict[Language, str] = {"nl": "pagina 1 van", "en": "page 1 of"}
    for language, said in languages.items():
        outcome = judged(index="{2024: {waarde: 150.1, bron: Vektis, bekend_sinds: 2025-04-15}}")
        one = letter(outcome, language, date=date(2025, 10, 21), sender=Sender("Inkoopkantoor Proef"), channels={})
        stored = canonical(snapshot(outcome))
        pdf = letter_pdf(one, day=date(2025, 10, 21), sender="Inkoopkantoor Proef", address=("Weg 1",), outcome=stored)
        told = words(pdf)
        assert pdf == letter_pdf(
            one, day=date(2025, 10, 21), sender="Inkoopkantoor Proef", address=("Weg 1",), outcome=stored
        )
        assert embedded_file(pdf, OUTCOME) == stored
        for part in (said, "150,1" if language == "nl" else "150.1", "Vektis", "Weg 1", one.salutation):
            assert part in told
        with pikepdf.open(io.BytesIO(pdf)) as opened:
            assert str(opened.Root.Lang)[:2] == language
            assert opened.open_metadata().pdfa_status == "3A"
