"""The dates of an agreement as their author writes them: deadlines, starts and changes, and the term."""

from __future__ import annotations

from datetime import date
from typing import Self

from pydantic import model_validator

from zorginkoop.kernel.condition_source import Condition
from zorginkoop.kernel.date_rule import DateRule, EventNames
from zorginkoop.kernel.scalars import IsoDate
from zorginkoop.kernel.source_form import Force, Identifier, Node, Source, Words
from zorginkoop.kernel.supplied import Number, SuppliedNumber, WholeOrNone
from zorginkoop.kernel.terms import end_after_months


class DeadlineSource(Node):
    """One date of the planning: whom it binds, on which routes, and what follows when it passes.

    `kracht` says whether it is a requirement, an aim of whom it binds, or a right of theirs.
    """

    id: Identifier
    kracht: Force = Force.REQUIREMENT
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


class ExtensionSource(Node):
    """The right to extend the term: by how many months, and the decision that uses it; one decision for each time."""

    maanden: Number
    besluit: EventNames


class NoticeSource(Source):
    """How long before the end of a term notice must have been given."""

    maanden: WholeOrNone | None = None
    dagen: WholeOrNone | None = None

    @model_validator(mode="after")
    def _has_one_unit(self) -> Self:
        if (self.maanden is None) == (self.dagen is None):
            message = "een opzegtermijn is in maanden of in dagen; geef een van de twee."
            raise ValueError(message)
        return self


class TacitSource(Node):
    """The term goes on by itself for as long as nobody gave notice in time."""

    maanden: Number
    opzegging: Identifier
    opzeggen_voor: NoticeSource | None = None


class TermSource(Source):
    """The days an agreement covers, both included, and what may follow its last day."""

    van: IsoDate
    tot_en_met: IsoDate | None = None
    verlenging: ExtensionSource | None = None
    stilzwijgend: TacitSource | None = None

    @model_validator(mode="after")
    def _ends_before_it_goes_on(self) -> Self:
        if self.tot_en_met is None and (self.verlenging or self.stilzwijgend):
            message = "een looptijd zonder laatste dag kan niet worden verlengd; geef tot_en_met, of laat dit weg."
            raise ValueError(message)
        if self.tot_en_met is not None and self.tot_en_met < self.van:
            message = f"de looptijd eindigt ({self.tot_en_met}) voordat zij begint ({self.van})."
            raise ValueError(message)
        return self

    @property
    def last_day(self) -> date | None:
        """The last day that the agreement can run to by its own options; None when it can go on for good."""
        if self.tot_en_met is None or self.stilzwijgend is not None:
            return None
        if self.verlenging is None:
            return self.tot_en_met
        months = self.verlenging.maanden
        if isinstance(months, SuppliedNumber):
            return None
        return end_after_months(self.tot_en_met, months * len(self.verlenging.besluit))


class BridgeSource(Node):
    """The old terms go on for whoever would otherwise fall in a gap before a late start: a person decides, until when.

    `besluit` is the event of the decision, `tot_en_met` the fact that holds its last day.
    """

    besluit: Identifier
    tot_en_met: Identifier
