"""Draw a sample of signed agreements, whose providers then show what they declared at signing.

First the population and the size are written down. Then a second person agrees; the seed follows from what the log says
at that moment, and whoever is drawn is told at once: nobody knows who comes out while there is still something to
choose. Everything that the draw rests on is kept, so that anybody can draw again. A provider that was drawn is not
drawn again in its season until everybody was.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from zorginkoop.documents.agreement_form import Clause
from zorginkoop.kernel.language import Origin
from zorginkoop.portal import clock
from zorginkoop.portal.accounts.models import User
from zorginkoop.portal.agreements.drawing import (
    METHOD,
    Drawable,
    Unit,
    Wish,
    drawn,
    population_hash,
    seed_of,
)
from zorginkoop.portal.agreements.models import Agreement, Offer, Sample, SampleRequest
from zorginkoop.portal.audit.log import FIRST, changing
from zorginkoop.portal.audit.models import Entry
from zorginkoop.portal.editions.compiled import compiled
from zorginkoop.portal.editions.models import Season, SeasonAgreement
from zorginkoop.portal.mail.dutch import in_dutch
from zorginkoop.portal.mail.outbox import write
from zorginkoop.portal.register.mandates import readers

_OWN = (Origin.SIGNING, Origin.QUESTIONNAIRE, Origin.OWN_RECORDS)  # what only the provider itself can show


class CannotSampleError(Exception):
    """Why something about a sample cannot be done now, in words for the person who wants it."""


def declarations_of(offer: Offer) -> list[Clause]:
    """Give what signing an offer declared and its provider can show: what it knows itself and no register says."""
    rules = compiled(offer.agreement).agreement
    own = {fact.name for fact in rules.facts if fact.origin in _OWN}
    read = {criterion.id: set(criterion.facts) for criterion in rules.criteria}
    return [one for one in offer.agreed().verklaringen if own & read.get(one.id, own)]


def signed(agreement: SeasonAgreement) -> QuerySet[Agreement]:
    """Give the agreements of a season that were signed, each with its offer."""
    found = Agreement.objects.filter(offer__agreement=agreement)
    return found.select_related("offer__agreement__season", "offer__provider").order_by("pk")


def population_of(agreement: SeasonAgreement) -> tuple[list[Drawable], bool]:
    """Give who can be drawn, and whether everybody is in again because all were drawn before in this season."""
    able = [one for one in signed(agreement) if declarations_of(one.offer)]
    before = set(_drawn_in(agreement.season).values_list("provider", flat=True))
    left = [one for one in able if one.offer.provider_id not in before]
    everybody_again = bool(able) and not left
    return sorted((str(one.public_id), one.offer.variant) for one in left or able), everybody_again


def _drawn_in(season: Season) -> QuerySet[SampleRequest]:
    return SampleRequest.objects.filter(sample__agreement__season=season)


def prepare(agreement: SeasonAgreement, wish: Wish, last_day: date, by: User) -> Sample:
    """Write down the population and the size of a draw; asking for the same again while it waits gives what waits."""
    with changing("agreements.sample_prepared", about=agreement) as change:
        held = SeasonAgreement.objects.select_for_update().get(pk=agreement.pk)
        running = Sample.objects.open().filter(agreement=held).first()
        if running is not None:
            if (wish_of(running), running.last_day, running.asked_by_id) == (wish, last_day, by.pk):
                return running
            raise CannotSampleError(_("Er loopt al een steekproef van deze overeenkomst. Rond die eerst af."))
        if last_day <= clock.today():
            raise CannotSampleError(_("Geef de aanbieder tijd: kies een dag na vandaag."))
        population, everybody_again = population_of(agreement)
        if not population:
            raise CannotSampleError(_("Er is nog geen getekende overeenkomst met een verklaring die iemand kan tonen."))
        made = Sample.objects.create(
            agreement=held, number=Sample.objects.filter(agreement=held).count() + 1, wanted=wish.wanted,
            unit=wish.unit, per_variant=wish.per_variant, last_day=last_day, population=population,
            population_hash=population_hash(population), everybody_again=everybody_again, asked_by=by,
            asked_at=clock.now(),
        )  # fmt: skip
        change.about = made
        change.details |= {
            "method": METHOD, "population": made.population_hash, "wanted": wish.wanted, "unit": str(wish.unit),
            "per_variant": int(wish.per_variant),
        }  # fmt: skip
    return made


def wish_of(sample: Sample) -> Wish:
    """Give how many a draw is to draw."""
    return Wish(sample.wanted, Unit(sample.unit), sample.per_variant)


def population_in(sample: Sample) -> list[Drawable]:
    """Give the population as it was written down."""
    return [(str(public_id), str(variant)) for public_id, variant in sample.population]


def agree(sample: Sample, by: User) -> Sample:
    """Agree as a second person: draw, and tell whoever is drawn; agreeing twice draws once."""
    with changing("agreements.sample_drawn", about=sample) as change:
        held = Sample.objects.select_for_update().get(pk=sample.pk)
        if held.agreed_at is not None:
            return held
        if held.refused_at is not None:
            raise CannotSampleError(_("Deze steekproef is van tafel. Bereid een nieuwe voor."))
        if held.asked_by_id == by.pk:
            raise CannotSampleError(_("U bereidde deze steekproef zelf voor. Een collega geeft akkoord."))
        if held.last_day <= clock.today():
            raise CannotSampleError(_("De laatste dag is al voorbij. Zeg waarom zij van tafel gaat, en begin opnieuw."))
        entry = Entry.objects.order_by("-number").first()
        held.entry, last = (entry.number, entry.hash) if entry else (0, FIRST)
        held.seed = seed_of(last, held.agreement_id, held.number)
        held.agreed_by, held.agreed_at = by, clock.now()
        held.save(update_fields=["entry", "seed", "agreed_by", "agreed_at"])
        found = drawn(held.seed, population_in(held), wish_of(held))
        related = ("offer__agreement__season", "offer__provider")
        for one in Agreement.objects.filter(public_id__in=found).select_related(*related).order_by("public_id"):
            _ask(held, one)
        change.details |= {
            "entry": held.entry, "seed": held.seed, "drawn": len(found),
            "who": population_hash((one, "") for one in found),
        }  # fmt: skip
    return held


@in_dutch
def _ask(sample: Sample, agreement: Agreement) -> None:
    """Ask one provider to show what it declared; call it inside `changing`."""
    offer = agreement.offer
    with changing("agreements.sample_asked", for_whom=offer.provider.public_id, sample=sample.pk) as change:
        made = SampleRequest.objects.create(
            sample=sample, agreement=agreement, provider=offer.provider,
            declarations=[one.id for one in declarations_of(offer)],
        )  # fmt: skip
        change.about = made
        body = _(
            "Geachte %(name)s,\n\n"
            "%(provider)s tekende de overeenkomst %(agreement)s en verklaarde daarbij een aantal zaken. Wij trokken "
            "een steekproef onder alle getekende overeenkomsten. Uw organisatie zit daarin: wij vragen u te laten "
            "zien wat u verklaarde.\n\n"
            "U leest wat wij vragen, en antwoordt, op %(address)s\n"
            "Dat kan tot en met %(day)s.\n\n"
            "Met vriendelijke groet,\n%(purchaser)s\n"
        )
        tell(made, _("Laat ons zien wat u verklaarde voor %s") % offer.agreement, body)


@in_dutch
def tell(request: SampleRequest, subject: str, body: str) -> None:
    """Write to whoever signed, or acts for the provider now; what it is about stands behind the sign-in."""
    signature = request.agreement.offer.signatures.select_related("user").first()
    page = reverse("agreements:sampled", args=[request.provider.public_id, request.public_id])
    for name, address in readers(request.provider, signature.user if signature else None):
        said = {
            "name": name,
            "provider": request.provider.name,
            "agreement": request.agreement.offer.agreement,
            "address": settings.BASE_URL + page,
            "day": date_format(request.sample.last_day),
            "purchaser": settings.PURCHASER,
        }
        write(address, subject, body % said, about=request, for_whom=request.provider.public_id)


def refuse(sample: Sample, reason: str, by: User) -> Sample:
    """Take a draw off the table before anybody is drawn, by either person and with a reason; it stays on record."""
    with changing("agreements.sample_refused", about=sample):
        held = Sample.objects.select_for_update().get(pk=sample.pk)
        if held.refused_at is not None:
            return held
        if held.agreed_at is not None:
            raise CannotSampleError(_("Deze steekproef is al getrokken, en de aanbieders hebben bericht."))
        held.refused_by, held.refused_at, held.refusal = by, clock.now(), reason.strip()
        held.save(update_fields=["refused_by", "refused_at", "refusal"])
    return held


@dataclass(frozen=True, slots=True)
class Again:
    """What came of drawing again: whether the seed, the population and who was drawn are what was kept."""

    seed: bool
    population: bool
    drawn: bool

    @property
    def equal(self) -> bool:
        """Whether all of it is equal."""
        return self.seed and self.population and self.drawn


def entry_hash(sample: Sample) -> str:
    """Give the hash of the entry in the log from which the seed of a draw follows; nothing before it was drawn."""
    if sample.entry is None:
        return ""
    return Entry.objects.filter(pk=sample.entry).values_list("hash", flat=True).first() or FIRST


def draw_again(sample: Sample) -> Again:
    """Draw again from what was kept, the log included."""
    last = entry_hash(sample)
    population = population_in(sample)
    asked = {str(one) for one in sample.requests.values_list("agreement__public_id", flat=True)}
    found = set(drawn(sample.seed, population, wish_of(sample)))
    return Again(
        sample.method == METHOD and seed_of(last, sample.agreement_id, sample.number) == sample.seed,
        population_hash(population) == sample.population_hash,
        sample.agreed_at is not None and found == asked,
    )
