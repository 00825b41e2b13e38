"""Anyone with the file can see who signed, when, and whether a byte of it is another."""

from __future__ import annotations

import logging
from datetime import timedelta
from io import BytesIO

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyhanko.pdf_utils.generic import NameObject, NumberObject
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from support.papers import OFFERED, SIGNED, SIGNED_TOO, YEARS_LATER, content, keys, sealed, signed_once, signed_twice
from zorginkoop.documents.agreement_pdf import agreement_pdf
from zorginkoop.documents.checking import Report, Verdict, check
from zorginkoop.documents.practice_authority import NO_LEGAL_FORCE, PracticeAuthority
from zorginkoop.documents.signing import Sealed, sign
from zorginkoop.documents.timestamps import practice_timestamps


def checked(pdf: bytes) -> Report:
    return check(pdf, [keys().authority.root.certificate], moment=YEARS_LATER)


def test_a_whole_document_is_genuine_years_later_though_the_certificates_of_people_have_ended() -> None:
    found = checked(signed_twice())
    assert found.genuine
    assert [one.moment for one in found.signatures] == [OFFERED, SIGNED, SIGNED_TOO]
    assert all(one.timestamped and one.trusted and one.intact for one in found.signatures)
    assert [one.whole_file for one in found.signatures] == [False, False, True]
    assert [one.field for one in found.signatures] == [
        "Zegel inkoper", "Handtekening zorgaanbieder 1", "Handtekening zorgaanbieder 2",
    ]  # fmt: skip
    assert "A. Verzonnen, Fysiotherapie De Verzonnen Brug" in found.signatures[1].signer


def test_the_report_is_plain_dutch() -> None:
    state = "De handtekening is heel: wat is getekend, is niet veranderd."
    issuer = f"{NO_LEGAL_FORCE}: certificaten om te oefenen, een uitgever die hier wordt vertrouwd."
    seal_name = f"{NO_LEGAL_FORCE}: organisatiezegel, Inkoopkantoor Proef"
    person = f"{NO_LEGAL_FORCE}: A. Verzonnen, Fysiotherapie De Verzonnen Brug"
    assert checked(signed_once()).sentences == (
        "Dit document is echt en niet veranderd (2 handtekeningen).",
        f"Getekend door {seal_name} op 21 oktober 2025 om 12:00 uur, volgens een tijdstempel.",
        state,
        f"Het certificaat is uitgegeven door {issuer}",
        "Na deze handtekening zijn alleen handtekeningen toegevoegd.",
        f"Getekend door {person} op 23 oktober 2025 om 12:00 uur, volgens een tijdstempel.",
        state,
        f"Het certificaat is uitgegeven door {issuer}",
        "De handtekening dekt het hele bestand.",
        "Of een certificaat voor het tekenen was ingetrokken, is niet nagevraagd bij de uitgever.",
    )


def test_an_issuer_that_is_not_trusted_is_told_without_calling_the_document_changed() -> None:
    other = PracticeAuthority.make(OFFERED).root.certificate
    for roots in ([], [other]):
        found = check(sealed(), roots, moment=OFFERED)
        assert found.verdict is Verdict.UNKNOWN_ISSUER
        assert "wie het tekende is niet zeker" in found.summary
        assert found.signatures[0].intact
        assert "niet vertrouwd" in " ".join(found.sentences)


def test_without_a_trusted_timestamp_a_certificate_that_has_ended_is_not_trusted() -> None:
    one = keys()
    apart = PracticeAuthority.make(OFFERED)

    person = one.authority.person("A. Verzonnen", "", SIGNED)
    strange = practice_timestamps(apart.timestamps(OFFERED), SIGNED)
    pdf = sign(sealed(), person, offered=Sealed.of(sealed()), moment=SIGNED, timestamps=strange, reason="Akkoord")
    assert check(pdf, [one.authority.root.certificate], moment=SIGNED).signatures[1].trusted
    late = check(pdf, [one.authority.root.certificate], moment=YEARS_LATER).signatures[1]
    assert not late.trusted
    assert not late.timestamped
    assert "volgens de ondertekenaar zelf" in late.sentences[0]


@settings(max_examples=60, deadline=None)
@given(st.integers(0, len(signed_twice()) - 1), st.integers(1, 255))
def test_a_document_with_any_other_byte_is_never_genuine(place: int, change: int) -> None:
    flipped = bytearray(signed_twice())
    flipped[place] ^= change
    assert not checked(bytes(flipped)).genuine


@pytest.mark.parametrize("kept", [0, 100, 20_000])
def test_a_part_of_a_document_is_never_genuine(kept: int) -> None:
    assert checked(signed_twice()[: len(signed_twice()) - 1 - kept]).verdict in (
        Verdict.CHANGED, Verdict.UNREADABLE, Verdict.UNSIGNED,
    )  # fmt: skip


def test_what_was_added_after_the_last_signature_counts_as_changed() -> None:
    assert checked(signed_twice() + b"\n% erbij\n").verdict is Verdict.CHANGED


def test_a_page_that_was_changed_in_an_update_is_seen() -> None:

    writer = IncrementalPdfFileWriter(BytesIO(signed_once()))
    page = writer.root["/Pages"]["/Kids"][0]
    page[NameObject("/Rotate")] = NumberObject(90)  # type: ignore[no-untyped-call] # pyHanko leaves it untyped
    writer.update_container(page)
    made = BytesIO()
    writer.write(made)  # type: ignore[no-untyped-call] # pyHanko leaves it untyped
    found = checked(made.getvalue())
    assert found.verdict is Verdict.CHANGED
    assert "Vertrouw het niet" in found.summary


def test_a_document_that_was_saved_anew_is_changed() -> None:
    made = BytesIO()
    with pikepdf.open(BytesIO(signed_once())) as pdf:
        pdf.save(made)
    assert checked(made.getvalue()).verdict in (Verdict.CHANGED, Verdict.UNREADABLE)


def test_what_nobody_signed_says_so() -> None:
    found = checked(agreement_pdf(content()))
    assert found.verdict is Verdict.UNSIGNED
    assert found.sentences == ("In dit document staat geen digitale handtekening.",)


@pytest.mark.parametrize("data", [b"", b"iets anders", b"%PDF-1.7\n" + b"0" * 500, b"%PDF-1.7\n1 0 obj\n[" * 3000])
def test_what_is_no_pdf_gets_a_report_too(data: bytes) -> None:
    found = checked(data)
    assert found.verdict is Verdict.UNREADABLE
    assert "geen heel PDF-bestand" in found.summary


def test_a_locked_pdf_gets_a_report_too() -> None:
    made = BytesIO()
    with pikepdf.open(BytesIO(agreement_pdf(content()))) as pdf:
        pdf.save(made, encryption=pikepdf.Encryption(owner="a", user="b"))
    assert "wachtwoord" in checked(made.getvalue()).summary


def test_checking_puts_no_name_in_a_log(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        check(signed_twice(), [], moment=SIGNED_TOO + timedelta(days=1))
    assert "Verzonnen" not in caplog.text
