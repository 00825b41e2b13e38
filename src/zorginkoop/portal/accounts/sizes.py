"""How much a page takes at once: said at the view, and looked at before anything of it is read.

    @takes_at_most(LARGE_FILES)
    def bring(request): ...

What says nothing takes what a form with a few documents needs. The proxy keeps the same sizes (deploy/nginx.conf).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

View = TypeVar("View", bound=Callable[..., object])
MEGABYTE = 2**20
DOCUMENTS = 25 * MEGABYTE
EVIDENCE = 64 * MEGABYTE  # several pieces at once; one that is too large comes in, so that answers beside it are kept
ONE_DOCUMENT = 21 * MEGABYTE  # of 20, and what a form puts around it
LARGE_FILES = 520 * MEGABYTE  # a table of the register, or a delivery


def takes_at_most(size: int) -> Callable[[View], View]:
    """Say how many bytes a view takes."""

    def mark(view: View) -> View:
        view.largest = size  # type: ignore[attr-defined]  # a view is a function, and functions carry what they are told
        return view

    return mark


def most_of(view: object) -> int:
    """Give how many bytes a view takes."""
    return int(getattr(view, "largest", DOCUMENTS))
