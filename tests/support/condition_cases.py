"""Every form of a condition with facts at its limit, one step beside it and unknown, and the state that follows."""

from __future__ import annotations

from datetime import date
from functools import cache
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory

from support.small_policies import HEAD
from zorginkoop.kernel.compile import Installation, LoadedEdition, compile_agreement
from zorginkoop.kernel.facts import Subject, resolve
from zorginkoop.kernel.language import SuppliedValue
from zorginkoop.kernel.tree import Agreement
from zorginkoop.policies.facts_file import read_facts
from zorginkoop.policies.loading import EditionFolder, load_edition
from zorginkoop.policies.strict_yaml import read_yaml

ON = date(2026, 3, 1)
MAP = SuppliedValue(waarde={"1011": ["noord"], "1012": ["noord", "haven"], "1013": []}, bron="proef", door="proef")
POLICY = """
relaties: {aanbieder: {mensen: {soort: persoon}}}
waarden: {kaart: {type: kaart, zetter: inkoper}}
gebeurtenissen: {begonnen: {tekst: begonnen}, geeindigd: {tekst: geeindigd}}
feiten:
  aanbieder:
    ja: {type: ja_nee, herkomst: register}
    nog_een: {type: ja_nee, herkomst: register}
    uren: {type: getal, stap: "0.1", herkomst: register}
    hier: {type: getal, stap: "0.1", herkomst: register}
    prijs: {type: geld, herkomst: register}
    omzet: {type: geld, herkomst: register}
    deel: {type: percentage, herkomst: register}
    dag: {type: datum, herkomst: register}
    andere_dag: {type: datum, herkomst: register}
    looptijd: {type: periode, herkomst: register}
    dekking: {type: periode, herkomst: register}
    beroep: {type: code, herkomst: register}
    gevraagd: {type: code, herkomst: register}
    kringen: {type: codes, herkomst: register}
    nodig: {type: codes, herkomst: register}
    postcodes: {type: codes, herkomst: register}
  persoon:
    telt: {type: ja_nee, herkomst: register}
    goed: {type: ja_nee, herkomst: register}
    zinvol: {type: ja_nee, herkomst: register}
    teller: {type: getal, herkomst: register}
    noemer: {type: getal, herkomst: register}
overeenkomsten:
  proef:
    naam: Proef
    onderwerp: aanbieder
    zorgsoort: proef
    routes: [{id: rest, leidt_tot: niets}]
    voorwaarden:
      - {id: waar, feit: ja}
      - {id: soepel, feit: ja, onbekend: geen_bezwaar}
      - {id: streng, feit: ja, onbekend: telt_niet}
      - {id: wachtend, feit: ja, onbekend: niet_beslist}
    randvoorwaarden:
"""
MET, NOT, OPEN, APART = "voldaan", "niet_voldaan", "onbekend", "niet_van_toepassing"

