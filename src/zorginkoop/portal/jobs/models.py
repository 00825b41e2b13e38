"""What is kept of workers and of repeated work; the queue itself is that of django-tasks-db."""

from __future__ import annotations

from django.db import models


class WorkerBeat(models.Model):
    """When a worker last showed that it lives, by the clock of the machine."""

    worker_id = models.CharField(max_length=64, primary_key=True)
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.worker_id


class RepeatState(models.Model):
    """When repeated work was last put in the queue, by the clock of the machine."""

    name = models.CharField(max_length=200, primary_key=True)
    last_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name
