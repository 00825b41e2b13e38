"""The roles of the site: at the purchaser, and at a provider."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class StaffRole(models.TextChoices):
    """What somebody does for the purchaser or for an insurer's desk."""

    POLICY_OFFICER = "beleidsmedewerker", _("beleidsmedewerker")
    PURCHASER = "zorginkoper", _("zorginkoper")
    INTEGRITY_OFFICER = "integriteit", _("integriteitsfunctionaris")
    LABEL_DESK = "loket", _("loket van het label")
    CLAIMS_ANALYST = "declaratieanalist", _("declaratieanalist")
    AUDITOR = "auditor", _("auditor")
    ADMINISTRATOR = "beheerder", _("beheerder van het portaal")


class ProviderRole(models.TextChoices):
    """What somebody may do for a provider; signing is apart from everything else."""

    MANAGER = "beheerder", _("beheerder van de aanbieder")
    FILLER = "invuller", _("invuller")
    SIGNATORY = "tekenbevoegde", _("tekenbevoegde")
    READER = "lezer", _("lezer")


ALL_STAFF = frozenset(StaffRole)
ALL_OF_PROVIDER = frozenset(ProviderRole)
