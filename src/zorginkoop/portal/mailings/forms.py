"""What people fill in about mailings and reminders."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from zorginkoop.portal.editions.compiled import compiled
from zorginkoop.portal.editions.models import SeasonAgreement
from zorginkoop.portal.mailings.audience import brought, variants
from zorginkoop.portal.season import faults, stages

SEASON, CODES = "seizoen", "lijst"
LARGEST = 1024 * 1024
MOST_DAYS, MOST_MOMENTS = 60, 5
_REGIONS = re.compile(r"(\d{2,4}(\s+|$))*")
_SHOWN = 20  # problems of a list that stand on the page


class AudienceForm(forms.Form):
    """What a mailing is called, and who gets it: by the season, or by a list of codes."""

    title = forms.CharField(label=_("Naam van de mailing"), help_text=_("Alleen voor uzelf en uw collega's."))
    source = forms.ChoiceField(
        label=_("Wie krijgt hem?"),
        widget=forms.RadioSelect,
        choices=[
            (SEASON, _("aanbieders uit dit seizoen")),
            (CODES, _("een eigen lijst met AGB-codes")),
        ],
        initial=SEASON,
    )
    fase = forms.ChoiceField(label=_("Hoe ver zijn zij?"))
    nog_niet = forms.ChoiceField(label=_("En nog niet"), required=False)
    fout = forms.ChoiceField(label=_("Met deze fout"), required=False)
    variant = forms.ChoiceField(label=_("Variant"), required=False)
    regio = forms.CharField(
        label=_("Regio"),
        help_text=_("De eerste cijfers van postcodes, met een spatie ertussen: 10 11 2512. Leeg is het hele land."),
        required=False,
        max_length=200,
    )
    codes = forms.CharField(
        label=_("AGB-codes"),
        help_text=_("Een code per regel. U kunt hier ook plakken uit Excel."),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    file = forms.FileField(
        label=_("Of een bestand met AGB-codes"),
        help_text=_("CSV of tekst, de code vooraan in elke rij."),
        required=False,
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.txt"}),
    )
    all_by_letter = forms.BooleanField(label=_("Iedereen krijgt een brief per post"), required=False)

    def __init__(self, agreement: SeasonAgreement, *arguments: Any, **named: Any) -> None:  # noqa: ANN401 - handed on as they came
        super().__init__(*arguments, **named)
        self.fields["title"].widget.attrs["maxlength"] = 120
        events = frozenset(name for name, _title in compiled(agreement).planning.events)
        there = [(stage.name, stage.title) for stage in stages.stages_of(events)]
        choices: dict[str, list[tuple[str, Any]]] = {
            "fase": there,
            "nog_niet": [("", gettext("maakt niet uit")), *there],
            "fout": [("", gettext("maakt niet uit")), *((kind.name, kind.title) for kind in faults.KINDS)],
            "variant": [("", gettext("maakt niet uit")), *((one, one) for one in variants(agreement))],
        }
        for name, found in choices.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared so above
            field.choices = found
        self.fields["fase"].initial = stages.INVITED.name
        self.providers: tuple[int, ...] = ()

    def clean_title(self) -> str:
        """Keep a name within its length."""
        title: str = self.cleaned_data["title"]
        longest = 120
        if len(title) > longest:
            raise ValidationError(gettext("Houd de naam korter dan 120 tekens."))
        return title

    def clean_regio(self) -> str:
        """Refuse what is no beginning of a postcode."""
        region: str = self.cleaned_data["regio"].replace(",", " ").strip()
        if not _REGIONS.fullmatch(region):
            raise ValidationError(_("Geef de eerste twee tot vier cijfers van postcodes, met een spatie ertussen."))
        return " ".join(region.split())

    def clean(self) -> dict[str, Any]:
        """Look through the codes, where those say who gets it; what was read from a file stays to be mended here."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("source") == CODES:
            self._look_through(cleaned)
        return cleaned

    def _look_through(self, cleaned: dict[str, Any]) -> None:
        text: str = cleaned.get("codes") or ""
        if not text.strip() and (file := cleaned.get("file")):
            text = self._read(file)
            self.data = {**self.data.dict(), "codes": text}  # type: ignore[attr-defined]  # what was sent; a browser sends no file twice
        found = brought(text)
        if found.problems:
            self.add_error("codes", list(found.problems[:_SHOWN]))
            if (more := len(found.problems) - _SHOWN) > 0:
                self.add_error("codes", gettext("En nog %(number)d rijen met een fout.") % {"number": more})
        elif not found.providers and "file" not in self.errors:
            self.add_error("codes", gettext("Geef minstens een AGB-code, of kies een bestand."))
        self.providers = found.providers

    def _read(self, file: UploadedFile[bytes]) -> str:
        if file.size is None or file.size > LARGEST:
            self.add_error("file", gettext("Dit bestand is groter dan 1 MB. Een lijst met codes is kleiner."))
            return ""
        content: bytes = file.read()
        try:
            return content.decode("utf-8-sig")
        except UnicodeDecodeError:
            if b"\x00" in content:
                self.add_error("file", _("Dit is geen tekstbestand. Bewaar de lijst als CSV en kies hem opnieuw."))
                return ""
            return content.decode("windows-1252", "replace")

    def audience(self) -> dict[str, str]:
        """Give what was asked, to be kept with the mailing."""
        said = self.cleaned_data
        if said["source"] == CODES:
            return {"bron": CODES}
        named = ("fase", "nog_niet", "fout", "variant", "regio")
        return {"bron": SEASON, **{name: said[name] for name in named if said[name]}}


class TextForm(forms.Form):
    """What a mailing says."""

    subject = forms.CharField(label=_("Onderwerp"), max_length=150)
    body = forms.CharField(label=_("Tekst"), max_length=20_000, widget=forms.Textarea(attrs={"rows": 18}))


class LeaveOutForm(forms.Form):
    """Why a provider gets nothing."""

    reason = forms.CharField(
        label=_("Waarom krijgt deze aanbieder niets?"),
        help_text=_("Uw collega leest dit bij het akkoord."),
        max_length=300,
    )


class RulesForm(forms.Form):
    """How many working days before each deadline people are reminded."""

    def __init__(self, lines: list[tuple[str, str]], *arguments: Any, **named: Any) -> None:  # noqa: ANN401 - handed on as they came
        super().__init__(*arguments, **named)
        for name, label in lines:
            self.fields[name] = forms.CharField(
                label=label,
                required=False,
                max_length=40,
                help_text=gettext("Werkdagen voor de laatste dag, met een spatie ertussen. Leeg: geen herinneringen."),
            )

    def clean(self) -> dict[str, Any]:
        """Read each line as numbers."""
        cleaned = super().clean() or self.cleaned_data
        for name in self.fields:
            try:
                cleaned[name] = _days(cleaned.get(name, ""))
            except ValueError:
                self.add_error(
                    name, gettext("Geef hoogstens vijf getallen van 1 tot en met 60, met een spatie ertussen: 10 5 1.")
                )
        return cleaned


def _days(text: str) -> list[int]:
    numbers = sorted({int(one) for one in text.replace(",", " ").split()}, reverse=True)
    if len(numbers) > MOST_MOMENTS or any(not 1 <= one <= MOST_DAYS for one in numbers):
        raise ValueError(text)
    return numbers
