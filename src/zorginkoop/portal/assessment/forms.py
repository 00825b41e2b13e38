"""What a purchaser fills in at a piece of work."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zorginkoop.kernel.speech import Speaker
from zorginkoop.kernel.tree import FactDeclaration
from zorginkoop.portal import clock
from zorginkoop.portal.assessment.correcting import Reported, Right
from zorginkoop.portal.assessment.decisions import Wanted
from zorginkoop.portal.assessment.effects import ACCEPTED, REJECTED
from zorginkoop.portal.intake.forms import FactField, hint
from zorginkoop.portal.intake.models import CorrectionVerdict
from zorginkoop.portal.intake.stating import NO_CODES

MOST_LETTERS = 2000


class VerdictForm(forms.Form):
    """What somebody thinks of a piece of evidence; a rejection needs its reason."""

    verdict = forms.ChoiceField(
        label=_("Wat vindt u van dit bewijs?"),
        choices=[(ACCEPTED, _("Akkoord: het bewijst wat gevraagd wordt")), (REJECTED, _("Afkeuren"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Kies of u akkoord gaat of afkeurt.")},
    )
    ground = forms.CharField(
        label=_("Reden van afkeuren"),
        help_text=_("De aanbieder leest dit. Schrijf wat er ontbreekt en wat wel goed zou zijn."),
        required=False,
        max_length=MOST_LETTERS,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def clean(self) -> dict[str, Any]:
        """Ask for the reason of a rejection."""
        cleaned = super().clean() or {}
        if cleaned.get("verdict") == REJECTED and not cleaned.get("ground", "").strip():
            self.add_error("ground", _("Schrijf waarom u afkeurt; de aanbieder krijgt die reden te lezen."))
        return cleaned


class DoneForm(forms.Form):
    """What was done, or answered."""

    note = forms.CharField(
        label=_("Wat hebt u gedaan of beslist?"),
        max_length=MOST_LETTERS,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Schrijf kort op wat u deed of besliste, en waarom.")},
    )


class CorrectionForm(forms.Form):
    """What the owner of the register does with a message that something is not right, and what the provider reads."""

    verdict = forms.ChoiceField(
        label=_("Wat doet u met deze melding?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Kies wat u met de melding doet.")},
    )
    ends_on = forms.DateField(
        label=_("Of: deze regel geldt nog tot en met"),
        help_text=_("Bijvoorbeeld als iemand er niet meer werkt. Laat de waarde dan leeg."),
        required=False,
        input_formats=["%Y-%m-%d", "%d-%m-%Y"],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("Schrijf de datum als 31-12-2026.")},
    )
    source = forms.CharField(
        label=_("Uit welke bron weet u dit?"),
        help_text=_("Nodig als u aanpast. Bijvoorbeeld: vektis, of de naam van het register dat u inzag."),
        required=False,
        max_length=80,
    )
    known_since = forms.DateField(
        label=_("Sinds wanneer weten wij dit?"),
        required=False,
        input_formats=["%Y-%m-%d", "%d-%m-%Y"],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("Schrijf de datum als 31-12-2026.")},
    )
    note = forms.CharField(
        label=_("Uw antwoord aan de aanbieder"),
        max_length=MOST_LETTERS,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Schrijf de aanbieder wat u met de melding doet, en waarom.")},
    )
    field_order = ("verdict", "text", "ends_on", "source", "known_since", "note")

    def __init__(self, reported: Reported, speaker: Speaker, data: Any = None) -> None:  # noqa: ANN401 - what Django gives a form
        """Ask for what is right by the kind of the fact, where it can be corrected here."""
        self.reported = reported
        super().__init__(data, initial={"known_since": clock.today()})
        self.can_correct = not reported.in_the_way
        choices = [(CorrectionVerdict.REJECTED.value, _("Niet aanpassen, met een reden"))]
        if self.can_correct or reported.has_moved:
            choices.insert(0, (CorrectionVerdict.CORRECTED.value, _("Aanpassen: de aanbieder heeft gelijk")))
        verdict = self.fields["verdict"]
        assert isinstance(verdict, forms.ChoiceField)  # noqa: S101 - it is declared above
        verdict.choices = choices
        if self.can_correct and reported.spot is not None:
            self.fields["text"] = FactField(reported.spot.declaration, reported.spot.key, speaker, required=False)
            self.fields["text"].label = _("Wat moet er staan?")
            self.fields["text"].help_text = hint(reported.spot.declaration, speaker)
        for name in () if self.can_correct else ("source", "known_since"):
            del self.fields[name]
        if not (self.can_correct and reported.is_of_a_row):
            del self.fields["ends_on"]
        self.order_fields(self.field_order)

    def clean(self) -> dict[str, Any]:
        """Ask for what is right, with its source, where the register is corrected."""
        cleaned = super().clean() or {}
        if cleaned.get("verdict") != CorrectionVerdict.CORRECTED or not self.can_correct:
            return cleaned
        if "text" in self.errors or "ends_on" in self.errors:
            return cleaned
        if not cleaned.get("text") and not cleaned.get("ends_on"):
            if not self.reported.has_moved:
                self.add_error("text", _("Vul in wat er in het register moet staan."))
            return cleaned
        if not (cleaned.get("source") or "").strip():
            self.add_error("source", _("Schrijf uit welke bron u dit weet."))
        since = cleaned.get("known_since")
        if since is None and "known_since" not in self.errors:
            self.add_error("known_since", _("Kies sinds wanneer wij dit weten."))
        elif since is not None and since > clock.today():
            self.add_error("known_since", _("Deze dag ligt in de toekomst."))
        return cleaned

    @property
    def right(self) -> Right | None:
        """What is right; nothing where the register was put right already."""
        cleaned = self.cleaned_data
        text, ends_on = cleaned.get("text") or "", cleaned.get("ends_on")
        if not text and ends_on is None:
            return None
        return Right(text, ends_on, cleaned["source"].strip(), cleaned["known_since"])


class DecisionForm(forms.Form):
    """What somebody decides about one fact, why, and from which day it counts."""

    fact = forms.CharField(widget=forms.HiddenInput)
    ground = forms.CharField(
        label=_("Waarom besluit u dit?"),
        help_text=_("De aanbieder kan dit lezen. Noem wat u zag en waar."),
        max_length=MOST_LETTERS,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Schrijf op waarom u dit besluit.")},
    )
    valid_from = forms.DateField(
        label=_("Geldt vanaf"),
        input_formats=["%Y-%m-%d", "%d-%m-%Y"],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": _("Kies de dag vanaf wanneer dit geldt."),
            "invalid": _("Schrijf de datum als 31-12-2026."),
        },
    )

    field_order = ("fact", "text", "ground", "valid_from")

    def __init__(self, key: str, declaration: FactDeclaration, speaker: Speaker, data: Any = None) -> None:  # noqa: ANN401 - what Django gives a form
        """Ask for the value by the kind of the fact."""
        self.key, self.declaration = key, declaration
        first = {"fact": key, "valid_from": clock.today()}
        super().__init__(data, initial=first, auto_id=f"id_{declaration.name}_%s")
        self.fields["text"] = FactField(declaration, key, speaker, required=True)
        self.fields["text"].help_text = hint(declaration, speaker)
        self.fields["text"].error_messages["required"] = str(_("Kies of schrijf wat u besluit."))
        self.order_fields(self.field_order)

    def clean_text(self) -> str:
        """Give the value; a decision always says something."""
        text = str(self.cleaned_data["text"])
        if text == NO_CODES:
            raise forms.ValidationError(_("Kies ten minste een van deze."))
        return text

    def clean_valid_from(self) -> Any:  # noqa: ANN401 - a day
        """Refuse a day that has passed."""
        first = self.cleaned_data["valid_from"]
        if first < clock.today():
            raise forms.ValidationError(_("Een besluit geldt niet met terugwerkende kracht. Kies vandaag of later."))
        return first

    @property
    def wanted(self) -> Wanted:
        """What was filled in."""
        cleaned = self.cleaned_data
        return Wanted(self.declaration.name, cleaned["text"], cleaned["ground"].strip(), cleaned["valid_from"])


class AccordForm(forms.Form):
    """What a second person says of a decision; not agreeing needs its reason."""

    proposal = forms.UUIDField(widget=forms.HiddenInput)
    accord = forms.ChoiceField(
        label=_("Wat vindt u van dit besluit?"),
        choices=[("ja", _("Akkoord")), ("nee", _("Niet akkoord"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Kies of u akkoord gaat.")},
    )
    refusal = forms.CharField(
        label=_("Waarom niet?"),
        help_text=_("Nodig als u niet akkoord gaat."),
        required=False,
        max_length=MOST_LETTERS,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean(self) -> dict[str, Any]:
        """Ask for the reason of not agreeing."""
        cleaned = super().clean() or {}
        if cleaned.get("accord") == "nee" and not cleaned.get("refusal", "").strip():
            self.add_error("refusal", _("Schrijf op waarom u niet akkoord gaat."))
        return cleaned
