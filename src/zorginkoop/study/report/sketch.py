"""Draws with Altair in plain pixels and gives SVG that fits inline in a page, with colours that the page's theme sets.

Colours are names of the light theme; `theme.css` finds them by their code and gives them another in the dark.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, Final

import altair as alt
import vl_convert
from markupsafe import Markup

INK: Final = "#1c2733"
MUTED: Final = "#5b6776"
LINE: Final = "#ccd3db"
STRONG: Final = "#154273"
SOFT: Final = "#8fb3d9"
AGAINST: Final = "#b3541e"
OPEN: Final = "#7a6a2f"

FONT_SIZE: Final = 13
WIDTH: Final = 380

Row = dict[str, object]


@dataclass(slots=True)
class Sketch:
    """Gathers rectangles, texts and lines by their pixels; `height` grows with what is drawn."""

    width: int = WIDTH
    height: int = 0
    _rects: list[Row] = field(default_factory=list)
    _texts: dict[str, list[Row]] = field(default_factory=dict)
    _lines: list[Row] = field(default_factory=list)

    def rect(self, left: float, top: float, right: float, bottom: float, colour: str) -> None:
        """Fill a rectangle."""
        self._rects.append({"x": left, "x2": right, "y": top, "y2": bottom, "c": colour})
        self.height = max(self.height, round(bottom))

    def text(self, left: float, middle: float, text: str, colour: str = INK, align: str = "left") -> None:
        """Write one line of text, its middle at a height."""
        self._texts.setdefault(align, []).append({"x": left, "y": middle, "t": text, "c": colour})
        self.height = max(self.height, round(middle) + FONT_SIZE // 2 + 1)

    def line(self, left: float, top: float, right: float, bottom: float, colour: str = LINE) -> None:
        """Draw a line."""
        self._lines.append({"x": left, "x2": right, "y": top, "y2": bottom, "c": colour})
        self.height = max(self.height, round(bottom))

    def svg(self) -> Markup:
        """Draw everything; the table beside the plot tells the same, so the drawing itself is hidden from readers."""
        layers = [*self._rect_layer(), *self._line_layer(), *self._text_layers()]
        chart = alt.layer(*layers).properties(width=self.width, height=self.height, padding=2)
        plain = chart.configure_view(stroke=None).configure_axis(disable=True)
        drawing = {**plain.to_dict(validate=False), "background": None}
        return inline(vl_convert.vegalite_to_svg(drawing))

    def _rect_layer(self) -> list[alt.Chart]:
        return [_chart(self._rects).mark_rect().encode(**_pixels(ends=True), color=_colour())] if self._rects else []

    def _line_layer(self) -> list[alt.Chart]:
        return [_chart(self._lines).mark_rule().encode(**_pixels(ends=True), color=_colour())] if self._lines else []

    def _text_layers(self) -> list[alt.Chart]:
        return [
            _chart(rows)
            .mark_text(align=align, baseline="middle", fontSize=FONT_SIZE)
            .encode(**_pixels(), text="t:N", color=_colour())
            for align, rows in self._texts.items()
        ]


def _chart(rows: list[Row]) -> Any:  # noqa: ANN401 - Altair builds the methods of a chart at run time
    return alt.Chart({"values": rows})


def _pixels(*, ends: bool = False) -> dict[str, Any]:
    places: dict[str, Any] = {"x": alt.X("x:Q", scale=None, axis=None), "y": alt.Y("y:Q", scale=None, axis=None)}
    return {**places, "x2": "x2:Q", "y2": "y2:Q"} if ends else places


def _colour() -> Any:  # noqa: ANN401 - as `_chart`
    return alt.Color("c:N", scale=None, legend=None)


_SIZE = re.compile(r'<svg [^>]*?viewBox="([^"]+)"[^>]*>')
_READER = re.compile(r' (?:aria-[a-z]+|role|xmlns(?::xlink)?|version|font-family|pointer-events)="[^"]*"')
_EMPTY = re.compile(r'<path class="(?:background|foreground)"[^>]*/>')


def inline(svg: str) -> Markup:
    """Make SVG fit for a page: no name spaces, no roles, no fixed size, hidden from screen readers."""
    body = _EMPTY.sub("", _READER.sub("", svg))
    found = _SIZE.search(body)
    box = found.group(1) if found else "0 0 1 1"
    width = box.split()[2]
    opened = f'<svg class="tekening" viewBox="{box}" width="{width}" aria-hidden="true" focusable="false">'
    return Markup(_SIZE.sub(opened, body, count=1))  # noqa: S704 - drawn by the library, which escapes what it writes
