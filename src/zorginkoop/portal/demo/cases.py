"""Worked examples of a policy as providers of a demo: what the registers know of each, and what it answers itself.

An example says everything that is recorded of a provider at its end. Here that is taken apart again: what a
questionnaire asks is left out of the register, and is the script by which the provider answers in the site; what a
person decides becomes a decision with its ground, as the site keeps it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Any

import numpy as np
import polars as pl

from zorginkoop.formats.register import table_schema
from zorginkoop.kernel.ask import Question
from zorginkoop.kernel.language import Origin
from zorginkoop.kernel.tree import FactDeclaration
from zorginkoop.policies.examples import Example, ExampleRunner
from zorginkoop.portal import clock
from zorginkoop.portal.intake.opening import CONFIRMED, OFFERED
from zorginkoop.portal.intake.stating import COLUMNS
from zorginkoop.rehearsal.case_rows import LONG_AGO, CaseRows, Season
from zorginkoop.rehearsal.cases import declared_by
from zorginkoop.rehearsal.records import INSURER
from zorginkoop.rehearsal.sheets import Sheets
from zorginkoop.tables import TABLES

PROVIDER, PERSON, ROW = "aanbieder", "persoon", "rij"
UNKNOWN = "onbekend"
MORNING = time(9, 0)
_USUAL = {"ja_nee": "ja", "getal": "24", "percentage": "50 %", "datum": "2024-01-01"}
Tables = dict[str, pl.DataFrame]
Cells = dict[str, Any]


@dataclass(slots=True)
class Play:
    """What a provider of an example does: what it answers, when it confirms, and how its evidence is judged."""

    agb_code: str
    name: str
    example: Example
    season: Season
    answers: dict[str, str] = field(default_factory=dict)  # the fact, with its row: personen/04999001/uren_hier
    verdicts: dict[str, str] = field(default_factory=dict)  # of evidence, by fact
    leaves_open: bool = False  # whether it says of something that is asked that it does not know
    known: date = LONG_AGO  # the day on which the last of its answers was known
    confirms: datetime | None = None  # when it confirms; none: it does not

    @property
    def on(self) -> date:
        """The day on which the example is judged."""
        day = self.example.case.op
        assert day is not None  # noqa: S101 - only examples that are judged are played
        return day

    def answer(self, question: Question) -> str:
        """Give what it answers; where its example is silent, what lets it have an offer."""
        said = self.answers.get(question.at.label)
        if said is not None:
            return said
        if question.wants_evidence:
            return "nee"
        return _USUAL.get(question.declaration.kind) or next(iter(question.declaration.codes), "verzonnen")

    def settle(self, *, told: bool) -> None:
        """Find out when it confirms where its example is silent: when its answers were known, if that is not later.

        Of an agreement of which other examples tell when they confirm, this one did not in time: it comes on the day
        itself.
        """
        if self.leaves_open or self.known > self.on:
            self.confirms = None
        elif self.confirms is None:
            day = self.on if told or self.known == LONG_AGO else self.known
            self.confirms = datetime.combine(day, MORNING, clock.AMSTERDAM)


def plays(
    runner: ExampleRunner, examples: Sequence[tuple[str, str, Example]], first: int = 0, **more: str
) -> tuple[Tables, list[Play]]:
    """Make a register of examples of one edition, each by its AGB code and name, and what each of them does.

    `first` keeps the people of one register apart from those of another; `more` fills columns of every provider.
    """
    edition = runner.edition(examples[0][2])
    declared, head = declared_by(edition), edition.source.uitgave
    codes = pl.Series([code for code, _, _ in examples])
    sheets = Sheets()
    rows = CaseRows(sheets, codes, first)
    found: list[Play] = []
    for at, (code, name, example) in enumerate(examples):
        care_type = edition.source.overeenkomsten[example.source.overeenkomst].zorgsoort
        season = Season(head.zorggroep, care_type, head.contractjaar)
        rows.add((runner.recorded(example),), declared, season, np.array([at]), np.array([0]))
        found.append(Play(code, name, example, season))
    rows.leave_unknown(declared, np.arange(len(examples)))
    rows.write()
    tables = _taken_apart(sheets.frames() | {"aanbieders": _providers(found, more)}, declared.facts, found)
    for one in found:
        agreement = one.example.source.overeenkomst
        told = any(other.confirms and other.example.source.overeenkomst == agreement for other in found)
        one.settle(told=told)
    return tables, found


def _providers(found: Sequence[Play], more: Mapping[str, str]) -> pl.DataFrame:
    empty = dict.fromkeys(("kvk_nummer", "postcode", "plaats", "rechtsvoorganger", "groep"))
    rows = [
        {
            "agb_code": one.agb_code, "naam": one.name, "soort": "overig", **empty,
            "email_vecozo": f"post-{one.agb_code}@verzonnen.example", "bron": "vektis", "bekend_sinds": LONG_AGO,
            **more,
        }
        for one in found
    ]  # fmt: skip
    return pl.DataFrame(rows, infer_schema_length=None)


def _taken_apart(tables: Tables, declared: Mapping[tuple[str, str], FactDeclaration], found: Sequence[Play]) -> Tables:
    """Give the tables without what each provider answers, which becomes its play."""
    by_code = {one.agb_code: one for one in found}
    asked = _Asked(declared, by_code)
    taking = {
        "feiten": asked.fact, "personen": asked.person, "bewijsstukken": asked.evidence, "gebeurtenissen": asked.event,
    }  # fmt: skip
    asked.relations = _relations(tables)
    left = dict(tables)
    for name, take in taking.items():
        if name in tables:
            rows = [row for row in map(take, tables[name].iter_rows(named=True)) if row is not None]
            left[name] = pl.DataFrame(rows, schema=tables[name].schema, orient="row")
    return left | {"besluiten": _decisions(tables, asked)}


def _decisions(tables: Tables, asked: _Asked) -> pl.DataFrame:
    """Give the decisions that examples give with their ground, and those that they only state."""
    told = pl.DataFrame(asked.decided, schema=table_schema(TABLES["besluiten"]), orient="row")
    return pl.concat([tables["besluiten"], told]) if "besluiten" in tables else told


def _relations(tables: Tables) -> dict[tuple[str, str], str]:
    """Name the relation of each row, by provider and row."""
    rows = tables.get("rijen")
    if rows is None:
        return {}
    return {(one["aanbieder"], one["rij"]): one["relatie"] for one in rows.iter_rows(named=True)}


class _Asked:
    """Tells what providers answer themselves from what others know of them."""

    def __init__(self, declared: Mapping[tuple[str, str], FactDeclaration], plays_of: Mapping[str, Play]) -> None:
        self.relations: Mapping[tuple[str, str], str] = {}
        self._plays = plays_of
        self.decided: list[Cells] = []
        self._kinds: dict[str, set[str]] = defaultdict(set)
        self._decisions = {name for (_, name), one in declared.items() if one.origin == Origin.DECISION}
        for (kind, name), declaration in declared.items():
            if declaration.origin == Origin.QUESTIONNAIRE:
                self._kinds[kind if kind in (PROVIDER, PERSON) else ROW].add(name)

    def fact(self, row: Cells) -> Cells | None:
        """Take an answer out; what nobody knows stays a fact that nobody knows."""
        code = row["aanbieder"] or row["id"]
        play = self._plays[code]
        if row["onderwerp"] == PROVIDER and row["feit"] in self._decisions and row["waarde"] != UNKNOWN:
            self.decided.append(_decision(play, row))
            return None
        if row["feit"] not in self._kinds[row["onderwerp"]]:
            return row
        if row["waarde"] == UNKNOWN:
            play.leaves_open = True
            return row
        play.known = max(play.known, row["bekend_sinds"])
        year = f"@{row['jaar']}" if row["jaar"] else ""
        relation = {PROVIDER: "", PERSON: "personen"}.get(row["onderwerp"], self.relations.get((code, row["id"]), ""))
        where = f"{relation}/{row['id']}/" if relation else ""
        play.answers[f"{where}{row['feit']}{year}"] = row["waarde"]
        return None

    def person(self, row: Cells) -> Cells:
        """Take the answers about a person out of the columns of who works where."""
        left = dict(row)
        for name in COLUMNS.keys() & self._kinds[PERSON]:
            if row[name] is not None:
                self._plays[row["aanbieder"]].answers[f"personen/{row['persoon']}/{name}"] = str(row[name])
                left[name] = None
        return left

    def evidence(self, row: Cells) -> Cells | None:
        """Take the evidence that goes with an answer out, and keep how it is judged."""
        if row["feit"] not in self._kinds[PROVIDER]:
            return row
        self._plays[row["aanbieder"]].verdicts[row["feit"]] = row["oordeel"]
        return None

    def event(self, row: Cells) -> Cells | None:
        """Leave out what happens in the site itself: that a questionnaire is offered and confirmed."""
        if row["gebeurtenis"] == CONFIRMED:
            self._plays[row["aanbieder"]].confirms = row["moment"].astimezone(UTC)
        return None if row["gebeurtenis"] in (OFFERED, CONFIRMED) else row


def _decision(play: Play, row: Cells) -> Cells:
    """Make of a decision that an example only states one with a ground, as of the day on which it was known."""
    season = play.season
    return {
        "aanbieder": play.agb_code, "verzekeraar": INSURER, "zorgsoort": season.care_type, "jaar": season.contract_year,
        "feit": row["feit"], "waarde": row["waarde"], "grond": "verzonnen", "besloten_door": "een inkoper",
        "besloten_op": datetime.combine(row["bekend_sinds"], MORNING, clock.AMSTERDAM).astimezone(UTC),
    }  # fmt: skip
