"""Every page that a link leads to, for everybody: it is there, axe finds nothing, and it fits on a narrow screen."""

from __future__ import annotations

import pytest

from browser.conftest import Visit
from support.browsing import PHONE, ZOOMED, Visitor, at_sizes, links_of, shape_of
from support.sampling import in_sample

# Who walks: the people of the demo, and somebody who is not signed in.
PEOPLE = {
    "iedereen": "",
    "zorginkoper": "zorginkoper@verzonnen.example",
    "beleidsmedewerker": "beleid@verzonnen.example",
    "integriteit": "integriteit@verzonnen.example",
    "loket": "loket@verzonnen.example",
    "declaratieanalist": "analist@verzonnen.example",
    "auditor": "auditor@verzonnen.example",
    "beheerder": "beheer@verzonnen.example",
    "tekenbevoegde": "tekenbevoegde@verzonnen.example",
    "invuller": "invuller@verzonnen.example",
    "praktijkbeheer": "praktijkbeheer@verzonnen.example",
    "lezer": "lezer@verzonnen.example",
}
EACH_SHAPE = 2  # two of the same kind are alike; the first may be the empty one
_looked_at: set[str] = set()


def walk(visitor: Visitor, who: str, every: int) -> list[str]:
    """Follow every link, and look at one of every so many kinds of pages; give what is wrong."""
    wrong: list[str] = []
    waiting, seen = ["/"], {"/"}
    shapes: dict[str, int] = {}
    while waiting:
        path = waiting.pop(0)
        shape = shape_of(path)
        if shapes.get(shape, 0) >= EACH_SHAPE:
            continue
        shapes[shape] = shapes.get(shape, 0) + 1
        answer = visitor.page.request.get(f"{visitor.address}{path}")
        if answer.status != 200:
            wrong.append(f"{who}: {path}: {answer.status}")
            continue
        if "text/html" not in answer.headers["content-type"]:
            continue  # a file, and it is there
        if in_sample(shape, every):
            wrong += [f"{who}: {found}" for found in looked_at(visitor, path, who)]
        for link in links_of(answer.text(), visitor.address, path):
            if link not in seen:
                seen.add(link)
                waiting.append(link)
    return wrong


def looked_at(visitor: Visitor, path: str, who: str) -> list[str]:
    """Look at a page in the browser once for each kind of person: at the purchaser, at a practice, at home."""
    shape = shape_of(path)
    kind = "praktijk" if who in ("tekenbevoegde", "invuller", "praktijkbeheer", "lezer") else "inkoop"
    key = f"{'iedereen' if who == 'iedereen' else kind}{shape}"
    if key in _looked_at:
        return []
    _looked_at.add(key)
    visitor.go(path)
    name = f"{key.replace('/', '_').replace('*', 'x')}"
    visitor.keep_screen(f"pagina/{name}")
    wrong = [*visitor.look(), *at_sizes(visitor.page, ZOOMED)]
    visitor.page.set_viewport_size(PHONE)
    visitor.keep_screen(f"pagina/{name}")
    visitor.page.set_viewport_size({"width": 1280, "height": 900})
    return wrong


@pytest.mark.parametrize("who", PEOPLE)
def test_every_page_that_can_be_reached_is_there_and_accessible(
    visit: Visit, who: str, pytestconfig: pytest.Config
) -> None:
    wrong = walk(visit(PEOPLE[who]), who, pytestconfig.getoption("--sample"))
    assert wrong == [], "\n".join(wrong)
