"""The form of a stored outcome, with Dutch keys: what `--json` prints, what a decision rests on, what is replayed.

Optional keys are left out when they are empty, because the canonical form knows no null. docs/schema/uitkomst.json is
drawn from these models.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, WithJsonSchema

from zorginkoop.kernel.scalars import AMSTERDAM, IsoDate

FORMAT: Literal["zorginkoop-uitkomst/1"] = "zorginkoop-uitkomst/1"

Standing: TypeAlias = Literal["voldaan", "niet_voldaan", "onbekend", "niet_van_toepassing"]
Force: TypeAlias = Literal["eis", "inspanning", "bevoegdheid"]
Role: TypeAlias = Literal[
    "route", "randvoorwaarde", "differentiatiefactor", "onderdeel", "inspanning", "taak", "voorwaarde"
]
Reading: TypeAlias = Literal["geen_bezwaar", "niet_beslist", "telt_niet", "verklaring_bij_ondertekening"]


def _read_moment(text: object) -> datetime:
    """Read a moment to the microsecond, with its offset: '2025-10-20T23:59:59.999999+02:00'."""
    try:
        moment = text if isinstance(text, datetime) else datetime.fromisoformat(str(text))
    except ValueError:
        message = f"'{text}' is geen moment."
        raise ValueError(message) from None
    if moment.tzinfo is None:
        message = f"'{text}' heeft geen tijdzone; schrijf bijvoorbeeld 2025-10-15T23:30:00+02:00."
        raise ValueError(message)
    return moment.astimezone(AMSTERDAM)


def _tree(value: object) -> object:
    if not isinstance(value, dict) or value.get("vorm") != "Agreement":
        message = "hier hoort de boom van een overeenkomst te staan (vorm: Agreement)."
        raise ValueError(message)
    return value


ExactMoment = Annotated[
    datetime,
    BeforeValidator(_read_moment),
    PlainSerializer(datetime.isoformat, return_type=str),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]
Hash = Annotated[str, Field(pattern=r"^(sha256:[0-9a-f]{64})?$")]
Tree = Annotated[
    dict[str, Any],
    AfterValidator(_tree),
    WithJsonSchema({"type": "object", "required": ["vorm"], "properties": {"vorm": {"const": "Agreement"}}}),
]


class Form(BaseModel):
    """A mapping in a stored outcome: frozen, and extra keys are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Words(Form):
    """One sentence in our own words, in both languages."""

    nl: str = ""
    en: str = ""


class Cited(Form):
    """Anything that rests on a place in the source."""

    tekst: Words = Words()
    plaatsen: tuple[str, ...] = Field(default=(), description="plaatsen in de brontekst: hoofdstuk/kop/alinea")
    posten: tuple[str, ...] = Field(default=(), description="posten van de eisenlijst")


class Key(Form):
    """For whom the outcome counts: insurer (UZOVI code), label, product type and contract year."""

    verzekeraar: str
    label: str
    polisvorm: str = ""
    jaar: int


class Who(Form):
    """The subject that was judged."""

    soort: str
    id: str = ""
    naam: str = ""


class UsedFact(Form):
    """One fact as it counted on the reference date; without `waarde` it was unknown, and `reden` says why."""

    feit: str = Field(description="naam van het feit; bij een feit per jaar naam@jaar")
    waarde: str | None = Field(
        default=None, description="als tekst; leeg is: geen codes, of niet gebeurd; afwezig is: onbekend"
    )
    bron: str = ""
    bekend_sinds: ExactMoment | None = None
    geldig_van: IsoDate | None = None
    geldig_tot: IsoDate | None = None
    grond: str = ""
    besloten_door: str = ""
    reden: str = ""


class JudgedCondition(Cited):
    """One condition: its state, where it counts, and the facts of the subject that were used."""

    id: str
    stand: Standing
    rol: Role
    kracht: Force
    onbekend: Reading = Field(description="hoe het beleid deze voorwaarde leest zolang zij onbekend is")
    feiten: tuple[UsedFact, ...] = ()
    rijen: tuple[str, ...] = Field(default=(), description="lijsten van het onderwerp waarvan de rijen zijn beoordeeld")
    verwijst_naar: tuple[str, ...] = ()
    ontbreekt: tuple[str, ...] = Field(default=(), description="wat deze voorwaarde zou beslissen; op een rij: id/feit")


class JudgedRoute(Cited):
    """One route in the order of the policy, with the state of its test."""

    id: str
    stand: Standing
    leidt_tot: str
    kanaal: str = ""


class JudgedPart(Cited):
    """One part of the agreement that is judged apart."""

    id: str
    stand: Standing
    voorwaarden: tuple[str, ...]


class OpenTask(Cited):
    """Something that a person is asked to decide."""

    id: str
    voorwaarde: str


class MissingFact(Form):
    """An unknown fact, or list of rows, that could still change the outcome; `id` and `naam` are those of its row."""

    onderwerp: str
    id: str = ""
    naam: str = ""
    feit: str
    herkomst: str = ""
    reden: str = ""


class Factors(Form):
    """How many differentiation factors are met, and how many there are."""

    gehaald: int
    van: int


class RecordedRow(Form):
    """A subject as on the reference date: its facts and its rows as text; a list that is left out was unknown."""

    soort: str
    id: str = ""
    naam: str = ""
    feiten: tuple[UsedFact, ...] = ()
    rijen: dict[str, tuple[RecordedRow, ...]] = {}


class Recorded(Form):
    """All that is needed to judge again: the compiled tree and the subject."""

    boom: Tree
    onderwerp: RecordedRow


class Snapshot(Form):
    """One outcome as it is stored."""

    vorm: Literal["zorginkoop-uitkomst/1"]
    programmaversie: str
    uitgave: str
    codering: int
    uitgave_hash: Hash
    waarden_hash: Hash = ""
    lezingen: tuple[str, ...] = Field(default=(), description="gekozen lezing per dubbelzinnigheid: AMB-01=R1")
    overeenkomst: str
    sleutel: Key
    onderwerp: Who
    op: IsoDate = Field(description="peildatum")
    bekend_op: ExactMoment = Field(description="wat later bekend werd, telt niet mee")
    uitkomst: str
    route: str = Field(default="", description="de gekozen route; leeg als geen route vaststaat")
    open_route: str = Field(default="", description="de route waarvan eerst moet blijken of zij past")
    variant: str = ""
    factoren: Factors
    randvoorwaarden: Standing = Field(description="alle randvoorwaarden samen, onbekend gelezen zoals het beleid zegt")
    voorwaarden: tuple[JudgedCondition, ...]
    routes: tuple[JudgedRoute, ...]
    onderdelen: tuple[JudgedPart, ...] = ()
    taken: tuple[OpenTask, ...] = ()
    ontbreekt: tuple[MissingFact, ...] = ()
    bij_ondertekening: tuple[str, ...] = Field(
        default=(), description="voorwaarden die bij ondertekening worden verklaard"
    )
    vastlegging: Recorded


def json_schema() -> dict[str, Any]:
    """Draw the JSON Schema of a stored outcome."""
    schema = Snapshot.model_json_schema()
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Uitkomst van zorginkoop",
        **{key: value for key, value in schema.items() if key != "title"},
    }
