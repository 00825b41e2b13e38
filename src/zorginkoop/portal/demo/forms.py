"""Which day somebody wants to practise on."""

from __future__ import annotations

from datetime import date, time

from django import forms
from django.utils.translation import gettext_lazy as _

FIRST, LAST = date(2023, 9, 1), date(2028, 12, 31)
MORNING = time(9, 0)


class DayForm(forms.Form):
    """A day, and an hour of it."""

    day = forms.DateField(
        label=_("Welke dag wordt het?"),
        help_text=_("Bijvoorbeeld 12 november 2025."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("Vul een dag in."), "invalid": _("Dit is geen dag. Schrijf 12-11-2025.")},
    )
    hour = forms.TimeField(
        label=_("Hoe laat?"),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        initial=MORNING,
        required=False,
        error_messages={"invalid": _("Dit is geen tijd. Schrijf 09:00.")},
    )

    def clean_day(self) -> date:
        """Keep to the years that the region knows."""
        day: date = self.cleaned_data["day"]
        if not FIRST <= day <= LAST:
            raise forms.ValidationError(_("Kies een dag van 1 september 2023 tot en met 31 december 2028."))
        return day
