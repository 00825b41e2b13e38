"""What people choose, bring and decide in the exchange with VECOZO."""

from __future__ import annotations

from pathlib import PurePath

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from zorginkoop.portal.exchange.models import Choice, Form

LARGEST = 512 * 1024 * 1024
ENDINGS = (".zip", ".csv", ".xlsx", ".parquet")
LONGEST_NAME = 200


class ExportForm(forms.Form):
    """In which form a delivery is made."""

    form = forms.ChoiceField(label=_("Soort bestanden"), choices=Form.choices, initial=Form.CSV)


class ImportForm(forms.Form):
    """A delivery as it was received."""

    file = forms.FileField(
        label=_("Terugkoppeling van VECOZO"),
        help_text=_("Een zip, of één tabel: statussen, antwoorden of bewijs, als CSV, Excel of Parquet."),
        widget=forms.ClearableFileInput(attrs={"accept": ",".join(ENDINGS)}),
    )

    def clean_file(self) -> UploadedFile[bytes]:
        """Refuse at once what can never be a delivery."""
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        name = PurePath((file.name or "").replace("\\", "/")).name
        if not name.lower().endswith(ENDINGS):
            raise ValidationError(_("Dit is geen zip, CSV, Excel of Parquet. Kies een ander bestand."))
        if file.size is None or file.size > LARGEST:
            raise ValidationError(_("Dit bestand is groter dan 512 MB. Lever het in delen aan."))
        if len(name) > LONGEST_NAME or not name.isprintable():
            raise ValidationError(_("Deze bestandsnaam kan niet. Geef het bestand een gewone, korte naam."))
        file.name = name
        return file


class DecisionForm(forms.Form):
    """What somebody decides about a difference, and why."""

    choice = forms.ChoiceField(label=_("Wat besluit u?"), widget=forms.RadioSelect)
    ground = forms.CharField(
        label=_("Waarom?"),
        help_text=_("Wie het later naleest, moet het hiermee begrijpen."),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2000,
    )

    def __init__(self, *arguments: object, choices: list[Choice], **named: object) -> None:
        """Offer what can be decided about this difference."""
        super().__init__(*arguments, **named)  # type: ignore[arg-type]  # as Django's own
        field = self.fields["choice"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(choice.value, choice.label) for choice in choices]
