"""Work on agreements that a page does not wait for; each job may run twice."""

from __future__ import annotations

from django_tasks import task

from zorginkoop.portal.agreements import refusal_letters
from zorginkoop.portal.agreements.models import RefusalLetter


@task()
def make_letter(letter: int) -> None:
    """Make the paper of a refusal."""
    related = ("assessment__provider", "assessment__agreement__season")
    refusal_letters.make(RefusalLetter.objects.select_related(*related).get(pk=letter))
