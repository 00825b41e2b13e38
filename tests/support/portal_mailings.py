"""Builders for tests of mailings: providers that were invited, a mailing to them, and its way to the accord."""

from __future__ import annotations

from datetime import UTC, datetime

from support.portal import person, practice
from support.portal_intake import physiotherapy
from zorginkoop.portal.accounts.models import User
from zorginkoop.portal.accounts.roles import StaffRole
from zorginkoop.portal.audit.log import changing
from zorginkoop.portal.editions.models import Channel, SeasonAgreement
from zorginkoop.portal.mailings.deciding import approve, start, submit
from zorginkoop.portal.mailings.making import make, write
from zorginkoop.portal.mailings.models import Mailing
from zorginkoop.portal.register.models import Provider
from zorginkoop.portal.selection.models import Invitation, Run

SUBJECT = "Nieuws voor {naam}, AGB-code {agb}"
BODY = "Beste {naam} in {plaats},\n\nUw pagina: {pagina}\n\nMet vriendelijke groet,\n"


def invited(number: int = 4, agreement: SeasonAgreement | None = None, *, without_address: int = 1) -> list[Provider]:
    """Make practices that were invited for physiotherapy; the last ones have no address."""
    agreement = agreement or physiotherapy()
    found = []
    for at in range(1, number + 1):
        address = "" if at > number - without_address else f"praktijk{at}@verzonnen.example"
        found.append(
            practice(f"0400{at:04}", f"Praktijk Verzonnen {at}", place="Bedachtum", postcode=f"1{at % 10}11 AA",
                     vecozo_email=address)
        )  # fmt: skip
    by = person("Sam Selecteert", StaffRole.PURCHASER)
    moment = datetime(2025, 10, 1, 8, tzinfo=UTC)
    with changing("test"):
        run = Run.objects.create(
            agreement=agreement, number=1, on=moment.date(), known=moment, requested_by=by, requested_at=moment
        )
        Invitation.objects.bulk_create(
            Invitation(agreement=agreement, provider=one, run=run, channel=Channel.PORTAL, invited_at=moment)
            for one in found
        )
    return found


def purchaser(name: str = "Ina Inkoper") -> User:
    """Make a purchaser."""
    return person(name, StaffRole.PURCHASER)


def mailing(
    providers: list[Provider], by: User | None = None, *, body: str = BODY, all_by_letter: bool = False
) -> Mailing:
    """Make a mailing with a text."""
    maker = by or purchaser()
    made = make(
        physiotherapy(), "Nieuws", [one.pk for one in providers], maker,
        audience={"bron": "lijst"}, all_by_letter=all_by_letter,
    )  # fmt: skip
    return write(made, SUBJECT, body, maker)


def agreed(made: Mailing) -> Mailing:
    """Let its maker submit it, and a colleague agree."""
    made = submit(made, made.made_by)
    return approve(made, made.content_hash, purchaser("Cor Collega"))


def started(made: Mailing) -> Mailing:
    """Let it be agreed to, and start sending."""
    return start(agreed(made))
