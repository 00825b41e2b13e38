"""What a person can decide about a difference, and what follows from it."""

from __future__ import annotations

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from zorginkoop.portal import clock
from zorginkoop.portal.accounts.models import User
from zorginkoop.portal.agreements.offering import accept_late
from zorginkoop.portal.agreements.refusals import OfferRefused
from zorginkoop.portal.agreements.starting import start_of
from zorginkoop.portal.audit.log import changing
from zorginkoop.portal.exchange.answering import write_answers
from zorginkoop.portal.exchange.concluding import acceptance_of, conclude, offers_of
from zorginkoop.portal.exchange.models import Choice, Difference, Kind, ReceivedAnswer, ReceivedStatus

# what to do about each kind of difference, in one or two plain sentences
ADVICE = {
    Kind.NOT_SENT: _("Vraag VECOZO waarom het niet is verstuurd. Maak zo nodig een nieuwe levering."),
    Kind.UNKNOWN_PROVIDER: _(
        "Kijk of de AGB-code is gewijzigd of verkeerd overgenomen. Voeg de aanbieder toe aan het register en vergelijk "
        "opnieuw: dan verwerken wij wat VECOZO over hem meldde. Of vraag VECOZO om een verbetering."
    ),
    Kind.NOT_SELECTED: _("Ga na waarom VECOZO deze aanbieder heeft benaderd. Wij hebben hem niet aangeleverd."),
    Kind.NO_ANSWERS: _("Vraag VECOZO om het bestand met antwoorden van deze aanbieder."),
    Kind.OTHER_STATUS: _("Bel de aanbieder of VECOZO: is de overeenkomst gesloten of geweigerd?"),
    Kind.OTHER_VARIANT: _(
        "Vergelijk de overeenkomst die in VECOZO staat met ons aanbod, en laat de verkeerde herstellen."
    ),
    Kind.SIGNED_THERE: _("Controleer de overeenkomst in VECOZO. Hoort zij bij ons aanbod, dan leggen wij haar vast."),
    Kind.NO_PRICES: _(
        "De overeenkomst is pas gesloten als ook de prijslijst akkoord is. Spreek de aanbieder daarop aan."
    ),
    Kind.SIGNED_LATE: _(
        "Er is getekend na de laatste dag. Het aanbod is vervallen, tenzij u de handtekening alsnog aanvaardt. "
        "Behandel iedereen gelijk."
    ),
    Kind.SIGNED_HERE: _("Vraag VECOZO om de status bij te werken, of leg de overeenkomst daar administratief vast."),
    Kind.OTHER_ANSWER: _("Vraag de aanbieder welk antwoord klopt."),
    Kind.OTHER_DEADLINE: _("Laat VECOZO de termijn aanpassen, of maak een nieuwe levering met de goede termijnen."),
}


class CannotDecideError(Exception):
    """A decision that cannot be taken now, with the sentence that says why, and where to go first if anywhere."""

    def __init__(self, why: str | Promise, first: str = "") -> None:
        super().__init__(str(why))
        self.first = first


def choices_for(difference: Difference) -> list[Choice]:
    """Give what can be decided: taking over what VECOZO says only where we then record something."""
    kinds = {Kind.SIGNED_THERE, Kind.SIGNED_LATE, Kind.OTHER_ANSWER}
    taking_over = [Choice.THEIRS] if difference.kind in kinds and difference.provider_id else []
    return [Choice.OURS, *taking_over, Choice.AS_IT_IS]


def decide(difference: Difference, choice: Choice, ground: str, by: User) -> Difference:
    """Keep a decision with its ground, and record what follows; CannotDecideError when somebody else was first."""
    whom = difference.provider.public_id if difference.provider else ""
    with changing("exchange.difference_decided", about=difference, for_whom=whom, choice=choice, kind=difference.kind):
        held = Difference.objects.select_for_update().get(pk=difference.pk)
        if held.choice:
            raise CannotDecideError(_("Een collega heeft hier al over beslist."))
        if held.gone_at is not None:
            raise CannotDecideError(_("Dit verschil is er niet meer; er hoeft niets te gebeuren."))
        if choice not in choices_for(held):
            raise CannotDecideError(_("Dit kan bij dit verschil niet worden gekozen."))
        if choice == Choice.THEIRS:
            _take_over(held, ground, by)
        held.choice, held.ground, held.decided_by, held.decided_at = choice, ground, by, clock.now()
        held.save()
    return held


def _take_over(difference: Difference, ground: str, by: User) -> None:
    if difference.kind == Kind.OTHER_ANSWER:
        _take_over_answer(difference)
    else:
        _take_over_signature(difference, ground, by)


def _take_over_answer(difference: Difference) -> None:
    """Let the answer that VECOZO gave last be the fact from today."""
    row, _sep, question = difference.about.rpartition(" ")
    answers = ReceivedAnswer.objects.filter(
        agreement=difference.agreement, agb_code=difference.agb_code, row=row, question=question
    )
    answer = answers.order_by("answered_at", "pk").last()
    if answer is None or difference.provider is None:
        raise CannotDecideError(_("Dit antwoord is er niet meer. Vergelijk opnieuw."))
    write_answers(difference.agreement.season.edition.partition("/")[0], {difference.provider: [answer]})


def _take_over_signature(difference: Difference, ground: str, by: User) -> None:
    """Let a signature at VECOZO conclude our offer, a late one only because this decision accepts it after all."""
    agreement, provider = difference.agreement, difference.provider
    offer = offers_of(agreement, [provider]).get(provider.pk) if provider else None
    if offer is None:
        raise CannotDecideError(
            _("Er is geen aanbod van ons bij deze handtekening. Maak eerst het aanbod; vergelijk daarna opnieuw.")
        )
    if offer.held_at is not None:
        raise CannotDecideError(_("Wij houden dit aanbod aan. Besluit eerst bij het aanbod zelf wat ermee gebeurt."))
    told = acceptance_of(list(ReceivedStatus.objects.filter(agreement=agreement, agb_code=difference.agb_code)), offer)
    if told.signed and told.signed >= offer.closes_at:
        try:
            accept_late(offer, clock.today(), ground, by)
        except OfferRefused as refused:
            raise CannotDecideError(str(refused)) from refused
    if told.signed:
        try:
            start_of(offer, told.signed)
        except OfferRefused as refused:
            raise CannotDecideError(
                _(
                    "Op papier begint de overeenkomst op %(day)s. Volgens het beleid begint zij bij deze handtekening "
                    "later, of helemaal niet. Besluit eerst over een eerdere ingang, of trek het aanbod in en doe een "
                    "nieuw."
                )
                % {"day": date_format(offer.term_from)},
                reverse("agreements:earlier", args=[offer.public_id]),
            ) from refused
    if not conclude(agreement, offer, told):
        raise CannotDecideError(
            _("Deze handtekening past niet bij ons aanbod: de variant verschilt, of de prijslijst is niet akkoord.")
        )
