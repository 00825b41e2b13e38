"""The lines of the tables on the page of a what-if."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AskedRow:
    """What one piece asked and asks; the anchor of its rule, where that has a place on the page of the rules."""

    title: str
    anchor: str
    clause: str
    was: str
    now: str


@dataclass(frozen=True, slots=True)
class ShareRow:
    """One line of what moved whom."""

    how: str
    labels: tuple[str, ...]
    providers: int
    grounds: tuple[tuple[str, str, str, tuple[str, ...]], ...]  # condition, title, clause, states in words
    pieces: tuple[AskedRow, ...]  # what the changes touched


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One change: its name, words for it, what was written where, and what it does to the rules."""

    label: str
    words: str
    touched: tuple[tuple[str, str, str], ...]
    asked: tuple[AskedRow, ...]


@dataclass(frozen=True, slots=True)
class NearRow:
    """Who sits near one limit: the distance in words, and how many fail and meet it before and after."""

    distance: str
    was: tuple[int, int] | None
    now: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class NearTable:
    """Who sits near the limit of one condition, before and after."""

    id: str
    title: str
    limits: tuple[str, str]
    clause: str
    rows: tuple[NearRow, ...]


@dataclass(frozen=True, slots=True)
class ToldCondition:
    """One condition of an example: its id and title, and the sentences about it before and after."""

    id: str
    title: str
    before: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ExampleRow:
    """One example: who, from what to what, and how the condition that moved it stood and stands."""

    id: str
    name: str
    was: str
    now: str
    how: str
    conditions: tuple[ToldCondition, ...]


@dataclass(frozen=True, slots=True)
class TransitionRow:
    """One line of who moved: what they got and get, by which route, and how many."""

    was: str
    now: str
    was_route: str
    now_route: str
    providers: int


@dataclass(frozen=True, slots=True)
class Matrix:
    """Everyone by what they got and get: the words of each, and a row of numbers for each."""

    labels: tuple[str, ...]
    rows: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class PartRow:
    """One part that changed for some who keep an offer: its states in words, and how many."""

    title: str
    clause: str
    was: str
    now: str
    providers: int


@dataclass(frozen=True, slots=True)
class TaskRow:
    """What a person has to decide: for how many before and after, and for how many on one side only."""

    title: str
    clause: str
    was: int
    now: int
    others: int
