"""Jobs as an app."""

from __future__ import annotations

from datetime import timedelta

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """Knows how work is kept going; what a job does stands with what it works on."""

    name = "zorginkoop.portal.jobs"
    label = "jobs"

    def ready(self) -> None:
        """Say what repeats of the contexts below; those above say so themselves."""
        from zorginkoop.portal.accounts import jobs as accounts  # noqa: PLC0415 - models load after the apps are ready
        from zorginkoop.portal.audit import jobs as audit  # noqa: PLC0415 - as above
        from zorginkoop.portal.exports import jobs as exports  # noqa: PLC0415 - as above
        from zorginkoop.portal.jobs import housekeeping  # noqa: PLC0415 - as above
        from zorginkoop.portal.jobs.repeats import repeat  # noqa: PLC0415 - as above
        from zorginkoop.portal.mail import jobs as mail  # noqa: PLC0415 - as above

        repeat(audit.seal_readings, timedelta(minutes=5))
        repeat(audit.tell_witness, timedelta(hours=1))
        repeat(audit.remove_readings, timedelta(days=1))
        repeat(accounts.forget_ended_sessions, timedelta(days=1))
        repeat(exports.remove_old_downloads, timedelta(days=1), wanted=exports.anything_made)
        repeat(mail.hand_over_waiting, timedelta(seconds=5), wanted=mail.anything_to_hand_over)
        repeat(mail.take_in_bounces, timedelta(minutes=10), wanted=mail.has_mailbox)
        repeat(housekeeping.forget_finished, timedelta(days=1))
