"""What the page of one agreement shows, in one language: numbers beside their plot, each with its rule."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import cached_property

from markupsafe import Markup

from zorginkoop.kernel.condition_words import row_limit, who
from zorginkoop.kernel.language import LeadsTo
from zorginkoop.kernel.number_words import write_money, write_number
from zorginkoop.kernel.outcome import OFFER, UNDECIDED
from zorginkoop.kernel.scalars import read_decimal
from zorginkoop.kernel.states import MET, NOT_MET, UNKNOWN
from zorginkoop.kernel.subject_words import noun
from zorginkoop.kernel.tree import Rows
from zorginkoop.study import findings
from zorginkoop.study.findings import Reason, Step
from zorginkoop.study.limits import NearMiss, near_misses
from zorginkoop.study.report.calendar import CalendarRow, deadlines, starts
from zorginkoop.study.report.lines import (
    Counted,
    NearTable,
    PartRow,
    ReasonRow,
    ReasonTable,
    StepUpRow,
    VariantRow,
)
from zorginkoop.study.report.plots import Bar, Stretch, around_limit, bars, time_line
from zorginkoop.study.report.rules import Rules, anchor_of
from zorginkoop.study.report.unknowns import UnknownFact, unknown_facts
from zorginkoop.study.report.words import ORIGINS, RESULTS, capital, plain
from zorginkoop.study.season import JudgedAgreement


class Overview:
    """Everything that the page of one agreement shows."""

    def __init__(self, judged: JudgedAgreement, rules: Rules) -> None:
        self.judged = judged
        self.rules = rules
        self.tongue = rules.tongue
        self.agreement = judged.compiled.agreement
        self.fitting = rules.fitting
        self.results = judged.outcome.result_texts()
        self.name = self.agreement.phrase.in_language(self.tongue.language) or plain(self.agreement.agreement)

    @cached_property
    def size(self) -> int:
        """How many providers the register has."""
        return self.judged.frame.size

    @cached_property
    def fits(self) -> int:
        """How many providers the agreement could be meant for."""
        return int(self.fitting.sum())

    @cached_property
    def results_counted(self) -> tuple[Counted, ...]:
        """Count the fitting providers by result, those that occur, offers first."""
        order = (OFFER, *(name for name in RESULTS if name not in (OFFER, UNDECIDED)), UNDECIDED)
        counted = [(name, int((self.fitting & (self.results == name)).sum())) for name in order]
        return tuple(Counted(self.tongue.of(RESULTS, name), count, name) for name, count in counted if count)

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """The funnel."""
        return findings.funnel(self.judged)

    @cached_property
    def funnel_plot(self) -> Markup:
        """The funnel as bars."""
        language = self.tongue.language
        rows = [Bar(capital(step.phrase.in_language(language)), step.count, None, step.indent) for step in self.steps]
        return bars(rows, self.tongue)

    @cached_property
    def routes(self) -> tuple[Counted, ...]:
        """How many take each route, and how many have none yet."""
        counted = findings.routes(self.judged)
        rows = [
            Counted(
                capital(step.phrase.in_language(self.tongue.language)),
                step.count,
                f"route-{anchor_of(route)}",
                self.rules.clause(route.citation),
                self.tongue.of(RESULTS, route.leads_to),
            )
            for step, route in zip(counted, self.agreement.routes, strict=False)
        ]
        last = counted[-1]
        label = capital(last.phrase.in_language(self.tongue.language))
        return (*rows, Counted(label, last.count, "", "", self.tongue.of(RESULTS, UNDECIDED)))

    @cached_property
    def variants(self) -> tuple[VariantRow, ...]:
        """How many are offered each variant, the best first."""
        ladder = self.agreement.ladder
        if ladder is None:
            return ()
        offered = self.results == OFFER
        met = self.judged.outcome.factors_met
        rows = [
            VariantRow(variant, number, int((offered & (met == number)).sum()))
            for number, variant in enumerate(ladder.variants)
        ]
        return tuple(reversed(rows))

    @cached_property
    def variant_plot(self) -> Markup:
        """The variants as bars."""
        word = self.tongue.say("Overeenkomst", "Agreement")
        return bars([Bar(f"{word} {row.variant}", row.count) for row in self.variants], self.tongue)

    @cached_property
    def offered(self) -> int:
        """How many get an offer."""
        return int((self.results == OFFER).sum())

    @cached_property
    def not_approached(self) -> ReasonTable:
        """Why providers were passed over for an offer."""
        total = int(findings.passed_over(self.judged).sum())
        return self._reasons(total, findings.reasons_not_approached(self.judged))

    @cached_property
    def refused(self) -> ReasonTable:
        """Why providers on a route to an offer got none."""
        total = int(findings.refused(self.judged).sum())
        return self._reasons(total, findings.reasons_refused(self.judged))

    def _reasons(self, total: int, reasons: Sequence[Reason]) -> ReasonTable:
        rows = tuple(
            ReasonRow(
                reason.criterion.id,
                self.rules.title(reason.criterion.id),
                self.rules.clause(reason.criterion.citation),
                reason.failed,
                reason.only_one,
                reason.unknown,
            )
            for reason in reasons
        )
        shown = [Bar(row.title, row.failed, row.only_one) for row in rows if row.failed]
        return ReasonTable(total, rows, bars(shown, self.tongue) if shown else Markup())

    @cached_property
    def near(self) -> tuple[NearTable, ...]:
        """Who sits just beside each limit, as far as anybody does."""
        found = near_misses(self.judged)
        return tuple(self._near(one) for one in found if one.just_met[-1] or one.just_failed[-1])

    def _near(self, one: NearMiss) -> NearTable:
        labels = tuple(self.distance(one, steps) for steps in one.within)
        return NearTable(
            one.criterion.id,
            self.rules.title(one.criterion.id),
            self.limit(one),
            self.rules.clause(one.criterion.citation),
            tuple(zip(one.within, labels, one.just_failed, one.just_met, strict=True)),
            one.examples,
            around_limit(labels, one.just_failed, one.just_met, self.tongue),
        )

    def limit(self, one: NearMiss) -> str:
        """Write the limit that somebody sits beside."""
        if isinstance(one.test, Rows):
            rows = who(self.rules.speaker, self.agreement.subject, one.test, 2)
            of = self.tongue.say(" van de ", " of the ") if one.test.how == "aandeel" else " "
            return f"{row_limit(self.rules.speaker, one.test)}{of}{rows}"
        declaration = self.rules.speaker.declaration(self.agreement.subject, one.test.fact)
        if one.test.kind != "getal":
            return one.limit
        return self.rules.speaker.with_unit(write_number(read_decimal(one.limit), self.tongue.language), declaration)

    def distance(self, one: NearMiss, steps: int) -> str:
        """Say how far some steps are: a share is kept in hundredths of a percent point, money in cents."""
        language = self.tongue.language
        if isinstance(one.test, Rows):
            return self.tongue.say(f"hoogstens {steps} meer of minder", f"at most {steps} more or fewer")
        if one.test.kind == "percentage":
            points = write_number(Fraction(steps, 100), language)
            far = self.tongue.say(f"{points} procentpunt", f"{points} percent points")
        elif one.test.kind == "geld":
            far = write_money(steps, language)
        else:
            far = write_number(read_decimal(one.step) * steps, language)
        return self.tongue.say(f"hoogstens {far} ernaast", f"at most {far} beside it")

    @cached_property
    def step_up_variants(self) -> tuple[str, ...]:
        """The variants that one factor more can better."""
        ladder = self.agreement.ladder
        return ladder.variants[:-1] if ladder else ()

    @cached_property
    def step_up(self) -> tuple[StepUpRow, ...]:
        """For whom one factor more would bring a better variant."""
        offered, met = self.results == OFFER, self.judged.outcome.factors_met
        rows = []
        for name in self.agreement.factors:
            lacking = offered & (self.judged.outcome.of_criterion(name) != MET)
            counts = (int((lacking & (met == number)).sum()) for number in range(len(self.step_up_variants)))
            rows.append(StepUpRow(name, self.rules.title(name), tuple(counts)))
        return tuple(rows)

    @cached_property
    def unknown(self) -> tuple[tuple[UnknownFact, str, str], ...]:
        """The unknown facts that hold up most, each with its name and where it comes from."""
        return tuple((one, self._fact_name(one), self._origin(one)) for one in unknown_facts(self.judged))

    def _fact_name(self, one: UnknownFact) -> str:
        speaker = self.rules.speaker
        if one.declaration is None:
            return capital(self.tongue.say("welke ", "which ") + speaker.rows(one.subject, one.key))
        words = capital(speaker.name(one.subject, one.key))
        if one.subject == self.agreement.subject:
            return words
        who = noun(one.subject, one.subject, 1, self.tongue.language)
        return self.tongue.say(f"{words} (van ten minste één {who})", f"{words} (of at least one {who})")

    def _origin(self, one: UnknownFact) -> str:
        return self.tongue.of(ORIGINS, one.declaration.origin) if one.declaration else ""

    @cached_property
    def parts(self) -> tuple[PartRow, ...]:
        """The parts that are judged apart, counted among those offered."""
        offered = self.results == OFFER
        rows = []
        for part, states in zip(self.agreement.parts, self.judged.outcome.parts, strict=True):
            among = states[offered]
            left_out, unclear = int((among == NOT_MET).sum()), int((among == UNKNOWN).sum())
            title = capital(part.phrase.in_language(self.tongue.language) or plain(part.id))
            clause = self.rules.clause(part.citation)
            rows.append(PartRow(part.id, title, clause, len(among) - left_out - unclear, left_out, unclear))
        return tuple(rows)

    @cached_property
    def tasks(self) -> tuple[Counted, ...]:
        """What people have to decide, and for how many providers, the most first."""
        rows = []
        for task in self.agreement.tasks:
            occurs = self.judged.outcome.of_criterion(task.criterion) == MET
            label = capital(task.phrase.in_language(self.tongue.language) or plain(task.id))
            clause = self.rules.clause(task.citation)
            rows.append(Counted(label, int((self.fitting & occurs).sum()), f"taak-{task.id}", clause, task.criterion))
        return tuple(sorted(rows, key=lambda row: -row.count))

    @cached_property
    def assessing(self) -> int:
        """How many wait for a person's judgement of their request."""
        return int((self.fitting & (self.results == LeadsTo.ASSESSMENT)).sum())

    @cached_property
    def deadlines(self) -> tuple[CalendarRow, ...]:
        """The deadlines of both parties."""
        return deadlines(self.judged.compiled, self.tongue)

    @cached_property
    def starts(self) -> tuple[CalendarRow, ...]:
        """When the agreement starts or changes."""
        return starts(self.judged.compiled, self.tongue)

    @cached_property
    def time_line(self) -> Markup:
        """The dated deadlines on a line."""
        rows = [Stretch(capital(row.what), row.party, row.first, row.last) for row in self.deadlines if row.is_dated]
        return time_line(rows, self.judged.frame.on, self.tongue) if rows else Markup()

    def route_names(self, row: CalendarRow) -> tuple[tuple[str, str], ...]:
        """Name the routes that a deadline counts on, each with its anchor."""
        named = []
        for name in row.routes:
            route = next((one for one in self.agreement.routes if one.id.partition("/")[0] == name), None)
            if route is not None:
                named.append((plain(name), f"route-{anchor_of(route)}"))
        return tuple(named)
