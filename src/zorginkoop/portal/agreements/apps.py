"""The agreements as an app."""

from __future__ import annotations

from django.apps import AppConfig


class AgreementsConfig(AppConfig):
    """Offers, seals, lets sign, and records what was agreed."""

    name = "zorginkoop.portal.agreements"
    label = "agreements"

    def ready(self) -> None:
        """Look at open offers when an outcome is another than the one they rest on."""
        from django.db.models.signals import post_save  # noqa: PLC0415 - models load after the apps are ready

        from zorginkoop.portal.agreements.reconsidering import after_judging  # noqa: PLC0415 - as above
        from zorginkoop.portal.assessment.models import Assessment  # noqa: PLC0415 - as above

        post_save.connect(after_judging, sender=Assessment, dispatch_uid="agreements")
