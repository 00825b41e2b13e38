"""Refusals of a model, brought back to lines and columns: one problem for each spot, in plain Dutch."""

from __future__ import annotations

from typing import Annotated, Literal

import pytest
from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag, ValidationError, model_validator
from pydantic_core import PydanticCustomError

from zorginkoop.kernel.errors import Place
from zorginkoop.kernel.marked import Document, Mark, problems_from_validation
from zorginkoop.kernel.scalars import Decimal, IsoDate, Whole
from zorginkoop.policies.strict_yaml import read_yaml


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class AtLeast(Strict):
    feit: str
    ten_minste: Decimal


class Equals(Strict):
    feit: str
    value: str = Field(alias="is")


class All(Strict):
    alle: list[Condition]


class Count(Strict):
    aantal: str
    waar: Condition


Condition = str | AtLeast | Equals | All | Count


def form_of(value: object) -> str | None:
    return next((form for form in ("aantal", "alle") if form in value), None) if isinstance(value, dict) else None


class Choice(Strict):
    soort: Literal["keuze"]
    uit: list[str]


class Total(Strict):
    soort: Literal["telling"]
    hoeveel: Whole


class Policy(Strict):
    naam: str
    vanaf: IsoDate | None = None
    als: Condition | None = None
    rij: Annotated[Annotated[Count, Tag("aantal")] | Annotated[All, Tag("alle")], Discriminator(form_of)] | None = None
    geeft: Annotated[Choice | Total, Field(discriminator="soort")] | None = None
    jaren: dict[Whole, Whole] = {}
    kracht: list[Literal["eis", "inspanning"]] = []
    paar: tuple[Whole, Whole] | None = None

    @model_validator(mode="after")
    def _name_is_free(self) -> Policy:
        if self.naam == "bezet":
            message = "de naam 'bezet' is al vergeven."
            raise ValueError(message)
        if self.naam == "eigen":
            kind = "eigen_fout"
            message = "een eigen zin."
            raise PydanticCustomError(kind, message)
        return self


All.model_rebuild()
Count.model_rebuild()
Policy.model_rebuild()


def problems(text: str, model: type[BaseModel] = Policy, *, known: bool = True) -> list[str]:
    """Say what is refused, each as 'line:column: what remedy'."""
    document = read_yaml(text, "beleid.yaml")
    with pytest.raises(ValidationError) as caught:
        model.model_validate(document.plain)
    found = problems_from_validation(document, caught.value, model if known else None)
    assert all(problem.where.file == "beleid.yaml" for problem in found)
    return [f"{p.where.line}:{p.where.column}: {p.what} {p.remedy}".strip() for p in found]


def test_an_unknown_key_points_at_the_key_and_suggests_what_was_meant() -> None:
    assert problems("naam: x\nals: {feit: a, ten_minst: 3}") == [
        "2:16: onbekende sleutel 'ten_minst'; bedoelt u 'ten_minste'?"
    ]


def test_without_the_model_a_missing_key_is_the_suggestion() -> None:
    assert problems("nam: x", known=False) == ["1:1: onbekende sleutel 'nam'; bedoelt u 'naam'?"]


def test_an_unknown_key_like_no_other_lists_what_may_stand_there() -> None:
    assert problems("naam: x\ngeeft: {soort: telling, hoeveel: 1, zzz: 3}") == ["2:37: onbekende sleutel 'zzz'."]
    assert problems("feit: a\nqqq: b", AtLeast) == [
        "1:1: de sleutel 'ten_minste' ontbreekt.",
        "2:1: onbekende sleutel 'qqq'. Hier mag nog staan: 'ten_minste'.",
    ]


def test_a_key_that_stands_there_already_is_never_suggested() -> None:
    (problem,) = problems("naam: x\nnaan: y")

    assert problem.startswith("2:1: onbekende sleutel 'naan'. Hier mag nog staan: 'vanaf', 'als', ")


def test_a_comma_in_a_number_between_braces_is_recognised() -> None:
    (problem,) = problems("naam: x\nals: {feit: a, ten_minste: 3,5}")

    assert problem.startswith("2:30: onbekende sleutel '5'. Tussen accolades scheidt een komma twee sleutels")


def test_a_missing_key_points_at_the_mapping_that_lacks_it() -> None:
    assert problems("vanaf: 2026-01-01\ngeeft:\n  soort: telling") == [
        "1:1: de sleutel 'naam' ontbreekt.",
        "3:3: de sleutel 'hoeveel' ontbreekt.",
    ]
    assert problems("naam: x\ngeeft: {uit: [a]}") == ["2:8: de sleutel 'soort' ontbreekt."]


