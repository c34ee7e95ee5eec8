"""How far two asks lie apart: Gower's distance over the attributes that are said of an ask.

d(a, b) = Σ w_k d_k(a, b) / Σ w_k, each d_k in [0, 1] (Gower 1971, Biometrics 27:857-871). d_k is the absolute difference of
numbers in [0, 1], 0 or 1 for names and switches, and one less the share in common (Jaccard) for sets. An attribute that is
not known of one of the two counts as wholly different, of both as the same: so d stays a metric where Gower's own rule,
which skips it, does not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from modusvivendi.precedent.ask import Ask
from modusvivendi.precedent.demand import Demand

EPSILON = 1e-9


@dataclass(frozen=True)
class Attribute:
    """What asks are compared by. weight: in the distance. reach: two asks agree if they differ by no more (see ``agrees``)."""

    name: str
    title: str
    weight: float
    reach: float


# In the order in which a reference class is narrowed. Weights: what predicted best in other cases (cost, how it reads to the
# base) and what it is about count double; the two rewards share the weight of one. Reach: half a step of the scale.
ATTRIBUTES = (
    Attribute("cost", "cost", 2.0, 1 / 6),
    Attribute("politicisation", "how it reads to the base", 2.0, 0.2),
    Attribute("form", "form", 1.0, 0.5),
    Attribute("publicity", "publicity", 1.0, 0.25),
    Attribute("reward", "whether a reward is offered", 1.0, 0.0),
    Attribute("material", "material reward", 0.5, 0.25),
    Attribute("standing", "standing reward", 0.5, 0.25),
    Attribute("domains", "domain", 1.0, 0.999),
    Attribute("issues", "issue", 2.0, 0.999),
    Attribute("asker", "asker", 1.0, 0.0),
)
BY_NAME = {a.name: a for a in ATTRIBUTES}


def given(ask: Ask) -> tuple[Attribute, ...]:
    """The attributes that are said of an ask."""
    return tuple(a for a in ATTRIBUTES if getattr(ask, a.name) not in (None, "", ()))


def apart(first: object, second: object) -> float:
    """How far two values of one attribute lie apart, in [0, 1]."""
    if first in (None, "", ()) or second in (None, "", ()):
        return float(first != second)
    if isinstance(first, tuple) and isinstance(second, tuple):
        one, other = set(first), set(second)
        return 1.0 - len(one & other) / len(one | other)
    if isinstance(first, (bool, str)) or isinstance(second, (bool, str)):
        return float(first != second)
    assert isinstance(first, (int, float)) and isinstance(second, (int, float))
    return abs(float(first) - float(second))


def gower(first: Ask | Demand, second: Ask | Demand, attributes: Sequence[Attribute] = ATTRIBUTES) -> float:
    """Gower's distance of two asks over the attributes, in [0, 1]; 0 if there are none."""
    weight = sum(a.weight for a in attributes)
    total = sum(a.weight * apart(getattr(first, a.name), getattr(second, a.name)) for a in attributes)
    return total / weight if weight else 0.0


def agrees(ask: Ask, demand: Demand, attribute: Attribute) -> bool:
    """Whether two asks agree in an attribute: within half a step of its scale, or with an issue or domain in common."""
    return apart(getattr(ask, attribute.name), getattr(demand, attribute.name)) <= attribute.reach + EPSILON


@dataclass(frozen=True)
class Near:
    """A precedent and its distance from the ask, in [0, 1]."""

    demand: Demand
    distance: float


def rank_demands(ask: Ask, demands: Sequence[Demand]) -> tuple[Near, ...]:
    """All demands with their distances, nearest first, ties in order of date, the newest first."""
    attributes = given(ask)
    near = sorted((Near(d, gower(ask, d, attributes)) for d in demands), key=_newest)
    return tuple(sorted(near, key=lambda n: round(n.distance, 9)))


def _newest(near: Near) -> tuple[int, ...]:
    """Key that puts later starts first; a year known alone counts as its first day."""
    parts = [*map(int, near.demand.start.split("-")), 1, 1][:3]
    return tuple(-part for part in parts)
