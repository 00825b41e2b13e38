"""Makes what organisations for maternity care do of what is expected of them, and what stands out in their claims."""

from __future__ import annotations

import numpy as np

from zorginkoop.rehearsal.chance import day
from zorginkoop.rehearsal.records import NO_CODES, UNKNOWN, Records, positions
from zorginkoop.rehearsal.sheets import texts


def _mostly(no: float, unknown: float = 0.03) -> dict[str, float]:
    return {"ja": 1 - no - unknown, "nee": no, UNKNOWN: unknown}


EXPECTED = {
    "zorg_volgens_zvw": _mostly(0.01), "geeft_alleen_aangewezen_zorg": _mostly(0.01),
    "plannen_raken_overeenkomst": _mostly(0.85, 0.05), "plannen_gemeld": _mostly(0.3, 0.1),
    "zet_arbeidsbesparend_in": _mostly(0.1), "beslist_samen": _mostly(0.03), "zet_tijdig_in": _mostly(0.03),
    "verwijst_op_tijd": _mostly(0.02), "committeert_zich_aan_green_deal": _mostly(0.4, 0.1),
    "duurzaamheid_in_strategie": _mostly(0.5, 0.1), "zorgt_voor_overdracht": _mostly(0.04),
    "betrekt_zwangere": _mostly(0.03), "digitaal_portaal_in_gebruik": _mostly(0.45, 0.05),
    "opbrengst_innovatieve_vormen": {
        "arbeidsbesparing": 0.35, "arbeidsbesparing kwaliteit": 0.25, "kostenbesparing": 0.1, NO_CODES: 0.2,
        UNKNOWN: 0.1,
    },
}  # fmt: skip
DEVIATIONS = {"geen": 0.88, "ja": 0.06, "besproken": 0.03, UNKNOWN: 0.03}
SIGNALS = {"geen": 0.9, "open": 0.04, "afgerond": 0.03, UNKNOWN: 0.03}
KINDS = {"misbruik": 0.2, "oneigenlijk_gebruik": 0.4, "ongepast_gebruik": 0.4}
ADDITIONS = {"geen": 0.9, "afgewogen": 0.05, "zonder_afweging": 0.03, UNKNOWN: 0.02}
MAILS = {"geen": 0.7, "volledig": 0.15, "zonder_code": 0.08, "beantwoord": 0.04, UNKNOWN: 0.03}
INTEREST = {"geen": 0.93, "gemaild": 0.05, UNKNOWN: 0.02}


def add_expectations(records: Records) -> None:
    """Record what everyone answered about the expectations, and what else the purchaser knows of them."""
    everyone = np.arange(len(records.codes))
    asked = records.chance.days("2023-07-01", "2023-09-15", len(everyone))
    for name, shares in EXPECTED.items():
        records.drawn(name, everyone, shares, asked)
    _add_deviations(records)
    _add_signals(records)
    _add_additions(records)
    _add_mails(records)


def _add_deviations(records: Records) -> None:
    """Record whose claims deviate, and with whom that was discussed."""
    chance = records.chance
    kinds = np.array(list(DEVIATIONS))[chance.quota(DEVIATIONS, len(records.codes))]
    stands_out = positions((kinds == "ja") | (kinds == "besproken"))
    records.fact("afwijking_in_declaraties", stands_out, "ja", day("2023-09-01"), "eigen administratie")
    records.unknown("afwijking_in_declaraties", positions(kinds == UNKNOWN), day("2023-09-01"))
    talked = positions(kinds == "besproken")
    records.event("gesprek_over_declaraties_gevoerd", talked, chance.moments("2023-09-05", "2023-10-10", len(talked)))


def _add_signals(records: Records) -> None:
    """Record signals of misuse, whose investigation ended and whose did not."""
    chance = records.chance
    states = np.array(list(SIGNALS))[chance.quota(SIGNALS, len(records.codes))]
    for state in ("open", "afgerond"):
        who = positions(states == state)
        name, own = f"signaal-{state}", records.of(who)
        records.sheets.add(
            "rijen", len(who), aanbieder=own, rij=name, relatie="signalen", bron="eigen administratie",
            bekend_sinds=day("2023-08-15"),
        )  # fmt: skip
        kinds = texts(tuple(KINDS), chance.quota(KINDS, len(who)))
        ended = "ja" if state == "afgerond" else "nee"
        for fact, value in (("soort_signaal", kinds), ("onderzoek_afgerond", ended)):
            records.sheets.add(
                "feiten", len(who), onderwerp="rij", id=name, aanbieder=own, feit=fact, waarde=value,
                bron="eigen administratie", bekend_sinds=day("2023-08-15"),
            )  # fmt: skip
    records.unknown("signalen", positions(states == UNKNOWN), day("2023-09-15"))


def _add_additions(records: Records) -> None:
    """Record additions to the national agreement, and of which was written down why they are needed."""
    chance = records.chance
    kinds = np.array(list(ADDITIONS))[chance.quota(ADDITIONS, len(records.codes))]
    for kind, weighed in (("afgewogen", "ja"), ("zonder_afweging", "nee")):
        who = positions(kinds == kind)
        name, own = f"aanvulling-{kind.replace('_', '-')}", records.of(who)
        records.sheets.add(
            "rijen", len(who), aanbieder=own, rij=name, relatie="aanvullingen", bron="eigen administratie",
            bekend_sinds=day("2023-09-01"),
        )  # fmt: skip
        records.sheets.add(
            "feiten", len(who), onderwerp="rij", id=name, aanbieder=own, feit="afweging_vastgelegd", waarde=weighed,
            bron="eigen administratie", bekend_sinds=day("2023-09-01"),
        )  # fmt: skip
    records.unknown("aanvullingen", positions(kinds == UNKNOWN), day("2023-09-15"))


def _add_mails(records: Records) -> None:
    """Record whose mail has come in, and whether its subject says who asks about which care."""
    chance = records.chance
    kinds = np.array(list(MAILS))[chance.quota(MAILS, len(records.codes))]
    who = positions((kinds != "geen") & (kinds != UNKNOWN))
    records.event("mail_ontvangen", who, chance.moments("2023-10-09", "2023-10-13", len(who)))
    for name in ("mail_noemt_agb_code", "mail_noemt_zorgsoort"):
        complete = positions((kinds == "volledig") | (kinds == "beantwoord"))
        records.fact(name, complete, "ja", day("2023-10-14"), "eigen administratie")
    records.fact(
        "mail_noemt_agb_code", positions(kinds == "zonder_code"), "nee", day("2023-10-14"), "eigen administratie"
    )
    answered = positions(kinds == "beantwoord")
    records.event("mail_beantwoord", answered, chance.moments("2023-10-16", "2023-10-18", len(answered)))
    records.unknown("mail_ontvangen", positions(kinds == UNKNOWN), day("2023-10-14"))
    interest = np.array(list(INTEREST))[chance.quota(INTEREST, len(records.codes))]
    mailed = positions(interest == "gemaild")
    records.event("belangstelling_per_mail", mailed, chance.moments("2023-10-01", "2023-10-12", len(mailed)))
    records.unknown("belangstelling_per_mail", positions(interest == UNKNOWN), day("2023-10-14"))
