"""Judging as an app."""

from __future__ import annotations

from django.apps import AppConfig


class AssessmentConfig(AppConfig):
    """Judges whoever confirmed a questionnaire."""

    name = "zorginkoop.portal.assessment"
    label = "assessment"

    def ready(self) -> None:
        """Judge after each confirmation."""
        from zorginkoop.portal.assessment import interests, jobs, work  # noqa: PLC0415 - models load after the apps are ready
        from zorginkoop.portal.assessment.dossier import SECTION  # noqa: PLC0415 - as above
        from zorginkoop.portal.assessment.withdrawing import after_withdrawal  # noqa: PLC0415 - as above
        from zorginkoop.portal.editions.portfolio import handed_over  # noqa: PLC0415 - as above
        from zorginkoop.portal.intake.confirming import confirmed  # noqa: PLC0415 - as above
        from zorginkoop.portal.intake.reopening import asked_whether  # noqa: PLC0415 - as above
        from zorginkoop.portal.intake.saving import said_wrong  # noqa: PLC0415 - as above
        from zorginkoop.portal.intake.vault import withdrawn  # noqa: PLC0415 - as above
        from zorginkoop.portal.jobs.repeats import repeat  # noqa: PLC0415 - as above
        from zorginkoop.portal.register.deciding import asked_about  # noqa: PLC0415 - as above
        from zorginkoop.portal.register.sections import add_section  # noqa: PLC0415 - as above
        from zorginkoop.portal.requests.deciding import request_granted  # noqa: PLC0415 - as above

        repeat(jobs.put_decisions_in_force, jobs.LOOK_EVERY, wanted=jobs.any_taking_effect)
        add_section(SECTION)
        asked_about.connect(interests.not_theirs, dispatch_uid="assessment")
        handed_over.connect(work.after_handover, dispatch_uid="assessment")
        asked_whether.connect(interests.in_the_way, dispatch_uid="assessment")
        said_wrong.connect(work.after_said_wrong, dispatch_uid="assessment")
        withdrawn.connect(after_withdrawal, dispatch_uid="assessment")
        confirmed.connect(jobs.after_confirmation, dispatch_uid="assessment")
        request_granted.connect(jobs.after_grant, dispatch_uid="assessment")
