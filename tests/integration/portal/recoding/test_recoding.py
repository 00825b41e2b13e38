"""A questionnaire changed after it was sent: the season goes on by its own rules until two people saw what changes."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy

import pytest

from support.portal import browser_of, mandated, person, practice
from support.portal_intake import ANSWERS, EDITION, physiotherapy, questionnaire_of, staffed, upload
from support.portal_jobs import do_jobs
from zorginkoop.kernel.compile import LoadedEdition
from zorginkoop.kernel.marked import Document
from zorginkoop.policies.codings import Texts
from zorginkoop.policies.loading import edition_folder, load_texts, texts_of
from zorginkoop.portal.accounts.models import User
from zorginkoop.portal.accounts.roles import ProviderRole, StaffRole
from zorginkoop.portal.assessment.judging import judged_again
from zorginkoop.portal.assessment.models import Assessment, Cause
from zorginkoop.portal.editions import keeping
from zorginkoop.portal.editions.compiled import edition_of, installation, rules_of
from zorginkoop.portal.editions.models import RuleText, Season
from zorginkoop.portal.intake.confirming import confirm
from zorginkoop.portal.intake.drafts import draft_of
from zorginkoop.portal.intake.files import hand_in
from zorginkoop.portal.intake.models import Questionnaire
from zorginkoop.portal.intake.saving import Typed, save
from zorginkoop.portal.mail.models import Message
from zorginkoop.portal.recoding import changing_rules
from zorginkoop.portal.recoding.changing_rules import CannotError, agree, propose, withdraw
from zorginkoop.portal.recoding.jobs import put_in_force, take_up, work_out
from zorginkoop.portal.recoding.models import Recoding, RecodingTold

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("october")]
NOT_ASKED = "afspraak_binnen_vijf_werkdagen"  # any more
GROUND, TOLD = "De grens stond verkeerd in onze codering.", "De grens van de behandelindex is nu 130."


def walked(node: object) -> Iterator[dict[str, object]]:
    """Walk every mapping of a document."""
    if isinstance(node, dict):
        yield node
    for part in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from walked(part)


def stricter() -> Texts:
    """Give the texts of the edition with a lower limit for an index and one question less, as coding 9."""
    texts = texts_of(edition_folder(EDITION))
    own = deepcopy(texts.own.plain)
    assert isinstance(own, dict)
    own["uitgave"]["codering"] = "9"
    (limit,) = [one for one in walked(own) if one.get("id") == "behandelindex" and "ten_hoogste" in one]
    limit["ten_hoogste"] = "130"
    (asked,) = [found for one in walked(own) if isinstance(found := one.get(NOT_ASKED), dict)]
    asked["herkomst"] = "eigen_administratie"
    return Texts(Document("gewijzigd", own), texts.modules)


@pytest.fixture
def season() -> Season:
    return physiotherapy().season


@pytest.fixture
def mended(season: Season, monkeypatch: pytest.MonkeyPatch) -> LoadedEdition:
    """Let the files of the edition be others than when the season opened."""
    texts = stricter()
    loaded = load_texts(edition_folder(season.edition), texts, installation())
    for module in (keeping, changing_rules):
        monkeypatch.setattr(module, "edition_of", lambda _name: loaded)
    monkeypatch.setattr(keeping, "texts_of", lambda _folder: texts)
    return loaded


@pytest.fixture
def people() -> tuple[User, User]:
    return person("Bea Beleid", StaffRole.POLICY_OFFICER), person("Ina Inkoper", StaffRole.PURCHASER)


def confirmed(season: Season) -> Questionnaire:
    questionnaire = questionnaire_of(staffed(), season.agreements.get())
    signatory = mandated(questionnaire.provider, ProviderRole.SIGNATORY, ProviderRole.MANAGER)
    save(questionnaire, {about: Typed(text, 0) for about, text in ANSWERS.items()}, signatory)
    hand_in(questionnaire, "skf_keurmerk", upload(), None, signatory)
    confirm(questionnaire, draft_of(questionnaire).content_hash, signatory)
    do_jobs()
    return questionnaire


def begun(season: Season) -> Questionnaire:
    other = practice("04000002", "Fysiotherapie De Tweede Verzinsel", vecozo_email="tweede@verzonnen.example")
    return questionnaire_of(staffed(other), season.agreements.get())


def proposed(season: Season, by: User) -> Recoding:
    made = propose(season, GROUND, TOLD, by)
    work_out.call(made.pk)
    made.refresh_from_db()
    return made


def test_the_season_goes_on_by_its_own_rules(season: Season, mended: LoadedEdition) -> None:
    assert mended.content_hash != season.edition_hash
    assert rules_of(season).content_hash == season.edition_hash
    assert keeping.differs(season)


def test_two_people_move_it_after_what_changes_was_shown(
    season: Season, mended: LoadedEdition, people: tuple[User, User]
) -> None:
    whole = confirmed(season)
    before = Assessment.objects.current().get(provider=whole.provider)
    made = propose(season, GROUND, TOLD, people[0])
    with pytest.raises(CannotError, match="doorgerekend"):
        agree(made, people[1])
    work_out.call(made.pk)
    made.refresh_from_db()
    assert made.consequences is not None
    (part,) = made.consequences
    assert part["conditions"] == {"nieuw": [], "weg": [], "anders": ["behandelindex"]}
    (moved,) = part["moved"]
    assert moved["aanbieder"] == str(whole.provider.public_id)
    assert (moved["van"][0], moved["naar"][0]) == (before.result, "niets")
    assert "behandelindex" in moved["voorwaarden"]
    assert Assessment.objects.current().get(provider=whole.provider) == before, "nothing changes by looking"

    with pytest.raises(CannotError, match="Vraag een collega"):
        agree(made, people[0])
    agree(made, people[1])
    with pytest.raises(CannotError, match="al beslist"):
        agree(made, people[1])
    season.refresh_from_db()
    assert (season.edition_hash, season.coding) == (mended.content_hash, 9)
    put_in_force.call(made.pk)
    put_in_force.call(made.pk)
    after = Assessment.objects.current().get(provider=whole.provider)
    assert (after.cause, after.result, after.withheld) == (Cause.RULES, "niets", False)
    assert str(judged_again(before).result) == before.result, "what the old rules decided is judged again by those"
    made.refresh_from_db()
    assert made.done_at is not None
    assert RuleText.objects.count() == 2


@pytest.mark.usefixtures("mended")
def test_who_is_filling_in_and_is_asked_otherwise_is_told_once(
    season: Season,
    people: tuple[User, User],
) -> None:
    other = begun(season)
    made = proposed(season, people[0])
    assert made.consequences is not None
    (part,) = made.consequences
    (otherwise,) = part["asked_otherwise"]
    assert otherwise["aanbieder"] == str(other.provider.public_id)
    assert (otherwise["nieuw"], otherwise["weg"]) == ([], [NOT_ASKED])
    agree(made, people[1])
    put_in_force.call(made.pk)
    put_in_force.call(made.pk)
    (told,) = Message.objects.filter(subject__contains="is aangepast")
    assert TOLD in told.body
    assert RecodingTold.objects.count() == 1


@pytest.mark.usefixtures("mended")
def test_what_was_typed_by_the_old_rules_is_kept_by_the_new(
    season: Season,
    people: tuple[User, User],
) -> None:
    questionnaire = begun(season)
    about = "telefonisch_bereikbaar"
    (group,) = [
        one for one in draft_of(questionnaire).asked.groups if any(each.at.label == about for each in one.questions)
    ]
    agree(proposed(season, people[0]), people[1])
    browser = browser_of(mandated(questionnaire.provider, ProviderRole.FILLER, name="Fien Verzonnen"))
    base = f"/praktijk/{questionnaire.provider.public_id}/vragenlijst/{questionnaire.public_id}/"
    assert browser.post(f"{base}{group.id}/", {about: "ja", f"versie:{about}": "0"}).status_code in {303, 422}
    assert questionnaire.answers.get(about=about).text == "ja"
    gone = browser.post(f"{base}een-groep-van-toen/", {"een_vraag_van_toen": "met zorg getypt"})
    assert gone.status_code == 409
    assert "met zorg getypt" in gone.content.decode()


@pytest.mark.usefixtures("mended")
def test_a_proposal_that_is_turned_down_changes_nothing(
    season: Season,
    people: tuple[User, User],
) -> None:
    made = proposed(season, people[0])
    with pytest.raises(CannotError, match="loopt al"):
        propose(season, GROUND, TOLD, people[1])
    withdraw(made, people[1])
    season.refresh_from_db()
    assert season.edition_hash == edition_of(EDITION).content_hash
    assert propose(season, GROUND, TOLD, people[1]).from_hash == season.edition_hash


def test_nothing_is_proposed_where_nothing_differs_or_nobody_says_why(
    season: Season, people: tuple[User, User], monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(CannotError, match="gelijk"):
        propose(season, GROUND, TOLD, people[0])
    loaded = load_texts(edition_folder(EDITION), stricter(), installation())
    monkeypatch.setattr(changing_rules, "edition_of", lambda _name: loaded)
    with pytest.raises(CannotError, match="waarom"):
        propose(season, " ", TOLD, people[0])
    with pytest.raises(CannotError, match="Herstart"):
        propose(season, GROUND, TOLD, people[0])  # the files are not those that were loaded
    assert not Recoding.objects.exists()


@pytest.mark.usefixtures("mended")
def test_what_a_lost_worker_left_is_taken_up(
    season: Season,
    people: tuple[User, User],
) -> None:
    made = propose(season, GROUND, TOLD, people[0])
    assert take_up.call() == 1
    do_jobs()
    made.refresh_from_db()
    assert made.worked_out_at is not None
    agree(made, people[1])
    assert take_up.call() == 1
    do_jobs()
    made.refresh_from_db()
    assert made.done_at is not None
    assert take_up.call() == 0


@pytest.mark.usefixtures("mended")
def test_the_pages_carry_it(season: Season, people: tuple[User, User]) -> None:
    whole = confirmed(season)
    officer, purchaser = (browser_of(one) for one in people)
    place = f"/beheer/seizoenen/{season.pk}/regels/"
    wrong = officer.post(f"{place}voorstellen/", {"ground": GROUND, "told": ""})
    assert wrong.status_code == 422
    assert GROUND in wrong.content.decode()
    assert officer.post(f"{place}voorstellen/", {"ground": GROUND, "told": TOLD}).status_code == 303
    do_jobs()
    page = purchaser.get(place).content.decode()
    assert whole.provider.name in page
    assert "geen nieuw aanbod" in page
    assert officer.post(f"{place}besluiten/", {"agree": "1"}).status_code == 409
    assert purchaser.post(f"{place}besluiten/", {"again": "1"}).status_code == 303
    do_jobs()
    assert purchaser.post(f"{place}besluiten/", {"agree": "1"}).status_code == 303
    assert purchaser.post(f"{place}besluiten/", {"agree": "1"}).status_code == 409
    do_jobs()
    assert "Iedereen is opnieuw beoordeeld" in officer.get(place).content.decode()
    auditor = browser_of(person("Aat Auditor", StaffRole.AUDITOR))
    assert auditor.get(place).status_code == 200
    assert auditor.post(f"{place}besluiten/", {"withdraw": "1"}).status_code == 403
