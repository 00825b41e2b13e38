"""From the words on the command line to one judged outcome."""

from __future__ import annotations

import argparse
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from zorginkoop.cli.line_status import LineStatus
from zorginkoop.cli.questions import (
    Gathering,
    agreement_of,
    check_day,
    compiled_of,
    day_of,
    edition_of,
    installation_of,
    known_of,
)
from zorginkoop.kernel.assess import Outcome, assess
from zorginkoop.kernel.compile import CompiledAgreement, Installation, LoadedEdition
from zorginkoop.kernel.errors import FactsWrong, Problem
from zorginkoop.kernel.facts import RecordedSubject
from zorginkoop.kernel.language import AgreementSource
from zorginkoop.kernel.marked import Document
from zorginkoop.policies.documents import read_document
from zorginkoop.policies.facts_file import FactsFile, read_facts


@dataclass(frozen=True, slots=True)
class Judged:
    """An outcome with the edition and the agreement it rests on, and how many recorded values came too late for it."""

    edition: LoadedEdition
    compiled: CompiledAgreement
    outcome: Outcome
    known_later: int


def judge(arguments: argparse.Namespace) -> Judged:
    """Judge the facts file of a command; InputWrong with every problem of edition, facts, values and dates."""
    all_wrong = Gathering()
    on = all_wrong.take(lambda: day_of(arguments.on, "--on"))
    known = all_wrong.take(lambda: known_of(arguments.known))
    document = all_wrong.take(lambda: read_document(Path(arguments.facts)))
    installation = all_wrong.take(lambda: installation_of(arguments)) or Installation()
    edition = all_wrong.require(all_wrong.take(lambda: edition_of(arguments.edition, installation)))
    source = all_wrong.require(all_wrong.take(lambda: agreement_of(edition, arguments.agreement)))
    all_wrong.take(lambda: check_day(edition, source, on) if on else None)
    facts = all_wrong.take(lambda: _facts(document, edition, source, arguments.year)) if document else None
    year = facts.key.year if facts else arguments.year
    compiled = all_wrong.take(lambda: compiled_of(edition, arguments.agreement, installation, year))
    provider = all_wrong.take(lambda: read_document(Path(arguments.provider))) if arguments.provider else None
    all_wrong.end()
    compiled, facts, on = all_wrong.require(compiled), all_wrong.require(facts), all_wrong.require(on)
    subject = facts.subject
    if provider is not None:
        subject = LineStatus(edition, installation, on, known).fill(subject, provider)
    outcome = assess(compiled.agreement, subject, facts.key, on, known)
    return Judged(edition, compiled, outcome, _known_later(subject, outcome.known))


def _known_later(subject: RecordedSubject, known: datetime) -> int:
    """Count the recorded values of a subject and its rows that became known after a moment."""
    own = [record for records in subject.facts.values() for record in records]
    late = sum(record.known_since is not None and record.known_since > known for record in own)
    return late + sum(_known_later(row, known) for rows in subject.relations.values() for row in rows)


def _facts(document: Document, edition: LoadedEdition, source: AgreementSource, year: int | None) -> FactsFile:
    """Read a facts file; the year of --year is the one judged, and may not contradict the file."""
    facts = read_facts(document, edition, source.onderwerp)
    if year is None:
        return facts
    plain = document.plain if isinstance(document.plain, dict) else {}
    if "jaar" in (plain.get("sleutel") or {}) and facts.key.year != year:
        place = document.place(("sleutel", "jaar"))
        raise FactsWrong(
            Problem(f"hier staat jaar {facts.key.year}, maar --year zegt {year}.", place, "Laat er een weg.")
        )
    return replace(facts, key=replace(facts.key, year=year))
