"""Letters are in Dutch, in whatever language whoever sends them reads the site."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from django.utils import translation

Given = ParamSpec("Given")
Back = TypeVar("Back")


def in_dutch(writes: Callable[Given, Back]) -> Callable[Given, Back]:
    """Let a function write in Dutch."""

    @wraps(writes)
    def written(*arguments: Given.args, **named: Given.kwargs) -> Back:
        with translation.override("nl"):
            return writes(*arguments, **named)

    return written
