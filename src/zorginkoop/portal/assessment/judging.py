"""Judge a provider by the kernel on what the register holds, and keep the outcome as it was."""

from __future__ import annotations

import zlib
from dataclasses import replace
from datetime import datetime

from zorginkoop.kernel.assess import Outcome, assess
from zorginkoop.kernel.canonical import canonical, content_hash, hash_of_bytes
from zorginkoop.kernel.facts import REFERENCE_DATE, RecordedSubject
from zorginkoop.kernel.replay import replay
from zorginkoop.kernel.snapshot import snapshot
from zorginkoop.portal import clock
from zorginkoop.portal.assessment import work
from zorginkoop.portal.assessment.models import Assessment, Cause
from zorginkoop.portal.audit.log import changing
from zorginkoop.portal.editions.compiled import compiled, contract_key
from zorginkoop.portal.editions.models import SeasonAgreement
from zorginkoop.portal.facts import recorded_subject
from zorginkoop.portal.register.models import Evidence, Provider

__all__ = ["Cause", "effect_of", "is_stale", "judge", "judged_again", "rests_on"]

# of a stored outcome: what changes with the day or the engine alone
_OF_THE_DAY = frozenset({"op", "bekend_op", "programmaversie"})


def judge(agreement: SeasonAgreement, provider: Provider, cause: Cause) -> Assessment:
    """Judge a provider now. An outcome that stands and rests on the same stays; else a new one takes its place.

    What asks for a person is brought up to date in the same change.
    """
    with changing("assessment.judged", for_whom=provider.public_id, cause=str(cause)) as change:
        Provider.objects.select_for_update().get(pk=provider.pk)  # one at a time for each provider
        outcome = _outcome(agreement, provider, clock.now())
        assessment = _kept(agreement, provider, outcome, cause)
        change.about = assessment
        change.details["outcome"] = assessment.content_hash
        work.bring_up_to_date(agreement, provider, outcome)
    return assessment


def _outcome(agreement: SeasonAgreement, provider: Provider, moment: datetime) -> Outcome:
    return _on_facts(agreement, recorded_subject(provider, agreement), moment)


def _on_facts(agreement: SeasonAgreement, recorded: RecordedSubject, moment: datetime) -> Outcome:
    on = moment.astimezone(clock.AMSTERDAM).date()
    return assess(compiled(agreement).agreement, recorded, contract_key(agreement.season), on, moment)


def _kept(agreement: SeasonAgreement, provider: Provider, outcome: Outcome, cause: Cause) -> Assessment:
    plain = snapshot(outcome)
    rests = rests_on(plain)
    standing = Assessment.objects.current().filter(agreement=agreement, provider=provider)
    same = standing.filter(rests_on=rests).first()
    if same is not None:
        return same
    standing.update(superseded_at=outcome.known)
    data = canonical(plain)
    return Assessment.objects.create(
        provider=provider,
        agreement=agreement,
        on=outcome.on,
        judged_at=outcome.known,
        cause=cause,
        route=outcome.route.id if outcome.route else "",
        result=str(outcome.result),
        variant=outcome.variant,
        packed=zlib.compress(data),
        content_hash=hash_of_bytes(data),
        rests_on=rests,
    )


def rests_on(plain: dict[str, object]) -> str:
    """Name what was decided and on which facts, leaving out what another day alone changes."""
    return content_hash(_without_day({key: value for key, value in plain.items() if key not in _OF_THE_DAY}))


def _without_day(value: object) -> object:
    if isinstance(value, dict):
        return {key: _without_day(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_without_day(part) for part in value if not _is_day(part)]
    return value


def _is_day(part: object) -> bool:
    return isinstance(part, dict) and part.get("feit") == REFERENCE_DATE


def is_stale(assessment: Assessment) -> bool:
    """Tell whether the register, the rules or the day give something else by now."""
    outcome = _outcome(assessment.agreement, assessment.provider, clock.now())
    return rests_on(snapshot(outcome)) != assessment.rests_on


def judged_again(assessment: Assessment) -> Outcome:
    """Judge a stored outcome again from its bytes alone; ReplayDiffers when it comes to anything else."""
    return replay(assessment.outcome)


def effect_of(agreement: SeasonAgreement, piece: Evidence) -> dict[str, Outcome]:
    """Say what the outcome is now, and what it would be with a piece of evidence accepted, or rejected."""
    moment = clock.now()
    recorded = recorded_subject(piece.provider, agreement)
    found = {"nu": _on_facts(agreement, recorded, moment)}
    for verdict in ("goed", "afgekeurd"):
        found[verdict] = _on_facts(agreement, _with_verdict(recorded, piece, verdict, moment), moment)
    return found


def _with_verdict(recorded: RecordedSubject, piece: Evidence, verdict: str, moment: datetime) -> RecordedSubject:
    records = tuple(
        replace(
            record,
            evidence=tuple(
                replace(one, verdict=verdict, judged=moment) if one.handed_in == piece.handed_in_at else one
                for one in record.evidence
            ),
        )
        for record in recorded.facts.get(piece.fact, ())
    )
    return replace(recorded, facts={**recorded.facts, piece.fact: records})
