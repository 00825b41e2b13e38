"""What a policy officer can write: the source form of conditions, routes and agreements, with Dutch keys.

These models check shape only. `compile` turns them into the typed tree and checks meaning: names, types, units.
The forms are those of the policy language; docs/language.md shows each with an example.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any, Self

from pydantic import Field, StringConstraints, model_validator

from zorginkoop.kernel.calendar import WorkCalendar
from zorginkoop.kernel.condition_source import (
    COMPARISONS,
    HEADS,
    Compared,
    Condition,
    ConditionSource,
    LookBack,
    Operand,
    Ratio,
)
from zorginkoop.kernel.confirmed_source import ConfirmedSource
from zorginkoop.kernel.formula_source import FormulaSource
from zorginkoop.kernel.layer_words import LayerKind, LayerStatus, ReferenceDateRule
from zorginkoop.kernel.planning_source import (
    BridgeSource,
    DeadlineSource,
    ExtensionSource,
    NoticeSource,
    StartSource,
    TacitSource,
    TermSource,
)
from zorginkoop.kernel.repeats import Per
from zorginkoop.kernel.scalars import IsoDate, Whole, YesNo
from zorginkoop.kernel.source_form import CatalogueItem, Force, Identifier, Node, Place, Source, Wording, Words
from zorginkoop.kernel.states import UnknownReads

# What stands in modules of its own is still found here: this module is the whole language.
__all__ = [
    "COMPARISONS", "HEADS", "BridgeSource", "CatalogueItem", "Compared", "Condition", "ConditionSource",
    "DeadlineSource", "ExtensionSource", "Force", "Identifier", "LookBack", "Node", "NoticeSource", "Operand", "Place",
    "Ratio", "Source", "StartSource", "TacitSource", "TermSource", "Wording", "Words",
]  # fmt: skip


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


class ChangedBy(StrEnum):
    """Who can change a fact; what nobody says follows from where the fact comes from."""

    PROVIDER = "aanbieder"
    OTHER = "ander"
    NOBODY = "niemand"


class FactSource(Node):
    """One fact that the policy uses about a subject."""

    type: FactKind
    stap: str | None = None
    eenheid: str | None = None
    per: Annotated[str, StringConstraints(pattern="^jaar$")] | None = None
    herkomst: Origin
    bewijs: Annotated[str, StringConstraints(pattern="^verplicht$")] | None = None
    kenmerken: dict[Identifier, str] = Field(default_factory=dict)
    afwezig: str | None = None
    codes: tuple[str, ...] | None = None
    vorm: str | None = None
    te_wijzigen_door: ChangedBy | None = None


class RelationSource(Node):
    """Rows of another subject that belong to a subject; without history only rows valid on the reference date count.

    Who can add a row is said with `te_wijzigen_door`; without it nobody can.
    """

    soort: Identifier
    historie: YesNo = False
    te_wijzigen_door: ChangedBy | None = None


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
    overbrugging: BridgeSource | None = None
    taken: tuple[TaskSource, ...] = ()
    lagen: tuple[LayerSource, ...] = ()


class EventSource(Node):
    """Something that happens on a moment; absent means it has not happened.

    With `per` it happens anew for each month, quarter or year, and is recorded with the period that it is about.
    Who can make it happen is said with `te_wijzigen_door`; without it that is somebody else than the provider.
    """

    per: Per | None = None
    te_wijzigen_door: ChangedBy | None = None


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


class ChangeKind(StrEnum):
    """What a change does: only an amendment needs a ground."""

    AMENDMENT = "wijziging"
    SUPPLEMENT = "aanvulling"
    CLARIFICATION = "verduidelijking"


class Ground(StrEnum):
    """The grounds on which a purchaser reserves to amend a published policy."""

    LAW = "wet_of_regelgeving"
    POLICY_RULE = "beleidsregel"
    FINANCES = "financieel_kader"


class ChangeSource(Node):
    """One line of the change log, against one baseline; `aanscherping` marks what asks more than before."""

    ten_opzichte_van: str
    soort: ChangeKind = ChangeKind.AMENDMENT
    grond: Ground | None = None
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

    relaties: dict[Identifier, dict[Identifier, RelationSource]] = Field(default_factory=dict)
    feiten: dict[Identifier, dict[Identifier, FactSource]] = Field(default_factory=dict)
    gebeurtenissen: dict[Identifier, EventSource] = Field(default_factory=dict)
    lijsten: dict[Identifier, tuple[str, ...]] = Field(default_factory=dict)
    waarden: dict[Identifier, ValueSource] = Field(default_factory=dict)
    lezingen: dict[str, ReadingSource] = Field(default_factory=dict)
    impliceert: dict[Identifier, tuple[Identifier, ...]] = Field(default_factory=dict)
    voorwaarden: tuple[Condition, ...] = ()
    contactpunten: dict[Identifier, ContactSource] = Field(default_factory=dict)
    teksten: dict[Identifier, TextSource] = Field(default_factory=dict)
    formules: dict[Identifier, FormulaSource] = Field(default_factory=dict)


class SharedSource(Vocabulary):
    """A module under policies/gedeeld/, used by reference."""


class EditionSource(Vocabulary):
    """One edition: everything in its beleid.yaml and its parts.

    An edition known only in part (from the change log of a later one) may hold no agreement at all.
    """

    uitgave: EditionHead
    gebruik: tuple[Identifier, ...] = ()
    overeenkomsten: dict[Identifier, AgreementSource] = Field(default_factory=dict)
    wijzigingen: tuple[ChangeSource, ...] = ()
    bewust: tuple[ConfirmedSource, ...] = ()

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

    def holds_in(self, year: int) -> bool:
        """Tell whether the value is in force on some day of a year."""
        started = self.geldig_van is None or self.geldig_van.year <= year
        return started and (self.geldig_tot is None or self.geldig_tot.year >= year)


class ValuesSource(Source):
    """An installation's values file: waarden/<installation>.yaml."""

    installatie: str
    waarden: dict[Identifier, SuppliedValue] = Field(default_factory=dict)
    lezingen: dict[str, str] = Field(default_factory=dict)
    kalender: WorkCalendar = WorkCalendar()
