"""What a policy puts into a delivery, and what it can use of the answers that come back."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

import zorginkoop.rehearsal
from support.deliveries import AGREEMENT, AGREEMENT_COLUMNS, heading
from zorginkoop.formats.vecozo_files import frames_of, opened_delivery, write_delivery
from zorginkoop.formats.vecozo_manifest import Direction
from zorginkoop.formats.vecozo_policy import (
    ReadAnswer,
    WhichAgreement,
    asked_facts,
    deadline_rows,
    question_rows,
    read_answers,
)
from zorginkoop.kernel.agenda import agenda
from zorginkoop.kernel.compile import CompiledAgreement, compile_agreement
from zorginkoop.kernel.errors import Problem
from zorginkoop.policies.loading import edition_folder, find_editions, load_edition, load_installation

VALUES = load_installation(Path(zorginkoop.rehearsal.__file__).parent / "waarden" / "repetitie.yaml")
SELECTED = {"naam": "Verzonnen", "route": "benaderen", "kanaal": "vecozo", "eerst": "overeenkomst"}
WHICH = WhichAgreement("3360", "paramedische_zorg", "fysiotherapie", 2026)


@pytest.fixture(scope="module")
def physiotherapy() -> CompiledAgreement:
    edition = load_edition(edition_folder("paramedische_zorg/2026-2"), VALUES)
    return compile_agreement(edition, "fysiotherapie", VALUES)


def answered(folder: Path, physiotherapy: CompiledAgreement, *rows: str) -> tuple[list[ReadAnswer], list[Problem]]:
    """Read answers as they would come back: onderwerp, rij, vraag, waarde."""
    lines = [f"{AGREEMENT_COLUMNS},onderwerp,rij,vraag,waarde,beantwoord_op"]
    lines += [f"{AGREEMENT},{row},2025-10-20T16:30" for row in rows]
    (folder / "antwoorden.csv").write_text("\n".join(lines), encoding="utf-8")
    with opened_delivery(folder / "antwoorden.csv", Direction.FROM_VECOZO) as delivery:
        return read_answers(delivery.rows("antwoorden"), physiotherapy.agreement)


def test_the_questions_are_what_the_policy_asks_the_provider(physiotherapy: CompiledAgreement) -> None:
    rows = {row["vraag"]: row for row in question_rows(physiotherapy.agreement, WHICH)}
    assert rows.keys() == {fact.name for fact in asked_facts(physiotherapy.agreement)}
    assert rows["skf_keurmerk"]["bewijs_verplicht"] is True
    assert rows["prem_structureel"]["bewijs_verplicht"] is False
    assert "3.2/fysiotherapie/praktijkregisters/2" in str(rows["skf_keurmerk"]["vindplaatsen"]).split()
    assert (rows["uren_hier"]["onderwerp"], rows["uren_hier"]["stap"], rows["uren_hier"]["eenheid"]) == (
        "persoon",
        "0.1",
        "uur per week",
    )
    assert rows["doelen_digitale_zorg"]["keuzes"] == "arbeidspotentieel kosten toegankelijkheid kwaliteit"
    assert [row["volgnummer"] for row in rows.values()] == list(range(1, len(rows) + 1))


def test_every_question_rests_on_a_place_in_the_source(physiotherapy: CompiledAgreement) -> None:
    assert [row["vraag"] for row in question_rows(physiotherapy.agreement, WHICH) if not row["vindplaatsen"]] == []


def test_the_deadlines_keep_the_words_of_a_date_that_is_no_day(physiotherapy: CompiledAgreement) -> None:
    confirmed = {"vragenlijst_bevestigd": datetime(2025, 10, 20, tzinfo=UTC)}
    dates = agenda(physiotherapy, confirmed, VALUES.calendar, "benaderen")
    rows = {row["termijn"]: row for row in deadline_rows(dates, WHICH, "04000001")}
    assert rows["vragenlijst_bevestigen"]["laatste_dag"] == date(2025, 10, 24)
    assert rows["tekenen"]["laatste_dag"] == date(2025, 11, 7)
    assert "half september 2025" in str(rows["vragenlijst_aanbieden"]["in_woorden"])
    assert rows["bericht_vecozo"]["laatste_dag"] is None
    assert "wacht op" in str(rows["bericht_vecozo"]["in_woorden"])


def test_the_questions_and_deadlines_of_every_agreement_can_be_delivered(tmp_path: Path) -> None:
    selected, questions, deadlines = [], [], []
    for folder in find_editions():
        edition = load_edition(folder, VALUES)
        for name, source in edition.source.overeenkomsten.items():
            if source.onderwerp != "aanbieder":
                continue
            issue = edition.source.uitgave
            which = WhichAgreement("3360", issue.zorggroep, name, issue.contractjaar)
            compiled = compile_agreement(edition, name, VALUES)
            selected.append(
                which.columns("04000001")
                | {
                    "naam": "Verzonnen",
                    "uitgave": edition.name,
                    "route": "r",
                    "kanaal": "vecozo",
                    "eerst": "overeenkomst",
                }
            )
            questions += question_rows(compiled.agreement, which)
            deadlines += deadline_rows(agenda(compiled, {}, VALUES.calendar), which, "04000001")
    rows = {"selectie": selected, "vragenlijst": questions, "termijnen": deadlines}
    manifest = write_delivery(heading(), frames_of(rows, Direction.TO_VECOZO), tmp_path / "alles.zip")
    counted = {file.naam: file.rijen for file in manifest.bestanden}
    assert counted["vragenlijst.csv"] == len(questions) > 100
    assert counted["termijnen.csv"] == len(deadlines) > 100


def test_answers_become_values_of_the_policy(tmp_path: Path, physiotherapy: CompiledAgreement) -> None:
    answers, problems = answered(
        tmp_path,
        physiotherapy,
        "aanbieder,,skf_keurmerk,ja",
        "persoon,04100001,uren_hier,24.5",
        "aanbieder,,doelen_digitale_zorg,leeg",
        "aanbieder,,doelen_digitale_zorg_2,kosten",
    )
    assert [(answer.fact.name, answer.row, answer.value, answer.text) for answer in answers] == [
        ("skf_keurmerk", "", 1, "ja"),
        ("uren_hier", "04100001", 245, "24.5"),
        ("doelen_digitale_zorg", "", frozenset(), ""),
    ]
    assert answers[0].answered == datetime(2025, 10, 20, 14, 30, tzinfo=UTC)
    assert [str(problem.where) for problem in problems] == ["antwoorden.csv rij 5, vraag"]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("aanbieder,,skf_keurmerk,misschien", ("waarde", "misschien", "Schrijf ja of nee.")),
        ("aanbieder,,skf_keurmerk,leeg", ("waarde", "leeg", "Schrijf ja of nee.")),
        ("aanbieder,,doelen_digitale_zorg,roem", ("waarde", "roem", "Kies uit arbeidspotentieel")),
        ("persoon,04100001,uren_hier,24.55", ("waarde", "24.55", "in stappen van 0.1")),
        ("persoon,,uren_hier,24", ("rij", "hier staat niet over welke", "AGB-code")),
        ("aanbieder,04100001,skf_keurmerk,ja", ("rij", "hoort er niet bij", "Maak de cel leeg.")),
        ("persoon,04100001,skf_keurmerk,ja", ("onderwerp", "gaat niet over persoon", "Schrijf aanbieder.")),
        ("aanbieder,,behandelindex,100", ("vraag", "geen vraag behandelindex", "De vragen zijn: ")),
    ],
)
def test_an_answer_that_the_policy_cannot_use_says_where_and_what_now(
    tmp_path: Path, physiotherapy: CompiledAgreement, row: str, said: tuple[str, str, str]
) -> None:
    field, what, remedy = said
    answers, (problem,) = answered(tmp_path, physiotherapy, row)
    assert answers == []
    assert (problem.where.file, problem.where.row, problem.where.field) == ("antwoorden.csv", 2, field)
    assert what in problem.what
    assert remedy in problem.remedy
