"""`zorginkoop dates`: deadlines and starts from what happened."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.command_line import Run
from support.practice import EDITION
from zorginkoop.rehearsal import VALUES_FILE

DATES = ("dates", EDITION, "fysiotherapie")


def test_without_events_the_fixed_dates_stand_and_the_others_say_what_they_wait_for(zorginkoop: Run) -> None:
    ran = zorginkoop(*DATES)

    assert ran.code == 0
    assert "tekenen (aanbieder): uiterlijk 7 november 2025" in ran.out
    assert "aanbieden (inkoper): nog niet bekend: wacht op vragenlijst bevestigd" in ran.out


def test_a_request_of_march_starts_in_april_and_asks_for_a_decision(zorginkoop: Run) -> None:
    events = ("--event", "aanvraag_ontvangen=2026-03-31T23:59", "--event", "aanbod_gedaan=2026-05-12")
    ran = zorginkoop(*DATES, *events, "--json")

    assert ran.data["ingang"]["vanaf"] == "2026-04-01"
    assert (ran.data["ingang"]["besluit_nodig"], ran.data["ingang"]["voor"]) == ("ja", ["aanbod_gedaan"])
    assert ran.data["looptijd"] == {"van": "2026-04-01", "tot_en_met": "2027-12-31"}


def test_a_signature_on_the_day_after_is_too_late(zorginkoop: Run) -> None:
    in_time = zorginkoop(*DATES, "--event", "ondertekend=2025-11-07T23:59", "--json")
    late = zorginkoop(*DATES, "--event", "ondertekend=2025-11-08", "--json")

    verdicts = [
        next(deadline["oordeel"] for deadline in ran.data["termijnen"] if deadline["id"] == "tekenen")
        for ran in (in_time, late)
    ]
    assert verdicts == ["op_tijd", "te_laat"]


def test_a_route_leaves_out_the_deadlines_of_others(zorginkoop: Run) -> None:
    every = {deadline["id"] for deadline in zorginkoop(*DATES, "--json").data["termijnen"]}
    own = {deadline["id"] for deadline in zorginkoop(*DATES, "--route", "aanvraag", "--json").data["termijnen"]}

    assert "vragenlijst_bevestigen" in every - own


def test_english_too(zorginkoop: Run) -> None:
    assert "no later than 7 November 2025" in zorginkoop(*DATES, "--language", "en").out


def test_all_wrong_events_and_the_route_are_told_at_once(zorginkoop: Run) -> None:
    events = ("--event", "ondertekent=2025-11-07", "--event", "aanbod_gedaan=2025-11-31", "--event", "ondertekend")
    ran = zorginkoop(*DATES, *events, "--event", "ondertekend=2025-11-01", "--route", "benadren")

    assert (ran.code, ran.out) == (2, "")
    assert ran.problems == [
        "--event ondertekent: gebeurtenis 'ondertekent' bestaat niet. Bedoelt u 'ondertekend'?",
        "--event aanbod_gedaan: '2025-11-31' is geen bestaande datum.",
        "--event ondertekend: hier ontbreekt wanneer. Schrijf --event ondertekend=2025-10-15.",
        "--route: route 'benadren' bestaat niet. Bedoelt u 'benaderen'?",
    ]


def test_an_event_that_is_given_twice_is_told(zorginkoop: Run) -> None:
    ran = zorginkoop(*DATES, "--event", "ondertekend=2025-11-01", "--event", "ondertekend=2025-11-02")

    assert ran.code == 2
    assert "gebeurtenis 'ondertekend' is twee keer opgegeven." in ran.err


@pytest.mark.parametrize(
    ("calendar", "expected"), [("", "9 april 2026"), ("kalender: {goede_vrijdag_vrij: ja}\n", "10 april 2026")]
)
def test_an_installation_says_which_holidays_it_keeps(
    calendar: str, expected: str, tmp_path: Path, zorginkoop: Run
) -> None:
    values = tmp_path / "waarden.yaml"
    values.write_text(f"installatie: proef\n{calendar}", encoding="utf-8")
    ran = zorginkoop(*DATES, "--event", "mail_ontvangen=2026-04-01", "--values", str(values))

    assert f"antwoord_op_mail (inkoper, streven): uiterlijk {expected}" in ran.out


TRANSPORT = ("dates", "ziekenvervoer/2025-2", "vervoersregie", "--values", str(VALUES_FILE))


def test_a_facts_file_and_a_day_say_what_was_met_and_what_is_overdue(zorginkoop: Run, tmp_path: Path) -> None:
    facts = tmp_path / "feiten.yaml"
    facts.write_text(
        "feiten:\n  managementrapportage_ontvangen: {2025-01: 2025-02-20, 2025-02: 2025-04-02}\n", encoding="utf-8"
    )
    ran = zorginkoop(*TRANSPORT, "--facts", str(facts), "--on", "2025-05-01", "--json")

    turns = {
        deadline["id"]: [turn["oordeel"] for turn in deadline["beurten"][:4]]
        for deadline in ran.data["termijnen"]
        if "beurten" in deadline
    }
    assert turns["managementrapportage"] == ["op_tijd", "te_laat", "verstreken", "open"]
    assert turns["klachtenrapportage"] == ["verstreken", "verstreken", "verstreken", "open"]
    assert turns["taxioverzicht"] == ["open", "open"]
    assert (
        "2025-02 (uiterlijk 31 maart 2025): 2 april 2025: te laat"
        in zorginkoop(*TRANSPORT, "--facts", str(facts), "--on", "2025-05-01").out
    )


def test_what_comes_back_is_given_with_its_period(zorginkoop: Run) -> None:
    ran = zorginkoop(*TRANSPORT, "--event", "managementrapportage_ontvangen@2025-01=2025-03-01")

    assert "2025-01 (uiterlijk 28 februari 2025): 1 maart 2025: te laat" in ran.out


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--event", "managementrapportage_ontvangen=2025-03-01"), "komt terug; zeg over welke periode"),
        (("--event", "mail_ontvangen@2025-01=2025-03-01"), "'mail_ontvangen' komt niet terug."),
        (("--event", "managementrapportage_ontvangen@2031-01=2031-02-01"), "over '2031-01' wordt niets gevraagd."),
        (("--facts", "feiten.yaml"), "--on: bij --facts hoort een dag."),
    ],
)
def test_what_cannot_be_placed_is_told(arguments: tuple[str, str], sentence: str, zorginkoop: Run) -> None:
    ran = zorginkoop(*TRANSPORT, *arguments)

    assert (ran.code, ran.out) == (2, "")
    assert sentence in ran.err


def test_an_edition_with_more_agreements_asks_which(zorginkoop: Run) -> None:
    ran = zorginkoop("dates", "ziekenvervoer/2025-2")

    assert ran.code == 2
    assert "noem welke. Kies uit: vervoersregie" in ran.err
