"""The page that says what the rehearsal is made of, written from the shares themselves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from zorginkoop.rehearsal import (
    cases,
    indexes,
    institution_season,
    institution_staff,
    institutions,
    maternity,
    maternity_answers,
    maternity_expectations,
    maternity_season,
    practice_answers,
    practice_history,
    practice_season,
    practice_staff,
    practices,
    providers,
    sizes,
    staff,
)

ASSUMED = "assumed"
INTRODUCTION = """\
# The rehearsal

<!-- This page is made from the shares in src/zorginkoop/rehearsal; change those, not this text. -->

A region to practise on, made from a seed and a size by `zorginkoop.rehearsal.register.make_register`: small has {small}
providers, medium {medium}, large {large}. The same seed and size give the same tables, byte for byte. Shares are kept
exactly and shuffled, and every case occurs at least once where there are enough providers for it, so that a small
region too shows each condition met, not met, unknown and, where it can be, not applicable
(`tests/integration/test_rehearsal_states.py` holds that).

**Everything is invented.** Places, organisations and people are put together from invented words. AGB codes have the
right shape and are plainly made up: care type and then 9 for a provider, 5 to 8 for a person (99 where a worked example
brought one), 71 for a location; with six digits they last for {largest} providers. KvK numbers start with 00, mail goes
to example.org. The values in `waarden/repetitie.yaml` are marked `verzonnen: ja`.

The register holds the years 2020 to 2027: agreements term after term, indexes by year and version, registrations that
ended and were renewed, locations that opened and closed, and providers that took over another one, whose agreements and
indexes they inherit (its locations close on the day before). What is known on a day is what had been recorded by then:
a season is judged as on its own date, and what happened later does not count yet.

| corner | as on | and what more has happened by |
| --- | --- | --- |
| fysiotherapie 2026 | 2025-10-20 | 2025-11-20 (the round is closed), 2026-03-01 (offers after 1 January) |
| kraamzorg 2024 | 2023-10-20 | 2023-11-20 (the round is closed), 2025-01-15 (digital care was counted) |
| categorale instellingen 2027 | 2026-09-10 | 2026-11-20 (the round is closed) |

The providers of every other agreement (pharmacies, carriers, the other paramedical professions, midwives and birth
centres) are made from the worked examples of the policies: each gets the facts of one case of its agreement (a pharmacy
of each of its agreements), mostly of cases with an ordinary outcome, and every case occurs where there are enough
providers. Who is not about providers (a ride, an authorisation, a claim line) is judged one by one, not in a season.

`make report` shows five seasons at the three days on which they are alive: geboortezorg 2024 on 2023-10-10,
paramedische zorg 2026, farmaceutische zorg 2026 and ziekenvervoer 2025 on 2025-10-15, categorale instellingen 2027 on
2026-09-20.

The site of `make run` holds the same small region as it was known on 2025-10-15, with the season of fysiotherapie 2026
open. Some twenty practices have answered by then, each as in the season of the rehearsal; the others have yet to.

## Where the shares come from

