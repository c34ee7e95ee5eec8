"""Where a number of a case goes in the engine, said beside the field that holds it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from pydantic import BaseModel

# How a row of the parameter matrix is worked out from sampled values; ``study/inputs.py`` holds one function for each.
Rule = Literal[
    "as it is",  # the value itself
    "share",  # divided by the sum over all items
    "inside",  # held within 0.001 and 0.999
    "share of bloc",  # a bloc's part in the sum over all countries
    "share of states",  # divided by the sum over states; 0 for bodies that are none
    "share of welfare",  # divided by the sum of all weights in the welfare of the group
    "cost of a step",  # how much a segment cares, times how far its ideal is from the full ask
    "of the leader",  # the position of those who decide
]


@dataclass(frozen=True)
class Engine:
    """Annotation of a field of a case: the number is sampled, and goes to this parameter of the engine.

    words: its human name, a noun phrase, up to the title of the item it belongs to; with ``{issue}`` and the like, titles
    go there. items: what the parameter has one value for, if not for the item it belongs to.
    """

    parameter: str
    words: str = ""
    rule: Rule = "as it is"
    items: tuple[str, ...] = ()


@dataclass(frozen=True)
class Place:
    """A field and its place: kind as in ``Case``; path: names of the field and of those it lies in; each: for every issue."""

    kind: str
    path: str
    each: bool
    engine: Engine

    @property
    def items(self) -> tuple[str, ...]:
        """What the parameter has one value for."""
        own = {"initial": (), "positions": ("segments", "issues")}.get(self.kind, (self.kind,))
        return self.engine.items or (own if not self.each else (*own, "issues"))


def places_in(kind: str, model: type[BaseModel], path: str = "") -> Iterator[Place]:
    """All places of a part of a case, in the order of its fields; parts within it included."""
    for name, field in model.model_fields.items():
        mapping = getattr(field.annotation, "__origin__", None) is dict
        for engine in (m for m in field.metadata if isinstance(m, Engine)):
            yield Place(kind, path + name, mapping, engine)
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            yield from places_in(kind, field.annotation, f"{path}{name}.")
