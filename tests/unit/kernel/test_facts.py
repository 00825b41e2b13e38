"""Of everything that was recorded, what counts on a date, by what was known then."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from zorginkoop.kernel.facts import (
    Evidence,
    FactRecord,
    KnownFact,
    RecordedSubject,
    in_steps,
    read_value,
    resolve,
    write_value,
)
from zorginkoop.kernel.scalars import AMSTERDAM, read_decimal
from zorginkoop.kernel.tree import Agreement, Citation, FactDeclaration, Phrase, RelationDeclaration

ON = date(2025, 10, 20)
MEMBER = FactDeclaration("lid", "aanbieder", "ja_nee", Phrase(), "register")
HOURS = FactDeclaration("uren", "aanbieder", "getal", Phrase(), "vragenlijst", step="0.1")
INDEX = FactDeclaration("index", "aanbieder", "getal", Phrase(), "vektis", step="0.1", attributes=("versie=3",))
PROVEN = FactDeclaration("skf", "aanbieder", "ja_nee", Phrase(), "vragenlijst", evidence="ja")
IMPLIED = FactDeclaration("kngf", "aanbieder", "ja_nee", Phrase(), "vragenlijst", evidence="ja", implied_by=("skf",))
OPTED_OUT = FactDeclaration("geen_aanbod", "aanbieder", "ja_nee", Phrase(), "register", absent="nee")
SIGNED = FactDeclaration("ondertekend", "aanbieder", "moment", Phrase(), "register", absent="niet_gebeurd")


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=AMSTERDAM)


def agreement(*facts: FactDeclaration, relations: tuple[RelationDeclaration, ...] = ()) -> Agreement:
    return Agreement(
        edition="proef/2026-1", coding=1, edition_hash="", values_hash="", readings=(), agreement="proef",
        care_type="proef", subject="aanbieder", contract_year=2026, phrase=Phrase(), citation=Citation(), facts=facts,
        relations=relations, criteria=(), routes=(), gate=(), gate_unknown_reads="niet_beslist", factors=(),
        ladder=None, parts=(), tasks=(),
    )  # fmt: skip


def known(declaration: FactDeclaration, *records: FactRecord, on: date = ON, at: datetime | None = None) -> KnownFact:
    subject = RecordedSubject("aanbieder", "1", facts={declaration.name: records})
    return resolve(subject, agreement(declaration), on, at).facts[declaration.name]


def test_a_record_counts_from_its_first_day_up_to_and_including_its_last() -> None:
    record = FactRecord("12.5", "opgave", valid_from=date(2025, 1, 1), valid_until=date(2025, 12, 31))
    assert known(HOURS, record, on=date(2024, 12, 31)).value is None
    assert known(HOURS, record, on=date(2025, 1, 1)).value == 125
    assert known(HOURS, record, on=date(2025, 12, 31)).value == 125
    assert known(HOURS, record, on=date(2026, 1, 1)).value is None


def test_a_membership_that_ended_is_a_no_with_its_last_day() -> None:
    ended = known(MEMBER, FactRecord("ja", "ledenlijst", valid_until=date(2025, 6, 30)))
    assert (ended.value, ended.text, ended.reason) == (0, "nee", "geldig tot en met 2025-06-30")


def test_what_was_learned_later_does_not_count_earlier() -> None:
    first = FactRecord("10.0", "opgave", known_since=moment("2025-09-01"))
    corrected = FactRecord("20.0", "opgave", known_since=moment("2025-10-15T12:00"))
    assert known(HOURS, first, corrected, at=moment("2025-10-15T11:59")).value == 100
    assert known(HOURS, first, corrected, at=moment("2025-10-15T12:00")).value == 200


def test_an_explicit_unknown_stays_unknown_and_says_so() -> None:
    fact = known(HOURS, FactRecord("onbekend", "vragenlijst"))
    assert (fact.value, fact.reason) == (None, "uitdrukkelijk onbekend")


def test_only_the_version_that_the_policy_asks_for_counts() -> None:
    early = FactRecord("151.0", "vektis", attributes={"versie": "1"})
    full = FactRecord("149.0", "vektis", attributes={"versie": "3"})
    assert known(INDEX, early).value is None
    assert known(INDEX, early, full).value == 1490


@pytest.mark.parametrize(
    ("evidence", "value"),
    [
        ((), None),
        ((Evidence(moment("2025-10-01")),), None),
        ((Evidence(moment("2025-10-01"), "goed"),), 1),
        ((Evidence(moment("2025-10-01"), "afgekeurd", ground="andere naam"),), 0),
        ((Evidence(moment("2025-10-01"), "goed", valid_until=date(2025, 10, 19)),), 0),
        ((Evidence(moment("2025-10-01"), "goed", valid_until=ON),), 1),
        ((Evidence(moment("2025-10-21"), "goed"),), None),
        ((Evidence(moment("2025-10-01"), "goed", judged=moment("2025-10-21")),), None),
        ((Evidence(moment("2025-10-01"), "afgekeurd"), Evidence(moment("2025-10-10"))), None),
        ((Evidence(moment("2025-10-01"), "afgekeurd"), Evidence(moment("2025-10-10"), "goed")), 1),
    ],
)
def test_a_claim_counts_by_its_evidence(evidence: tuple[Evidence, ...], value: int | None) -> None:
    assert known(PROVEN, FactRecord("ja", "vragenlijst", evidence=evidence)).value == value


def test_a_claim_of_no_needs_no_evidence() -> None:
    assert known(PROVEN, FactRecord("nee", "vragenlijst")).value == 0


@pytest.mark.parametrize(("verdict", "value"), [("goed", 1), ("afgekeurd", 0)])
def test_proof_implies_another_fact_and_takes_it_along_when_it_falls(verdict: str, value: int) -> None:
    skf = FactRecord("ja", "vragenlijst", evidence=(Evidence(moment("2025-10-01"), verdict),))
    kngf = FactRecord("nee", "vragenlijst")
    subject = RecordedSubject("aanbieder", "1", facts={"skf": (skf,), "kngf": (kngf,)})
    resolved = resolve(subject, agreement(PROVEN, IMPLIED), ON)
    assert resolved.values["kngf"] == value
    assert (resolved.facts["kngf"].reason == "volgt uit skf") == bool(value)


def test_absence_means_what_the_policy_says_it_means() -> None:
    assert known(OPTED_OUT).value == 0
    assert known(SIGNED).value == ""
    assert known(MEMBER).value is None


def test_rows_outside_their_period_are_left_out_unless_history_counts() -> None:
    rows = (
        RecordedSubject("rij", "oud", valid_until=date(2025, 1, 1)),
        RecordedSubject("rij", "nu"),
    )
    subject = RecordedSubject("aanbieder", "1", relations={"rijen": rows})
    for history, expected in (("nee", ["nu"]), ("ja", ["oud", "nu"])):
        declared = agreement(relations=(RelationDeclaration("aanbieder", "rijen", "rij", history),))
        found = resolve(subject, declared, ON).relations["rijen"]
        assert found is not None
        assert [row.id for row in found] == expected


def test_a_relation_that_nobody_recorded_is_unknown_and_an_empty_one_has_no_rows() -> None:
    declared = agreement(relations=(RelationDeclaration("aanbieder", "rijen", "rij"),))
    assert resolve(RecordedSubject("aanbieder", "1"), declared, ON).relations["rijen"] is None
    empty = RecordedSubject("aanbieder", "1", relations={"rijen": ()})
    assert resolve(empty, declared, ON).relations["rijen"] == ()


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("ja_nee", "ja"),
        ("getal", "150.1"),
        ("geld", "1250.00"),
        ("percentage", "30 %"),
        ("datum", "2026-01-31"),
        ("periode", "2026-01-01/2027-12-31"),
        ("periode", "2026-01-01/"),
        ("code", "zzp"),
        ("codes", "een twee"),
    ],
)
def test_a_value_is_written_as_it_was_read(kind: str, text: str) -> None:
    declaration = FactDeclaration("feit", "aanbieder", kind, Phrase(), "register", step="0.1")
    written = write_value(declaration, read_value(declaration, text))
    assert read_value(declaration, written) == read_value(declaration, text)


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("ja_nee", "misschien"),
        ("getal", "150,1"),
        ("getal", "150.15"),
        ("geld", "0.001"),
        ("datum", "2026-02-30"),
        ("periode", "2026-01-01"),
        ("periode", "2026-02-01/2026-01-01"),
        ("code", "twee woorden"),
    ],
)
def test_a_value_that_cannot_be_read_is_refused_with_a_sentence(kind: str, text: str) -> None:
    declaration = FactDeclaration("feit", "aanbieder", kind, Phrase(), "register", step="0.1")
    with pytest.raises(ValueError, match=r"\."):
        read_value(declaration, text)


def test_a_number_between_two_steps_is_no_number_of_steps() -> None:
    assert in_steps(read_decimal("150.1"), "0.1") == 1501
    with pytest.raises(ValueError, match=r"stappen van 0\.1"):
        in_steps(read_decimal("150.15"), "0.1")