def test_missing_keys_of_one_mapping_are_one_problem() -> None:
    assert problems("{}", AtLeast) == ["1:1: de sleutels 'feit' en 'ten_minste' ontbreken."]


def test_a_sentence_of_our_own_passes_through_as_it_is() -> None:
    assert problems("naam: x\nvanaf: 1-1-2026") == [
        "2:8: '1-1-2026' is geen datum; schrijf jaar-maand-dag, bijvoorbeeld 2026-01-31."
    ]
    assert problems("naam: bezet") == ["1:1: de naam 'bezet' is al vergeven."]
    assert problems("naam: eigen") == ["1:1: een eigen zin."]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x", "1:1: hier hoort een blok met sleutels en waarden, maar er staat de tekst 'x'."),
        ("- x", "1:1: hier hoort een blok met sleutels en waarden, maar er staat een lijst."),
        ("naam:", "1:6: hier hoort een tekst, maar er staat niets."),
        ("naam: [x]", "1:7: hier hoort een tekst, maar er staat een lijst."),
        ("naam: x\nkracht: eis", "2:9: hier hoort een lijst, maar er staat de tekst 'eis'."),
        ("naam: x\nkracht: {a: b}", "2:9: hier hoort een lijst, maar er staat een blok met sleutels."),
        ("naam: x\njaren: [1]", "2:8: hier hoort een blok met sleutels en waarden, maar er staat een lijst."),
        ("naam: x\njaren: {vorig: 1}", "2:9: 'vorig' is geen heel getal."),
        ("naam: x\njaren: {2026: vorig}", "2:15: 'vorig' is geen heel getal."),
        ("naam: x\njaren: {2026: {a: b}}", "2:15: een blok met sleutels is geen heel getal."),
        ("naam: x\njaren: {2026: [1]}", "2:15: een lijst is geen heel getal."),
        ("naam: x\njaren: {2026: }", "2:15: niets is geen heel getal."),
        ("naam: x\npaar: [1, b]", "2:11: 'b' is geen heel getal."),
        ("naam: x\nrij: {q: x}", "2:6: hier is geen bekende vorm te herkennen."),
        ("naam: x\nrij: {alle: x}", "2:13: hier hoort een lijst, maar er staat de tekst 'x'."),
        (
            "naam: x\nkracht: [eis, inspaning]",
            "2:15: 'inspaning' is hier niet bekend; bedoelt u 'inspanning'? Kies uit 'eis' of 'inspanning'.",
        ),
        ("naam: x\nkracht: [q]", "2:10: 'q' is hier niet bekend. Kies uit 'eis' of 'inspanning'."),
        (
            "naam: x\ngeeft: {soort: keus}",
            "2:16: 'keus' is hier niet bekend; bedoelt u 'keuze'? Kies uit 'keuze' of 'telling'.",
        ),
    ],
)
def test_a_value_that_does_not_fit_is_said_in_dutch_at_its_place(text: str, expected: str) -> None:
    assert problems(text) == [expected]


def test_labels_of_a_union_are_walked_past() -> None:
    assert problems("naam: x\nrij:\n  aantal: a\n  waar: {aantal: b, waar: {feit: c, ten_minste: d}}") == [
        "4:49: 'd' is geen getal; schrijf bijvoorbeeld 150 of 150.1 (met een punt)."
    ]


def test_a_label_that_is_also_a_key_does_not_mislead() -> None:
    assert problems("naam: x\nrij:\n  aantal: {q: 1}") == [
        "3:3: de sleutel 'waar' ontbreekt.",
        "3:11: hier hoort een tekst, maar er staat een blok met sleutels.",
    ]


def test_of_a_union_only_the_nearest_alternative_is_reported() -> None:
    assert problems("naam: x\nals: {alle: [{feit: b, ten_minste: x}, {alle: y}, q]}") == [
        "2:36: 'x' is geen getal; schrijf bijvoorbeeld 150 of 150.1 (met een punt).",
        "2:47: hier hoort een lijst, maar er staat de tekst 'y'.",
    ]


def test_equally_near_alternatives_are_reported_as_one() -> None:
    assert problems("naam: x\nals: {feit: a}") == ["2:6: hier ontbreekt een van de sleutels 'ten_minste' of 'is'."]
    assert problems("naam: x\nals: {feit: a, zzz: 3}") == [
        "2:16: onbekende sleutel 'zzz'. Hier mag nog staan: 'ten_minste' of 'is'."
    ]


