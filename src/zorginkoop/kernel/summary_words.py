"""The outcome in one or two sentences: what the provider gets, and what stands in the way of more."""

from __future__ import annotations

from collections.abc import Iterable

from zorginkoop.kernel import reasons
from zorginkoop.kernel.assess import ConditionResult, Outcome
from zorginkoop.kernel.language import LeadsTo
from zorginkoop.kernel.missing import MissingFact, missing_facts
from zorginkoop.kernel.outcome import GATED, NO_OFFER, OFFER, REIMBURSEMENT, UNDECIDED
from zorginkoop.kernel.speech import Speaker, clause, sentence
from zorginkoop.kernel.states import MET, UNKNOWN
from zorginkoop.kernel.subject_words import noun
from zorginkoop.kernel.tree import Always, Compare, Ladder, Negation, Route


def summary(speaker: Speaker, outcome: Outcome) -> tuple[str, ...]:
    """Say the outcome first: the variant, the refusal with its reason, or what is still missing."""
    if outcome.result == UNDECIDED:
        return _undecided(speaker, outcome)
    if outcome.result == OFFER:
        return _offer(speaker, outcome)
    if outcome.result == REIMBURSEMENT:
        return _reimbursed(speaker, outcome)
    return (_without_offer(speaker, outcome),)


def requirements(speaker: Speaker, results: Iterable[ConditionResult]) -> str:
    """List requirements in their own phrases."""
    return "; ".join(clause(speaker.requirement(result.criterion)) for result in results)


def not_met(speaker: Speaker, what: str) -> str:
    """Say that requirements are not met."""
    return speaker.say(f"niet voldaan aan: {what}", f"not met: {what}")


def agreement_name(speaker: Speaker, outcome: Outcome) -> str:
    """Name the agreement."""
    agreement = outcome.agreement
    return agreement.phrase.in_language(speaker.language) or agreement.agreement.replace("_", " ")


def missing_list(speaker: Speaker, missing: Iterable[MissingFact]) -> tuple[str, ...]:
    """List facts that are missing, those of rows with how many rows lack them."""
    grouped: dict[str, list[str]] = {}
    for fact in missing:
        grouped.setdefault(_missing_name(speaker, fact), []).append(fact.subject_name or fact.subject_id)
    return tuple(_missing_words(speaker, name, rows) for name, rows in grouped.items())


def _missing_name(speaker: Speaker, fact: MissingFact) -> str:
    if fact.declaration is None:
        rows = speaker.rows(fact.subject, fact.key)
        return speaker.say(f"een opgave van de {rows}", f"a list of the {rows}")
    name = speaker.name(fact.subject, fact.key)
    if fact.declaration.kind == "moment":
        name = speaker.say(f"of {name}", f"whether {name}")
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
    asked = "; ".join(missing_list(speaker, (fact for fact in missing if not fact.decided_by_person)))
    asked = asked or ("" if missing else requirements(speaker, reasons.undecided(outcome)))
    decisions = "; ".join(missing_list(speaker, (fact for fact in missing if fact.decided_by_person)))
    head = speaker.say("nog niet te beslissen", "cannot be decided yet")
    told = [f"{head}; {speaker.say('dit ontbreekt nog', 'still missing')}: {asked}" if asked else head]
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


def _reimbursed(speaker: Speaker, outcome: Outcome) -> tuple[str, ...]:
    words = clause(outcome.route.phrase.in_language(speaker.language)) if outcome.route else ""
    head = speaker.say("vergoed", "reimbursed")
    return (sentence(f"{head}: {words}" if words else head), *_signing(speaker, outcome))


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
    if route is None:
        return ""
    words = clause(route.phrase.in_language(speaker.language))
    against = reasons.against(outcome)
    fallback = isinstance(route.test, Always)
    if route.leads_to == LeadsTo.NOTHING and words and not fallback:
        return sentence(words)
    told = _against(speaker, against) if against and (fallback or _by_condition(route)) else words
    head = _head(speaker, outcome, route)
    return sentence(f"{head}: {told}" if told else head)


def _by_condition(route: Route) -> bool:
    """Tell whether the conditions say more than the phrase of the route: at the gate, and for a request."""
    return route.leads_to in GATED or reasons.is_request(route)


def _against(speaker: Speaker, against: Iterable[ConditionResult]) -> str:
    """Say what is against an offer: what should not be so, as it is, and what is not met."""
    turned, failing = [], []
    for result in against:
        test = result.criterion.test
        if speaker.shields_any(result.criterion.facts):
            turned.append(speaker.say("een afgeschermde reden", "a shielded reason"))
        elif isinstance(test, Negation) and isinstance(test.test, Compare) and test.test.kind == "ja_nee":
            turned.append(clause(speaker.name(speaker.agreement.subject, test.test.fact)))
        else:
            failing.append(result)
    return "; ".join([*turned, *([not_met(speaker, requirements(speaker, failing))] if failing else [])])


_HEADS = {
    LeadsTo.NO_OFFER: ("geen aanbod", "no offer"),
    LeadsTo.PRICE_LIST: ("alleen een prijslijst", "price list only"),
    LeadsTo.ASSESSMENT: ("in beoordeling", "under assessment"),
    LeadsTo.TALKS: ("inkoopgesprek", "purchasing talks"),
    LeadsTo.OTHER_POLICY: ("ander inkoopbeleid", "another purchasing policy"),
    LeadsTo.NOTHING: ("geen nieuw aanbod", "no new offer"),
    LeadsTo.REJECTION: ("afgewezen", "rejected"),
    LeadsTo.POLICY_TERMS: ("vergoeding volgens de polisvoorwaarden", "reimbursement by the terms of the insurance"),
    LeadsTo.CHECK: ("een mens controleert de regel", "a person checks the line"),
}


def _head(speaker: Speaker, outcome: Outcome, route: Route) -> str:
    if route.leads_to == NO_OFFER and reasons.is_request(route):
        return speaker.say("aanvraag geweigerd", "request refused")
    if route.leads_to == LeadsTo.NOTHING and isinstance(route.test, Always):
        return speaker.say("niet benaderd", "not approached")
    return speaker.say(*_HEADS[LeadsTo(outcome.result)])
