"""A comparison of two editions as plain data, for a program."""

from __future__ import annotations

from typing import Any

from zorginkoop.kernel.date_words import Language
from zorginkoop.study.compare.comparison import Comparison
from zorginkoop.study.compare.meaning import AgreementMeaning
from zorginkoop.study.compare.register import RegisterMoves, register_rows
from zorginkoop.study.compare.view import Case, ChangeRow, MeaningRow, View

Plain = dict[str, Any]


def plain(comparison: Comparison, moves: RegisterMoves | None, language: Language, *, made_up: bool) -> Plain:
    """Give everything that was found as text, numbers, lists and mappings."""
    view = View(comparison, language)
    lines = comparison.lines
    return {
        "oud": _edition(comparison, 0),
        "nieuw": _edition(comparison, 1),
        "let_op": list(view.notes(made_up_values=made_up)),
        "wijzigingen": [_change(view, row) for group in view.groups() for row in group.rows],
        "betekenis": {
            "omvat": view.covers(),
            "peildatum": [day.isoformat() for day in comparison.days],
            "zelfde_regels": list(comparison.same),
            "gevraagd": [_meaning(row) for row in view.meanings()],
            "niet_vergeleken": [
                {"reden": reason, "overeenkomsten": list(names)} for reason, names in view.not_compared()
            ],
        },
        "data": [view.date_row(one) for one in comparison.dates],
        "rekenregels": [view.formula_row(one) for one in comparison.formulas],
        "wijzigingslijst": [
            {"tekst": row.words, "bij": list(row.places), "posten": list(row.items), "wijzigingen": list(row.changes)}
            for row in view.log()
        ],
        "niet_in_de_wijzigingslijst": [row.sentence for row in view.untold()],
        "alleen_in_de_nieuwe": comparison.log.new_to_us,
        **({} if lines is None else {"bestanden": [_file(one.name, one.gone, one.come) for one in lines]}),
        **({} if moves is None else {"register": _register(moves, view)}),
    }


def _edition(comparison: Comparison, at: int) -> Plain:
    edition = (comparison.old, comparison.new)[at]
    return {
        "uitgave": edition.name,
        "codering": edition.source.uitgave.codering,
        "hash": edition.content_hash,
        "gedeeltelijk": "ja" if edition.name in comparison.partial else "nee",
    }


def _file(name: str, gone: int, come: int) -> Plain:
    return {"bestand": name, "eraf": gone, "erbij": come}


def _change(view: View, row: ChangeRow) -> Plain:
    change = row.change
    old, new = view.files(change)
    told = {
        "overeenkomst": change.node.agreement,
        "soort": change.node.section,
        "knoop": change.node.name,
        "wat": str(change.how),
        "sleutel": change.key,
        "gevolg": str(change.reach),
        "tekst": row.sentence,
        "richting": row.direction,
        "bij": list(row.places),
        "posten": list(row.items),
        "plaats_oud": old,
        "plaats_nieuw": new,
    }
    values = {key: value for key, value in (("oud", change.old), ("nieuw", change.new)) if value is not None}
    return {**{key: value for key, value in told.items() if value}, **values}


def _meaning(row: MeaningRow) -> Plain:
    meaning: AgreementMeaning = row.meaning
    told: Plain = {
        "overeenkomst": meaning.agreement,
        "contractjaren": [{"oud": years.old, "nieuw": years.new} for years in meaning.years],
        "oordeel": str(meaning.verdict),
    }
    if row.reason:
        told["reden"] = row.reason
    if meaning.sides is not None:
        told["richting"] = str(meaning.sides.direction)
    told["voorbeelden"] = [_case(case) for case in row.cases]
    told["voorwaarden"] = [
        {
            "id": one.id,
            "richting": str((meaning.criteria or {})[one.id].direction),
            "voorbeelden": [_case(case) for case in one.cases],
        }
        for one in row.conditions
    ]
    return told


def _case(case: Case) -> Plain:
    provider = case.provider
    return {
        "wie": case.who,
        "naam": provider.name,
        "peildatum": provider.day,
        "feiten": list(provider.facts),
        "oud": list(provider.old),
        "nieuw": list(provider.new),
        "verschil": list(provider.aspects),
        "voorwaarden": [
            {"id": told.id, "oud": told.old, "nieuw": told.new, "bij": list(told.places)}
            for told in provider.conditions
        ],
    }


def _register(moves: RegisterMoves, view: View) -> list[Plain]:
    return [
        {
            "overeenkomst": row.agreement,
            "aanbieders": row.size,
            "verschuiven": row.movers,
            "overgangen": [{"van_naar": words, "aantal": count} for words, count in row.transitions],
            "door": [{"wat": words, "aantal": count} for words, count in row.shares],
        }
        for row in register_rows(moves, view.tongue)
    ]
