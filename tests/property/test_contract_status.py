"""Contract status is judged once per stretch of days; no day inside a stretch would have come out otherwise."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from support.layered import layers_of
from zorginkoop.kernel.assess import ContractKey
from zorginkoop.kernel.facts import Evidence, FactRecord, RecordedSubject, end_of_day
from zorginkoop.kernel.status import EVER, Question, StatusJudge, StatusTable, contract_status, status_on
from zorginkoop.kernel.terms import Period

KEY = ContractKey("0000", "proef", "natura", 2025)
FIRST, LAST = date(2025, 1, 1), date(2025, 12, 31)  # the layers of the policy have limits of their own in here
NEAR = st.dates(FIRST - timedelta(days=5), LAST + timedelta(days=5))
A_YEAR_BEFORE = st.dates(date(2024, 1, 1), date(2024, 12, 31)) | st.just(date(2024, 2, 29))
TOGETHER = st.sampled_from([date(2025, month, day) for month, day in ((3, 31), (4, 1), (6, 30), (7, 1))])
DAYS = NEAR | A_YEAR_BEFORE | TOGETHER
# every day of a year is judged, so an example costs more than most
fewer = settings(max_examples=max(settings.get_profile(settings.get_current_profile_name()).max_examples // 8, 5))


@st.composite
def stretches(draw: st.DrawFn) -> tuple[date | None, date | None]:
    first, last = draw(st.none() | DAYS), draw(st.none() | DAYS)
    return (min(first, last), max(first, last)) if first and last else (first, last)


@st.composite
def records(draw: st.DrawFn, values: st.SearchStrategy[str], *, evidence: bool = False) -> tuple[FactRecord, ...]:
    """Draw up to two records of a fact, with their validity and evidence."""
    made = []
    for _ in range(draw(st.integers(0, 2))):
        first, last = draw(stretches())
        proof = (Evidence(end_of_day(draw(DAYS)), "goed", valid_until=draw(st.none() | DAYS)),) if evidence else ()
        made.append(FactRecord(draw(values | st.just("onbekend")), "proef", None, first, last, evidence=proof))
    return tuple(made)


YES_NO = st.sampled_from(("ja", "nee"))
DAY_TEXTS = DAYS.map(date.isoformat)


@st.composite
def periods(draw: st.DrawFn) -> str:
    first, last = sorted((draw(DAYS), draw(DAYS)))
    return f"{first}/{draw(st.sampled_from((last.isoformat(), '')))}"


@st.composite
def rows(draw: st.DrawFn, kind: str, number: int, facts: dict[str, st.SearchStrategy[str]]) -> RecordedSubject:
    """Draw a row with its own days."""
    first, last = draw(stretches())
    drawn = {name: draw(records(values)) for name, values in facts.items()}
    return RecordedSubject(kind, f"{kind}{number}", "", drawn, {}, first, last)


AGREEMENT = {
    "zorgsoort": st.just("zorg"),
    "looptijd": periods() | st.just("2024-01-01/2024-12-31"),
    "gesloten_op": DAY_TEXTS,
    "laatste_dag": DAY_TEXTS,
    "opties_gebruikt": st.just("1"),
    "optie_maanden": st.sampled_from(("1", "6")),
    "stilzwijgend_maanden": st.sampled_from(("1", "3", "12")),
    "opgezegd_op": DAY_TEXTS,
    "opzegtermijn_maanden": st.sampled_from(("0", "1", "2")),
    "ingekocht": st.sampled_from(("", "bijzonder", "keten gemeld")),
    "vestigingen": st.sampled_from(("", "99000001")),
}
RUNNING = RecordedSubject(
    "overeenkomst",
    "loopt",
    facts={"zorgsoort": (FactRecord("zorg", "proef"),), "looptijd": (FactRecord("2020-01-01/", "proef"),)},
)
PERSON = {
    "beroep": st.sampled_from(("therapeut", "secretaris")),
    "dienstverband": st.sampled_from(("loondienst", "zzp")),
}
REGISTRATION = {"register": st.sampled_from(("rood", "blauw")), "aantekening": st.sampled_from(("geen", "bijzonder"))}


@st.composite
def people(draw: st.DrawFn, number: int) -> RecordedSubject:
    person = draw(rows("persoon", number, PERSON))
    held = tuple(draw(rows("registratie", at, REGISTRATION)) for at in range(draw(st.integers(0, 2))))
    return RecordedSubject(
        person.kind, person.id, "", person.facts, {"registraties": held}, person.valid_from, person.valid_until
    )


@st.composite
def providers(draw: st.DrawFn) -> RecordedSubject:
    """Draw a provider: every fact and row may start, end, be unknown or be absent."""
    facts = {
        "netwerk": draw(records(YES_NO)),
        "keurmerk": draw(records(st.just("ja"), evidence=True)),
        "gemeld_op": draw(records(DAY_TEXTS)),
        "werkzaam": draw(records(periods())),
        "bijgewerkt": draw(records(DAY_TEXTS)),
    }
    counts = st.integers(0, 2)
    agreements = [draw(rows("overeenkomst", at, AGREEMENT)) for at in range(draw(counts))]
    relations = {
        "overeenkomsten": (*agreements, *([RUNNING] if draw(st.integers(0, 3)) else [])),
        "personen": tuple(draw(people(at)) for at in range(draw(counts))),
        "regios": tuple(draw(rows("regio", at, {"keten_geregeld": YES_NO})) for at in range(draw(counts))),
    }
    unknown = draw(st.sets(st.sampled_from(sorted(relations)), max_size=1))
    return RecordedSubject("aanbieder", "99000001", "", facts, {n: r for n, r in relations.items() if n not in unknown})


def table(provider: RecordedSubject, first: date = FIRST, last: date = LAST) -> StatusTable:
    return contract_status(layers_of("", "zorg"), provider, KEY, EVER, Period.of(first, last))


@fewer
@given(providers())
def test_every_day_of_an_interval_has_its_status_and_its_why(provider: RecordedSubject) -> None:
    layers, judge = layers_of("", "zorg"), StatusJudge(layers_of("", "zorg"), provider, KEY)
    whole = table(provider)
    for day in (FIRST + timedelta(days=at) for at in range((LAST - FIRST).days + 1)):
        found = judge.day(day)
        for interval in whole.intervals:
            if interval.contains(day):
                key = interval.key
                alone = found.of(layers.layer(key.layer), key.location, key.care, key.row)
                assert (interval.status, interval.reasons) == (alone.status, alone.reasons)


@fewer
@given(providers())
def test_intervals_of_a_key_leave_no_gap_share_no_day_and_differ_from_their_neighbours(
    provider: RecordedSubject,
) -> None:
    whole = contract_status(layers_of("", "zorg"), provider, KEY)
    for key in whole.about():
        intervals = whole.of_key(key)
        assert intervals[0].first is None
        assert intervals[-1].last is None
        for before, after in pairwise(intervals):
            assert before.last is not None
            assert after.first == before.last + timedelta(days=1)
            assert (before.status, before.reasons) != (after.status, after.reasons)


@fewer
@given(providers(), st.dates(FIRST, LAST))
def test_a_window_only_cuts_the_table(provider: RecordedSubject, day: date) -> None:
    """Looking through a window never changes what was said of a day."""
    every, alone = contract_status(layers_of("", "zorg"), provider, KEY), table(provider, day, day)
    for care in ("", "bijzonder", "netwerkzorg", "keurmerkzorg", "gemeld", "werk", "gedeeld", "keten"):
        question = Question(day, care, rows={"personen": "persoon0", "regios": "regio0"})
        assert status_on(every, question).status == status_on(alone, question).status
