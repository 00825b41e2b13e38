"""Malware does not come in: the words that clamd speaks, a real clamd where there is one, and what is said without."""

from __future__ import annotations

import os
import shutil
import socketserver
import struct
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import Settings

from support.portal import browser_of, mandated
from support.portal_intake import ANSWERS, pdf, questionnaire_of, staffed, upload
from zorginkoop.portal.accounts.roles import ProviderRole
from zorginkoop.portal.intake.confirming import receipt_of
from zorginkoop.portal.intake.drafts import draft_of
from zorginkoop.portal.intake.files import keep, path_of
from zorginkoop.portal.intake.kinds import FileRefusedError
from zorginkoop.portal.intake.models import DraftAnswer, EvidenceFile
from zorginkoop.portal.intake.saving import Typed, save
from zorginkoop.portal.intake.scanning import answers
from zorginkoop.portal.operate.doctor_work import malware

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("october")]
REVERSED = r"*H+H$!ELIF-TSET-SURIVITNA-DRADNATS-RACIE$}7)CC7)^P(45XZP\4[PA@%P!O5X"  # so that no scanner finds this file
EICAR = REVERSED[::-1]
BINARY = os.environ.get("ZORGINKOOP_TEST_CLAMD") or shutil.which("clamd") or ""


class Daemon(socketserver.BaseRequestHandler):
    """Speaks as clamd does, and finds EICAR."""

    says = b""  # what it says to every file, in the place of a verdict

    def handle(self) -> None:
        """Answer one command."""
        command = self._until_zero()
        if command == b"zPING":
            self.request.sendall(b"PONG\0")
            return
        assert command == b"zINSTREAM"
        got = b""
        while length := struct.unpack(">I", self._exactly(4))[0]:
            got += self._exactly(length)
        found = b"stream: Eicar-Test FOUND\0" if EICAR.encode() in got else b"stream: OK\0"
        self.request.sendall(self.says or found)

    def _until_zero(self) -> bytes:
        got = b""
        while not got.endswith(b"\0"):
            got += self._exactly(1)
        return got[:-1]

    def _exactly(self, size: int) -> bytes:
        got = b""
        while len(got) < size:
            got += self.request.recv(size - len(got))
        return got


@pytest.fixture
def daemon(settings: Settings) -> Iterator[type[Daemon]]:
    """Let a daemon of our own listen, and the site know where."""
    speaker = type("Speaker", (Daemon,), {})
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), speaker) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        settings.CLAMD = f"127.0.0.1:{server.server_address[1]}"
        yield speaker
        server.shutdown()


@pytest.fixture
def real(settings: Settings, tmp_path: Path) -> Iterator[None]:
    """Start a real clamd that knows one signature: EICAR."""
    if not BINARY:
        pytest.skip("there is no clamd here; name one in ZORGINKOOP_TEST_CLAMD")
    signatures, place, config = tmp_path / "db", tmp_path / "clamd.ctl", tmp_path / "clamd.conf"
    signatures.mkdir()
    (signatures / "eicar.ndb").write_text(f"Eicar-Only:0:*:{EICAR.encode().hex()}\n")
    config.write_text(f"LocalSocket {place}\nDatabaseDirectory {signatures}\nForeground yes\n")
    process = subprocess.Popen([BINARY, "-c", str(config)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    settings.CLAMD = str(place)
    try:
        for _try in range(200):
            if answers():
                break
            time.sleep(0.1)
        yield
    finally:
        process.terminate()
        process.wait(20)


def infected() -> bytes:
    return pdf(EICAR)


def look_at_both() -> None:
    assert answers()
    assert keep(upload(content=pdf("schoon" * 50_000))).scanned_at is not None
    with pytest.raises(FileRefusedError, match="virus gevonden"):
        keep(upload(content=infected()))


@pytest.mark.usefixtures("real")
def test_a_real_clamd_lets_clean_files_through_and_stops_the_test_virus() -> None:
    look_at_both()


@pytest.mark.usefixtures("daemon")
def test_what_clamd_finds_is_refused_and_what_is_clean_is_kept_with_its_moment() -> None:
    look_at_both()
    assert [one.level for one in malware()] == ["goed"]


@pytest.mark.parametrize("says", [b"INSTREAM size limit exceeded. ERROR\0", b"stream: x ERROR\0", b"hallo\0"])
def test_what_is_no_verdict_lets_nothing_in(daemon: type[Daemon], says: bytes) -> None:
    daemon.says = says
    with pytest.raises(FileRefusedError, match="nog niet aan"):
        keep(upload(content=pdf("geen oordeel")))


@pytest.mark.parametrize("place", ["127.0.0.1:1", "/nergens/clamd.ctl", "onzin"])
def test_a_daemon_that_is_not_there_is_said_and_the_answers_stay(settings: Settings, place: str) -> None:
    settings.CLAMD = place
    questionnaire = questionnaire_of(staffed())
    browser = browser_of(mandated(questionnaire.provider, ProviderRole.FILLER))
    there = f"/praktijk/{questionnaire.provider.public_id}/vragenlijst/{questionnaire.public_id}/differentiatiefactor/"
    sent = browser.post(there, {"skf_keurmerk": "ja", "bewijs:skf_keurmerk-file": upload()})
    assert (sent.status_code, "Probeer het over een kwartier opnieuw" in sent.content.decode()) == (422, True)
    assert DraftAnswer.objects.get().text == "ja"
    assert not EvidenceFile.objects.exists()
    assert [one.level for one in malware()] == ["fout"]


def test_where_nobody_scans_the_doctor_and_the_receipt_say_so() -> None:
    questionnaire = questionnaire_of(staffed())
    signatory = mandated(questionnaire.provider, ProviderRole.SIGNATORY)
    browser = browser_of(signatory)
    start = f"/praktijk/{questionnaire.provider.public_id}/vragenlijst/{questionnaire.public_id}/"
    save(questionnaire, {about: Typed(text, 0) for about, text in ANSWERS.items()}, signatory)
    browser.post(f"{start}differentiatiefactor/", {"skf_keurmerk": "ja", "bewijs:skf_keurmerk-file": upload()})
    draft = draft_of(questionnaire)
    assert "'scan': 'niet gescand'" in str(receipt_of(draft))
    assert browser.post(f"{start}bevestigen/", {"shown": draft.content_hash}).status_code == 303
    assert "niet gescand op virussen" in browser.get(f"{start}ontvangstbewijs/").content.decode()
    assert [(one.level, "ZORGINKOOP_CLAMD" in one.now) for one in malware()] == [("let op", True)]
    assert path_of(EvidenceFile.objects.get().content_hash).is_file()
