"""A backup holds everything, comes back whole into an empty installation, and never half."""

from __future__ import annotations

import hashlib
import io
import json
import tarfile
import threading
import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from pytest_django import Settings

from support.portal import mandated, person, practice
from support.portal_audit import entries
from support.portal_jobs import write_once
from support.portal_mail import written
from support.portal_site import Site, drop_database, new_database
from zorginkoop.cli.main import main
from zorginkoop.kernel.errors import InputWrong
from zorginkoop.portal import clock
from zorginkoop.portal.accounts.roles import ProviderRole, StaffRole
from zorginkoop.portal.audit import reading, witness
from zorginkoop.portal.audit.models import Entry, Reading
from zorginkoop.portal.jobs import rescue
from zorginkoop.portal.operate import backup
from zorginkoop.portal.operate.restore import restore

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def data(tmp_path: Path, settings: Settings) -> Path:
    """A data folder with a document and a key in it, and things that are no part of a backup."""
    folder = tmp_path / "gegevens"
    for name in ("documenten/ab/ab12.pdf", "sleutels/praktijk.pem", "mail/1.log", "static/a.css", "sessies.sleutel"):
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(f"inhoud van {name} é".encode())
    settings.DATA = folder
    settings.BACKUPS = str(tmp_path / "kopieen")
    return folder


@pytest.fixture
def made(data: Path) -> Path:  # noqa: ARG001 - what is kept lies there
    """A backup of an installation with something of everything."""
    provider = practice(postcode="2611 GB", name="Fysiotherapie De Verzonnen \u201cBrug\u201d é")
    mandated(provider, ProviderRole.SIGNATORY)
    person("Ada Verzonnen", StaffRole.PURCHASER)
    written()
    with reading.buffered():
        for number in range(3):
            reading.read("register.dossier", for_whom=number)
    reading.seal()
    write_once.enqueue("ZG1")
    rescue.beat("w1", clock.of_machine(), clock.of_machine())
    entries(3)
    return backup.make(Path(settings.BACKUPS))[0]


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[Site]:
    """An empty installation."""
    site = Site(tmp_path / "elders", new_database())
    yield site
    drop_database(site.database)


def manifest_of(file: Path) -> dict[str, Any]:
    with tarfile.open(file) as archive:
        opened = archive.extractfile(backup.MANIFEST)
        assert opened is not None
        found: dict[str, Any] = json.load(opened)
        return found


def changed(file: Path, change: Callable[[str, bytes], tuple[str, bytes] | None], *more: tuple[str, bytes]) -> Path:
    """Write a backup again with some of its parts changed, left out or added."""
    target = file.with_name("veranderd.tar")
    with tarfile.open(file) as old, tarfile.open(target, "w") as new:
        parts = [(member.name, old.extractfile(member)) for member in old.getmembers()]
        kept = [change(name, opened.read()) for name, opened in parts if opened is not None]
        for name, content in [*(part for part in kept if part), *more]:
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            new.addfile(entry, io.BytesIO(content))
    return target


def test_a_backup_comes_back_whole_into_an_empty_installation(made: Path, elsewhere: Site, tmp_path: Path) -> None:
    """One story, because putting back takes seconds: whole, watched over, accounted for, and never over something."""
    before = manifest_of(made)
    elsewhere.said["ZORGINKOOP_WITNESS"] = str(tmp_path / "getuige.txt")
    entries(4)  # after the backup was made, and known to the witness
    witness.add(tmp_path / "getuige.txt", witness.anchors_now())

    done = elsewhere.run("restore", str(made))
    assert (done.returncode, done.stderr) == (0, "")
    assert f"Het logboek sluit aan tot en met wijziging {before['last_entry']}" in done.stdout

    assert elsewhere.run("backup", "--to", str(tmp_path / "weer")).returncode == 0
    after = manifest_of(next((tmp_path / "weer").glob("*.tar")))
    touched = {"audit.entry", "mail.message", "django_tasks_database.dbtaskresult", "jobs.workerbeat"}
    hashes = [
        {name: table["sha256"] for name, table in found["tables"].items() if name not in touched}
        for found in (before, after)
    ]
    assert hashes[0] == hashes[1], "every other table is the same, to the byte"
    assert {*before["tables"]} >= touched
    assert after["tables"]["audit.entry"]["rows"] > before["tables"]["audit.entry"]["rows"]
    assert "Opzij gezet" in done.stdout
    assert "1 berichten (/berichten/), 1 keer werk (/beheer/werk/)" in done.stdout
    assert elsewhere.run("worker", "--until-empty").returncode == 0
    assert not [*elsewhere.data.glob("mail/*")], "nothing left that may have left before"
    assert after["marks"] == before["marks"], "a number that was given before is not given again"
    assert before["marks"]["audit.reading"] == Reading.objects.latest("pk").pk
    assert before["files"] == after["files"]
    assert set(before["files"]) == {"documenten/ab/ab12.pdf", "sleutels/praktijk.pem"}
    kept = elsewhere.data / "sleutels/praktijk.pem"
    assert kept.read_text(encoding="utf-8") == "inhoud van sleutels/praktijk.pem é"
    assert kept.stat().st_mode & 0o777 == 0o600

    verdicts = {one["punt"]: one["oordeel"] for one in json.loads(elsewhere.run("doctor", "--json").stdout)}
    assert (verdicts["tabellen"], verdicts["bewaking"]) == ("goed", "goed")
    assert elsewhere.run("createadmin", "bea@verzonnen.example", "--name", "Bea Verzonnen").returncode == 0
    walked = elsewhere.run("audit", "verify")
    said = " ".join(walked.stdout.split())
    assert (walked.returncode, "Alles sluit aan" in said) == (0, True)
    assert "is een reservekopie teruggezet; van de wijzigingen daarna ontbreken er ten minste 4" in said

    again = elsewhere.run("restore", str(made))
    assert again.returncode == 2
    assert "de database is niet leeg" in again.stderr
    assert "de gegevensmap is niet leeg" in again.stderr


