"""How the text of a source becomes paragraphs, sentences, fingerprints and anchors, whatever its PDF did to it."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zorginkoop.kernel.errors import PolicyWrong
from zorginkoop.policies.coverage.anchors import sections_by_guess, slug
from zorginkoop.policies.coverage.items import Lines, items_of, lines_of, read_items
from zorginkoop.policies.coverage.ledger import HeadingEntry, LedgerSource, SentenceEntry, write_ledger
from zorginkoop.policies.coverage.nodes import nodes_of
from zorginkoop.policies.coverage.paragraphs import paragraphs_of
from zorginkoop.policies.coverage.sentences import Line, fingerprint, sentences_of
from zorginkoop.policies.loading import EditionFolder, find_editions, texts_of
from zorginkoop.policies.strict_yaml import read_yaml

WIDE = "Een regel van een bladzijde is zo lang dat het volgende woord er echt niet meer bij past, dus loopt hij"


def said(*lines: str) -> list[str]:
    """Give the sentences of the lines, the headings with a hash before them."""
    return [
        ("# " if paragraph.heading else "* " if paragraph.item else "") + sentence.text
        for paragraph in paragraphs_of(lines)
        for sentence in paragraph.sentences
    ]


def test_a_paragraph_is_cut_after_each_sentence_with_the_lines_it_stands_on() -> None:
    sentences = sentences_of([Line(4, "Een zin. Nog een"), Line(5, "zin? Ja! En 2026 ook.")])

    assert [(each.text, each.lines) for each in sentences] == [
        ("Een zin.", "4"),
        ("Nog een zin?", "4-5"),
        ("Ja!", "5"),
        ("En 2026 ook.", "5"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Dit geldt m.u.v. Amsterdam en bijv. Rotterdam.",
        "Zie art. 2.14 en de site www.voorbeeld.example van Proef.",
        "1. Eerst dit",
        "Conform het plan (art. 4.2.e.) en t.g.v. Covid.",
    ],
)
def test_an_abbreviation_ends_no_sentence(text: str) -> None:
    assert [sentence.text for sentence in sentences_of([Line(1, text)])] == [text]


def test_an_address_broken_at_the_end_of_a_line_is_one_address() -> None:
    (sentence,) = sentences_of(
        [Line(1, "Mail naar aanmelden@"), Line(2, "voorbeeld.example of kijk op www."), Line(3, "x.example.")]
    )

    assert sentence.text == "Mail naar aanmelden@voorbeeld.example of kijk op www.x.example."


def test_layout_does_not_change_a_fingerprint_and_a_word_does() -> None:
    printed = "ten hoogste 10 \u2013 \u2018tien\u2019 \u2014 deelnemers"
    same = [
        printed,
        "ten  hoog\u00adste 10 -\n'tien' - deel nemers",
        "ten hoogste 10 - \u2019tien\u2018 \u2011 deelnemers",
    ]

    assert len({fingerprint(text) for text in same}) == 1
    assert fingerprint("ten hoogste 10") != fingerprint("ten hoogste 11")
    assert fingerprint("Wel") != fingerprint("wel")


def test_a_blank_line_in_the_middle_of_a_bullet_does_not_break_it() -> None:
    assert said(f"•\t {WIDE}", "", "door na een lege regel;", "•\t kort") == [
        f"* {WIDE} door na een lege regel;",
        "* kort",
    ]


def test_footers_and_bare_links_are_left_out_and_addresses_in_a_text_are_not() -> None:
    text = (
        "Kijk op www.voorbeeld.example.",
        "",
        "http://www.voorbeeld.example",
        "De Proef - pagina 3 van 9",
        "3 / 9",
        "mailto:a@b.nl",
    )

    assert said(*text) == ["Kijk op www.voorbeeld.example."]


def test_a_page_that_begins_with_a_space_or_form_feed_begins_a_paragraph() -> None:
    assert len(paragraphs_of(["Het einde van een bladzijde.", " Een nieuwe begint."])) == 2
    assert len(paragraphs_of(["Het einde van een bladzijde.", "\fEen nieuwe begint."])) == 2


def test_a_sentence_goes_on_over_the_edge_of_a_page() -> None:
    assert said(WIDE, "", "", " door op de volgende bladzijde.") == [f"{WIDE} door op de volgende bladzijde."]


def test_headings_are_guessed_numbered_before_a_list_or_before_a_text() -> None:
    body = "Hier staat een zin die lang genoeg is om een alinea te zijn."
    text = (" 3.\t\t Voorwaarden", "", "3.1\t Basis", "", "Algemeen", "•\t een;", "", "Regen", body, "", "Los woord")

    assert said(*text) == [
        "# 3. Voorwaarden",
        "# 3.1 Basis",
        "# Algemeen",
        "* een;",
        "# Regen",
        body,
        "Los woord",
    ]


def test_a_line_of_a_table_of_contents_is_no_heading() -> None:
    assert said("Een zin.", "", "1.1\tInhoud\t3", "", "1.1\tInhoud")[1:] == ["1.1 Inhoud 3", "# 1.1 Inhoud"]


def test_a_text_that_was_not_wrapped_has_a_paragraph_a_line() -> None:
    long = "woord " * 60 + "einde."

    assert said(long, "Kop\tWaarde", "- een punt", "", "klein begin") == [
        long,
        "Kop Waarde",
        "* een punt",
        "klein begin",
    ]


def test_a_dash_is_a_bullet_only_where_a_list_is() -> None:
    assert said("De zorg is goed", "- en dat blijft zij - zeggen wij.") == [
        "De zorg is goed - en dat blijft zij - zeggen wij."
    ]
    assert said("Wij vragen:", "- een;", "- twee.") == ["Wij vragen:", "* een;", "* twee."]


def test_sections_get_chapters_and_names_of_their_own() -> None:
    lines = [
        "2.1\t Themas",
        "",
        "Lopen",
        "•\t een;",
        "",
        " 2.\t\t Alles",
        "",
        "Lopen",
        "•\t twee;",
        "",
        "3.\t\t Eisen",
        "",
        "•\t drie;",
    ]

    assert [section.name for section in sections_by_guess(paragraphs_of(lines))] == [
        "2.1/inleiding",
        "2.1/lopen",
        "2/inleiding",
        "2.1/lopen_2",
        "3/inleiding",
    ]
    assert slug("Principe 2: samen beslissen") == "principe_2"
    assert slug("Thema\u2019s één (vervolg)") == "themas_een"


@given(st.lists(st.text(alphabet="abcDE .!?;:•-\t(", min_size=0, max_size=60), max_size=12))
def test_reading_loses_no_word_and_keeps_the_order(lines: list[str]) -> None:
    kept = "".join(sentence.text for paragraph in paragraphs_of(lines) for sentence in paragraph.sentences)
    letters = "".join(character for character in "".join(lines) if character.isalpha())

    assert "".join(character for character in kept if character.isalpha()) == letters


REASON = st.text(alphabet="abc É:,;'\"\\[]{}#&*!|>%@`€-", min_size=1, max_size=20).filter(
    lambda text: text.strip() != ""
)


@given(
    reason=REASON,
    door=st.lists(st.sampled_from(["uitgave", "teksten/a", "overeenkomsten/b/c_1"]), unique=True),
    exempt=st.booleans(),
)
def test_reading_undoes_writing(reason: str, door: list[str], exempt: bool) -> None:  # noqa: FBT001 - hypothesis gives it
    entries = {
        "1/a/1.1": SentenceEntry(regels=Lines(1, 2), vinger="0123456789", verhalend=reason, posten=("WB-01",)),
        "1/a/1.2": SentenceEntry(regels=Lines(3, 3), vinger="12e4567890", door=tuple(door), voorstel=exempt),
    }
    headings = {"1/a": HeadingEntry(regels=Lines(1, 1), vinger="abcdefabcd", ook_zin=exempt)}
    ledger = LedgerSource(bron="proef", koppen=headings, zinnen=entries)

    assert LedgerSource.model_validate(read_yaml(write_ledger(ledger), "brondekking.yaml").plain) == ledger


@pytest.mark.parametrize("text", ["0", "5-3", "12-", "regel 3", "", None])
def test_lines_that_are_none_are_refused(text: object) -> None:
    with pytest.raises(ValueError, match="zijn geen regels"):
        lines_of(text)


def test_lines_hold_and_touch_each_other() -> None:
    assert Lines(3, 9).holds(Lines(3, 9))
    assert not Lines(3, 9).holds(Lines(9, 10))
    assert Lines(3, 9).touches(Lines(9, 10))
    assert not Lines(3, 9).touches(Lines(10, 11))
    assert (str(Lines(4, 4)), str(Lines(4, 6)), len(Lines(4, 6))) == ("4", "4-6", 3)


def test_a_catalogue_with_a_mistake_says_where(tmp_path: Path) -> None:
    file = tmp_path / "posten.yaml"
    file.write_text("bronnen: {}\nposten:\n  ZV-01: {soort: versie, kracht: hard, regels: [9-3]}\n", encoding="utf-8")

    with pytest.raises(PolicyWrong) as wrong:
        read_items(file)

    assert [problem.where.line for problem in wrong.value.problems] == [3, 3]


def test_a_source_that_the_catalogue_does_not_know_has_no_items() -> None:
    assert not items_of("elders-2030", read_items()).items


@pytest.mark.parametrize("edition", find_editions(), ids=lambda edition: edition.name)
def test_every_node_has_an_address_of_its_own(edition: EditionFolder) -> None:
    texts = texts_of(edition)
    nodes = nodes_of(texts)

    assert all(node.address == address for address, node in nodes.items())
    paths = [(node.document.file, node.path) for node in nodes.values()]
    assert len(paths) == len(set(paths))
    own = {node.path for node in nodes.values() if not node.shared}
    marked = {path[:-1] for path in texts.own.marks if path and path[-1] == "posten" and len(path) > 1}
    assert marked <= own


def test_the_example_on_the_page_about_coverage_can_be_read() -> None:
    page = (Path(__file__).resolve().parents[3] / "docs" / "coverage.md").read_text(encoding="utf-8")
    block = page.partition("```yaml\n")[2].partition("```")[0]

    ledger = LedgerSource.model_validate(read_yaml(block, "coverage.md").plain)

    assert [*(entry.ways[0] for entry in ledger.zinnen.values())] == ["verhalend", "door", "inkoper_beslist", "door"]
    assert [entry.voorstel for entry in ledger.zinnen.values()] == [False, False, False, True]
