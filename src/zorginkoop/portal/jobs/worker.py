"""The worker: does the jobs of the queue one by one, while a keeper beside it shows that it lives."""

from __future__ import annotations

import contextlib
import logging
import secrets
import threading
import time
from collections.abc import Sequence

from django.db import InterfaceError, OperationalError, connection
from django_tasks_db.management.commands.db_worker import Worker

from zorginkoop.portal import clock
from zorginkoop.portal.jobs import repeats, rescue

BEAT_SECONDS = 5.0
PATIENCE_SECONDS = 5.0  # before a lost database is tried again
_log = logging.getLogger("zorginkoop.jobs")


class Keeper(threading.Thread):
    """Shows that the worker lives, rescues what others left, and puts repeated work in the queue."""

    def __init__(self, worker_id: str, every: float = BEAT_SECONDS) -> None:
        super().__init__(name="keeper", daemon=True)
        self.worker_id = worker_id
        self.every = every
        self.started_at = clock.of_machine()
        self.ended = threading.Event()

    def turn(self) -> None:
        """Do everything once."""
        now = clock.of_machine()
        rescue.beat(self.worker_id, self.started_at, now)
        rescue.rescue_orphans(now)
        repeats.put_due_in_queue(now)

    def run(self) -> None:
        """Do everything again and again; a database that is away comes back."""
        while not self.ended.wait(self.every):
            try:
                self.turn()
            except (OperationalError, InterfaceError):
                _log.warning("the database does not answer")
                connection.close()
            except Exception:  # noqa: BLE001 - the keeper outlives whatever it meets, or the worker is taken for lost
                _log.exception("the keeper of the worker stumbled")
        connection.close()


def work(*, until_empty: bool = False, interval: float = 1.0, but: Sequence[str] = ()) -> None:
    """Do jobs until told to stop, or until nothing waits; those of some queues may be left to another worker."""
    worker = Worker(
        queue_names=["*"],
        interval=interval,
        batch=until_empty,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=secrets.token_hex(16),
        excluded_queue_names=list(but),
    )
    worker.configure_signals()
    keeper = Keeper(worker.worker_id)
    keeper.turn()  # whoever claims a job is known to live
    keeper.start()
    try:
        _outlasting_the_database(worker)
    finally:
        keeper.ended.set()
        keeper.join()
        with contextlib.suppress(OperationalError, InterfaceError):
            rescue.forget(worker.worker_id)


def _outlasting_the_database(worker: Worker) -> None:
    """Go on when the database was away for a while."""
    while True:
        try:
            worker.run()
        except (OperationalError, InterfaceError):
            _log.warning("the database does not answer")
            connection.close()
            time.sleep(PATIENCE_SECONDS)
        else:
            return
