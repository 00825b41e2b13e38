"""Whether the words of a node say what its rule says: a limit or date changed in one and not in the other."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pydantic import BaseModel

from zorginkoop.kernel.date_words import write_date_dutch
from zorginkoop.kernel.errors import Problem
from zorginkoop.kernel.language import ConditionSource, Operand
from zorginkoop.kernel.scalars import read_date

_NUMBER = re.compile(r"(?<![\w.,])\d+(?:[.,]\d+)?(?![\w])")
_MONTHS = "januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november|december"
_DATE = re.compile(rf"\b\d{{1,2}} (?:{_MONTHS}) \d{{4}}\b")
_LIMITS = ("ten_minste", "ten_hoogste", "meer_dan", "minder_dan")


def wording_problem(node: object) -> Problem | None:
    """Give what is wrong with the words of a condition, without its place; None when nothing is found."""
    if not isinstance(node, ConditionSource) or node.tekst is None:
        return None
    text = node.tekst.nl
    spoken = set(_DATE.findall(text))
    written = {
        write_date_dutch(read_date(literal)) for literal in _literals(node) if re.fullmatch(r"\d{4}-\d\d-\d\d", literal)
    }
    if written and spoken and not spoken & written:
        return Problem(
            f"de tekst noemt {' en '.join(sorted(spoken))}, de regel {' en '.join(sorted(written))}.", remedy=_REMEDY
        )
    limit = next((operand.tekst for name in _LIMITS if (operand := getattr(node, name)) and operand.tekst), None)
    numbers = {number.replace(",", ".") for number in _NUMBER.findall(_DATE.sub("", text))}
    if limit and numbers and limit.removesuffix("%").strip() not in numbers:
        return Problem(f"de tekst noemt {' en '.join(sorted(numbers))}, de regel {limit}.", remedy=_REMEDY)
    return None


_REMEDY = "Pas 'tekst' aan: brieven nemen die woorden over."


def _literals(source: object) -> Iterator[str]:
    """Walk every literal that a condition compares with, at any depth."""
    if isinstance(source, Operand) and source.tekst:
        yield source.tekst
    inner = [value for _, value in source] if isinstance(source, BaseModel) else source
    if isinstance(inner, list | tuple):
        for part in inner:
            yield from _literals(part)
