"""Many people save answers at once: each save through the whole site, beside a bare insert that leads on.

    portal_saves.py [PEOPLE]    on the database that portal.py loaded: in ZORGINKOOP_DATA, or ZORGINKOOP_TEST_DATABASE

Every person fills in the questionnaire of another provider: opens it once, and saves twenty times what stands on its
screen; each save changes an answer. As many processes as the machine has cores do so, with a few people at a time in
each, as fast as they can. Measured is how long one save takes while others save, and how long all of them take
together. Afterwards every answer is counted: none is lost and none stands twice.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cache
from http import HTTPStatus
from typing import Any, Final
from uuid import uuid4

PEOPLE: Final = 2_000
SAVES: Final = 20
CARE_TYPE: Final = "fysiotherapie"  # whose questionnaire has questions to be answered with yes or no
AT_ONCE: Final = 4  # people who save at the same moment, in each process
TABLE: Final = "bench_plain"  # what the bare insert fills

Work = list[tuple[int, int]]  # a person and its questionnaire, by their numbers


@dataclass
class Done:
    """What a process did: how long each save took, and how often and what last it saved of each answer."""

    seconds: list[float] = field(default_factory=list)
    answers: list[tuple[int, str, int, str]] = field(default_factory=list)  # questionnaire, about, times, last text


def saving(people: int = PEOPLE) -> Iterator[dict[str, Any]]:
    """Let people save, count what stands afterwards, and give the time of a save beside that of a bare one."""
    from django.db import connection  # noqa: PLC0415 - models load after the apps are ready

    from zorginkoop.portal.audit.models import Entry  # noqa: PLC0415 - as above

    work = _people(people)
    saved = Entry.objects.filter(action="intake.answers_saved")
    before = saved.count()
    start = time.perf_counter()
    ours = _at_once("ours", work)
    whole = time.perf_counter() - start
    connection.close()
    _check(ours, saved.count() - before)
    with connection.schema_editor() as editor:
        editor.execute(f"DROP TABLE IF EXISTS {TABLE}")
        editor.create_model(plain())
    bare = _at_once("bare", work[: max(len(work) // 10, AT_ONCE * 2)])
    with connection.schema_editor() as editor:
        editor.delete_model(plain())
    what = f"{len(work):,} people save {SAVES} answers each, as many at once as {_cores()} processes can"
    yield {"what": what, "seconds": whole}
    yield {
        "what": "one such save, with its entry in the log, 95th percentile",
        "seconds": _slow(ours.seconds),
        "peer": "a bare insert that leads on, as many at once",
        "peer_seconds": _slow(bare.seconds),
    }


def _people(number: int) -> Work:
    """Give somebody to fill in each of as many questionnaires that stand open."""
    from zorginkoop.portal import clock  # noqa: PLC0415 - models load after the apps are ready
    from zorginkoop.portal.accounts.models import User  # noqa: PLC0415 - as above
    from zorginkoop.portal.accounts.roles import ProviderRole  # noqa: PLC0415 - as above
    from zorginkoop.portal.audit.log import changing  # noqa: PLC0415 - as above
    from zorginkoop.portal.intake.models import Questionnaire  # noqa: PLC0415 - as above
    from zorginkoop.portal.register.models import Mandate  # noqa: PLC0415 - as above

    open_ones = Questionnaire.objects.filter(confirmed_at=None, agreement__care_type=CARE_TYPE)
    still = open_ones.filter(answers=None).order_by("pk").distinct()
    found = list(still.values_list("pk", "provider")[:number])
    if len(found) < number:
        message = f"{len(found)} questionnaires stand open without an answer: fewer than the {number} people asked for"
        raise SystemExit(message)
    with changing("bench"):
        users = User.objects.bulk_create(
            User(email=f"{uuid4()}@verzonnen.example", name="Proef", date_joined=clock.now()) for _ in found
        )
        Mandate.objects.bulk_create(
            Mandate(provider_id=provider, user=user, role=ProviderRole.FILLER, valid_from="2020-01-01")
            for (_, provider), user in zip(found, users, strict=True)
        )
    return [(user.pk, one) for (one, _), user in zip(found, users, strict=True)]


def _cores() -> int:
    return os.cpu_count() or 1


def _at_once(kind: str, work: Work) -> Done:
    """Share the work among as many processes as there are cores, and put together what they did."""
    shares = [work[first :: _cores()] for first in range(_cores())]
    processes = [
        subprocess.Popen(
            [sys.executable, __file__, kind], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=os.environ
        )
        for _ in shares
    ]
    for process, share in zip(processes, shares, strict=True):
        assert process.stdin is not None  # noqa: S101 - asked for above
        process.stdin.write(json.dumps(share))
        process.stdin.close()
    whole = Done()
    for process in processes:
        assert process.stdout is not None  # noqa: S101 - asked for above
        told = process.stdout.read()
        if process.wait():
            raise SystemExit(process.returncode)
        one = json.loads(told.splitlines()[-1])
        whole.seconds += one["seconds"]
        whole.answers += [tuple(answer) for answer in one["answers"]]
    return whole


def _worker(kind: str) -> None:
    """Do one share of the work, read from standard input, with a few people at a time."""
    work = json.loads(sys.stdin.read())
    ask = _fill_in if kind == "ours" else _insert
    done = Done()
    with ThreadPoolExecutor(AT_ONCE) as threads:
        for one in threads.map(lambda pair: ask(*pair), work):
            done.seconds += one.seconds
            done.answers += one.answers
    print(json.dumps({"seconds": done.seconds, "answers": done.answers}))


def _fill_in(person: int, number: int) -> Done:
    """Answer questions one by one, as a browser does that sends every field of its page."""
    from django.test import Client  # noqa: PLC0415 - models load after the apps are ready
    from django.urls import reverse  # noqa: PLC0415 - as above

    from zorginkoop.kernel.language import FactKind  # noqa: PLC0415 - as above
    from zorginkoop.portal.accounts.models import User  # noqa: PLC0415 - as above
    from zorginkoop.portal.intake.drafts import draft_of  # noqa: PLC0415 - as above
    from zorginkoop.portal.intake.forms import VERSION  # noqa: PLC0415 - as above
    from zorginkoop.portal.intake.models import Questionnaire  # noqa: PLC0415 - as above
    from zorginkoop.portal.intake.pages import Pages  # noqa: PLC0415 - as above

    client = Client()
    client.force_login(User.objects.get(pk=person))
    questionnaire = Questionnaire.objects.select_related("provider", "agreement__season").get(pk=number)
    pages = Pages(draft_of(questionnaire), "nl")
    forms = [(group.id, pages.form(group)) for group in pages.draft.asked.groups]
    asked = [
        (name, form, about)
        for name, form in forms
        for about, question in form.questions.items()
        if question.declaration.kind == FactKind.YES_NO and not question.known.text
    ]
    done, times, typed = Done(), Counter[str](), dict[str, str]()
    for turn in range(SAVES):
        name, form, about = asked[turn % len(asked)]
        typed[about] = "nee" if typed.get(about) == "ja" else "ja"
        screen = {**form.initial, **{one: text for one, text in typed.items() if one in form.questions}}
        versions = {f"{VERSION}{one}": count for one, count in times.items() if one in form.questions}
        address = reverse("intake:group", args=[questionnaire.provider.public_id, questionnaire.public_id, name])
        begun = time.perf_counter()
        answer = client.post(address, {**screen, **versions})
        done.seconds.append(time.perf_counter() - begun)
        if answer.status_code != HTTPStatus.SEE_OTHER:
            message = f"a save was answered with {answer.status_code}"
            raise RuntimeError(message)
        times[about] += 1
    done.answers = [(number, about, times[about], text) for about, text in typed.items()]
    return done


def _check(done: Done, entries: int) -> None:
    """Look whether every save is there once: in the answers, in their versions, and in the log."""
    from zorginkoop.portal.intake.models import DraftAnswer  # noqa: PLC0415 - models load after the apps are ready

    told = {(number, about): (times, text) for number, about, times, text in done.answers}
    rows = DraftAnswer.objects.filter(questionnaire__in={number for number, _ in told})
    stands = {(one.questionnaire_id, one.about): (one.version, one.text) for one in rows}
    if stands != told or entries != len(done.seconds):
        wrong = len(set(stands.items()) ^ set(told.items()))
        message = f"{wrong} answers are lost or stand twice; {entries} entries of {len(done.seconds)} saves"
        raise SystemExit(message)


@cache
def plain() -> Any:  # noqa: ANN401 - a model that only this module has
    """Give the model of the bare insert."""
    from django.db import models  # noqa: PLC0415 - models load after the apps are ready

    class Plain(models.Model):
        """One answer, and nothing around it."""

        about = models.CharField(max_length=80)
        text = models.CharField(max_length=80)

        class Meta:
            """A table of its own, that is gone afterwards."""

            app_label = "clock"
            db_table = TABLE

        def __str__(self) -> str:
            return self.about

    return Plain


def _bare(request: Any) -> Any:  # noqa: ANN401 - what Django gives a view
    from django.http import HttpResponseRedirect  # noqa: PLC0415 - models load after the apps are ready

    plain().objects.create(about=request.POST["about"], text=request.POST["text"])
    return HttpResponseRedirect("/", status=303)


def _insert(person: int, number: int) -> Done:
    """Send as many bare inserts, through the middleware that Django gives a new site."""
    from django.test import Client  # noqa: PLC0415 - models load after the apps are ready
    from django.urls import path  # noqa: PLC0415 - as above
    from portal_country import bare_handler  # noqa: PLC0415 - as above

    client = Client()
    client.handler = bare_handler([path("", _bare)])
    done = Done()
    for turn in range(SAVES):
        begun = time.perf_counter()
        client.post("/", {"about": f"{person} {number}", "text": str(turn)})
        done.seconds.append(time.perf_counter() - begun)
    return done


def _slow(times: Sequence[float]) -> float:
    """Give the time within which 95 of 100 are done."""
    return statistics.quantiles(times, n=20)[-1]


def main() -> None:
    """Measure on its own, or do the share of one process."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zorginkoop.portal.settings")
    if address := os.environ.get("ZORGINKOOP_TEST_DATABASE"):
        os.environ["ZORGINKOOP_DATABASE"] = address
    import django  # noqa: PLC0415 - the settings read the environment when they load

    django.setup()
    asked = sys.argv[1] if len(sys.argv) > 1 else str(PEOPLE)
    if asked in ("ours", "bare"):
        _worker(asked)
    else:
        print(json.dumps(list(saving(int(asked)))))


if __name__ == "__main__":
    main()
