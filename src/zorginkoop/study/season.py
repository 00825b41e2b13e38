"""Judge a whole register by every agreement of an edition, as on a date."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import polars as pl

from zorginkoop.columns.assess import RegisterJudge, RegisterOutcome
from zorginkoop.columns.frame import ONE_BYTE, Frame
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
        compiled = compile_agreement(edition, name, installation, question.key.year)
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
    ids = pl.Series("aanbieder", outcome.ids, dtype=pl.String)
    everyone = np.zeros(len(ids), np.uint8)
    ladder = agreement.ladder.variants if agreement.ladder is not None else ("",)
    variants = outcome.factors_met if agreement.ladder is not None else everyone
    settled = np.isin(outcome.result_names, SETTLED)[outcome.results]
    words = tuple(NAMES[state] for state in range(len(NAMES)))
    columns: list[pl.Series | tuple[pl.Series, pl.Expr]] = [
        _words("verzekeraar", (season.key.insurer,), everyone),
        _words("label", (season.key.label,), everyone),
        _words("polisvorm", (season.key.product_type,), everyone),
        pl.repeat(agreement.contract_year, len(ids), dtype=pl.Int64, eager=True).alias("jaar"),
        ids,
        _names_of(season.tables["aanbieders"], ids),
        _words("overeenkomst", (name,), everyone),
        _words("route", ("", *(route.id for route in agreement.routes)), outcome.routes),
        _words("uitkomst", outcome.result_names, outcome.results),
        _words("variant", (*ladder, ""), np.where(settled, len(ladder), variants)),
        pl.Series("factoren", outcome.factors_met),
        *(_words(f"voorwaarde_{part.id}", words, outcome.states[at]) for at, part in enumerate(agreement.criteria)),
    ]
    worded = [column if isinstance(column, tuple) else (column, pl.col(column.name)) for column in columns]
    return pl.DataFrame([column for column, _ in worded]).select([words for _, words in worded])


def _words(name: str, vocabulary: Sequence[str], numbers: npt.NDArray[np.integer]) -> tuple[pl.Series, pl.Expr]:
    """Give a column of words from a small vocabulary, each kept as its number in it, and how it becomes words."""
    known = tuple(dict.fromkeys(vocabulary))
    if len(known) < len(vocabulary):
        numbers = np.array([known.index(word) for word in vocabulary])[numbers]
    small = np.uint8 if len(known) < ONE_BYTE else np.uint16
    return pl.Series(name, numbers.astype(small, copy=False)), pl.col(name).cat.to(pl.Enum(known))


def _names_of(providers: pl.DataFrame, ids: pl.Series) -> pl.Series:
    """Give the name of each provider."""
    names = providers.select(pl.col("agb_code").alias("aanbieder"), "naam")
    if names["aanbieder"].equals(ids):
        return names["naam"]
    return pl.DataFrame({"aanbieder": ids}).join(names, on="aanbieder", how="left", maintain_order="left")["naam"]
