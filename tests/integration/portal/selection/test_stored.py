"""Everybody's outcome is kept as one file, and comes out byte for byte the same when it is judged again."""

from __future__ import annotations

import json
import zlib

import pytest
from django.db import connection
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from support.portal import browser_of, person
from support.portal_selection import physiotherapy, purchaser, region, selected
from zorginkoop.kernel.canonical import hash_of_bytes
from zorginkoop.portal.accounts.models import User
from zorginkoop.portal.accounts.roles import StaffRole
from zorginkoop.portal.audit import guard
from zorginkoop.portal.audit.log import changing
from zorginkoop.portal.register.models import Fact, Provider
from zorginkoop.portal.selection import jobs
from zorginkoop.portal.selection.models import Choice, Replay, Run, RunOutcomes
from zorginkoop.portal.selection.stored_views import ask

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("october")]


@pytest.fixture
def asker() -> User:
    """Make a purchaser."""
    return purchaser()


@pytest.fixture
def run(asker: User) -> Run:
    """Make a selection of a small region."""
    region(60)
    return selected(physiotherapy(), asker)


def replayed(run: Run, by: User) -> Replay:
    """Judge a selection again, as the worker does."""
    ask(run, by)
    asked = Replay.objects.get(run=run, ended_at=None)
    jobs.replay.func(asked.pk)
    asked.refresh_from_db()
    assert asked.ended_at is not None
    return asked


def test_the_file_holds_everybody_with_each_condition_and_says_what_the_lists_say(run: Run) -> None:
    file = json.loads(run.outcomes.file)
    assert hash_of_bytes(run.outcomes.file) == run.outcomes.content_hash
    head, lines = file["kop"], [line.split(" ") for line in file["aanbieders"]]
    assert {line[0] for line in lines} == set(Provider.objects.values_list("agb_code", flat=True))
    choices = {one.provider.agb_code: one for one in Choice.objects.filter(run=run).select_related("provider")}
    for agb, route, result, _variant, states in lines:
        choice = choices[agb]
        assert head["routes"][int(route)] == choice.route
        assert head["uitkomsten"][int(result)] == choice.result
        assert len(states) == len(head["voorwaarden"])
        by_name = dict(zip(head["voorwaarden"], states, strict=True))
        assert {by_name[name] for name in choice.not_met.split()} <= {"2"}
        assert {by_name[name] for name in choice.unknown.split()} <= {"3"}


def test_what_is_judged_again_is_the_same_after_the_register_went_on(run: Run, asker: User) -> None:
    with changing("test"):
        facts = list(Fact.objects.all()[:30])
        for fact in facts:
            fact.text = "onbekend"
            fact.pk = None  # the same, said again on the same day
            fact.save()
    assert replayed(run, asker).differs == []
    assert replayed(run, asker).differs == []  # and a second time


def test_a_fact_that_was_not_known_then_shows_as_other_data(run: Run, asker: User) -> None:
    with changing("test"):
        Fact.objects.filter(name="behandelindex").update(text="151")
        Fact.objects.filter(pk=Fact.objects.order_by("pk").values("pk")[:1]).update(text="onbekend")
    differs = replayed(run, asker).differs
    assert "gegevens_hash" in differs


def test_other_bytes_in_the_database_are_told(run: Run, asker: User) -> None:
    with changing("test"), guard.opened(connection):
        RunOutcomes.objects.filter(run=run).update(packed=zlib.compress(run.outcomes.file + b" "))
    assert replayed(run, asker).differs == ["bestand"]


def test_pressing_twice_asks_once_and_the_page_tells_how_it_came_out(run: Run, asker: User) -> None:
    browser = browser_of(asker)
    page, press = (reverse(name, args=[run.public_id]) for name in ("selection-stored", "selection-replay"))
    assert "Reken opnieuw door" in browser.get(page).content.decode()
    assert browser.post(press).status_code == browser.post(press).status_code == 303
    assert DBTaskResult.objects.filter(task_path=jobs.replay.module_path).count() == 1
    waiting = browser.get(page).content.decode()
    assert "Wij rekenen de selectie opnieuw door." in waiting
    assert "Reken opnieuw door" not in waiting
    jobs.replay.func(Replay.objects.get().pk)
    assert "Tot op de byte hetzelfde bestand." in browser.get(page).content.decode()
    file = browser.get(reverse("selection-outcomes", args=[run.public_id]))
    assert file.content == run.outcomes.file


def test_who_only_reads_gets_the_file_and_asks_for_nothing(run: Run) -> None:
    officer = browser_of(person("Bo Beleid", StaffRole.POLICY_OFFICER))
    page = officer.get(reverse("selection-stored", args=[run.public_id])).content.decode()
    assert "Reken opnieuw door" not in page
    assert officer.post(reverse("selection-replay", args=[run.public_id])).status_code == 403
