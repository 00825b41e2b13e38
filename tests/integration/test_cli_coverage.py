"""`zorginkoop policy coverage`, on a miniature policy with its own source: what is told, and where."""

from __future__ import annotations

import re
import sys

import pytest

from support.command_line import Cover, Run
from support.miniature import Miniature
from support.pdf_files import pdf
from zorginkoop.cli.policy_coverage import ENVIRONMENT


def test_the_miniature_is_covered(cover: Cover, mini: Miniature) -> None:
    ran = cover(source=mini.sources)

    assert (ran.code, ran.err) == (0, "")
    assert "gedekt (14 zinnen, 3 verhalend, 1 inkoper_beslist, 1 onvertaalbaar)" in ran.out
    assert "niet vergeleken" not in ran.out


def test_without_a_source_it_says_that_nothing_was_compared(cover: Cover) -> None:
    ran = cover()

    assert ran.code == 0
    assert "De bron is niet vergeleken" in ran.out


def test_the_source_comes_from_the_environment_or_from_the_folder_here(
    cover: Cover, mini: Miniature, monkeypatch: pytest.MonkeyPatch
) -> None:
    (mini.sources).rename(mini.root.parent / "sources")

    assert cover("--json").data[0]["vergeleken"] == "ja"

    monkeypatch.setenv(ENVIRONMENT, str(mini.root))
    ran = cover()
    assert ran.code == 2
    assert "staat geen wandelbegeleiding-2026.txt" in ran.err


def test_the_same_text_in_another_layout_is_the_same(cover: Cover, mini: Miniature) -> None:
    text = mini.source.read_text(encoding="utf-8")
    mini.source.write_bytes(b"\xef\xbb\xbf" + text.replace("\u00ad", "").replace("\n", "\r\n").encode())

    assert cover(source=mini.source).code == 0


def test_a_changed_sentence_is_told_at_its_line(cover: Cover, mini: Miniature) -> None:
    mini.change(mini.source, "ten hoogste 10 deelnemers", "ten hoogste 12 deelnemers")

    ran = cover(source=mini.sources)

    assert ran.code == 1
    told = "de zin van 2.1/begeleiding/2.1 is gewijzigd. Lees haar na, en werk de dekking bij met --draft."
    assert ran.problems == [f"{mini.shown(mini.source)}:23:1: {told}"]


def test_a_vanished_sentence_is_told_where_it_stood(cover: Cover, mini: Miniature) -> None:
    mini.change(mini.source, "Lopen is gezond, en samen lopen maakt het leuker dan u denkt.", "")

    ran = cover(source=mini.sources)

    assert ran.code == 1
    assert ran.problems[0].startswith(
        f"{mini.where(mini.ledger, '1/inleiding/1.2')}: de zin van 1/inleiding/1.2 is uit de bron"
    )


def test_a_new_sentence_is_told_with_the_nearest_old_one(cover: Cover, mini: Miniature) -> None:
    mini.change(mini.source, "gewoon gelopen wordt.", "gewoon gelopen wordt. Neem een paraplu mee.")

    ran = cover(source=mini.sources)

    assert ran.code == 1
    assert ran.problems[0].startswith(f"{mini.shown(mini.source)}:28:1: hier staat een nieuwe zin, na 2.1/regen/1.1.")
    assert "een ander anker gekregen; de eerste is nu 2.1/regen/1.3" in ran.problems[1]


def test_a_heading_that_is_gone_is_told(cover: Cover, mini: Miniature) -> None:
    mini.change(mini.source, "\nRegen\n", "\nWeer en wind\n")

    ran = cover(source=mini.sources)

    assert ran.problems[0].startswith(
        f"{mini.where(mini.ledger, '2.1/regen:')}: kop 2.1/regen staat niet meer zo in de bron."
    )


def test_a_source_of_another_file_form_without_text_is_refused(cover: Cover, mini: Miniature) -> None:
    mini.source.write_bytes(b"\xff\xfe\x00")
    ran = cover(source=mini.source)
    assert (ran.code, "geen UTF-8" in ran.err) == (2, True)

    mini.source.write_text(" \n\n", encoding="utf-8")
    ran = cover(source=mini.source)
    assert (ran.code, "dit bestand is leeg" in ran.err) == (2, True)


