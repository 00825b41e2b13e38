"""The report of a season: right figures, working links, nothing from outside, hostile names, whole or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote

import polars as pl
import pytest

from support.pages import Page, pages_of
from support.seasons import DATES, PHYSIOTHERAPY, SIZE, judge_of, register, season
from zorginkoop.columns.sources import AsOf, with_inherited
from zorginkoop.formats.register import Register
from zorginkoop.kernel.compile import Installation
from zorginkoop.kernel.errors import QuestionWrong
from zorginkoop.policies.loading import edition_folder, load_edition
from zorginkoop.study.findings import considered
from zorginkoop.study.report import site
from zorginkoop.study.report.folder import MARK
from zorginkoop.study.report.writing import write_report, write_reports
from zorginkoop.study.season import Question, Season, judge_season, outcome_table, season_key

HOSTILE = "<script>alert('x')</script> & \"Zoon\" {{ 7*7 }}"
FORMULA = '=HYPERLINK("boos")'


def _renamed(given: Register, names: dict[int, str]) -> Register:
    """Give providers another name, by their place in the table."""
    providers = given.tables["aanbieders"]
    column = [names.get(at, name) for at, name in enumerate(providers["naam"])]
    changed = providers.with_columns(pl.Series("naam", column))
    return Register({**given.tables, "aanbieders": changed})


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write one report on the three corners, in both languages."""
    folder = tmp_path_factory.mktemp("whole") / "rapport"
    seasons = [season(edition) for edition in DATES]
    write_reports(seasons, folder, "both", made_up=True)
    return folder


@pytest.fixture(scope="module")
def pages(whole: Path) -> list[Page]:
    return pages_of(whole)


@pytest.fixture(scope="module")
def physiotherapy(whole: Path) -> Page:
    return Page(whole / "paramedische_zorg-2026-2" / "fysiotherapie.html")


@pytest.fixture(scope="module")
def table() -> pl.DataFrame:
    return outcome_table(season(), "fysiotherapie")


def _number(text: str) -> int:
    return int(text.replace(".", "").replace(",", ""))


# every page


def test_every_page_is_sound_html(pages: list[Page]) -> None:
    assert len(pages) > 100
    problems = {str(page.path.name): page.problems + page.open for page in pages if page.problems or page.open}
    assert problems == {}


def test_every_page_says_its_language_and_title_and_has_one_main_heading(pages: list[Page]) -> None:
    for page in pages:
        english = "en" in page.path.parts[page.path.parts.index("rapport") :]
        assert page.attributes["html"][0]["lang"] == ("en" if english else "nl"), page.path
        assert page.title.strip(), page.path
        assert [level for level, _ in page.headings].count(1) == 1, page.path
        assert page.headings[0][0] == 1, page.path


def test_headings_never_skip_a_level_and_are_never_empty(pages: list[Page]) -> None:
    for page in pages:
        levels = [level for level, _ in page.headings]
        assert all(after <= before + 1 for before, after in pairwise(levels)), page.path
        assert all(text.strip() for _, text in page.headings), page.path


def test_every_page_has_landmarks_and_a_link_past_the_top(pages: list[Page]) -> None:
    for page in pages:
        assert {"header", "main", "footer"} <= set(page.attributes), page.path
        assert page.attributes["a"][0]["href"] == "#inhoud", page.path
        assert page.attributes["main"][0]["id"] == "inhoud", page.path


def test_every_table_has_a_caption_and_scoped_headers(pages: list[Page]) -> None:
    for page in pages:
        assert all(table.caption for table in page.tables), page.path
        assert all(given.get("scope") in {"col", "row"} for given in page.attributes.get("th", [])), page.path


def test_no_two_elements_of_a_page_have_the_same_id(pages: list[Page]) -> None:
    for page in pages:
        assert len(page.ids) == len(set(page.ids)), page.path


def test_what_names_another_element_names_one_that_is_there(pages: list[Page]) -> None:
    for page in pages:
        named = {
            given["aria-labelledby"]
            for found in page.attributes.values()
            for given in found
            if "aria-labelledby" in given
        }
        assert named <= set(page.ids), page.path


