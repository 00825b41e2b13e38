"""What a purchaser fills in that it learned of a provider."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from zorginkoop.portal import clock
from zorginkoop.portal.accounts.models import RoleGrant, User
from zorginkoop.portal.accounts.roles import StaffRole
from zorginkoop.portal.register.models import Certificate, Contact, Screening, ScreeningResult


def day_input() -> forms.DateInput:
    """Give the field of a day that browsers know."""
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class ScreeningForm(forms.ModelForm[Screening]):
    """One check in one register."""

    class Meta:
        """What of a check is filled in."""

        model = Screening
        fields = ("subject", "checked_on", "result", "finding", "source")
        labels = {
            "subject": _("Wat is gecontroleerd?"),
            "checked_on": _("Gecontroleerd op"),
            "result": _("Uitkomst"),
            "finding": _("Wat is gevonden?"),
            "source": _("Waar is het nagekeken?"),
        }
        widgets = {"checked_on": day_input()}
        help_texts = {"source": _("Bijvoorbeeld handelsregister, Centraal Insolventieregister of website van de IGJ.")}

    def clean(self) -> dict[str, Any]:
        """Ask for the words of a finding, and refuse a check in the future."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("result") not in (None, ScreeningResult.CLEAR) and not cleaned.get("finding"):
            self.add_error("finding", _now("Schrijf op wat is gevonden."))
        if cleaned.get("checked_on") and cleaned["checked_on"] > clock.today():
            self.add_error("checked_on", _now("Deze dag ligt in de toekomst."))
        return cleaned


class ContactForm(forms.ModelForm[Contact]):
    """Somebody to call or write to."""

    class Meta:
        """What of a person is filled in."""

        model = Contact
        fields = ("name", "function", "phone", "email")
        labels = {"name": _("Naam"), "function": _("Functie"), "phone": _("Telefoon"), "email": _("E-mailadres")}

    def clean(self) -> dict[str, Any]:
        """Ask for a number or an address: without either nobody can be reached."""
        cleaned = super().clean() or self.cleaned_data
        if not cleaned.get("phone") and not cleaned.get("email") and "email" in cleaned:
            self.add_error("phone", _now("Vul een telefoonnummer of een e-mailadres in."))
        return cleaned


class VecozoAddressForm(forms.Form):
    """Where messages about contracting go while nobody of the provider uses the portal; empty when it is not known."""

    vecozo_email = forms.EmailField(
        label=_("E-mailadres bij VECOZO"),
        help_text=_(
            "Het adres dat de aanbieder bij VECOZO heeft. Daar gaat onze post heen zolang niemand van de aanbieder "
            "in het portaal tekent. Laat leeg als het niet bekend is."
        ),
        max_length=254,
        required=False,
    )


class CertificateForm(forms.ModelForm[Certificate]):
    """A VECOZO certificate and its days."""

    class Meta:
        """What of a certificate is filled in."""

        model = Certificate
        fields = ("number", "valid_from", "valid_until")
        labels = {"number": _("Nummer"), "valid_from": _("Geldig van"), "valid_until": _("Geldig tot en met")}
        widgets = {"valid_from": day_input(), "valid_until": day_input()}

    def clean(self) -> dict[str, Any]:
        """Refuse a last day before the first."""
        cleaned = super().clean() or self.cleaned_data
        first, last = cleaned.get("valid_from"), cleaned.get("valid_until")
        if first and last and last < first:
            self.add_error("valid_until", _now("De laatste dag ligt voor de eerste."))
        return cleaned


class PurchaserForm(forms.Form):
    """Which purchaser is in charge."""

    purchaser = forms.ModelChoiceField(
        label=_("Vaste inkoper"), queryset=User.objects.none(), required=False, empty_label=_("Niemand")
    )

    def __init__(self, *arguments: Any, **named: Any) -> None:  # noqa: ANN401 - as Django's own
        """Offer who is a purchaser today."""
        super().__init__(*arguments, **named)
        today = clock.today()
        held = RoleGrant.objects.valid(today).filter(role=StaffRole.PURCHASER)
        field = self.fields["purchaser"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = User.objects.filter(Q(grants__in=held), is_active=True).distinct().order_by("name", "pk")


class OrganisationForm(forms.Form):
    """How the company is called in the trade register."""

    name = forms.CharField(label=_("Naam in het handelsregister"), max_length=200)
    legal_form = forms.CharField(label=_("Rechtsvorm"), max_length=60, required=False)
