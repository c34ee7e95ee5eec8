"""A handful of plans that differ, in what they bring and in how they are made."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import numpy as np

from modusvivendi.plan.plan import Plan


def scaled(scores: np.ndarray) -> np.ndarray:
    """Scores (plans, objectives) from 0, the worst of these plans, to 1, the best; an objective on which all are
    equal is 1 throughout."""
    low, high = scores.min(axis=0), scores.max(axis=0)
    width = high - low
    return np.where(width > 1e-12, (scores - low) / np.where(width > 1e-12, width, 1.0), 1.0)


def compromise(scores: np.ndarray) -> int:
    """The plan whose largest shortfall from the best, objective by objective, is smallest; then the best on average."""
    part = scaled(scores)
    return int(np.lexsort((-part.mean(axis=1), (1 - part).max(axis=1).round(9)))[0])


def structure_distance(first: Plan, second: Plan, issues: Sequence[str]) -> float:
    """Share of issues and pairs of issues that two plans treat differently, in [0,1].

    An issue is treated differently if only one plan negotiates it, a pair if only one plan puts it together.
    """
    on = [set(plan.issues) for plan in (first, second)]
    pairs = [{frozenset(p) for t in plan.tracks for p in combinations(t.issues, 2)} for plan in (first, second)]
    apart = sum((i in on[0]) != (i in on[1]) for i in issues) / max(len(issues), 1)
    union = pairs[0] | pairs[1]
    split = len(pairs[0] ^ pairs[1]) / len(union) if union else 0.0
    return 0.5 * (apart + split)


def distinct(plans: Sequence[Plan], scores: np.ndarray, count: int, issues: Sequence[str]) -> list[int]:
    """Indices of up to ``count`` plans: the compromise first, then each the farthest from those chosen.

    Distance: half the root mean square of scaled objectives, half ``structure_distance``.
    """
    part = scaled(scores)
    chosen = [compromise(scores)]

    def distance(i: int, j: int) -> float:
        gap = float(np.sqrt(((part[i] - part[j]) ** 2).mean()))
        return 0.5 * gap + 0.5 * structure_distance(plans[i], plans[j], issues)

    nearest = np.array([distance(i, chosen[0]) for i in range(len(plans))])
    while len(chosen) < count and nearest.max() > 1e-9:
        far = int(np.argmax(nearest))
        chosen.append(far)
        nearest = np.minimum(nearest, [distance(i, far) for i in range(len(plans))])
    return chosen
