"""The doctor names each thing that is wrong, with what to do now, and one trouble hides no other."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from django.conf import settings as site
from django.db import OperationalError
from pytest_django import Settings

from support.portal import person
from support.portal_audit import entries, run_sql, tampering
from support.portal_jobs import do_jobs, fail
from support.portal_mail import SMTP_BACKEND, mail_server, written
from zorginkoop.documents.practice_authority import PracticeAuthority
from zorginkoop.portal import clock
from zorginkoop.portal.accounts.roles import StaffRole
from zorginkoop.portal.audit import guard, witness
from zorginkoop.portal.jobs import rescue
from zorginkoop.portal.mail import handover
from zorginkoop.portal.operate import doctor
from zorginkoop.portal.operate.findings import Finding

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Settings) -> Path:
    """A data folder of its own."""
    data = tmp_path / "gegevens"
    data.mkdir(mode=0o700)
    settings.DATA = data
    settings.WITNESS_FILE = str(tmp_path / "getuige.txt")
    settings.BACKUPS = str(tmp_path / "kopieen")
    return data


def found(about: str) -> list[Finding]:
    return [finding for finding in doctor.examine() if finding.about == about]


def levels(about: str) -> list[str]:
    return [finding.level for finding in found(about)]


def test_a_site_that_has_everything_is_well(tmp_path: Path) -> None:
    person("Bea Verzonnen", StaffRole.ADMINISTRATOR)
    rescue.beat("w1", clock.of_machine(), clock.of_machine())
    witness.add(tmp_path / "getuige.txt", witness.anchors_now())
    (tmp_path / "kopieen").mkdir()
    (tmp_path / "kopieen" / "20251015T100000.zorginkoop.tar").touch()
    bad = [finding for finding in doctor.examine() if finding.level == "fout"]
    assert bad == []
    assert {finding.about for finding in doctor.examine()} >= {name for name, _ in doctor.CHECKS} - {"rechten"}


def test_everything_that_is_not_well_says_what_to_do_now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "missing", lambda: ["audit_entry_append_update"])
    unwell = [finding for finding in doctor.examine() if finding.level != "goed"]
    assert len(unwell) >= 4
    assert all(finding.now for finding in unwell)


def failed_job() -> None:
    fail.enqueue("x")
    do_jobs()


@pytest.mark.parametrize(
    ("about", "level", "trouble"),
    [
        ("verwerker", "fout", lambda: rescue.beat("w1", clock.of_machine(), clock.of_machine() - timedelta(minutes=5))),
        ("beheerders", "fout", lambda: person("Cor Verzonnen", StaffRole.PURCHASER)),
        ("werk", "let op", failed_job),
        ("berichten", "let op", lambda: written(to="geen adres")),
        ("reservekopie", "let op", lambda: None),
        ("getuige", "let op", lambda: None),
    ],
)
def test_each_trouble_is_named(about: str, level: str, trouble: Callable[[], object]) -> None:
    trouble()
    assert levels(about) == [level]


def test_missing_triggers_are_named() -> None:
    assert levels("bewaking") == ["goed"]
    with tampering():
        run_sql("SELECT 1")
        (finding,) = found("bewaking")
    assert finding.level == "fout"
    assert "audit verify" in finding.now
    assert levels("bewaking") == ["goed"]


def test_keys_that_others_can_read_or_that_end_are_named(folder: Path) -> None:
    keys = folder / "sleutels"
    keys.mkdir()
    for name, days in (("lang", 3000), ("kort", 20), ("verlopen", -1)):
        start = clock.now() - timedelta(days=10)
        made = PracticeAuthority.make(start, 10 + days).root
        (keys / f"{name}.pem").write_bytes(made.certificate.public_bytes(Encoding.PEM))
        (keys / f"{name}.pem").chmod(0o600)
    (keys / "lang.pem").chmod(0o644)
    said = {(finding.level, re.sub(r" op \d\d-.*", "", finding.what)) for finding in found("sleutels")}
    assert ("fout", "anderen op deze machine kunnen lang.pem lezen.") in said
    assert ("let op", "het certificaat in kort.pem verloopt") in said
    assert ("fout", "het certificaat in verlopen.pem is verlopen") in said


def test_a_mail_server_that_does_not_answer_is_named(settings: Settings) -> None:
    with mail_server():
        assert levels("mailserver") == ["goed"]
    settings.EMAIL_BACKEND, settings.EMAIL_PORT, settings.EMAIL_HOST = SMTP_BACKEND, 1, "127.0.0.1"
    assert levels("mailserver") == ["fout"]


def test_an_old_backup_and_a_silent_witness_are_named(tmp_path: Path) -> None:
    entries(1)
    old = datetime(2025, 1, 1, tzinfo=UTC)
    (tmp_path / "kopieen").mkdir()
    kept = tmp_path / "kopieen" / "20250101T100000.zorginkoop.tar"
    kept.touch()
    os.utime(kept, (old.timestamp(), old.timestamp()))
    last = witness.Anchor(old.isoformat(), witness.CHANGES, 1, "sha256:" + "0" * 64)
    witness.add(tmp_path / "getuige.txt", [last])
    assert levels("reservekopie") == ["fout"]
    assert levels("getuige") == ["let op"]


def test_production_without_its_protection_is_named(settings: Settings, folder: Path) -> None:
    settings.PRODUCTION, settings.BASE_URL, settings.SECRET_KEY = True, "http://inkoop.example", "kort"
    settings.VALUES_FILE, settings.SECOND_FACTOR = None, True
    person("Bea Verzonnen", StaffRole.ADMINISTRATOR)
    folder.chmod(0o755)
    assert levels("instellingen").count("fout") >= 3
    assert levels("waarden") == ["fout"]
    assert levels("gegevensmap") == ["fout"]
    assert levels("tweede factor") == ["let op"]


def test_a_database_that_is_away_hides_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_: object, **__: object) -> None:
        raise OperationalError

    monkeypatch.setattr("django.db.backends.base.base.BaseDatabaseWrapper.cursor", away)
    said = list(doctor.examine())
    assert [finding.what for finding in said if finding.about == "database"] == ["antwoordt niet."]
    assert "schijf" in {finding.about for finding in said if finding.level == "goed"}


def test_no_name_or_address_stands_in_what_it_says() -> None:
    person("Ada Verzonnen", StaffRole.ADMINISTRATOR)
    written(to="ada@verzonnen.example")
    with mail_server(RCPT="550 no such user"):
        handover.hand_over_all()
    said = " ".join(f"{finding.what} {finding.now}" for finding in doctor.examine())
    assert "Ada" not in said
    assert "@verzonnen" not in said
    assert site.SECRET_KEY not in said
