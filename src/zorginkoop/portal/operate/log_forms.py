"""What an auditor asks of the logs."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from zorginkoop.portal.register.models import Provider

_DAY = {"invalid": _("Schrijf een dag als 15-10-2025 of kies hem.")}


class LogForm(forms.Form):
    """Which lines to show; everything may stay empty."""

    provider = forms.CharField(
        label=_("Aanbieder"), required=False, max_length=36, help_text=_("AGB-code van acht cijfers, of het kenmerk.")
    )
    actor = forms.CharField(
        label=_("Wie"), required=False, max_length=64, help_text=_("Nummer van de gebruiker, of een naam als systeem.")
    )
    action = forms.CharField(
        label=_("Handeling"), required=False, max_length=80, help_text=_("Of het begin, zoals selection.")
    )
    since = forms.DateField(
        label=_("Vanaf"), required=False, widget=forms.DateInput(attrs={"type": "date"}), error_messages=_DAY
    )
    until = forms.DateField(
        label=_("Tot en met"), required=False, widget=forms.DateInput(attrs={"type": "date"}), error_messages=_DAY
    )

    def clean_provider(self) -> str:
        """Give the public id of a provider, by whichever of both was typed."""
        typed = str(self.cleaned_data["provider"]).strip()
        if not typed:
            return ""
        if typed.isdigit():
            found = Provider.objects.filter(agb_code=typed).values_list("public_id", flat=True).first()
            if found is None:
                raise forms.ValidationError(_("Er is geen aanbieder met deze AGB-code."))
            return str(found)
        try:
            return str(UUID(typed))
        except ValueError as error:
            raise forms.ValidationError(_("Dit is geen AGB-code en geen kenmerk.")) from error

    def clean_actor(self) -> str:
        """Give the id of an actor; a number is that of a user."""
        typed = str(self.cleaned_data["actor"]).strip()
        return f"user:{typed}" if typed.isdigit() else typed

    def clean(self) -> dict[str, object]:
        """Refuse a period that ends before it begins."""
        cleaned = super().clean() or {}
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and until < since:
            self.add_error("until", _("Deze dag ligt voor de eerste dag."))
        return cleaned
