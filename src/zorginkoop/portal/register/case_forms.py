"""What somebody fills in about a change of an AGB code."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from zorginkoop.portal.register.code_cases import WITH_SUCCESSOR
from zorginkoop.portal.register.models import CodeCaseKind, Provider
from zorginkoop.tables.vocabulary import AGB, POSTCODE


def agb_code(text: str) -> None:
    """Refuse what is no AGB code; there is no check digit to hold it to."""
    if not re.fullmatch(AGB.pattern, text):
        raise ValidationError(_now("Een AGB-code heeft acht cijfers, met de nullen vooraan."))


def postcode(text: str) -> None:
    """Refuse what is no postcode."""
    if not re.fullmatch(POSTCODE.pattern, text):
        raise ValidationError(_now("Schrijf een postcode als 3511 AB."))


class CodeCaseForm(forms.Form):
    """What happened, from which day, and how it is known."""

    kind = forms.ChoiceField(label=_("Wat is er gebeurd?"), choices=CodeCaseKind.choices, widget=forms.RadioSelect)
    effective_on = forms.DateField(
        label=_("Vanaf welke dag?"),
        help_text=_("De eerste dag van de nieuwe toestand. Een code die stopt, eindigt de dag ervoor."),
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    successor_agb = forms.CharField(
        label=_("AGB-code van wie verdergaat"),
        help_text=_("Bij een overname of fusie."),
        required=False,
        validators=[agb_code],
    )
    location_agb = forms.CharField(
        label=_("AGB-code van de nieuwe vestiging"),
        help_text=_("Bij een nieuwe vestiging."),
        required=False,
        validators=[agb_code],
    )
    location_name = forms.CharField(label=_("Naam van de vestiging"), required=False, max_length=200)
    location_postcode = forms.CharField(label=_("Postcode van de vestiging"), required=False, validators=[postcode])
    location_place = forms.CharField(label=_("Plaats van de vestiging"), required=False, max_length=80)
    ground = forms.CharField(
        label=_("Waaruit blijkt dit?"),
        help_text=_("Bijvoorbeeld een bericht van Vektis, of een uittreksel van de KvK met de datum."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
    )

    def clean(self) -> dict[str, Any]:
        """Ask for what this kind of change needs, and drop what it does not have."""
        cleaned = super().clean() or self.cleaned_data
        kind = cleaned.get("kind")
        cleaned["successor"] = None
        if kind in WITH_SUCCESSOR and "successor_agb" in cleaned:
            cleaned["successor"] = self._successor(cleaned["successor_agb"])
        if kind == CodeCaseKind.NEW_LOCATION:
            if "location_agb" in cleaned and not cleaned["location_agb"]:
                self.add_error("location_agb", _now("Vul de AGB-code van de vestiging in."))
        else:
            cleaned |= dict.fromkeys(("location_agb", "location_name", "location_postcode", "location_place"), "")
        cleaned.pop("successor_agb", None)
        return cleaned

    def _successor(self, code: str) -> Provider | None:
        if not code:
            self.add_error("successor_agb", _now("Vul de AGB-code in van wie verdergaat."))
            return None
        found = Provider.objects.filter(agb_code=code).first()
        if found is None:
            words = _now("AGB-code %(code)s staat niet in het register. Voeg de aanbieder eerst toe.")
            self.add_error("successor_agb", words % {"code": code})
        return found


class RefusalForm(forms.Form):
    """Why a change is not carried out."""

    refusal = forms.CharField(
        label=_("Waarom niet?"), widget=forms.Textarea(attrs={"rows": 3}), max_length=2000, required=False
    )