# condition; then facts and the state that follows
NUMBERS = {
    "feit: uren, ten_minste: 150": {"149.9": NOT, "150": MET, "150.1": MET, "onbekend": OPEN},
    "feit: uren, ten_hoogste: 150": {"149.9": MET, "150": MET, "150.1": NOT, "onbekend": OPEN},
    "feit: uren, meer_dan: 150": {"149.9": NOT, "150": NOT, "150.1": MET, "onbekend": OPEN},
    "feit: uren, minder_dan: 150": {"149.9": MET, "150": NOT, "150.1": NOT, "onbekend": OPEN},
    "feit: uren, is: 150": {"149.9": NOT, "150": MET, "150.1": NOT, "onbekend": OPEN},
    "feit: uren, ten_minste: 0.3": {"0.2": NOT, "0.3": MET, "0": NOT},
    "feit: prijs, ten_hoogste: 10.05": {"10.04": MET, "10.05": MET, "10.06": NOT, "onbekend": OPEN},
    "feit: deel, ten_minste: 30 %": {"29.99 %": NOT, "30 %": MET, "30.01 %": MET, "onbekend": OPEN},
    "feit: deel, is: 12.5 %": {"12.49 %": NOT, "12.5 %": MET, "12.51 %": NOT},
}
YES_OR_NO = {
    "feit: ja": {"ja": MET, "nee": NOT, "onbekend": OPEN},
    "feit: ja, is: ja": {"ja": MET, "nee": NOT, "onbekend": OPEN},
    "feit: ja, is: nee": {"ja": NOT, "nee": MET, "onbekend": OPEN},
    "niet: {feit: ja}": {"ja": NOT, "nee": MET, "onbekend": OPEN},
    "feit: ja, bekend: ja": {"ja": MET, "nee": MET, "onbekend": NOT},
    "feit: ja, bekend: nee": {"ja": NOT, "nee": NOT, "onbekend": MET},
}
KNOWN = {
    "feit: uren, bekend: ja": {"0": MET, "onbekend": NOT},
    "feit: uren, bekend: nee": {"0": NOT, "onbekend": MET},
    "feit: begonnen, bekend: ja": {"2026-01-01": MET, "": NOT, "onbekend": OPEN},
    "feit: begonnen, bekend: nee": {"2026-01-01": NOT, "": MET, "onbekend": OPEN},
    "gebeurtenis: begonnen": {"2026-01-01": MET, "": NOT, "onbekend": OPEN},
}
DAYS = {
    "feit: dag, uiterlijk: 2024-02-29": {"2024-02-28": MET, "2024-02-29": MET, "2024-03-01": NOT, "onbekend": OPEN},
    "feit: dag, voor: 2024-03-01": {"2024-02-29": MET, "2024-03-01": NOT, "2024-03-02": NOT, "onbekend": OPEN},
    "feit: dag, vanaf: 2024-02-29": {"2024-02-28": NOT, "2024-02-29": MET, "2024-03-01": MET, "onbekend": OPEN},
    "feit: dag, is: 2024-02-29": {"2024-02-28": NOT, "2024-02-29": MET, "2024-03-01": NOT, "onbekend": OPEN},
    "feit: dag, overlapt: {van: 2025-01-31, tot_en_met: 2025-02-28}": {
        "2025-01-30": NOT, "2025-01-31": MET, "2025-02-28": MET, "2025-03-01": NOT, "onbekend": OPEN,
    },
    "feit: dag, overlapt: {van: 2025-01-31}": {"2025-01-30": NOT, "2025-01-31": MET, "2099-01-01": MET},
    "feit: dag, overlapt: {terug: {jaren: 1}}": {
        "2025-02-28": NOT, "2025-03-01": MET, "2026-03-01": MET, "2026-03-02": NOT, "onbekend": OPEN,
    },
    "feit: dag, uiterlijk: nog_niet": {"2099-12-31": MET, "onbekend": OPEN},
}  # fmt: skip
MOMENTS = {
    "feit: begonnen, uiterlijk: 2025-10-26": {  # the day on which the clock goes back has 25 hours
        "2025-10-26T23:59:59": MET, "2025-10-27T00:00:00": NOT, "2025-10-26": MET, "": NOT, "onbekend": OPEN,
    },
    "feit: begonnen, voor: 2025-03-30": {
        "2025-03-29T23:59:59": MET, "2025-03-30T00:00:00": NOT, "": NOT, "onbekend": OPEN,
    },
    "feit: begonnen, vanaf: 2025-03-30": {
        "2025-03-29T23:59:59": NOT, "2025-03-30T00:00:00": MET, "": NOT, "onbekend": OPEN,
    },
    "feit: begonnen, uiterlijk: nog_niet": {"2025-03-30T12:00:00": MET, "": NOT, "onbekend": OPEN},
    "feit: begonnen, vanaf: nog_niet": {"2025-03-30T12:00:00": NOT, "": NOT, "onbekend": OPEN},
}  # fmt: skip
PERIODS = {
    "feit: looptijd, overlapt: {van: 2025-03-01, tot_en_met: 2025-03-31}": {
        "2025-01-01/2025-02-28": NOT, "2025-01-01/2025-03-01": MET, "2025-03-10/2025-03-11": MET,
        "2025-03-31/2025-12-31": MET, "2025-04-01/2025-12-31": NOT, "2025-01-01/": MET, "onbekend": OPEN,
    },
    "feit: looptijd, omvat: {van: 2025-03-01, tot_en_met: 2025-03-31}": {
        "2025-03-01/2025-03-31": MET, "2025-03-02/2025-03-31": NOT, "2025-03-01/2025-03-30": NOT,
        "2025-01-01/2025-12-31": MET, "2025-01-01/": MET, "onbekend": OPEN,
    },
    "feit: looptijd, omvat: contractjaar": {
        "2026-01-01/2026-12-31": MET, "2026-01-02/2026-12-31": NOT, "2026-01-01/2026-12-30": NOT,
    },
    "feit: looptijd, omvat: {van: 2025-03-01}": {"2025-01-01/2099-12-31": NOT, "2025-03-01/": MET},
    "feit: looptijd, overlapt: {terug: {jaren: 3}}": {
        "2020-01-01/2023-02-28": NOT, "2020-01-01/2023-03-01": MET, "2026-03-01/2027-01-01": MET,
        "2026-03-02/2027-01-01": NOT, "onbekend": OPEN,
    },
    "feit: looptijd, omvat: {terug: {jaren: 3}}": {
        "2023-03-01/2026-03-01": MET, "2023-03-02/2026-03-01": NOT, "2023-03-01/2026-02-28": NOT, "onbekend": OPEN,
    },
}  # fmt: skip
CODES = {
    "feit: beroep, is: arts": {"arts": MET, "tandarts": NOT, "onbekend": OPEN},
    "feit: beroep, een_van: [arts, tandarts]": {"arts": MET, "tandarts": MET, "huisarts": NOT, "onbekend": OPEN},
    "feit: kringen, omvat: [noord, zuid]": {
        "[noord, zuid]": MET, "[noord, oost, zuid]": MET, "[noord]": NOT, "[]": NOT, "onbekend": OPEN,
    },
    "feit: kringen, overlapt: [noord, zuid]": {
        "[noord, zuid]": MET, "[noord, oost]": MET, "[oost]": NOT, "[]": NOT, "onbekend": OPEN,
    },
}  # fmt: skip
ONE_FACT = {**NUMBERS, **YES_OR_NO, **KNOWN, **DAYS, **MOMENTS, **PERIODS, **CODES}