def test_drawings_are_hidden_from_readers_and_stand_beside_a_table(pages: list[Page]) -> None:
    for page in pages:
        drawings = page.attributes.get("svg", [])
        assert all(given.get("aria-hidden") == "true" for given in drawings), page.path
        assert len(drawings) <= len(page.tables), page.path


def test_every_link_leads_somewhere(whole: Path, pages: list[Page]) -> None:
    anchors = {page.path: set(page.ids) for page in pages}
    broken = []
    for page in pages:
        for address in page.addresses:
            file, _, anchor = unquote(address).partition("#")
            target = (page.path.parent / file).resolve() if file else page.path
            inside = target.is_file() and target.is_relative_to(whole)
            if not inside or (anchor and anchor not in anchors.get(target, set())):
                broken.append(f"{page.path.name} -> {address}")
    assert broken == []


def test_nothing_is_fetched_from_outside(whole: Path) -> None:
    for path in whole.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        for outside in ("http://", "https://", "//cdn", "@import", "url(", "<script", "<iframe", "<img"):
            assert outside not in text, f"{path}: {outside}"


def test_a_page_of_one_language_leads_to_the_same_page_in_the_other(whole: Path, physiotherapy: Page) -> None:
    other = next(given for given in physiotherapy.attributes["a"] if given.get("hreflang") == "en")
    english = Page((physiotherapy.path.parent / other["href"]).resolve())
    assert english.path == whole / "en" / "paramedische_zorg-2026-2" / "fysiotherapie.html"
    assert "Why not approached" in english.text
    assert "Waarom niet benaderd" not in english.text


def test_every_page_that_rests_on_made_up_values_says_so(pages: list[Page]) -> None:
    for page in pages:
        assert "verzonnen" in page.text or "made up" in page.text, page.path
        if "geboortezorg-2024-1" in page.path.parts:
            assert "verzonnen waarden" in page.text or "made-up values" in page.text, page.path


def test_the_first_page_names_policy_coding_hash_date_and_engine(whole: Path) -> None:
    text = Page(whole / "paramedische_zorg-2026-2" / "index.html").text
    given = season()
    for told in (
        given.edition.name,
        given.edition.content_hash,
        "20 oktober 2025",
        "zorginkoop 0",
        "AMB-07",
        str(SIZE),
    ):
        assert told in text
    assert "geen overeenkomst gesloten in die drie jaar, ook als een oudere nog liep" in text.lower()


# figures


def _of(table: pl.DataFrame, name: str, state: str) -> pl.Series:
    return table[f"voorwaarde_{name}"] == state


def _fitting(table: pl.DataFrame) -> pl.DataFrame:
    """Keep who is not outside the target group, or came to something all the same."""
    outside = pl.col("voorwaarde_vrijgevestigde_praktijk") == "niet_voldaan"
    return table.filter(~(outside & pl.col("uitkomst").is_in(["niets", "ander_beleid", "niet_beslist"])))


def test_the_funnel_equals_the_outcome_table(physiotherapy: Page, table: pl.DataFrame) -> None:
    shown = {label: _number(count) for label, count in physiotherapy.table("Hoeveel zorgaanbieders").column(1).items()}
    fitting, offered = _fitting(table), table.filter(pl.col("uitkomst") == "aanbod")
    assert shown == {
        "In het register": table.height,
        "Passend bij deze overeenkomst": fitting.height,
        "Op een route naar een aanbod": table.filter(
            pl.col("route").is_in(["benaderen", "aanvraag/toegewezen"])
        ).height,
        "Randvoorwaarden voldaan: aanbod": offered.height,
        **{f"Overeenkomst {v}": offered.filter(pl.col("variant") == v).height for v in "ABCD"},
        "Nog niet te beslissen": fitting.filter(pl.col("uitkomst") == "niet_beslist").height,
        "Geen aanbod": fitting.filter(pl.col("uitkomst") == "geen_aanbod").height,
    }
    assert 0 < offered.height < fitting.height < table.height


