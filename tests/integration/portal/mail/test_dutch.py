"""Letters are in Dutch, in whatever language whoever sends them reads the site; and to whom acts for a provider now."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import translation

import zorginkoop.portal
from support.portal import mandated, person
from support.portal_assessment import confirmed, judged
from zorginkoop.portal import clock
from zorginkoop.portal.accounts.roles import ProviderRole, StaffRole
from zorginkoop.portal.assessment.models import WorkItem, WorkKind
from zorginkoop.portal.assessment.verdicts import give_verdict
from zorginkoop.portal.audit.log import changing
from zorginkoop.portal.mail.models import Message
from zorginkoop.portal.people.giving import give_mandate
from zorginkoop.portal.register.models import Mandate

PORTAL = Path(zorginkoop.portal.__file__).parent
TRANSLATES = {"_", "gettext", "ngettext", "date_format"}


def called(function: ast.FunctionDef) -> set[str]:
    """Give the names of what a function calls."""
    calls = (one.func for one in ast.walk(function) if isinstance(one, ast.Call))
    return {
        one.id if isinstance(one, ast.Name) else one.attr for one in calls if isinstance(one, ast.Name | ast.Attribute)
    }


def writers() -> Iterator[tuple[str, set[str], set[str]]]:
    """Walk every function that puts a message ready: where it stands, what it calls, and its decorators."""
    for file in sorted(PORTAL.rglob("*.py")):
        text = file.read_text(encoding="utf-8")
        if "mail.outbox import write" not in text and "outbox.write(" not in text:
            continue
        for one in ast.walk(ast.parse(text)):
            if isinstance(one, ast.FunctionDef) and {"write", "write_purchaser"} & called(one):
                marks = {mark.id for mark in one.decorator_list if isinstance(mark, ast.Name)}
                yield f"{file.relative_to(PORTAL)}: {one.name}", called(one), marks


def test_whoever_puts_a_translated_message_ready_writes_in_dutch() -> None:
    found = list(writers())
    assert len(found) > 20
    wrong = [where for where, calls, marks in found if calls & TRANSLATES and "in_dutch" not in marks]
    # the first is handed its words by functions that are in Dutch; the other translates what is in the way alone
    assert [one for one in wrong if not one.endswith((": _write", ": send_proof"))] == []


@pytest.mark.django_db
@pytest.mark.usefixtures("october")
def test_a_purchaser_with_english_screens_writes_dutch_letters() -> None:
    with translation.override("en"):
        questionnaire = confirmed()
        judged(questionnaire)
        item = WorkItem.objects.select_related("provider", "agreement__season").get(kind=WorkKind.EVIDENCE)
        give_verdict(item, "afgekeurd", "Dit is van vorig jaar.", person("Ina", StaffRole.PURCHASER))
        give_mandate(
            questionnaire.provider, ProviderRole.FILLER, "nieuw@verzonnen.example", "Nina Nieuw", person("Bea Beheer")
        )
    texts = [f"{one.subject}\n{one.body}" for one in Message.objects.all()]
    assert len(texts) > 2
    for text in texts:
        assert "Dear" not in text
        assert "Your " not in text
        assert "You can" not in text
        assert "Geachte" in text or "Beste" in text


@pytest.mark.django_db
@pytest.mark.usefixtures("october")
def test_who_no_longer_acts_for_a_provider_hears_nothing_of_its_evidence() -> None:
    questionnaire = confirmed()
    judged(questionnaire)
    gone = questionnaire.confirmed_by
    assert gone is not None
    successor = mandated(questionnaire.provider, ProviderRole.MANAGER)
    with changing("test"):
        Mandate.objects.filter(user=gone).update(withdrawn_at=clock.now())
    item = WorkItem.objects.select_related("provider", "agreement__season").get(kind=WorkKind.EVIDENCE)
    before = set(Message.objects.values_list("pk", flat=True))
    give_verdict(item, "afgekeurd", "Dit is van vorig jaar.", person("Ina", StaffRole.PURCHASER))
    told = Message.objects.exclude(pk__in=before).filter(subject__startswith="Uw bewijs")
    assert [one.to for one in told] == [successor.email]