def test_a_later_version_on_another_kind_of_database_brings_it_up_to_date(made: Path, tmp_path: Path) -> None:
    other = Site(tmp_path / "elders", f"sqlite://{tmp_path}/ander.sqlite3")
    other.said["DJANGO_SETTINGS_MODULE"] = "support.later_version.settings"
    done = other.run("restore", str(made))
    assert (done.returncode, done.stderr) == (0, "")
    assert "Het logboek sluit aan" in done.stdout
    assert manifest_of(made)["database"] == connection.vendor
    shown = other.run(module="support.later_version.ask")
    assert json.loads(shown.stdout) == {"subject": "Uw vragenlijst", "later": "uw vragenlijst"}


def refused(file: Path) -> str:
    """Try to put a backup back, and give everything that is said against it."""
    with pytest.raises(InputWrong) as raised:
        restore(file)
    return "\n".join(map(str, raised.value.problems))


def test_it_is_for_its_owner_only_and_nothing_is_left_beside_it(made: Path) -> None:
    assert made.stat().st_mode & 0o777 == 0o600
    assert list(made.parent.iterdir()) == [made]


@pytest.mark.parametrize("name", ["tables/register.provider.jsonl.gz", "files/documenten/ab/ab12.pdf"])
def test_a_flipped_byte_is_refused(made: Path, name: str) -> None:
    def flip(part: str, content: bytes) -> tuple[str, bytes]:
        return part, content[:-1] + bytes([content[-1] ^ 1]) if part == name else content

    assert f"{name} is veranderd of beschadigd" in refused(changed(made, flip))


def test_every_missing_and_every_foreign_part_is_named_together(made: Path) -> None:
    gone = ("tables/mail.message.jsonl.gz", "files/sleutels/praktijk.pem")
    file = changed(
        made, lambda name, content: None if name in gone else (name, content), ("files/../../weg", b"x"), ("x", b"y")
    )
    said = refused(file)
    for part in (*gone, "files/../../weg", "x"):
        assert part in said


@pytest.mark.parametrize("content", [b"", b"geen tar", b"\x00" * 1024, None])
def test_what_is_no_backup_is_refused(content: bytes | None, tmp_path: Path) -> None:
    if content is not None:
        (tmp_path / "x.tar").write_bytes(content)
    assert "x.tar" in refused(tmp_path / "x.tar")


def test_a_manifest_of_another_form_is_refused(made: Path) -> None:
    file = changed(made, lambda name, content: (name, b'{"format": 2}' if name == backup.MANIFEST else content))
    assert "andere versie dan deze kan lezen" in refused(file)


def test_a_backup_of_a_newer_version_is_refused(made: Path) -> None:
    def newer(name: str, content: bytes) -> tuple[str, bytes]:
        if name == backup.MANIFEST:
            said = json.loads(content)
            said["migrations"].append(["mail", "0099_later"])
            content = json.dumps(said).encode()
        return name, content

    assert "mail.0099_later" in refused(changed(made, newer))


def test_a_file_that_goes_away_meanwhile_is_told_and_the_rest_is_kept(
    data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    found = backup.kept_files()
    (data / "documenten/ab/ab12.pdf").unlink()
    monkeypatch.setattr(backup, "kept_files", lambda: found)  # as they were listed a moment ago
    assert main(["backup"]) == 1
    said = capsys.readouterr().out
    assert "Verdween tijdens het maken en staat er niet in: documenten/ab/ab12.pdf" in said
    assert "geheimen van de tweede stap" in said
    made = next(Path(settings.BACKUPS).glob("*.tar"))
    assert set(manifest_of(made)["files"]) == {"sleutels/praktijk.pem"}


def test_what_the_site_itself_makes_and_takes_away_is_no_part_of_it(data: Path) -> None:
    for name in ("invoer/nieuw-x1", "invoer/voortgang-3", "invoer/voortgang-3.nieuw", "invoer/ab/abcd"):
        (data / name).parent.mkdir(parents=True, exist_ok=True)
        (data / name).write_bytes(b"x")
    kept = {file.relative_to(data).as_posix() for file in backup.kept_files()}
    assert kept == {"documenten/ab/ab12.pdf", "sleutels/praktijk.pem", "invoer/ab/abcd"}


def test_a_large_file_passes_in_pieces(data: Path) -> None:
    with (data / "groot.bin").open("wb") as file:
        file.truncate(64 * 2**20)
    tracemalloc.start()
    made = backup.make(Path(settings.BACKUPS))
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < 16 * 2**20
    with tarfile.open(made.file) as archive:
        assert archive.getmember("files/groot.bin").size == 64 * 2**20
    assert made.manifest.files["groot.bin"] == hashlib.sha256(bytes(64 * 2**20)).hexdigest()


@pytest.mark.usefixtures("data")
def test_a_folder_that_cannot_be_written_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "bestand").touch()
    with pytest.raises(InputWrong, match="kon niet geschreven worden"):
        backup.make(tmp_path / "bestand")


def test_it_shows_one_moment_while_others_go_on_writing() -> None:
    entries(1)

    def write() -> None:
        entries(1)
        connection.close()

    with backup.one_moment():
        before = Entry.objects.count()
        other = threading.Thread(target=write)
        other.start()
        other.join()
        assert Entry.objects.count() == before
    assert Entry.objects.count() == before + 1
