"""Judge a whole register by every agreement of an edition, as on a date."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np
import polars as pl

from zorginkoop.columns.assess import RegisterJudge, RegisterOutcome
from zorginkoop.columns.frame import Frame
from zorginkoop.columns.from_tables import Layer
from zorginkoop.columns.sources import PROVIDER, AsOf, Tables, rows_not_in_tables, tables_for
from zorginkoop.kernel.assess import ContractKey
from zorginkoop.kernel.compile import CompiledAgreement, Installation, LoadedEdition, compile_agreement
from zorginkoop.kernel.language import LeadsTo
from zorginkoop.kernel.outcome import NO_OFFER
from zorginkoop.kernel.states import NAMES

Progress = Callable[[str], None]

# results after which no offer is open any more, so that the variant of the factors says nothing
SETTLED = (NO_OFFER, LeadsTo.NOTHING, LeadsTo.OTHER_POLICY, LeadsTo.PRICE_LIST)


@dataclass(frozen=True, slots=True, eq=False)
class JudgedAgreement:
    """One agreement judged over the register: the rules, the facts as columns, and the outcome of everyone."""

    compiled: CompiledAgreement
    frame: Frame
    outcome: RegisterOutcome


@dataclass(frozen=True, slots=True, eq=False)
class Season:
    """A register judged by one edition, as on a date and by what was known at a moment."""

    edition: LoadedEdition
    installation: Installation
    tables: Tables
    key: ContractKey
    as_of: AsOf
    agreements: Mapping[str, JudgedAgreement]
    one_by_one: Mapping[str, str] = field(default_factory=dict)  # agreement → what it is about, not in the tables


@dataclass(frozen=True, slots=True)
class Question:
    """By which edition, with whose values, for whom and as on which date a register is judged."""

    edition: LoadedEdition
    installation: Installation
    key: ContractKey
    as_of: AsOf
    agreements: tuple[str, ...] = ()  # none: every agreement of the edition


def judge_season(question: Question, tables: Tables, progress: Progress = lambda _: None) -> Season:
    """Judge every provider of a register by every agreement of an edition that is about providers.

    Agreements, decisions and events of another insurer, label or product type are left out. What is about something
    that a register does not hold (a ride, a claim line) is judged one by one with `assess`; the season names it.

    Raises PolicyWrong when an agreement cannot be compiled, RegisterWrong when a value of the register cannot be read.
    """
    edition, installation, as_of = question.edition, question.installation, question.as_of
    own = tables_for(tables, question.key)
    layer = Layer(own, edition.source.uitgave.zorggroep, as_of)
    judged: dict[str, JudgedAgreement] = {}
    one_by_one: dict[str, str] = {}
    for name in question.agreements or edition.source.overeenkomsten:
        subject = edition.source.overeenkomsten[name].onderwerp
        if subject != PROVIDER:
            one_by_one[name] = subject
            continue
        compiled = compile_agreement(edition, name, installation)
        if rows := rows_not_in_tables(compiled.agreement):
            one_by_one[name] = rows
            continue
        progress(f"{compiled.agreement.phrase.nl}: feiten op {as_of.on} uit het register")
        frame = layer.frame(compiled.agreement)
        progress(f"{compiled.agreement.phrase.nl}: {frame.size} aanbieders beoordelen")
        judged[name] = JudgedAgreement(compiled, frame, RegisterJudge(compiled.agreement).assess(frame))
    return Season(edition, installation, own, question.key, as_of, judged, one_by_one)


def season_key(edition: LoadedEdition, label: str = "", product_type: str = "") -> ContractKey:
    """Give for whom the outcomes of a season count: by default the first label and product type of the edition."""
    head = edition.source.uitgave
    scope = head.geldt_voor
    product = product_type or (scope.polisvormen[0] if scope.polisvormen else "")
    return ContractKey(scope.uzovi, label or (scope.labels[0] if scope.labels else ""), product, head.contractjaar)


def outcome_table(season: Season, name: str) -> pl.DataFrame:
    """Give the outcome of every provider for one agreement as a table: key, route, result, variant, every state."""
    judged = season.agreements[name]
    outcome, agreement = judged.outcome, judged.compiled.agreement
    names = dict(zip(season.tables["aanbieders"]["agb_code"], season.tables["aanbieders"]["naam"], strict=True))
    words = pl.Series(["niet_van_toepassing", "voldaan", "niet_voldaan", "onbekend"])
    assert [NAMES[state] for state in range(4)] == words.to_list()  # noqa: S101 - the order of the states is the order of the words
    columns = {
        "verzekeraar": [season.key.insurer] * len(outcome.ids),
        "label": [season.key.label] * len(outcome.ids),
        "polisvorm": [season.key.product_type] * len(outcome.ids),
        "jaar": [agreement.contract_year] * len(outcome.ids),
        "aanbieder": outcome.ids,
        "naam": [names[identity] for identity in outcome.ids],
        "overeenkomst": [name] * len(outcome.ids),
        "route": outcome.route_texts(),
        "uitkomst": outcome.result_texts(),
        "variant": np.where(np.isin(outcome.result_texts().astype(str), SETTLED), "", outcome.variant_texts()),
        "factoren": outcome.factors_met,
    }
    states = {
        f"voorwaarde_{criterion.id}": words.gather(outcome.states[at])
        for at, criterion in enumerate(agreement.criteria)
    }
    return pl.DataFrame({**columns, **states})
