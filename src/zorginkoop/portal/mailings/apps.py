"""Mailings as an app."""

from __future__ import annotations

from datetime import timedelta

from django.apps import AppConfig


class MailingsConfig(AppConfig):
    """Writes to many providers at once, and reminds them before a deadline."""

    name = "zorginkoop.portal.mailings"
    label = "mailings"

    def ready(self) -> None:
        """Let reminders go out by themselves, and stand in every dossier with what was sent."""
        from zorginkoop.portal.jobs.repeats import repeat  # noqa: PLC0415 - models load after the apps are known
        from zorginkoop.portal.mailings import jobs  # noqa: PLC0415 - as above
        from zorginkoop.portal.mailings.dossier import SECTION  # noqa: PLC0415 - as above
        from zorginkoop.portal.register.sections import add_section  # noqa: PLC0415 - as above

        add_section(SECTION)
        repeat(jobs.remind, timedelta(minutes=15), wanted=jobs.may_remind_now, write_due=jobs.remind_at_any_hour)
