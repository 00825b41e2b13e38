"""Whatever the description of the API allows or forbids: every answer is as described, and none is a fault."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, given, settings
from hypothesis.strategies import SearchStrategy
from schemathesis.core.result import Ok
from schemathesis.generation import GenerationMode

from support.portal import practice
from zorginkoop.portal.accounts.models import User
from zorginkoop.portal.api.keys import make_key
from zorginkoop.portal.audit.log import changing
from zorginkoop.portal.wsgi import application

OPERATIONS = 6


@pytest.fixture
def _one_connection() -> Iterator[None]:
    """Leave the connection of the test open between requests, as Django's own test client does."""
    request_started.disconnect(close_old_connections)
    request_finished.disconnect(close_old_connections)
    yield
    request_started.connect(close_old_connections)
    request_finished.connect(close_old_connections)


@pytest.mark.django_db
@pytest.mark.usefixtures("october", "_one_connection")
@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
def test_every_answer_is_as_described(mode: GenerationMode) -> None:
    practice()
    with changing("test"):
        maker = User.objects.create_user("beheer@verzonnen.example", "Beheer Verzonnen")
    _key, secret = make_key("proef", maker, None)
    described = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)
    found = list(described.get_all_operations())
    operations = [one.ok() for one in found if isinstance(one, Ok)]
    assert len(operations) == len(found) == OPERATIONS
    for operation in operations:
        _ask(operation.as_strategy(generation_mode=mode), secret)


def _ask(cases: SearchStrategy[Any], secret: str) -> None:
    @given(case=cases)
    @settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
    def ask(case: Any) -> None:  # noqa: ANN401 - a case of the library
        case.call_and_validate(headers={"Authorization": f"Bearer {secret}"})

    ask()
