"""Judge the whole register for one agreement: what the policy says of everyone, and why. Only a job loads this."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import IO, cast

import numpy as np
import numpy.typing as npt
import polars as pl

from zorginkoop.columns.assess import RegisterOutcome
from zorginkoop.columns.sources import AsOf
from zorginkoop.kernel.states import NOT_MET, UNKNOWN
from zorginkoop.kernel.tree import Always, Route
from zorginkoop.portal.editions.compiled import contract_key, installation, rules_of
from zorginkoop.portal.selection.approach import ROUTE, approaches, approaching
from zorginkoop.portal.selection.models import Run, Says
from zorginkoop.study.season import Question, judge_season

Tables = Mapping[str, pl.DataFrame]
_Texts = npt.NDArray[np.object_]


@dataclass(frozen=True, slots=True)
class Judged:
    """What the policy says of one provider, by its AGB code."""

    agb_code: str
    says: str
    in_audience: bool
    route: str
    result: str
    reason: str
    not_met: str
    unknown: str


def judge(run: Run, tables: Tables) -> RegisterOutcome:
    """Judge every provider of the tables as on the day of a selection, by what was known at its moment."""
    agreement = run.agreement
    question = Question(
        edition=rules_of(agreement.season),
        installation=installation(),
        key=contract_key(agreement.season),
        as_of=AsOf.of(run.on, run.known),
        agreements=(agreement.name,),
    )
    return judge_season(question, tables).agreements[agreement.name].outcome


def content_hash(run: Run, tables: Tables) -> str:
    """Give one hash of the rules, the values and every table that a selection rests on."""
    total = hashlib.sha256()
    total.update(f"{run.agreement.season.edition_hash} {installation().content_hash}\n".encode())
    for name in sorted(tables):
        total.update(f"{name}\n".encode())
        tables[name].write_csv(cast("IO[bytes]", _Sink(total.update)))
    return f"sha256:{total.hexdigest()}"


class _Sink:
    """A file that keeps nothing: what is written to it goes on."""

    def __init__(self, take: Callable[[bytes], None]) -> None:
        self._take = take

    def write(self, part: bytes) -> int:
        """Hand a part on."""
        self._take(part)
        return len(part)


def told(outcome: RegisterOutcome) -> Iterator[Judged]:
    """Say of everybody what the policy says, and what stood in the way."""
    agreement = outcome.agreement
    reaching = np.array([False, *(approaches(route) for route in agreement.routes)])
    says = np.where(reaching[outcome.routes], Says.APPROACH.value, Says.LEAVE.value).astype(object)
    says[outcome.routes == 0] = Says.UNDECIDED.value
    first = approaching(agreement)[:1]
    asked = list(dict.fromkeys(first[0].criteria)) if first else []
    failing, unknown = _listed(outcome, asked, NOT_MET), _listed(outcome, asked, UNKNOWN)
    rows = zip(
        outcome.ids.tolist(), says.tolist(), _in_audience(outcome).tolist(), outcome.route_texts().tolist(),
        outcome.result_texts().tolist(), _reasons(outcome, asked).tolist(), failing.tolist(), unknown.tolist(),
        strict=True,
    )  # fmt: skip
    return (Judged(*row) for row in rows)


def _in_audience(outcome: RegisterOutcome) -> npt.NDArray[np.bool_]:
    """Tell for whom the agreement could be meant: nothing known says otherwise."""
    if not outcome.agreement.audience:
        return np.ones(len(outcome.ids), np.bool_)
    inside: npt.NDArray[np.bool_] = outcome.of_criterion(outcome.agreement.audience) != NOT_MET
    return inside


def _listed(outcome: RegisterOutcome, names: list[str], state: int) -> _Texts:
    """Name for everyone the conditions in a state; each distinct combination is written once."""
    if not names:
        return np.full(len(outcome.ids), "", object)
    there = np.array([outcome.of_criterion(name) == state for name in names]).T
    distinct, which = np.unique(there, axis=0, return_inverse=True)
    texts = [" ".join(name for name, on in zip(names, row, strict=True) if on) for row in distinct]
    return np.array(texts, object)[which.reshape(-1)]


def _reasons(outcome: RegisterOutcome, asked: list[str]) -> _Texts:
    """Name for everyone what decided: the route it is on, or the first condition that stood in the way."""
    agreement = outcome.agreement
    reasons = np.array(["", *(_of_route(route) for route in agreement.routes)], object)[outcome.routes]
    by_elimination = np.array([False, *(isinstance(route.test, Always) for route in agreement.routes)])
    if approaching(agreement):
        _first_against(outcome, asked, NOT_MET, by_elimination[outcome.routes], reasons)
    undecided = outcome.routes == 0
    for number, route in enumerate(agreement.routes, start=1):
        stopped = undecided & (outcome.undecided_routes == number)
        reasons[stopped] = f"{ROUTE}{route.id}"
        _first_against(outcome, list(route.criteria), UNKNOWN, stopped, reasons)
    return reasons


def _of_route(route: Route) -> str:
    return "" if approaches(route) else f"{ROUTE}{route.id}"


def _first_against(
    outcome: RegisterOutcome, names: list[str], state: int, among: npt.NDArray[np.bool_], reasons: _Texts
) -> None:
    """Put the first condition in a state as the reason of some; who has none keeps what is there."""
    for name in reversed(names):
        reasons[among & (outcome.of_criterion(name) == state)] = name
