"""What a person decides of a message of which the program does not know enough."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from zorginkoop.portal.mail.deciding import Decision
from zorginkoop.portal.mail.models import Message, MessageState


class DecisionForm(forms.Form):
    """It arrived after all, or it is sent again, perhaps to another address, or it is not sent at all."""

    decision = forms.ChoiceField(
        label=_("Uw besluit"), widget=forms.RadioSelect, error_messages={"required": _("Kies wat er moet gebeuren.")}
    )
    to = forms.EmailField(
        label=_("E-mailadres"),
        required=False,
        max_length=254,
        help_text=_("Alleen bij opnieuw sturen. Verbeter het adres ook in het dossier."),
        error_messages={"invalid": _("Schrijf een e-mailadres, zoals naam@praktijk.nl.")},
    )
    attempt = forms.IntegerField(widget=forms.HiddenInput)  # which attempt the person decided about

    def __init__(self, *arguments: Any, message: Message, **named: Any) -> None:  # noqa: ANN401 - as Django's own
        """Offer what can still be done with a message."""
        super().__init__(*arguments, **named)
        field = self.fields["decision"]
        if isinstance(field, forms.ChoiceField):
            field.choices = list(_choices(message))

    def clean(self) -> dict[str, object]:
        """Ask for an address where there is something to send."""
        cleaned = super().clean() or {}
        if cleaned.get("decision") == Decision.AGAIN and not cleaned.get("to") and "to" not in self.errors:
            self.add_error("to", _("Naar welk adres moet het bericht?"))
        return cleaned


def _choices(message: Message) -> Iterator[tuple[str, Promise]]:
    """Give what can be decided; a message for one person alone cannot be sent again once its text is gone."""
    again = not message.secret or bool(message.body)
    if message.state == MessageState.SET_ASIDE:
        yield Decision.DROP, _("Stuur het bericht niet; het is al aangekomen of niet meer nodig")
        if again:
            yield Decision.AGAIN, _("Stuur het bericht alsnog")
        return
    yield Decision.ARRIVED, _("Het bericht is aangekomen; stuur niets meer")
    if again:
        yield Decision.AGAIN, _("Stuur het bericht opnieuw")
