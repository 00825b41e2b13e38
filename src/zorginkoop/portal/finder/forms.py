"""What somebody asks of the care finder."""

from __future__ import annotations

from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

from zorginkoop.portal import clock
from zorginkoop.portal.audit.unchanged import while_unchanged
from zorginkoop.portal.places.models import PublishedPlace

Choices = Sequence[tuple[object, str]]
POSTCODE_DIGITS = 4


class SearchForm(forms.Form):
    """Where, which care, which policy, which year; the choices are what is published."""

    where = forms.CharField(
        label=_("Postcode of plaats"),
        help_text=_("Bijvoorbeeld 3511 of Utrecht. Laat leeg voor het hele land."),
        max_length=80,
        required=False,
    )
    care = forms.ChoiceField(label=_("Welke zorg zoekt u?"))
    policy = forms.ChoiceField(label=_("Mijn polis"), help_text=_("De naam staat op uw polisblad."))
    year = forms.TypedChoiceField(label=_("In welk jaar krijgt u de zorg?"), coerce=int)
    name = forms.CharField(label=_("Naam van de aanbieder"), max_length=120, required=False)

    def __init__(self, *arguments: object, **named: object) -> None:
        super().__init__(*arguments, **named)  # type: ignore[arg-type]  # handed on as they came
        choices = while_unchanged("finder choices", _choices)
        for name, published in choices.items():
            self._choose(name, published)
        self.nothing_published = not choices["care"]
        years = sorted(int(str(year)) for year, _words in choices["year"])
        coming = [year for year in years if year >= clock.today().year]
        self.initial["year"] = next(iter(coming), years[-1] if years else None)

    def _choose(self, field: str, choices: Choices) -> None:
        chosen = self.fields[field]
        assert isinstance(chosen, forms.ChoiceField)  # noqa: S101 - declared so above
        chosen.choices = choices

    def clean_where(self) -> str:
        """Keep of a postcode only its four digits: more says who somebody is, and less than that finds as well."""
        text = " ".join(str(self.cleaned_data["where"]).split())
        return text[:POSTCODE_DIGITS] if text[:POSTCODE_DIGITS].isdigit() else text


def _choices() -> dict[str, Choices]:
    """Give what can be asked for, by field: the care, the policies and the years that stand in what is published."""
    rows = list(
        PublishedPlace.objects.order_by()
        .values_list("care_type", "care_title", "label", "product_type", "contract_year", "last")
        .distinct()
    )
    years = {year for row in rows for year in range(row[4], (row[5].year if row[5] else row[4]) + 1)}
    return {
        "care": sorted({(row[0], row[1]) for row in rows}),
        "policy": sorted({(f"{row[2]}:{row[3]}", _policy(row[2], row[3])) for row in rows}),
        "year": [(year, str(year)) for year in sorted(years, reverse=True)],
    }


def _policy(label: str, product: str) -> str:
    return f"{label.replace('_', ' ').capitalize()} · {product.replace('_', ' ')}"
