"""What people fill in to ask a question, and to answer one."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from zorginkoop.portal.editions.models import SeasonAgreement
from zorginkoop.portal.questions.models import Answer, Question
from zorginkoop.portal.register.models import Provider

_LONGEST = 4_000
_WORDS = 14
_AREA = {"rows": 6}


class AskForm(forms.Form):
    """A question: about which agreement, on behalf of whom, and where the answer goes."""

    agreement = forms.ChoiceField(label=_("Waarover gaat uw vraag?"), required=False)
    provider = forms.ChoiceField(label=_("Namens wie vraagt u dit?"), required=False)
    email = forms.EmailField(
        label=_("Uw e-mailadres"),
        help_text=_("Wij sturen u een link om uw vraag te bevestigen, en later het antwoord. Niemand anders ziet dit."),
    )
    text = forms.CharField(
        label=_("Uw vraag"),
        help_text=_(
            "Iedereen kan uw vraag en ons antwoord lezen, zonder uw naam. Noem dus geen namen, AGB-codes of gegevens "
            "van patiënten."
        ),
        widget=forms.Textarea(attrs=_AREA),
        max_length=_LONGEST,
    )
    about = forms.CharField(required=False, max_length=160, widget=forms.HiddenInput)
    mark = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(
        self,
        *arguments: Any,  # noqa: ANN401 - handed on as they came
        agreements: Iterable[SeasonAgreement],
        providers: Sequence[Provider] | None,
        **named: Any,  # noqa: ANN401 - as above
    ) -> None:
        """Offer the agreements of a policy, and to whoever is signed in its providers (None: nobody is)."""
        named["initial"] = {"mark": uuid.uuid4(), **named.get("initial", {})}
        super().__init__(*arguments, **named)
        _choices(self, "agreement", [("", _("het hele beleid")), *((one.name, one.title) for one in agreements)])
        if providers is not None:
            del self.fields["email"]
        if providers:
            named_ones = [(str(one.public_id), f"{one.name} ({one.agb_code})") for one in providers]
            _choices(self, "provider", [*named_ones, ("", _("alleen mijzelf"))])
        else:
            del self.fields["provider"]


class AnswerForm(forms.Form):
    """An answer: the question as everybody reads it, what is answered, and for whom."""

    wording = forms.CharField(
        label=_("De vraag, zoals iedereen hem leest"),
        help_text=_("Haal weg wie het vraagt. Past u de woorden aan, dan staat dat erbij."),
        widget=forms.Textarea(attrs=_AREA),
        max_length=_LONGEST,
    )
    text = forms.CharField(label=_("Het antwoord"), widget=forms.Textarea(attrs={"rows": 8}), max_length=_LONGEST * 2)
    together = forms.MultipleChoiceField(
        label=_("Ook een antwoord op"), required=False, widget=forms.CheckboxSelectMultiple
    )
    leads_to = forms.ChoiceField(
        label=_("Leidt dit tot een wijziging van het beleid?"),
        help_text=_("Kies de uitgave waarin de wijziging staat. Wie het antwoord leest, ziet die erbij."),
        required=False,
    )
    private = forms.BooleanField(label=_("Alleen voor wie het vraagt"), required=False)
    ground = forms.CharField(
        label=_("Waarom niet voor iedereen?"),
        help_text=_("Vul dit alleen in bij een antwoord voor een aanbieder alleen. Een auditor kan het nalezen."),
        required=False,
        max_length=1_000,
    )

    def __init__(
        self,
        *arguments: Any,  # noqa: ANN401 - handed on as they came
        others: Iterable[Question],
        editions: Iterable[str],
        **named: Any,  # noqa: ANN401 - as above
    ) -> None:
        """Offer the other questions that wait, and the editions that a change can stand in."""
        super().__init__(*arguments, **named)
        listed = [(str(one.public_id), Truncator(one.text).words(_WORDS)) for one in others]
        named_ones = [(name, name) for name in editions]
        if listed:
            _choices(self, "together", listed)
        else:
            del self.fields["together"]
        if named_ones:
            _choices(self, "leads_to", [("", _("nee")), *named_ones])
        else:
            del self.fields["leads_to"]

    def clean(self) -> dict[str, Any]:
        """Ask for the ground with a private answer, and for nothing else."""
        said = super().clean() or {}
        if said.get("private") and not str(said.get("ground", "")).strip():
            self.add_error("ground", _("Schrijf op waarom niet iedereen dit antwoord kan lezen."))
        if not said.get("private"):
            said["ground"] = ""
        return said


class ImproveForm(forms.Form):
    """A better wording of an answer."""

    wording = forms.CharField(label=_("De vraag"), widget=forms.Textarea(attrs=_AREA), max_length=_LONGEST)
    text = forms.CharField(label=_("Het antwoord"), widget=forms.Textarea(attrs={"rows": 8}), max_length=_LONGEST * 2)
    leads_to = forms.ChoiceField(label=_("Leidt dit tot een wijziging van het beleid?"), required=False)

    def __init__(self, *arguments: Any, editions: Iterable[str], **named: Any) -> None:  # noqa: ANN401 - as above
        super().__init__(*arguments, **named)
        named_ones = [(name, name) for name in editions]
        if named_ones:
            _choices(self, "leads_to", [("", _("nee")), *named_ones])
        else:
            del self.fields["leads_to"]


class JoinForm(forms.Form):
    """Which published answer a question belongs to."""

    answer = forms.ChoiceField(label=_("Al beantwoord onder"))

    def __init__(self, *arguments: Any, answers: Iterable[Answer], **named: Any) -> None:  # noqa: ANN401 - as above
        super().__init__(*arguments, **named)
        told = [(str(one.public_id), f"{one.number}. {Truncator(one.question).words(_WORDS)}") for one in answers]
        _choices(self, "answer", told)


class CloseForm(forms.Form):
    """Why a question gets no answer."""

    reason = forms.CharField(
        label=_("Waarom beantwoordt u deze vraag niet?"),
        help_text=_("Wie de vraag stelde, krijgt dit te lezen."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1_000,
    )


def _choices(form: forms.Form, name: str, choices: list[Any]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared so above
    field.choices = choices
