"""The generated model in zen-engine: a decision graph of one node, each named expression in zen's own language."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

import zen

from oracles.logic import (
    NO,
    YES,
    All,
    Choose,
    Compared,
    Constant,
    Count,
    Exists,
    Expression,
    Input,
    Member,
    Named,
    Not,
    OneOf,
    Plus,
    Some,
    Times,
    Total,
)
from oracles.model import Model, Path, Plain, reader, word
from zorginkoop.kernel.facts import Subject

_MODEL = "model"


def text_of(expression: Expression, *, in_row: bool = False) -> str:  # noqa: C901, PLR0912 - one case a form
    """Write an expression in zen's language; inside a row its values are those of `#`."""

    def write(part: Expression) -> str:
        return text_of(part, in_row=in_row)

    match expression:
        case Input(name):
            return f"#.{name}" if in_row else name
        case Named(name):
            return f"$.{name}"
        case Constant(value):
            return quoted(value) if isinstance(value, str) else str(value)
        case Member(name, code):
            return f"({quoted(code)} in {'#.' if in_row else ''}{name})"
        case Compared(left, sign, right):
            return f"({write(left)} {sign} {write(right)})"
        case OneOf(text, codes):
            return f"({write(text)} in [{', '.join(map(quoted, codes))}])"
        case All(parts) | Some(parts):
            if expression in (YES, NO):
                return "true" if expression == YES else "false"
            return f"({(' and ' if isinstance(expression, All) else ' or ').join(map(write, parts))})"
        case Not(part):
            return f"(not {write(part)})"
        case Plus(parts):
            return f"({' + '.join(map(write, parts))})"
        case Times(factor, number):
            return f"({factor} * {write(number)})"
        case Exists(relation, condition):
            return f"some({_rows(relation, in_row)}, {text_of(condition, in_row=True)})"
        case Count(relation, condition):
            return f"count({_rows(relation, in_row)}, {text_of(condition, in_row=True)})"
        case Total(relation, number):
            return f"sum(map({_rows(relation, in_row)}, {text_of(number, in_row=True)}))"
        case Choose(cases, otherwise):
            written = write(otherwise)
            for condition, chosen in reversed(cases):
                written = f"({write(condition)} ? {write(chosen)} : {written})"
            return written


def _rows(relation: str, in_row: bool) -> str:  # noqa: FBT001 - the same question as in the caller
    return f"{'#.' if in_row else ''}{word(relation)}"


def quoted(text: str) -> str:
    """Write a text; one that zen could read otherwise is a mistake of the generator."""
    if "'" in text or "\\" in text:
        message = f"no text for zen: {text}"
        raise ValueError(message)
    return f"'{text}'"


def graph(model: Model) -> str:
    """Give the decision graph as zen-engine's JSON."""
    rows = [{"id": name, "key": name, "value": text_of(one)} for name, one in model.named.items()]
    content = {
        "expressions": rows, "passThrough": False, "inputField": None, "outputPath": None, "executionMode": "single",
    }  # fmt: skip
    nodes = [
        {"id": "in", "name": "request", "type": "inputNode"},
        {"id": "rules", "name": "rules", "type": "expressionNode", "content": content},
        {"id": "out", "name": "response", "type": "outputNode"},
    ]
    ends = (("in", "rules"), ("rules", "out"))
    edges = [{"id": f"{one}-{other}", "type": "edge", "sourceId": one, "targetId": other} for one, other in ends]
    return json.dumps({"nodes": nodes, "edges": edges})


class ZenOracle:
    """Answers one subject at a time, by one precompiled graph and one runtime for all calls."""

    def __init__(self, model: Model) -> None:
        content = zen.ZenDecisionContent(graph(model))
        self._engine = zen.ZenEngine({"loader": lambda _name: content})
        self._context = context_maker(model)

    def answer(self, subject: Subject) -> Mapping[str, Any]:
        """Give the value of every named expression."""
        answers: Mapping[str, Any] = self._engine.evaluate(_MODEL, self._context(subject), {})["result"]
        return answers


def context_maker(model: Model, path: Path = ()) -> Callable[[Subject], dict[str, Any]]:
    """Give the function from a resolved subject to what the model reads of it, with the rows of its relations."""
    own = model.readings.get(path, set())
    readers: list[tuple[str, Callable[[Subject], Plain]]] = [
        (one.name, reader(one)) for one in sorted(own) if one.part != "heeft"
    ]
    inner = {at[-1]: context_maker(model, at) for at in model.readings if at[:-1] == path and at}

    def make(subject: Subject) -> dict[str, Any]:
        context: dict[str, Any] = {name: read(subject) for name, read in readers}
        for relation, of_row in inner.items():
            context[word(relation)] = [of_row(row) for row in subject.relations[relation] or ()]
        return context

    return make