*Assumed* is a guess that looks like daily work and shows every rule at work; it says nothing about real providers. No
public count of practices by staff, certificate or index was found. What comes from a source is named where it stands.
Case names are those of the code; `onbekend` is an explicit unknown, and an empty name is no record at all.
"""


@dataclass(frozen=True, slots=True)
class Section:
    """Shares under a heading, with where they come from; `apart` when they do not divide one whole."""

    title: str
    shares: Mapping[Any, float]
    source: str = ASSUMED
    apart: bool = False


def _yes_no(title: str, answers: Mapping[str, Mapping[str, float]], source: str = ASSUMED) -> list[Section]:
    return [Section(f"{title}: {name}", shares, source) for name, shares in answers.items()]


def _single(title: str, share: float, source: str = ASSUMED) -> Section:
    return Section(title, {"yes": share}, source, apart=True)


def sections() -> list[Section]:
    """Give every set of shares, in the order of the page."""
    return [*_general(), *_practices(), *_maternity(), *_institutions()]


def _general() -> list[Section]:
    return [
        Section("Locations of a provider", providers.LOCATIONS),
        Section("Locations of an institution", institutions.LOCATIONS),
        _single("A location elsewhere that opened from 2020", providers.OPENED_LATER_SHARE),
        _single("A location that closed or will", providers.CLOSED_LOCATION_SHARE),
        _single("A location reported late", providers.KNOWN_LATE_SHARE),
        _single("A provider that took over another one", providers.TAKEN_OVER_SHARE),
        _single("A provider that acts in a group", providers.GROUP_SHARE),
        Section("Pharmacies: number of people", cases.PHARMACY.heads),
        Section("Pharmacies: professions", cases.PHARMACY.staffing.professions),
        Section("Transport: number of people", cases.TRANSPORT.heads),
        Section("Transport: professions", cases.TRANSPORT.staffing.professions),
        _single("Made from worked examples: an outcome that most come to", cases.ORDINARY_SHARE),
        _single("A person who works at a second provider", staff.SECOND_JOB_SHARE),
        _single("A job that ended or is about to", staff.LEFT_SHARE),
        _single("A job that starts around the season", staff.STARTING_SHARE),
        _single("Hours a week unknown", staff.HOURS_UNKNOWN_SHARE),
        Section(
            "Hours a week, in tenths", staff.TENTHS_OF_HOURS, "assumed; 24 hours and one step beside it: policy PM-68"
        ),
    ]


def _practices() -> list[Section]:
    return [
        Section(
            "Practices: care type of the AGB code", practices.CARE_TYPES, "assumed; the fitting care types: policy"
        ),
        Section("Practices: registration of the AGB code", practices.REGISTERED),
        Section("Practices: VECOZO certificates", practices.CERTIFICATES),
        Section("Practices: no offer wanted", practices.NO_OFFER_WANTED),
        Section("Practices: open signals about integrity", practices.SIGNALS),
        Section("Practices: decided doubt about integrity", practices.DOUBT),
        Section("Practices: kind of provider", practices.KIND_OF_PROVIDER),
        Section("Practices: networks, those that belong", practices.NETWORKS, apart=True),
        Section("Practices: history of agreements", practice_history.HISTORIES),
        Section("Practices: who asks for an agreement, by history", practice_history.ASKING, apart=True),
        Section("Practices: what became of a request", practice_history.REQUESTS),
        Section(
            "Practices: number of people",
            practice_staff.HEADS,
            "assumed; about three people a provider in the whole region",
        ),
        Section("Practices: professions", practice_staff.PROFESSIONS),
        Section("Therapists: individual register", practice_staff.INDIVIDUAL, "assumed; the registers: policy PM-46"),
        Section("Therapists: until when they are registered", practice_staff.VALIDITY),
        _single(
            "Therapists: with one of the ten specialisations",
            practice_staff.SPECIALISED_SHARE,
            "assumed; the ten: policy PM-67",
        ),
        Section("Therapists: other endorsements", practice_staff.ENDORSEMENTS),
        *_yes_no("Practices: questionnaire", practice_answers.ANSWERS),
        Section(
            "Practices: when the questionnaire was confirmed",
            practice_answers.CONFIRMED,
            "assumed; the days: policy PM-112",
        ),
        *_yes_no("Practices: claimed", practice_answers.CLAIMED),
        Section("Practices: evidence for what was claimed", practice_answers.EVIDENCE),
        Section("Practices: offers and signatures", practice_season.SIGNATURES, "assumed; the days: policy PM-113"),
        Section("Practices: indexes at the limit, in tenths (0: as drawn)", indexes.AT_THE_LIMIT, "150: policy PM-36"),
        _single("Practices: index of the year published late", indexes.LATE_SHARE),
        Section("Practices with a high index: exceptions", indexes.EXCEPTIONS),
    ]


def _maternity() -> list[Section]:
    return [
        Section("Maternity care: care type of the AGB code", maternity.CARE_TYPES, "assumed; 33: policy GZ-105"),
        Section("Maternity care: VECOZO certificates", maternity.CERTIFICATES),
        Section("Maternity care: membership of the branch", maternity.MEMBERSHIP),
        Section(
            "Maternity care: certificates of quality", maternity.QUALITY, "assumed; the certificates: policy GZ-68"
        ),
        Section("Maternity care: number of people", maternity.HEADS),
        Section(
            "Maternity care: course of the season", maternity_season.STORIES, "assumed; the days: policy GZ-128, GZ-130"
        ),
        *_yes_no("Maternity care: questionnaire", maternity_answers.ANSWERS),
        Section(
            "Maternity care: care paths, and those with a digital variant",
            maternity_answers.PATHS,
            "25 %: policy GZ-96",
        ),
        Section("Maternity care: partnerships of the working area", maternity_answers.TAKING_PART),
        Section(
            "Maternity care: indicator 18 (drawn around 85.5 %)", maternity_answers.INDICATOR, "85 %: policy GZ-77"
        ),
        *_yes_no("Maternity care: what is expected", maternity_expectations.EXPECTED),
        Section("Maternity care: claims that deviate", maternity_expectations.DEVIATIONS),
        Section("Maternity care: signals of misuse", maternity_expectations.SIGNALS),
        Section("Maternity care: kinds of signals", maternity_expectations.KINDS, "assumed; the kinds: policy GZ-21"),
        Section("Maternity care: additions to the national agreement", maternity_expectations.ADDITIONS),
        Section("Maternity care: e-mails, and what their subject says", maternity_expectations.MAILS),
        Section("Maternity care: interest by e-mail", maternity_expectations.INTEREST),
    ]


def _institutions() -> list[Section]:
    return [
        Section(
            "Institutions: kind, and care type of the AGB code", institutions.KINDS, "assumed; the kinds: policy CI-04"
        ),
        Section("Institutions: registration of the AGB code", institutions.REGISTERED),
        Section("Institutions: VECOZO certificates", institutions.CERTIFICATES),
        Section("Institutions: quality marks", institutions.MARKS),
        Section("Institutions: declarations at an earlier signature", institutions.DECLARED),
        Section("Institutions: number of people", institution_staff.HEADS),
        Section("Institutions: people in the registers that fit", institution_staff.THERE),
        Section("Institutions: history of agreements", institution_season.HISTORIES),
        Section(
            "Institutions without an agreement: requests", institution_season.REQUESTS, "assumed; the day: policy CI-80"
        ),
        Section("Rehabilitation centres: talks", institution_season.TALKS),
        Section("Institutions whose agreement runs on: price lists", institution_season.PRICE_LISTS),
        Section("Institutions: signatures", institution_season.SIGNATURES, "assumed; the days: policy CI-94"),
    ]


def rehearsal_page() -> str:
    """Write the whole page in Markdown, ending in one newline."""
    named = {size.name.lower(): f"{size.value:,}" for size in sizes.Size} | {"largest": f"{sizes.LARGEST:,}"}
    rows = [_row(section) for section in sections()]
    return (
        "\n".join([INTRODUCTION.format(**named), *_country(), _indexes(), *_head("what", "shares", "source"), *rows])
        + "\n"
    )


def _country() -> Iterable[str]:
    """Write how many of each kind a country has, and how many of them each size holds."""
    head = _head("kind of care", "in the country", "share", *(size.name.lower() for size in sizes.Size), "source")
    rows = [_kind(kind, magnitude) for kind, magnitude in sizes.MAGNITUDES.items()]
    least = ", ".join(
        f"{kind} (up to {number}, at most {most * 100:.0f} % of the region)"
        for kind, (number, most) in sizes.AT_LEAST.items()
    )
    return (
        "## Kinds of care",
        "",
        "A region has the kinds of care in the proportions of the country. Of some a small one has more than that, so",
        f"that every case of them still occurs: {least}.",
        "Physiotherapy, kraamzorg and institutions have shares of their own below; the others are made from the worked",
        "examples of their policy.",
        "",
        *head,
        *rows,
        "",
        "## Shares",
        "",
    )


def _kind(kind: str, magnitude: sizes.Magnitude) -> str:
    numbers = [f"{sizes.number_of(kind, size):,}" for size in sizes.Size]
    cells = (kind, f"{magnitude.number:,}", f"{sizes.share_of(kind) * 100:.1f} %", *numbers, magnitude.source)
    return f"| {' | '.join(cells)} |"


def _indexes() -> str:
    return f"""\
Treatment index: published over {indexes.YEARS[0]} to {indexes.YEARS[-1]} in three versions (mid-October, mid-January,
mid-April; source: Vektis, public questions and answers on the index), raw and corrected. The logarithm is normal around
{indexes.CENTRE:g} with spread {indexes.BETWEEN_PRACTICES} between practices and {indexes.BETWEEN_YEARS} between years
(assumed). Below {indexes.SMALLEST} patients nothing is published (source: Vektis on exercise therapy; assumed to hold
here). New practices have no index; one that took over another has the index and the history of that one.
"""


def _head(*columns: str) -> Iterable[str]:
    return (f"| {' | '.join(columns)} |", f"| {' | '.join('---' for _ in columns)} |")


def _row(section: Section) -> str:
    whole = 1.0 if section.apart else sum(section.shares.values())
    shares = ", ".join(f"{_name(name)} {share / whole * 100:.1f} %" for name, share in section.shares.items())
    return f"| {section.title} | {shares} | {section.source} |"


def _name(name: object) -> str:
    words = [str(word) or "(none)" for word in name] if isinstance(name, tuple) else [str(name) or "(none)"]
    return f"`{' / '.join(words)}`"
