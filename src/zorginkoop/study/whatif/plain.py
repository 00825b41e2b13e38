"""The answer to a what-if as plain data, for programs and for the record."""

from __future__ import annotations

from zorginkoop.kernel.date_words import Language
from zorginkoop.kernel.scalars import AMSTERDAM
from zorginkoop.kernel.states import NAMES
from zorginkoop.kernel.tree import Compare
from zorginkoop.study.limits import NearMiss
from zorginkoop.study.whatif.answer import Answer, Changed
from zorginkoop.study.whatif.aside import Aside, aside
from zorginkoop.study.whatif.attribution import Asked, Teller, asked_by, grounds, teller_of
from zorginkoop.study.whatif.examples import Example, examples
from zorginkoop.study.whatif.moves import Moves, Share, Transition
from zorginkoop.study.whatif.near import Near, near
from zorginkoop.study.whatif.standings import Standing
from zorginkoop.study.whatif.tables import told

Plain = dict[str, object]


def plain_answer(answer: Answer, language: Language = "nl") -> Plain:
    """Give everything that an answer says."""
    as_of = answer.before.as_of
    return {
        "wat_als": answer.asked.name,
        "uitgave": answer.before.edition.name,
        "naar": answer.asked.other,
        "contractjaar": answer.year,
        "maar_deel_bekend": list(answer.partial),
        "op": as_of.on.isoformat(),
        "bekend_op": as_of.known.astimezone(AMSTERDAM).isoformat(),
        "beleidshash": answer.hashes.edition,
        "waardenhash": answer.hashes.values,
        "registerhash": answer.hashes.register,
        "verplaatst": answer.movers,
        "overeenkomsten": {
            name: {
                **_agreement(moves, answer.asked.steps, language),
                "voorbeelden": [_example(one) for one in examples(answer, name)],
            }
            for name, moves in answer.agreements.items()
        },
        "ongewijzigd": list(answer.unchanged),
        "niet_te_beoordelen": {
            name: [one.in_language(language) for one in told] for name, told in answer.unjudged.items()
        },
        "formules": [one.in_language(language) for one in answer.formulas],
        "andere_contractjaren": {name: [str(year) for year in years] for name, years in answer.other_years.items()},
        "niet_beoordeeld": list(answer.left_out),
        "alleen_eerst": list(answer.only_before),
        "alleen_daarna": list(answer.only_after),
    }


def _agreement(moves: Moves[Changed], steps: tuple[int, ...], language: Language) -> Plain:
    teller = teller_of(moves, language)
    return {
        "aanbieders": len(moves.was),
        "verplaatst": len(moves.movers),
        "overgangen": [_transition(one) for one in moves.transitions()],
        "wijzigingen": [
            _changed(one, asked) for one, asked in zip(moves.changes, asked_by(moves, language), strict=True)
        ],
        "door": [_share(moves, teller, one) for one in moves.shares],
        **_aside(aside(moves)),
        "grenzen": [_near(one) for one in near(moves, steps)],
    }


def _aside(found: Aside) -> Plain:
    """Give who keeps an offer with other parts, and for how many a person has to decide."""
    return {
        "ander_onderdeel": found.providers,
        "onderdelen": [
            {"onderdeel": one.id, "was": _part(one.was), "wordt": _part(one.now), "aanbieders": one.providers}
            for one in found.parts
        ],
        "taken": [{"taak": one.id, "was": one.was, "wordt": one.now, "anders": one.others} for one in found.tasks],
    }


def _part(state: int) -> str:
    return NAMES.get(state, "bestaat_niet")


def _transition(one: Transition) -> Plain:
    return {"was": _standing(one.was), "wordt": _standing(one.now), "aanbieders": one.providers}


def _standing(standing: Standing) -> Plain:
    return dict(zip(("route", "uitkomst", "variant"), told(standing), strict=True))


def _changed(one: Changed, asked: tuple[Asked, ...]) -> Plain:
    return {
        "wijziging": one.label,
        "tekst": {"nl": one.phrase.nl, "en": one.phrase.en} if one.phrase.nl else {},
        "plaatsen": [touched.address for touched in one.touched],
        "raakt": [
            {
                "soort": str(piece.unit.piece),
                "id": piece.unit.id,
                "eis": piece.title,
                "bij": list(piece.citation.places),
                "posten": list(piece.citation.items),
                "was": piece.was,
                "wordt": piece.now,
            }
            for piece in asked
        ],
    }


def _share(moves: Moves[Changed], teller: Teller, share: Share) -> Plain:
    return {
        "wijze": str(share.how),
        "wijzigingen": [moves.changes[one].label for one in share.changes],
        "aanbieders": len(share.who),
        "overgangen": [_transition(one) for one in moves.transitions(share.who)],
        "voorwaarden": [
            {
                "voorwaarde": ground.criterion,
                "zelf_gewijzigd": "ja" if ground.direct else "nee",
                "bij": list(teller.citation(ground.criterion).places),
                "posten": list(teller.citation(ground.criterion).items),
                "standen": [
                    {"was": NAMES[state.was], "wordt": NAMES[state.now], "aanbieders": state.providers}
                    for state in ground.states
                ],
            }
            for ground in grounds(moves, share)
        ],
    }


def _example(one: Example) -> Plain:
    return {
        "aanbieder": one.id,
        "was": _standing(one.was),
        "wordt": _standing(one.now),
        "wijze": str(one.how),
        "voorwaarden": list(one.conditions),
    }


def _near(one: Near) -> Plain:
    return {"voorwaarde": one.criterion, "was": _limit(one.was), "wordt": _limit(one.now)}


def _limit(miss: NearMiss | None) -> Plain:
    if miss is None:
        return {}
    rows = zip(miss.within, miss.just_failed, miss.just_met, strict=True)
    return {
        "grens": miss.limit,
        "telt": miss.test.fact if isinstance(miss.test, Compare) else miss.test.relation,
        "binnen": [{"stappen": steps, "net_niet": failed, "net_wel": met} for steps, failed, met in rows],
    }
