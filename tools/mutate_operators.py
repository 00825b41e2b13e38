"""The small mistakes that somebody could make in a module, one at a time: each is a mutant of its syntax tree.

What is only said (messages, docstrings, format strings) or only typed (annotations) is left alone, and so are
decorators: a mutant is a mistake in what a module decides.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

OUTSIDE = "(module)"  # the function of a mutant that stands in no function
_SHOWN = 120  # a mutant is shown in the widest piece of its statement that is no longer than this
_AROUND = 30  # and of a piece that is longer, so much on both sides of the difference
_WORD = re.compile(r"[a-z][a-z0-9_]*|")  # a key of the language, or nothing; a sentence is no such word
_ONLY_SAID = {"message", "__all__", "__slots__", "model_config"}

_COMPARED: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
_COUNTED: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Add,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.FloorDiv,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
    ast.BitXor: ast.BitOr,
    ast.LShift: ast.RShift,
    ast.RShift: ast.LShift,
}
_NAMED = {"max": "min", "min": "max", "any": "all", "all": "any"}
_DECLARING = {"Field", "field"}  # the default of a field is mutated as a constant
_DROPPED_KEYWORDS = {"key", "default", "start"}
_PASSED_OVER = {"annotation", "returns", "decorator_list", "format_spec"}


@dataclass(frozen=True)
class Mutant:
    """One mistake: what stood there, what stands there instead, and in which function."""

    function: str
    was: str
    becomes: str
    line: int
    holder: ast.AST
    field: str
    at: int | None
    instead: ast.AST

    def swapped(self) -> ast.AST:
        """Put the mistake in the tree, and give what stood there."""
        if self.at is None:
            stood: ast.AST = getattr(self.holder, self.field)
            setattr(self.holder, self.field, self.instead)
            return stood
        held: list[ast.AST] = getattr(self.holder, self.field)
        stood, held[self.at] = held[self.at], self.instead
        return stood

    def restored(self, stood: ast.AST) -> None:
        """Put back what stood there."""
        if self.at is None:
            setattr(self.holder, self.field, stood)
        else:
            getattr(self.holder, self.field)[self.at] = stood


def mutants_of(tree: ast.Module) -> list[Mutant]:
    """Give every mutant of a module, in the order of its lines."""
    return sorted(_Walk().visit(tree, ()), key=lambda mutant: mutant.line)


def functions_of(tree: ast.AST, outer: str = "") -> Iterator[str]:
    """Name every function, method and class of a module, with what it stands in."""
    for node in ast.iter_child_nodes(tree):
        name = outer
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            name = f"{outer}.{node.name}".lstrip(".")
            yield name
        yield from functions_of(node, name)


@dataclass(frozen=True)
class _Step:
    """A node on the way down, with where it hangs."""

    node: ast.AST
    holder: ast.AST
    field: str
    at: int | None


class _Walk:
    """Walks a tree and writes down every mutant, each shown in its surroundings."""

    def visit(self, node: ast.AST, above: tuple[_Step, ...]) -> Iterator[Mutant]:
        for field, value in ast.iter_fields(node):
            if field in _PASSED_OVER:
                continue
            children: Iterable[tuple[int | None, object]] = (
                enumerate(value) if isinstance(value, list) else [(None, value)]
            )
            for at, child in children:
                if isinstance(child, ast.AST):
                    yield from self._child((*above, _Step(child, node, field, at)))

    def _child(self, path: tuple[_Step, ...]) -> Iterator[Mutant]:
        step = path[-1]
        if _only_said(step.node):
            return
        for instead in _instead(path):
            yield _mutant(path, instead)
        if not isinstance(step.node, ast.Raise):
            yield from self.visit(step.node, path)


def _only_said(node: ast.AST) -> bool:
    """Tell whether a node decides nothing: a docstring, a message, a schema, a guard against ourselves."""
    if isinstance(node, ast.Expr):
        return isinstance(node.value, ast.Constant)
    if isinstance(node, ast.Call):
        return _called(node) == "WithJsonSchema"
    if isinstance(node, ast.keyword):
        return node.arg == "strict"
    targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
    return any(isinstance(target, ast.Name) and target.id in _ONLY_SAID for target in targets)


def _instead(path: tuple[_Step, ...]) -> Iterator[ast.AST]:
    """Give what may stand in the place of a node."""
    step = path[-1]
    if isinstance(step.node, ast.stmt):
        yield from _other_statements(step.node)
    elif isinstance(step.node, ast.Constant):
        if not isinstance(step.holder, ast.JoinedStr):  # a piece of a text with holes
            yield from _other_constants(step.node.value)
    elif isinstance(step.node, ast.expr):
        yield from _other_expressions(step.node, path)
        yield from _settled(step)


def _other_statements(node: ast.stmt) -> Iterator[ast.AST]:
    match node:
        case ast.AugAssign() if type(node.op) in _COUNTED:
            yield ast.AugAssign(node.target, _COUNTED[type(node.op)](), node.value)
            yield ast.Pass()
        case ast.Return(value=value) if value is not None and not isinstance(value, ast.Constant):
            yield ast.Return(ast.Constant(None))
        case ast.Expr() | ast.Raise():
            yield ast.Pass()
        case ast.Break():
            yield ast.Continue()
        case ast.Continue():
            yield ast.Break()


def _other_expressions(node: ast.expr, path: tuple[_Step, ...]) -> Iterator[ast.AST]:
    match node:
        case ast.Compare():
            yield from _other_comparisons(node)
        case ast.BoolOp():
            yield ast.BoolOp(ast.Or() if isinstance(node.op, ast.And) else ast.And(), node.values)
        case ast.BinOp() if type(node.op) in _COUNTED:
            yield ast.BinOp(node.left, _COUNTED[type(node.op)](), node.right)
        case ast.UnaryOp(op=ast.Not() | ast.USub() | ast.Invert()):
            yield node.operand
        case ast.Name(id=name) if name in _NAMED and path[-1].field in {"func", "args"}:
            yield ast.Name(_NAMED[name], node.ctx)
        case ast.Call():
            yield from _other_calls(node)
        case ast.Tuple() | ast.List() if isinstance(node.ctx, ast.Load) and not _orderless(path):
            yield from (type(node)(elements, node.ctx) for elements in _exchanged(node.elts))
        case ast.Dict():
            yield from (ast.Dict(node.keys, values) for values in _exchanged(node.values))


def _orderless(path: tuple[_Step, ...]) -> bool:
    """Tell whether the order of a tuple says nothing: a choice of words, parameters of a type, any or all of them."""
    holder = path[-1].holder
    if isinstance(holder, ast.Compare) or any(step.field == "slice" for step in path[-2:]):
        return True
    call = path[-4].node if isinstance(holder, ast.comprehension) else None
    return isinstance(call, ast.Call) and _called(call) in {"any", "all"}


def _settled(step: _Step) -> Iterator[ast.AST]:
    """Settle a question beforehand, where a node is one."""
    if step.field == "test" and isinstance(step.holder, ast.If | ast.IfExp):
        yield from (ast.Constant(value) for value in (True, False))
    elif step.field == "test" and isinstance(step.holder, ast.While):
        yield ast.Constant(value=False)
    elif step.field in {"ifs", "guard"}:
        yield ast.Constant(value=True)


def _other_comparisons(node: ast.Compare) -> Iterator[ast.AST]:
    for at, operator in enumerate(node.ops):
        for other in _COMPARED[type(operator)]:
            yield ast.Compare(node.left, [*node.ops[:at], other(), *node.ops[at + 1 :]], node.comparators)


def _other_constants(value: object) -> Iterator[ast.AST]:
    if isinstance(value, bool):
        yield ast.Constant(not value)
    elif isinstance(value, int):
        yield ast.Constant(value + 1)
        if value:
            yield ast.Constant(value - 1)
    elif isinstance(value, str) and _WORD.fullmatch(value):
        yield ast.Constant(f"{value}_x".lstrip("_"))


def _other_calls(node: ast.Call) -> Iterator[ast.AST]:
    if _called(node) not in _NAMED:  # the largest of two is the largest in any order
        for arguments in _exchanged(node.args[:2]):
            yield ast.Call(node.func, [*arguments, *node.args[2:]], node.keywords)
    for dropped in node.keywords:
        if dropped.arg in _DROPPED_KEYWORDS and _called(node) not in _DECLARING:
            yield ast.Call(node.func, node.args, [keyword for keyword in node.keywords if keyword is not dropped])


def _called(node: ast.Call) -> str:
    return node.func.id if isinstance(node.func, ast.Name) else ""


def _exchanged(elements: list[ast.expr]) -> Iterator[list[ast.expr]]:
    """Exchange each two neighbours that differ."""
    for at in range(len(elements) - 1):
        one, other = elements[at : at + 2]
        starred = isinstance(one, ast.Starred) or isinstance(other, ast.Starred)
        if not starred and ast.dump(one) != ast.dump(other):
            yield [*elements[:at], other, one, *elements[at + 2 :]]


def _mutant(path: tuple[_Step, ...], instead: ast.AST) -> Mutant:
    """Write a mutant down, with the widest piece of its statement that is short enough to read."""
    step = path[-1]
    ast.fix_missing_locations(ast.copy_location(instead, step.node))
    shown = _shown(path)
    line = next(at.lineno for at in (each.node for each in reversed(path)) if isinstance(at, ast.stmt | ast.expr))
    bare = Mutant(_function(path), "", "", line, step.holder, step.field, step.at, instead)
    was = _text(shown)
    stood = bare.swapped()
    becomes = _text(instead if shown is step.node else shown)
    bare.restored(stood)
    was, becomes = _cut(was, becomes)
    return Mutant(bare.function, was, becomes, line, step.holder, step.field, step.at, instead)


def _cut(was: str, becomes: str) -> tuple[str, str]:
    """Leave out of two long texts what they have in common, but for a few words around the difference."""
    if len(becomes) <= _AROUND < _SHOWN < len(was):
        return f"{was[:_SHOWN]} …", becomes
    if len(was) <= _SHOWN:
        return was, becomes
    before = _alike(was, becomes)
    after = _alike(was[before:][::-1], becomes[before:][::-1])
    start = was.rfind(" ", 0, max(before - _AROUND, 0)) + 1
    end = was.find(" ", len(was) - after + _AROUND)
    more = len(was) - end if end >= 0 else 0
    head, tail = "… " if start else "", " …" if more else ""
    return f"{head}{was[start : len(was) - more]}{tail}", f"{head}{becomes[start : len(becomes) - more]}{tail}"


def _alike(one: str, other: str) -> int:
    """Count the letters with which two texts both begin."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (left, right) in pairs if left != right), min(len(one), len(other)))


def _shown(path: tuple[_Step, ...]) -> ast.AST:
    shown = path[-1].node
    for step in reversed(path):
        if isinstance(step.node, ast.stmt | ast.match_case | ast.expr) and len(_text(step.node)) <= _SHOWN:
            shown = step.node
        if isinstance(step.node, ast.stmt | ast.match_case):
            break
    return shown


def _text(node: ast.AST) -> str:
    """Write a piece of code on one line; of what has a body, its first line."""
    lines = [line for line in ast.unparse(node).splitlines() if line and not line.startswith("@")]
    return lines[0].strip() if isinstance(node, ast.stmt | ast.match_case) else " ".join(lines)


def _function(path: tuple[_Step, ...]) -> str:
    names = [step.node.name for step in path if isinstance(step.node, ast.FunctionDef | ast.ClassDef)]
    return ".".join(names) or OUTSIDE
