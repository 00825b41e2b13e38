"""Selection as an app."""

from __future__ import annotations

from datetime import timedelta

from django.apps import AppConfig


class SelectionConfig(AppConfig):
    """Decides by the policy whom to approach, and lets two people answer for it."""

    name = "zorginkoop.portal.selection"
    label = "selection"

    def ready(self) -> None:
        """Stand in every dossier with what was selected and sent."""
        from zorginkoop.portal.jobs.repeats import repeat  # noqa: PLC0415 - models load after the apps
        from zorginkoop.portal.mail.signals import written_again  # noqa: PLC0415 - as above
        from zorginkoop.portal.register.sections import add_section  # noqa: PLC0415 - as above
        from zorginkoop.portal.selection import jobs  # noqa: PLC0415 - as above
        from zorginkoop.portal.selection.dossier import SECTION  # noqa: PLC0415 - as above
        from zorginkoop.portal.selection.rescuing import anything_waiting  # noqa: PLC0415 - as above
        from zorginkoop.portal.selection.sending import follow  # noqa: PLC0415 - as above

        add_section(SECTION)
        repeat(jobs.rescue_runs, timedelta(minutes=5), wanted=anything_waiting)
        written_again.connect(follow, dispatch_uid="selection.follow")
