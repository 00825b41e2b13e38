"""The forms of a case about integrity."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from zorginkoop.portal import clock
from zorginkoop.portal.accounts.models import RoleGrant, User
from zorginkoop.portal.accounts.roles import StaffRole

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

_MOST = 4000
_DAYS = ["%Y-%m-%d", "%d-%m-%Y"]


def _text(label: str | _StrPromise, help_text: str | _StrPromise, missing: str | _StrPromise) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=_MOST,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": missing},
    )


class _Colleague(forms.ModelChoiceField[User]):
    def label_from_instance(self, obj: User) -> str:
        """Name somebody by name alone."""
        return obj.name


class ReportForm(forms.Form):
    """What is reported, and from where."""

    source = forms.CharField(
        label=_("Waar komt het signaal vandaan?"),
        help_text=_("Bijvoorbeeld: declaraties over maart, een melding van een verzekerde."),
        max_length=200,
        error_messages={"required": _("Schrijf op waar het signaal vandaan komt.")},
    )
    text = _text(
        _("Wat is het signaal?"),
        _("Schrijf feiten op, geen vermoedens over mensen. De integriteitsfunctionaris leest dit."),
        _("Schrijf op wat het signaal is."),
    )


class TellForm(forms.Form):
    """What the provider reads, and until when it can answer."""

    ground = _text(
        _("Wat leest de aanbieder?"),
        _("Schrijf de grond zo op dat de aanbieder erop kan reageren."),
        _("Schrijf op wat de aanbieder hierover leest."),
    )
    until = forms.DateField(
        label=_("Reageren kan tot en met"),
        input_formats=_DAYS,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("Kies tot wanneer de aanbieder kan reageren.")},
    )


class DelayForm(forms.Form):
    """Why the provider is not told yet, and when that is looked at again."""

    ground = _text(
        _("Waarom moet de aanbieder dit nog niet weten?"),
        _("Bijvoorbeeld omdat een onderzoek anders schade heeft."),
        _("Schrijf op waarom de aanbieder het nog niet mag weten."),
    )
    until = forms.DateField(
        label=_("Opnieuw bekijken op"),
        input_formats=_DAYS,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("Kies wanneer u dit opnieuw bekijkt.")},
    )


class JudgementForm(forms.Form):
    """Whether there is doubt, why, and who looks at it as the second person."""

    doubt = forms.ChoiceField(
        label=_("Wat is uw oordeel?"),
        choices=[("ja", _("Er is twijfel over de integriteit")), ("nee", _("Er is geen twijfel"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Kies wat uw oordeel is.")},
    )
    ground = _text(
        _("Waarom?"),
        _("De tweede persoon leest dit. Weet de aanbieder nog van niets, dan leest hij dit na het besluit."),
        _("Schrijf op waarom u dit besluit."),
    )
    asked = _Colleague(
        label=_("Wie beslist mee?"),
        queryset=User.objects.none(),
        error_messages={"required": _("Kies wie als tweede persoon beslist.")},
    )

    def __init__(self, by: User, *arguments: object, **named: object) -> None:
        """Offer the colleagues who may be the second person."""
        super().__init__(*arguments, **named)  # type: ignore[arg-type]  # handed on as they came
        field = self.fields["asked"]
        assert isinstance(field, _Colleague)  # noqa: S101 - declared so above
        field.queryset = colleagues(by)


def colleagues(by: User) -> QuerySet[User]:
    """Give who can be asked as the second person: purchasers and officers, but not oneself."""
    roles = (StaffRole.PURCHASER, StaffRole.INTEGRITY_OFFICER)
    granted = RoleGrant.objects.valid(clock.today()).filter(role__in=roles)
    return User.objects.filter(pk__in=granted.values("user"), is_active=True).exclude(pk=by.pk).order_by("name", "pk")


class AccordForm(forms.Form):
    """Why the second person does not agree."""

    reason = forms.CharField(
        label=_("Niet akkoord, want"),
        required=False,
        max_length=_MOST,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class AnswerForm(forms.Form):
    """What the provider says about it."""

    text = _text(
        _("Wat wilt u hierover zeggen?"),
        _("De integriteitsfunctionaris en een tweede persoon lezen dit voordat zij besluiten."),
        _("Schrijf op wat u hierover wilt zeggen."),
    )
