"""Makes providers that no encoded policy is about: a register holds those too."""

from __future__ import annotations

import numpy as np

from zorginkoop.rehearsal.chance import Chance, day
from zorginkoop.rehearsal.providers import Kind, add_providers
from zorginkoop.rehearsal.records import Records
from zorginkoop.rehearsal.sheets import Part, Sheets, texts
from zorginkoop.rehearsal.words import TREES

KINDS = {"02": 0.5, "85": 0.3, "26": 0.2}  # pharmacies, taxi companies, podiatrists


def add_bystanders(sheets: Sheets, seed: int, first: int, number: int) -> None:
    """Add pharmacies, taxi companies and podiatrists, of which no more is known than their registration."""
    chance = Chance(seed, number, "bystanders")
    care_types = tuple(KINDS)
    which = np.sort(chance.quota(KINDS, number))
    pharmacies = int((which == 0).sum())
    kinds = (Kind("apotheek", "Apotheek", TREES), Kind("overig", "Onderneming", TREES))
    for kind, start, end in zip(kinds, (0, pharmacies), (pharmacies, number), strict=True):
        prefixes = texts(care_types, which[start:end])
        agb = add_providers(Part(sheets, chance), kind, prefixes, first + start)
        records = Records(sheets, chance, agb, "", 0)
        everyone = np.arange(len(agb))
        records.fact("agb_zorgsoort", everyone, prefixes, day("2019-03-01"), "vektis")
        records.drawn(
            "vecozo_certificaat", everyone, {"ja": 0.97, "nee": 0.03}, everyone * 0 + day("2023-06-01"), "vecozo"
        )
