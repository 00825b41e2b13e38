"""Builders for tests of the question round: a question of a practice or of a stranger, and the links in messages."""

from __future__ import annotations

import re
from uuid import uuid4

from support.portal import mandated, person
from support.portal_intake import physiotherapy
from zorginkoop.portal.accounts.models import User
from zorginkoop.portal.accounts.roles import ProviderRole, StaffRole
from zorginkoop.portal.editions.models import SeasonAgreement
from zorginkoop.portal.mail.models import Message
from zorginkoop.portal.questions import asking
from zorginkoop.portal.questions.asking import Asked
from zorginkoop.portal.questions.models import Question
from zorginkoop.portal.register.models import Provider

STRANGER = "vreemdeling@verzonnen.example"
ASKED = "Telt een stagiair mee voor de index?"


def what(agreement: SeasonAgreement | None = None, text: str = ASKED, about: str = "", words: str = "") -> Asked:
    """Say what is asked, as a form that was filled in once."""
    of = agreement or physiotherapy()
    return Asked(of.season, of, about, words, text, uuid4())


def asked_by(provider: Provider, text: str = ASKED, user: User | None = None) -> Question:
    """Let somebody of a practice ask."""
    by = user or mandated(provider, ProviderRole.FILLER)
    return asking.ask(what(text=text), email=by.email, by=by, provider=provider)


def by_a_stranger(text: str = ASKED, email: str = STRANGER) -> Question:
    """Let somebody ask who only gives an address."""
    return asking.ask(what(text=text), email=email)


def officer() -> User:
    """Make somebody who answers."""
    return person("Olga Inkoper", StaffRole.PURCHASER)


def link_in(message: Message) -> str:
    """Give the address on this site that stands in a message."""
    found = re.search(r"https?://[^/\s]+(/\S+)", message.body)
    assert found, message.body
    return found[1]
