"""The canonical form: what it looks like, what it refuses, and golden files that may never change."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from zorginkoop.kernel.canonical import DEEPEST, LARGEST, canonical, content_hash, hash_of_bytes, read_canonical
from zorginkoop.kernel.errors import InputWrong

GOLDEN = Path(__file__).parent / "golden"

SNAPSHOT: dict[str, Any] = {
    "uitgave": {"zorggroep": "paramedische_zorg", "contractjaar": 2026, "herziening": 2, "codering": 1},
    "feiten": [
        {"naam": "behandelindex", "waarde": "150.1", "bron": "vektis", "sinds": "2025-10-15T23:30:00+02:00"},
        {"naam": "kngf_basisregister", "waarde": "ja", "bron": "vragenlijst"},
    ],
    "tarief_in_centen": 3875,
    "correctie_in_centen": -1,
    "aandeel": "3/10",
    "leeg": {"lijst": [], "blok": {}, "tekst": ""},
}
TEXTS: dict[str, Any] = {
    "aanhaling": "\"'\\/",
    "regels": "een\ntwee\r\n\tdrie",
    "besturing": "\x00\x1f\x7f",
    "samengesteld": "e\u0301",
    "voluit": "\u00e9",
    "smiley": "\U0001f600",
    "regelscheiding": "\u2028\u2029",
    "\uffff": "na de laatste van de eerste laag",
    "\U00010000": "de eerste daarboven",
    "B": "hoofdletters eerst",
    "a": "dan kleine",
    "": "de lege sleutel vooraan",
}
NUMBERS: list[Any] = [0, 1, -1, 10**15, LARGEST, -LARGEST - 1, [[]], [{}], {"1": 1, "10": 10, "2": 2}]

GOLDEN_VALUES = [
    ("snapshot", SNAPSHOT, "sha256:3ec9db302d60857ebd38897911a8ac9542e6ba4ab4729d9af040fb4f4e3cc5de"),
    ("texts", TEXTS, "sha256:7f175dd5328f26d88d323077c2564b297fcecd71cff03640278cdc60b82e0d91"),
    ("numbers", NUMBERS, "sha256:d68ef9b64081c8fac576393feb2e5a785d38bb4a981c51d22864722a69dd1f4e"),
]


@pytest.mark.parametrize(("name", "value", "expected"), GOLDEN_VALUES)
def test_golden_files_never_change(name: str, value: object, expected: str) -> None:
    data = (GOLDEN / f"{name}.json").read_bytes()

    assert canonical(value) == data
    assert content_hash(value) == hash_of_bytes(data) == expected
    assert read_canonical(data) == value


def test_the_form_on_one_line() -> None:
    assert canonical({"b": ["x", 1], "a": {}}) == b'{"a":{},"b":["x",1]}\n'


def test_a_tuple_is_written_as_a_list() -> None:
    assert canonical(("a", ("b",))) == canonical(["a", ["b"]])


def test_text_is_not_normalised() -> None:
    assert content_hash("\u00e9") != content_hash("e\u0301")


@pytest.mark.parametrize(
    ("value", "path"),
    [
        ({"a": [0, 0.1]}, "$.a[1]: float"),
        ({"a": float("nan")}, "$.a: float"),
        ({"a": True}, "$.a: bool"),
        ([None], "$[0]: NoneType"),
        ({"a": {"b": b"x"}}, "$.a.b: bytes"),
        ([{1, 2}], "$[0]: set"),
        ({1: "x"}, "$: de sleutel 1 is geen tekst"),
        ({"a": "\ud800"}, "$.a: een half teken"),
        ({"\udfff": "a"}, "half teken"),
        ({"a": LARGEST + 1}, "$.a: een heel getal buiten 64 bits"),
        ([10**5000], "$[0]: een heel getal buiten 64 bits"),
        (object(), "$: object"),
    ],
)
def test_what_has_no_place_is_refused_with_its_path(value: object, path: str) -> None:
    with pytest.raises(TypeError) as caught:
        canonical(value)

    assert path in str(caught.value)


def nested(depth: int) -> object:
    value: object = "bodem"
    for _ in range(depth):
        value = [value]
    return value


def test_nesting_has_a_limit_that_reads_back() -> None:
    assert read_canonical(canonical(nested(DEEPEST))) == nested(DEEPEST)
    with pytest.raises(TypeError, match=f"dieper genest dan {DEEPEST}"):
        canonical(nested(DEEPEST + 1))


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b'{"a":1}', "vanaf byte 8"),
        (b'{"a":1}\n\n', "vanaf byte 9"),
        (b'{"a": 1}\n', "vanaf byte 6"),
        (b'{"b":1,"a":2}\n', "vanaf byte 3"),
        (b'{"a":1,"a":1}\n', "de sleutel 'a' staat er twee keer"),
        (b'{"a":1.0}\n', "het getal 1.0 is geen heel getal"),
        (b"[1e3]\n", "het getal 1e3 is geen heel getal"),
        (b"[NaN]\n", "het getal NaN is geen heel getal"),
        (b"[-Infinity]\n", "geen heel getal"),
        (b"[-0]\n", "vanaf byte 2"),
        (b"[null]\n", "NoneType"),
        (b"[true]\n", "bool"),
        (b'"\\u00e9"\n', "vanaf byte 2"),
        (b'"\\ud800"\n', "half teken"),
        (b'"\\/"\n', "vanaf byte 2"),
        (b"\xef\xbb\xbf[]\n", "geen JSON"),
        (b"", "geen JSON (teken 1)"),
        (b"[1,]\n", "geen JSON"),
        (b"[] []\n", "geen JSON"),
        (b"\xff\n", "byte 1 is geen UTF-8"),
        (b"9" * 5000 + b"\n", "past niet in 64 bits"),
        (b"[9223372036854775808]\n", "buiten 64 bits"),
        (b"[" * 100_000, "te diep genest"),
        (canonical(nested(DEEPEST)).replace(b'"bodem"', b"[1]"), "dieper genest"),
    ],
)
def test_bytes_that_are_not_canonical_are_refused(data: bytes, reason: str) -> None:
    with pytest.raises(InputWrong) as caught:
        read_canonical(data, "uitkomst.json")

    (problem,) = caught.value.problems
    assert reason in problem.what
    assert problem.where.file == "uitkomst.json"
    assert problem.remedy


@pytest.mark.parametrize("change", [bytes.upper, bytes.strip, lambda data: data + b" "])
def test_any_change_to_a_stored_snapshot_is_seen(change: Callable[[bytes], bytes]) -> None:
    data = canonical(SNAPSHOT)

    try:
        changed = read_canonical(change(data))
    except InputWrong:
        return
    assert content_hash(changed) != content_hash(SNAPSHOT)
