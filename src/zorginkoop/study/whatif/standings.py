"""Where everyone stands in an agreement: route, result and variant, as numbers that two judgements share."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from zorginkoop.study.findings import considered
from zorginkoop.study.season import SETTLED, JudgedAgreement

Numbers = npt.NDArray[np.int64]


class Standing(NamedTuple):
    """What one provider gets: the route ('' while undecided), the result, and the variant where there is one."""

    route: str
    result: str
    variant: str

    @property
    def outcome(self) -> tuple[str, str]:
        """The result and the variant, without how one came there."""
        return self.result, self.variant


OUTSIDE = Standing("", "", "")  # the agreement is not meant for this provider


class StandingBook:
    """Numbers every standing that occurs, so that judgements by different rules can be compared."""

    def __init__(self) -> None:
        """Start with the standing of those for whom the agreement is not meant."""
        self.standings: list[Standing] = [OUTSIDE]
        self._numbers = {OUTSIDE: 0}

    def number(self, standing: Standing) -> int:
        """Give the number of a standing, a new one for a new standing."""
        if standing not in self._numbers:
            self._numbers[standing] = len(self.standings)
            self.standings.append(standing)
        return self._numbers[standing]

    def of(self, judged: JudgedAgreement) -> Numbers:
        """Give the number of the standing of everyone in a judged agreement."""
        outcome, agreement = judged.outcome, judged.compiled.agreement
        routes = ("", *(route.id for route in agreement.routes))
        variants = agreement.ladder.variants if agreement.ladder else ("",)
        factors = outcome.factors_met if agreement.ladder else np.zeros(len(outcome.ids), np.uint8)
        shape = (len(routes), len(outcome.result_names), len(variants))
        found = np.ravel_multi_index((outcome.routes, outcome.results, factors), shape)
        numbers = np.zeros(int(np.prod(shape)), np.int64)
        for one in np.flatnonzero(np.bincount(found, minlength=len(numbers))):
            route, result, variant = np.unravel_index(one, shape)
            name = str(outcome.result_names[result])
            numbers[one] = self.number(Standing(routes[route], name, "" if name in SETTLED else variants[variant]))
        return np.where(considered(judged), numbers[found], 0)