class Limited(Strict):
    tekst: Annotated[str, Field(min_length=2, max_length=3, pattern="^[a-z]*$")] = "aa"
    rij: Annotated[list[str], Field(min_length=1, max_length=2)] = ["a"]
    getal: Annotated[int, Field(ge=1, lt=5)] = 1
    ja: bool = True
    niets: None = None
    uur: Annotated[float, Field(gt=0, le=24)] = 1
    deel: Annotated[float, Field(multiple_of=0.5)] = 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("tekst: a", "1:8: deze tekst moet ten minste 2 tekens hebben."),
        ("tekst: aaaa", "1:8: deze tekst mag ten hoogste 3 tekens hebben."),
        ("tekst: A1", "1:8: 'A1' heeft niet de vorm die hier hoort (^[a-z]*$)."),
        ("rij: []", "1:6: hier moeten er ten minste 1 staan; het zijn er 0."),
        ("rij: [a, b, c]", "1:6: hier mogen er ten hoogste 2 staan; het zijn er 3."),
        ("getal: 0", "1:8: '0' moet ten minste 1 zijn."),
        ("getal: 5", "1:8: '5' moet minder zijn dan 5."),
        ("getal: x", "1:8: 'x' is geen heel getal."),
        ("getal: [x]", "1:8: een lijst is geen heel getal."),
        ("uur: 0", "1:6: '0' moet meer zijn dan 0.0."),
        ("uur: 25", "1:6: '25' mag ten hoogste 24.0 zijn."),
        ("ja: misschien", "1:5: 'misschien' is geen ja of nee."),
        ("niets: iets", "1:8: hier hoort niets, maar er staat de tekst 'iets'."),
        ("deel: 0.3", "1:7: '0.3' past hier niet (multiple_of)."),
        (f"getal: {'x' * 100}", f"1:8: '{'x' * 60}…' is geen heel getal."),
    ],
)
def test_limits_are_said_in_dutch(text: str, expected: str) -> None:
    assert problems(text, Limited) == [expected]


class Nested(Strict):
    vrij: dict[str, AtLeast] = {}
    namen: dict[Annotated[str, Field(pattern="^[a-z]+$")], AtLeast] = {}
    paar: tuple[AtLeast, AtLeast] | None = None
    lijst: list[AtLeast] = []


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ("{vrij: {q: {feit: a, ten_minst: 1}}}", 22),
        ("{namen: {q: {feit: a, ten_minst: 1}}}", 23),
        ("{paar: [{feit: a, ten_minste: 1}, {feit: a, ten_minst: 1}]}", 45),
        ("{lijst: [{feit: a, ten_minst: 1}]}", 20),
    ],
)
def test_suggestions_are_found_under_names_and_in_lists(text: str, column: int) -> None:
    assert problems(text, Nested) == [f"1:{column}: onbekende sleutel 'ten_minst'; bedoelt u 'ten_minste'?"]


class Custom:
    """A type without a JSON Schema."""


class WithoutSchema(Strict):
    model_config = ConfigDict(arbitrary_types_allowed=True)
    naam: str
    iets: Custom | None = None


def test_a_model_without_a_schema_still_gets_its_problems() -> None:
    assert problems("nam: x", WithoutSchema) == ["1:1: onbekende sleutel 'nam'; bedoelt u 'naam'?"]


def test_a_document_without_marks_names_the_path() -> None:
    document = Document("", {"naam": "x", "jaren": {"2026": "vorig"}})
    with pytest.raises(ValidationError) as caught:
        Policy.model_validate(document.plain)

    (problem,) = problems_from_validation(document, caught.value)

    assert problem.where == Place(field="jaren.2026")
    assert str(problem) == "jaren.2026: 'vorig' is geen heel getal."


def test_a_place_climbs_to_the_nearest_value_with_a_mark() -> None:
    document = Document("f", {}, {(): Mark(1, 1), ("a",): Mark(2, 4)}, {("a",): Mark(2, 1)})

    assert document.place(("a", "b", 0)) == Place("f", 2, 4)
    assert document.place(("q",)) == Place("f", 1, 1)
    assert document.key_place(("a",)) == Place("f", 2, 1)
    assert document.key_place(("a", 3)) == Place("f", 2, 4)


def test_what_a_validator_made_up_points_as_deep_as_the_document_goes() -> None:
    class Rewritten(Strict):
        binnen: AtLeast

        @model_validator(mode="before")
        @classmethod
        def _wrap(cls, value: object) -> object:
            assert isinstance(value, dict)
            return {"binnen": {"feit": value["feit"]}}

    assert problems("feit: x", Rewritten) == ["1:1: de sleutel 'ten_minste' ontbreekt."]
