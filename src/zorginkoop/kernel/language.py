"""What a policy officer can write: the source form of conditions, routes and agreements, with Dutch keys.

These models check shape only. `compile` turns them into the typed tree and checks meaning: names, types, units.
The forms are those of the policy language; docs/language.md shows each with an example.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator

from zorginkoop.kernel.calendar import WorkCalendar
from zorginkoop.kernel.date_rule import DateRule
from zorginkoop.kernel.layer_words import LayerKind, LayerStatus, ReferenceDateRule
from zorginkoop.kernel.scalars import IsoDate, Whole, YesNo
from zorginkoop.kernel.states import UnknownReads

Identifier = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_]*$")]
Place = Annotated[str, StringConstraints(min_length=1)]
CatalogueItem = Annotated[str, StringConstraints(pattern=r"^(ZV|CI|GZ|PM|FA)-\d{2,3}$")]


class Source(BaseModel):
    """A mapping in a policy file: frozen, and extra keys are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Wording(Source):
    """One sentence in our own words, in both languages."""

    nl: str
    en: str


def _wording(value: object) -> object:
    return {"nl": value, "en": value} if isinstance(value, str) else value


Words = Annotated[Wording, BeforeValidator(_wording)]


class Force(StrEnum):
    """What a rule may do: a requirement may block, an effort is recorded, a discretion makes a task for a person."""

    REQUIREMENT = "eis"
    EFFORT = "inspanning"
    DISCRETION = "bevoegdheid"


class Node(Source):
    """Anything that rests on a place in the source."""

    id: Identifier | None = None
    bij: tuple[Place, ...] = ()
    posten: tuple[CatalogueItem, ...] = ()
    tekst: Words | None = None


class LookBack(Source):
    """A period that ends on the reference date and starts some years before it."""

    jaren: Whole


class Operand(Source):
    """What a fact is compared with: a literal, a list, a named value, another fact, or a period."""

    tekst: str | None = None
    codes: tuple[str, ...] | None = None
    waarde: Identifier | None = None
    lijst: Identifier | None = None
    feit: Identifier | None = None
    vertaald_met: Identifier | None = None
    terug: LookBack | None = None
    van: IsoDate | None = None
    tot_en_met: IsoDate | None = None


def _operand(value: object) -> object:
    if isinstance(value, str):
        return {"tekst": value}
    if isinstance(value, list):
        return {"codes": value}
    return value


Compared = Annotated[Operand, BeforeValidator(_operand)]


class Ratio(Source):
    """A ratio of two facts, or of two sums over the rows of a relation."""

    teller: Identifier
    noemer: Identifier
    rijen: Identifier | None = None


COMPARISONS = (
    "is", "een_van", "ten_minste", "ten_hoogste", "meer_dan", "minder_dan", "overlapt", "omvat",
    "bekend", "uiterlijk", "voor", "vanaf",
)  # fmt: skip
HEADS = (
    "feit", "gebeurtenis", "alle", "minstens_een", "geen", "niet", "elke_rij", "een_rij", "geen_rij",
    "aantal", "aandeel", "verhouding", "voorwaarde",
)  # fmt: skip
_COUNTED = {"aantal", "aandeel", "verhouding"}
_ROWS = {"elke_rij", "een_rij", "geen_rij", "aantal", "aandeel"}


def _condition(value: object) -> object:
    return {"voorwaarde": value} if isinstance(value, str) else value


