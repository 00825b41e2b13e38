"""The words of a reminder: what still has to be done, by when, where, by whom, and whom to ask. In plain Dutch."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.urls import reverse

from zorginkoop.kernel.date_words import write_date
from zorginkoop.portal.deadlines.ends import CONFIRMED
from zorginkoop.portal.editions.models import SeasonAgreement
from zorginkoop.portal.register.models import Provider


@dataclass(frozen=True, slots=True)
class ReminderText:
    """A reminder as it is sent."""

    subject: str
    body: str


def reminder_text(  # noqa: PLR0913 - what a reminder names
    agreement: SeasonAgreement, provider: Provider, event: str, last_day: date, *, name: str, as_signatory: bool
) -> ReminderText:
    """Write the reminder for one person; without a name it goes to the provider itself."""
    what = f"{agreement.title.lower()} {agreement.season.contract_year}"
    day = write_date(last_day, "nl")
    thing = "de vragenlijst" if event == CONFIRMED else "de overeenkomst"
    place = f"{settings.BASE_URL}{reverse('practice-home', args=[provider.public_id])}"
    parts = [
        f"Beste {name}," if name else "Geachte heer of mevrouw,",
        _ask(event, provider, what, day, as_signatory=as_signatory),
        f"U doet dit op deze pagina:\n{place}",
        "Hebt u dit intussen gedaan? Dan hoeft u niets meer te doen.",
        "\n".join(_questions(agreement)),
        f"Met vriendelijke groet,\n{settings.PURCHASER}",
    ]
    subject = f"Herinnering: {thing} {what} uiterlijk {day}, AGB-code {provider.agb_code}"
    return ReminderText(subject, "\n\n".join(parts) + "\n")


def _ask(event: str, provider: Provider, what: str, day: str, *, as_signatory: bool) -> str:
    whose = f"{provider.name} (AGB-code {provider.agb_code})"
    if event != CONFIRMED:
        return (
            f"Ons aanbod voor de overeenkomst {what} aan {whose} is nog niet getekend. "
            f"Een tekenbevoegde kan tekenen tot en met {day}, 23:59 uur. Daarna vervalt het aanbod."
        )
    if as_signatory:
        return (
            f"De vragenlijst {what} van {whose} is nog niet bevestigd. U bent tekenbevoegd en mag bevestigen. "
            f"Dat kan tot en met {day}, 23:59 uur. Wat wel is opgeslagen maar niet is bevestigd, telt niet."
        )
    return (
        f"De vragenlijst {what} van {whose} is nog niet bevestigd. Vul de vragen in die nog open staan, "
        f"en laat de antwoorden daarna bevestigen. Dat kan tot en met {day}, 23:59 uur. "
        "Wat wel is opgeslagen maar niet is bevestigd, telt niet."
    )


def _questions(agreement: SeasonAgreement) -> Iterator[str]:
    yield "Vragen, of wilt u geen overeenkomst? Laat het ons weten."
    if agreement.owner is not None:
        phone = f", telefoon {agreement.owner.phone}" if agreement.owner.phone else ""
        yield f"Uw zorginkoper is {agreement.owner.name}{phone}."
