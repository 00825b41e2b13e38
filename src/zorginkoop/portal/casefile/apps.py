"""The season file as an app."""

from __future__ import annotations

from datetime import timedelta

from django.apps import AppConfig


class CaseFileConfig(AppConfig):
    """Knows what every context keeps of a provider, and nothing of how it came about."""

    name = "zorginkoop.portal.casefile"
    label = "casefile"

    def ready(self) -> None:
        """Stand in every dossier, and look now and then whether a file waits for work that broke off."""
        from zorginkoop.portal.casefile import jobs  # noqa: PLC0415 - models load after the apps
        from zorginkoop.portal.casefile.dossier import SECTION  # noqa: PLC0415 - as above
        from zorginkoop.portal.jobs.repeats import repeat  # noqa: PLC0415 - as above
        from zorginkoop.portal.register.sections import add_section  # noqa: PLC0415 - as above

        add_section(SECTION)
        repeat(jobs.rescue_case_files, timedelta(minutes=5), wanted=jobs.anything_waiting)
