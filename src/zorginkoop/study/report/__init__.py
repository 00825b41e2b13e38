"""The report of a season: pages that open from disk, with every number beside its plot, its rule and its clause.

write_report(season, Path("rapport"))
serve(Path("rapport"), 8000)
"""

from __future__ import annotations

from zorginkoop.study.report.outcomes import write_outcomes
from zorginkoop.study.report.serving import serve
from zorginkoop.study.report.writing import write_report, write_reports

__all__ = ["serve", "write_outcomes", "write_report", "write_reports"]
