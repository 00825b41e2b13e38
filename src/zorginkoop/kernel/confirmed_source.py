"""What a proof may remark on a policy, and how an officer confirms in the policy itself that it is meant that way."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import Field, StringConstraints

from zorginkoop.kernel.scalars import IsoDate
from zorginkoop.kernel.source_form import Place, Source, Words

Fingerprint = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{8}$")]


class Check(StrEnum):
    """The checks of `policy prove`, by the word that a confirmation names."""

    CONSTANT = "vaste_voorwaarde"
    IDLE_USE = "beslist_nooit"
    PART = "vast_onderdeel"
    TASK = "vaste_taak"
    ROUTE = "onbereikbare_route"
    VARIANT = "onbereikbare_variant"
    OUTCOME = "vaste_uitkomst"
    GAP = "gat"
    OVERLAP = "overlap"
    IMPLIED = "volgt_uit_ander"
    UNUSED = "ongebruikt"
    UNDECLARED = "niet_verklaard"
    READING = "lezing_zonder_gevolg"
    PERIOD_GAP = "gat_in_perioden"
    PERIOD_OVERLAP = "overlap_in_perioden"
    ORDER = "onmogelijke_volgorde"
    SQUEEZE = "termijn_in_de_knel"
    NOT_COMPILED = "niet_te_vertalen"
    NOT_PROVEN = "niet_bewezen"


class ConfirmedSource(Source):
    """One finding of `policy prove` that a person looked at and left as it is.

    `afdrukken` holds for each agreement the fingerprint of what the nodes meant on that day ('uitgave' where a finding
    is about the edition): the confirmation survives other words, and falls when a node comes to mean something else.
    """

    controle: Check
    knopen: Annotated[tuple[str, ...], Field(min_length=1)]
    afdrukken: Annotated[dict[str, Fingerprint], Field(min_length=1)]
    bij: Annotated[tuple[Place, ...], Field(min_length=1)]
    reden: Words
    door: str
    op: IsoDate
