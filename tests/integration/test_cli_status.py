"""`zorginkoop status`: the table, the answer for one care on one day, the care finder, and wrong questions."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.command_line import Ran, Run
from support.practice import EDITION

FACTS = "docs/examples/praktijk-status.yaml"
VALUES = "src/zorginkoop/rehearsal/waarden/repetitie.yaml"
ROOT = Path(__file__).parents[2]
RA = ("--agreement", "fysiotherapie", "--care", "langdurige_behandeling_ra")


@pytest.fixture
def status(zorginkoop: Run) -> Run:
    def run(*asked: object) -> Ran:
        facts = () if "--facts" in asked else ("--facts", ROOT / FACTS)
        return zorginkoop("status", EDITION, *facts, *asked)

    return run


@pytest.fixture
def written(tmp_path: Path) -> Path:
    return tmp_path / "feiten.yaml"


def test_the_table_says_from_until_status_and_why_with_the_clause(status: Run) -> None:
    ran = status("--agreement", "fysiotherapie")

    assert ran.code == 0
    assert "    2026-01-01 - 2026-09-30  gecontracteerd\n" in ran.out
    assert "    2026-10-01 - 2027-12-31  buiten de overeenkomst\n" in ran.out
    assert "gold tot en met 30 september 2026" in ran.out
    assert "[3.1/ra/1]" in ran.out


def test_without_an_agreement_it_says_so_and_why_and_nothing_more(status: Run, written: Path) -> None:
    written.write_text("feiten: {overeenkomsten: [], personen: [{id: p1, beroep: fysiotherapeut}]}", encoding="utf-8")
    ran = status("--facts", written, "--agreement", "fysiotherapie")

    assert ran.code == 1
    assert "2026-01-01 - 2027-12-31  niet gecontracteerd" in ran.out
    assert "geen overeenkomsten vastgelegd" in ran.out
    assert "p1" not in ran.out


def test_what_is_not_known_has_its_own_exit_code_and_is_named(status: Run, written: Path) -> None:
    written.write_text("feiten: {personen: []}", encoding="utf-8")
    ran = status("--facts", written, "--agreement", "fysiotherapie")

    assert ran.code == 3
    assert "welke overeenkomsten er zijn staat nergens" in ran.out


@pytest.mark.parametrize(("who", "code"), [("p1", 0), ("p2", 1)])
def test_one_care_on_one_day_by_one_person(status: Run, who: str, code: int) -> None:
    ran = status(*RA, "--on", "2026-02-03", "--row", f"personen={who}")

    assert ran.code == code
    assert f"langdurige behandeling ra: {'gecontracteerd' if code == 0 else 'buiten de overeenkomst'}" in ran.out


def test_without_the_person_the_answer_asks_for_one(status: Run) -> None:
    ran = status(*RA, "--on", "2026-02-03")

    assert ran.code == 3
    assert "dat verschilt" in ran.out


@pytest.mark.parametrize(("looked_on", "shown"), [("2025-11-11", "nee"), ("2025-11-12", "in zorgzoeker")])
def test_the_finder_opens_on_the_floor_date(status: Run, looked_on: str, shown: str) -> None:
    asked = ("--agreement", "fysiotherapie", "--on", "2026-01-01", "--finder", looked_on, "--values", ROOT / VALUES)

    assert f"november 2025: {shown}\n" in status(*asked).out


def test_json_holds_every_interval_with_its_reasons_and_answers(status: Run) -> None:
    plain = status(*RA, "--on", "2026-02-03", "--row", "personen=p2", "--json").data

    assert plain["antwoord"][0]["status"] == "buiten_overeenkomst"
    assert {one["polisvorm"] for one in plain["antwoord"]} == {"natura", "natura_select", "combinatie"}
    base = next(one for one in plain["status"] if one["soort"] == "basis")
    assert (base["van"], base["tot_en_met"], base["verzekeraar"]) == ("2026-02-03", "2026-02-03", "3360")
    assert base["waarom"][0]["feiten"][0]["waarde"] == "2026-01-01/2027-12-31"


def test_one_product_type_and_another_window_in_english(status: Run) -> None:
    asked = ("--agreement", "fysiotherapie", "--from", "2025-12-31", "--until", "2026-01-01", "--language", "en")
    ran = status(*asked, "--product", "natura")

    assert "2025-12-31 - 2025-12-31  contracted" in ran.out
    assert "an agreement for physiotherapy: in force" in ran.out.lower()


def test_locations_parts_and_product_types_that_share_their_days_share_their_lines(status: Run, written: Path) -> None:
    written.write_text(
        "feiten: {netwerk_parkinson: ja, overeenkomsten: [{id: o1, zorgsoort: fysiotherapie,"
        " looptijd: 2026-01-01/2027-12-31, polisvormen: [natura, natura_select], vestigingen: ['04000011'],"
        " ingekocht: [parkinson]}]}",
        encoding="utf-8",
    )
    lines = status("--facts", written, "--agreement", "fysiotherapie").out.splitlines()

    assert [line.strip() for line in lines if line.startswith("  overeenkomst")] == [
        "overeenkomst · overige vestigingen (natura, natura select)",
        "overeenkomst · overige zorg · vestiging 04000011 (natura, natura select)",
        "overeenkomst · parkinson · vestiging 04000011 (natura, natura select)",
        "overeenkomst (combinatie)",
    ]
    assert "  parkinsonnet · parkinson · vestiging 04000011 (natura, natura select)" in lines


def test_what_became_known_later_does_not_count(status: Run) -> None:
    ran = status("--agreement", "fysiotherapie", "--on", "2026-01-01", "--care", "parkinson", "--known", "2025-11-01")

    assert "parkinson: onbekend" in ran.out


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (("--agreement", "fysio"), "overeenkomst 'fysio' bestaat niet"),
        (("--agreement", "declaraties"), "overeenkomst 'declaraties' zegt niet welke lagen zij geeft."),
        (("--care", "parkison"), "zorg 'parkison' kent geen laag. Bedoelt u 'parkinson'?"),
        (("--on", "2026-01-01", "--from", "2026-01-01"), "--on gaat niet samen met --from of --until."),
        (("--until", "2026-01-01"), "bij --until hoort --from."),
        (("--from", "2026-02-01", "--until", "2026-01-01"), "ligt voor --from"),
        (("--on", "31-12-2026"), "--on"),
        (("--on", "9999-12-31"), "9999-12-31 staat voor 'zonder einde'."),
        (("--row", "personen=p1"), "dit zegt alleen iets met --care en --on."),
        (("--row", "p1", "--care", "parkinson", "--on", "2026-01-01"), "'p1' is geen rij. Schrijf personen=p1."),
        (("--finder", "2025-11-12"), "de zorgzoeker wil weten om welke dag het gaat."),
        (("--route", "benaderen"), "dit zegt alleen iets met --finder en --agreement."),
        (("--product", "restitutie"), "polisvorm 'restitutie' hoort niet bij deze uitgave."),
        (
            ("--agreement", "fysiotherapie", "--on", "2026-01-01", "--finder", "2025-11-12", "--route", "benader"),
            "route 'benader' bestaat niet. Bedoelt u 'benaderen'?",
        ),
    ],
)
def test_a_wrong_question_is_told_at_its_option(status: Run, asked: tuple[str, ...], told: str) -> None:
    ran = status(*asked, "--values", ROOT / VALUES)

    assert ran.code == 2
    assert told in ran.err


def test_an_option_used_too_often_is_told(status: Run, written: Path) -> None:
    written.write_text(
        "feiten: {overeenkomsten: [{id: o1, zorgsoort: fysiotherapie, looptijd: 2024-01-01/2025-12-31,"
        " optie_maanden: 12, opties_gebruikt: 2}]}",
        encoding="utf-8",
    )
    ran = status("--facts", written, "--agreement", "fysiotherapie")

    assert ran.code == 2
    assert "overeenkomst o1: De verlenging is 2 keer gebruikt, maar de overeenkomst kent haar 1 keer" in ran.err


def test_facts_of_another_kind_of_subject_are_refused(status: Run, written: Path) -> None:
    written.write_text("onderwerp: {soort: verzoek}\nfeiten: {}", encoding="utf-8")
    ran = status("--facts", written)

    assert ran.code == 2
    assert "voor een verzoek heeft dit beleid geen contractstatus. Kies uit: aanbieder." in ran.err
