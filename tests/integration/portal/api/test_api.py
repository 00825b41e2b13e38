"""Other systems read register and contract status: by key, only what is theirs, by the rules for the government."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from support.portal import practice
from zorginkoop.portal import clock
from zorginkoop.portal.accounts.models import User
from zorginkoop.portal.api.keys import make_key, withdraw
from zorginkoop.portal.api.models import ApiKey
from zorginkoop.portal.audit.log import changing
from zorginkoop.portal.audit.models import Entry
from zorginkoop.portal.register.models import Location, Provider

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("october")]


@pytest.fixture
def maker() -> User:
    with changing("test"):
        return User.objects.create_user("beheer@verzonnen.example", "Beheer Verzonnen")


@pytest.fixture
def two() -> tuple[Provider, Provider]:
    own, other = practice(), practice("04000002", "Fysiotherapie De Andere Kade")
    with changing("test"):
        Location.objects.create(
            provider=own, agb_code="04900001", name="Aan de brug", source="vektis", known_since=date(2024, 1, 1),
            valid_from=date(2024, 1, 1),
        )  # fmt: skip
    return own, other


def asked(path: str, secret: str = "") -> Any:  # noqa: ANN401 - JSON
    headers = {"Authorization": f"Bearer {secret}"} if secret else {}
    return Client().get(f"/api/v1/{path}", headers=headers)


def test_a_provider_reads_itself_and_nobody_else(two: tuple[Provider, Provider], maker: User) -> None:
    own, other = two
    _key, secret = make_key("proef", maker, own)
    found = asked("providers", secret).json()
    assert [one["agbCode"] for one in found["items"]] == ["04000001"]
    assert asked(f"providers/{own.public_id}/locations", secret).json()[0]["validFrom"] == "2024-01-01"
    for what in ("", "/locations", "/agreements", "/contract-status"):
        assert asked(f"providers/{other.public_id}{what}", secret).status_code == 404


def test_the_purchaser_reads_everybody_by_pages(
    two: tuple[Provider, Provider], maker: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("zorginkoop.portal.api.operations.PAGE", 1)
    _key, secret = make_key("proef", maker, None)
    first = asked("providers", secret).json()
    second = asked(first["next"].partition("/api/v1/")[2], secret).json()
    assert [one["name"] for page in (first, second) for one in page["items"]] == [one.name for one in two]
    assert second["next"] is None


def test_a_key_that_ended_ran_out_or_never_was_opens_nothing(two: tuple[Provider, Provider], maker: User) -> None:
    own, _ = two
    ended, secret_of_ended = make_key("ended", maker, own)
    withdraw(ended)
    _old, secret_of_old = make_key("old", maker, own, clock.today() - timedelta(days=1))
    _last, secret_of_last_day = make_key("last day", maker, own, clock.today())
    for secret in ("", "zk_nooit", secret_of_ended, secret_of_old):
        answer = asked("providers", secret)
        assert (answer.status_code, answer["Content-Type"]) == (401, "application/problem+json")
        assert answer["WWW-Authenticate"] == "Bearer"
    assert asked("providers", secret_of_last_day).status_code == 200


def test_a_key_is_kept_as_a_hash_and_its_use_is_accounted_for_once_a_day(
    two: tuple[Provider, Provider], maker: User
) -> None:
    own, _ = two
    key, secret = make_key("proef", maker, own)
    asked("providers", secret)
    asked("providers", secret)
    assert secret not in json.dumps(list(ApiKey.objects.values()), default=str)
    assert secret not in json.dumps(list(Entry.objects.values()), default=str)
    assert Entry.objects.filter(action="api.key_used", about_id=str(key.pk)).count() == 1


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("providers?agbCode=1", 400),
        ("providers?after=x", 400),
        ("providers?agbcode=04000001", 400),
        ("providers/geen-id", 400),
        ("providers/00000000-0000-4000-8000-000000000000", 404),
        ("providers/", 404),
        ("nergens", 404),
    ],
)
def test_what_is_wrong_is_told_in_one_form(maker: User, path: str, status: int) -> None:
    _key, secret = make_key("proef", maker, None)
    answer = asked(path, secret)
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
    assert answer.json()["status"] == status
    assert answer["API-Version"] == "1.0.0"


def test_the_description_keeps_the_rules_for_the_government() -> None:
    """By rule of the NLGov API Design Rules: versions, names, contact, problems, security, openness."""
    answer = asked("openapi.json")
    described = answer.json()
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert described["openapi"].startswith("3.")
    assert re.fullmatch(r"\d+\.\d+\.\d+", described["info"]["version"])
    assert set(described["info"]["contact"]) >= {"name", "url", "email"}
    assert all(re.search(r"/v\d+$", server["url"]) for server in described["servers"])
    for path, operations in described["paths"].items():
        assert not path.endswith("/")
        assert all(re.fullmatch(r"[a-z0-9-]+|\{[a-z][A-Za-z0-9]*\}", part) for part in path.strip("/").split("/"))
        for method, operation in operations.items():
            assert method in {"get", "head", "post", "put", "patch", "delete"}
            assert all(re.fullmatch(r"[a-z][A-Za-z0-9]*", one["name"]) for one in operation.get("parameters", []))
            assert "API-Version" in operation["responses"]["200"]["headers"]
            for status, response in operation["responses"].items():
                wanted = "application/problem+json" if status >= "400" else "application/json"
                assert list(response["content"]) == [wanted]
    for schema in described["components"]["schemas"].values():
        assert all(re.fullmatch(r"[a-z][A-Za-z0-9]*", name) for name in schema.get("properties", {}))