def test_the_results_and_the_routes_add_up_to_everyone_who_fits(physiotherapy: Page, table: pl.DataFrame) -> None:
    fitting = _fitting(table)
    routes = physiotherapy.table("Passende zorgaanbieders per route")
    assert sum(_number(row[2]) for row in routes.rows) == fitting.height
    undecided = next(_number(row[2]) for row in routes.rows if row[0] == "Route nog niet te bepalen")
    assert undecided == fitting.filter(pl.col("route") == "").height


def test_the_reasons_not_to_approach_equal_the_outcome_table(physiotherapy: Page, table: pl.DataFrame) -> None:
    shown = physiotherapy.table("Niet benaderde zorgaanbieders")
    passed = _fitting(table).filter(pl.col("route").is_in(["niet_benaderd", "niet_op_tijd"]))
    names = (
        "agb_registratie", "vecozo_certificaten", "overeenkomst_afgelopen_drie_jaar", "aanbod_gewenst", "behandelindex",
        "vragenlijst_op_tijd", "getekend_op_tijd",
    )  # fmt: skip
    failing = pl.sum_horizontal(*((pl.col(f"voorwaarde_{name}") == "niet_voldaan").cast(pl.Int64) for name in names))
    alone = passed.filter(failing == 1)
    expected = {
        (
            _of(passed, name, "niet_voldaan").sum(),
            _of(alone, name, "niet_voldaan").sum(),
            _of(passed, name, "onbekend").sum(),
        )
        for name in names
    } - {(0, 0, 0)}
    assert {(_number(row[1]), _number(row[2]), _number(row[3])) for row in shown.rows} == expected
    assert f": {passed.height}." in shown.caption


def test_the_reasons_of_refusal_equal_the_outcome_table(physiotherapy: Page, table: pl.DataFrame) -> None:
    shown = physiotherapy.table("Op een route naar een aanbod")
    refused = table.filter(
        (pl.col("uitkomst") == "geen_aanbod") & pl.col("route").is_in(["benaderen", "aanvraag/toegewezen"])
    )
    assert f": {refused.height}." in shown.caption
    by_title = shown.column(1)
    for name, title in (
        ("prem_extern", "Structureel de PREM door een extern meetbureau"),
        ("individuele_kwaliteitsregistratie", "Individuele kwaliteitsregistratie van de fysiotherapeuten"),
    ):
        assert _number(by_title[title]) == _of(refused, name, "niet_voldaan").sum()


def test_what_one_factor_more_would_do_equals_the_outcome_table(physiotherapy: Page, table: pl.DataFrame) -> None:
    shown = physiotherapy.table("Aanbieders met een aanbod die door deze factor")
    offered = table.filter(pl.col("uitkomst") == "aanbod")
    rows = {row[0]: [_number(cell) for cell in row[1:]] for row in shown.rows}
    lacking = offered.filter(~_of(offered, "skf", "voldaan"))
    by_variant = [lacking.filter(pl.col("variant") == variant).height for variant in ("D", "C", "B")]
    assert rows["Praktijkregistratie bij SKF met label Keurmerk"] == [*by_variant, sum(by_variant)]


def test_near_misses_count_the_index_in_steps(physiotherapy: Page) -> None:
    shown = physiotherapy.table("Passende zorgaanbieders bij de grens van 150")
    judged = season().agreements["fysiotherapie"]
    tables = register().tables
    indexes = with_inherited(tables["indexen"], tables["aanbieders"]).filter(
        (pl.col("jaar") == 2024) & (pl.col("versie") == 3) & (pl.col("bewerking") == "gecorrigeerd")
    )
    value = dict(zip(indexes["aanbieder"], indexes["waarde"], strict=True))
    states = dict(zip(judged.outcome.ids, judged.outcome.of_criterion("behandelindex"), strict=True))
    fits = set(_fitting(outcome_table(season(), "fysiotherapie"))["aanbieder"])
    tenths = {who: round(float(text) * 10) for who, text in value.items() if who in fits}
    for row, steps in zip(shown.rows, (1, 5, 10, 50), strict=True):
        near = [who for who, index in tenths.items() if abs(index - 1500) <= steps]
        assert _number(row[1]) == sum(int(states[who]) == 2 for who in near)
        assert _number(row[2]) == sum(int(states[who]) == 1 for who in near)