# condition; then more facts at a time and the state that follows
TWO_FACTS = {
    "feit: uren, ten_minste: {feit: hier}": {
        "uren: 3, hier: 2.9": MET, "uren: 3, hier: 3": MET, "uren: 3, hier: 3.1": NOT, "uren: 3": OPEN, "hier: 3": OPEN,
    },
    "feit: uren, meer_dan: {feit: hier}": {"uren: 3, hier: 2.9": MET, "uren: 3, hier: 3": NOT},
    "feit: uren, is: {feit: hier}": {"uren: 3, hier: 3.0": MET, "uren: 3, hier: 3.1": NOT},
    "feit: beroep, is: {feit: gevraagd}": {
        "beroep: arts, gevraagd: arts": MET, "beroep: arts, gevraagd: huisarts": NOT, "beroep: arts": OPEN,
    },
    "feit: dag, uiterlijk: {feit: andere_dag}": {
        "dag: 2025-03-30, andere_dag: 2025-03-30": MET, "dag: 2025-03-31, andere_dag: 2025-03-30": NOT,
        "dag: 2025-03-30": OPEN, "andere_dag: 2025-03-30": OPEN,
    },
    "feit: dag, voor: {feit: andere_dag}": {
        "dag: 2025-03-30, andere_dag: 2025-03-30": NOT, "dag: 2025-03-29, andere_dag: 2025-03-30": MET,
    },
    "feit: dag, vanaf: {feit: andere_dag}": {
        "dag: 2025-03-30, andere_dag: 2025-03-30": MET, "dag: 2025-03-29, andere_dag: 2025-03-30": NOT,
    },
    "feit: dag, is: {feit: andere_dag}": {
        "dag: 2025-03-30, andere_dag: 2025-03-30": MET, "dag: 2025-03-29, andere_dag: 2025-03-30": NOT,
    },
    "feit: dag, voor: {feit: begonnen}": {  # a day that is held against a moment is its first instant
        "dag: 2025-10-26, begonnen: 2025-10-26T00:00:01": MET, "dag: 2025-10-26, begonnen: 2025-10-26T00:00:00": NOT,
    },
    "feit: dag, uiterlijk: {feit: begonnen}": {
        "dag: 2025-10-26, begonnen: 2025-10-26T00:00:00": MET, "dag: 2025-10-27, begonnen: 2025-10-26T23:59:59": NOT,
    },
    "feit: begonnen, uiterlijk: {feit: andere_dag}": {  # a day as the limit counts to its end
        "begonnen: 2025-10-26T23:59:59, andere_dag: 2025-10-26": MET,
        "begonnen: 2025-10-27T00:00:00, andere_dag: 2025-10-26": NOT,
        "andere_dag: 2025-10-26": NOT, "begonnen: onbekend, andere_dag: 2025-10-26": OPEN,
        "begonnen: 2025-10-26T12:00:00": OPEN,
    },
    "feit: begonnen, uiterlijk: {feit: geeindigd}": {  # and a moment to that moment
        "begonnen: 2025-10-26T12:00:00, geeindigd: 2025-10-26T12:00:00": MET,
        "begonnen: 2025-10-26T12:00:01, geeindigd: 2025-10-26T12:00:00": NOT,
        "begonnen: 2025-10-26T12:00:00": NOT, "geeindigd: 2025-10-26T12:00:00": NOT,
        "begonnen: 2025-10-26T12:00:00, geeindigd: onbekend": OPEN,
    },
    "feit: begonnen, voor: {feit: geeindigd}": {
        "begonnen: 2025-10-26T12:00:00, geeindigd: 2025-10-26T12:00:00": NOT,
        "begonnen: 2025-10-26T11:59:59, geeindigd: 2025-10-26T12:00:00": MET,
    },
    "feit: begonnen, vanaf: {feit: geeindigd}": {
        "begonnen: 2025-10-26T12:00:00, geeindigd: 2025-10-26T12:00:00": MET,
        "begonnen: 2025-10-26T11:59:59, geeindigd: 2025-10-26T12:00:00": NOT,
    },
    "feit: begonnen, voor: {feit: andere_dag}": {
        "begonnen: 2025-10-25T23:59:59, andere_dag: 2025-10-26": MET,
        "begonnen: 2025-10-26T00:00:00, andere_dag: 2025-10-26": NOT,
    },
    "feit: looptijd, omvat: {feit: dekking}": {
        "looptijd: 2025-01-01/2025-12-31, dekking: 2025-01-01/2025-12-31": MET,
        "looptijd: 2025-01-01/2025-12-31, dekking: 2025-01-01/2026-01-01": NOT,
        "looptijd: 2025-01-01/2025-12-31": OPEN,
    },
    "feit: looptijd, overlapt: {feit: dekking}": {
        "looptijd: 2025-01-01/2025-12-31, dekking: 2025-12-31/2026-12-31": MET,
        "looptijd: 2025-01-01/2025-12-31, dekking: 2026-01-01/2026-12-31": NOT,
    },
    "feit: kringen, omvat: {feit: nodig}": {
        "kringen: [noord, zuid], nodig: [noord]": MET, "kringen: [noord], nodig: [noord]": MET,
        "kringen: [noord], nodig: [noord, zuid]": NOT, "kringen: [noord], nodig: []": MET, "kringen: [noord]": OPEN,
    },
    "feit: kringen, overlapt: {feit: nodig}": {
        "kringen: [noord], nodig: [noord, zuid]": MET, "kringen: [oost], nodig: [noord]": NOT,
        "kringen: [], nodig: []": NOT,
    },
    "feit: kringen, omvat: {feit: postcodes, vertaald_met: kaart}": {
        "kringen: [noord], postcodes: ['1011']": MET,
        "kringen: [noord], postcodes: ['1012']": NOT,
        "kringen: [haven, noord], postcodes: ['1011', '1012']": MET,
        "kringen: [haven, noord], postcodes: ['1011', '1012', '1013']": MET,
        "kringen: [], postcodes: ['1013']": MET,  # a postcode without any circle asks for none
        "kringen: [noord], postcodes: ['9999']": OPEN,  # one that the map does not know may ask for any
        "kringen: [noord], postcodes: ['1012', '9999']": NOT,
        "kringen: [noord]": OPEN,
    },
    "feit: kringen, overlapt: {feit: postcodes, vertaald_met: kaart}": {
        "kringen: [haven], postcodes: ['1012']": MET,
        "kringen: [haven], postcodes: ['1011']": NOT,
        "kringen: [haven], postcodes: ['1011', '9999']": OPEN,
        "kringen: [haven], postcodes: ['1012', '9999']": MET,
    },
    "feit: uren, ten_minste: 1, alleen_als: {feit: ja}, behalve: {feit: nog_een}": {
        "uren: 0, ja: ja, nog_een: nee": NOT, "uren: 0, ja: ja, nog_een: ja": MET, "uren: 0, ja: nee": APART,
    },
    "feit: uren, ten_minste: 1, behalve: {feit: nog_een, alleen_als: {feit: ja}}": {  # an exception may not apply
        "uren: 0, ja: nee, nog_een: ja": NOT, "uren: 1, ja: nee, nog_een: ja": MET, "uren: 0, ja: ja, nog_een: ja": MET,
    },
    "verhouding: {teller: prijs, noemer: uren}, ten_minste: 2": {  # cents and tenths, compared as what they stand for
        "prijs: 2.00, uren: 1": MET, "prijs: 1.99, uren: 1": NOT, "prijs: 0.20, uren: 0.1": MET,
        "prijs: 2.00, uren: 0": NOT, "prijs: 2.00": OPEN, "uren: 1": OPEN,
    },
    "verhouding: {teller: prijs, noemer: omzet}, ten_minste: 25 %": {
        "prijs: 25.00, omzet: 100.00": MET, "prijs: 24.99, omzet: 100.00": NOT, "prijs: 0, omzet: 0": NOT,
    },
}  # fmt: skip
JOINED = {
    "alle: [{feit: ja}, {feit: nog_een}]": "voldaan niet_voldaan onbekend / niet_voldaan niet_voldaan niet_voldaan"
    " / onbekend niet_voldaan onbekend",
    "minstens_een: [{feit: ja}, {feit: nog_een}]": "voldaan voldaan voldaan / voldaan niet_voldaan onbekend"
    " / voldaan onbekend onbekend",
    "geen: [{feit: ja}, {feit: nog_een}]": "niet_voldaan niet_voldaan niet_voldaan / niet_voldaan voldaan onbekend"
    " / niet_voldaan onbekend onbekend",
    "feit: ja, alleen_als: {feit: nog_een}": "voldaan niet_van_toepassing voldaan"
    " / niet_voldaan niet_van_toepassing onbekend / onbekend niet_van_toepassing onbekend",
    "feit: ja, behalve: {feit: nog_een}": "voldaan voldaan voldaan / voldaan niet_voldaan onbekend"
    " / voldaan onbekend onbekend",
    "alle: [{feit: ja, alleen_als: {feit: nog_een}}, {feit: nog_een}]": "voldaan niet_voldaan onbekend"
    " / niet_voldaan niet_voldaan onbekend / onbekend niet_voldaan onbekend",
    "minstens_een: [{feit: ja, alleen_als: {feit: nog_een}}, {feit: ja, alleen_als: {feit: nog_een}}]":
    "voldaan niet_van_toepassing voldaan / niet_voldaan niet_van_toepassing onbekend"
    " / onbekend niet_van_toepassing onbekend",
    "alle: [waar, {feit: nog_een}]": "voldaan niet_voldaan onbekend / niet_voldaan niet_voldaan niet_voldaan"
    " / onbekend niet_voldaan onbekend",
    "alle: [soepel, {feit: nog_een}]": "voldaan niet_voldaan onbekend / niet_voldaan niet_voldaan niet_voldaan"
    " / voldaan niet_voldaan onbekend",
    "alle: [streng, {feit: nog_een}]": "voldaan niet_voldaan onbekend / niet_voldaan niet_voldaan niet_voldaan"
    " / niet_voldaan niet_voldaan niet_voldaan",
    "alle: [wachtend, {feit: nog_een}]": "voldaan niet_voldaan onbekend / niet_voldaan niet_voldaan niet_voldaan"
    " / onbekend niet_voldaan onbekend",
}  # fmt: skip

