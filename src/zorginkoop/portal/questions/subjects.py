"""What a question can be about: a whole policy, an agreement, one of its rules, or what its questionnaire asks."""

from __future__ import annotations

from zorginkoop.kernel.date_words import Language
from zorginkoop.kernel.language import Origin
from zorginkoop.kernel.speech import Speaker, sentence
from zorginkoop.portal.editions.compiled import compiled
from zorginkoop.portal.editions.models import SeasonAgreement
from zorginkoop.portal.editions.rules import sections

QUESTION = "vraag"  # of the questionnaire; every other kind is one of a rule


def words_of(agreement: SeasonAgreement, about: str, language: Language) -> str | None:
    """Say what a question is about; None when the policy has no such rule and asks no such thing."""
    rules = compiled(agreement)
    kind, _, name = about.partition(":")
    if kind == QUESTION:
        return next(
            (
                sentence(Speaker(rules.agreement, language).name(fact.subject, fact.name))
                for fact in rules.agreement.facts
                if fact.name == name and fact.origin == Origin.QUESTIONNAIRE
            ),
            None,
        )
    found = (rule for section in sections(rules, language) for rule in section.rules)
    return next((rule.text for rule in found if rule.kind == kind and rule.id == name), None)
