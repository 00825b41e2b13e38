"""Judge a provider by the kernel on what the register holds, and keep the outcome as it was."""

from __future__ import annotations

import zlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from zorginkoop.kernel.assess import Outcome, assess
from zorginkoop.kernel.canonical import canonical, hash_of_bytes
from zorginkoop.kernel.facts import FactRecord, RecordedSubject
from zorginkoop.kernel.language import LeadsTo
from zorginkoop.kernel.replay import replay
from zorginkoop.kernel.snapshot import Plain, snapshot
from zorginkoop.portal import clock
from zorginkoop.portal.assessment import releasing, work
from zorginkoop.portal.assessment.basis import rests_on, rests_on_in_sight
from zorginkoop.portal.assessment.effects import ACCEPTED, CORRECTED, REJECTED, corrects, ends
from zorginkoop.portal.assessment.models import Assessment, Cause
from zorginkoop.portal.audit.log import changing
from zorginkoop.portal.editions.compiled import compiled, contract_key
from zorginkoop.portal.editions.models import SeasonAgreement
from zorginkoop.portal.facts import OURS, recorded_subject
from zorginkoop.portal.register.models import Evidence, Provider

__all__ = [
    "Cause", "effect_of", "is_stale", "judge", "judge_all", "judged_again", "outcome_now", "outcome_on", "rests_on",
]  # fmt: skip


def judge(agreement: SeasonAgreement, provider: Provider, cause: Cause) -> Assessment:
    """Judge a provider now. An outcome that stands and rests on the same stays; else a new one takes its place.

    What asks for a person is brought up to date in the same change.
    """
    with changing("assessment.judged", for_whom=provider.public_id, cause=str(cause)) as change:
        Provider.objects.select_for_update().get(pk=provider.pk)  # one at a time for each provider
        outcome = outcome_now(agreement, provider)
        assessment = _kept(agreement, provider, outcome, cause)
        change.about = assessment
        change.details["outcome"] = assessment.content_hash
        work.bring_up_to_date(agreement, provider, outcome)
    return assessment


def outcome_now(agreement: SeasonAgreement, provider: Provider) -> Outcome:
    """Judge a provider on what the register holds now, and keep nothing."""
    return outcome_on(agreement, recorded_subject(provider, agreement), clock.now())


def outcome_on(agreement: SeasonAgreement, recorded: RecordedSubject, moment: datetime) -> Outcome:
    """Judge on what was recorded of a provider, as on a moment, and keep nothing."""
    on = moment.astimezone(clock.AMSTERDAM).date()
    return assess(compiled(agreement).agreement, recorded, contract_key(agreement.season), on, moment)


def judge_all(provider: Provider, cause: Cause) -> list[Assessment]:
    """Judge a provider anew for every agreement of which an outcome stands; call it inside `changing`."""
    standing = (
        Assessment.objects.current().filter(provider=provider).select_related("agreement__season").defer("packed")
    )
    return [judge(one.agreement, provider, cause) for one in standing.order_by("pk")]


def _kept(agreement: SeasonAgreement, provider: Provider, outcome: Outcome, cause: Cause) -> Assessment:
    plain = snapshot(outcome)
    rests = rests_on(plain)
    standing = Assessment.objects.current().filter(agreement=agreement, provider=provider)
    before = standing.first()
    if before is not None and _is_same(before, plain, rests):
        return before
    standing.update(superseded_at=outcome.known)
    data = canonical(plain)
    made = Assessment.objects.create(
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
        withheld=outcome.result == LeadsTo.NO_OFFER,
    )
    releasing.tell_if_new(made, before)
    return made


def _is_same(standing: Assessment, plain: Plain, rests: str) -> bool:
    """Tell whether an outcome is the one that stands: on the same, or on the same in sight."""
    return standing.rests_on == rests or rests_on_in_sight(standing.outcome) == rests_on_in_sight(plain)


def is_stale(assessment: Assessment) -> bool:
    """Tell whether the register, the rules or the day give something else by now."""
    plain = snapshot(outcome_now(assessment.agreement, assessment.provider))
    return not _is_same(assessment, plain, rests_on(plain))


def judged_again(assessment: Assessment) -> Outcome:
    """Judge a stored outcome again from its bytes alone; ReplayDiffers when it comes to anything else."""
    return replay(assessment.outcome)


def effect_of(agreement: SeasonAgreement, piece: Evidence) -> dict[str, Outcome]:
    """Say what the outcome is now, and what it would be with a piece of evidence accepted, or rejected."""
    moment = clock.now()
    recorded = recorded_subject(piece.provider, agreement)
    found = {"nu": outcome_on(agreement, recorded, moment)}
    accepted = _with_verdict(recorded, piece, ACCEPTED, moment)
    read_by = corrects(piece)
    if read_by is not None and read_by.agreement.season_id == agreement.season_id:
        accepted = _with_event(accepted, CORRECTED, piece.handed_in_at)
    rejected = _with_verdict(recorded, piece, REJECTED, moment)
    if (first := ends(piece)) is not None:
        rejected = _ended(rejected, first)
    found[ACCEPTED] = outcome_on(agreement, accepted, moment)
    found[REJECTED] = outcome_on(agreement, rejected, moment)
    return found


def _with_event(recorded: RecordedSubject, name: str, moment: datetime) -> RecordedSubject:
    second = moment.replace(microsecond=0)
    happened = FactRecord(second.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"), OURS, second)
    return replace(recorded, facts={**recorded.facts, name: (*recorded.facts.get(name, ()), happened)})


def _ended(recorded: RecordedSubject, first: Evidence) -> RecordedSubject:
    until = clock.today() - timedelta(days=1)
    records = tuple(
        replace(
            record,
            evidence=tuple(
                replace(one, valid_until=until) if one.handed_in == first.handed_in_at else one
                for one in record.evidence
            ),
        )
        for record in recorded.facts.get(first.fact, ())
    )
    return replace(recorded, facts={**recorded.facts, first.fact: records})


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
