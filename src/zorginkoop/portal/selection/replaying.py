"""Judge a selection again from what was known then, and tell whether the file of outcomes is byte for byte the same.

The register is never overwritten: what was known at a moment can be read as it stood, also when more came in on the
same day, by how far the register was when it was read. A file that comes out otherwise
names what differs: the rules, the values, the data, or the judgement itself. Only a job loads this.
"""

from __future__ import annotations

from typing import cast

from zorginkoop.kernel.canonical import hash_of_bytes, read_canonical
from zorginkoop.kernel.errors import InputWrong
from zorginkoop.portal import clock
from zorginkoop.portal.audit.log import changing
from zorginkoop.portal.editions.compiled import as_if
from zorginkoop.portal.extract import register_tables
from zorginkoop.portal.selection.judging import content_hash, judge
from zorginkoop.portal.selection.models import Replay, Run
from zorginkoop.portal.selection.outcomes import whole

_Parts = dict[str, object]


def again(number: int) -> None:
    """Do what was asked for, once; what came out otherwise is kept with it."""
    asked = Replay.objects.select_related("run__agreement__season", "run__outcomes").get(pk=number)
    if asked.ended_at is not None:
        return
    differs = _compared(asked.run)
    with changing("selection.replayed", about=asked.run, same=int(not differs)):
        Replay.objects.filter(pk=asked.pk, ended_at=None).update(ended_at=clock.now(), differs=differs)


def _compared(run: Run) -> list[str]:
    kept = run.outcomes.file
    if hash_of_bytes(kept) != run.outcomes.content_hash:
        return ["bestand"]
    run.agreement = as_if(run.agreement, _rules_of(kept))
    tables = register_tables(run.known, run.register_mark)
    try:
        return _differing(kept, whole(run, judge(run, tables), content_hash(run, tables)))
    except InputWrong as wrong:
        return [str(wrong)]


def _rules_of(kept: bytes) -> str:
    """Give the hash of the rules by which it was judged; the season may run by others since."""
    head = cast("dict[str, _Parts]", read_canonical(kept))["kop"]
    return str(head["uitgave_hash"])


def _differing(kept: bytes, now: bytes) -> list[str]:
    """Name the parts of a file that differ: of the head by name, and everybody's lines by how many."""
    if kept == now:
        return []
    before, after = (cast("dict[str, _Parts]", read_canonical(one)) for one in (kept, now))
    names = [name for name, part in before["kop"].items() if after["kop"].get(name) != part]
    lines = set(map(str, before["aanbieders"])) ^ set(map(str, after["aanbieders"]))
    return [*names, *([f"aanbieders: {len({line[:8] for line in lines})}"] if lines else [])]
