"""What a provider can do after a letter: correct, ask for an exception, request, react, or disagree."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from zorginkoop.kernel.explain import ConditionExplanation, Explanation
from zorginkoop.kernel.language import Origin
from zorginkoop.kernel.letter_blocks import Extras
from zorginkoop.kernel.letter_sentences import DISPUTE, RECONSIDERATION
from zorginkoop.kernel.missing import MissingFact
from zorginkoop.kernel.outcome import judges_claims
from zorginkoop.kernel.reasons import REQUEST_FORM, failing_gate, is_request
from zorginkoop.kernel.speech import clause, sentence
from zorginkoop.kernel.states import MET, NOT_APPLICABLE
from zorginkoop.kernel.witness import Compared, Excepted, Guarded, Joined, Referred, Witness, grounds

PURCHASING = "zorginkoop"  # contact points of an edition, by name; that of the form is REQUEST_FORM
CLAIMS = "declaraties"  # questions about a claim go to the desk that handles it, never to the purchaser
EXCEPTION = "uitzondering"
_REGISTERS = {
    Origin.VEKTIS: ("bij Vektis", "with Vektis"),
    Origin.VECOZO: ("bij VECOZO", "with VECOZO"),
    Origin.REGISTER: ("in het register", "in the register"),
}


class Steps:
    """Says what can be done, by the contact points of the edition."""

    def __init__(self, explanation: Explanation, extras: Extras) -> None:
        """Speak for an explained outcome."""
        self.explanation = explanation
        self.extras = extras
        self.speaker = explanation.speaker
        self.say = explanation.speaker.say
        self.kind = explanation.outcome.subject.kind
        self.desk = CLAIMS if judges_claims(explanation.outcome.agreement) else PURCHASING

    def can_be_remedied(self, one: ConditionExplanation) -> bool:
        """Tell whether a value could have changed the condition, rather than a decision of a person alone."""
        origins = {self._origin(fact.key) for fact in one.facts}
        criterion = one.result.criterion
        return bool(criterion.rows or criterion.references) or origins != {Origin.DECISION}

    def reaction(self, one: ConditionExplanation) -> tuple[str, ...]:
        """Say that the provider may react to what people decided; nothing while the ground is withheld."""
        if one.state == MET or one.shielded:
            return ()
        return (self.say("U kunt op deze beslissing reageren.", "You may react to this decision."),)

    def after_refusal(self, against: Sequence[ConditionExplanation]) -> tuple[str, ...]:
        """Give the steps that are open after a refusal, the nearest first."""
        steps = [*self._corrections(against), *self._exceptions(against), *self._request(against)]
        return tuple(dict.fromkeys(sentence(step) for step in steps))

    def disagreement(self) -> str:
        """Say where to go with a disagreement: there is no administrative objection between private parties."""
        mail = self._channel(self.desk)
        where = self.say(f"Mail uw redenen naar {mail}.", f"Mail your reasons to {mail}.") if mail else ""
        lines = (self.say(*RECONSIDERATION), where, sentence(self.extras.lapse), self.say(*DISPUTE))
        return " ".join(line for line in lines if line)

    def what_follows(self, missing: Sequence[MissingFact]) -> str:
        """Say what happens once what is missing is known."""
        if not missing:
            return ""
        return self.say("Zodra wij dit weten, beslissen wij.", "Once we know this, we will decide.")

    def questions(self) -> str:
        """Say where questions go, and what the subject line of a mail holds."""
        mail = self._channel(self.desk)
        if not mail:
            return ""
        if self.desk == CLAIMS:
            return self.say(
                f"Heeft u vragen? Mail naar {mail}. Zet het kenmerk van de declaratieregel in het onderwerp.",
                f"Do you have questions? Mail {mail}. Put the reference of the claim line in the subject line.",
            )
        return self.say(
            f"Heeft u vragen? Mail naar {mail}. Zet uw AGB-code en de zorgsoort in het onderwerp.",
            f"Do you have questions? Mail {mail}. Put your AGB code and the care type in the subject line.",
        )

    def _corrections(self, against: Iterable[ConditionExplanation]) -> Iterator[str]:
        mail = self._channel(self.desk)
        tell = self.say(f" en laat het ons weten via {mail}", f" and let us know at {mail}") if mail else ""
        for key, origin in self._registered(against):
            where, name = self.say(*_REGISTERS[origin]), self.speaker.name(self.kind, key)
            yield self.say(
                f"klopt dit gegeven niet: {name}? Laat het corrigeren {where}{tell}",
                f"is this not right: {name}? Have it corrected {where}{tell}",
            )

    def _registered(self, against: Iterable[ConditionExplanation]) -> Iterator[tuple[str, Origin]]:
        """Walk the known facts of the reasons that a register holds."""
        for one in against:
            for fact in one.facts:
                origin = self._origin(fact.key)
                if origin in _REGISTERS and fact.value is not None:
                    yield fact.key, Origin(origin)

    def _exceptions(self, against: Iterable[ConditionExplanation]) -> Iterator[str]:
        """Offer the exception only where it alone would open the way: not to a provider excluded for another reason."""
        mail = self._channel(EXCEPTION) or self._channel(PURCHASING)
        standing = {one.id: one for one in (*against, *self._failing_gate())}
        if mail and len(standing) == 1 and all(self._would_lift(one.witness) for one in standing.values()):
            yield self.say(
                f"zijn er zorginhoudelijke gronden voor een uitzondering? Mail die dan naar {mail}",
                f"are there care-content grounds for an exception? Then mail them to {mail}",
            )

    def _failing_gate(self) -> Iterator[ConditionExplanation]:
        outcome = self.explanation.outcome
        yield from (self.explanation.condition(result.criterion.id) for result in failing_gate(outcome))

    def _would_lift(self, found: Witness) -> bool:
        """Tell whether a granted exception alone would make a test hold."""
        match found:
            case Excepted():
                return self._could_be_granted(found) or self._would_lift(found.inner)
            case Joined() if found.test.how == "alle":
                return all(part.state in (MET, NOT_APPLICABLE) or self._would_lift(part) for part in found.parts)
            case Joined() if found.test.how != "geen":
                return any(self._would_lift(part) for part in found.parts)
            case Guarded():
                return self._would_lift(found.inner)
            case Referred():
                return self._would_lift(self.explanation.condition(found.criterion).witness)
        return False

    def _could_be_granted(self, found: Excepted) -> bool:
        facts = (ground.witness for ground in grounds(found.exception))
        decided = any(isinstance(one, Compared) and self._origin(one.fact.key) == Origin.DECISION for one in facts)
        return decided and found.exception.state != MET

    def _request(self, against: Iterable[ConditionExplanation]) -> Iterator[str]:
        outcome = self.explanation.outcome
        form = self._channel(REQUEST_FORM)
        routes = [route for route in outcome.agreement.routes if is_request(route)]
        if not form or not routes or outcome.route in routes:
            return
        yield self.say(
            f"u kunt zelf een overeenkomst aanvragen met het formulier op {form}",
            f"you can request an agreement yourself with the form at {form}",
        )
        asked = {name for route in routes for name in route.criteria} | set(outcome.agreement.gate)
        for one in against:
            if one.id in asked:
                words = clause(self.speaker.requirement(one.result.criterion))
                yield self.say(f"ook bij een aanvraag geldt: {words}", f"a request has to meet this too: {words}")

    def _channel(self, name: str) -> str:
        point = self.extras.channels.get(name)
        return clause(point.kanaal) if point else ""

    def _origin(self, key: str) -> str:
        declaration = self.speaker.declaration(self.kind, key)
        return declaration.origin if declaration else ""
