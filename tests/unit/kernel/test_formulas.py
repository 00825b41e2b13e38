"""A formula is read strictly, worked out exactly, and told with every step."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from zorginkoop.kernel.compile import Installation, LoadedEdition
from zorginkoop.kernel.errors import FactsWrong, InputWrong, PolicyWrong, QuestionWrong
from zorginkoop.kernel.formula import Amount, Formula, money, number, reported, share, share_of_rows
from zorginkoop.kernel.formula_compile import compile_formula
from zorginkoop.kernel.formula_words import lines, spoken, written
from zorginkoop.kernel.formulas import work_out
from zorginkoop.kernel.language import SuppliedValue
from zorginkoop.policies.formula_examples import problems_of
from zorginkoop.policies.loading import EditionFolder, load_edition
from zorginkoop.policies.strict_yaml import read_yaml

POLICY = """\
uitgave:
  naam: {nl: Proefzorg 2026, en: Trial care 2026}
  zorggroep: proefzorg
  contractjaar: 2026
  herziening: 1
  codering: 1
  bron: proef
  geldt_voor: {uzovi: "3360", verzekeraar: Proef, labels: [proef]}
gebruik: [register]
waarden:
  norm: {type: percentage, zetter: de raad}
overeenkomsten:
  proef:
    naam: {nl: Proef, en: Trial}
    onderwerp: aanbieder
    zorgsoort: proefzorg
    routes: [{id: geen, leidt_tot: niets}]
    differentiatiefactoren:
      - {id: veel, aandeel: personen, waar: {feit: beroep, is: arts}, ten_minste: 30 %}
      - {id: weinig, aandeel: personen, waar: {feit: beroep, is: arts}, minder_dan: 15 %}
      - {id: meer, aandeel: personen, waar: {feit: beroep, is: arts}, meer_dan: 50 %}
      - {id: hoogstens, aandeel: personen, waar: {feit: beroep, is: arts}, ten_hoogste: 15 %}
      - {id: norm_open, aandeel: personen, waar: {feit: beroep, is: arts}, ten_minste: {waarde: norm}}
      - {id: zonder_grens, feit: vecozo_certificaat}
formules:
  deel:
    soort: aandeel
    tekst: {nl: een deel, en: a part}
    teller: {nl: artsen, en: doctors}
    noemer: {nl: mensen, en: people}
    eenheid: mensen
    grens: {voorwaarde: veel}
    zetters: {teller: {nl: de proef, en: the trial}, noemer: {nl: de proef, en: the trial}}
    voorbeelden:
      - naam: een derde
        invoer: {teller: 1, noemer: 3, eenheid: mensen}
        verwacht: {uitkomst: {voldoet: ja}}
