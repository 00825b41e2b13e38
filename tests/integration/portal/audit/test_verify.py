"""A log that was tampered with says so, and where."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from support.portal import person, practice
from support.portal_audit import entries, rewrite_from, run_sql, tampering
from zorginkoop.kernel.errors import InputWrong
from zorginkoop.portal.audit import witness
from zorginkoop.portal.audit.log import changing
from zorginkoop.portal.audit.models import Entry
from zorginkoop.portal.audit.verify import verify
from zorginkoop.portal.mail import outbox

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(tmp_path: Path) -> Path:
    """Ten changes, of which a witness outside the database knows."""
    entries(10)
    file = tmp_path / "getuige.txt"
    witness.add(file, witness.anchors_now())
    return file


def test_a_log_as_it_was_written_holds(told: Path) -> None:
    entries(3)
    verdict = verify(told)
    assert (verdict.wrong, verdict.notes) == ([], [])
    assert verdict.entries == Entry.objects.count()


def test_without_a_witness_it_says_what_cannot_be_seen() -> None:
    entries(1)
    assert "--witness" in verify().notes[0]


@pytest.mark.parametrize("column", ["actor_id", "actor_label", "action", "about_kind", "about_id", "for_whom"])
def test_a_changed_entry_is_named(column: str) -> None:
    entries(5)
    with tampering():
        run_sql(f"UPDATE audit_entry SET {column} = 'x' WHERE number = 3")  # noqa: S608 - names of columns
    assert verify().wrong == ["Nummer 3 is veranderd nadat het geschreven was: de inhoud past niet bij de eigen hash."]


@pytest.mark.parametrize("details", [{"step": 7}, {"step": 2, "more": None}, {"step": 2.5}])
def test_changed_details_are_named_also_such_as_the_log_never_writes(details: object) -> None:
    entries(5)
    with tampering():
        run_sql("UPDATE audit_entry SET details = %s WHERE number = 3", json.dumps(details))
    assert verify().wrong[0].startswith("Nummer 3 is veranderd")


def test_a_changed_moment_is_named() -> None:
    entries(5)
    with tampering():
        run_sql("UPDATE audit_entry SET at = '2020-01-01 00:00:00+00:00' WHERE number = 4")
    assert verify().wrong[0].startswith("Nummer 4 is veranderd")


def test_a_removed_entry_is_named() -> None:
    entries(6)
    with tampering():
        run_sql("DELETE FROM audit_entry WHERE number IN (3, 4)")
    assert verify().wrong == ["In het logboek ontbreekt nummer 3 tot en met 4: na 2 komt 5."]


def test_an_entry_that_was_removed_and_the_rest_renumbered_is_named() -> None:
    entries(5)
    with tampering():
        run_sql("DELETE FROM audit_entry WHERE number = 3")
        run_sql("UPDATE audit_entry SET number = 3 WHERE number = 4")
        run_sql("UPDATE audit_entry SET number = 4 WHERE number = 5")
    assert verify().wrong[0].startswith("Nummer 3 sluit niet aan op nummer 2")


def test_an_entry_put_in_between_is_named() -> None:
    entries(5)
    with tampering():
        for number in (5, 4, 3):
            run_sql("UPDATE audit_entry SET number = %s WHERE number = %s", number + 1, number)
        false = Entry(number=3, at=Entry.objects.get(number=2).at, actor_id="systeem", action="test.happened")
        false.previous = Entry.objects.get(number=2).hash
        false.hash = "sha256:" + "0" * 64
        false.save(force_insert=True)
    assert verify().wrong[0].startswith("Nummer 3 is veranderd")


def test_two_entries_that_changed_places_are_named() -> None:
    entries(5)
    with tampering():
        for old, new in ((3, 99), (4, 3), (99, 4)):
            run_sql("UPDATE audit_entry SET number = %s WHERE number = %s", new, old)
    assert verify().wrong[0].startswith("Nummer 3 sluit niet aan op nummer 2")


def test_only_the_witness_sees_that_the_end_was_cut_off(told: Path) -> None:
    last = Entry.objects.count()
    with tampering():
        run_sql("DELETE FROM audit_entry WHERE number > %s", last - 4)
    assert verify().wrong == []
    assert (
        verify(told)
        .wrong[0]
        .startswith(
            f"Het einde van het logboek ontbreekt: het houdt op bij {last - 4}, en de getuige kent nummer {last}."
        )
    )


def test_only_the_witness_sees_a_log_that_was_written_anew(told: Path) -> None:
    with tampering():
        run_sql("UPDATE audit_entry SET actor_id = 'user:2' WHERE number = 4")
        rewrite_from(4)
    assert verify().wrong == []
    last = Entry.objects.count()
    assert verify(told).wrong[0].startswith(f"Nummer {last} is een ander dan de getuige op ")


def test_a_folder_of_messages_is_a_witness_too(tmp_path: Path) -> None:
    entries(2)
    lines = "\n".join(map(str, witness.anchors_now()))
    (tmp_path / "1.eml").write_text(f"Subject: zorginkoop logboek\n\n{lines}\n", encoding="utf-8")
    with tampering():
        run_sql("DELETE FROM audit_entry WHERE number = 2")
    assert len(verify(tmp_path).wrong) == 1


def test_a_file_without_a_line_of_the_witness_is_refused(tmp_path: Path) -> None:
    (tmp_path / "leeg.txt").write_text("niets", encoding="utf-8")
    with pytest.raises(InputWrong, match="geen regel van de getuige"):
        verify(tmp_path / "leeg.txt")
    with pytest.raises(InputWrong, match=r"niet\.txt"):
        verify(tmp_path / "niet.txt")


def test_the_log_holds_after_a_persons_data_are_erased(told: Path) -> None:
    user, provider = person("Ada Verzonnen"), practice()
    with changing("mail.written", about=user):
        message = outbox.write(user.email, "Over u", "Beste Ada Verzonnen", for_whom=provider.public_id)
    with changing("accounts.erased", about=user):
        message.delete()
        user.email, user.name, user.is_active = f"gewist-{user.pk}@verzonnen.example", "gewist", False
        user.save()
    verdict = verify(told)
    assert verdict.wrong == []
    said = "".join(f"{entry.actor_label}{entry.details}{entry.about_id}" for entry in Entry.objects.all())
    assert "Ada" not in said
    assert "@" not in said
