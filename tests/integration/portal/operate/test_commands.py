"""The commands of an administrator: what they say, and with which exit code."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.db import OperationalError
from pytest_django import Settings

from support.portal_audit import entries, run_sql, tampering
from support.portal_jobs import write_once
from support.portal_mail import report, written
from zorginkoop.cli.main import main
from zorginkoop.portal.accounts.models import User
from zorginkoop.portal.audit.models import RetentionTerm
from zorginkoop.portal.mail.models import MessageState
from zorginkoop.portal.register.models import Group

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_folders(tmp_path: Path, settings: Settings) -> None:
    """Keep what the commands write in the folder of the test."""
    settings.WITNESS_FILE = str(tmp_path / "getuige.txt")
    settings.BACKUPS = ""


def test_a_log_that_holds_is_done_and_one_that_does_not_is_negative(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    entries(5)
    assert main(["audit", "anchor", "--to", str(tmp_path / "getuige.txt")]) == 0
    assert main(["audit", "verify"]) == 0
    said = capsys.readouterr().out
    assert "wijzigingen 5" in said
    assert "Alles sluit aan" in said
    with tampering():
        run_sql("DELETE FROM audit_entry WHERE number = 5")
    assert main(["audit", "verify"]) == 1, "the witness of the installation is asked without being named"
    assert "Het einde van het logboek ontbreekt" in " ".join(capsys.readouterr().out.split())


def test_the_witness_can_be_told_on_the_screen(capsys: pytest.CaptureFixture[str]) -> None:
    entries(1)
    assert main(["audit", "anchor"]) == 0
    assert "wijzigingen 1 sha256:" in capsys.readouterr().out


@pytest.mark.parametrize("months", ["0", "601", "-3", "veel"])
def test_a_term_that_cannot_be_is_refused(months: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["audit", "retain", f"--months={months}", "--ground", "besluit"]) == 2
    assert "--months" in capsys.readouterr().err
    assert not RetentionTerm.objects.exists()


def test_a_term_is_kept_with_its_ground() -> None:
    assert main(["audit", "retain", "--months", "60", "--ground", "bewaarbesluit"]) == 0
    assert [(term.months, term.ground) for term in RetentionTerm.objects.all()] == [(60, "bewaarbesluit")]


def test_bounces_are_counted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    message = written()
    (tmp_path / "1.eml").write_bytes(report(message.message_id).as_bytes())
    (tmp_path / "2.eml").write_bytes(report("<onbekend@elders.example>").as_bytes())
    assert main(["mail", "bounces", str(tmp_path)]) == 0
    said = capsys.readouterr().out
    assert "2 berichten gelezen: 1 teruggekomen, 0 al bekend" in said
    assert "niet geschreven" in said
    message.refresh_from_db()
    assert message.state == MessageState.BOUNCED
    assert main(["mail", "bounces", str(tmp_path / "weg")]) == 2


def test_an_administrator_gets_a_link(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["createadmin", "bea@verzonnen.example", "--name", "Bea Verzonnen"]) == 0
    assert "/account/password/reset/key/" in capsys.readouterr().out
    assert User.objects.filter(email="bea@verzonnen.example").exists()


@pytest.mark.parametrize(("address", "told"), [("geen adres", "geen e-mailadres"), ("b@c.nl", "--name ontbreekt")])
def test_an_administrator_that_cannot_be_made_is_told(
    address: str, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["createadmin", address]) == 2
    assert told in capsys.readouterr().err


def test_a_backup_without_a_folder_says_which_setting_is_missing(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["backup"]) == 2
    assert "ZORGINKOOP_BACKUPS" in capsys.readouterr().err


def test_what_is_wrong_makes_the_doctor_negative(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor", "--json"]) == 1
    points = {one["punt"] for one in json.loads(capsys.readouterr().out)}
    assert {"database", "verwerker", "reservekopie"} <= points
    assert main(["doctor"]) == 1
    assert "Typ: zorginkoop createadmin" in capsys.readouterr().out


def test_without_a_database_each_command_says_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    def away(*_: object, **__: object) -> None:
        raise OperationalError

    monkeypatch.setattr("django.db.backends.base.base.BaseDatabaseWrapper.cursor", away)
    for command in (
        ["audit", "verify"],
        ["audit", "anchor"],
        ["audit", "retain", "--months", "60", "--ground", "x"],
        ["mail", "bounces", str(tmp_path)],
        ["createadmin", "bea@verzonnen.example", "--name", "Bea"],
        ["backup", "--to", str(tmp_path)],
        ["restore", str(tmp_path / "weg.tar")],
    ):
        code = main(command)
        said = capsys.readouterr().err
        assert (code, "fout van ons" in said) == (2 if "bounces" not in command else 0, False), command


@pytest.mark.django_db(transaction=True)
def test_the_worker_does_what_waits_and_ends() -> None:
    write_once.enqueue("ZG1")
    assert main(["worker", "--until-empty"]) == 0
    assert Group.objects.filter(code="ZG1").exists()
