"""Measure a mailing to ten thousand: made, agreed to, sent and stopped half-way, beside writing as many bare messages.

    portal_mail.py [NUMBER]    in a folder of its own, on the database of ZORGINKOOP_TEST_DATABASE or on SQLite
    portal_mail.py --json      the same, as measures

The peak of the memory is told after the first thousand and at the end: what is flat stays the same.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

NUMBER = 10_000
FIRST = 1_000
LETTERS_IN = 100  # one in so many has no address, and gets a letter
MADE, SENT, BARE = "make, submit and agree", "send, stopped once", "bare messages"
AFTER_THE_FIRST, AT_THE_END = "peak after the first thousand (MiB)", "peak at the end (MiB)"


def run(number: int) -> dict[str, float]:
    """Send a mailing to made-up providers, and give seconds and mebibytes by name."""
    import django  # noqa: PLC0415 - the settings read the environment when they load

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415 - models load after the apps are ready

    call_command("migrate", verbosity=0)
    from zorginkoop.portal.mailings import sending  # noqa: PLC0415 - as above
    from zorginkoop.portal.mailings.deciding import approve, start, stop, submit  # noqa: PLC0415 - as above
    from zorginkoop.portal.mailings.models import Receiver  # noqa: PLC0415 - as above

    sending._TURN = 0  # noqa: SLF001 - nobody else writes here, so nobody is let past
    found: dict[str, float] = {}
    providers, maker, colleague = _people(number)
    begun = time.perf_counter()
    mailing = _made(providers, maker)
    mailing = submit(mailing, maker)
    mailing = start(approve(mailing, mailing.content_hash, colleague))
    found[MADE] = time.perf_counter() - begun
    begun = time.perf_counter()
    last = 0
    while Receiver.objects.filter(mailing=mailing, done_at__isnull=False).count() < min(FIRST, number):
        last = sending.send_some(mailing.pk, last)
    found[AFTER_THE_FIRST] = _peak()
    stop(mailing)
    sending.send(mailing.pk)  # lies still: does nothing
    start(mailing)
    sending.send(mailing.pk)
    found[SENT] = time.perf_counter() - begun
    found[AT_THE_END] = _peak()
    found[BARE] = _bare(number)
    _check(number)
    return found


def _people(number: int) -> tuple[list[int], Any, Any]:
    from zorginkoop.portal.accounts.models import User  # noqa: PLC0415 - models load after the apps are ready
    from zorginkoop.portal.audit.log import changing  # noqa: PLC0415 - as above
    from zorginkoop.portal.register.models import Provider  # noqa: PLC0415 - as above

    with changing("bench"):
        rows = Provider.objects.bulk_create(
            Provider(
                agb_code=f"{4_000_000 + at:08}", name=f"Praktijk Verzonnen {at}", kind="praktijk", source="proef",
                known_since="2020-01-01", place="Bedachtum", postcode="1111 AA",
                vecozo_email="" if at % LETTERS_IN == 0 else f"praktijk{at}@verzonnen.example",
            )
            for at in range(number)
        )  # fmt: skip
        people = [User.objects.create_user(f"p{at}@verzonnen.example", f"Persoon {at}") for at in range(2)]
    return [row.pk for row in rows], people[0], people[1]


def _made(providers: list[int], maker: Any) -> Any:  # noqa: ANN401 - models load after the apps are ready
    from zorginkoop.portal.editions.models import Channel  # noqa: PLC0415 - models load after the apps are ready
    from zorginkoop.portal.editions.opening import open_season  # noqa: PLC0415 - as above
    from zorginkoop.portal.mailings.making import make  # noqa: PLC0415 - as above

    season = open_season("paramedische_zorg/2026-2", channels={"fysiotherapie": Channel.PORTAL})
    return make(season.agreements.get(), "Proef", providers, maker, audience={"bron": "lijst"})


def _bare(number: int) -> float:
    """Write as many messages in the same small changes, and nothing else."""
    from zorginkoop.portal.audit.log import changing  # noqa: PLC0415 - models load after the apps are ready
    from zorginkoop.portal.mail import outbox  # noqa: PLC0415 - as above

    begun = time.perf_counter()
    for first in range(0, number, 25):
        with changing("bench"):
            for at in range(first, min(first + 25, number)):
                outbox.write(f"los{at}@verzonnen.example", "Onderwerp", "Tekst\n")
    return time.perf_counter() - begun


def _check(number: int) -> None:
    """Look whether everybody has it once."""
    from zorginkoop.portal.mail.models import Message  # noqa: PLC0415 - models load after the apps are ready
    from zorginkoop.portal.mailings.models import Mailing, MailingState, Receiver  # noqa: PLC0415 - as above

    letters = -(-number // LETTERS_IN)
    written = Message.objects.filter(to__startswith="praktijk")
    if Mailing.objects.get().state != MailingState.SENT or written.count() != number - letters:
        message = "not everybody has the mailing"
        raise SystemExit(message)
    if (
        written.values("to").distinct().count() != written.count()
        or Receiver.objects.exclude(letter_hash="").count() != letters
    ):
        message = "somebody has the mailing twice, or no letter"
        raise SystemExit(message)


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def main() -> None:
    """Measure, and print a line for each figure."""
    as_json = "--json" in sys.argv
    number = int(sys.argv[1]) if len(sys.argv) > 1 and not as_json else NUMBER
    with tempfile.TemporaryDirectory() as folder:
        os.environ["ZORGINKOOP_DATA"] = folder
        os.environ["ZORGINKOOP_DATABASE"] = os.environ.get("ZORGINKOOP_TEST_DATABASE", "")
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zorginkoop.portal.settings")
        (Path(folder) / "static").mkdir()
        found = run(number)
    if as_json:
        print(json.dumps(list(_measures(number, found))))
        return
    for what, figure in found.items():
        sys.stdout.write(f"{what:40} {figure:10.1f}\n")


def _measures(number: int, found: dict[str, float]) -> Iterator[dict[str, Any]]:
    first, last = found[AFTER_THE_FIRST], found[AT_THE_END]
    yield {"what": f"make a mailing to {number:,}, submit it and agree to it", "seconds": found[MADE]}
    yield {
        "what": f"send it, stopped once half-way ({first:.0f} MiB after the first {FIRST:,})",
        "seconds": found[SENT],
        "peer": "as many bare messages",
        "peer_seconds": found[BARE],
        "peak_mib": round(last),
    }


if __name__ == "__main__":
    main()
