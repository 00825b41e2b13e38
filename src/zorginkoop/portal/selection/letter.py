"""The invitation: what it is about, why this provider, what to do by when, where, and whom to ask. In plain Dutch."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse

from zorginkoop.kernel.agenda import agenda
from zorginkoop.kernel.compile import CompiledAgreement
from zorginkoop.kernel.facts import REFERENCE_DATE
from zorginkoop.kernel.speech import Speaker, sentence
from zorginkoop.portal import clock
from zorginkoop.portal.editions.channels import channels_of
from zorginkoop.portal.editions.compiled import compiled, rules_of
from zorginkoop.portal.editions.models import SeasonAgreement
from zorginkoop.portal.register.models import Provider
from zorginkoop.portal.selection.approach import approaching

PROVIDER = "aanbieder"  # whom a deadline binds
_CONTACT = "zorginkoop"  # the contact point of a policy for questions about an agreement


@dataclass(frozen=True, slots=True)
class Invitation:
    """A letter as it is sent."""

    subject: str
    body: str


def invitation_letter(agreement: SeasonAgreement, provider: Provider, *, by_policy: bool = True) -> Invitation:
    """Write the invitation of a provider; `by_policy` tells whether the conditions of the policy led to it."""
    season = agreement.season
    scope = rules_of(season).source.uitgave.geldt_voor
    about = f"een overeenkomst {agreement.title.lower()} {season.contract_year}"
    place = f"{settings.BASE_URL}{reverse('practice-home', args=[provider.public_id])}"
    parts = [
        "Geachte heer of mevrouw,",
        f"Wij nodigen {provider.name} (AGB-code {provider.agb_code}) uit voor {about}, namens {scope.verzekeraar}.",
        _why(compiled(agreement)) if by_policy else _WHY_A_PERSON,
        "\n".join(["Wat vragen wij van u, en wanneer?", *(f"- {step}" for step in steps(compiled(agreement)))]),
        f"U doet dit op deze pagina:\n{place}\nMeld u aan met uw eigen account. Daar staat ook wat wij al weten.",
        "Wilt u geen overeenkomst? Laat het ons weten. Dan vragen wij er niet meer naar.",
        "\n".join(_questions(agreement)),
        f"Met vriendelijke groet,\n{settings.PURCHASER}",
    ]
    subject = (
        f"Uitnodiging: overeenkomst {agreement.title.lower()} {season.contract_year}, AGB-code {provider.agb_code}"
    )
    return Invitation(subject, "\n\n".join(parts) + "\n")


_WHY_A_PERSON = "Waarom krijgt u deze uitnodiging?\nEen zorginkoper heeft besloten u uit te nodigen."


def _why(rules: CompiledAgreement) -> str:
    """Say which conditions led to the invitation; what still has to be done in time is told among the steps."""
    return "\n".join(
        [
            "Waarom krijgt u deze uitnodiging?",
            "Volgens ons inkoopbeleid nodigen wij uit wie aan deze voorwaarden voldoet:",
            *(f"- {requirement}" for requirement in _requirements(rules)),
        ]
    )


def _requirements(rules: CompiledAgreement) -> Iterator[str]:
    agreement, speaker = rules.agreement, Speaker(rules.agreement, "nl")
    named = approaching(agreement)[0].criteria if approaching(agreement) else ()
    later = {REFERENCE_DATE, *(name for name, _ in rules.planning.events)}
    for criterion in agreement.criteria:
        if criterion.id in named and not later.intersection(criterion.facts):
            yield speaker.requirement(criterion)


def steps(rules: CompiledAgreement) -> tuple[str, ...]:
    """Say what a provider has to do by when, where the policy fixes a day that is still ahead, in order of that day."""
    routes = approaching(rules.agreement)
    dated = agenda(rules, {}, rules.planning.calendar, routes[0].id if routes else None).deadlines
    own = [one for one in dated if one.deadline.binds == PROVIDER and one.dates.last_day and not one.dates.waits]
    own = [one for one in own if one.dates.last_day and one.dates.last_day >= clock.today()]
    own.sort(key=lambda one: (one.dates.last_day, one.deadline.id))
    return tuple(f"{one.deadline.phrase.nl}: {one.dates.say()}" for one in own)


def _questions(agreement: SeasonAgreement) -> Iterator[str]:
    yield "Vragen?"
    owner = agreement.owner
    if owner is not None:
        phone = f", telefoon {owner.phone}" if owner.phone else ""
        yield f"Uw zorginkoper is {owner.name}{phone}."
    contact = channels_of(agreement).get(_CONTACT)
    if contact is not None:
        yield sentence(f"U bereikt ons via {contact.kanaal}")
        if contact.tekst is not None:
            yield sentence(contact.tekst.nl)
