"""The other policies in a demo: a few providers of each, made of worked examples, in the season of their own policy.

Kraamzorg and patient transport have had their season by the opening; of the pharmacies a group still has to answer;
that of the institutions has yet to begin. Everything goes through the functions that the pages use.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import IntEnum

from zorginkoop.policies.examples import Example, ExampleRunner, find_examples
from zorginkoop.policies.loading import edition_folder
from zorginkoop.portal import clock
from zorginkoop.portal.accounts.models import User
from zorginkoop.portal.agreements.models import Offer
from zorginkoop.portal.agreements.offering import offer_on
from zorginkoop.portal.agreements.signing import sign
from zorginkoop.portal.assessment.judging import judge
from zorginkoop.portal.assessment.models import Cause
from zorginkoop.portal.audit.log import changing
from zorginkoop.portal.demo.cases import Play, plays
from zorginkoop.portal.demo.people import (
    DIALYSIS,
    MATERNITY,
    PHARMACY,
    PHARMACY_GROUP,
    PURCHASER,
    REHABILITATION,
    SECOND_PURCHASER,
    TRANSPORT,
    Login,
)
from zorginkoop.portal.demo.practices import confirm_as, fill_in, mandate
from zorginkoop.portal.demo.steps import at, do_jobs
from zorginkoop.portal.editions.compiled import installation
from zorginkoop.portal.editions.models import Channel, SeasonAgreement
from zorginkoop.portal.editions.opening import open_season
from zorginkoop.portal.intake.opening import open_questionnaire
from zorginkoop.portal.register.loading import load_register
from zorginkoop.portal.register.models import Group, GroupMember, Provider
from zorginkoop.portal.selection import changes

PEOPLE_APART = 30_000  # more providers than a small region has: nobody's people are somebody else's


class Far(IntEnum):
    """How far a provider is when the demo opens."""

    NOTHING = 0  # invited at most
    CONFIRMED = 1
    OFFERED = 2
    SIGNED = 3


@dataclass(frozen=True, slots=True)
class Made:
    """One provider: which example it is, by route, outcome, variant and kind; how far it comes, and who acts for it."""

    agb_code: str
    name: str
    login: Login
    far: Far
    route: str
    result: str
    variant: str | None = None
    kind: str = ""  # of an institution
    group: str = ""


@dataclass(frozen=True, slots=True)
class Corner:
    """One agreement of a policy: its days and its providers."""

    edition: str
    agreement: str
    starts: date  # the season is opened, and the register loaded
    invites: date | None  # a selection is sent; none: its season has yet to begin, or providers come by themselves
    confirms: date | None
    offers: date | None
    signs: date | None
    providers: tuple[Made, ...]


_MATERNITY_ROUTE = "benaderen/aanbod"
GROUP, GROUP_NAME = "GR-VERZONNEN", "Verzonnen Apothekers Samen"
CORNERS = (
    Corner(
        "geboortezorg/2024-1", "kraamzorg", date(2023, 9, 4), date(2023, 9, 7), date(2023, 10, 10),
        date(2023, 10, 20), date(2023, 10, 27),
        (
            Made("33900001", "Kraamzorg De Ooievaar", MATERNITY, Far.SIGNED, _MATERNITY_ROUTE, "aanbod", "A"),
            Made("33900002", "Kraamzorg Het Wiegje", MATERNITY, Far.OFFERED, _MATERNITY_ROUTE, "aanbod", "C"),
            Made("33900003", "Kraamzorg Muisjes", MATERNITY, Far.NOTHING, _MATERNITY_ROUTE, "aanbod", "B"),
        ),
    ),
    Corner(
        "ziekenvervoer/2025-2", "vervoersregie", date(2025, 3, 3), None, date(2025, 3, 10), None, None,
        (
            Made("98900001", "Vervoersregie De Luchtballon", TRANSPORT, Far.CONFIRMED, "toch_inkopen/aanbod", "aanbod"),
            Made("98900002", "Vervoersregie Sterrenveld", TRANSPORT, Far.NOTHING, "loopt_door", "niets"),
            Made("98900003", "Taxi Nergensheen", TRANSPORT, Far.NOTHING, "geen_vervoersregisseur/taxionderneming",
                 "niets"),
        ),
    ),
    Corner(
        "farmaceutische_zorg/2026-1", "farmaceutische_zorg", date(2025, 9, 2), date(2025, 9, 4), date(2025, 9, 5),
        None, None,
        (
            Made("02900001", "Apotheek De Eenhoorn", PHARMACY, Far.CONFIRMED, "zonder_onderhandeling", "aanbod"),
            Made("02900002", "Apotheek De Griffioen", PHARMACY, Far.NOTHING, "zonder_onderhandeling", "aanbod"),
            *(
                Made(f"0290001{number}", f"Apotheek {name}", PHARMACY_GROUP, Far.NOTHING,
                     "met_onderhandeling/definitief_aanbod", "aanbod", group=GROUP)
                for number, name in enumerate(("De Draak", "De Feniks", "De Basilisk"), start=1)
            ),
        ),
    ),
    Corner(
        "categorale_instellingen/2027-1", "medisch_specialistische_zorg", date(2025, 9, 5), None, None, None, None,
        (
            Made("22900001", "Dialysecentrum Zeepbel", DIALYSIS, Far.NOTHING, "standaardaanbod", "aanbod",
                 kind="dialysecentrum"),
            Made("22900002", "Dialysecentrum Regenboog", DIALYSIS, Far.NOTHING, "alleen_prijslijst", "prijslijst",
                 kind="dialysecentrum"),
            Made("22900003", "Revalidatiecentrum Luchtkasteel", REHABILITATION, Far.NOTHING,
                 "inkoopgesprek/definitief_aanbod", "aanbod", kind="revalidatiecentrum"),
        ),
    ),
)  # fmt: skip


def play_elsewhere(people: Mapping[Login, User]) -> None:
    """Play every corner, on the days of its own season."""
    for number, corner in enumerate(CORNERS, start=1):
        _play(corner, people, PEOPLE_APART + number * 1000)


def _play(corner: Corner, people: Mapping[Login, User], first: int) -> None:
    at(corner.starts, 9)
    agreement = _opened(corner, people)
    made = _loaded(corner, people, first)
    if corner.invites is not None:
        at(corner.invites, 9)
        run = changes.request_run(agreement, clock.today(), people[PURCHASER])
        do_jobs()
        changes.start_sending(changes.confirm(run, people[SECOND_PURCHASER]))
        do_jobs()
    for one, provider, play in made:
        if one.far >= Far.CONFIRMED and corner.confirms is not None:
            at(corner.confirms, 9)
            _answer(agreement, provider, play, people[one.login])
    offered = []
    for one, provider, _play_of in made:
        if one.far >= Far.OFFERED and corner.offers is not None:
            at(corner.offers, 9)
            offered.append((one, _offer(agreement, provider, people[PURCHASER])))
    for one, offer in offered:
        if one.far >= Far.SIGNED and corner.signs is not None:
            at(corner.signs, 9)
            sign(offer, people[one.login], [each.id for each in offer.agreed().verklaringen])
            do_jobs()


def _opened(corner: Corner, people: Mapping[Login, User]) -> SeasonAgreement:
    season = open_season(corner.edition, channels={corner.agreement: Channel.PORTAL})
    with changing("demo.owner", about=season):
        season.agreements.update(owner=people[PURCHASER])
    return season.agreements.select_related("season").get(name=corner.agreement)


def _loaded(corner: Corner, people: Mapping[Login, User], first: int) -> list[tuple[Made, Provider, Play]]:
    runner = ExampleRunner(installation())
    examples = find_examples(edition_folder(corner.edition))
    chosen = [(one.agb_code, one.name, _example(examples, corner.agreement, one)) for one in corner.providers]
    tables, played = plays(runner, chosen, first)
    load_register(tables, source="oefening")
    found = {one.agb_code: one for one in Provider.objects.filter(agb_code__in=[one.agb_code for one in played])}
    made = [(one, found[one.agb_code], play) for one, play in zip(corner.providers, played, strict=True)]
    for one, provider, _of in made:
        mandate(provider, people[one.login], one.login.role)  # type: ignore[arg-type]  # these people act for providers
    _grouped(made)
    return made


def _grouped(made: list[tuple[Made, Provider, Play]]) -> None:
    """Write down who acts together, and that whoever acts for all of them represents them."""
    members = [(one, provider) for one, provider, _play_of in made if one.group]
    if members:
        with changing("demo.group"):
            Group.objects.create(code=GROUP, name=GROUP_NAME, representative=members[0][0].login.name)
            for one, provider in members:
                Provider.objects.filter(pk=provider.pk).update(group_code=one.group)
                GroupMember.objects.create(group_code=one.group, provider=provider, valid_from=date(2025, 1, 1))


def _example(examples: tuple[Example, ...], agreement: str, one: Made) -> Example:
    """Find the first example that comes to this; that there is none is a mistake of ours."""
    return next(example for example in _judged(examples, agreement) if _is(example, one))


def _judged(examples: tuple[Example, ...], agreement: str) -> Iterator[Example]:
    for example in examples:
        case = example.case
        if example.source.overeenkomst == agreement and case.verwacht and not case.lezingen and not case.jaar:
            yield example


def _is(example: Example, one: Made) -> bool:
    expected = example.case.verwacht
    assert expected is not None  # noqa: S101 - only examples that are judged come here
    told = (expected.route, expected.uitkomst, expected.variant)
    return told == (one.route, one.result, one.variant) and example.case.feiten.get("instellingstype", "") == one.kind


def _answer(agreement: SeasonAgreement, provider: Provider, play: Play, by: User) -> None:
    questionnaire = open_questionnaire(agreement, provider)
    fill_in(questionnaire, play.answer, by)
    confirm_as(questionnaire, by)
    do_jobs()


def _offer(agreement: SeasonAgreement, provider: Provider, by: User) -> Offer:
    return offer_on(judge(agreement, provider, Cause.FACTS), by=by)  # days passed, on which terms ended