class ConditionSource(Node):
    """One condition, in exactly one of the forms of the language."""

    kracht: Force = Force.REQUIREMENT
    onbekend: UnknownReads | None = None

    feit: Identifier | None = None
    gebeurtenis: Identifier | None = None
    peiljaar: dict[Whole, Whole] | None = None
    is_: Compared | None = Field(default=None, alias="is")
    een_van: Compared | None = None
    ten_minste: Compared | None = None
    ten_hoogste: Compared | None = None
    meer_dan: Compared | None = None
    minder_dan: Compared | None = None
    overlapt: Compared | None = None
    omvat: Compared | None = None
    bekend: YesNo | None = None
    uiterlijk: Compared | None = None
    voor: Compared | None = None
    vanaf: Compared | None = None

    alle: tuple[Condition, ...] | None = None
    minstens_een: tuple[Condition, ...] | None = None
    geen: tuple[Condition, ...] | None = None
    niet: Condition | None = None

    elke_rij: Identifier | None = None
    een_rij: Identifier | None = None
    geen_rij: Identifier | None = None
    aantal: Identifier | None = None
    aandeel: Identifier | None = None
    van: Condition | None = None
    waar: Condition | None = None
    verhouding: Ratio | None = None

    alleen_als: Condition | None = None
    behalve: Condition | None = None
    voorwaarde: Identifier | None = None

    @property
    def head(self) -> str:
        """The one form this condition has."""
        return next(name for name in HEADS if getattr(self, name) is not None)

    @property
    def comparison(self) -> str | None:
        """The one comparison this condition makes, if any."""
        return next((name for name in COMPARISONS if self._given(name)), None)

    def _given(self, name: str) -> bool:
        return getattr(self, "is_" if name == "is" else name) is not None

    @model_validator(mode="after")
    def _has_one_form(self) -> Self:
        heads = [name for name in HEADS if getattr(self, name) is not None]
        if len(heads) != 1:
            found = " en ".join(heads) if heads else "geen enkele"
            message = f"een voorwaarde heeft precies een vorm ({', '.join(HEADS)}); hier staat {found}."
            raise ValueError(message)
        if heads[0] == "voorwaarde" and (beside := self.model_fields_set - {"voorwaarde"}):
            lost = ", ".join(sorted(beside))
            message = f"naast 'voorwaarde' gaat {lost} verloren; schrijf alle: [{self.voorwaarde}]."
            raise ValueError(message)
        self._check_comparison(heads[0])
        self._check_rows(heads[0])
        return self

    def _check_comparison(self, head: str) -> None:
        given = [name for name in COMPARISONS if self._given(name)]
        if head in {"feit", "gebeurtenis"}:
            if len(given) > 1:
                message = f"een feit wordt met een ding vergeleken; hier staan {' en '.join(given)}."
                raise ValueError(message)
        elif head in _COUNTED:
            if len(given) != 1 or given[0] not in {"ten_minste", "ten_hoogste", "meer_dan", "minder_dan", "is"}:
                message = f"'{head}' vraagt precies een grens: ten_minste, ten_hoogste, meer_dan, minder_dan of is."
                raise ValueError(message)
        elif given:
            message = f"'{given[0]}' past niet bij '{head}'; vergelijken kan alleen bij een feit, aantal of aandeel."
            raise ValueError(message)
        if self.peiljaar is not None and head != "feit":
            message = "'peiljaar' past alleen bij een feit dat per jaar is vastgelegd."
            raise ValueError(message)

    def _check_rows(self, head: str) -> None:
        if head in _ROWS:
            if self.waar is None:
                message = f"'{head}' vraagt 'waar': de voorwaarde waaraan een rij voldoet."
                raise ValueError(message)
        elif self.waar is not None or self.van is not None:
            message = (
                f"'waar' en 'van' horen bij rijen (elke_rij, een_rij, geen_rij, aantal, aandeel), niet bij '{head}'."
            )
            raise ValueError(message)


Condition = Annotated[ConditionSource, BeforeValidator(_condition)]


class FactKind(StrEnum):
    """What a value of a fact is."""

    YES_NO = "ja_nee"
    NUMBER = "getal"
    MONEY = "geld"
    SHARE = "percentage"
    DATE = "datum"
    MOMENT = "moment"
    PERIOD = "periode"
    CODE = "code"
    CODES = "codes"


class Origin(StrEnum):
    """Where a fact comes from."""

    VEKTIS = "vektis"
    VECOZO = "vecozo"
    REGISTER = "register"
    QUESTIONNAIRE = "vragenlijst"
    SIGNING = "verklaring_bij_ondertekening"
    DECISION = "inkoper_beslist"
    OWN_RECORDS = "eigen_administratie"


class FactSource(Node):
    """One fact that the policy uses about a subject."""

    type: FactKind
    stap: str | None = None
    eenheid: str | None = None
    per: Annotated[str, StringConstraints(pattern="^jaar$")] | None = None
    herkomst: Origin
    bewijs: Annotated[str, StringConstraints(pattern="^verplicht$")] | None = None
    kenmerken: dict[Identifier, str] = {}
    afwezig: str | None = None
    codes: tuple[str, ...] | None = None
    vorm: str | None = None


