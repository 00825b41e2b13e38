"""The parts of the report: plots, words and numbers, spelled-out conditions, contrast, and what is served."""

from __future__ import annotations

import re
import socket
import threading
import urllib.error
import urllib.request
from datetime import date
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from support.seasons import DATES, season
from zorginkoop.kernel.errors import QuestionWrong
from zorginkoop.kernel.missing import missing_facts
from zorginkoop.kernel.outcome import UNDECIDED
from zorginkoop.study import findings
from zorginkoop.study.report import serving
from zorginkoop.study.report.calendar import deadlines, starts
from zorginkoop.study.report.explained import outcomes_of
from zorginkoop.study.report.folder import MARK
from zorginkoop.study.report.plots import Bar, Stretch, around_limit, bars, time_line
from zorginkoop.study.report.site import HERE, slug
from zorginkoop.study.report.unknowns import unknown_facts
from zorginkoop.study.report.words import Tongue
from zorginkoop.study.season import outcome_table

NL, EN = Tongue("nl"), Tongue("en")


# plots


def _drawing(svg: str) -> ET.Element:
    return ET.fromstring(svg)  # noqa: S314 - our own drawing


def test_a_bar_is_as_long_as_its_number() -> None:
    svg = bars([Bar("een", 100), Bar("de helft", 50, 20)], NL)
    lengths = [float(found) for found in re.findall(r"M0,[\d.]+h([\d.]+)v", svg)]
    assert lengths == [380, 380, 380, 190, 76]  # track and bar; track, bar and its strong part
    assert _drawing(svg).attrib["aria-hidden"] == "true"


def test_plots_are_sound_and_name_nothing_outside() -> None:
    drawn = (
        bars([Bar("<b>&\"'", 3)], NL),
        around_limit(["een stap"], [2], [0], EN),
        time_line([Stretch("tekenen", "aanbieder", None, date(2025, 11, 7))], date(2025, 10, 20), NL),
    )
    for svg in drawn:
        _drawing(svg)
        assert "http" not in svg
        assert "<b>" not in svg


def test_a_long_label_takes_more_lines() -> None:
    one, two = (_drawing(bars([Bar("woord " * words, 1)], NL)) for words in (3, 15))
    assert float(one.attrib["viewBox"].split()[3]) < float(two.attrib["viewBox"].split()[3])


def test_a_calendar_of_one_day_and_a_calendar_of_years_can_be_drawn() -> None:
    on = date(2025, 10, 20)
    for last in (on, date(2027, 12, 31)):
        assert "2025" in time_line([Stretch("iets", "inkoper", on, last)], on, NL)


# words and numbers


@pytest.mark.parametrize(
    ("part", "whole", "dutch", "english"),
    [
        (1, 3, "33,3 %", "33.3%"),
        (2, 3, "66,7 %", "66.7%"),
        (1, 2000, "0,1 %", "0.1%"),
        (5, 5, "100,0 %", "100.0%"),
        (0, 0, "-", "-"),
    ],
)
def test_a_share_is_rounded_half_up_and_never_divides_by_nothing(
    part: int, whole: int, dutch: str, english: str
) -> None:
    assert (NL.share(part, whole), EN.share(part, whole)) == (dutch, english)


def test_whole_numbers_have_the_marks_of_their_language() -> None:
    assert (NL.number(12_345), EN.number(12_345)) == ("12.345", "12,345")


def test_a_name_in_a_path_is_safe() -> None:
    assert slug("../../Etc/pass wd<") == "etc-pass-wd"
    assert slug("///") == "x"


# findings


@pytest.mark.parametrize("edition", DATES)
def test_the_facts_that_hold_up_a_decision_are_those_that_each_outcome_names(edition: str) -> None:
    given = season(edition)
    for name, judged in given.agreements.items():
        factors = {
            key
            for factor in judged.compiled.agreement.criteria
            if factor.id in judged.compiled.agreement.factors
            for key in (*factor.facts, *(relation.partition("@")[2] for relation in factor.rows))
        }
        fitting = findings.considered(judged)
        ids = [str(one) for one, fits in zip(judged.outcome.ids, fitting, strict=True) if fits]
        counted: dict[tuple[str, str], int] = {}
        for outcome in outcomes_of(given, name, ids).values():
            if outcome.result == UNDECIDED:
                for place in {(fact.subject, fact.key) for fact in missing_facts(outcome)}:
                    counted[place] = counted.get(place, 0) + 1
        told = {(one.subject, one.key): one.deciding for one in unknown_facts(judged) if one.deciding}
        own, columns = (
            {place: count for place, count in found.items() if place[0] == "aanbieder" and place[1] not in factors}
            for found in (counted, told)
        )
        assert columns == own


@pytest.mark.parametrize("edition", DATES)
def test_one_by_one_comes_to_the_same_as_the_columns(edition: str) -> None:
    given = season(edition)
    for name, judged in given.agreements.items():
        outcomes = outcomes_of(given, name, [str(one) for one in judged.outcome.ids])
        for at, one in enumerate(judged.outcome.ids):
            outcome = outcomes[str(one)]
            assert [result.state for result in outcome.conditions] == judged.outcome.states[:, at].tolist()
            assert outcome.result == judged.outcome.result_texts()[at]
            assert (outcome.route.id if outcome.route else "") == judged.outcome.route_texts()[at]


