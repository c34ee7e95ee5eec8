"""What a stage declares: each quantity it owns, once, beside the code that uses it.

A stage file holds tuples of declarations. ``python -m modusvivendi.generate`` collects them, with the numbers of a
case (annotations in ``case/schema.py``), the parameters of theories (``theory/shared.yaml``) and the levers of
strategies (``strategy/strategy.py``), and writes ``layout.py``, ``assembled.py`` and the header of the reference in C.
Declarations are plain data: nothing happens when they are made.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import inf
from typing import Any, Literal

# Items a quantity has one value for. ONE is a quantity of the future as a whole.
ONE: tuple[str, ...] = ()
ISSUE, SEGMENT, BLOC, COUNTRY = ("issues",), ("segments",), ("blocs",), ("countries",)
GROUP, HAZARD, RIVAL, TRACK, ENTRY = ("groups",), ("hazards",), ("rivals",), ("tracks",), ("entries",)

Bounds = tuple[float, float]
UNIT: Bounds = (0.0, 1.0)
ABOVE: Bounds = (0.0, inf)
ANY: Bounds = (-inf, inf)
# Units of states and outcomes; `` of ...`` may say of what a share is one, `` a month`` and `` times months`` may follow.
UNITS = (
    "share", "scale", "scale 0 to 1", "scale -1 to 1", "chance", "1 or 0", "code", "log-odds", "value", "stock", "count",
    "months", "years", "acts", "attacks", "promises", "rewards", "reward shares", "steps", "tracks", "as the outcome",
)  # fmt: skip


@dataclass(frozen=True)
class State:
    """A quantity that a future carries from month to month.

    name: as in ``S.name``; one name over all stages. items: what it has one value for. unit: one of UNITS. bounds: lowest and
    highest value it can take. meaning: what it is, in one clause.
    """

    name: str
    items: tuple[str, ...]
    unit: str
    bounds: Bounds
    meaning: str


class Reference(State):
    """A level taken at the start of a future, from which a drive is measured."""


class Scratch(State):
    """A quantity worked out anew each time it is needed and read by no other stage than says so in its meaning."""


@dataclass(frozen=True)
class Last:
    """The value at the end: of a state of the future as a whole, or of an index of issues by a role."""

    state: str
    role: str = ""


@dataclass(frozen=True)
class Mean:
    """The mean over the months of the course of a state of the future as a whole."""

    state: str


@dataclass(frozen=True)
class Monthly:
    """A sum that a stage adds up itself, divided by the number of months."""

    state: str


@dataclass(frozen=True)
class Late:
    """The mean over the last twelve months: of a state of the whole, or of an index of issues by a role."""

    state: str
    role: str = ""


@dataclass(frozen=True)
class Total:
    """The sum of a state over its items at the end."""

    state: str


@dataclass(frozen=True)
class Results:
    """The number of tracks that ended with this result."""

    result: str


# A function is a compiled one of the stage, called as f(s, p, setting, moves), that leaves the value in ``S.total``.
Reduce = Last | Mean | Monthly | Late | Total | Results | Callable[..., Any]


@dataclass(frozen=True)
class Outcome:
    """What a future is judged by.

    better: which way is better for an outsider who shares the position paper's stated aims; a user's own values are weights on
    outcomes and may reverse it. claims: ids of the position paper's claims. reduce: how it comes out of the course of a future.
    """

    name: str
    title: str
    family: str
    better: Literal["higher", "lower"]
    unit: str
    meaning: str
    claims: tuple[str, ...]
    reduce: Reduce

    @property
    def direction(self) -> int:
        """+1 if higher is better, -1 if lower is better."""
        return 1 if self.better == "higher" else -1


@dataclass(frozen=True)
class Course:
    """A quantity whose value in every month is kept for a sample of futures."""

    name: str
    reduce: Last | Results | Callable[..., Any]


@dataclass(frozen=True)
class Role:
    """Issues behind an index, equally weighted, and how a case says which they are.

    field, value: issues of which this field has this value; without a field, the issues that the case lists under ``roles``.
    """

    name: str
    meaning: str
    field: str = ""
    value: str | bool = True


@dataclass(frozen=True)
class Effect:
    """What a hazard can do when it strikes; a case says which effects each of its hazards has."""

    name: str
    meaning: str


@dataclass(frozen=True)
class Codes:
    """Names of the values of a state, in the order of their numbers 0, 1, 2 ..., and how a reader is told of them."""

    name: str
    values: tuple[str, ...]
    words: tuple[str, ...]


Declaration = State | Outcome | Course | Role | Effect | Codes
