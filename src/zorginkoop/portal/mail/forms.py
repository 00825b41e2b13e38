"""What a person decides of a message of which the program does not know enough."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

ARRIVED, AGAIN = "bezorgd", "opnieuw"


class DecisionForm(forms.Form):
    """It arrived after all, or it is sent again, perhaps to another address."""

    decision = forms.ChoiceField(
        label=_("Uw besluit"),
        choices=[
            (ARRIVED, _("Het bericht is aangekomen; stuur niets meer")),
            (AGAIN, _("Stuur het bericht opnieuw")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Kies een van beide.")},
    )
    to = forms.EmailField(
        label=_("E-mailadres"),
        required=False,
        max_length=254,
        help_text=_("Alleen bij opnieuw sturen. Verbeter het adres ook in het dossier."),
        error_messages={"invalid": _("Schrijf een e-mailadres, zoals naam@praktijk.nl.")},
    )
    attempt = forms.IntegerField(widget=forms.HiddenInput)  # which attempt the person decided about

    def clean(self) -> dict[str, object]:
        """Ask for an address where there is something to send."""
        cleaned = super().clean() or {}
        if cleaned.get("decision") == AGAIN and not cleaned.get("to") and "to" not in self.errors:
            self.add_error("to", _("Naar welk adres moet het bericht?"))
        return cleaned
