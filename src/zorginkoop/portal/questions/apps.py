"""Questions as an app."""

from __future__ import annotations

from django.apps import AppConfig


class QuestionsConfig(AppConfig):
    """Lets anybody ask about a policy, and gives the answer to everybody."""

    name = "zorginkoop.portal.questions"
    label = "questions"
