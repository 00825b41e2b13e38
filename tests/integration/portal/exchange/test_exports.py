"""A delivery to VECOZO holds what is recorded, is kept by its hash, and is made once."""

from __future__ import annotations

import hashlib
import json
import zipfile
from datetime import UTC, date, datetime

import pytest

from support.portal import browser_of, mandated, person, play, practice
from support.portal_agreements import offer_to
from support.portal_exchange import exported, purchaser, selected, through_vecozo
from zorginkoop.formats.vecozo_files import opened_delivery
from zorginkoop.formats.vecozo_manifest import Direction
from zorginkoop.portal.accounts.roles import ProviderRole, StaffRole
from zorginkoop.portal.agreements import store as papers
from zorginkoop.portal.audit.models import Entry
from zorginkoop.portal.exchange.bringing import ask_export
from zorginkoop.portal.exchange.jobs import make_export
from zorginkoop.portal.exchange.models import Export, ExportState, Form, SentProvider
from zorginkoop.portal.exchange.store import path_of
from zorginkoop.portal.register.models import Provider

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("october")]


def two() -> tuple[Provider, Provider]:
    return practice(), practice("04000002", "Fysiotherapie De Bedachte Sluis")


def content(export: Export) -> dict[str, list[dict[str, object]]]:
    with opened_delivery(path_of(export.file_hash), Direction.TO_VECOZO, export.file_name) as delivery:
        return {name: [dict(row.values) for row in delivery.rows(name)] for name in delivery.tables}


def test_a_delivery_holds_who_is_approached_the_questions_and_the_deadlines() -> None:
    agreement = through_vecozo()
    one, other = two()
    selected(agreement, [one], left=[other])
    export = exported(agreement)
    assert (export.state, export.problems) == (ExportState.MADE, [])
    rows = content(export)
    (chosen,) = rows["selectie"]
    assert (chosen["aanbieder"], chosen["route"], chosen["kanaal"], chosen["eerst"]) == (
        one.agb_code, "benaderen/aanbod", "vecozo", "vragenlijst",
    )  # fmt: skip
    assert {row["vraag"] for row in rows["vragenlijst"]} >= {"skf_keurmerk", "uren_hier"}
    last = {row["termijn"]: row["laatste_dag"] for row in rows["termijnen"]}
    assert (last["vragenlijst_bevestigen"], last["tekenen"]) == (date(2025, 10, 24), date(2025, 11, 7))
    assert rows["overeenkomst"] == rows["prijslijst"] == []
    assert export.counts == {name: len(table) for name, table in rows.items()}


def test_an_offer_goes_along_with_its_paper() -> None:
    agreement = through_vecozo()
    one, _ = two()
    selected(agreement, [one])
    mandated(one, ProviderRole.SIGNATORY)
    play(datetime(2025, 10, 27, 9, 0, tzinfo=UTC))
    offer = offer_to(one, agreement)
    export = exported(agreement)
    (row,) = content(export)["overeenkomst"]
    assert (row["nummer"], row["variant"], row["van"], row["tot_en_met"]) == (
        offer.number, "B", date(2026, 1, 1), date(2027, 12, 31),
    )  # fmt: skip
    with zipfile.ZipFile(path_of(export.file_hash)) as packed:
        paper = packed.read(f"stukken/{row['document']}")
    assert paper == papers.fetch(offer.file_hash)
    assert hashlib.sha256(paper).hexdigest() == row["sha256"]
    assert SentProvider.objects.get(export=export).offer == offer
    assert content(export)["selectie"][0]["eerst"] == "overeenkomst"


@pytest.mark.parametrize("form", Form.values)
def test_a_delivery_can_be_made_in_each_form(form: str) -> None:
    agreement = through_vecozo()
    selected(agreement, list(two()))
    export = exported(agreement, form)
    assert len(content(export)["selectie"]) == 2
    with zipfile.ZipFile(path_of(export.file_hash)) as packed:
        manifest = json.loads(packed.read("manifest.json"))
    assert manifest["nummer"] == export.number
    assert {file["naam"].rpartition(".")[2] for file in manifest["bestanden"]} == {form}
    assert all(file["sha256"] in export.receipt for file in manifest["bestanden"])
    assert export.file_hash in export.receipt


def test_a_delivery_that_is_made_twice_is_the_same_delivery() -> None:
    agreement = through_vecozo()
    selected(agreement, list(two()))
    export = exported(agreement)
    make_export.call(export.pk)
    again = Export.objects.get(pk=export.pk)
    assert (again.file_hash, again.made_at) == (export.file_hash, export.made_at)
    assert SentProvider.objects.filter(export=export).count() == 2


def test_a_worker_killed_before_the_end_makes_the_same_bytes_next_time(monkeypatch: pytest.MonkeyPatch) -> None:
    agreement = through_vecozo()
    selected(agreement, list(two()))
    export = ask_export(agreement, Form.CSV, purchaser())
    killed = "killed"

    def kill(*_: object, **__: object) -> None:
        raise RuntimeError(killed)

    with monkeypatch.context() as patched:
        patched.setattr("zorginkoop.portal.exchange.leaving.SentProvider.objects.bulk_create", kill)
        with pytest.raises(RuntimeError, match=killed):
            make_export.call(export.pk)
    export.refresh_from_db()
    assert (export.state, SentProvider.objects.count()) == (ExportState.WAITING, 0)
    kept = {path for path in path_of(export.file_hash or "sha256:00").parents[1].rglob("*") if path.is_file()}
    make_export.call(export.pk)
    export.refresh_from_db()
    assert path_of(export.file_hash) in kept


def test_pressing_twice_gives_one_delivery() -> None:
    agreement, by = through_vecozo(), purchaser()
    assert ask_export(agreement, Form.CSV, by) == ask_export(agreement, Form.CSV, by)
    assert Export.objects.count() == 1


def test_without_anybody_there_is_no_delivery_but_a_reason() -> None:
    export = exported(through_vecozo())
    assert export.state == ExportState.FAILED
    assert "Stel eerst de selectie vast" in export.problems[0]["doe"]


def test_a_delivery_is_accounted_for_without_a_name() -> None:
    agreement = through_vecozo()
    selected(agreement, list(two()))
    export = exported(agreement)
    entry = Entry.objects.filter(action="exchange.exported").get()
    assert entry.details == {"content": export.file_hash, "providers": 2}


def test_only_a_purchaser_fetches_a_delivery() -> None:
    agreement = through_vecozo()
    selected(agreement, list(two()))
    export = exported(agreement)
    address = f"/vecozo/levering/{export.public_id}/bestand.zip"
    fetched = browser_of(purchaser()).get(address)
    assert fetched.getvalue() == path_of(export.file_hash).read_bytes()
    assert export.number in fetched["Content-Disposition"]
    assert browser_of(person("Ada Auditor", StaffRole.AUDITOR)).get(address).status_code == 403
    assert (
        browser_of(mandated(Provider.objects.order_by("pk")[0], ProviderRole.MANAGER)).get(address).status_code == 403
    )
