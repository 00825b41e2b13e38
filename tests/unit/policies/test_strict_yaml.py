"""What the strict loader reads, what it refuses and where, and how a file is written."""

from __future__ import annotations

import pytest
import yaml

from zorginkoop.kernel.errors import InputWrong
from zorginkoop.kernel.marked import Document, Mark
from zorginkoop.policies import strict_yaml
from zorginkoop.policies.plain_yaml import DEEPEST
from zorginkoop.policies.strict_yaml import MOST_PROBLEMS, read_yaml, write_yaml
from zorginkoop.policies.yaml_text import LARGEST

POLICY = """\
# een beleid
uitgave: {zorggroep: paramedische_zorg, contractjaar: 2026}
randvoorwaarden:
  - id: behandelindex
    bij: ["2.3/gedifferentieerd/4"]
    ten_hoogste: 150.0
    vanaf: 2026-01-01
    onbekend: nee
    leeg:
    tekst: ''
"""


@pytest.fixture(params=["libyaml", "python"], autouse=True)
def _loader(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Hold both parsers to the same rules; a machine without libyaml reads the same."""
    if request.param == "python":
        monkeypatch.setattr(strict_yaml, "_LOADER", yaml.SafeLoader)


def read(text: str | bytes) -> Document:
    return read_yaml(text, "beleid.yaml")


def refused(text: str | bytes) -> list[str]:
    """Say the problems of a text, each as 'line:column: what'."""
    with pytest.raises(InputWrong) as caught:
        read(text)
    for problem in caught.value.problems:
        assert problem.where.file == "beleid.yaml"
    return [f"{problem.where.line}:{problem.where.column}: {problem.what}" for problem in caught.value.problems]


def test_every_scalar_is_text_as_written() -> None:
    assert read(POLICY).plain == {
        "uitgave": {"zorggroep": "paramedische_zorg", "contractjaar": "2026"},
        "randvoorwaarden": [
            {
                "id": "behandelindex",
                "bij": ["2.3/gedifferentieerd/4"],
                "ten_hoogste": "150.0",
                "vanaf": "2026-01-01",
                "onbekend": "nee",
                "leeg": None,
                "tekst": "",
            }
        ],
    }


def test_values_and_keys_have_their_positions() -> None:
    document = read(POLICY)

    assert document.marks[()] == Mark(2, 1)
    assert document.marks["uitgave", "contractjaar"] == Mark(2, 55)
    assert document.key_marks["uitgave", "contractjaar"] == Mark(2, 41)
    assert document.marks["randvoorwaarden", 0] == Mark(4, 5)
    assert document.marks["randvoorwaarden", 0, "bij", 0] == Mark(5, 11)
    assert document.key_marks["randvoorwaarden", 0, "leeg"] == Mark(9, 5)
    assert ("randvoorwaarden", 0) not in document.key_marks


def test_columns_count_characters_not_bytes() -> None:
    assert read("{é😀: x}").marks["é😀",] == Mark(1, 6)


def test_json_is_read_with_numbers_and_words_as_written() -> None:
    text = '{"feiten":\t{"index":150.10,\n\t"ja":true,"niets":null,"pad":"a\\/b","teken":"\\ud83d\\ude00\u2028"}}'

    assert read(text).plain == {
        "feiten": {"index": "150.10", "ja": "true", "niets": "null", "pad": "a/b", "teken": "😀\u2028"}
    }


def test_bytes_are_utf8_with_or_without_a_byte_order_mark() -> None:
    assert read("a: é".encode()).plain == {"a": "é"}
    assert read(b"\xef\xbb\xbfa: 1").marks["a",] == Mark(1, 4)
    assert refused(b"a: 1\nb: \xe9") == ["2:4: hier staat een teken dat geen UTF-8 is."]


@pytest.mark.parametrize("text", ["", "   \n", "# niets\n", "---\n", "--- # niets\n...\n"])
def test_an_empty_file_is_refused(text: str) -> None:
    assert refused(text) == ["1:1: het bestand is leeg."]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("a: &x 1", "1:4: een anker (&x) wordt niet gelezen."),
        ("&x a: 1", "1:1: een anker (&x) wordt niet gelezen."),
        ("a: *x", "1:4: een verwijzing (*x) wordt niet gelezen."),
        ("*x : 1", "1:1: een verwijzing (*x) wordt niet gelezen."),
        ("a: !!str 1", "1:4: een type-aanduiding (tag:yaml.org,2002:str) wordt niet gelezen."),
        ("a: ! 1", "1:4: een type-aanduiding (!) wordt niet gelezen."),
        ("a: !foo [1]", "1:4: een type-aanduiding (!foo) wordt niet gelezen."),
        ("<<: {b: 1}", "1:1: samenvoegen met '<<' wordt niet gelezen."),
        ("a: 1\n---\nb: 2", "2:1: hier begint een tweede document."),
        ("%YAML 1.1\n---\na: 1", "1:1: regels die met % beginnen worden niet gelezen."),
        ("a: 1\n'a': 2", "2:1: de sleutel 'a' staat er twee keer; eerst op regel 1, kolom 1."),
        ('{"a": 1, "a": 2}', "1:10: de sleutel 'a' staat er twee keer; eerst op regel 1, kolom 2."),
        ("? [a, b]\n: 1", "1:3: een blok of lijst kan geen sleutel zijn."),
        ("{a: 1}: 2", "1:1: een blok of lijst kan geen sleutel zijn."),
        ("?\n: 1", "1:2: hier ontbreekt de sleutel voor de dubbele punt."),
        ("a:\n\tb: 1", "2:1: deze regel springt in met een tab."),
        ("a:\n  \tb: 1", "2:3: deze regel springt in met een tab."),
        ("a: b\x07", "1:5: hier staat een onzichtbaar stuurteken (U+0007)."),
        ("a: b\r\nc: \ud800", "2:4: hier staat een onzichtbaar stuurteken (U+D800)."),
    ],
)
def test_what_yaml_can_do_and_a_policy_cannot_is_refused(text: str, problem: str) -> None:
    assert refused(text) == [problem]


def test_many_problems_are_reported_together_in_the_order_of_the_file() -> None:
    found = refused("a: 1\nb:\n  c: &x 1\n  c: *x\na: !!int 3\n? {d: 1}\n: 4\ne: [f\n")

    assert [line.split(":")[0] for line in found] == ["3", "4", "4", "5", "5", "6", "9"]
    assert "ontbreekt een komma of een ']'" in found[-1]


def test_no_more_problems_than_a_person_can_use() -> None:
    assert len(refused("\n".join(f"k{number}: &x 1" for number in range(1000)))) == MOST_PROBLEMS
    assert len(refused("a:\n" + "\tb: 1\n" * 1000)) <= MOST_PROBLEMS


@pytest.mark.parametrize(
    ("text", "where", "what"),
    [
        ("a: b: c", "1:5", "dubbele punt die hier niet kan staan"),
        ("a: 1\n  b: 2", "2:4", "dubbele punt die hier niet kan staan"),
        ("a: 1\nb\nc: 2", "2:1", "na deze sleutel ontbreekt een dubbele punt"),
        ("a:\n  - b\n c: d", "3:2", "springt anders in"),
        ("- a\nc: d", "2:1", ""),
        ("a: 'x\nb: 1", "2:5", "niet afgesloten"),
        ("a: 'b\n---\nc'", "2:1", "niet afgesloten"),
        ("a: {b: 1\nc: 2", "2:2", "ontbreekt een komma of een '}'"),
        ("a: @x", "1:4", "kan niet beginnen met '@'"),
        ("a: `x", "1:4", "kan niet beginnen met '`'"),
        ("a: %x", "1:4", "kan niet beginnen met '%'"),
        ("a: * b", "1:5", "kan niet zo beginnen met '&', '*' of '!'"),
        ("a: ]", "1:4", "hier ontbreekt een waarde"),
        ("a: |x\n  y", "1:5", "na | of > staat een teken"),
        ("a: !<x", "1:7", "type-aanduiding"),
        ("%NEE", None, ""),
    ],
)
def test_broken_yaml_is_a_dutch_problem_with_a_place(text: str, where: str | None, what: str) -> None:
    (problem,) = refused(text)

    assert what in problem
    assert where is None or problem.startswith(f"{where}: ")
    for english in ("expected", "found", "while"):
        assert english not in problem


@pytest.mark.parametrize("escape", [r"\q", r"\ud800", r"\UFFFFFFFF", r"\xZZ"])
def test_an_escape_that_is_no_character_is_refused(escape: str) -> None:
    (problem,) = refused(f'a: "{escape}"')

    assert problem.startswith("1:")


def test_nesting_has_a_limit() -> None:
    assert read("[" * DEEPEST + "]" * DEEPEST).plain
    assert refused("[" * 5000) == [f"1:{DEEPEST + 2}: dit is dieper genest dan {DEEPEST} lagen."]


def test_a_file_that_is_too_large_is_refused_before_it_is_read() -> None:
    for text in ("a: " + "x" * LARGEST, b"a: " + b"x" * LARGEST, "a: " + "é" * (LARGEST // 2)):
        assert refused(text) == ["None:None: het bestand is groter dan 2 MB."]


def test_writing_is_plain_readable_and_keeps_the_order_of_keys() -> None:
    plain: dict[str, object] = {
        "zorggroep": "paramedische_zorg",
        "contractjaar": "2026",
        "antwoord": "nee",
        "aandeel": "30 %",
        "posten": ["PM-36", "PM-39"],
        "leeg": None,
        "tekst": "",
        "niets": {"lijst": [], "blok": {}},
        "rij": [{"id": "a", "waar": {"feit": "b: c"}}, ["- x"]],
        "uitleg": "Eerste regel.\nTweede regel: met é.\n",
        "vreemd": "tab\t",
        "<<": "#",
    }

    assert write_yaml(plain) == (
        "zorggroep: paramedische_zorg\n"
        "contractjaar: 2026\n"
        "antwoord: nee\n"
        "aandeel: 30 %\n"
        "posten:\n"
        "  - PM-36\n"
        "  - PM-39\n"
        "leeg:\n"
        "tekst: ''\n"
        "niets:\n"
        "  lijst: []\n"
        "  blok: {}\n"
        "rij:\n"
        "  - id: a\n"
        "    waar:\n"
        "      feit: 'b: c'\n"
        "  - - '- x'\n"
        "uitleg: |\n"
        "  Eerste regel.\n"
        "  Tweede regel: met é.\n"
        'vreemd: "tab\\t"\n'
        "'<<': '#'\n"
    )
    assert read(write_yaml(plain)).plain == plain


def test_a_long_text_stays_on_one_line() -> None:
    text = "woord " * 100 + "einde"

    assert write_yaml({"a": text}) == f"a: {text}\n"


@pytest.mark.parametrize("text", ["kaal", "...", "...\n", "---", "", "een\ntwee\n", "# geen commentaar"])
def test_a_document_may_be_one_text(text: str) -> None:
    assert read(write_yaml(text)).plain == text


@pytest.mark.parametrize("plain", [None, {"a": 1}, {"a": [True]}, {1: "a"}, {"a": "\ud800"}, ("a",), {"a": 0.1}])
def test_what_the_reader_can_never_give_cannot_be_written(plain: object) -> None:
    with pytest.raises(TypeError):
        write_yaml(plain)
