"""Whether somebody may decide about a provider at all: whoever is tied to it may not, wherever that is done."""

from __future__ import annotations

from django.dispatch import Signal

from zorginkoop.portal.accounts.models import User

asked_about = Signal()  # by, provider (its number): answers with words where this person may not decide about it


def not_theirs_to_decide(by: User | None, provider: int) -> str:
    """Say why somebody may not decide about a provider; empty where it may, and for the system itself."""
    if by is None:
        return ""
    answers = (str(words) for _receiver, words in asked_about.send(User, by=by, provider=provider) if words)
    return next(answers, "")
