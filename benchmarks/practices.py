"""A hundred thousand made-up practices as columns, drawn from a seed: the input that every engine gets."""

from __future__ import annotations

from datetime import date

import numpy as np

from zorginkoop.columns.frame import (
    Bytes,
    CodeColumn,
    CodeSetColumn,
    Column,
    Frame,
    Integers,
    RowsColumn,
    SpanColumn,
    TruthColumn,
    WholeColumn,
    code_numbers,
    days_since_1970,
)
from zorginkoop.columns.from_subjects import keys_read
from zorginkoop.kernel.tree import Agreement, FactDeclaration

ON = date(2025, 10, 20)
PROFESSIONS = ("diëtist", "fysiotherapeut", "oefentherapeut")
REGISTERS = ("branche_deelregister", "irf", "kfir", "kwaliteitsregister_paramedici", "skf", "vektis")
ENDORSEMENTS = ("", "dry_needling", "ernstige_functionele_beperkingen_ra", "manuele_therapie", "sportfysiotherapie")
AGB = ("04", "05", "07", "24", "26", "33", "37", "88", "90")
CARE_TYPES = ("fysiotherapie", "logopedie")
VARIANTS = ("A", "B", "C", "D")
GOALS = ("arbeidspotentieel", "kosten", "kwaliteit", "toegankelijkheid")
CODES = {
    "beroep": (PROFESSIONS, (0.05, 0.85, 0.1)),
    "register": (REGISTERS, (0.1, 0.3, 0.1, 0.1, 0.1, 0.3)),
    "aantekening": (ENDORSEMENTS, (0.5, 0.1, 0.1, 0.2, 0.1)),
    "agb_zorgsoort": (AGB, (0.6, 0.1, 0.1, 0.05, 0.03, 0.02, 0.05, 0.02, 0.03)),
    "zorgsoort": (CARE_TYPES, (0.9, 0.1)),
    "variant": (VARIANTS, (0.2, 0.3, 0.3, 0.2)),
}
ROWS_EACH = {"personen": 4.0, "registraties": 2.0, "overeenkomsten": 1.5}


class Drawer:
    """Draws a frame for an agreement: every fact it reads, with three in a hundred unknown."""

    def __init__(self, agreement: Agreement, seed: int) -> None:
        self.agreement = agreement
        self.random = np.random.default_rng(seed)

    def frame(self, kind: str, size: int) -> Frame:
        """Draw `size` subjects of a kind, with the rows of their relations."""
        facts = {key: self._fact(self._declared(kind, key), size) for key in keys_read(self.agreement, kind)}
        relations = {
            relation.name: self._rows(relation.name, relation.row_subject, size)
            for relation in self.agreement.relations
            if relation.subject == kind
        }
        return Frame(kind, np.arange(size).astype(object), ON, facts, relations)

    def _declared(self, kind: str, key: str) -> FactDeclaration:
        name = key.partition("@")[0]
        return next(fact for fact in self.agreement.facts if (fact.subject, fact.name) == (kind, name))

    def _rows(self, name: str, kind: str, size: int) -> RowsColumn:
        counts = self.random.poisson(ROWS_EACH[name], size)
        offsets = np.concatenate((np.zeros(1, np.int64), np.cumsum(counts)))
        return RowsColumn(self.frame(kind, int(offsets[-1])), offsets, np.zeros(size, np.uint8))

    def _unknown(self, size: int) -> Bytes:
        return (self.random.random(size) < 0.03).astype(np.uint8) * np.uint8(3)

    def _fact(self, declaration: FactDeclaration, size: int) -> Column:
        match declaration.kind:
            case "ja_nee":
                return TruthColumn(self.random.choice(np.array([1, 2, 3], np.uint8), size, p=(0.85, 0.12, 0.03)))
            case "code":
                vocabulary, shares = CODES[declaration.name]
                numbers = code_numbers(self.random.choice(len(vocabulary), size, p=shares), vocabulary)
                return CodeColumn(numbers, vocabulary, self._unknown(size))
            case "codes":
                lengths = self.random.integers(0, 3, size)
                offsets = np.concatenate((np.zeros(1, np.int64), np.cumsum(lengths)))
                codes = code_numbers(self.random.integers(0, len(GOALS), int(offsets[-1])), GOALS)
                return CodeSetColumn(offsets, codes, GOALS, self._unknown(size))
            case "periode":
                first = days_since_1970(ON) - self.random.integers(0, 3_000, size)
                return SpanColumn(first, first + self.random.integers(365, 1_100, size), self._unknown(size))
            case "moment":
                never = self.random.random(size) < 0.9
                return WholeColumn(np.where(never, 0, 1_760_000_000_000_000), self._unknown(size), never)
            case _:
                known = declaration.name == "peildatum"
                unknown = np.zeros(size, np.uint8) if known else self._unknown(size)
                return WholeColumn(self._whole(declaration, size), unknown)

    def _whole(self, declaration: FactDeclaration, size: int) -> Integers:
        if declaration.name == "peildatum":
            return np.full(size, days_since_1970(ON))
        if declaration.kind == "datum":
            return days_since_1970(ON) - self.random.integers(0, 2_500, size)
        centre, spread = (1_000, 300) if declaration.name == "behandelindex" else (240, 90)
        return np.maximum(self.random.normal(centre, spread, size), 0).astype(np.int64)