# how rows are asked about; then the rows, each by whether it counts and whether it is good: j(a), n(ee), ? or - (the
# question does not apply to it), and the state that follows
EVERY = {
    "elke_rij: mensen, van: {feit: telt}": {
        "": APART, "jj": MET, "jn": NOT, "j?": OPEN, "j-": APART, "nn": APART, "n?": APART, "?j": MET, "?n": OPEN,
        "??": OPEN, "jj jn": NOT, "jn jj": NOT, "jj j?": OPEN, "j? jn": NOT, "jn j?": NOT, "jj nn": MET, "nn jj": MET,
        "jj j-": MET, "jj ?n": OPEN,
    },
    "een_rij: mensen, van: {feit: telt}": {
        "": NOT, "jj": MET, "jn": NOT, "j?": OPEN, "nj": NOT, "n?": NOT, "?j": OPEN, "?n": NOT, "??": OPEN,
        "jn jj": MET, "jj jn": MET, "jn j?": OPEN, "j? jj": MET, "nj jn": NOT, "jn ?j": OPEN,
    },
    "geen_rij: mensen, van: {feit: telt}": {
        "": MET, "jj": NOT, "jn": MET, "j?": OPEN, "nj": MET, "?j": OPEN, "?n": MET, "jn jj": NOT,
        "jn j?": OPEN,
    },
    "aantal: mensen, van: {feit: telt}, ten_minste: 2": {
        "": NOT, "jj": NOT, "jj jj": MET, "jj jj jj": MET, "jj j?": OPEN, "jj ?j": OPEN, "jj nj": NOT, "jj jn": NOT,
        "jj ?n": NOT, "j? j?": OPEN, "jj jj j?": MET, "j?": NOT,
    },
    "aantal: mensen, van: {feit: telt}, ten_hoogste: 1": {
        "": MET, "jj": MET, "jj jj": NOT, "jj j?": OPEN, "j?": MET, "jj jj j?": NOT, "j? j?": OPEN,
    },
    "aantal: mensen, van: {feit: telt}, meer_dan: 1": {"jj": NOT, "jj jj": MET, "jj ??": OPEN},
    "aantal: mensen, van: {feit: telt}, minder_dan: 1": {"": MET, "jj": NOT, "j?": OPEN, "nj": MET},
    "aantal: mensen, van: {feit: telt}, is: 1": {
        "": NOT, "jj": MET, "jn": NOT, "jj jj": NOT, "j?": OPEN, "jj j?": OPEN, "j? j?": OPEN, "jj jj j?": NOT,
        "jj jn": MET, "j? j? j?": OPEN,
    },
    "aandeel: mensen, van: {feit: telt}, ten_minste: 50 %": {
        "": NOT, "nj": NOT, "jj": MET, "jj jn": MET, "jj jn jn": NOT, "j? jn": OPEN, "jj j?": MET, "j? jn jn": NOT,
        "j- jj": MET, "j- j- jj": NOT,  # who the question does not apply to belongs to the whole
        "jj ?n": MET, "jj jn ?n": OPEN, "jj jn ?j": MET, "jj jn jn ?j": OPEN, "jn ?j": OPEN, "?j": OPEN, "?n": NOT,
        "??": OPEN, "jn ??": OPEN, "jn jn ??": NOT, "jj ??": MET, "jj jn ??": OPEN, "jn jj nj": MET, "jn nj": NOT,
    },
    "aandeel: mensen, van: {feit: telt}, ten_hoogste: 50 %": {
        "": NOT, "jj": NOT, "jj jn": MET, "jj jj jn": NOT, "j? jn": MET, "jj j?": OPEN, "jj jn ?j": OPEN,
        "jj jj jn ?n": OPEN, "jj jj jj ?n": NOT, "?n": OPEN, "jn ?n": MET,
    },
    "aandeel: mensen, van: {feit: telt}, meer_dan: 50 %": {"jj jn": NOT, "jj jj jn": MET},
    "aandeel: mensen, van: {feit: telt}, minder_dan: 50 %": {"jj jn": NOT, "jn jn jj": MET},
    "aandeel: mensen, van: {feit: telt}, is: 50 %": {
        "": NOT, "jj": NOT, "jn": NOT, "jj jn": MET, "jj jj jn": NOT, "jj j?": OPEN, "jj jn j? j?": OPEN,
        "jj jj j?": NOT, "jn jn j?": NOT, "jj jn ?j": OPEN, "jj jj ?n": NOT, "jj ?n": OPEN, "?j": NOT,
        "?n": NOT, "?j ?n": OPEN,
    },
    "aandeel: mensen, van: {feit: telt}, is: 100 %": {"jj": MET, "?j": OPEN, "?n": NOT, "jj ?j": MET, "jj j?": OPEN},
    "aandeel: mensen, van: {feit: telt}, is: 0 %": {"jn": MET, "?n": OPEN, "?j": NOT, "jn ?n": MET, "nn": NOT},
}  # fmt: skip
SUMS = {
    "verhouding: {teller: teller, noemer: noemer, rijen: mensen}, meer_dan: 50 %": {
        "mensen: [{id: a, teller: 1, noemer: 1}, {id: b, teller: 1, noemer: 3}]": NOT,
        "mensen: [{id: a, teller: 1, noemer: 1}, {id: b, teller: 1, noemer: 2}]": MET,
        "mensen: [{id: a, teller: 1, noemer: 1}, {id: b, teller: 1}]": OPEN,
        "mensen: [{id: a, teller: 1, noemer: 1}, {id: b, noemer: 1}]": OPEN,
        "mensen: []": NOT,
        "ja: ja": OPEN,
    },
    "een_rij: mensen, van: {feit: telt, alleen_als: {feit: zinvol}}, waar: {feit: goed, alleen_als: {feit: zinvol}}": {
        "mensen: [{id: a, telt: ja, goed: ja, zinvol: nee}]": APART,  # there are rows, and it is about none of them
        "mensen: [{id: a, telt: ja, goed: nee, zinvol: ja}, {id: b, telt: ja, goed: ja, zinvol: nee}]": NOT,
        "mensen: []": NOT,
    },
    "aantal: mensen, waar: {feit: goed}, ten_minste: 1": {
        "mensen: [{id: a, goed: ja}]": MET, "mensen: [{id: a, goed: nee}]": NOT, "mensen: []": NOT, "ja: ja": OPEN,
    },
}  # fmt: skip
HOLDS = {"j": "ja", "n": "nee", "?": "onbekend", "-": "nee"}
WHERE = ", waar: {feit: goed, alleen_als: {feit: zinvol}}"


