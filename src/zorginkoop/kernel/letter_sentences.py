"""The fixed sentences of letters, Dutch beside English: subject, opening, and which letter an outcome asks for."""

from __future__ import annotations

from zorginkoop.kernel.assess import Outcome
from zorginkoop.kernel.language import LeadsTo
from zorginkoop.kernel.letter_blocks import LetterKind
from zorginkoop.kernel.outcome import NO_OFFER, OFFER, UNDECIDED, judges_claims
from zorginkoop.kernel.reasons import is_request, is_running
from zorginkoop.kernel.tree import Always

SUBJECTS = {
    LetterKind.OFFER: ("aanbod voor {year}", "offer for {year}"),
    LetterKind.NO_OFFER: ("geen overeenkomst voor {year}", "no agreement for {year}"),
    LetterKind.NOT_APPROACHED: ("geen aanbod voor {year}", "no offer for {year}"),
    LetterKind.REFUSED: ("uw aanvraag voor {year} is afgewezen", "your request for {year} was refused"),
    LetterKind.ASSESSMENT: ("uw aanvraag voor {year}", "your request for {year}"),
    LetterKind.IN_PROGRESS: ("nog geen beslissing voor {year}", "no decision yet for {year}"),
    LetterKind.PRICE_LIST: ("prijslijst voor {year}", "price list for {year}"),
    LetterKind.TALKS: ("inkoopgesprek over {year}", "purchasing talks on {year}"),
    LetterKind.RUNNING: ("geen nieuw aanbod voor {year}", "no new offer for {year}"),
    LetterKind.OTHER_POLICY: ("ander inkoopbeleid voor {year}", "another purchasing policy for {year}"),
    LetterKind.UNDECIDED: ("wij hebben nog gegevens nodig voor {year}", "we still need data for {year}"),
    LetterKind.CLAIM_PAID: ("uw declaratieregel is vergoed", "your claim line was reimbursed"),
    LetterKind.CLAIM_REJECTED: ("uw declaratieregel is afgewezen", "your claim line was rejected"),
    LetterKind.CLAIM_BY_TERMS: (
        "uw declaratieregel volgt de polisvoorwaarden",
        "your claim line follows the terms of the insurance",
    ),
    LetterKind.CLAIM_CHECKED: ("wij controleren uw declaratieregel", "we are checking your claim line"),
    LetterKind.CLAIM_UNDECIDED: ("wij hebben nog gegevens nodig", "we still need data"),
}
OFFER_WITH_VARIANT = ("aanbod van overeenkomst {variant} voor {year}", "offer of agreement {variant} for {year}")

