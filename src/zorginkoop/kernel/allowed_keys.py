"""Which keys a model allows at a spot, read from the JSON Schema that editors get as well."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from pydantic import TypeAdapter
from pydantic.errors import PydanticSchemaGenerationError, PydanticUserError


def schema_of(model: Any) -> dict[str, Any]:  # noqa: ANN401 - a class or any annotated type; Python cannot say that yet
    """Give the JSON Schema of a model, or an empty one when there is no model or it cannot have a schema."""
    if model is None:
        return {}
    try:
        return TypeAdapter[Any](model).json_schema()
    except (PydanticUserError, PydanticSchemaGenerationError):
        # Without a schema there is no suggestion; the problem itself is still reported.
        return {}


def allowed_keys(schema: dict[str, Any], path: tuple[str | int, ...], present: Iterable[str]) -> tuple[str, ...]:
    """List the keys that the mapping at `path` may have, according to the schema of the whole document.

    Where several forms are possible, the forms that know most of the keys that are `present` count. An empty answer
    means that nothing could be found: an empty schema, or a mapping with free keys.
    """
    forms = [schema]
    for step in path:
        forms = [child for form in forms for child in _children(form, schema, step)]
    mappings = [found["properties"] for form in forms for found in _expand(form, schema, ()) if "properties" in found]
    if not mappings:
        return ()
    given = set(present)
    most = max(len(given & set(mapping)) for mapping in mappings)
    return tuple(dict.fromkeys(key for mapping in mappings if len(given & set(mapping)) == most for key in mapping))


def _children(form: dict[str, Any], schema: dict[str, Any], step: str | int) -> Iterator[dict[str, Any]]:
    """Give the schemas that can lie one step below a form."""
    for found in _expand(form, schema, ()):
        if isinstance(step, int):
            listed = found.get("prefixItems", [])
            children = [listed[step] if step < len(listed) else found.get("items")]
        elif step in found.get("properties", {}):
            children = [found["properties"][step]]
        else:
            children = [found.get("additionalProperties"), *found.get("patternProperties", {}).values()]
        yield from (child for child in children if isinstance(child, dict))


def _expand(form: dict[str, Any], schema: dict[str, Any], seen: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    """Follow references and unions to the forms that say something themselves."""
    reference = form.get("$ref")
    if isinstance(reference, str):
        if reference not in seen:
            name = reference.rsplit("/", 1)[-1]
            yield from _expand(schema["$defs"][name], schema, (*seen, reference))
        return
    alternatives = [part for join in ("anyOf", "oneOf", "allOf") for part in form.get(join, [])]
    if not alternatives:
        yield form
    for part in alternatives:
        yield from _expand(part, schema, seen)
