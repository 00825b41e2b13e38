"""A file is what its content says: what can be evidence is kept as that, a hostile one is refused with its reason."""

from __future__ import annotations

import io
import tracemalloc

import pytest

from support import hostile_files as made
from support.portal import browser_of, mandated
from support.portal_intake import pdf, questionnaire_of, staffed, upload
from zorginkoop.portal.accounts.roles import ProviderRole
from zorginkoop.portal.intake.kinds import ENDINGS, JPEG, PDF, PNG, FileRefusedError, kind_of
from zorginkoop.portal.intake.models import DraftAnswer, EvidenceFile

MACRO = '<Override PartName="/word/x.bin" ContentType="application/vnd.ms-office.vb{}Project"/>'
TEMPLATE = (
    '<Relationships><Relationship Type="http://schemas.example/attachedTemplate" '
    'Target="{}" TargetMode="External"/></Relationships>'
)
RELS = "word/_rels/settings.xml.rels"
UTF_16 = f'<?xml version="1.0" encoding="UTF-16"?><Types><O ContentType="{made.WORD}.main+xml"/>{{}}</Types>'

RUNS = ("opening", "page", "list", "link")
GOOD = {
    "pdf": (pdf(), PDF),
    "pdf that may not be printed": (made.locked_pdf(""), PDF),
    "pdf that writes about passwords": (made.plain_pdf(b"% /Encrypt"), PDF),
    "pdf that writes about scripts": (made.plain_pdf(b"% /JavaScript /JS /Launch"), PDF),
    "pdf that opens on a page": (made.packed_pdf(), PDF),
    "png": (made.png(), PNG),
    "jpeg": (b"\xff\xd8\xff\xe0" + bytes(40), JPEG),
    "docx": (made.office(), made.WORD),
    "docx with a template on its own disk": (
        made.office(more={RELS: TEMPLATE.format("file:///C:/Verzonnen/brief.dotx")}),
        made.WORD,
    ),
    "xlsx": (made.office(made.SHEET), made.SHEET),
    "odt": (made.odt(), made.ODT),
}
HOSTILE = {
    "a zip named pdf": (made.packed({"a.txt": "a"}), "hoe het ook heet"),
    "a program": (b"MZ this is a program", "hoe het ook heet"),
    "a page with a script": (b"<html><script>alert(1)</script>", "hoe het ook heet"),
    "a zip with a pdf in it": (made.packed({"skf.pdf": pdf()}), "hoe het ook heet"),
    "a pdf that broke off": (b"%PDF-1.7\n1 0 obj", "beschadigd"),
    "a zip that broke off": (made.office()[:60], "beschadigd"),
    "a pdf with a password": (made.locked_pdf("geheim"), "wachtwoord"),
    **{f"a pdf that runs, on {where}": (made.active_pdf(where), "script") for where in RUNS},
    **{f"a pdf that runs, packed, on {where}": (made.active_pdf(where, together=True), "script") for where in RUNS},
    "a pdf that disguises what runs": (made.active_pdf("opening").replace(b"/JavaScript", b"/Java#53cript"), "script"),
    "a sheet with a password": (made.OLD_OFFICE, "wachtwoord"),
    "a zip with a password": (made.marked_encrypted(made.office()), "wachtwoord"),
    "an odt with a password": (made.odt('<manifest:encryption-data manifest:checksum="x"/>'), "wachtwoord"),
    "a macro": (made.office(more={"word/vbaProject.bin": b"x"}), "macro"),
    "a macro by another name": (made.office(types=MACRO.format("a")), "macro"),
    "a macro whose name is disguised": (made.office(types=MACRO.format("&#97;")), "macro"),
    "a macro in other letters": (
        made.packed({"[Content_Types].xml": UTF_16.format(MACRO.format("a")).encode("utf-16")}),
        "macro",
    ),
    "a docm named docx": (
        made.office(main="application/vnd.ms-word.document.macroEnabled.main+xml"),
        "macro",
    ),
    "a sheet with old macros": (made.office(made.SHEET, {"xl/macrosheets/sheet1.xml": "<m/>"}), "macro"),
    "a button that runs": (made.office(more={"word/activeX/activeX1.xml": "<a/>"}), "macro"),
    "a template from elsewhere": (made.office(more={RELS: TEMPLATE.format("https://ver.example/x.dotm")}), "macro"),
    "an odt with a macro": (made.odt(more={"Basic/Standard/Module1.xml": "<m/>"}), "macro"),
    "an odt with a script": (made.odt(more={"Scripts/python/x.py": "x"}), "macro"),
    "a bomb": (made.office(more={"word/media/image1.bmp": bytes(120 * 2**20)}), "veel te groot"),
    "a bomb of many parts": (made.office(more={f"p{number}": b"" for number in range(2_001)}), "veel te groot"),
    "a bomb that lies": (made.lying(made.office(more={"x": bytes(120 * 2**20)}), 60), "beschadigd"),
    "a huge list of contents": (made.office(types=" " * (2**20 + 1)), "veel te groot"),
    "words that grow": (
        made.packed({"[Content_Types].xml": '<!DOCTYPE a [<!ENTITY b "bbbb">]><Types>&b;</Types>'}),
        "beschadigd",
    ),
    "a picture as large as a town": (made.png(60_000, 60_000), "veel te groot"),
    "a picture that broke off": (b"\x89PNG\r\n\x1a\n", "beschadigd"),
}


