"""One condition as its author writes it, in exactly one of the forms of the language."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import BeforeValidator, Field, model_validator

from zorginkoop.kernel.scalars import IsoDate, Whole, YesNo
from zorginkoop.kernel.source_form import Force, Identifier, Node, Source
from zorginkoop.kernel.states import UnknownReads


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
    "aantal", "aandeel", "verhouding", "termijn", "voorwaarde",
)  # fmt: skip
DEADLINE_STATES = ("op_tijd", "te_laat", "verstreken", "open")
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
    op: Identifier | None = None
    verhouding: Ratio | None = None

    termijn: Identifier | None = None

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
        elif head == "termijn":
            self._check_deadline(given)
        elif given:
            message = f"'{given[0]}' past niet bij '{head}'; vergelijken kan alleen bij een feit, aantal of aandeel."
            raise ValueError(message)
        if self.peiljaar is not None and head != "feit":
            message = "'peiljaar' past alleen bij een feit dat per jaar is vastgelegd."
            raise ValueError(message)

    def _check_deadline(self, given: list[str]) -> None:
        wanted = self.is_.tekst if self.is_ else None
        if given != ["is"] or wanted not in DEADLINE_STATES:
            message = f"'termijn' vraagt hoe het ermee staat: is: {', '.join(DEADLINE_STATES)}."
            raise ValueError(message)

    def _check_rows(self, head: str) -> None:
        if head in _ROWS:
            if self.waar is None:
                message = f"'{head}' vraagt 'waar': de voorwaarde waaraan een rij voldoet."
                raise ValueError(message)
        elif self.waar is not None or self.van is not None or self.op is not None:
            rows = "elke_rij, een_rij, geen_rij, aantal, aandeel"
            message = f"'waar', 'van' en 'op' horen bij rijen ({rows}), niet bij '{head}'."
            raise ValueError(message)


Condition = Annotated[ConditionSource, BeforeValidator(_condition)]
