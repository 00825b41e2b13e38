"""What somebody fills in about a provider."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from zorginkoop.portal.register.models import Note


class SearchForm(forms.Form):
    """Which provider."""

    asked = forms.CharField(
        label=_("Zoek een aanbieder"),
        help_text=_("AGB-code, KvK-nummer, naam, plaats of postcode."),
        max_length=120,
        min_length=2,
    )


class NoteForm(forms.ModelForm[Note]):
    """A note."""

    class Meta:
        """What of a note is filled in."""

        model = Note
        fields = ("kind", "text", "shared", "follow_up_on")
        labels = {
            "kind": _("Soort"),
            "text": _("Wat wilt u vastleggen?"),
            "shared": _("Collega's mogen dit lezen"),
            "follow_up_on": _("Herinner mij op"),
        }
        help_texts = {"text": _("Schrijf geen medische gegevens op. De aanbieder kan deze notitie opvragen.")}
        widgets = {
            "text": forms.Textarea(attrs={"rows": 4}),
            "follow_up_on": forms.DateInput(attrs={"type": "date"}),
        }


class DayForm(forms.Form):
    """As on which day a dossier is looked at."""

    op = forms.DateField(label=_("Stand op"), widget=forms.DateInput(attrs={"type": "date"}), required=False)
