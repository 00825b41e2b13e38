"""The form of one group of questions: drawn from the policy, and read by the one definition of what a fact can be."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from zorginkoop.kernel.ask import Question
from zorginkoop.kernel.ask_answers import read_answer
from zorginkoop.kernel.date_words import Language
from zorginkoop.kernel.language import FactKind
from zorginkoop.kernel.speech import Speaker
from zorginkoop.kernel.tree import FactDeclaration
from zorginkoop.portal.intake.files import MOST_BYTES, About, too_large
from zorginkoop.portal.intake.saving import Typed
from zorginkoop.portal.intake.stating import NO_CODES

VERSION = "versie:"
MOST_LETTERS = 2000
_MANY_CODES = 6
_DAYS = ["%Y-%m-%d", "%d-%m-%Y"]


class FactField(forms.Field):
    """The value of one fact, the way a fact takes it."""

    def __init__(self, declaration: FactDeclaration, key: str, speaker: Speaker, *, required: bool) -> None:
        """Choose how it is asked for by the kind of the fact."""
        self.declaration = declaration
        super().__init__(
            required=required,
            label=_capital(speaker.name(declaration.subject, key)),
            widget=widget_for(declaration, speaker),
        )

    def to_python(self, value: Any) -> str:  # noqa: ANN401 - what a browser sends
        """Give the answer the way a fact takes it."""
        chosen = value if isinstance(value, list | tuple) else [value or ""]
        if self.declaration.kind == FactKind.CODES:
            return self._codes([part for one in chosen for part in str(one).split()])
        typed = str(chosen[0])[:MOST_LETTERS]
        return self._read(typed) if typed.strip() else ""

    def _codes(self, chosen: list[str]) -> str:
        """Read a set of codes; that there is not one is said apart from saying nothing."""
        if NO_CODES in chosen and len(chosen) > 1:
            raise forms.ValidationError(_("Kies 'geen van deze', of kies wat wel van toepassing is; niet allebei."))
        return NO_CODES if chosen == [NO_CODES] else self._read(" ".join(chosen)) if chosen else ""

    def _read(self, typed: str) -> str:
        try:
            return read_answer(self.declaration, typed)
        except ValueError as error:
            raise forms.ValidationError(str(error)) from None


class AnswerField(FactField):
    """One answer; empty is no answer yet, and that is never an error here."""

    def __init__(self, question: Question, speaker: Speaker) -> None:
        """Put the question by the kind of its fact."""
        self.question = question
        super().__init__(question.declaration, question.at.key, speaker, required=False)


def widget_for(declaration: FactDeclaration, speaker: Speaker) -> forms.Widget:
    """Choose how a value is asked for by the kind of its fact."""
    match declaration.kind:
        case FactKind.YES_NO:
            return forms.RadioSelect(choices=[("ja", _("Ja")), ("nee", _("Nee"))])
        case FactKind.CODE if declaration.codes:
            choices = [(code, _capital(speaker.code(code, declaration))) for code in declaration.codes]
            few = len(choices) <= _MANY_CODES
            return forms.RadioSelect(choices=choices) if few else forms.Select(choices=[("", ""), *choices])
        case FactKind.CODES if declaration.codes:
            choices = [(code, _capital(speaker.code(code, declaration))) for code in declaration.codes]
            return forms.CheckboxSelectMultiple(choices=[*choices, (NO_CODES, _("Geen van deze"))])
        case FactKind.DATE:
            return forms.DateInput(attrs={"type": "date"})
        case FactKind.NUMBER | FactKind.MONEY | FactKind.SHARE:
            return forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
        case _:
            return forms.TextInput(attrs={"autocomplete": "off"})


def hint(declaration: FactDeclaration, speaker: Speaker) -> str:
    """Say how an answer is written, where the form does not show it."""
    match declaration.kind:
        case FactKind.NUMBER:
            unit = speaker.with_unit("", declaration).strip()
            return _("Een getal, in %(unit)s. Bijvoorbeeld 24 of 24,5.") % {"unit": unit} if unit else _("Een getal.")
        case FactKind.MONEY:
            return _("Een bedrag in euro's, bijvoorbeeld 1250,00.")
        case FactKind.SHARE:
            return _("Een percentage, bijvoorbeeld 30.")
        case FactKind.PERIOD:
            return _("Van en tot en met, bijvoorbeeld 2026-01-01/2027-12-31.")
        case FactKind.MOMENT:
            return _("Een dag, of een dag met tijd: 2025-10-20T14:30.")
        case FactKind.CODES if not declaration.codes:
            return _("Meer dan een mag, met een spatie ertussen. Is het er geen een? Schrijf dan: leeg.")
        case _:
            return ""


class AnswersForm(forms.Form):
    """A group of questions together; each answer carries the version that was on the screen."""

    def __init__(
        self,
        questions: tuple[Question, ...],
        language: Language,
        speaker: Speaker,
        stored: Mapping[str, tuple[str, int]],
        data: Any = None,  # noqa: ANN401 - what Django gives a form
    ) -> None:
        """Draw the questions with what was answered so far, or what was recorded before."""
        super().__init__(data)
        self.language = language
        self.questions = {question.at.label: question for question in questions}
        self.stored = dict(stored)
        for about, question in self.questions.items():
            self.fields[about] = AnswerField(question, speaker)
            self.initial[about] = _initial(question, self.stored.get(about, ("", 0))[0])

    def typed(self) -> dict[str, Typed]:
        """Give what was answered well and differs from what is recorded, with the version it changes."""
        found: dict[str, Typed] = {}
        for about, text in self.cleaned_data.items():
            known = self.questions[about].known.text
            if about not in self.stored and text == _known(self.questions[about], known):
                continue  # as the register has it: nothing to keep
            found[about] = Typed(text, self._version(about))
        return found

    def _version(self, about: str) -> int:
        sent = str(self.data.get(f"{VERSION}{about}", ""))
        return int(sent) if sent.isdigit() else 0


def _initial(question: Question, answered: str) -> str | list[str]:
    text = answered or _known(question, question.known.text)
    return text.split() if question.declaration.kind == FactKind.CODES and question.declaration.codes else text


def _known(question: Question, text: str) -> str:
    if question.known.value is None:
        return ""
    return NO_CODES if question.declaration.kind == FactKind.CODES and not text else text


class EvidenceForm(forms.Form):
    """A file, from and until when it proves something, and whether few may see it."""

    def __init__(self, *arguments: Any, **named: Any) -> None:  # noqa: ANN401 - what Django gives a form
        """Let the browser say at once that a file is too large, before it is sent."""
        super().__init__(*arguments, **named)
        self.fields["file"].widget.attrs |= {"data-most-bytes": MOST_BYTES, "data-too-large": too_large()}

    file = forms.FileField(
        label=gettext_lazy("Bewijs toevoegen"),
        required=False,
        error_messages={"empty": gettext_lazy("Dit bestand is leeg. Kies een ander bestand.")},
        widget=forms.FileInput(attrs={"accept": ".pdf,.png,.jpg,.jpeg,.docx,.xlsx,.odt"}),
    )
    valid_from = forms.DateField(
        label=gettext_lazy("Bewijs geldig vanaf"),
        required=False,
        input_formats=_DAYS,
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"invalid": gettext_lazy("Schrijf de datum als 31-12-2026.")},
    )
    valid_until = forms.DateField(
        label=gettext_lazy("Bewijs geldig tot en met"),
        required=False,
        input_formats=_DAYS,
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"invalid": gettext_lazy("Schrijf de datum als 31-12-2026.")},
    )
    confidential = forms.BooleanField(label=gettext_lazy("Dit bestand is vertrouwelijk"), required=False)
    because = forms.CharField(
        label=gettext_lazy("Waarom is het vertrouwelijk?"),
        required=False,
        max_length=300,
        help_text=gettext_lazy("Dan zien alleen wie bij u invult of tekent, en de zorginkoper, dit bestand."),
    )

    def clean(self) -> dict[str, Any]:
        """See to it that what is confidential says why, and that nobody thinks so who did not say so."""
        said = super().clean() or self.cleaned_data
        secret, because = said.get("confidential"), said.get("because", "").strip()
        if secret and not because and "because" not in self.errors:
            self.add_error("because", _("Schrijf waarom dit bestand vertrouwelijk is."))
        if because and not secret:
            self.add_error("confidential", _("Kruis aan dat dit bestand vertrouwelijk is, of haal de reden weg."))
        return said

    @property
    def about(self) -> About:
        """What was said about the file."""
        said = self.cleaned_data
        return About(said["valid_from"], said["valid_until"], said["because"].strip())


class WrongForm(forms.Form):
    """What is not right about something that we know from elsewhere."""

    text = forms.CharField(
        label=gettext_lazy("Wat klopt niet?"),
        max_length=MOST_LETTERS,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Schrijf wat er niet klopt, en zo mogelijk wat wel goed is.")},
    )


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def days_left(until: dt.datetime, now: dt.datetime) -> str:
    """Say how long there still is, in whole days or hours."""
    left = until - now
    if left.days >= 1:
        return ngettext("nog %(count)d dag", "nog %(count)d dagen", left.days) % {"count": left.days}
    hours = max(left.seconds // 3600, 0)
    return ngettext("nog %(count)d uur", "nog %(count)d uur", hours) % {"count": hours}
