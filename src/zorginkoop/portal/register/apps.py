"""The register as an app."""

from __future__ import annotations

from datetime import timedelta

from django.apps import AppConfig


class RegisterConfig(AppConfig):
    """Knows people and providers; knows no policy."""

    name = "zorginkoop.portal.register"
    label = "register"

    def ready(self) -> None:
        """Add to each dossier what the register itself knows, and say what repeats."""
        from zorginkoop.portal.jobs.repeats import repeat  # noqa: PLC0415 - models load after the apps are ready
        from zorginkoop.portal.register import dossier, jobs  # noqa: PLC0415 - models load after the apps are ready
        from zorginkoop.portal.register.sections import (  # noqa: PLC0415 - as above
            IN_CONFIDENCE,
            KNOWLEDGE,
            PEOPLE,
            Section,
            add_section,
        )

        repeat(jobs.let_successors_follow, timedelta(hours=1), wanted=jobs.anything_due)
        add_section(Section(10, "identity", "register/identity.html", dossier.identity))
        add_section(Section(20, "agreements", "register/agreements.html", dossier.agreements))
        add_section(Section(50, "people", "register/people.html", dossier.people, PEOPLE))
        add_section(Section(60, "knowledge", "register/knowledge.html", dossier.knowledge, KNOWLEDGE))
        add_section(Section(70, "screening", "register/screening.html", dossier.screening, seen_by=IN_CONFIDENCE))
        add_section(Section(90, "notes", "register/notes.html", dossier.notes, seen_by=IN_CONFIDENCE))
