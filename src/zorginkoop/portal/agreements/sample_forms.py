"""What people fill in about a sample: how many are drawn, what somebody shows, and what was found of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zorginkoop.portal import clock
from zorginkoop.portal.agreements.drawing import Unit, Wish
from zorginkoop.portal.agreements.models import Agreement, SampleVerdict
from zorginkoop.portal.agreements.showing import Declared, Verdicts
from zorginkoop.portal.editions.models import SeasonAgreement
from zorginkoop.portal.intake.files import MOST_FILES

_MOST_LETTERS = 4000
_WHOLE, _MOST = 100, 100_000
_TOGETHER, _EACH = "samen", "elk"


class WishForm(forms.Form):
    """From which agreement, how many, and by which day they show what they declared."""

    agreement = forms.ModelChoiceField(
        SeasonAgreement.objects.none(),
        label=gettext_lazy("Overeenkomst"),
        empty_label=gettext_lazy("Kies een overeenkomst"),
        error_messages={
            "required": gettext_lazy("Kies van welke overeenkomst u een steekproef trekt."),
            "invalid_choice": gettext_lazy("Van deze overeenkomst is nog niets getekend. Kies een andere."),
        },
    )
    wanted = forms.IntegerField(
        label=gettext_lazy("Hoeveel"),
        help_text=gettext_lazy("Een heel getal."),
        min_value=1,
        max_value=_MOST,
        error_messages={
            "required": gettext_lazy("Schrijf hoeveel er worden getrokken."),
            "invalid": gettext_lazy("Dit is geen heel getal. Schrijf bijvoorbeeld 5."),
            "min_value": gettext_lazy("Trek er ten minste 1."),
            "max_value": gettext_lazy("Dit is te veel. Schrijf ten hoogste 100000."),
        },
    )
    unit = forms.ChoiceField(
        label=gettext_lazy("Dat is"),
        choices=Unit.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Kies of het een aantal is, of een percentage.")},
    )
    spread = forms.ChoiceField(
        label=gettext_lazy("Waarvan"),
        choices=[
            (_TOGETHER, gettext_lazy("van alle overeenkomsten samen")),
            (_EACH, gettext_lazy("van elke variant apart")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Kies of u per variant trekt, of van alles samen.")},
    )
    last_day = forms.DateField(
        label=gettext_lazy("Antwoorden tot en met"),
        help_text=gettext_lazy("Het beleid noemt geen termijn. Geef genoeg tijd om bewijs te zoeken."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d", "%d-%m-%Y"],
        error_messages={"required": gettext_lazy("Kies tot en met welke dag aanbieders kunnen antwoorden.")},
    )

    def __init__(self, *given: Any, **named: Any) -> None:  # noqa: ANN401 - handed on as they come
        """Offer the agreements of which something was signed."""
        super().__init__(*given, **named)
        some = Agreement.objects.values("offer__agreement")
        found = SeasonAgreement.objects.filter(pk__in=some).select_related("season")
        self.fields["agreement"].queryset = found.order_by("-season__contract_year", "title", "pk")  # type: ignore[attr-defined] # it is a choice of models

    def clean_last_day(self) -> date:
        """Refuse a day that gives nobody time."""
        day: date = self.cleaned_data["last_day"]
        if day <= clock.today():
            raise forms.ValidationError(_("Geef de aanbieder tijd: kies een dag na vandaag."))
        return day

    def clean(self) -> dict[str, Any]:
        """Refuse more than everybody."""
        found = super().clean() or {}
        if found.get("unit") == Unit.PERCENT and found.get("wanted", 0) > _WHOLE:
            self.add_error("wanted", _("Meer dan 100 procent is er niet. Schrijf 1 tot en met 100."))
        return found

    @property
    def wish(self) -> Wish:
        """How many are to be drawn."""
        said = self.cleaned_data
        return Wish(said["wanted"], Unit(said["unit"]), said["spread"] == _EACH)


class SampleRefusalForm(forms.Form):
    """Why a draw is taken off the table."""

    reason = forms.CharField(
        label=gettext_lazy("Waarom gaat deze steekproef niet door?"),
        help_text=gettext_lazy("Dit blijft bij de steekproef staan."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        error_messages={"required": gettext_lazy("Schrijf waarom deze steekproef niet doorgaat.")},
    )


class SeveralInput(forms.FileInput):
    """A button that takes several files."""

    allow_multiple_selected = True


class SeveralField(forms.FileField):
    """No files, or a few; each judged like one."""

    widget = SeveralInput

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile[bytes]]:  # noqa: ANN401 - as Django's own
        """Give every file; what is more than we take is not looked at."""
        several = [one for one in (data if isinstance(data, list | tuple) else [data]) if one]
        if len(several) > MOST_FILES:
            raise forms.ValidationError(_("U koos meer dan 10 bestanden. Kies er ten hoogste 10, of voeg ze samen."))
        return [super(SeveralField, self).clean(one, initial) for one in several]


class ShowForm(forms.Form):
    """What a provider writes to show what it declared, with files."""

    text = forms.CharField(
        label=gettext_lazy("Hoe laat u zien wat u verklaarde?"),
        help_text=gettext_lazy(
            "Schrijf bij elke verklaring waaruit het blijkt. Kunt u iets niet laten zien, schrijf dan waarom. Noem "
            "geen patiënten."
        ),
        max_length=_MOST_LETTERS,
        widget=forms.Textarea(attrs={"rows": 10}),
        error_messages={"required": gettext_lazy("Schrijf op hoe u laat zien wat u verklaarde.")},
    )
    documents = SeveralField(
        label=gettext_lazy("Bestanden erbij"),
        help_text=gettext_lazy(
            "Ten hoogste 10 bestanden: PDF, PNG, JPEG, DOCX, XLSX of ODT, elk van ten hoogste 15 MB en samen van ten "
            "hoogste 60 MB. Haal gegevens van patiënten er eerst uit."
        ),
        required=False,
        error_messages={"empty": gettext_lazy("Een van de bestanden is leeg. Kies een ander bestand.")},
        widget=SeveralInput(attrs={"accept": ".pdf,.png,.jpg,.jpeg,.docx,.xlsx,.odt"}),
    )


class FindingsForm(forms.Form):
    """A verdict about each declaration, and why."""

    def __init__(self, asked: Sequence[Declared], data: Any = None, *, answers: int) -> None:  # noqa: ANN401 - as Django's own
        """Ask about each of these, on so many answers."""
        super().__init__(data)
        self.asked, self.answers = asked, answers
        for number, one in enumerate(asked, 1):
            what = {"number": number, "what": one.clause.tekst.rstrip(".")}
            self.fields[f"oordeel-{one.clause.id}"] = forms.ChoiceField(
                label=_("%(number)d. %(what)s") % what,
                help_text=_("Plaats in het beleid: %(place)s") % {"place": one.clause.plaats}
                if one.clause.plaats
                else "",
                choices=SampleVerdict.choices,
                widget=forms.RadioSelect,
                error_messages={"required": _("Kies wat u vond.")},
            )
            self.fields[f"reden-{one.clause.id}"] = forms.CharField(
                label=_("Toelichting bij %(number)d") % what,
                help_text=_("De aanbieder leest dit. Verplicht bij 'niet aangetoond'."),
                required=False,
                max_length=2000,
                widget=forms.Textarea(attrs={"rows": 3}),
            )

    def clean(self) -> dict[str, Any]:
        """Ask for the reason of what was not shown, and of what is said to be shown without an answer."""
        found = super().clean() or {}
        for one in self.asked:
            verdict, reason = found.get(f"oordeel-{one.clause.id}"), found.get(f"reden-{one.clause.id}", "")
            if verdict == SampleVerdict.NOT_SHOWN and not reason:
                self.add_error(f"reden-{one.clause.id}", _("Schrijf waarom dit niet is aangetoond."))
            if verdict == SampleVerdict.SHOWN and not reason and not self.answers:
                self.add_error(
                    f"reden-{one.clause.id}", _("Er is geen antwoord. Schrijf hoe u weet dat het is aangetoond.")
                )
        return found

    @property
    def verdicts(self) -> Verdicts:
        """What was found, by the name of each declaration."""
        said = self.cleaned_data
        names = [one.clause.id for one in self.asked]
        return {name: (SampleVerdict(said[f"oordeel-{name}"]), said[f"reden-{name}"]) for name in names}
