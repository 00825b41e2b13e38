"""Words of a policy in templates."""

from __future__ import annotations

from django import template
from django.utils.translation import get_language

from zorginkoop.kernel.place_words import place
from zorginkoop.kernel.tree import Phrase

register = template.Library()


class _Reader:
    """Says Dutch or English, as the page does."""

    def say(self, dutch: str, english: str) -> str:
        """Take the words in the language of the page."""
        return english if _english() else dutch


def _english() -> bool:
    return (get_language() or "").startswith("en")


@register.filter
def place_words(anchor: str) -> str:
    """Name a place in a policy: 4/vragenlijst/1 reads as hoofdstuk 4, onder 'vragenlijst', alinea 1."""
    return place(_Reader(), anchor)


@register.filter
def written(value: object) -> str:
    """Write a value that an installation supplies: codes after each other, and a table as its rows."""
    if isinstance(value, dict):
        return "; ".join(f"{name}: {written(one)}" for name, one in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(map(written, value))
    return str(value)


@register.filter
def said(phrase: Phrase) -> str:
    """Say a phrase of a policy in the language of the page."""
    return (phrase.en if _english() else phrase.nl) or phrase.nl
