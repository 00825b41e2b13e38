"""Evidence that its provider withdrew: nobody need judge it any more, and what rests on it is judged anew."""

from __future__ import annotations

from zorginkoop.portal.assessment.judging import Cause, judge_all
from zorginkoop.portal.register.models import Evidence


def after_withdrawal(evidence: Evidence, **_more: object) -> None:
    """Judge every outcome of the provider again, in the change that withdrew the evidence; its work ends with that."""
    judge_all(evidence.provider, Cause.EVIDENCE)
