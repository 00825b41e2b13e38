"""Questionnaires as an app."""

from __future__ import annotations

from datetime import timedelta

from django.apps import AppConfig


class IntakeConfig(AppConfig):
    """Asks, keeps answers and evidence, and hands them to the register when they are confirmed."""

    name = "zorginkoop.portal.intake"
    label = "intake"

    def ready(self) -> None:
        """Open a questionnaire for everybody who is invited here, and say what repeats."""
        from zorginkoop.portal.intake import jobs  # noqa: PLC0415 - models load after the apps
        from zorginkoop.portal.intake.dossier import SECTION  # noqa: PLC0415 - models load after the apps
        from zorginkoop.portal.intake.opening import after_invitation  # noqa: PLC0415 - as above
        from zorginkoop.portal.jobs.repeats import repeat  # noqa: PLC0415 - as above
        from zorginkoop.portal.register.sections import add_section  # noqa: PLC0415 - as above
        from zorginkoop.portal.selection.signals import invited  # noqa: PLC0415 - as above

        add_section(SECTION)
        invited.connect(after_invitation, dispatch_uid="intake")
        repeat(jobs.make_missing_receipts, timedelta(hours=1), wanted=jobs.any_receipt_missing)
        repeat(jobs.end_reopenings, timedelta(hours=1), wanted=jobs.any_reopening_over)
        repeat(
            jobs.tell_of_ending_evidence,
            timedelta(days=1),
            wanted=jobs.any_evidence_ending,
            write_due=jobs.tell_of_ending_evidence.func,
        )
