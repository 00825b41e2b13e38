"""Explain one choice of a selection by judging that provider again, as on the same day and by what was known then."""

from __future__ import annotations

from dataclasses import dataclass

from zorginkoop.kernel.assess import Outcome, assess
from zorginkoop.kernel.date_words import Language
from zorginkoop.kernel.errors import InputWrong
from zorginkoop.kernel.explain import ConditionExplanation, Explanation, explain
from zorginkoop.kernel.states import MET, NOT_APPLICABLE
from zorginkoop.portal.editions.compiled import compiled, contract_key
from zorginkoop.portal.facts import recorded_subject
from zorginkoop.portal.selection.approach import approaches, approaching
from zorginkoop.portal.selection.models import Choice, Says


@dataclass(frozen=True, slots=True)
class Explained:
    """The conditions of approaching, each as it stands, and whether the outcome is still the one that was kept."""

    explanation: Explanation
    conditions: tuple[ConditionExplanation, ...]
    against: tuple[ConditionExplanation, ...]
    same: bool


def explained(choice: Choice, language: Language = "nl") -> Explained | None:
    """Explain a choice; None when what is recorded now cannot be read."""
    run = choice.run
    rules = compiled(run.agreement).agreement
    try:
        subject = recorded_subject(choice.provider, run.agreement, run.known)
        outcome = assess(rules, subject, contract_key(run.agreement.season), run.on, run.known)
    except (InputWrong, ValueError):
        return None
    explanation = explain(outcome, language)
    first = approaching(rules)[:1]
    names = list(dict.fromkeys(first[0].criteria)) if first else []
    conditions = tuple(explanation.condition(name) for name in names)
    return Explained(
        explanation=explanation,
        conditions=conditions,
        against=tuple(one for one in conditions if one.state not in (MET, NOT_APPLICABLE)),
        same=_says(outcome) == choice.says and (outcome.route.id if outcome.route else "") == choice.route,
    )


def _says(outcome: Outcome) -> str:
    if outcome.route is None:
        return Says.UNDECIDED
    return Says.APPROACH if approaches(outcome.route) else Says.LEAVE
