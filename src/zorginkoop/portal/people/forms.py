"""What somebody fills in about people."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from zorginkoop.portal import clock
from zorginkoop.portal.accounts.models import User
from zorginkoop.portal.accounts.roles import ProviderRole, StaffRole
from zorginkoop.portal.people.certificates import Shown, read_certificate

LARGEST_CERTIFICATE = 64 * 1024
LARGEST_EXTRACT = 10 * 1024 * 1024
_DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")  # as browsers read it


class MandateForm(forms.Form):
    """Who may do what for a provider."""

    name = forms.CharField(label=_("Naam"), max_length=120)
    email = forms.EmailField(label=_("E-mailadres"))
    role = forms.ChoiceField(
        label=_("Wat mag deze persoon?"),
        choices=[(role.value, role.label) for role in (ProviderRole.FILLER, ProviderRole.READER, ProviderRole.MANAGER)],
        help_text=_("Tekenen is apart geregeld: dat kan alleen wie daartoe bevoegd is volgens het handelsregister."),
    )


class ExtractForm(forms.Form):
    """An extract of the trade register, as a PDF."""

    extract_date = forms.DateField(label=_("Datum van het uittreksel"), widget=_DAY)
    extract = forms.FileField(
        label=_("Uittreksel van de Kamer van Koophandel"), help_text=_("Een PDF van ten hoogste 10 MB.")
    )

    def clean_extract(self) -> UploadedFile[bytes]:
        """Refuse what is no PDF, or too large."""
        file: UploadedFile[bytes] = self.cleaned_data["extract"]
        if (file.size or 0) > LARGEST_EXTRACT:
            raise forms.ValidationError(_("Dit bestand is groter dan 10 MB."))
        if file.read(5) != b"%PDF-":
            raise forms.ValidationError(_("Dit is geen PDF. Bewaar het uittreksel als PDF en kies het opnieuw."))
        file.seek(0)
        return file

    def clean_extract_date(self) -> Any:  # noqa: ANN401 - a date
        """Refuse a day that has yet to come."""
        day = self.cleaned_data["extract_date"]
        if day > clock.today():
            raise forms.ValidationError(_("Deze datum ligt in de toekomst."))
        return day


class SignatoryForm(ExtractForm):
    """Who may sign for a provider."""

    person = forms.ModelChoiceField(label=_("Wie tekent?"), queryset=User.objects.none())
    jointly = forms.TypedChoiceField(
        label=_("Hoe is deze persoon bevoegd?"),
        choices=[("nee", _("zelfstandig")), ("ja", _("alleen samen met een ander"))],
        coerce=lambda value: value == "ja",
        widget=forms.RadioSelect,
    )
    field_order = ("person", "jointly", "extract_date", "extract")


class EvidenceForm(forms.Form):
    """By what the purchaser knows who somebody is."""

    evidence = forms.CharField(
        label=_("Waaraan zag u dat deze persoon namens de zorgaanbieder handelt?"),
        max_length=300,
        help_text=_("Bijvoorbeeld: uittreksel KvK gezien en teruggebeld op het nummer in ons register."),
    )
    evidence_on = forms.DateField(label=_("Wanneer hebt u dat gecontroleerd?"), widget=_DAY)

    def clean_evidence_on(self) -> Any:  # noqa: ANN401 - a date
        """Refuse a day that has yet to come."""
        day = self.cleaned_data["evidence_on"]
        if day > clock.today():
            raise forms.ValidationError(_("Deze datum ligt in de toekomst."))
        return day


class AppointmentForm(EvidenceForm):
    """Who becomes manager of a provider."""

    name = forms.CharField(label=_("Naam"), max_length=120)
    email = forms.EmailField(label=_("E-mailadres van deze persoon"))
    field_order = ("name", "email", "evidence", "evidence_on")


class AskForm(forms.Form):
    """To which address the practice is asked who becomes its manager."""

    email = forms.EmailField(label=_("E-mailadres van de praktijk"))


class NewAccountForm(forms.Form):
    """How somebody is called, and by which password it comes in."""

    name = forms.CharField(label=_("Uw naam"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    password = forms.CharField(
        label=_("Kies een wachtwoord"),
        strip=False,
        help_text=_("Ten minste 12 tekens. Een paar woorden achter elkaar is goed."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=_("Het wachtwoord nog een keer"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *arguments: Any, email: str, **named: Any) -> None:  # noqa: ANN401 - as Django's own
        """Know the address, which no password may look like."""
        super().__init__(*arguments, **named)
        self.email = email

    def clean(self) -> dict[str, Any]:
        """Hold the password against the rules, and against itself."""
        found = super().clean() or self.cleaned_data
        password, again = found.get("password"), found.get("again")
        if password:
            try:
                validate_password(password, User(email=self.email, name=found.get("name", "")))
            except forms.ValidationError as why:
                self.add_error("password", why)
        if password and again and password != again:
            self.add_error("again", _("De twee wachtwoorden zijn niet gelijk."))
        return found


class RefusalForm(forms.Form):
    """Why an extract does not show what was said."""

    refusal = forms.CharField(label=_("Waarom klopt het niet?"), max_length=300)


class RoleForm(forms.Form):
    """A role at the purchaser."""

    name = forms.CharField(label=_("Naam"), max_length=120)
    email = forms.EmailField(label=_("E-mailadres"))
    role = forms.ChoiceField(label=_("Rol"), choices=StaffRole.choices)
    ground = forms.CharField(label=_("Waarom krijgt deze persoon de rol?"), max_length=200)


class ReplacementForm(forms.Form):
    """Who stands in for whom."""

    absent = forms.ModelChoiceField(label=_("Wie is afwezig?"), queryset=User.objects.none())
    deputy = forms.ModelChoiceField(label=_("Wie neemt waar?"), queryset=User.objects.none())
    first = forms.DateField(label=_("Vanaf"), widget=_DAY)
    last = forms.DateField(label=_("Tot en met"), widget=_DAY)
    ground = forms.CharField(label=_("Reden"), max_length=200)

    def clean(self) -> dict[str, Any]:
        """Refuse a last day before the first."""
        found = super().clean() or {}
        if {"first", "last"} <= found.keys() and found["last"] < found["first"]:
            self.add_error("last", _("Deze dag ligt voor de eerste dag."))
        return found


class CertificateForm(forms.Form):
    """Whose certificate it is."""

    person = forms.ModelChoiceField(label=_("Van wie?"), queryset=User.objects.filter(is_active=True).order_by("name"))
    certificate = forms.FileField(
        label=_("Certificaat"), help_text=_("Het bestand zonder de sleutel, zoals naam.pem, naam.crt of naam.cer.")
    )

    def clean_certificate(self) -> Shown:
        """Read the certificate, or say what this is instead."""
        content: bytes = self.cleaned_data["certificate"].read(LARGEST_CERTIFICATE)
        if b"PRIVATE KEY" in content:
            raise forms.ValidationError(_("Dit bestand bevat een geheime sleutel. Stuur alleen het certificaat."))
        try:
            return read_certificate(content)
        except ValueError:
            raise forms.ValidationError(_("Dit is geen certificaat. Kies een bestand als naam.pem.")) from None


class ProfileForm(forms.ModelForm[User]):
    """What somebody says of itself."""

    class Meta:
        """The fields that are one's own."""

        model = User
        fields = ("name", "phone")
        labels = {"name": _("Naam"), "phone": _("Telefoonnummer")}