class RelationSource(Node):
    """Rows of another subject that belong to a subject; without history only rows valid on the reference date count."""

    soort: Identifier
    historie: YesNo = False


class ValueSource(Node):
    """A value that the policy needs but its text does not give; an installation supplies it."""

    type: FactKind | Annotated[str, StringConstraints(pattern="^(kaart)$")]
    eenheid: str | None = None
    stap: str | None = None
    zetter: str


class ReadingSource(Node):
    """A choice between ways to read the text, decided here, changeable by an installation."""

    vraag: Words
    kies: str
    opties: dict[str, Words]


class LeadsTo(StrEnum):
    """What a route ends in; the last four are about a claim line, the others about an agreement."""

    OFFER = "aanbod"
    PRICE_LIST = "prijslijst"
    ASSESSMENT = "beoordeling"
    TALKS = "inkoopgesprek"
    NO_OFFER = "geen_aanbod"
    OTHER_POLICY = "ander_beleid"
    NOTHING = "niets"
    REIMBURSEMENT = "vergoeding"
    REJECTION = "afwijzing"
    POLICY_TERMS = "polisvoorwaarden"
    CHECK = "controle"


class RouteSource(Node):
    """One way to an agreement, or to none; the first that fits is taken."""

    id: Identifier
    als: Condition | None = None
    onbekend: UnknownReads = UnknownReads.UNDECIDED
    leidt_tot: LeadsTo
    kanaal: str | None = None
    dan: tuple[RouteSource, ...] = ()


class PartSource(Node):
    """A part of an agreement that is judged apart: its failure leaves the rest alone."""

    id: Identifier
    onbekend: UnknownReads = UnknownReads.UNDECIDED
    voorwaarden: tuple[Condition, ...]


class LadderSource(Source):
    """The variant by the number of differentiation factors that are met."""

    bij: tuple[Place, ...] = ()
    posten: tuple[CatalogueItem, ...] = ()
    tabel: dict[Whole, str]


class DeadlineSource(Node):
    """One date of the planning: whom it binds, on which routes, and what follows when it passes."""

    id: Identifier
    bindt: str
    routes: tuple[Identifier, ...] = ()
    gebeurtenis: Identifier | None = None
    wanneer: DateRule
    en_na: tuple[Identifier, ...] = ()
    als: Condition | None = None
    daarna: Words | None = None


class StartSource(Node):
    """When an agreement, or a change of it, starts: the first rule that fits."""

    id: Identifier
    als: Condition | None = None
    wanneer: DateRule
    niet_voor: tuple[Identifier, ...] = ()
    anders: Words | None = None


class TermSource(Source):
    """The days an agreement covers, both included."""

    van: IsoDate
    tot_en_met: IsoDate | None = None


class TaskSource(Node):
    """A discretion: where its condition holds, a person is asked to decide; nothing follows by itself."""

    id: Identifier
    als: Condition


class LayerSource(Node):
    """A layer of contract status: what must hold, from day to day, for some care to be contracted.

    The base layer rests on the recorded agreements; every other layer rests on the base, and on the layers of `op`.
    """

    id: Identifier
    soort: LayerKind
    overeenkomst: Condition | None = None
    zorg: tuple[Identifier, ...] = ()
    rijen: Identifier | None = None
    van: Condition | None = None
    als: Condition | None = None
    op: tuple[Identifier, ...] = ()
    anders: LayerStatus = LayerStatus.NOT_CONTRACTED
    vanaf: IsoDate | None = None
    tot_en_met: IsoDate | None = None
    peildatumregel: ReferenceDateRule = ReferenceDateRule.CARE
    getekend: Identifier | None = None
    publicatie: tuple[Identifier, ...] = ()


class AgreementSource(Node):
    """One agreement of an edition."""

    naam: Words
    onderwerp: Identifier
    zorgsoort: Identifier
    looptijd: TermSource | None = None
    doelgroep: Condition | None = None
    voorwaarden: tuple[Condition, ...] = ()
    routes: tuple[RouteSource, ...]
    randvoorwaarden: tuple[Condition, ...] = ()
    onbekend: UnknownReads = UnknownReads.UNDECIDED
    onderdelen: tuple[PartSource, ...] = ()
    differentiatiefactoren: tuple[Condition, ...] = ()
    variant: LadderSource | None = None
    planning: tuple[DeadlineSource, ...] = ()
    ingang: tuple[StartSource, ...] = ()
    wijziging: tuple[StartSource, ...] = ()
    taken: tuple[TaskSource, ...] = ()
    lagen: tuple[LayerSource, ...] = ()


