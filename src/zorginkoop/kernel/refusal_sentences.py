"""Dutch sentences for what pydantic refuses about one value.

Missing and unknown keys are judged in `refusals`, because they need more than one value; the rest is said here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import get_close_matches
from typing import TYPE_CHECKING, get_args

from pydantic_core.core_schema import ErrorType

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

_LONGEST_QUOTE = 60
_LIKENESS = 0.6

_BLOCK = "een blok met sleutels en waarden"
_SHAPES = {
    "model_type": _BLOCK,
    "model_attributes_type": _BLOCK,
    "dataclass_type": _BLOCK,
    "dict_type": _BLOCK,
    "mapping_type": _BLOCK,
    "list_type": "een lijst",
    "tuple_type": "een lijst",
    "set_type": "een lijst",
    "frozen_set_type": "een lijst",
    "iterable_type": "een lijst",
    "string_type": "een tekst",
    "none_required": "niets",
}

_SENTENCES = {
    "int_parsing": "{given} is geen heel getal.",
    "int_type": "{given} is geen heel getal.",
    "int_from_float": "{given} is geen heel getal.",
    "bool_parsing": "{given} is geen ja of nee.",
    "bool_type": "{given} is geen ja of nee.",
    "date_parsing": "{given} is geen datum; schrijf jaar-maand-dag, bijvoorbeeld 2026-01-31.",
    "date_from_datetime_parsing": "{given} is geen datum; schrijf jaar-maand-dag, bijvoorbeeld 2026-01-31.",
    "date_type": "{given} is geen datum; schrijf jaar-maand-dag, bijvoorbeeld 2026-01-31.",
    "greater_than": "{given} moet meer zijn dan {gt}.",
    "greater_than_equal": "{given} moet ten minste {ge} zijn.",
    "less_than": "{given} moet minder zijn dan {lt}.",
    "less_than_equal": "{given} mag ten hoogste {le} zijn.",
    "string_too_short": "deze tekst moet ten minste {min_length} tekens hebben.",
    "string_too_long": "deze tekst mag ten hoogste {max_length} tekens hebben.",
    "string_pattern_mismatch": "{given} heeft niet de vorm die hier hoort ({pattern}).",
    "too_short": "hier moeten er ten minste {min_length} staan; het zijn er {actual_length}.",
    "too_long": "hier mogen er ten hoogste {max_length} staan; het zijn er {actual_length}.",
    "union_tag_not_found": "hier is geen bekende vorm te herkennen.",
}

_PYDANTIC_TYPES = frozenset(get_args(ErrorType))


def is_shape(details: ErrorDetails) -> bool:
    """Tell whether the value has another shape altogether (a list where a block belongs), so nothing in it fits."""
    return details["type"] in _SHAPES


def sentence_for(details: ErrorDetails, found: object) -> str:
    """Say in Dutch what is wrong with one value; `found` is the value in the document at that spot.

    A sentence of our own (ValueError in a validator) passes through; only where it quotes a block, a list or nothing as
    Python would write it, that is said in words.
    """
    kind, context = details["type"], details.get("ctx", {})
    if "error" in context and kind in {"value_error", "assertion_error"}:
        own = str(context["error"])
        return own if isinstance(found, str) else own.replace(f"'{found}'", describe(found))
    if kind in _SHAPES:
        return f"hier hoort {_SHAPES[kind]}, maar er staat {describe(found)}."
    if kind in {"literal_error", "enum"}:
        return _not_a_choice(details["input"], str(context["expected"]))
    if kind == "union_tag_invalid":
        return _not_a_choice(context["tag"], str(context["expected_tags"]))
    if kind not in _PYDANTIC_TYPES:
        return details["msg"]
    sentence = _SENTENCES.get(kind, "{given} past hier niet ({kind}).")
    return sentence.format(given=quote(details["input"]), kind=kind, **context)


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Find the known word that the writer most likely meant, or None when nothing looks like it."""
    matches = get_close_matches(word, sorted(set(known)), n=1, cutoff=_LIKENESS)
    return matches[0] if matches else None


def quote(value: object) -> str:
    """Quote a scalar for use in a sentence, shortened when long; anything else is described."""
    if not isinstance(value, str | int):
        return describe(value)
    text = str(value)
    return f"'{text[:_LONGEST_QUOTE]}…'" if len(text) > _LONGEST_QUOTE else f"'{text}'"


def describe(value: object) -> str:
    """Say in words what kind of value this is: niets, een blok, een lijst, or the text itself."""
    if value is None:
        return "niets"
    if isinstance(value, dict):
        return "een blok met sleutels"
    if isinstance(value, list | tuple):
        return "een lijst"
    return f"de tekst {quote(str(value))}"


def enumerate_words(words: Iterable[str], joiner: str) -> str:
    """Join quoted words the Dutch way: 'a', 'b' en 'c'."""
    quoted = [f"'{word}'" for word in words]
    return f"{', '.join(quoted[:-1])} {joiner} {quoted[-1]}" if len(quoted) > 1 else "".join(quoted)


def _not_a_choice(given: object, expected: str) -> str:
    """Say that a value is none of the choices that pydantic lists between single quotes."""
    choices = re.findall(r"'([^']*)'", expected)
    meant = nearest(given, choices) if isinstance(given, str) else None
    suggestion = f"; bedoelt u '{meant}'?" if meant else "."
    return f"{quote(given)} is hier niet bekend{suggestion} Kies uit {enumerate_words(choices, 'of')}."
