"""Store an outcome as plain data: what was decided, why, and all that is needed to judge it again (see `replay`)."""

from __future__ import annotations

from typing import TypedDict, cast

from zorginkoop import __version__
from zorginkoop.kernel import reasons
from zorginkoop.kernel import snapshot_form as form
from zorginkoop.kernel.assess import ConditionResult, ContractKey, Outcome
from zorginkoop.kernel.canonical import canonical, content_hash, read_canonical
from zorginkoop.kernel.facts import KnownFact, Subject
from zorginkoop.kernel.missing import MissingFact, missing_facts, missing_for
from zorginkoop.kernel.states import NAMES, UNKNOWN
from zorginkoop.kernel.tree import Citation, Phrase, to_plain

Plain = dict[str, object]


def snapshot(outcome: Outcome) -> Plain:
    """Give an outcome as plain data in the canonical form's types, with all that is needed to replay it."""
    return plain(_form(outcome))


def plain(stored: form.Snapshot) -> Plain:
    """Give a stored outcome as text, whole numbers, lists and mappings; what is empty is left out."""
    dumped = stored.model_dump(exclude_defaults=True)
    return cast("Plain", read_canonical(canonical(dumped)))


def snapshot_hash(stored: Plain) -> str:
    """Name a stored outcome by its content."""
    return content_hash(stored)


def _form(outcome: Outcome) -> form.Snapshot:
    agreement = outcome.agreement
    return form.Snapshot(
        vorm=form.FORMAT,
        programmaversie=__version__,
        uitgave=agreement.edition,
        codering=agreement.coding,
        uitgave_hash=agreement.edition_hash,
        waarden_hash=agreement.values_hash,
        lezingen=agreement.readings,
        overeenkomst=agreement.agreement,
        sleutel=_key(outcome.key),
        onderwerp=form.Who(soort=outcome.subject.kind, id=outcome.subject.id, naam=outcome.subject.name),
        op=outcome.on,
        bekend_op=outcome.known,
        uitkomst=outcome.result,
        route=outcome.route.id if outcome.route else "",
        open_route=outcome.undecided_route.id if outcome.undecided_route else "",
        variant=outcome.variant,
        factoren=form.Factors(gehaald=outcome.factors_met, van=len(agreement.factors)),
        randvoorwaarden=_standing(outcome.gate),
        voorwaarden=tuple(_condition(outcome, result) for result in outcome.conditions),
        routes=_routes(outcome),
        onderdelen=_parts(outcome),
        taken=_tasks(outcome),
        ontbreekt=tuple(_missing(missing) for missing in missing_facts(outcome)),
        bij_ondertekening=tuple(result.criterion.id for result in reasons.left_to_signature(outcome)),
        vastlegging=form.Recorded(boom=cast("dict[str, object]", to_plain(agreement)), onderwerp=_row(outcome.subject)),
    )


def _key(key: ContractKey) -> form.Key:
    return form.Key(verzekeraar=key.insurer, label=key.label, polisvorm=key.product_type, jaar=key.year)


def _standing(state: int) -> form.Standing:
    return cast("form.Standing", NAMES[state])


def _words(phrase: Phrase) -> form.Words:
    return form.Words(nl=phrase.nl, en=phrase.en)


class _CitedParts(TypedDict):
    tekst: form.Words
    plaatsen: tuple[str, ...]
    posten: tuple[str, ...]


def _cited(phrase: Phrase, citation: Citation) -> _CitedParts:
    return {"tekst": _words(phrase), "plaatsen": citation.places, "posten": citation.items}


def _condition(outcome: Outcome, result: ConditionResult) -> form.JudgedCondition:
    criterion = result.criterion
    missing = missing_for(outcome, criterion.id) if result.state == UNKNOWN else ()
    return form.JudgedCondition(
        **_cited(criterion.phrase, criterion.citation),
        id=criterion.id,
        stand=_standing(result.state),
        rol=cast("form.Role", reasons.role(outcome.agreement, criterion)),
        kracht=cast("form.Force", str(criterion.force)),
        onbekend=cast("form.Reading", str(reasons.reading(outcome.agreement, criterion))),
        feiten=tuple(_fact(fact) for fact in result.facts),
        rijen=criterion.rows,
        verwijst_naar=criterion.references,
        ontbreekt=tuple(fact.label for fact in missing),
    )


def _fact(fact: KnownFact) -> form.UsedFact:
    return form.UsedFact(
        feit=fact.key,
        waarde=None if fact.value is None else fact.text,
        bron=fact.source,
        bekend_sinds=fact.known_since,
        geldig_van=fact.valid_from,
        geldig_tot=fact.valid_until,
        grond=fact.ground,
        besloten_door=fact.decided_by,
        reden=fact.reason,
    )


def _row(subject: Subject) -> form.RecordedRow:
    return form.RecordedRow(
        soort=subject.kind,
        id=subject.id,
        naam=subject.name,
        feiten=tuple(_fact(fact) for fact in subject.facts.values()),
        rijen={name: tuple(map(_row, rows)) for name, rows in subject.relations.items() if rows is not None},
    )


def _routes(outcome: Outcome) -> tuple[form.JudgedRoute, ...]:
    return tuple(
        form.JudgedRoute(
            **_cited(route.phrase, route.citation),
            id=route.id,
            stand=_standing(state),
            leidt_tot=str(route.leads_to),
            kanaal=route.channel,
        )
        for route, state in zip(outcome.agreement.routes, outcome.route_states, strict=True)
    )


def _parts(outcome: Outcome) -> tuple[form.JudgedPart, ...]:
    return tuple(
        form.JudgedPart(
            **_cited(result.part.phrase, result.part.citation),
            id=result.part.id,
            stand=_standing(result.state),
            voorwaarden=result.part.criteria,
        )
        for result in outcome.parts
    )


def _tasks(outcome: Outcome) -> tuple[form.OpenTask, ...]:
    return tuple(
        form.OpenTask(**_cited(task.phrase, task.citation), id=task.id, voorwaarde=task.criterion)
        for task in outcome.tasks
    )


def _missing(missing: MissingFact) -> form.MissingFact:
    declaration = missing.declaration
    return form.MissingFact(
        onderwerp=missing.subject,
        id=missing.subject_id,
        naam=missing.subject_name,
        feit=missing.key,
        herkomst=str(declaration.origin) if declaration else "",
        reden=missing.reason,
    )