class EventSource(Node):
    """Something that happens on a moment; absent means it has not happened."""


class TextKind(StrEnum):
    """What a text block is; none of these can be judged, dated or computed."""

    DEFINITION = "begrip"
    ROLE = "rol"
    RIGHT = "recht"
    PROCEDURE = "werkwijze"
    EXPECTATION = "verwachting"
    DATA_FLOW = "gegevensstroom"
    REFERENCE = "verwijzing"
    EXPLANATION = "uitleg"


class Reader(StrEnum):
    """For whom a text block is meant."""

    PROVIDER = "aanbieder"
    INSURED = "verzekerde"
    PURCHASER = "inkoper"
    INSURER = "verzekeraar"
    DIRECTOR = "regisseur"


class TextSource(Node):
    """What the policy says and nothing can judge, date or compute: in our own words, for who should read it."""

    soort: TextKind
    voor: Annotated[tuple[Reader, ...], Field(min_length=1)]
    tekst: Words


class ContactSource(Node):
    """Where a subject is asked or sent."""

    onderwerp: Words
    kanaal: str


class ChangeSource(Node):
    """One line of the change log, against one baseline."""

    ten_opzichte_van: str
    grond: str | None = None
    aanscherping: YesNo = False


class ScopeSource(Source):
    """For whom the purchaser contracts."""

    uzovi: Annotated[str, StringConstraints(pattern=r"^\d{4}$")]
    verzekeraar: str
    labels: tuple[Identifier, ...]
    polisvormen: tuple[Identifier, ...] = ()


class EditionHead(Node):
    """Which policy this is: care group, contract year, the publisher's revision and our coding."""

    naam: Words
    zorggroep: Identifier
    contractjaar: Whole
    herziening: Whole
    codering: Whole
    gepubliceerd: IsoDate | None = None
    bekend_vanaf: IsoDate | Annotated[str, StringConstraints(pattern="^onbekend$")] = "onbekend"
    bron: str
    gedeeltelijk: Words | None = None
    geldt_voor: ScopeSource


class Vocabulary(Source):
    """Facts, relations and lists: what both an edition and a shared module can hold."""

    relaties: dict[Identifier, dict[Identifier, RelationSource]] = {}
    feiten: dict[Identifier, dict[Identifier, FactSource]] = {}
    gebeurtenissen: dict[Identifier, EventSource] = {}
    lijsten: dict[Identifier, tuple[str, ...]] = {}
    waarden: dict[Identifier, ValueSource] = {}
    lezingen: dict[str, ReadingSource] = {}
    impliceert: dict[Identifier, tuple[Identifier, ...]] = {}
    voorwaarden: tuple[Condition, ...] = ()
    contactpunten: dict[Identifier, ContactSource] = {}
    teksten: dict[Identifier, TextSource] = {}


class SharedSource(Vocabulary):
    """A module under policies/gedeeld/, used by reference."""


class EditionSource(Vocabulary):
    """One edition: everything in its beleid.yaml and its parts.

    An edition known only in part (from the change log of a later one) may hold no agreement at all.
    """

    uitgave: EditionHead
    gebruik: tuple[Identifier, ...] = ()
    overeenkomsten: dict[Identifier, AgreementSource] = {}
    wijzigingen: tuple[ChangeSource, ...] = ()

    @model_validator(mode="after")
    def _has_agreements_or_says_why_not(self) -> Self:
        if not self.overeenkomsten and self.uitgave.gedeeltelijk is None:
            message = "er staan geen overeenkomsten; is maar een deel bekend, zeg dat dan bij uitgave: gedeeltelijk."
            raise ValueError(message)
        return self


class SuppliedValue(Source):
    """One value in an installation's values file."""

    waarde: Any
    eenheid: str | None = None
    geldig_van: IsoDate | None = None
    geldig_tot: IsoDate | None = None
    bron: str
    door: str
    verzonnen: YesNo = False


class ValuesSource(Source):
    """An installation's values file: waarden/<installation>.yaml."""

    installatie: str
    waarden: dict[Identifier, SuppliedValue] = {}
    lezingen: dict[str, str] = {}
    kalender: WorkCalendar = WorkCalendar()