OPENING_WITH_VARIANT = (
    "wij bieden u voor {year} overeenkomst {variant} aan voor {name}",
    "for {year} we offer you agreement {variant} for {name}",
)
REFUSED_WITHOUT_WORDS = (
    "wij hebben uw aanvraag voor {name} in {year} beoordeeld en wijzen die af",
    "we have assessed your request for {name} in {year} and refuse it",
)
OPENINGS = {
    LetterKind.OFFER: (
        "wij bieden u voor {year} een overeenkomst aan voor {name}",
        "for {year} we offer you an agreement for {name}",
    ),
    LetterKind.NO_OFFER: (
        "wij bieden u voor {year} geen overeenkomst aan voor {name}",
        "for {year} we do not offer you an agreement for {name}",
    ),
    LetterKind.NOT_APPROACHED: (
        "wij benaderen u niet voor een overeenkomst voor {name} in {year}",
        "we are not approaching you for an agreement for {name} in {year}",
    ),
    LetterKind.REFUSED: (
        "wij hebben uw aanvraag voor {name} in {year} beoordeeld",
        "we have assessed your request for {name} in {year}",
    ),
    LetterKind.ASSESSMENT: (
        "wij hebben uw aanvraag voor {name} in {year} ontvangen",
        "we have received your request for {name} in {year}",
    ),
    LetterKind.IN_PROGRESS: (
        "over een overeenkomst voor {name} in {year} is nog niet beslist",
        "an agreement for {name} in {year} has not been decided on yet",
    ),
    LetterKind.PRICE_LIST: (
        "voor {name} in {year} ontvangt u van ons alleen een prijslijst",
        "for {name} in {year} you will receive only a price list from us",
    ),
    LetterKind.TALKS: (
        "wij nodigen u uit voor een inkoopgesprek over {name} in {year}",
        "we invite you to purchasing talks about {name} in {year}",
    ),
    LetterKind.RUNNING: (
        "voor {name} in {year} doen wij u geen nieuw aanbod",
        "for {name} in {year} we make you no new offer",
    ),
    LetterKind.OTHER_POLICY: (
        "voor u geldt in {year} een ander inkoopbeleid dan dat voor {name}",
        "in {year} another purchasing policy than that for {name} holds for you",
    ),
    LetterKind.UNDECIDED: (
        "wij kunnen nog niet beslissen over een overeenkomst voor {name} in {year}",
        "we cannot decide yet on an agreement for {name} in {year}",
    ),
    LetterKind.CLAIM_PAID: (
        "wij vergoeden deze declaratieregel als gecontracteerde zorg",
        "we reimburse this claim line as contracted care",
    ),
    LetterKind.CLAIM_REJECTED: ("wij wijzen deze declaratieregel af", "we reject this claim line"),
    LetterKind.CLAIM_BY_TERMS: (
        "voor deze declaratieregel geldt geen overeenkomst; de verzekerde krijgt wat de polisvoorwaarden geven",
        "no agreement covers this claim line; the insured person receives what the terms of the insurance give",
    ),
    LetterKind.CLAIM_CHECKED: (
        "over deze declaratieregel beslist een mens; wij hebben haar aangehouden",
        "a person decides on this claim line; we have put it on hold",
    ),
    LetterKind.CLAIM_UNDECIDED: (
        "wij kunnen over deze declaratieregel nog niet beslissen",
        "we cannot decide on this claim line yet",
    ),
}

WITHHELD = (
    "De grond van deze beslissing delen wij nog niet, omdat een onderzoek uitstel vraagt; wij doen dat zodra het kan.",
    "We do not share the ground of this decision yet, because an investigation needs delay; we will as soon as we can.",
)
RECONSIDERATION = (
    "Bent u het niet eens met deze beslissing? Dan kunt u ons vragen om een heroverweging.",
    "Do you disagree with this decision? Then you can ask us for a reconsideration.",
)
DISPUTE = (
    "Komen wij er niet uit? Dan kunt u naar de geschilleninstantie voor zorgcontractering of de burgerlijke rechter.",
    "Can we not settle it? Then you can go to the dispute body for care contracting or to the civil court.",
)

_KINDS = {
    OFFER: LetterKind.OFFER,
    LeadsTo.PRICE_LIST: LetterKind.PRICE_LIST,
    LeadsTo.ASSESSMENT: LetterKind.ASSESSMENT,
    LeadsTo.TALKS: LetterKind.TALKS,
    LeadsTo.OTHER_POLICY: LetterKind.OTHER_POLICY,
}
CLAIM_KINDS = {
    UNDECIDED: LetterKind.CLAIM_UNDECIDED,
    LeadsTo.REIMBURSEMENT: LetterKind.CLAIM_PAID,
    LeadsTo.REJECTION: LetterKind.CLAIM_REJECTED,
    LeadsTo.POLICY_TERMS: LetterKind.CLAIM_BY_TERMS,
    LeadsTo.CHECK: LetterKind.CLAIM_CHECKED,
}


def letter_kind(outcome: Outcome) -> LetterKind:
    """Say which letter an outcome asks for."""
    route = outcome.route
    if judges_claims(outcome.agreement) and outcome.result in CLAIM_KINDS:
        return CLAIM_KINDS[outcome.result]
    if outcome.result == UNDECIDED or route is None:
        return LetterKind.UNDECIDED
    if route.leads_to == LeadsTo.NOTHING and isinstance(route.test, Always):
        return LetterKind.NOT_APPROACHED
    if is_running(outcome):
        return LetterKind.RUNNING
    if route.leads_to == NO_OFFER and is_request(route):
        return LetterKind.REFUSED
    if route.leads_to == LeadsTo.ASSESSMENT and not is_request(route):
        return LetterKind.IN_PROGRESS
    return _KINDS.get(outcome.result, LetterKind.NO_OFFER)