@pytest.mark.parametrize("name", GOOD)
def test_what_can_be_evidence_is_known_by_its_content(name: str) -> None:
    content, kind = GOOD[name]
    file = io.BytesIO(content)
    assert kind_of(file) == kind
    assert file.tell() == 0
    assert set(ENDINGS) == {kind for _content, kind in GOOD.values()}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_hostile_is_refused_with_why_and_what_now(name: str) -> None:
    content, told = HOSTILE[name]
    with pytest.raises(FileRefusedError) as refused:
        kind_of(io.BytesIO(content))
    assert told in str(refused.value)
    assert "PDF" in str(refused.value) or "zonder wachtwoord" in str(refused.value), "what now"


def test_a_bomb_is_refused_without_being_unpacked_in_memory() -> None:
    bomb = made.lying(made.office(more={"x": bytes(120 * 2**20)}), 60)
    tracemalloc.start()
    try:
        with pytest.raises(FileRefusedError):
            kind_of(io.BytesIO(bomb))
        assert tracemalloc.get_traced_memory()[1] < 8 * 2**20
    finally:
        tracemalloc.stop()


@pytest.mark.django_db
@pytest.mark.usefixtures("october")
def test_a_hostile_file_leaves_nothing_behind_and_what_was_typed_stays() -> None:
    questionnaire = questionnaire_of(staffed())
    browser = browser_of(mandated(questionnaire.provider, ProviderRole.FILLER))
    there = f"/praktijk/{questionnaire.provider.public_id}/vragenlijst/{questionnaire.public_id}/differentiatiefactor/"
    macro = upload("skf.pdf", made.office(more={"word/vbaProject.bin": b"x"}))
    sent = browser.post(there, {"skf_keurmerk": "ja", "bewijs:skf_keurmerk-file": macro})
    assert (sent.status_code, "zit een macro" in sent.content.decode()) == (422, True)
    assert DraftAnswer.objects.get().text == "ja"
    assert not EvidenceFile.objects.exists()
    kept = browser.post(
        there, {"skf_keurmerk": "ja", "bewijs:skf_keurmerk-file": upload("certificaat.pdf", made.office())}
    )
    assert kept.status_code == 303
    assert (EvidenceFile.objects.get().name, EvidenceFile.objects.get().media_type) == ("certificaat.docx", made.WORD)
