"""What a purchaser fills in at a piece of work."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zorginkoop.portal.assessment.verdicts import ACCEPTED, REJECTED

MOST_LETTERS = 2000


class VerdictForm(forms.Form):
    """What somebody thinks of a piece of evidence; a rejection needs its reason."""

    verdict = forms.ChoiceField(
        label=_("Wat vindt u van dit bewijs?"),
        choices=[(ACCEPTED, _("Akkoord: het bewijst wat gevraagd wordt")), (REJECTED, _("Afkeuren"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Kies of u akkoord gaat of afkeurt.")},
    )
    ground = forms.CharField(
        label=_("Reden van afkeuren"),
        help_text=_("De aanbieder leest dit. Schrijf wat er ontbreekt en wat wel goed zou zijn."),
        required=False,
        max_length=MOST_LETTERS,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def clean(self) -> dict[str, Any]:
        """Ask for the reason of a rejection."""
        cleaned = super().clean() or {}
        if cleaned.get("verdict") == REJECTED and not cleaned.get("ground", "").strip():
            self.add_error("ground", _("Schrijf waarom u afkeurt; de aanbieder krijgt die reden te lezen."))
        return cleaned


class DoneForm(forms.Form):
    """What was done, or answered."""

    note = forms.CharField(
        label=_("Wat hebt u gedaan of beslist?"),
        max_length=MOST_LETTERS,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Schrijf kort op wat u deed of besliste, en waarom.")},
    )


class ReplyForm(DoneForm):
    """What the provider reads about its message."""

    note = forms.CharField(
        label=_("Uw antwoord aan de aanbieder"),
        max_length=MOST_LETTERS,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Schrijf de aanbieder wat u met de melding doet.")},
    )