def test_whoever_has_an_agreement_that_runs_on_was_not_passed_over() -> None:
    judged = season().agreements["fysiotherapie"]
    running = judged.outcome.route_texts() == "lopende_overeenkomst"
    assert running.any()
    assert not (findings.passed_over(judged) & running).any()


def test_every_deadline_and_start_of_the_policy_stands_in_the_calendar() -> None:
    for edition in DATES:
        for judged in season(edition).agreements.values():
            planning = judged.compiled.planning
            for tongue in (NL, EN):
                assert {row.id for row in deadlines(judged.compiled, tongue)} == {one.id for one in planning.deadlines}
                assert len(starts(judged.compiled, tongue)) == len(planning.starts) + len(planning.changes)
                assert all(row.when for row in (*deadlines(judged.compiled, tongue), *starts(judged.compiled, tongue)))


def test_every_column_of_the_outcome_tables_is_explained() -> None:
    glossary = (Path(__file__).resolve().parents[3] / "GLOSSARY.md").read_text(encoding="utf-8")
    part = glossary.partition("## Columns of the outcome tables")[2].partition("\n## ")[0]
    explained = set(re.findall(r"^\| `([^`]+)` \|", part, re.MULTILINE)) - {"voorwaarde_…"}
    columns = outcome_table(season(), "fysiotherapie").columns
    assert {name for name in columns if not name.startswith("voorwaarde_")} == explained


# contrast (WCAG 2.2: 4.5 for text, 3 for shapes)


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one: str, other: str) -> float:
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _themes() -> list[dict[str, str]]:
    css = (HERE / "theme.css").read_text(encoding="utf-8")
    light, dark = (
        dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6})", block))
        for block in re.findall(r":root \{(.*?)\}", css, re.DOTALL)[:2]
    )
    return [light, {**light, **dark}]


@pytest.mark.parametrize("theme", _themes(), ids=["light", "dark"])
def test_text_and_shapes_stand_out(theme: dict[str, str]) -> None:
    on = {
        "tekst": ("vlak", "vlak-zacht", "goed-vlak", "mis-vlak", "vraag-vlak", "papier"),
        "tekst-zacht": ("vlak", "vlak-zacht", "goed-vlak", "mis-vlak", "vraag-vlak", "papier"),
        "link": ("vlak", "vlak-zacht", "goed-vlak", "mis-vlak", "vraag-vlak"),
        "link-bezocht": ("vlak", "vlak-zacht"),
        "op-kop": ("vlak-kop",), "goed": ("goed-vlak",), "mis": ("mis-vlak",), "vraag": ("vraag-vlak",),
        "nvt": ("nvt-vlak",),
        "tegen": ("vlak",),
    }  # fmt: skip
    texts = [(text, ground) for text, grounds in on.items() for ground in grounds]
    shapes = [("sterk", "vlak"), ("tegen", "vlak"), ("open", "vlak"), ("sterk", "zacht"), ("focus", "vlak")]
    assert [pair for pair in texts if _contrast(theme[pair[0]], theme[pair[1]]) < 4.5] == []
    assert [pair for pair in shapes if _contrast(theme[pair[0]], theme[pair[1]]) < 3] == []


def test_every_colour_that_a_plot_uses_has_a_place_in_the_theme() -> None:
    css = (HERE / "theme.css").read_text(encoding="utf-8")
    sketch = (HERE / "sketch.py").read_text(encoding="utf-8")
    assert [colour for colour in re.findall(r'"(#[0-9a-f]{6})"', sketch) if f'[fill="{colour}"]' not in css] == []


# serving


@pytest.fixture
def report(tmp_path: Path) -> Path:
    (tmp_path / MARK).touch()
    (tmp_path / "index.html").write_text("het rapport")
    (tmp_path / "map").mkdir()
    return tmp_path


def test_a_report_is_served_on_this_machine_and_folders_are_not_listed(report: Path) -> None:
    server = serving._bound(report, 0)  # noqa: SLF001 - the part that does not wait for Ctrl-C
    with server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        host, port = str(server.server_address[0]), int(server.server_address[1])
        assert host == "127.0.0.1"
        with urllib.request.urlopen(f"http://{host}:{port}/") as answer:
            assert answer.read() == b"het rapport"
        with pytest.raises(urllib.error.HTTPError):
            urllib.request.urlopen(f"http://{host}:{port}/map/")
        server.shutdown()


def test_a_port_that_is_taken_gives_way_to_the_next(report: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = int(taken.getsockname()[1])
        with serving._bound(report, port) as server:  # noqa: SLF001 - as above
            assert int(server.server_address[1]) > port


def test_when_every_port_is_taken_that_is_said(report: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving, "TRIES", 1)
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(QuestionWrong, match="bezet"):
        serving._bound(report, int(taken.getsockname()[1]))  # noqa: SLF001 - as above


def test_what_is_no_report_is_not_served(tmp_path: Path) -> None:
    with pytest.raises(QuestionWrong, match="geen rapport"):
        serving.serve(tmp_path)
