"""What people fill in to ask for an agreement, and to decide about it."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from zorginkoop.portal.requests.rules import Reason

_LONGEST = 4_000
_SHORT = {"rows": 3}
_LONG = {"rows": 6}


class RequestForm(forms.Form):
    """What a provider asks for, where, and what that adds."""

    person_name = forms.CharField(label=_("Uw naam"), max_length=120)
    phone = forms.CharField(
        label=_("Uw telefoonnummer"), required=False, max_length=20,
        help_text=_("Dan kunnen wij bellen als iets niet duidelijk is."),
    )  # fmt: skip
    care = forms.CharField(
        label=_("Welke zorg wilt u leveren?"), widget=forms.Textarea(attrs=_SHORT), max_length=_LONGEST,
        help_text=_("Bijvoorbeeld: fysiotherapie, ook kinderfysiotherapie."),
    )  # fmt: skip
    locations = forms.CharField(
        label=_("Op welke locaties?"), widget=forms.Textarea(attrs=_SHORT), max_length=_LONGEST,
        help_text=_("Schrijf per locatie het adres en de AGB-code van de vestiging op."),
    )  # fmt: skip
    adds = forms.CharField(
        label=_("Wat voegt u toe aan de zorg in de regio?"), widget=forms.Textarea(attrs=_LONG), max_length=_LONGEST,
        help_text=_("Bijvoorbeeld: een wachttijd die korter wordt, of zorg die er nu niet is. Noem geen patiënten."),
    )  # fmt: skip
    replaces = forms.BooleanField(label=_("Deze aanvraag komt in de plaats van de vorige"), required=False)
    mark = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *arguments: Any, replaces: bool = False, **named: Any) -> None:  # noqa: ANN401 - handed on as they came
        """Ask whether an open request may end, where there is one."""
        named["initial"] = {"mark": uuid.uuid4(), **named.get("initial", {})}
        super().__init__(*arguments, **named)
        if not replaces:
            del self.fields["replaces"]


class OutsideForm(RequestForm):
    """The same of somebody without an account, who also says for whom it asks."""

    agb_code = forms.CharField(
        label=_("AGB-code van de praktijk"),
        min_length=8,
        max_length=8,
        validators=[RegexValidator(r"^[0-9]{8}$", _("Een AGB-code heeft acht cijfers."))],
    )
    practice_name = forms.CharField(label=_("Naam van de praktijk"), max_length=160)
    email = forms.EmailField(
        label=_("Uw e-mailadres"), help_text=_("Wij sturen u een link om uw aanvraag te bevestigen.")
    )
    field_order = ["agb_code", "practice_name", "person_name", "email", "phone"]


class DocumentForm(forms.Form):
    """A file that supports a request."""

    file = forms.FileField(
        label=_("Stuk toevoegen"),
        help_text=_("PDF, PNG, JPEG, DOCX, XLSX of ODT, ten hoogste 15 MB, zonder wachtwoord en zonder macro."),
    )


class BesideOthers(forms.Form):
    """A form that stands on one page with others, so its fields have ids of their own."""

    def __init__(self, *arguments: Any, **named: Any) -> None:  # noqa: ANN401 - handed on as they came
        super().__init__(*arguments, **{"auto_id": f"{type(self).__name__.lower()}_%s", **named})


class VouchForm(BesideOthers):
    """For which provider somebody speaks, and by what that is known."""

    agb_code = forms.CharField(label=_("AGB-code van de aanbieder"), max_length=8)
    how = forms.CharField(
        label=_("Hoe hebt u dat vastgesteld?"), max_length=300,
        help_text=_("Bijvoorbeeld: gebeld met het nummer dat in het register staat."),
    )  # fmt: skip


class NotTheirsForm(BesideOthers):
    """Why it is not known that somebody speaks for a practice."""

    ground = forms.CharField(
        label=_("Waarom kon dat niet worden vastgesteld?"), widget=forms.Textarea(attrs=_SHORT), max_length=1_000,
        help_text=_("Wie aanvroeg, leest dit. Schrijf niets op over de praktijk."),
    )  # fmt: skip


class GrantForm(BesideOthers):
    """Why a provider is approached after all."""

    ground = forms.CharField(
        label=_("Waarom benadert u deze aanbieder toch?"), widget=forms.Textarea(attrs=_LONG), max_length=2_000,
        help_text=_("Een collega leest dit en geeft akkoord. Daarna gaat de uitnodiging de deur uit."),
    )  # fmt: skip


class RefuseForm(BesideOthers):
    """On which ground of the policy a request is refused, and why here."""

    reason = forms.ChoiceField(label=_("Reden volgens het beleid"), widget=forms.RadioSelect)
    ground = forms.CharField(
        label=_("Toelichting"), widget=forms.Textarea(attrs=_LONG), max_length=2_000,
        help_text=_("De aanbieder leest dit, met de plaats in het beleid erbij."),
    )  # fmt: skip

    def __init__(self, *arguments: Any, reasons: Iterable[Reason], **named: Any) -> None:  # noqa: ANN401 - as above
        """Offer the grounds that the policy has."""
        super().__init__(*arguments, **named)
        field = self.fields["reason"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared so above
        field.choices = [(one.id, one.refusal) for one in reasons]


class WantedForm(BesideOthers):
    """What is needed besides."""

    wanted = forms.CharField(
        label=_("Wat hebt u nog nodig?"), widget=forms.Textarea(attrs=_SHORT), max_length=1_000,
        help_text=_("De aanbieder krijgt dit per mail en kan stukken toevoegen."),
    )  # fmt: skip