"""


def loaded(folder: Path, text: str = POLICY) -> LoadedEdition:
    folder = folder / "proefzorg" / "2026-1"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "beleid.yaml").write_text(text, encoding="utf-8")
    return load_edition(EditionFolder("proefzorg/2026-1", folder))


def formula(folder: Path, text: str = POLICY) -> Formula:
    return compile_formula(loaded(folder, text), "deel", Installation())


def results(worked_from: Formula, text: str) -> dict[str, str]:
    worked = work_out(worked_from, read_yaml(text.encode(), "invoer.yaml"))
    return {name: written(amount) for name, _, amount in worked.results}


def refused(worked_from: Formula, text: str) -> list[str]:
    with pytest.raises(FactsWrong) as wrong:
        work_out(worked_from, read_yaml(text.encode(), "invoer.yaml"))
    return [str(problem) for problem in wrong.value.problems]


@pytest.mark.parametrize(
    ("condition", "part", "came"),
    [
        ("veel", 8, {"nodig": "9", "voldoet": "nee"}),
        ("veel", 9, {"nodig": "9", "voldoet": "ja"}),
        ("weinig", 4, {"hoogstens": "4", "voldoet": "ja"}),
        ("weinig", 5, {"hoogstens": "4", "voldoet": "nee"}),
        ("meer", 13, {"nodig": "14", "voldoet": "nee"}),
        ("meer", 14, {"nodig": "14", "voldoet": "ja"}),
        ("hoogstens", 4, {"hoogstens": "4", "voldoet": "ja"}),
        ("hoogstens", 5, {"hoogstens": "4", "voldoet": "nee"}),
    ],
)
def test_of_27_the_count_that_is_needed_or_allowed_is_told(
    tmp_path: Path, condition: str, part: int, came: dict[str, str]
) -> None:
    found = formula(tmp_path, POLICY.replace("grens: {voorwaarde: veel}", f"grens: {{voorwaarde: {condition}}}"))
    given = results(found, f"{{teller: {part}, noemer: 27, eenheid: mensen}}")
    assert {name: given[name] for name in came} == came


@pytest.mark.parametrize(("condition", "name", "count"), [("weinig", "hoogstens", "2"), ("meer", "nodig", "11")])
def test_a_strict_limit_that_falls_on_a_whole_number_leaves_that_number_out(
    tmp_path: Path, condition: str, name: str, count: str
) -> None:
    found = formula(tmp_path, POLICY.replace("grens: {voorwaarde: veel}", f"grens: {{voorwaarde: {condition}}}"))
    assert results(found, "{teller: 1, noemer: 20, eenheid: mensen}")[name] == count


def test_every_mistake_in_the_input_is_told_at_its_place_at_once(tmp_path: Path) -> None:
    text = "teller: 4\nnoemer: 3\neenheid: fte\nuren: 3\n"
    assert refused(formula(tmp_path), text) == [
        "invoer.yaml:1:9: 4 is meer dan het geheel van 3 mensen. Tel ieder een keer.",
        "invoer.yaml:3:10: eenheid 'fte' past niet; hier wordt in mensen geteld.",
        "invoer.yaml:4:1: onbekende sleutel 'uren'.",
    ]


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ("2.5", "'2.5' is geen heel getal."),
        ("-1", "'-1' is negatief; tel hier ten minste 0."),
        ("30 %", "'30 %' is geen heel getal."),
        ("", "hier staat niets; geef een waarde, of schrijf onbekend."),
        ("{a: 1}", "een blok met sleutels is geen heel getal."),
    ],
)
def test_a_count_is_a_whole_number(tmp_path: Path, given: str, sentence: str) -> None:
    (told,) = refused(formula(tmp_path), f"teller: {given}\nnoemer: 3\neenheid: mensen\n")
    assert sentence in told


def test_an_unknown_count_is_waited_for_with_who_sets_it(tmp_path: Path) -> None:
    worked = work_out(formula(tmp_path), read_yaml(b"{teller: onbekend, noemer: 3, eenheid: mensen}", "invoer.yaml"))
    (waiting,) = worked.waiting
    assert (waiting.path, waiting.phrase.nl, waiting.setter.nl) == ("teller", "artsen", "de proef")
    assert worked.results == ()
    assert "teller: doctors; this is set by: the trial" in [line for _, line in lines(worked, "en")]


def test_a_name_that_does_not_exist_gets_a_suggestion(tmp_path: Path) -> None:
    with pytest.raises(QuestionWrong, match=r"formule 'dele' bestaat niet .* Bedoelt u 'deel'\?"):
        compile_formula(loaded(tmp_path), "dele", Installation())


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("voorwaarde: veel", "voorwaarde: vele", "voorwaarde 'vele' bestaat niet."),
        ("voorwaarde: veel", "voorwaarde: zonder_grens", "voorwaarde 'zonder_grens' heeft hier geen grenzen"),
        ("voorwaarde: veel", "voorwaarde: veel, overeenkomst: ander", "voorwaarde 'veel' bestaat niet."),
        (", noemer: {nl: de proef, en: the trial}", "", "wie 'noemer' vaststelt, staat er niet."),
        ("zetters: {teller", "zetters: {geheel: wie, teller", "'geheel' is geen gegeven van deze formule."),
        ("    eenheid: mensen", "    eenheid: mensen\n    gemeten: {}", "geef hier 'op' of 'over'."),
    ],
)
def test_a_formula_that_cannot_be_is_refused_with_the_policy(tmp_path: Path, old: str, new: str, sentence: str) -> None:
    assert POLICY.count(old) == 1
    with pytest.raises(PolicyWrong) as wrong:
        formula(tmp_path, POLICY.replace(old, new))
    assert [problem.what for problem in wrong.value.problems if sentence in problem.what]


@pytest.mark.parametrize(
    ("valid", "refused_by"),
    [
        ({"geldig_van": "2026-01-01", "geldig_tot": "2026-12-31"}, ""),
        ({"geldig_van": "2027-01-01"}, "de waarde 'norm' geldt niet in contractjaar 2026."),
        ({"geldig_tot": "2025-12-31"}, "de waarde 'norm' geldt niet in contractjaar 2026."),
    ],
)
def test_a_supplied_limit_of_another_year_is_refused(tmp_path: Path, valid: dict[str, str], refused_by: str) -> None:
    edition = loaded(tmp_path, POLICY.replace("grens: {voorwaarde: veel}", "grens: {voorwaarde: norm_open}"))
    norm = SuppliedValue.model_validate({"waarde": "40 %", "bron": "proef", "door": "de raad", **valid})
    installation = Installation(values={"norm": norm})
    if not refused_by:
        limit = compile_formula(edition, "deel", installation).limit
        assert limit is not None
        assert limit.value == Fraction(2, 5)
        return
    with pytest.raises(PolicyWrong) as wrong:
        compile_formula(edition, "deel", installation)
    assert [problem.what for problem in wrong.value.problems] == [refused_by]


def test_a_formula_of_an_unknown_kind_names_the_kinds(tmp_path: Path) -> None:
    with pytest.raises(InputWrong, match="'andeel' is hier niet bekend; bedoelt u 'aandeel'"):
        loaded(tmp_path, POLICY.replace("soort: aandeel", "soort: andeel"))


def test_a_formula_without_a_worked_example_is_refused(tmp_path: Path) -> None:
    without = POLICY[: POLICY.index("    voorbeelden:")] + "    voorbeelden: []\n"
    with pytest.raises(InputWrong, match="ten minste 1"):
        loaded(tmp_path, without)


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("{voldoet: ja}", "{voldoet: nee}", "verwacht nee, gevonden ja"),
        ("{voldoet: ja}", "{voldaan: ja}", "verwacht ja, gevonden er is geen uitkomst"),
        ("{uitkomst: {voldoet: ja}}", "{staat: wacht}", "verwacht wacht, gevonden berekend"),
        ("{uitkomst: {voldoet: ja}}", "{wacht_op: [teller]}", "verwacht teller, gevonden niets"),
        ("{uitkomst: {voldoet: ja}}", "{geweigerd: [teller]}", "verwacht teller, gevonden niets geweigerd"),
        ("teller: 1", "teller: x", "verwacht niets, gevonden teller: 'x' is geen heel getal"),
        (
            "naam: een derde\n",
            "naam: een derde\n        lezingen: {AMB-99: R2}\n",
            "lezing AMB-99 met optie 'R2' bestaat niet.",
        ),
    ],
)
def test_an_example_that_does_not_come_out_is_a_problem_of_the_policy(
    tmp_path: Path, old: str, new: str, sentence: str
) -> None:
    assert POLICY.count(old) == 1
    edition = loaded(tmp_path, POLICY.replace(old, new))
    (problem,) = problems_of(edition, Installation(), lambda _: edition)
    assert sentence in problem.what
    assert problem.where.line is not None


@pytest.mark.parametrize(
    ("cents", "rounded"), [("100", 100), ("201/2", 101), ("10049/100", 100), ("10050/100", 101), ("1/3", 0)]
)
def test_money_is_rounded_half_up_to_the_cent(cents: str, rounded: int) -> None:
    assert reported(money(Fraction(cents))).value == rounded


def test_only_money_is_rounded() -> None:
    assert reported(share(Fraction(1, 3))).value == Fraction(1, 3)
    assert reported(number(Fraction(1, 3))).value == Fraction(1, 3)


@pytest.mark.parametrize(
    ("amount", "dutch", "english", "data"),
    [
        (money(Fraction(130118750)), "€ 1.301.187,50", "€ 1,301,187.50", "1301187.50"),
        (money(Fraction("90278996.06925")), "€ 902.789,9606925", "€ 902,789.9606925", "902789.9606925"),
        (money(Fraction(5)), "€ 0,05", "€ 0.05", "0.05"),
        (money(Fraction(-5)), "-€ 0,05", "-€ 0.05", "-0.05"),
        (share(Fraction("-0.00311")), "-0,311 %", "-0.311%", "-0.311 %"),
        (share(Fraction(1, 3)), "afgerond 33,333333 %", "about 33.333333%", "1/3"),
        (share_of_rows(Fraction(8, 27), Fraction(3, 10)), "afgerond 29,6 %", "about 29.6%", "8/27"),
        (share_of_rows(Fraction(29999, 100000), Fraction(3, 10)), "29,999 %", "29.999%", "29.999 %"),
        (number(9, "mensen"), "9 mensen", "9", "9"),
    ],
)  # fmt: skip
def test_an_amount_reads_the_same_for_a_person_and_for_a_program(
    amount: Amount, dutch: str, english: str, data: str
) -> None:
    assert (spoken(amount, "nl"), spoken(amount, "en"), written(amount)) == (dutch, english, data)