def test_a_pdf_with_the_same_text_is_compared(cover: Cover, mini: Miniature) -> None:
    lines = mini.source.read_text(encoding="utf-8").replace("\t", " ").splitlines()
    mini.source.unlink()
    pdf(mini.sources / "wandelbegeleiding-2026.pdf", lines)

    ran = cover("--json", source=mini.sources)

    assert ran.data[0]["vergeleken"] == "ja"
    assert (ran.code, ran.data[0]["problemen"]) == (0, [])


def test_a_pdf_without_text_is_told(cover: Cover, mini: Miniature) -> None:
    ran = cover(source=pdf(mini.sources / "scan.pdf", []))

    assert ran.code == 2
    assert "bevat geen tekst, alleen beeld" in ran.err


def test_a_broken_pdf_is_told(cover: Cover, mini: Miniature) -> None:
    mini.source.write_bytes(b"%PDF-1.4\nrommel")

    ran = cover(source=mini.source)

    assert ran.code == 2
    assert "deze PDF kan niet gelezen worden" in ran.err


def test_an_unknown_item_is_told_at_the_node(cover: Cover, mini: Miniature) -> None:
    mini.change(
        mini.policy,
        "posten: [WB-04]\n        tekst: {nl: groepen",
        "posten: [WB-04, WB-44]\n        tekst: {nl: groepen",
    )

    ran = cover()

    assert ran.code == 1
    assert ran.problems == [f"{mini.where(mini.policy, 'WB-44')}: post WB-44 bestaat niet. Bedoelt u WB-04?"]


def test_an_item_of_another_source_is_told_at_the_node(cover: Cover, mini: Miniature) -> None:
    mini.change(mini.root / "posten.yaml", "bronnen:\n", "bronnen:\n  elders-2026: {voorvoegsel: EL}\n")
    mini.change(mini.root / "posten.yaml", "posten:\n", "posten:\n  EL-01: {soort: recht, kracht: eis, regels: [1]}\n")
    mini.change(mini.policy, "posten: [WB-04]\n", "posten: [WB-04, EL-01]\n")

    ran = cover()

    told = "post EL-01 rust op een andere bron dan wandelbegeleiding-2026. Noem de post van deze bron."
    assert (ran.code, ran.problems) == (1, [f"{mini.where(mini.policy, 'EL-01')}: {told}"])


def test_a_node_without_a_place_is_told(cover: Cover, mini: Miniature) -> None:
    mini.change(
        mini.policy,
        "    planning:\n",
        "    taken:\n      - {id: nazien, posten: [WB-03], als: diploma}\n    planning:\n",
    )

    ran = cover()

    assert ran.code == 1
    assert "overeenkomsten/wandelbegeleiding/taken/nazien heeft geen plaats" in ran.err
    assert ran.problems[0].startswith(mini.where(mini.policy, "{id: nazien"))


def test_a_place_that_does_not_exist_is_told(cover: Cover, mini: Miniature) -> None:
    mini.change(
        mini.policy,
        "{type: ja_nee, herkomst: vragenlijst, posten",
        '{bij: ["2.1/begeleidng/1"], type: ja_nee, herkomst: vragenlijst, posten',
    )

    ran = cover()

    where = mini.where(mini.policy, '"2.1/begeleidng')
    told = "plaats '2.1/begeleidng/1' bestaat niet in de bron. Bedoelt u '2.1/begeleiding/1'?"
    assert ran.problems == [f"{where}: {told}"]


def test_a_place_that_no_longer_is_its_own_is_told_and_settled(cover: Cover, mini: Miniature) -> None:
    before = mini.policy.read_text(encoding="utf-8")
    mini.change(mini.policy, 'bij: ["2.1/begeleiding/1"]', 'bij: ["2.1/begeleiding/2"]')

    ran = cover()
    assert ran.code == 1
    assert "noemt niet de alinea's die hij draagt" in ran.err

    assert "1 plaatsen geschreven in beleid.yaml" in cover("--settle").out
    assert mini.policy.read_text(encoding="utf-8") == before


def test_settling_adds_a_place_where_there_was_none_and_touches_nothing_else(cover: Cover, mini: Miniature) -> None:
    before = mini.policy.read_text(encoding="utf-8")
    bare = re.sub(r"^ +bij: \[.*\]\n|bij: \[[^\]]*\], ", "", before, flags=re.MULTILINE)
    assert bare.count("bij:") == 0
    mini.policy.write_text(bare, encoding="utf-8")

    assert "10 plaatsen geschreven" in cover("--settle").out

    assert mini.policy.read_text(encoding="utf-8") == before
    assert "alle plaatsen staan al goed" in cover("--settle").out


