"""Makes providers from the worked examples of the policies: each gets the facts of one case of each agreement.

The corners with shares of their own (physiotherapy, maternity care, institutions) are made elsewhere. Every other
agreement with providers comes to life here: whatever its worked examples show, some provider of the region is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
import polars as pl

from zorginkoop.kernel.compile import LoadedEdition, fact_declarations
from zorginkoop.kernel.facts import RecordedSubject
from zorginkoop.kernel.language import LeadsTo
from zorginkoop.kernel.outcome import OFFER
from zorginkoop.policies.examples import ExampleRunner, find_examples
from zorginkoop.policies.loading import edition_folder, load_installation
from zorginkoop.rehearsal import VALUES_FILE
from zorginkoop.rehearsal.case_rows import CaseRows, Declared, Season, is_event
from zorginkoop.rehearsal.chance import Chance, Ints
from zorginkoop.rehearsal.providers import Kind, add_providers, taken_over_of
from zorginkoop.rehearsal.sheets import Part, Sheets, texts
from zorginkoop.rehearsal.sizes import share_of
from zorginkoop.rehearsal.staff import EMPLOYMENT, Staffing, hire
from zorginkoop.rehearsal.words import BIRDS, TREES

FEW_ORDINARY: Final = 3  # with fewer ordinary cases than this, every case is as likely
ORDINARY_SHARE: Final = 0.8  # of the providers get a case that ends in an offer or a price list
ORDINARY: Final = (OFFER, LeadsTo.PRICE_LIST)
_SUBJECT = "aanbieder"
_NO_CODE = "98"  # the first digits of an AGB code where a case names none


@dataclass(frozen=True, slots=True)
class CaseStaffing:
    """How many people work for providers whose policy asks nothing of them, and as what."""

    heads: Mapping[int, float]
    staffing: Staffing


PHARMACY: Final = CaseStaffing(
    {3: 0.1, 5: 0.2, 7: 0.3, 9: 0.22, 12: 0.12, 18: 0.06},
    Staffing({"apotheker": 0.2, "apothekersassistent": 0.68, "bezorger": 0.12}, 620_000, EMPLOYMENT, "2025-10-15"),
)
TRANSPORT: Final = CaseStaffing(
    {2: 0.16, 5: 0.25, 10: 0.25, 20: 0.2, 40: 0.14},
    Staffing({"chauffeur": 0.88, "planner": 0.12}, 850_000, EMPLOYMENT, "2025-10-15"),
)


@dataclass(frozen=True, slots=True)
class Corner:
    """An edition whose agreements come to life by its worked examples, and the kind of providers that it is about."""

    edition: str
    kind: Kind
    agreements: tuple[str, ...]  # with providers of their own, in the proportions of the country
    together: bool = False  # one provider can have all its agreements, not one of them
    ordinary: tuple[str, ...] = ORDINARY  # the outcomes that most providers come to
    staffing: CaseStaffing | None = None  # none: who works there stands in the cases


CORNERS: Final = (
    Corner(
        "farmaceutische_zorg/2026-1", Kind("apotheek", "Apotheek", TREES), ("farmaceutische_zorg",), together=True,
        staffing=PHARMACY,
    ),
    Corner(
        "ziekenvervoer/2025-2", Kind("overig", "Vervoer", BIRDS), ("vervoersregie",), ordinary=(LeadsTo.NOTHING,),
        staffing=TRANSPORT,
    ),
    Corner(
        "paramedische_zorg/2026-2", Kind("praktijk", "Praktijk", TREES),
        ("dietetiek", "ergotherapie", "gli", "huidtherapie", "instellingen", "logopedie", "oefentherapie",
         "parkinsonnet_adz", "preventieve_voetzorg", "toezicht", "valpreventie", "ziekenhuizen"),
    ),
    Corner(
        "geboortezorg/2024-1", Kind("praktijk", "Geboortezorg", BIRDS),
        ("geboortecentrum", "prenatale_screening", "toeslag_verminderde_beschikbaarheid", "verloskundige_zorg"),
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class CaseOfProvider:
    """One worked example as a provider: what is recorded, and what it comes to."""

    subject: RecordedSubject
    result: str


@dataclass(frozen=True, slots=True)
class CasesOfAgreement:
    """The worked examples of one agreement with providers."""

    agreement: str
    season: Season
    declared: Declared
    cases: tuple[CaseOfProvider, ...]


def add_cases(sheets: Sheets, seed: int, first: int, number: int) -> None:
    """Add providers, divided over the corners and their agreements in the proportions of the country."""
    chance = Chance(seed, number, "cases")
    shares = {corner.edition: sum(share_of(name) for name in corner.agreements) for corner in CORNERS}
    whose = np.sort(chance.quota(shares, number))
    for at, corner in enumerate(CORNERS):
        providers = int((whose == at).sum())
        if providers:
            _add_corner(sheets, seed, corner, first, providers)
        first += providers


def _add_corner(sheets: Sheets, seed: int, corner: Corner, first: int, number: int) -> None:
    part = Part(sheets, Chance(seed, number, corner.edition))
    agreements = _agreements_of(corner)
    turn = part.chance.quota({at: _share(corner, found.agreement) for at, found in enumerate(agreements)}, number)
    everyone = np.arange(number)
    chosen = [
        (agreement, everyone if corner.together else everyone[turn == at]) for at, agreement in enumerate(agreements)
    ]
    drawn = [(agreement, who, _draw(part.chance, agreement, len(who), corner.ordinary)) for agreement, who in chosen]
    prefixes = np.full(number, _NO_CODE, dtype="<U2")
    for agreement, who, which in reversed(drawn):
        prefixes[who] = np.array([_prefix(case.subject) for case in agreement.cases])[which]
    known = tuple(sorted(set(prefixes.tolist())))
    taken_over = taken_over_of(Chance(seed, number, f"{corner.edition} taken over"), number)
    codes = add_providers(
        part, corner.kind, texts(known, np.searchsorted(np.array(known), prefixes)), first, taken_over
    )
    rows = CaseRows(part.sheets, codes, first)
    for agreement, who, which in drawn:
        subjects = tuple(case.subject for case in agreement.cases)
        rows.add(subjects, agreement.declared, agreement.season, who, which)
    staffed = _add_staff(part, corner, codes)
    rows.leave_unknown(agreements[0].declared, everyone, staffed)
    rows.add_earlier_terms()
    rows.write()


def _agreements_of(corner: Corner) -> list[CasesOfAgreement]:
    """Give the cases of each agreement of a corner; of one whose providers have several, of all its agreements."""
    agreements = [
        found for found in cases_of(corner.edition) if corner.together or found.agreement in corner.agreements
    ]
    if missing := set(corner.agreements) - {found.agreement for found in agreements}:
        message = f"{corner.edition} has no worked example with providers of {', '.join(sorted(missing))}"
        raise ValueError(message)
    return agreements


def _share(corner: Corner, agreement: str) -> float:
    return share_of(agreement) if agreement in corner.agreements else 0.0


def _add_staff(part: Part, corner: Corner, codes: pl.Series) -> frozenset[str]:
    """Give providers people of whom no case speaks; names the relations that are then known."""
    if corner.staffing is None:
        return frozenset()
    heads = np.array(list(corner.staffing.heads))[part.chance.quota(corner.staffing.heads, len(codes))]
    hire(part, codes, heads, np.zeros(len(codes), np.int64), corner.staffing.staffing)
    return frozenset({"personen"})


def _draw(chance: Chance, agreement: CasesOfAgreement, number: int, usual: tuple[str, ...] = ORDINARY) -> Ints:
    """Draw a case for each provider: mostly ordinary ones, and all the others at least once where there is room."""
    ordinary = [at for at, case in enumerate(agreement.cases) if case.result in usual]
    others = [at for at, case in enumerate(agreement.cases) if case.result not in usual]
    if len(ordinary) < FEW_ORDINARY or not others:
        return chance.quota(dict.fromkeys(range(len(agreement.cases)), 1.0), number)
    shares = {at: ORDINARY_SHARE / len(ordinary) for at in ordinary}
    shares |= {at: (1 - ORDINARY_SHARE) / len(others) for at in others}
    return np.array(list(shares))[chance.quota(shares, number)]


def _prefix(subject: RecordedSubject) -> str:
    """Give the first two digits of the AGB code that a case has."""
    code = next((record.text for record in subject.facts.get("agb_zorgsoort", ())), "")
    digits = code if code.isdigit() and len(code) == len(_NO_CODE) else subject.id[:2]
    return digits if digits.isdigit() and len(digits) == len(_NO_CODE) else _NO_CODE


def add_what_is_left(sheets: Sheets, seed: int, edition: str, agreement: str, providers: pl.Series) -> None:
    """Give providers whose facts are drawn by shares the other facts of an agreement too, each from a case of it.

    What happens in their season is drawn by shares, so the events of a case are left out.
    """
    known = sheets.recorded_names(providers) | {"personen", "registraties", "overeenkomsten"}
    cases = next(found for found in cases_of(edition) if found.agreement == agreement)
    which = _draw(Chance(seed, len(providers), f"{edition} {agreement} what is left"), cases, len(providers))
    events = {name for (_, name), declared in cases.declared.facts.items() if is_event(declared)}
    rows = CaseRows(sheets, providers, 0, known | events)
    subjects = tuple(case.subject for case in cases.cases)
    rows.add(subjects, cases.declared, cases.season, np.arange(len(providers)), which)
    rows.write()


@cache
def cases_of(edition_name: str) -> tuple[CasesOfAgreement, ...]:
    """Read the worked examples of an edition as providers, agreement by agreement."""
    folder = edition_folder(edition_name)
    runner = ExampleRunner(load_installation(VALUES_FILE))
    found: dict[str, list[CaseOfProvider]] = {}
    examples = find_examples(folder)
    edition = runner.edition(examples[0])
    declared = declared_by(edition)
    for example in examples:
        agreement, case = example.source.overeenkomst, example.case
        about_providers = edition.source.overeenkomsten[agreement].onderwerp == _SUBJECT
        if about_providers and case.verwacht and not case.lezingen:
            case_of_provider = CaseOfProvider(runner.recorded(example), case.verwacht.uitkomst or "")
            found.setdefault(agreement, []).append(case_of_provider)
    known = [name for name in edition.source.overeenkomsten if name in found]
    return tuple(_of_agreement(edition, name, declared, tuple(found[name])) for name in known)


def _of_agreement(
    edition: LoadedEdition, name: str, declared: Declared, cases: tuple[CaseOfProvider, ...]
) -> CasesOfAgreement:
    head = edition.source.uitgave
    season = Season(head.zorggroep, edition.source.overeenkomsten[name].zorgsoort, head.contractjaar)
    return CasesOfAgreement(name, season, declared, cases)


def declared_by(edition: LoadedEdition) -> Declared:
    """Give what an edition declares about providers."""
    relations = tuple(edition.vocabulary.relaties.get(_SUBJECT, {}))
    return Declared(fact_declarations(edition, _SUBJECT), relations)
