"""What other rules would change for whom: each outcome judged, and each open questionnaire asked, by both.

Both are judged as things are known now, so that what differs comes from the rules alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field

from zorginkoop.kernel.assess import Outcome
from zorginkoop.kernel.facts import resolve
from zorginkoop.portal import clock
from zorginkoop.portal.assessment.judging import outcome_on
from zorginkoop.portal.assessment.models import Assessment
from zorginkoop.portal.editions.compiled import as_if, asker_of, compiled
from zorginkoop.portal.editions.models import SeasonAgreement
from zorginkoop.portal.facts import recorded_subject
from zorginkoop.portal.intake.models import Questionnaire
from zorginkoop.portal.recoding.models import Recoding
from zorginkoop.portal.register.models import Provider

_AT_ONCE = 200


@dataclass(slots=True)
class OfAgreement:
    """What changes for one agreement: in the rules, in the outcomes, in the questionnaires."""

    agreement: int
    conditions: dict[str, list[str]] = field(default_factory=dict)  # nieuw, weg, anders: their ids
    judged: int = 0
    moved: list[dict[str, object]] = field(default_factory=list)  # provider, from, to, conditions
    open: int = 0  # questionnaires that are not confirmed
    asked_otherwise: list[dict[str, object]] = field(default_factory=list)  # provider, nieuw, weg


def work_out(recoding: Recoding) -> list[dict[str, object]]:
    """Give what changes for each agreement of a season, as plain data."""
    agreements = recoding.season.agreements.select_related("season").order_by("title", "pk")
    return [asdict(_of(one, recoding)) for one in agreements]


def _of(agreement: SeasonAgreement, recoding: Recoding) -> OfAgreement:
    before, after = as_if(agreement, recoding.from_hash), as_if(agreement, recoding.to_hash)
    found = OfAgreement(agreement.pk, _conditions(before, after))
    for provider in _judged(agreement):
        found.judged += 1
        if moved := _moved(provider, before, after):
            found.moved.append(moved)
    for questionnaire in _open(agreement):
        found.open += 1
        if otherwise := _asked_otherwise(questionnaire.provider, before, after):
            found.asked_otherwise.append(otherwise)
    return found


def _conditions(before: SeasonAgreement, after: SeasonAgreement) -> dict[str, list[str]]:
    """Name the conditions that are new, gone, or tested otherwise."""
    old, new = ({one.id: one for one in compiled(each).agreement.criteria} for each in (before, after))
    return {
        "nieuw": sorted(new.keys() - old.keys()),
        "weg": sorted(old.keys() - new.keys()),
        "anders": sorted(name for name in old.keys() & new.keys() if old[name].test != new[name].test),
    }


def _judged(agreement: SeasonAgreement) -> Iterator[Provider]:
    standing = Assessment.objects.current().filter(agreement=agreement).select_related("provider").defer("packed")
    return (one.provider for one in standing.order_by("pk").iterator(_AT_ONCE))


def _open(agreement: SeasonAgreement) -> Iterator[Questionnaire]:
    rows = Questionnaire.objects.filter(agreement=agreement, confirmed_at=None).select_related("provider")
    return rows.order_by("pk").iterator(_AT_ONCE)


def _moved(provider: Provider, before: SeasonAgreement, after: SeasonAgreement) -> dict[str, object]:
    """Say from what to what a provider goes, and by which conditions; nothing where the outcome is the same."""
    moment = clock.now()
    outcomes = [outcome_on(one, recorded_subject(provider, one), moment) for one in (before, after)]
    said = [_said(one) for one in outcomes]
    if said[0] == said[1]:
        return {}
    states = [{one.criterion.id: str(one.state) for one in outcome.conditions} for outcome in outcomes]
    ids = sorted(name for name in states[0].keys() | states[1].keys() if states[0].get(name) != states[1].get(name))
    return {"aanbieder": str(provider.public_id), "van": said[0], "naar": said[1], "voorwaarden": ids}


def _said(outcome: Outcome) -> list[str]:
    return [str(outcome.result), outcome.variant]


def _asked_otherwise(provider: Provider, before: SeasonAgreement, after: SeasonAgreement) -> dict[str, object]:
    """Name the questions that come and go for a provider that has not confirmed; nothing where they are the same."""
    old, new = (_questions(provider, one) for one in (before, after))
    if old == new:
        return {}
    return {"aanbieder": str(provider.public_id), "nieuw": sorted(new - old), "weg": sorted(old - new)}


def _questions(provider: Provider, agreement: SeasonAgreement) -> set[str]:
    moment = clock.now()
    on = moment.astimezone(clock.AMSTERDAM).date()
    subject = resolve(recorded_subject(provider, agreement), compiled(agreement).agreement, on, moment)
    return {one.at.label for one in asker_of(agreement).ask(subject).questions if one.matters}


def directions(moved: list[dict[str, object]]) -> Counter[tuple[str, ...]]:
    """Count who goes from what to what."""
    return Counter(tuple(map(str, (*_pair(one, "van"), *_pair(one, "naar")))) for one in moved)


def _pair(row: dict[str, object], name: str) -> list[object]:
    found = row[name]
    return list(found) if isinstance(found, list | tuple) else []