def test_the_states_on_the_rule_page_equal_the_outcome_table(whole: Path, table: pl.DataFrame) -> None:
    text = Page(whole / "paramedische_zorg-2026-2" / "fysiotherapie-regels.html").text
    fitting = _fitting(table)
    met, failed, unknown = (
        _of(fitting, "vecozo_certificaten", state).sum() for state in ("voldaan", "niet_voldaan", "onbekend")
    )
    assert f"voldaan {met} ✗ niet voldaan {failed} ? onbekend {unknown} - niet van toepassing 0" in text


@pytest.mark.parametrize(
    ("edition", "name"),
    [("geboortezorg/2024-1", "kraamzorg"), ("categorale_instellingen/2027-1", "medisch_specialistische_zorg")],
)
def test_the_funnels_of_the_other_corners_equal_their_outcome_tables(whole: Path, edition: str, name: str) -> None:
    page = Page(whole / edition.replace("/", "-") / f"{name}.html")
    shown = page.table("Hoeveel zorgaanbieders").column(1)
    outcomes = outcome_table(season(edition), name)
    assert _number(shown["In het register"]) == outcomes.height
    assert _number(shown["Randvoorwaarden voldaan: aanbod"]) == outcomes.filter(pl.col("uitkomst") == "aanbod").height
    routes = page.table("Passende zorgaanbieders per route")
    assert sum(_number(row[2]) for row in routes.rows) == _number(shown["Passend bij deze overeenkomst"])


def test_the_list_holds_everyone_who_fits(whole: Path, table: pl.DataFrame) -> None:
    page = Page(whole / "paramedische_zorg-2026-2" / "fysiotherapie-aanbieders.html")
    listed = [one.removeprefix("agb-") for one in page.ids if one.startswith("agb-")]
    assert sorted(listed) == sorted(_fitting(table)["aanbieder"])


# calendar, letters


def test_the_calendar_keeps_the_words_of_the_source(physiotherapy: Page) -> None:
    rows = {row[0]: row for row in physiotherapy.table("Termijnen").rows}
    assert "half september 2025" in rows["De vragenlijst klaarzetten"][1]
    assert rows["De overeenkomst ondertekenen"][1].startswith("Uiterlijk 7 november 2025")
    assert "vervalt" in rows["De overeenkomst ondertekenen"][3]


def test_there_is_a_letter_for_every_kind_of_result(whole: Path) -> None:
    for edition in DATES:
        for name in season(edition).agreements:
            outcomes = outcome_table(season(edition), name)
            shown = {path.stem for path in (whole / edition.replace("/", "-") / name).glob("*.html")}
            chosen = outcomes.filter(pl.col("aanbieder").is_in(sorted(shown)))
            fits = pl.Series(considered(season(edition).agreements[name]))
            kinds = outcomes.filter(fits & (pl.col("route") != "")).select("route", "uitkomst").unique()
            assert kinds.join(chosen, on=["route", "uitkomst"], how="anti").is_empty(), name
            offers = outcomes.filter(pl.col("uitkomst") == "aanbod")
            variants = set(offers["variant"]) if outcomes["route"].is_in(["benaderen"]).any() else set()
            assert variants <= set(chosen.filter(pl.col("uitkomst") == "aanbod")["variant"])


