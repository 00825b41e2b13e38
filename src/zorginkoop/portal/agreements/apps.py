"""The agreements as an app."""

from __future__ import annotations

from django.apps import AppConfig


class AgreementsConfig(AppConfig):
    """Offers, seals, lets sign, and records what was agreed."""

    name = "zorginkoop.portal.agreements"
    label = "agreements"

    def ready(self) -> None:
        """Look at open offers when an outcome is another than they rest on; have papers made of refusals and offers.

        Receipts of questionnaires carry the seal of the purchaser too.
        """
        from django.db.models.signals import post_save  # noqa: PLC0415 - models load after the apps are ready

        from zorginkoop.portal.agreements import evaluations, jobs, reopening  # noqa: PLC0415 - as above
        from zorginkoop.portal.agreements.dossier import SAMPLED, SECTION  # noqa: PLC0415 - as above
        from zorginkoop.portal.agreements.receipts import SEALING  # noqa: PLC0415 - as above
        from zorginkoop.portal.agreements.reconsidering import after_judging  # noqa: PLC0415 - as above
        from zorginkoop.portal.agreements.refusal_letters import after_release  # noqa: PLC0415 - as above
        from zorginkoop.portal.agreements.sampling_views import work_page  # noqa: PLC0415 - as above
        from zorginkoop.portal.assessment.elsewhere import show_with  # noqa: PLC0415 - as above
        from zorginkoop.portal.assessment.models import Assessment, WorkKind  # noqa: PLC0415 - as above
        from zorginkoop.portal.assessment.releasing import released, to_be_released  # noqa: PLC0415 - as above
        from zorginkoop.portal.intake.receipts import seal_with  # noqa: PLC0415 - as above
        from zorginkoop.portal.intake.reopening import asked_whether  # noqa: PLC0415 - as above
        from zorginkoop.portal.jobs.repeats import repeat  # noqa: PLC0415 - as above
        from zorginkoop.portal.register.sections import add_section  # noqa: PLC0415 - as above

        repeat(jobs.raise_overdue, jobs.LOOK_EVERY, wanted=jobs.any_overdue)
        show_with(WorkKind.SAMPLE, work_page)
        add_section(SECTION)
        add_section(SAMPLED)
        seal_with(SEALING)
        asked_whether.connect(reopening.in_the_way, dispatch_uid="agreements")
        released.connect(after_release, dispatch_uid="agreements")
        to_be_released.connect(evaluations.made_first, dispatch_uid="agreements.report")
        post_save.connect(after_judging, sender=Assessment, dispatch_uid="agreements")
