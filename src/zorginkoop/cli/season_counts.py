"""What a season came to in numbers: for how many an agreement could be meant, and what they get."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from zorginkoop.kernel.date_words import write_date
from zorginkoop.kernel.outcome import OFFER
from zorginkoop.kernel.scalars import AMSTERDAM
from zorginkoop.study.findings import considered
from zorginkoop.study.season import Season


@dataclass(frozen=True, slots=True)
class Counts:
    """The numbers of one season."""

    season: Season

    def plain(self) -> dict[str, object]:
        """Give the counts as plain data."""
        return {
            "uitgave": self.season.edition.name,
            "codering": self.season.edition.source.uitgave.codering,
            "op": self.season.as_of.on.isoformat(),
            "bekend_op": self.season.as_of.known.astimezone(AMSTERDAM).isoformat(),
            "overeenkomsten": {name: self._counts(name) for name in self.season.agreements},
        }

    def lines(self) -> Iterator[str]:
        """Give the counts as lines for a person."""
        yield f"{self.season.edition.name} op {write_date(self.season.as_of.on)}"
        for name in self.season.agreements:
            results, variants = self._results(name)
            everyone = self.season.agreements[name].frame.size
            yield f"  {name}: {sum(results.values())} van de {everyone} aanbieders passen bij deze overeenkomst"
            if results:
                yield "    " + ", ".join(f"{result} {count}" for result, count in results.most_common())
            if variants:
                yield "    aanbod: " + ", ".join(f"{variant} {variants[variant]}" for variant in sorted(variants))

    def _counts(self, name: str) -> dict[str, object]:
        results, variants = self._results(name)
        everyone = self.season.agreements[name].frame.size
        fitting = {"aanbieders": everyone, "passend": sum(results.values())}
        return {**fitting, "uitkomsten": dict(results), "varianten": dict(variants)}

    def _results(self, name: str) -> tuple[Counter[str], Counter[str]]:
        """Count the results and, among offers, the variants of everyone for whom the agreement could be meant."""
        judged = self.season.agreements[name]
        fitting = considered(judged)
        results = judged.outcome.result_texts()[fitting].tolist()
        variants = judged.outcome.variant_texts()[fitting].tolist()
        offered = (variant for result, variant in zip(results, variants, strict=True) if result == OFFER and variant)
        return Counter(results), Counter(offered)
