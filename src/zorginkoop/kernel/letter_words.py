"""The paragraphs of a letter, for every kind of outcome, in plain Dutch and English."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from zorginkoop.kernel.explain import ConditionExplanation, Explanation
from zorginkoop.kernel.facts import REFERENCE_DATE, KnownFact
from zorginkoop.kernel.language import Origin
from zorginkoop.kernel.letter_blocks import Block, Extras, FactRow, FactTable, Items, LetterKind, Reason, Reasons, Text
from zorginkoop.kernel.letter_sentences import (
    OFFER_WITH_VARIANT,
    OPENING_WITH_VARIANT,
    OPENINGS,
    REFUSED_WITHOUT_WORDS,
    SUBJECTS,
    WITHHELD,
    letter_kind,
)
from zorginkoop.kernel.letter_steps import Steps
from zorginkoop.kernel.missing import MissingFact
from zorginkoop.kernel.nearest_words import promise
from zorginkoop.kernel.outcome import GATED, OFFER
from zorginkoop.kernel.provenance_words import NO_RECORD, source
from zorginkoop.kernel.speech import sentence
from zorginkoop.kernel.states import MET, NOT_APPLICABLE
from zorginkoop.kernel.summary_words import agreement_name, missing_list

AGB_DIGITS = 8
_STEPS = 3  # changes of a nearest way that a letter tells
_REFUSALS = (LetterKind.NO_OFFER, LetterKind.NOT_APPROACHED, LetterKind.REFUSED, LetterKind.CLAIM_REJECTED)


class Writer:
    """Writes the blocks of one letter."""

    def __init__(self, explanation: Explanation, extras: Extras) -> None:
        """Write for an explained outcome."""
        self.explanation = explanation
        self.outcome = explanation.outcome
        self.extras = extras
        self.speaker = explanation.speaker
        self.say = explanation.speaker.say
        self.kind = letter_kind(explanation.outcome)
        self.name = agreement_name(self.speaker, self.outcome)
        self.year = self.outcome.agreement.contract_year
        self.steps = Steps(explanation, extras)

    def subject(self) -> str:
        """Give the subject line: AGB code and care type first, so that a reply finds its way."""
        who = self.outcome.subject.id
        is_agb = len(who) == AGB_DIGITS and who.isdigit()
        known_as = self.say("AGB-code", "AGB code") if is_agb else self.say("kenmerk", "ref.")
        about = self._filled(OFFER_WITH_VARIANT if self._has_variant() else SUBJECTS[self.kind])
        return f"{known_as} {who}, {self.name}: {about}"

    def _has_variant(self) -> bool:
        return self.kind is LetterKind.OFFER and self.outcome.variant != ""

    def _filled(self, words: tuple[str, str]) -> str:
        """Fill in the name, the year and the variant."""
        return self.say(*words).format(name=self.name, year=self.year, variant=self.outcome.variant)

    def salutation(self) -> str:
        """Greet the reader."""
        return self.say("Geachte heer of mevrouw,", "Dear Sir or Madam,")

    def greeting(self) -> str:
        """Take leave of the reader."""
        return self.say("Met vriendelijke groet,", "Kind regards,")

    def blocks(self) -> tuple[Block, ...]:
        """Write every block, in the order a reader wants to know things."""
        body: dict[LetterKind, Callable[[], Iterator[Block]]] = {
            LetterKind.OFFER: self._offer,
            LetterKind.NO_OFFER: self._refusal,
            LetterKind.NOT_APPROACHED: self._refusal,
            LetterKind.REFUSED: self._refusal,
            LetterKind.UNDECIDED: self._undecided,
            LetterKind.CLAIM_REJECTED: self._refusal,
            LetterKind.CLAIM_BY_TERMS: self._refusal,
            LetterKind.CLAIM_CHECKED: self._held,
            LetterKind.CLAIM_UNDECIDED: self._undecided,
        }
        written = [self._opening(), *body.get(self.kind, self._message)(), *self._dates(), *self._last()]
        return tuple(block for block in written if not _is_empty(block))

    def _opening(self) -> Block:
        route_words = self._route_words()
        opening = OPENING_WITH_VARIANT if self._has_variant() else OPENINGS[self.kind]
        if self.kind is LetterKind.REFUSED and not route_words:
            opening = REFUSED_WITHOUT_WORDS
        lines = [self._filled(opening), route_words]
        if self.kind in _REFUSALS:
            lines.append(self._how_many())
        return Text(" ".join(sentence(line) for line in lines if line))

    def _route_words(self) -> str:
        """Say what the policy says about the route, unless the opening and the reasons say it already."""
        route = self.outcome.route
        told = self.kind in (LetterKind.OFFER, LetterKind.UNDECIDED, LetterKind.NOT_APPROACHED)
        gated = route is not None and route.leads_to in GATED and route.leads_to != self.outcome.result
        if route is None or told or gated or route.leads_to == OFFER:
            return ""
        return route.phrase.in_language(self.speaker.language)

    def _how_many(self) -> str:
        number = len(self.explanation.reasons)
        if not number:
            return ""
        if number == 1:
            return self.say(
                "dat komt door één eis uit ons inkoopbeleid", "that is because of one requirement of our policy"
            )
        return self.say(
            f"dat komt door {number} eisen uit ons inkoopbeleid",
            f"that is because of {number} requirements of our policy",
        )

    def _offer(self) -> Iterator[Block]:
        factors = [self.explanation.condition(name) for name in self.outcome.agreement.factors]
        if factors:
            yield Text(self.explanation.summary[0])
        counted = [one for one in factors if one.state == MET]
        lacking = [one for one in factors if one.state not in (MET, NOT_APPLICABLE)]
        yield self._headed("Deze factoren tellen mee:", "These factors count:", counted)
        yield self._headed("Deze factoren tellen nu niet mee:", "These factors do not count now:", lacking)
        signing = self.say("Door te ondertekenen verklaart u dat dit klopt:", "By signing you declare that this is so:")
        yield Items(signing, tuple(one.requirement for one in self.explanation.declared))
        yield Items(
            self.say("Over deze onderdelen is apart beslist:", "These parts were decided apart:"),
            tuple(part.sentence for part in self.explanation.parts),
        )
        yield self._promise()
        yield self._facts(factors)

    def _refusal(self) -> Iterator[Block]:
        against = self.explanation.reasons
        one = len(against) == 1
        yield self._headed(
            "De reden:" if one else "De redenen:", "The reason:" if one else "The reasons:", against, failing=True
        )
        if any(one.shielded for one in against):
            yield Text(self.say(*WITHHELD))
        yield self._promise()
        yield self._facts(against)
        yield Items(self.say("Wat kunt u doen?", "What can you do?"), self.steps.after_refusal(against))
        yield Text(self.steps.disagreement())

    def _promise(self) -> Block:
        """Tell briefly what the reader alone could do for another outcome: only what was judged to give it."""
        return Items(*promise(self.speaker, self.extras.nearest, _STEPS))

    def _held(self) -> Iterator[Block]:
        """Say why a person looks at a claim line, and what is known."""
        against = self.explanation.reasons
        yield self._headed("Waarom wij controleren:", "Why we check:", against, failing=True)
        yield self._facts(against)
        yield from self._open_facts()

    def _headed(
        self, dutch: str, english: str, explained: Iterable[ConditionExplanation], *, failing: bool = False
    ) -> Reasons:
        return Reasons(self.say(dutch, english), tuple(self._reason(one, failing=failing) for one in explained))

    def _reason(self, one: ConditionExplanation, *, failing: bool) -> Reason:
        """Tell one condition; as a reason it says that it is not met, so that it does not read as a fact."""
        where = self.say(f"plaats in het beleid: {one.clause}", f"place in the policy: {one.clause}")
        change = one.remedies if self.steps.can_be_remedied(one) else self.steps.reaction(one)
        asked = one.not_met if failing else one.requirement
        return Reason(asked, one.findings, change, sentence(where) if one.places else "")

    def _facts(self, explained: Iterable[ConditionExplanation]) -> FactTable:
        told = {fact.key: fact for one in explained for fact in one.facts if self._belongs(fact)}
        columns = self.say("Gegeven|Waarde|Bron|Bekend sinds", "Fact|Value|Source|Known since").split("|")
        return FactTable(
            self.say("De gegevens waarop dit berust:", "The data this rests on:"),
            (columns[0], columns[1], columns[2], columns[3]),
            tuple(self._fact_row(fact) for fact in told.values()),
        )

    def _belongs(self, fact: KnownFact) -> bool:
        return fact.key != REFERENCE_DATE and not self.speaker.shields(fact.key)

    def _fact_row(self, fact: KnownFact) -> FactRow:
        kind = self.outcome.subject.kind
        recorded = fact.source not in {"", NO_RECORD}
        nothing = self.say("geen vastlegging", "nothing recorded")
        return FactRow(
            sentence(self.speaker.name(kind, fact.key)).rstrip("."),
            self.speaker.value(kind, fact),
            source(self.speaker, fact) if recorded else nothing,
            self.speaker.day(fact.known_since) if fact.known_since else "-",
        )

    def _undecided(self) -> Iterator[Block]:
        if not self.explanation.missing:
            yield self._headed("Nog niet vastgesteld:", "Not established yet:", self.explanation.undecided)
        yield from self._open_facts()
        yield Text(self.steps.what_follows(self.explanation.missing))

    def _open_facts(self) -> Iterator[Block]:
        """List what the provider can tell, and what people still decide."""
        missing = self.explanation.missing
        theirs = [fact for fact in missing if not fact.decided_by_person]
        ours = [fact for fact in missing if fact.decided_by_person]
        yield Items(self.say("Wij hebben nog nodig:", "We still need:"), tuple(self._still_needed(theirs)))
        yield Items(
            self.say("Hierover beslissen wij nog:", "We still have to decide on:"),
            tuple(sentence(line) for line in missing_list(self.speaker, ours)),
        )

    def _still_needed(self, missing: Iterable[MissingFact]) -> Iterator[str]:
        by_origin: dict[str, list[MissingFact]] = {}
        for fact in missing:
            by_origin.setdefault(fact.declaration.origin if fact.declaration else Origin.REGISTER, []).append(fact)
        for origin, facts in by_origin.items():
            where = self.say(*_WHERE.get(origin, ("", "")))
            yield from (sentence(f"{line} {where}") for line in missing_list(self.speaker, facts))

    def _message(self) -> Iterator[Block]:
        if self.kind in (LetterKind.ASSESSMENT, LetterKind.IN_PROGRESS):
            yield from self._open_facts()
        if self.kind in (LetterKind.PRICE_LIST, LetterKind.RUNNING, LetterKind.OTHER_POLICY):
            yield Items(self.say("Dit is wat wij weten:", "This is what we know:"), self.explanation.route_findings)
        if self.kind is LetterKind.RUNNING:
            yield Text(self.say("U hoeft nu niets te doen.", "You need not do anything now."))

    def _dates(self) -> Iterator[Block]:
        yield Items(self.say("Let op deze data:", "Please note these dates:"), tuple(map(sentence, self.extras.dates)))

    def _last(self) -> Iterator[Block]:
        yield Text(self.steps.questions())
        edition = self.outcome.agreement.edition.replace("_", " ").replace("/", " ")
        day, coding = self.speaker.day(self.outcome.on), self.outcome.agreement.coding
        yield Text(
            self.say(
                f"Deze brief berust op het inkoopbeleid {edition} (codering {coding}) en op wat wij wisten op {day}.",
                f"This letter rests on the purchasing policy {edition} (coding {coding}) and on what we knew on {day}.",
            )
        )


_WHERE: dict[str, tuple[str, str]] = {
    Origin.VEKTIS: ("(via uw registratie bij Vektis)", "(through your registration with Vektis)"),
    Origin.VECOZO: ("(via VECOZO)", "(through VECOZO)"),
    Origin.QUESTIONNAIRE: ("(in de vragenlijst)", "(in the questionnaire)"),
    Origin.SIGNING: ("(verklaart u bij ondertekening)", "(you declare it at signing)"),
}


def _is_empty(block: Block) -> bool:
    match block:
        case Text():
            return not block.text
        case Items():
            return not block.items
        case Reasons():
            return not block.reasons
        case FactTable():
            return not block.rows
