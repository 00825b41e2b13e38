"""What people fill in about an offer, and a document that somebody wants checked."""

from __future__ import annotations

from datetime import date

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zorginkoop.documents.agreement_form import AgreementContent
from zorginkoop.portal import clock
from zorginkoop.portal.agreements.models import Course

MOST_BYTES = 20 * 1024 * 1024


class SignForm(forms.Form):
    """One box for each thing that signing declares, and one for the agreement itself."""

    AGREED = "akkoord"

    def __init__(
        self, content: AgreementContent, data: object = None, initial: dict[str, object] | None = None
    ) -> None:
        """Ask what this paper says that signing declares."""
        super().__init__(data, initial=initial)  # type: ignore[arg-type] # a QueryDict is what a form is given
        self.declarations = [one.id for one in content.verklaringen]
        for one in content.verklaringen:
            self.fields[f"verklaring-{one.id}"] = forms.BooleanField(
                label=one.tekst.rstrip("."),  # the summary of errors goes on after it
                help_text=_("Plaats in het beleid: %(place)s") % {"place": one.plaats} if one.plaats else "",
                error_messages={"required": _("Vink dit aan als het klopt. Klopt het niet, teken dan niet.")},
            )
        self.fields[self.AGREED] = forms.BooleanField(
            label=_("Ik heb de overeenkomst gelezen en ga namens %(provider)s akkoord")
            % {"provider": content.aanbieder.naam},
            error_messages={"required": _("Vink aan dat u akkoord gaat, of weiger het aanbod.")},
        )

    @property
    def declared(self) -> list[str]:
        """The names of what was ticked."""
        return [name for name in self.declarations if self.cleaned_data.get(f"verklaring-{name}")]

    @property
    def ticked(self) -> list[str]:
        """Every box that is ticked, also when others are not."""
        return [name for name in self.fields if self.data.get(name)]


class SearchForm(forms.Form):
    """One offer, or those of a provider; posted, so that a name never stands in an address."""

    text = forms.CharField(
        label=gettext_lazy("Naam, AGB-code of nummer"),
        max_length=120,
        error_messages={"required": gettext_lazy("Schrijf een naam, een AGB-code of een nummer.")},
    )


class ReasonForm(forms.Form):
    """Why: read by the other party."""

    reason = forms.CharField(
        label=gettext_lazy("Reden"),
        help_text=gettext_lazy("De andere partij leest dit."),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2000,
        error_messages={"required": gettext_lazy("Schrijf waarom; de andere partij wil dat weten.")},
    )


class LateForm(forms.Form):
    """Until which day a late signature is accepted after all, and why."""

    until = forms.DateField(
        label=gettext_lazy("Tekenen kan alsnog tot en met"), widget=forms.DateInput(attrs={"type": "date"})
    )
    ground = forms.CharField(
        label=gettext_lazy("Grond"),
        help_text=gettext_lazy("Behandel ieder gelijk: geef dezelfde ruimte aan wie in hetzelfde geval is."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
    )

    def __init__(self, data: object = None, *, latest: date) -> None:
        """Ask for a day up to the latest on which a signature makes sense."""
        super().__init__(data)  # type: ignore[arg-type] # a QueryDict is what a form is given
        self.latest = latest

    def clean_until(self) -> date:
        """Refuse a day that has passed, or on which no signature makes sense any more."""
        day: date = self.cleaned_data["until"]
        if day < clock.today():
            raise forms.ValidationError(_("Deze dag is al voorbij. Kies vandaag of een latere dag."))
        if day > self.latest:
            raise forms.ValidationError(
                _("Kies een dag tot en met %(day)s: daarna is het contractjaar of de looptijd voorbij.")
                % {"day": date_format(self.latest)}
            )
        return day


class GroundForm(forms.Form):
    """Why a person decided something; kept with the decision."""

    ground = forms.CharField(
        label=gettext_lazy("Grond"),
        help_text=gettext_lazy("Behandel ieder gelijk: besluit hetzelfde voor wie in hetzelfde geval is."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        error_messages={"required": gettext_lazy("Schrijf waarom; dit blijft bij het besluit staan.")},
    )


class OfferForm(forms.Form):
    """The last day to sign, asked only where the policy gives none."""

    last_day = forms.DateField(
        label=gettext_lazy("Tekenen tot en met"),
        help_text=gettext_lazy(
            "Voor een aanbod van vandaag noemt het beleid geen laatste dag. Geef de aanbieder tijd om het te lezen."
        ),
        widget=forms.DateInput(attrs={"type": "date"}),
    )

    def clean_last_day(self) -> date:
        """Refuse a day that has passed."""
        day: date = self.cleaned_data["last_day"]
        if day <= clock.today():
            raise forms.ValidationError(_("Kies een dag na vandaag."))
        return day


class CourseForm(GroundForm):
    """What to do with an offer whose outcome changed, and why."""

    course = forms.ChoiceField(
        label=gettext_lazy("Wat doet u met dit aanbod?"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Kies wat er met het aanbod gebeurt.")},
    )
    field_order = ("course", "ground")

    def __init__(self, data: object = None, *, courses: list[Course]) -> None:
        """Ask for one of the courses that can be taken now."""
        super().__init__(data)  # type: ignore[arg-type] # a QueryDict is what a form is given
        self.fields["course"].choices = [(one.value, one.label) for one in courses]  # type: ignore[attr-defined] # it is a choice
        self.fields["ground"].help_text = _("Trekt u het aanbod in, dan leest de aanbieder dit als reden.")


class CheckForm(forms.Form):
    """A document that somebody wants checked; it is read and not kept."""

    document = forms.FileField(
        label=gettext_lazy("Document (PDF)"),
        help_text=gettext_lazy("Ten hoogste 20 MB. Wij bewaren het document niet."),
        widget=forms.ClearableFileInput(attrs={"accept": "application/pdf"}),
        error_messages={
            "required": gettext_lazy("Kies een PDF-bestand."),
            "empty": gettext_lazy("Dit bestand is leeg. Kies een ander bestand."),
        },
    )

    def clean_document(self) -> UploadedFile[bytes]:
        """Refuse what is too large to look at."""
        found: UploadedFile[bytes] = self.cleaned_data["document"]
        if (found.size or 0) > MOST_BYTES:
            raise forms.ValidationError(_("Dit bestand is groter dan 20 MB. Kies het document zoals u het ontving."))
        return found
