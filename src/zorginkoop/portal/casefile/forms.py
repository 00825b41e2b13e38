"""The form on which a season file is asked for."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zorginkoop.portal.casefile.making import Wanted
from zorginkoop.portal.editions.models import Season


class CaseFileForm(forms.Form):
    """Which season, for whom and why; and apart from that whether what is confidential goes along, and why."""

    season = forms.ModelChoiceField(
        queryset=Season.objects.order_by("-contract_year", "edition"), label=gettext_lazy("Seizoen"), empty_label=None
    )
    for_whom = forms.CharField(
        label=gettext_lazy("Voor wie is het dossier?"),
        help_text=gettext_lazy("Bijvoorbeeld de rechtbank, de NZa of de Autoriteit Persoonsgegevens."),
        max_length=160,
    )
    ground = forms.CharField(
        label=gettext_lazy("Waarom vraagt u het?"),
        help_text=gettext_lazy("Noem de zaak of het verzoek. De reden staat op het overzicht."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    confidential = forms.BooleanField(label=gettext_lazy("Met de vertrouwelijke delen"), required=False)
    confidential_ground = forms.CharField(
        label=gettext_lazy("Waarom moeten de vertrouwelijke delen mee?"),
        help_text=gettext_lazy(
            "Notities van medewerkers, controles van de aanbieder, vertrouwelijk bewijs en gemelde banden."
        ),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *given: Any, in_confidence: bool, **named: Any) -> None:  # noqa: ANN401 - a form takes what it takes
        super().__init__(*given, **named)
        if not in_confidence:
            del self.fields["confidential"], self.fields["confidential_ground"]

    def clean(self) -> dict[str, Any]:
        """Ask for the reason where something confidential is asked for."""
        said = super().clean() or {}
        if said.get("confidential") and not said.get("confidential_ground"):
            self.add_error("confidential_ground", _("Schrijf op waarom de vertrouwelijke delen mee moeten."))
        return said

    @property
    def wanted(self) -> Wanted:
        """Give what is asked for."""
        said = self.cleaned_data
        ground = said.get("confidential_ground", "") if said.get("confidential") else ""
        return Wanted(said["season"], said["for_whom"], said["ground"], ground)
