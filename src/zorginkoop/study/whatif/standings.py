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


OUTSIDE = Standing("", "", "")  # the agreement is not meant for this provider, before nor after


class StandingBook:
    """Numbers every standing that occurs, so that judgements by different rules can be compared.

    Outside is only who is so by both judgements that are compared. Who asked for something and got it, and gets nothing
    any more, is on the route that says so.
    """

    def __init__(self, before: JudgedAgreement, after: JudgedAgreement) -> None:
        """Start with the standing of those for whom the agreement is not meant, before nor after."""
        self._outside = ~(considered(before) | considered(after))
        self.standings: list[Standing] = [OUTSIDE]
        self._numbers = {OUTSIDE: 0}

    def number(self, standing: Standing) -> int:
        """Give the number of a standing, a new one for a new standing."""
        if standing not in self._numbers:
            self._numbers[standing] = len(self.standings)
            self.standings.append(standing)
        return self._numbers[standing]

    def of(self, judged: JudgedAgreement, who: Numbers | None = None) -> Numbers:
        """Give the number of the standing of everyone in a judged agreement, or of the some that it was judged for."""
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
        outside = self._outside if who is None else self._outside[who]
        return np.where(outside & ~considered(judged), 0, numbers[found])
