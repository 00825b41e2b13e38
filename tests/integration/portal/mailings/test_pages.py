"""The pages of mailings: from who to the accord, with everything typed kept, and only for whom it is meant."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, override_settings
from django.urls import reverse

from support.portal import browser_of, mandated, practice
from support.portal_intake import physiotherapy
from support.portal_mailings import BODY, SUBJECT, agreed, invited, mailing, purchaser, started
from zorginkoop.portal.accounts.roles import ProviderRole
from zorginkoop.portal.audit.log import changing
from zorginkoop.portal.audit.models import Reading
from zorginkoop.portal.mail.models import Message
from zorginkoop.portal.mailings.audience import brought
from zorginkoop.portal.mailings.deciding import submit
from zorginkoop.portal.mailings.fields import problems
from zorginkoop.portal.mailings.jobs import send
from zorginkoop.portal.mailings.making import CannotError
from zorginkoop.portal.mailings.models import Mailing, MailingState, Receiver, ReminderRule
from zorginkoop.portal.register.models import Provider

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("october")]


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path) -> Iterator[None]:
    with override_settings(DATA=tmp_path):
        yield


def new(browser: Client, **typed: object) -> str:
    """Begin a mailing; give where it leads, or what the page says."""
    said = {"title": "Nieuws", "source": "seizoen", "fase": "benaderd", **typed}
    answer = browser.post(reverse("mailing-new", args=[physiotherapy().pk]), said)
    return answer["Location"] if answer.status_code == 303 else answer.content.decode()


def test_from_who_to_the_accord_and_out(tmp_path: Path) -> None:
    invited(5)
    one, other = browser_of(purchaser()), browser_of(purchaser("Cor"))
    address = new(one)
    assert address.endswith("/tekst/")
    text = {"subject": SUBJECT, "body": BODY}
    show = one.post(address, text)["Location"]
    shown = one.get(show).content.decode()
    assert shown.count("<article") == 3  # three real receivers
    assert "Per brief: 1511 AA Bedachtum" in shown
    made = Mailing.objects.get()
    assert one.post(f"{show}voorleggen/").status_code == 303
    assert "werkte zelf" in one.get(f"{show}akkoord/").content.decode()
    made.refresh_from_db()
    assert made.content_hash in other.get(f"{show}akkoord/").content.decode()
    assert other.post(f"{show}akkoord/", {"shown": made.content_hash}).status_code == 303
    for _again in range(2):
        assert one.post(f"{show}versturen/").status_code == 303
    assert "wordt verstuurd" in one.get(show).content.decode()
    send.func(made.pk)
    shown = one.get(show).content.decode()
    assert "1 gemaakt, 0 gepost" in shown
    file = one.get(f"{show}brieven.zip")
    assert b"".join(file.streaming_content)[:2] == b"PK"  # type: ignore[attr-defined]  # a file is streamed
    assert one.post(f"{show}gepost/").status_code == 303
    assert "1 gemaakt, 1 gepost" in one.get(show).content.decode()
    assert tmp_path.is_dir()


def test_the_accord_to_something_older_is_refused() -> None:
    made = submit(mailing(invited(2)), purchaser())
    answer = browser_of(purchaser("Cor")).post(reverse("mailing-approve", args=[made.public_id]), {"shown": "sha256:0"})
    assert answer.status_code == 409
    made.refresh_from_db()
    assert made.state == MailingState.SUBMITTED


@pytest.mark.parametrize(
    ("asked", "number"),
    [
        ({}, 6),
        ({"regio": "11 14"}, 2),
        ({"regio": "1411"}, 1),
        ({"fout": "adres"}, 0),
        ({"nog_niet": "bevestigd"}, 6),
        ({"nog_niet": "benaderd"}, 0),
        ({"fout": "tekenbevoegde"}, 5),
    ],
)
def test_the_season_says_who(asked: dict[str, str], number: int) -> None:
    providers = invited(6)
    mandated(providers[0], ProviderRole.SIGNATORY)
    found = new(browser_of(purchaser()), **asked)
    if number:
        assert Receiver.objects.count() == number
    else:
        assert "niemand die aan deze vraag voldoet" in found
        assert not Mailing.objects.exists()


def test_whose_code_ended_is_not_in_it() -> None:
    providers = invited(3)
    with changing("test"):
        Provider.objects.filter(pk=providers[0].pk).update(ended_on="2025-10-01")
    new(browser_of(purchaser()))
    assert Receiver.objects.count() == 2


def test_a_list_is_checked_row_by_row_and_nothing_typed_is_lost() -> None:
    invited(2)
    practice("04000009", "Oude Praktijk", ended_on="2025-10-01")
    codes = "AGB-code;naam\n04000001;Een\n4000002;Twee\n1234;kort\n04009999;vreemd\n04000001;dubbel\n04000009;oud\n"
    shown = new(browser_of(purchaser()), source="lijst", codes=codes, title="Mijn eigen lijst")
    for told in (
        "Rij 4: &#x27;1234&#x27; is geen AGB-code van acht cijfers.",
        "Rij 5: 04009999 staat niet in het register.",
        "Rij 6: 04000001 staat ook in rij 2.",
        "Rij 7: 04000009 is beëindigd.",
        "Mijn eigen lijst",
        "4000002;Twee",
    ):
        assert told in shown, told
    assert not Mailing.objects.exists()
    new(browser_of(purchaser()), source="lijst", codes="04000001\n4000002\n")
    assert Receiver.objects.count() == 2


def test_a_file_with_a_mistake_comes_back_to_be_mended() -> None:
    invited(2)
    file = SimpleUploadedFile("lijst.csv", "agb;naam\n04000001;é\n12;fout\n".encode("windows-1252"))
    shown = new(browser_of(purchaser()), source="lijst", file=file)
    assert "Rij 3" in shown
    assert "04000001;é" in shown


@pytest.mark.parametrize(
    ("content", "why"),
    [(b"PK\x03\x04\x00\x00\xff\xfe", "geen tekstbestand"), (b"1" * (1024 * 1024 + 1), "groter dan 1 MB")],
)
def test_a_file_that_is_no_list_is_refused(content: bytes, why: str) -> None:
    invited(2)
    shown = new(browser_of(purchaser()), source="lijst", file=SimpleUploadedFile("lijst.xlsx", content))
    assert why in shown


def test_a_hundred_thousand_wrong_rows_are_told_in_short() -> None:
    found = brought("\n".join("fout" for _row in range(100_000)))
    assert "meer dan 20000 rijen" in found.problems[0]
    shown = new(browser_of(purchaser()), source="lijst", codes="\n".join("fout" for _row in range(1000)))
    assert "En nog 980 rijen met een fout." in shown


def test_an_unknown_field_is_told_with_its_place_and_the_text_stays() -> None:
    made = mailing(invited(2))
    browser = browser_of(made.made_by)
    typed = {"subject": "Voor {naam}", "body": "Regel een\nBeste {achternaam}, dag { en } dag"}
    answer = browser.post(reverse("mailing-text", args=[made.public_id]), typed)
    assert answer.status_code == 422
    shown = answer.content.decode()
    assert "Tekst, regel 2, teken 7: het veld {achternaam} bestaat niet" in shown
    assert "Beste {achternaam}, dag { en } dag" in shown
    made.refresh_from_db()
    assert made.body == BODY.strip() + "\n"


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("{naam} {agb}", []),
        ("{naam", ["regel 1, teken 1"]),
        ("naam}", ["regel 1, teken 5"]),
        ("x\n{{naam}}", ["regel 2, teken 1", "regel 2, teken 8"]),
        ("{}", ["regel 1, teken 1"]),
        ("{naam.__class__}", ["regel 1, teken 1"]),
        ("{na\nam}", ["regel 1, teken 1", "regel 2, teken 3"]),
    ],
)
def test_where_a_field_is_wrong(text: str, places: list[str]) -> None:
    assert [one.partition(":")[0] for one in problems(text)] == places


def test_what_a_field_cannot_say_is_told_before_the_accord() -> None:
    providers = invited(2)
    with changing("test"):
        Provider.objects.filter(pk=providers[0].pk).update(place="")
    made = mailing(providers, body="Beste {naam} te {plaats}, bel {inkoper}.")
    with pytest.raises(CannotError) as caught:
        submit(made, made.made_by)
    told = " ".join(caught.value.reasons)
    assert "04000001" in told
    assert "{inkoper}" in told
    shown = browser_of(made.made_by).get(reverse("mailing", args=[made.public_id])).content.decode()
    assert "Van 1 ontvanger is geen plaats bekend" in shown


def test_leaving_out_asks_why_and_can_be_taken_back() -> None:
    providers = invited(2)
    made = mailing(providers)
    browser, one = browser_of(made.made_by), Receiver.objects.get(provider=providers[0])
    address = reverse("mailing-leave-out", args=[made.public_id, one.pk])
    assert browser.post(address, {"reason": " "}).status_code == 422
    assert browser.post(address, {"reason": "Is al gebeld."}).status_code == 303
    assert "Is al gebeld." in browser.get(reverse("mailing-receivers", args=[made.public_id])).content.decode()
    assert browser.post(address, {}).status_code == 303
    one.refresh_from_db()
    assert one.excluded_at is None


def test_a_practice_sees_what_it_was_sent_and_nothing_of_another() -> None:
    providers = invited(3)
    made = started(mailing(providers))
    send.func(made.pk)
    browser = browser_of(mandated(providers[0], ProviderRole.READER))
    shown = browser.get(reverse("practice-messages", args=[providers[0].public_id])).content.decode()
    assert "Nieuws voor Praktijk Verzonnen 1" in shown
    assert "Praktijk Verzonnen 2" not in shown
    own, other = (Message.objects.get(to=one.vecozo_email) for one in providers[:2])
    text = browser.get(reverse("practice-message", args=[providers[0].public_id, own.public_id])).content.decode()
    assert "Beste Praktijk Verzonnen 1" in text
    address = reverse("practice-message", args=[providers[0].public_id, other.public_id])
    assert browser.get(address).status_code == 404
    lettered = Receiver.objects.exclude(letter_hash="").get()
    theirs = browser_of(mandated(providers[2], ProviderRole.READER))
    answer = theirs.get(reverse("practice-letter", args=[providers[2].public_id, lettered.pk]))
    assert io.BytesIO(answer.content).read(5) == b"%PDF-"
    assert browser.get(reverse("practice-letter", args=[providers[0].public_id, lettered.pk])).status_code == 404


def test_it_stands_in_the_dossier() -> None:
    providers = invited(3)
    made = started(mailing(providers))
    send.func(made.pk)
    browser = browser_of(purchaser("Dora Dossier"))
    for one, word in ((providers[0], "staat klaar"), (providers[2], "nog niet gepost")):
        shown = browser.get(reverse("dossier", args=[one.public_id]), {"deel": "berichten"}).content.decode()
        assert reverse("mailing", args=[made.public_id]) in shown
        assert word in shown


def test_looking_at_receivers_stands_in_the_reading_log() -> None:
    made = mailing(invited(2))
    browser_of(purchaser("Lea")).get(reverse("mailing-receivers", args=[made.public_id]))
    assert Reading.objects.filter(what="mailings.receivers", about_id=str(made.pk)).exists()


def test_the_pages_ask_the_database_little(django_assert_max_num_queries: object) -> None:
    made = agreed(mailing(invited(60, without_address=30)))
    browser = browser_of(purchaser("Quirine"))
    for address in (
        reverse("mailings"),
        reverse("mailing", args=[made.public_id]),
        reverse("mailing-approve", args=[made.public_id]),
        reverse("mailing-receivers", args=[made.public_id]),
        reverse("mailing-new", args=[made.agreement_id]),
        reverse("reminder-rules", args=[made.agreement_id]),
        reverse("dossier", args=[Provider.objects.order_by("pk")[0].public_id]) + "?deel=berichten",
    ):
        with django_assert_max_num_queries(20):  # type: ignore[operator]  # a fixture that pytest-django types loosely
            assert browser.get(address).status_code == 200, address


@pytest.mark.parametrize("wrong", ["0", "61", "vijf", "1 2 3 4 5 6"])
def test_days_for_reminders_that_cannot_be_are_refused_and_stay(wrong: str) -> None:
    browser, address = browser_of(purchaser()), reverse("reminder-rules", args=[physiotherapy().pk])
    answer = browser.post(address, {"vragenlijst_bevestigd": wrong, "ondertekend": "5 1"})
    assert answer.status_code == 422
    assert f'value="{wrong}"' in answer.content.decode()
    assert not ReminderRule.objects.exists()
    assert browser.post(address, {"vragenlijst_bevestigd": "10, 3", "ondertekend": ""}).status_code == 303
    assert dict(ReminderRule.objects.values_list("event", "days")) == {
        "vragenlijst_bevestigd": [10, 3], "ondertekend": []
    }  # fmt: skip
