"""What people fill in about a selection."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from zorginkoop.portal import clock
from zorginkoop.portal.selection.approach import Reasons
from zorginkoop.portal.selection.lists import LARGEST, NONE
from zorginkoop.portal.selection.models import Run
from zorginkoop.portal.selection.summaries import summary_of

_FAR = timedelta(days=366)


class RunForm(forms.Form):
    """As on which day a selection is made."""

    on = forms.DateField(
        label=_("Peildatum"),
        help_text=_("Wij toetsen iedereen zoals het op deze dag is. Meestal is dat vandaag."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *arguments: Any, **named: Any) -> None:  # noqa: ANN401 - handed on as they came
        named["initial"] = {"on": clock.today()}
        super().__init__(*arguments, **named)

    def clean_on(self) -> date:
        """Refuse a day of which nothing is known or that lies far ahead: it would invite nobody, without a word."""
        on: date = self.cleaned_data["on"]
        if abs(on - clock.today()) > _FAR:
            raise forms.ValidationError(
                gettext("Kies een dag binnen een jaar van vandaag, %(day)s.") % {"day": date_format(clock.today())}
            )
        return on


class ListForm(forms.Form):
    """Which part of a selection is shown."""

    toon = forms.ChoiceField(
        label=_("Toon"),
        required=False,
        choices=[
            ("", _("iedereen")),
            ("benaderd", _("wordt benaderd")),
            ("niet", _("wordt niet benaderd")),
            ("niet-vast", _("wordt niet benaderd, en wij weten genoeg")),
            ("niet-bekend", _("wordt niet benaderd, en wij weten niet genoeg")),
            ("onbekend", _("nog niet te zeggen")),
            ("beleid", _("volgens het beleid te benaderen")),
            ("toch", _("toch benaderd, met een afwijking")),
            ("toch-niet", _("toch niet benaderd, met een afwijking")),
            ("afwijking", _("met een afwijking")),
        ],
    )
    reden = forms.ChoiceField(label=_("Reden"), required=False)
    regio = forms.ChoiceField(label=_("Regio (postcode)"), required=False)
    plaats = forms.CharField(label=_("Plaats"), required=False, max_length=80)
    mensen = forms.IntegerField(
        label=_("Ten minste zoveel mensen"),
        help_text=_("Wie er werkt op de peildatum, zoals het register dat weet."),
        required=False,
        min_value=1,
        max_value=100_000,
    )
    volgorde = forms.ChoiceField(
        label=_("Volgorde"), required=False, choices=[("", _("op naam")), (LARGEST, _("de meeste mensen eerst"))]
    )
    doelgroep = forms.BooleanField(label=_("Alleen voor wie de overeenkomst is bedoeld"), required=False)

    def __init__(self, run: Run, words: Reasons, *arguments: Any, **named: Any) -> None:  # noqa: ANN401 - as above
        super().__init__(*arguments, **named)
        summary = summary_of(run)
        reasons = {reason: words.subject(reason) for reason, _, _, _ in summary.reasons if reason}
        self._choose("reden", [*reasons.items(), (NONE, gettext("geen reden vastgelegd"))])
        regions = [(region, region) for region, _, _ in summary.regions if region]
        self._choose("regio", [*regions, (NONE, gettext("geen postcode"))])

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared so above
        field.choices = [("", _("alle")), *choices]


class SearchForm(forms.Form):
    """One provider, by name or AGB code; posted, so that a name never stands in an address."""

    text = forms.CharField(label=_("Naam of AGB-code"), max_length=120)


class DeviationForm(forms.Form):
    """Why a person decides otherwise than the policy says."""

    ground = forms.CharField(
        label=_("Waarom wijkt u af?"),
        help_text=_(
            "Een collega leest dit en geeft akkoord. Het beleid is openbaar: wie het leest moet u kunnen volgen."
        ),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2000,
    )


class ConfirmForm(forms.Form):
    """The accord of the second person."""

    stale = forms.BooleanField(
        label=_("Ik weet dat het register is gewijzigd, en stel deze selectie toch vast"), required=False
    )
