"""JSON Schemas of what people write and of what we write, for editors and for other programs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from zorginkoop.kernel.language import EditionSource, ValuesSource
from zorginkoop.kernel.snapshot_form import json_schema as outcome_schema
from zorginkoop.policies.parts import SAID_ONCE

Schema = dict[str, Any]

DRAFT: Final = "https://json-schema.org/draft/2020-12/schema"
_READING: Final = "Reading"
_SCALAR: Final[Schema] = {"type": ["string", "number"]}
_SCALARS: Final[Schema] = {"type": "array", "items": _SCALAR}
_SHORT: Final[Mapping[str, tuple[Schema, ...]]] = {
    # What may also be written in short, instead of the mapping that the model describes.
    "Wording": ({"type": "string"},),
    "ConditionSource": ({"type": "string", "description": "naam van een voorwaarde"},),
    "Operand": (_SCALAR, _SCALARS),
}
_CONTAINERS: Final = ("properties", "patternProperties")


def policy_schema() -> Schema:
    """Draw the schema of beleid.yaml, in which every spot may also be a choice between readings."""
    return _patched(EditionSource.model_json_schema(by_alias=True), "Inkoopbeleid (beleid.yaml)", readings=True)


def part_schema() -> Schema:
    """Draw the schema of a part of an edition: what beleid.yaml may hold, without what is said once."""
    whole = policy_schema()
    properties = {name: spot for name, spot in whole["properties"].items() if name not in SAID_ONCE}
    part = {key: value for key, value in whole.items() if key != "required"}
    description = "wat in dit bestand staat, wordt naast beleid.yaml gelegd"
    return {**part, "title": "Deel van een inkoopbeleid", "description": description, "properties": properties}


def values_schema() -> Schema:
    """Draw the schema of a values file."""
    return _patched(ValuesSource.model_json_schema(by_alias=True), "Waarden van een installatie", readings=False)


def _patched(schema: Schema, title: str, *, readings: bool) -> Schema:
    """Let a model's schema accept what the loader accepts: numbers without quotes, short forms, readings."""
    definitions = {name: _with_short_form(name, _walk(part, readings)) for name, part in schema["$defs"].items()}
    if readings:
        definitions[_READING] = {
            "type": "object",
            "description": "de gekozen lezing, met wat er bij elke lezing staat: {lezing: AMB-07, R1: …, R2: …}",
            "properties": {"lezing": {"type": "string"}},
            "required": ["lezing"],
        }
    root = _walk({key: value for key, value in schema.items() if key != "$defs"}, readings)
    return {"$schema": DRAFT, "title": title, **root, "$defs": definitions}


def _with_short_form(name: str, schema: Schema) -> Schema:
    return {"anyOf": [*_SHORT[name], schema]} if name in _SHORT else schema


def _walk(schema: Schema, readings: bool) -> Schema:  # noqa: FBT001 - handed down as it came
    """Copy a schema with every spot in it patched, without the titles and defaults that say nothing."""
    walked: Schema = {}
    for key, value in schema.items():
        if key == "title" or (key == "default" and value is None):
            continue
        if key in _CONTAINERS:
            walked[key] = {name: _spot(part, readings) for name, part in value.items()}
        elif key in {"items", "additionalProperties"} and isinstance(value, dict):
            walked[key] = _spot(value, readings)
        elif key in {"anyOf", "allOf", "oneOf"}:
            walked[key] = [_walk(part, readings) for part in value]
        else:
            walked[key] = value
    return _number_too(walked)


def _spot(schema: Schema, readings: bool) -> Schema:  # noqa: FBT001 - handed down as it came
    """Patch the schema of one spot: what it was, or a choice between readings."""
    walked = _walk(schema, readings)
    return {"anyOf": [walked, {"$ref": f"#/$defs/{_READING}"}]} if readings else walked


