"""Make a selection that was asked for: read the register, judge it, and keep what the policy says of everyone."""

from __future__ import annotations

import zlib

from zorginkoop.columns.assess import RegisterOutcome
from zorginkoop.kernel.canonical import hash_of_bytes
from zorginkoop.kernel.errors import InputWrong
from zorginkoop.portal import clock
from zorginkoop.portal.audit.log import changing
from zorginkoop.portal.extract import register_tables
from zorginkoop.portal.register.models import Provider
from zorginkoop.portal.selection.freshness import mark
from zorginkoop.portal.selection.judging import Judged, content_hash, judge, told
from zorginkoop.portal.selection.models import Choice, Correction, Run, RunOutcomes, RunState, Says
from zorginkoop.portal.selection.outcomes import whole
from zorginkoop.portal.selection.summaries import summarise

_AT_ONCE = 5_000  # rows that are put together before they are stored
_REGION = 2  # digits of a postcode


def make(number: int) -> None:
    """Make a selection; one that is made already stays as it is. What goes wrong is kept with it, in words."""
    run = Run.objects.select_related("agreement__season").get(pk=number)
    if run.state != RunState.REQUESTED:
        return
    before = mark()  # first: what comes meanwhile is not read, and counts as changed
    try:
        tables = register_tables(run.known, before)
        outcome = judge(run, tables)
    except InputWrong as wrong:
        with changing("selection.failed", about=run):
            Run.objects.filter(pk=run.pk, state=RunState.REQUESTED).update(state=RunState.FAILED, failure=str(wrong))
        return
    store(run, outcome, before, content_hash(run, tables))


def store(run: Run, outcome: RegisterOutcome, before: dict[str, int], content: str) -> None:
    """Keep all of it in one change, unless another worker was first."""
    file = whole(run, outcome, content)
    with changing("selection.judged", about=run, content=content) as change:
        current = Run.objects.select_for_update().get(pk=run.pk)
        if current.state != RunState.REQUESTED:
            return
        known = {
            agb: (pk, postcode) for agb, pk, postcode in Provider.objects.values_list("agb_code", "pk", "postcode")
        }
        count = 0
        choices: list[Choice] = []
        for row in told(outcome):
            pk, postcode = known[row.agb_code]
            choices.append(_choice(run, row, pk, postcode))
            if len(choices) == _AT_ONCE:
                Choice.objects.bulk_create(choices)
                count, choices = count + len(choices), []
        Choice.objects.bulk_create(choices)
        current.state, current.judged_at = RunState.JUDGED, clock.now()
        current.register_mark, current.content_hash = before, content
        current.save()
        RunOutcomes.objects.create(run=current, packed=zlib.compress(file), content_hash=hash_of_bytes(file))
        summarise(current)
        change.details |= {"rows": count + len(choices), "kept_deviations": _take_over(current)}


def _choice(run: Run, row: Judged, provider: int, postcode: str) -> Choice:
    return Choice(
        run=run,
        provider_id=provider,
        says=row.says,
        approach=row.says == Says.APPROACH,
        in_audience=row.in_audience,
        route=row.route,
        result=row.result,
        reason=row.reason,
        not_met=row.not_met,
        unknown=row.unknown,
        region=postcode[:_REGION],
    )


def _take_over(run: Run) -> int:
    """Propose again what people decided in the selection before, where the policy still says otherwise."""
    last = Run.objects.filter(agreement=run.agreement, number__lt=run.number, judged_at__isnull=False)
    earlier = last.order_by("-number").first()
    if earlier is None:
        return 0
    kept = 0
    standing = Correction.objects.filter(choice__run=earlier, withdrawn_at=None).select_related("choice")
    for correction in standing:
        choice = Choice.objects.get(run=run, provider=correction.choice.provider_id)
        if (choice.says == Says.APPROACH) == correction.approach:
            continue
        Correction.objects.create(
            choice=choice,
            approach=correction.approach,
            ground=correction.ground,
            made_by_id=correction.made_by_id,
            made_at=correction.made_at,
        )
        kept += 1
    return kept
