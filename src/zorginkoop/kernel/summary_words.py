"""The outcome in one or two sentences: what the provider gets, and what stands in the way of more."""

from __future__ import annotations

from collections.abc import Iterable

from zorginkoop.kernel import reasons
from zorginkoop.kernel.assess import ConditionResult, Outcome
from zorginkoop.kernel.language import LeadsTo
from zorginkoop.kernel.missing import MissingFact, missing_facts
from zorginkoop.kernel.outcome import NO_OFFER, OFFER, UNDECIDED
from zorginkoop.kernel.speech import Speaker, clause, sentence
from zorginkoop.kernel.states import MET, UNKNOWN
from zorginkoop.kernel.subject_words import noun
from zorginkoop.kernel.tree import Always, Ladder, Route


def summary(speaker: Speaker, outcome: Outcome) -> tuple[str, ...]:
    """Say the outcome first: the variant, the refusal with its reason, or what is still missing."""
    if outcome.result == UNDECIDED:
        return _undecided(speaker, outcome)
    if outcome.result == OFFER:
        return _offer(speaker, outcome)
    return (_without_offer(speaker, outcome),)


def requirements(speaker: Speaker, results: Iterable[ConditionResult]) -> str:
    """List requirements in their own phrases."""
    return "; ".join(clause(speaker.requirement(result.criterion)) for result in results)


def agreement_name(speaker: Speaker, outcome: Outcome) -> str:
    """Name the agreement."""
    agreement = outcome.agreement
    return agreement.phrase.in_language(speaker.language) or agreement.agreement.replace("_", " ")


def missing_list(speaker: Speaker, missing: Iterable[MissingFact]) -> str:
    """List facts that are missing, those of rows with how many rows lack them."""
    grouped: dict[str, list[str]] = {}
    for fact in missing:
        grouped.setdefault(_missing_name(speaker, fact), []).append(fact.subject_name or fact.subject_id)
    return "; ".join(_missing_words(speaker, name, rows) for name, rows in grouped.items())


def _missing_name(speaker: Speaker, fact: MissingFact) -> str:
    if fact.declaration is None:
        return speaker.rows(fact.subject, fact.key)
    name = speaker.name(fact.subject, fact.key)
    return f"{name}@{fact.subject}" if fact.on_row else name


def _missing_words(speaker: Speaker, name: str, rows: list[str]) -> str:
    words, _, kind = name.partition("@")
    if not kind:
        return clause(words)
    who = noun(kind, kind, len(rows), speaker.language)
    of = f"{len(rows)} {who}" if len(rows) > 1 else rows[0]
    return speaker.say(f"{clause(words)} (bij {of})", f"{clause(words)} (for {of})")


def _undecided(speaker: Speaker, outcome: Outcome) -> tuple[str, ...]:
    missing = missing_facts(outcome)
    asked = missing_list(speaker, (fact for fact in missing if not fact.decided_by_person))
    decisions = missing_list(speaker, (fact for fact in missing if fact.decided_by_person))
    head = speaker.say("nog niet te beslissen", "cannot be decided yet")
    told = [f"{head}: {speaker.say('nog nodig is', 'still needed is')} {asked}" if asked else head]
    if decisions:
        told.append(speaker.say(f"een mens beslist nog over: {decisions}", f"a person still decides on: {decisions}"))
    return tuple(sentence(line) for line in told)


def _offer(speaker: Speaker, outcome: Outcome) -> tuple[str, ...]:
    name = agreement_name(speaker, outcome)
    ladder = outcome.agreement.ladder
    if ladder is None:
        return (sentence(speaker.say(f"aanbod: {name}", f"offer: {name}")), *_signing(speaker, outcome))
    total = len(outcome.agreement.factors)
    text = speaker.say(
        f"overeenkomst {outcome.variant}: {outcome.factors_met} van de {total} differentiatiefactoren",
        f"agreement {outcome.variant}: {outcome.factors_met} of the {total} differentiation factors",
    )
    better = _better(speaker, outcome, ladder)
    return (sentence(f"{text}; {better}" if better else text), *_signing(speaker, outcome))


def _better(speaker: Speaker, outcome: Outcome, ladder: Ladder) -> str:
    """Say what the next better variant lacks."""
    met = outcome.factors_met
    next_up = next((n for n in range(met + 1, len(ladder.variants)) if ladder.variants[n] != outcome.variant), None)
    if next_up is None:
        return ""
    lacking = [result for name in outcome.agreement.factors if (result := outcome.condition(name)).state != MET]
    short, variant = next_up - met, ladder.variants[next_up]
    words = "; ".join(_lacking(speaker, result) for result in lacking)
    if short == len(lacking):
        verb = "ontbreekt" if short == 1 else "ontbreken"
        return speaker.say(f"voor {variant} {verb}: {words}", f"for {variant} is missing: {words}")
    return speaker.say(f"voor {variant} nog {short} hiervan: {words}", f"for {variant} {short} more of these: {words}")


def _lacking(speaker: Speaker, result: ConditionResult) -> str:
    words = clause(speaker.requirement(result.criterion))
    return f"{words} ({speaker.state(UNKNOWN)})" if result.state == UNKNOWN else words


def _signing(speaker: Speaker, outcome: Outcome) -> tuple[str, ...]:
    declared = requirements(speaker, reasons.left_to_signature(outcome))
    if not declared:
        return ()
    return (
        sentence(speaker.say(f"door te ondertekenen verklaart u: {declared}", f"by signing you declare: {declared}")),
    )


def _without_offer(speaker: Speaker, outcome: Outcome) -> str:
    route = outcome.route
    against = requirements(speaker, reasons.against(outcome))
    head = _head(speaker, outcome, route) if route else ""
    if not against:
        words = clause(route.phrase.in_language(speaker.language)) if route else ""
        return sentence(f"{head}: {words}" if words else head)
    lacks = speaker.say("niet voldaan aan", "not met")
    return sentence(f"{head}: {lacks}: {against}")


_HEADS = {
    LeadsTo.NO_OFFER: ("geen aanbod", "no offer"),
    LeadsTo.PRICE_LIST: ("alleen een prijslijst", "price list only"),
    LeadsTo.ASSESSMENT: ("in beoordeling", "under assessment"),
    LeadsTo.TALKS: ("inkoopgesprek", "purchasing talks"),
    LeadsTo.OTHER_POLICY: ("ander inkoopbeleid", "another purchasing policy"),
    LeadsTo.NOTHING: ("geen nieuw aanbod", "no new offer"),
}


def _head(speaker: Speaker, outcome: Outcome, route: Route) -> str:
    if outcome.result == NO_OFFER and route.leads_to == NO_OFFER and "/" in route.id:
        return speaker.say("aanvraag geweigerd", "request refused")
    if route.leads_to == LeadsTo.NOTHING and isinstance(route.test, Always):
        return speaker.say("niet benaderd", "not approached")
    return speaker.say(*_HEADS[LeadsTo(outcome.result)])