def _number_too(schema: Schema) -> Schema:
    """Accept a number where free text goes: an editor reads `stap: 0.1` as a number, the loader keeps it as text."""
    if schema.get("type") == "string" and not {"enum", "const", "format"} & set(schema):
        return {**schema, "type": ["string", "number"]}
    return schema


def facts_schema() -> Schema:
    """Draw the schema of a facts file; which facts there are, `policy facts` tells for each edition."""
    date = {"type": "string", "format": "date"}
    moment = {"type": "string", "description": "2025-10-15 of 2025-10-15T23:30"}
    evidence = _block(
        {
            "ingeleverd_op": moment,
            "oordeel": {"enum": ["goed", "afgekeurd", "niet_beoordeeld"]},
            "beoordeeld_op": moment,
            "geldig_tot": date,
            "grond": {"type": "string"},
        },
        required=["ingeleverd_op"],
    )
    record = {
        "type": "object",
        "description": "een waarde met herkomst en data; wat hier verder staat zijn kenmerken van het feit",
        "required": ["waarde"],
        "properties": {
            "waarde": {"anyOf": [_SCALAR, _SCALARS, {"$ref": "#/$defs/periode"}]},
            "bron": {"type": "string"},
            "bekend_sinds": moment,
            "geldig_van": date,
            "geldig_tot": date,
            "jaar": {"type": ["integer", "string"]},
            "grond": {"type": "string"},
            "besloten_door": {"type": "string"},
            "bewijs": {"anyOf": [{"$ref": "#/$defs/bewijs"}, {"type": "array", "items": {"$ref": "#/$defs/bewijs"}}]},
        },
    }
    value = {"anyOf": [_SCALAR, _SCALARS, {"$ref": "#/$defs/periode"}, {"$ref": "#/$defs/vastlegging"}]}
    years = {r"^\d{4}(-\d{2}|-K[1-4])?$": {"$ref": "#/$defs/waarde"}}  # a year, or the period of a duty that returns
    by_year = {"type": "object", "patternProperties": years, "additionalProperties": False}
    history = {"type": "array", "items": {"$ref": "#/$defs/vastlegging"}}
    rows = {"type": "array", "items": {"$ref": "#/$defs/rij"}}
    fact = {"anyOf": [{"$ref": "#/$defs/waarde"}, {"$ref": "#/$defs/per_jaar"}, history, rows]}
    return {
        "$schema": DRAFT,
        "title": "Feiten over een onderwerp",
        **_block(
            {
                "sleutel": _block({"verzekeraar": _SCALAR, "label": _SCALAR, "polisvorm": _SCALAR, "jaar": _SCALAR}),
                "onderwerp": _block({"soort": _SCALAR, "id": _or_empty(_SCALAR), "naam": _or_empty(_SCALAR)}),
                "standaard": _block({"bron": {"type": "string"}, "bekend_sinds": _or_empty(moment)}),
                "feiten": {"type": "object", "additionalProperties": {"$ref": "#/$defs/feit"}},
            }
        ),
        "$defs": {
            "bewijs": evidence,
            "feit": fact,
            "per_jaar": by_year,
            "periode": _block({"van": date, "tot_en_met": date}, required=["van"]),
            "rij": _row(date),
            "vastlegging": record,
            "waarde": value,
        },
    }


def _row(date: Schema) -> Schema:
    names = {"id": _SCALAR, "naam": _SCALAR, "geldig_van": date, "geldig_tot": date}
    return {"type": "object", "properties": names, "additionalProperties": {"$ref": "#/$defs/feit"}}


def _block(properties: Mapping[str, Schema], required: list[str] | None = None) -> Schema:
    block: Schema = {"type": "object", "properties": dict(properties), "additionalProperties": False}
    return {**block, "required": required} if required else block


def _or_empty(schema: Schema) -> Schema:
    return {"anyOf": [schema, {"type": "null"}]}


SCHEMAS: Final[Mapping[str, Callable[[], Schema]]] = {
    "policy": policy_schema,
    "part": part_schema,
    "facts": facts_schema,
    "values": values_schema,
    "outcome": outcome_schema,
}