def test_an_address_that_is_no_node_is_told(cover: Cover, mini: Miniature) -> None:
    mini.change(
        mini.ledger,
        "door: [overeenkomsten/wandelbegeleiding/diploma]",
        "door: [overeenkomsten/wandelbegeleiding/diplom]",
    )

    ran = cover()

    where = mini.where(mini.ledger, "overeenkomsten/wandelbegeleiding/diplom]")
    assert ran.problems[0] == (
        f"{where}: 'overeenkomsten/wandelbegeleiding/diplom' is geen knoop van deze uitgave. "
        "Bedoelt u 'overeenkomsten/wandelbegeleiding/diploma'?"
    )


def test_a_hard_sentence_without_a_carrier_is_open(cover: Cover, mini: Miniature) -> None:
    mini.change(mini.ledger, ", door: [overeenkomsten/wandelbegeleiding/groepsgrootte]", "")

    ran = cover()

    assert ran.code == 1
    assert "open eis: 2.1/begeleiding/2.1, regels 23 (WB-04): niets draagt haar" in ran.out
    assert "post WB-04 wordt door geen zin in regels 23 gedragen" in ran.err


def test_a_hard_sentence_carried_by_a_node_of_another_item_is_open(cover: Cover, mini: Miniature) -> None:
    mini.change(
        mini.ledger, "[overeenkomsten/wandelbegeleiding/groepsgrootte]", "[overeenkomsten/wandelbegeleiding/nabellen]"
    )

    ran = cover()

    assert "open eis: 2.1/begeleiding/2.1, regels 23 (WB-04): gedragen, maar niet door een knoop" in ran.out


@pytest.mark.parametrize("feeding", ["gebeurtenissen/aangemeld", "uitgave"])
def test_a_fact_or_the_head_of_the_edition_carries_no_hard_sentence(
    cover: Cover, mini: Miniature, feeding: str
) -> None:
    mini.change(mini.policy, "posten: [WB-02]", "posten: [WB-02, WB-04]")
    mini.change(mini.policy, "aangemeld: {posten: [WB-07]", "aangemeld: {posten: [WB-07, WB-04]")
    mini.change(mini.ledger, "[overeenkomsten/wandelbegeleiding/groepsgrootte]", f"[{feeding}]")

    assert "open eis: 2.1/begeleiding/2.1, regels 23 (WB-04): gedragen, maar niet" in cover().out


def test_a_line_of_the_change_log_carries_what_it_says(cover: Cover, mini: Miniature) -> None:
    mini.change(
        mini.root / "posten.yaml", "WB-01: {soort: versie, kracht: informatie", "WB-01: {soort: voorwaarde, kracht: eis"
    )

    ran = cover()

    assert "open" not in ran.out.partition("\n")[2].replace("OPEN", "")
    assert "post WB-01 (regels 4-6) leeft nergens: alleen wijzigingen/1 noemt hem." in ran.err


def test_a_hard_sentence_with_a_reason_is_not_open_but_its_item_must_live(cover: Cover, mini: Miniature) -> None:
    mini.change(mini.ledger, "door: [overeenkomsten/wandelbegeleiding/groepsgrootte]", "onvertaalbaar: proef")
    ran = cover()
    assert ran.out.startswith("wandelbegeleiding/2026-1: 0 zinnen open, waarvan 0 eis")
    assert "post WB-04 wordt door geen zin" in ran.err

    mini.change(mini.ledger, "onvertaalbaar: proef", "onvertaalbaar: proef, posten: [WB-04]")
    ran = cover()
    assert "post WB-04" not in ran.err
    assert "2 onvertaalbaar" in ran.out


def test_an_item_that_lives_nowhere_is_told(cover: Cover, mini: Miniature) -> None:
    mini.change(mini.ledger, ", posten: [WB-08]", "")

    ran = cover()

    assert ran.code == 1
    assert "post WB-08 (regels 33-34) leeft nergens" in ran.err


def test_a_proposal_nobody_read_is_open(cover: Cover, mini: Miniature) -> None:
    mini.change(mini.ledger, "verhalend: beweegreden", "verhalend: beweegreden, voorstel: ja")

    ran = cover()

    assert ran.code == 1
    assert "open: 1/inleiding/1.2, regels 8 (WB-02): voorstel, nog niet nagelezen" in ran.out


