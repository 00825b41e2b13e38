"""What the YAML parser complains of, said in Dutch with a place and a next step.

libyaml and PyYAML's own parser word the same complaint differently, so each sentence is chosen by the few words that
both have in common.
"""

from __future__ import annotations

import yaml

from zorginkoop.kernel.errors import Place, Problem

_QUOTE = "Zet de tekst tussen enkele aanhalingstekens."
_ALIGN = "Laat alle sleutels van één blok, en alle streepjes van één lijst, in dezelfde kolom beginnen."
_ALIGN_OR_CLOSED = _ALIGN + " Of ervoor is een tekst of haak te vroeg gesloten."
_OUT_OF_LINE = "deze regel springt anders in dan het blok waar hij bij hoort, of hier staat iets te veel."
_UNCLOSED = "een tekst tussen aanhalingstekens wordt niet afgesloten."
_NEXT_LINE = "Begin de tekst op de volgende regel."
_BRACKET = "Controleer de haken en komma's vanaf het begin van dit stuk."

# (words of the parser, what is wrong, what to do); the first that fits counts.
_COMPLAINTS = (
    ("mapping values are not allowed", "hier staat een dubbele punt die hier niet kan staan.", _QUOTE + " " + _ALIGN),
    (
        "expected ':'",
        "na deze sleutel ontbreekt een dubbele punt.",
        "Schrijf een dubbele punt en een spatie na de sleutel.",
    ),
    ("expected ',' or ']'", "hier ontbreekt een komma of een ']'.", _BRACKET),
    ("expected ',' or '}'", "hier ontbreekt een komma of een '}'.", _BRACKET),
    ("unexpected end of stream", _UNCLOSED, "Sluit de tekst af."),
    ("unexpected document indicator", _UNCLOSED, "Sluit de tekst af."),
    ("unexpected document separator", _UNCLOSED, "Sluit de tekst af."),
    ("tab character", "hier staat een tab.", "Gebruik spaties om in te springen."),
    (
        "escape",
        "na de backslash staat een teken dat daar niet kan staan.",
        "Gebruik enkele aanhalingstekens, of schrijf \\\\.",
    ),
    ("hexadecimal", "na \\x, \\u of \\U hoort een code van 2, 4 of 8 cijfers.", "Schrijf het teken zelf."),
    ("alphabetic or numeric character", "een tekst kan niet zo beginnen met '&', '*' of '!'.", _QUOTE),
    ("tag", "een type-aanduiding met '!' wordt niet gelezen.", _QUOTE),
    ("directive", "regels die met % beginnen worden niet gelezen.", "Haal die regel weg."),
    ("YAML document", "regels die met % beginnen worden niet gelezen.", "Haal die regel weg."),
    ("sequence entries are not allowed", "hier kan geen streepje van een lijst staan.", _ALIGN),
    ("mapping keys are not allowed", "hier kan geen sleutel staan.", _ALIGN),
    ("document start", "na het einde van de inhoud staat nog iets.", _ALIGN),
    ("'-' indicator", "deze regel hoort niet bij de lijst erboven.", _ALIGN),
    ("block end", _OUT_OF_LINE, _ALIGN_OR_CLOSED),
    ("expected key", _OUT_OF_LINE, _ALIGN_OR_CLOSED),
    (
        "indentation indicator",
        "na | of > staat een teken dat daar niet kan staan.",
        _NEXT_LINE,
    ),
    (
        "comment or line break",
        "na | of > staat een teken dat daar niet kan staan.",
        _NEXT_LINE,
    ),
    ("node content", "hier ontbreekt een waarde.", "Schrijf de waarde, of haal het leesteken weg."),
)


def problem_from_yaml(error: yaml.YAMLError, text: str, file: str) -> Problem:
    """Turn an error of the YAML parser into a problem with line, column, and what to do.

    `text` is what was parsed; it is looked at for the character that stands at the place.
    """
    mark = getattr(error, "problem_mark", None)
    if not isinstance(error, yaml.MarkedYAMLError) or mark is None:
        return Problem("dit bestand is niet als YAML te lezen.", Place(file), "Vergelijk het met een bestaand bestand.")
    words = f"{error.problem or ''} {error.context or ''}"
    begun = error.context_mark
    if "expected ':'" in words and begun is not None:
        # The parser notices it only after the line; the key without a colon is where it began.
        mark = begun
    place = Place(file, mark.line + 1, mark.column + 1)
    if "cannot start any token" in words:
        return _odd_start(_character(text, mark.line, mark.column), place)
    since = f" Dit stuk begint op regel {begun.line + 1}." if begun is not None and begun.line != mark.line else ""
    for known, what, remedy in _COMPLAINTS:
        if known in words:
            return Problem(what, place, remedy + since)
    return Problem("dit is hier niet als YAML te lezen.", place, _ALIGN + since)


def _odd_start(character: str, place: Place) -> Problem:
    """Say that a text begins with a character that YAML keeps for itself."""
    if character == "\t":
        return Problem("hier staat een tab.", place, "Gebruik spaties om in te springen.")
    return Problem(f"een tekst kan niet beginnen met '{character}'.", place, _QUOTE)


def _character(text: str, line: int, column: int) -> str:
    """Give the character at a line and column counted from 0, or nothing when there is none."""
    lines = text.splitlines()
    return lines[line][column : column + 1] if line < len(lines) else ""