def test_a_letter_holds_the_figure_the_source_and_the_date_of_its_reader(whole: Path) -> None:
    letters = Page(whole / "paramedische_zorg-2026-2" / "fysiotherapie-brieven.html")
    kinds = letters.table("Soorten uitkomsten")
    at = next(number for number, row in enumerate(kinds.rows) if "behandelindex" in row[0])
    link = [given["href"] for given in letters.attributes["a"] if given["href"].startswith("fysiotherapie/")][at]
    who = link.removeprefix("fysiotherapie/").removesuffix(".html")
    record = register().tables["indexen"].row(
        by_predicate=(pl.col("aanbieder") == who) & (pl.col("jaar") == 2024) & (pl.col("versie") == 3)
        & (pl.col("bewerking") == "gecorrigeerd"),
        named=True,
    )  # fmt: skip
    text = Page(letters.path.parent / link).text
    letter = text[text.index("De brief") : text.index("De uitleg")]
    assert f"De landelijke behandelindex over 2024: {record['waarde'].replace('.', ',')}" in letter
    assert "Vektis" in letter
    assert f"{record['bekend_sinds'].day} " in letter
    assert "paragraaf 2.3, onder 'gedifferentieerd', alinea 4" in letter


# files, hostile names, whole or not at all


def test_the_outcomes_stand_beside_the_report_in_three_forms(whole: Path, table: pl.DataFrame) -> None:
    folder = whole / "paramedische_zorg-2026-2"
    assert pl.read_parquet(folder / "uitkomsten-fysiotherapie.parquet").equals(table)
    text = pl.read_csv(folder / "uitkomsten-fysiotherapie.csv", separator=";", infer_schema=False)
    assert text["aanbieder"].to_list() == table["aanbieder"].to_list()
    workbook = pl.read_excel(folder / "uitkomsten-fysiotherapie.xlsx", infer_schema_length=0)
    fitting = _fitting(table)
    assert workbook["uitkomst"].to_list() == fitting["uitkomst"].to_list()
    assert workbook["aanbieder"].to_list() == fitting["aanbieder"].to_list()


def test_hostile_names_are_only_text(tmp_path: Path) -> None:
    given = register(60)
    names = dict.fromkeys(range(60), HOSTILE) | {3: FORMULA}
    write_report(judge_of(PHYSIOTHERAPY, _renamed(given, names)), tmp_path / "rapport")
    for path in (tmp_path / "rapport").rglob("*.html"):
        assert "<script" not in path.read_text(encoding="utf-8")
        page = Page(path)
        assert page.problems == []
        assert '49 "' not in page.text
    page = Page(tmp_path / "rapport" / "fysiotherapie-aanbieders.html")
    assert HOSTILE in page.text
    csv = (tmp_path / "rapport" / "uitkomsten-fysiotherapie.csv").read_text(encoding="utf-8-sig")
    assert "'=HYPERLINK" in csv


def _stopping(_: site.Pages) -> Iterator[tuple[str, str]]:
    yield "index.html", "half"
    raise KeyboardInterrupt


def test_an_interrupted_report_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(site.Pages, "rendered", _stopping)
    with pytest.raises(KeyboardInterrupt):
        write_report(season(PHYSIOTHERAPY, 60), tmp_path / "rapport")
    assert list(tmp_path.iterdir()) == []


def test_an_interrupted_report_leaves_the_earlier_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given = season(PHYSIOTHERAPY, 60)
    first = write_report(given, tmp_path / "rapport").read_text(encoding="utf-8")
    monkeypatch.setattr(site.Pages, "rendered", _stopping)
    with pytest.raises(KeyboardInterrupt):
        write_report(given, tmp_path / "rapport")
    assert (tmp_path / "rapport" / "index.html").read_text(encoding="utf-8") == first
    assert [path.name for path in tmp_path.iterdir()] == ["rapport"]


def test_an_earlier_report_is_replaced_whole(tmp_path: Path) -> None:
    folder = tmp_path / "rapport"
    folder.mkdir()
    (folder / MARK).touch()
    (folder / "oud.html").write_text("oud")
    write_report(season(PHYSIOTHERAPY, 60), folder, "en")
    assert not (folder / "oud.html").exists()
    assert Page(folder / "index.html").attributes["html"][0]["lang"] == "en"