def test_a_sentence_cannot_be_carried_and_narrative_at_once(cover: Cover, mini: Miniature) -> None:
    mini.change(mini.ledger, "door: [teksten/regen]", "door: [teksten/regen], verhalend: beweegreden")

    ran = cover()

    assert ran.code == 2
    where = mini.where(mini.ledger, "door: [teksten/regen], verhalend: ", value=True)
    assert ran.problems == [f"{where}: deze zin is gedragen en verhalend tegelijk. Kies er een."]


def test_an_anchor_twice_a_missing_heading_and_no_anchor_are_told(cover: Cover, mini: Miniature) -> None:
    text = mini.ledger.read_text(encoding="utf-8")

    mini.ledger.write_text(text + text.splitlines()[-1] + "\n", encoding="utf-8")
    assert "de sleutel '2.2/inleiding/4.1' staat er twee keer" in cover().err

    mini.ledger.write_text(text.replace("  2.1/regen/1.1:", "  2.1/regn/1.1:"), encoding="utf-8")
    assert "kop '2.1/regn' van dit anker staat niet bij 'koppen'" in cover().err

    mini.ledger.write_text(text.replace("  2.1/regen/1.1:", "  2.1/regen:"), encoding="utf-8")
    ran = cover()
    assert (ran.code, "'2.1/regen' is geen anker" in ran.err) == (2, True)


def test_a_missing_anchor_is_a_sentence_that_nobody_accounts_for(cover: Cover, mini: Miniature) -> None:
    lines = mini.ledger.read_text(encoding="utf-8").splitlines(keepends=True)
    mini.ledger.write_text("".join(line for line in lines if "2.1/regen/1.1" not in line), encoding="utf-8")

    ran = cover(source=mini.sources)

    assert ran.code == 1
    assert f"{mini.shown(mini.source)}:28:1: hier staat een nieuwe zin, na 2.1/begeleiding/3.2." in ran.err


def test_a_coverage_file_of_another_source_is_refused(cover: Cover, mini: Miniature) -> None:
    mini.change(mini.ledger, "bron: wandelbegeleiding-2026", "bron: wandelbegeleiding-2025")

    ran = cover()

    assert ran.code == 2
    assert "deze brondekking is van 'wandelbegeleiding-2025'" in ran.err


def test_each_sentence_can_be_shown_with_its_text_items_and_carriers(cover: Cover, mini: Miniature) -> None:
    ran = cover("--text", "--chapter", "2.1/begeleiding", source=mini.sources)

    assert (
        "2.1/begeleiding/2.1  regels 23  WB-04 eis, WB-10 eis\n    Een groep telt ten hoogste 10 deelnemers;" in ran.out
    )
    assert "→ overeenkomsten/wandelbegeleiding/groepsgrootte [WB-04]" in ran.out
    assert "2.2/" not in ran.out


def test_the_outcome_as_data(cover: Cover, mini: Miniature) -> None:
    mini.change(mini.ledger, ", door: [overeenkomsten/wandelbegeleiding/groepsgrootte]", "")

    (outcome,) = cover("--json", source=mini.sources).data

    assert outcome["hoofdstukken"]["2.1"] == {
        "zinnen": 6, "door": 4, "verhalend": 0, "inkoper_beslist": 0, "onvertaalbaar": 1, "open": 1,
        "waardoor": {"inspanning": 1, "regel": 1, "tekst": 2},
    }  # fmt: skip
    assert outcome["open"] == [
        {
            "anker": "2.1/begeleiding/2.1",
            "regels": "23",
            "waarom": "niets draagt haar",
            "posten": ["WB-04"],
            "eis": "ja",
        }
    ]


def test_an_edition_without_coverage_is_told(cover: Cover, mini: Miniature) -> None:
    mini.ledger.unlink()

    ran = cover()

    assert ran.code == 1
    assert ran.problems == [f"{mini.shown(mini.ledger)}: deze uitgave heeft geen brondekking. Begin met --draft."]


