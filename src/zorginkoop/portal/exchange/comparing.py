"""Hold VECOZO's record of an agreement against ours, and tell every difference."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from zorginkoop.kernel.date_words import write_date, write_moment
from zorginkoop.kernel.facts import read_value
from zorginkoop.portal.agreements.models import Offer
from zorginkoop.portal.clock import AMSTERDAM
from zorginkoop.portal.editions.compiled import compiled
from zorginkoop.portal.editions.models import SeasonAgreement
from zorginkoop.portal.exchange.concluding import (
    PRICES_AGREED,
    SIGNED,
    Acceptance,
    acceptance_of,
    events_of,
    last_moments,
    needs_prices,
    offers_of,
)
from zorginkoop.portal.exchange.models import (
    ExportState,
    Import,
    ImportState,
    Kind,
    ReceivedAnswer,
    ReceivedStatus,
    SentProvider,
)
from zorginkoop.portal.exchange.our_answers import OurAnswers
from zorginkoop.portal.register.models import Provider, RecordedAgreement

CONFIRMED = "vragenlijst_bevestigd"
ENDS = {"vragenlijst": CONFIRMED, "overeenkomst": SIGNED, "prijslijst": PRICES_AGREED}
LONGEST = 200
AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Found:
    """One thing in which the records differ; an empty code says that it is the same for several providers."""

    kind: Kind
    agb_code: str = ""
    provider: Provider | None = None
    about: str = ""
    ours: str = ""
    theirs: str = ""
    providers: int = 1

    @property
    def identity(self) -> tuple[str, str, str, str, str]:
        """Tell differences apart."""
        return (self.kind.value, self.agb_code, self.about, self.ours, self.theirs)


def compare(agreement: SeasonAgreement) -> list[Found]:
    """Give every difference between the two records of an agreement, by provider."""
    return list(_Comparison(agreement).found())


class _Comparison:
    """Both records of one agreement."""

    def __init__(self, agreement: SeasonAgreement) -> None:
        self.agreement = agreement
        self.rules = compiled(agreement)
        self.statuses: dict[str, list[ReceivedStatus]] = defaultdict(list)
        for status in ReceivedStatus.objects.filter(agreement=agreement).order_by("moment", "pk"):
            self.statuses[status.agb_code].append(status)
        self.answers: dict[str, list[ReceivedAnswer]] = defaultdict(list)
        for answer in ReceivedAnswer.objects.filter(agreement=agreement).order_by("answered_at", "pk"):
            self.answers[answer.agb_code].append(answer)
        sent = SentProvider.objects.filter(export__agreement=agreement, export__state=ExportState.MADE)
        ordered = sent.select_related("provider", "export__agreement__season").order_by("export_id")
        self.sent = {one.provider.agb_code: one for one in ordered}
        self.codes = sorted({*self.statuses, *self.answers, *self.sent})
        self.providers = _by_code(self.codes)
        self.ours = OurAnswers(agreement, [self.providers[code] for code in self.answers if code in self.providers])
        self.concluded = self._concluded()
        self.offers = offers_of(agreement, list(self.providers.values()))
        self.happened = events_of(agreement, list(self.providers.values()))
        self.heard = _last_heard(agreement)

    def found(self) -> Iterator[Found]:
        """Tell every difference, by provider in the order of their codes; then those that many have in common."""
        for code in self.codes:
            provider = self.providers.get(code)
            if provider is None:
                said = self._last_step(code)
                yield Found(Kind.UNKNOWN_PROVIDER, code, ours="staat niet in ons register", theirs=said)
                continue
            yield from self._sending(code, provider)
            yield from self._answering(code, provider)
            yield from self._signing(code, provider)
        yield from self._deadlines()

    def _concluded(self) -> dict[int, RecordedAgreement]:
        season = self.agreement.season
        own = RecordedAgreement.objects.filter(
            withdrawn_at=None,
            insurer=season.insurer,
            care_type=self.agreement.care_type,
            valid_from__gte=date(season.contract_year, 1, 1),
        )
        return {one.provider_id: one for one in own.order_by("pk")}

    def _sending(self, code: str, provider: Provider) -> Iterator[Found]:
        sent = self.sent.get(code)
        if sent is None and self.sent:
            theirs = self._last_step(code)
            yield Found(Kind.NOT_SELECTED, code, provider, ours="zat in geen levering van ons", theirs=theirs)
        made = sent.export.made_at if sent else None
        if sent and made and not self.statuses.get(code) and self.heard and self.heard > made:
            ours = f"geleverd met {sent.export.number}"
            yield Found(Kind.NOT_SENT, code, provider, ours=ours, theirs="geen enkele status")

    def _answering(self, code: str, provider: Provider) -> Iterator[Found]:
        filled = [one for one in self.statuses.get(code, ()) if (one.piece, one.status) == ("vragenlijst", "ingevuld")]
        if filled and not self.answers.get(code):
            theirs = f"ingevuld op {write_moment(filled[0].moment)}"
            yield Found(Kind.NO_ANSWERS, code, provider, "vragenlijst", "geen antwoorden ontvangen", theirs)
        latest = {(one.subject, one.row, one.question): one for one in self.answers.get(code, ())}
        for one in latest.values():
            mine = self.ours.to(provider, one)
            if mine is not None and not self._same(one, mine):
                about = f"{one.row} {one.question}".strip()
                yield Found(Kind.OTHER_ANSWER, code, provider, about, _short(mine), _short(one.text or "geen"))

    def _same(self, answer: ReceivedAnswer, mine: str) -> bool:
        fact = self.ours.facts.get((answer.subject, answer.question))
        try:
            return fact is not None and read_value(fact, answer.text) == read_value(fact, mine)
        except ValueError:  # what stands in the register has another form
            return answer.text == mine

    def _signing(self, code: str, provider: Provider) -> Iterator[Found]:
        offer, ours = self.offers.get(provider.pk), self.concluded.get(provider.pk)
        told = acceptance_of(self.statuses.get(code, []), offer)
        if told.refused and (told.signed or ours):
            mine = "gesloten" if ours else "geaccepteerd"
            theirs = f"geweigerd op {write_moment(told.refused)}"
            yield Found(Kind.OTHER_STATUS, code, provider, "overeenkomst", mine, theirs)
        elif told.signed is None and ours and code in self.sent and self.heard:
            day = f", gesloten op {write_date(ours.concluded_on)}" if ours.concluded_on else ""
            mine = _short(f"{ours.number}{day}")
            yield Found(Kind.SIGNED_HERE, code, provider, "overeenkomst", mine, "niet geaccepteerd")
        if told.signed is None:
            return
        offered = ours.variant if ours else offer.variant if offer else None
        if told.variant and offered is not None and told.variant != offered:
            yield Found(Kind.OTHER_VARIANT, code, provider, "overeenkomst", offered or "geen variant", told.variant)
        elif ours is None and not told.refused:
            yield self._not_concluded(code, provider, offer, told)

    def _not_concluded(self, code: str, provider: Provider, offer: Offer | None, told: Acceptance) -> Found:
        theirs = f"geaccepteerd op {write_moment(told.signed)}" if told.signed else ""
        if offer is None:
            return Found(Kind.SIGNED_THERE, code, provider, "overeenkomst", "geen aanbod van ons", theirs)
        if told.signed and told.signed >= offer.closes_at:
            mine = f"tekenen kon tot en met {_last_day(offer.closes_at)}"
            return Found(Kind.SIGNED_LATE, code, provider, "overeenkomst", mine, theirs)
        if needs_prices(self.rules) and told.prices is None:
            return Found(Kind.NO_PRICES, code, provider, "prijslijst", "niet akkoord", theirs)
        mine = f"aanbod {offer.number} is niet gesloten"
        return Found(Kind.SIGNED_THERE, code, provider, "overeenkomst", mine, theirs)

    def _deadlines(self) -> Iterator[Found]:
        """Tell the last days that differ; what is the same for several providers is told once."""
        differing: dict[tuple[str, str, str], set[str]] = defaultdict(set)
        general = {piece: self._ends(piece, None) for piece in ENDS}
        for code, statuses in self.statuses.items():
            provider = self.providers.get(code)
            for one in statuses:
                if one.closes_on is None or provider is None:
                    continue
                days = general[one.piece] or self._ends(one.piece, provider)
                if days and one.closes_on not in days:
                    mine = " of ".join(write_date(day) for day in sorted(days))
                    differing[one.piece, mine, write_date(one.closes_on)].add(code)
        for (piece, ours, theirs), codes in sorted(differing.items()):
            code = next(iter(codes)) if len(codes) == 1 else ""
            yield Found(Kind.OTHER_DEADLINE, code, self.providers.get(code), piece, _short(ours), theirs, len(codes))

    def _ends(self, piece: str, provider: Provider | None) -> set[date]:
        """Give the last days for a piece: those on fixed days, or those that follow from what happened."""
        events = self.happened.get(provider.pk, {}) if provider else {}
        return {_day_before(end) for end in last_moments(self.rules, ENDS[piece], events)}

    def _last_step(self, code: str) -> str:
        steps = self.statuses.get(code)
        if not steps:
            return f"{len(self.answers.get(code, ()))} antwoorden"
        return f"{steps[-1].piece} {steps[-1].status} op {write_moment(steps[-1].moment)}"


def _by_code(codes: list[str]) -> dict[str, Provider]:
    found: dict[str, Provider] = {}
    for start in range(0, len(codes), AT_ONCE):
        some = Provider.objects.filter(agb_code__in=codes[start : start + AT_ONCE])
        found.update((one.agb_code, one) for one in some)
    return found


def _last_heard(agreement: SeasonAgreement) -> datetime | None:
    """Give when VECOZO last told us anything of an agreement."""
    processed = Import.objects.filter(agreement=agreement, state=ImportState.PROCESSED)
    return processed.order_by("-processed_at").values_list("processed_at", flat=True).first()


def _day_before(end: datetime) -> date:
    return (end.astimezone(AMSTERDAM) - datetime.resolution).date()


def _last_day(end: datetime) -> str:
    return write_date(_day_before(end))


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