@pytest.mark.parametrize("made", ["a folder with files", "a file", "a link"])
def test_what_is_not_a_report_is_never_replaced(tmp_path: Path, made: str) -> None:
    place = tmp_path / "werk"
    if made == "a file":
        place.write_text("mijn werk")
    elif made == "a link":
        (tmp_path / "elders").mkdir()
        place.symlink_to(tmp_path / "elders")
    else:
        place.mkdir()
        (place / "werk.txt").write_text("mijn werk")
    before = sorted(path.name for path in tmp_path.rglob("*"))
    with pytest.raises(QuestionWrong, match="geen rapport"):
        write_report(season(PHYSIOTHERAPY, 60), place)
    assert sorted(path.name for path in tmp_path.rglob("*")) == before


def test_the_same_season_gives_the_same_pages(tmp_path: Path) -> None:
    given: Season = season(PHYSIOTHERAPY, 60)
    write_report(given, tmp_path / "een")
    write_report(given, tmp_path / "twee")
    for path in (tmp_path / "een").rglob("*.html"):
        assert path.read_bytes() == (tmp_path / "twee" / path.relative_to(tmp_path / "een")).read_bytes()


def test_a_large_register_lists_examples_and_points_at_the_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(site, "MOST_LISTED", 10)
    write_report(season(PHYSIOTHERAPY, 60), tmp_path / "rapport")
    page = Page(tmp_path / "rapport" / "fysiotherapie-aanbieders.html")
    assert "te groot" in page.text
    assert any(address.endswith(".xlsx") for address in page.addresses)
    assert 0 < len(page.tables[0].rows) < 40


# the page for the policy officer


@pytest.fixture(scope="module")
def officer(whole: Path) -> Page:
    return Page(whole / "paramedische_zorg-2026-2" / "beleid.html")


def test_the_whole_policy_is_in_the_order_of_the_source(officer: Page) -> None:
    chapters = [text for level, text in officer.headings if level == 2]
    first = [
        next(at for at, text in enumerate(chapters) if text.startswith(start))
        for start in ("Paragraaf 2.1,", "Paragraaf 2.3,", "Paragraaf 3.1,", "Hoofdstuk 4,")
    ]
    assert first == sorted(first)


def test_a_rule_stands_on_the_page_with_its_limit_its_place_and_its_item(officer: Page) -> None:
    for words in ("behandelindex", "150", "PM-36", "Plaats in het beleid"):
        assert words in officer.text, words


def test_the_sign_off_list_names_every_part_and_the_fingerprint(officer: Page) -> None:
    rows = officer.table("Tekenlijst").rows
    sections = [text for level, text in officer.headings if level == 2]
    assert {row[0] for row in rows} - {"Lezingen", "Waarden"} <= set(sections)
    assert season().edition.content_hash in officer.text


def test_readings_and_the_change_log_stand_on_the_page(officer: Page) -> None:
    readings = officer.table("Waar de bron op meer dan een manier te lezen is").rows
    assert len(readings) == len(season().edition.vocabulary.lezingen)
    changes = officer.table("Wat de uitgever als wijziging noemt").rows
    assert len(changes) == len(season().edition.source.wijzigingen)


def test_an_edition_whose_values_are_missing_says_so_and_is_shown_all_the_same(tmp_path: Path) -> None:
    loaded = load_edition(edition_folder(PHYSIOTHERAPY), Installation())
    as_of = AsOf.of(DATES[PHYSIOTHERAPY], None)
    question = Question(loaded, Installation(), season_key(loaded), as_of, ("fysiotherapie",))
    write_report(judge_season(question, register(60).tables), tmp_path / "rapport")
    page = Page(tmp_path / "rapport" / "beleid.html")
    assert "Waarden ontbreken" in page.text
    assert "behandelindex" in page.text


def test_a_formula_stands_on_the_page_with_who_sets_its_input(whole: Path) -> None:
    edition = "categorale_instellingen/2027-1"
    page = Page(whole / edition.replace("/", "-") / "beleid.html")
    formulas = season(edition).edition.vocabulary.formules
    assert formulas
    for formula in formulas.values():
        assert formula.tekst.nl[1:] in page.text
        assert all(setter.nl in page.text for setter in formula.zetters.values())