def test_an_edition_known_in_part_is_exempt_by_name_and_its_places_exist(zorginkoop: Run, mini: Miniature) -> None:
    part = mini.root / "wandelbegeleiding" / "2025-1"
    part.mkdir()
    told = """
uitgave:
  naam: Wandelbegeleiding 2025
  zorggroep: wandelbegeleiding
  contractjaar: 2025
  herziening: 1
  codering: 1
  bron: wandelbegeleiding-2026
  gedeeltelijk: {nl: alleen wat de volgende uitgave vertelt, en: only what the next edition tells}
  geldt_voor: {uzovi: "9999", verzekeraar: Proefverzekeraar, labels: [proef]}
teksten:
  twaalf:
    {soort: uitleg, voor: [inkoper], bij: ["wijzigingen/2025/1"], posten: [WB-01], tekst: {nl: twaalf, en: twelve}}
"""
    (part / "beleid.yaml").write_text(told, encoding="utf-8")
    assert "deze uitgave heeft geen brondekking" in zorginkoop("policy", "coverage", part).err

    mini.change(
        mini.root / "posten.yaml", "voorvoegsel: WB\n", "voorvoegsel: WB\n    vrijgesteld: [wandelbegeleiding/2025-1]\n"
    )
    ran = zorginkoop("policy", "coverage", part)
    assert (ran.code, ran.err) == (0, "")
    assert "vrijgesteld, want maar ten dele bekend" in ran.out

    mini.change(part / "beleid.yaml", "wijzigingen/2025/1", "wijzigingen/2025/9")
    ran = zorginkoop("policy", "coverage", part)
    assert (ran.code, len(ran.problems)) == (1, 1)
    assert "plaats 'wijzigingen/2025/9' bestaat niet in de bron. Bedoelt u 'wijzigingen/2025/1'?" in ran.err

    mini.change(part / "beleid.yaml", "  gedeeltelijk: {nl: alleen wat de volgende uitgave vertelt, en: only", "  # {")
    assert "deze uitgave heeft geen brondekking" in zorginkoop("policy", "coverage", part).err


def test_loading_an_edition_never_reads_its_coverage(zorginkoop: Run, mini: Miniature) -> None:
    mini.ledger.write_bytes(b"\xff geen yaml")

    assert zorginkoop("policy", "show", mini.edition).code == 0
    assert zorginkoop("policy", "coverage", mini.edition).code == 2


def test_an_empty_setting_is_no_setting(cover: Cover, mini: Miniature, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(ENVIRONMENT, "")

    assert cover().code == 0
    assert mini.sources.is_dir()


def test_what_only_calls_itself_a_pdf_is_told_at_once(cover: Cover, mini: Miniature) -> None:
    page = mini.sources / "bewaard.pdf"
    page.write_text("<html>niet gevonden</html>", encoding="utf-8")
    ran = cover(source=page)
    assert ran.code == 2
    assert ran.err.count("\n") == 1
    assert "bewaard.pdf: dit is geen PDF, al heet het zo." in ran.err


def test_a_pdf_without_the_extra_is_told(cover: Cover, mini: Miniature, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pypdf", None)
    monkeypatch.delitem(sys.modules, "zorginkoop.formats.pdf_text", raising=False)

    ran = cover(source=pdf(mini.sources / "beleid.pdf", ["een regel"]))

    assert ran.code == 2
    assert "Installeer zorginkoop[bronnen], of geef de tekst." in ran.err


def test_a_new_year_starts_with_the_account_of_last_year(zorginkoop: Run, mini: Miniature) -> None:
    mini.change(mini.ledger, "vinger: 752bbb8484", "vinger: 2026bb8484")  # a fingerprint is no year to look at
    made = zorginkoop("policy", "new", "wandelbegeleiding", "2027", "--from", mini.edition, "--to", mini.root)
    assert (made.code, "brondekking" in made.out) == (0, False)
    mini.change(mini.root / "wandelbegeleiding" / "2027-1" / "brondekking.yaml", "2026bb8484", "752bbb8484")

    ran = zorginkoop("policy", "coverage", mini.root / "wandelbegeleiding" / "2027-1", "--source", mini.sources)

    assert (ran.code, ran.err) == (0, "")


def test_a_shared_node_names_a_place_of_each_source_it_serves_or_none(cover: Cover, mini: Miniature) -> None:
    (mini.root / "gedeeld").mkdir()
    shared = mini.root / "gedeeld" / "algemeen.yaml"
    text = 'teksten:\n  a: {soort: uitleg, voor: [inkoper], bij: ["9/elders/1"], tekst: {nl: een tekst, en: a text}}\n'
    shared.write_text(text, encoding="utf-8")
    mini.change(mini.policy, "\nfeiten:\n", "\ngebruik: [algemeen]\n\nfeiten:\n")

    told = "plaats '9/elders/1' bestaat niet in de bron."
    where = mini.where(shared, '"9/elders')
    assert cover().problems == [f"{where}: {told} Kies een alinea uit brondekking.yaml."]

    mini.change(shared, '["9/elders/1"]', '["9/elders/1", "2.1/regen/1"]')
    assert cover().code == 0
