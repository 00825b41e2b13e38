"""What people fill in about seasons."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zorginkoop.kernel.compile import LoadedEdition
from zorginkoop.portal import clock
from zorginkoop.portal.accounts.models import User
from zorginkoop.portal.editions.models import Channel
from zorginkoop.portal.editions.portfolio import purchasers

PROVIDER = "aanbieder"  # an agreement of a season is about providers; what is about a ride or a claim is not


class OpenSeasonForm(forms.Form):
    """For which label and product type an edition is carried out, and with which agreements."""

    label = forms.ChoiceField(label=_("Label"))
    product_type = forms.ChoiceField(label=_("Polisvorm"))
    agreements = forms.MultipleChoiceField(label=_("Welke overeenkomsten?"), widget=forms.CheckboxSelectMultiple)
    channel = forms.ChoiceField(
        label=_("Langs welke weg?"),
        help_text=_("U kunt dit later per overeenkomst anders kiezen."),
        choices=Channel.choices,
        initial=Channel.VECOZO,
    )

    def __init__(self, edition: LoadedEdition, *arguments: Any, **named: Any) -> None:  # noqa: ANN401 - handed on
        super().__init__(*arguments, **named)
        scope = edition.source.uitgave.geldt_voor
        self._choose("label", [(name, name.replace("_", " ").capitalize()) for name in scope.labels])
        self._choose("product_type", [(name, name.replace("_", " ")) for name in scope.polisvormen])
        sources = edition.source.overeenkomsten.items()
        self._choose("agreements", [(name, one.naam.nl) for name, one in sources if one.onderwerp == PROVIDER])

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared so above
        field.choices = choices


class ChannelForm(forms.Form):
    """Along which way one agreement comes about."""

    channel = forms.ChoiceField(label=_("Langs welke weg?"), choices=Channel.choices)


class HandoverForm(forms.Form):
    """To whom an agreement goes, and from which day on."""

    to = forms.ModelChoiceField(label=_("Wie wordt de vaste inkoper?"), queryset=User.objects.none())
    first_day = forms.DateField(
        label=_("Vanaf welke dag?"),
        help_text=_("Vandaag mag ook: dan gaat het meteen in."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    note = forms.CharField(
        label=_("Wat moet uw collega weten?"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *arguments: Any, **named: Any) -> None:  # noqa: ANN401 - handed on as they came
        named["initial"] = {"first_day": clock.today()}
        super().__init__(*arguments, **named)
        field = self.fields["to"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - declared so above
        field.queryset = User.objects.filter(pk__in=[user.pk for user in purchasers()]).order_by("name")