def fact_of(condition: str) -> str:
    """Name the fact that a condition on one fact is about."""
    return condition.removeprefix("niet: {").partition(": ")[2].partition(",")[0].rstrip("}")


def people(text: str) -> str:
    """Write rows of two letters as facts."""
    rows = [
        f"{{id: r{at}, telt: {HOLDS[row[0]]}, goed: {HOLDS[row[1]]}, zinvol: {'nee' if row[1] == '-' else 'ja'}}}"
        for at, row in enumerate(text.split())
    ]
    return f"mensen: [{', '.join(rows)}]"


def cases() -> list[tuple[str, str, str]]:
    """Give every condition with facts and the state that follows."""
    found = [
        (condition, f"{fact_of(condition)}: {value}" if value else "", state)
        for condition, states in ONE_FACT.items()
        for value, state in states.items()
    ]
    found += [
        (condition, facts, state)
        for table in (TWO_FACTS, SUMS)
        for condition, states in table.items()
        for facts, state in states.items()
    ]
    answers = tuple(product(("ja", "nee", "onbekend"), repeat=2))
    for condition, table in JOINED.items():
        states = [state for line in table.split(" / ") for state in line.split()]
        found += [
            (condition, f"ja: {ja}, nog_een: {other}", state)
            for (ja, other), state in zip(answers, states, strict=True)
        ]
    found += [
        (condition + WHERE, people(rows), state)
        for condition, states in EVERY.items()
        for rows, state in states.items()
    ]
    return found


CASES = cases()
NUMBERED = {condition: number for number, condition in enumerate(dict.fromkeys(condition for condition, _, _ in CASES))}


@cache
def policy() -> tuple[LoadedEdition, Agreement]:
    """Load one policy that holds every condition, named by its number, and compile it."""
    lines = "".join(f"      - {{id: {name_of(condition)}, {condition}}}\n" for condition in NUMBERED)
    installation = Installation(values={"kaart": MAP})
    with TemporaryDirectory() as folder:
        path = Path(folder) / "proef" / "2026-1"
        path.mkdir(parents=True)
        (path / "beleid.yaml").write_text(HEAD + POLICY + lines, encoding="utf-8")
        edition = load_edition(EditionFolder("proef/2026-1", path), installation)
    return edition, compile_agreement(edition, "proef", installation).agreement


def name_of(condition: str) -> str:
    """Name a condition by its place in the list."""
    return f"vorm_{NUMBERED[condition]}"


def subject_of(facts: str, on: date = ON) -> Subject:
    """Read facts, as on a date."""
    edition, agreement = policy()
    given = read_facts(read_yaml(f"feiten: {{{facts}}}", "feiten.yaml"), edition, "aanbieder").subject
    return resolve(given, agreement, on)
