"""A handful of plans that differ, in what they bring and in how they are made."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import numpy as np

from modusvivendi.planning.agenda.plan import Plan

NEAR = 0.02  # share of the front's width within which two plans are as good as each other


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


def structure(plans: Sequence[Plan], issues: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
    """Which issues each plan negotiates (plans, issues), and which pairs it puts together (plans, pairs)."""
    place = {issue: n for n, issue in enumerate(issues)}
    pairs = {pair: n for n, pair in enumerate(combinations(range(len(issues)), 2))}
    on, together = np.zeros((len(plans), len(issues)), bool), np.zeros((len(plans), max(len(pairs), 1)), bool)
    for p, plan in enumerate(plans):
        for track in plan.tracks:
            members = sorted(place[i] for i in track.issues)
            on[p, members] = True
            together[p, [pairs[pair] for pair in combinations(members, 2)]] = True
    return on, together


def structure_distances(on: np.ndarray, together: np.ndarray, of: int) -> np.ndarray:
    """Share of issues and of pairs that each plan treats differently from plan ``of``, in [0,1], (plans,).

    An issue is treated differently if only one plan negotiates it, a pair if only one plan puts it together; pairs are
    counted among those that either puts together.
    """
    apart = (on != on[of]).mean(axis=1)
    union = (together | together[of]).sum(axis=1)
    split = (together != together[of]).sum(axis=1) / np.maximum(union, 1)
    return np.asarray(0.5 * (apart + split))


def champion(scores: np.ndarray, objective: int) -> int:
    """The plan to show for one objective: of those within NEAR of the best on it, the best on average over all."""
    part = scaled(scores)
    near = part[:, objective] >= part[:, objective].max() - NEAR
    return int(np.flatnonzero(near)[np.argmax(part[near].mean(axis=1))])


def distinct(plans: Sequence[Plan], scores: np.ndarray, count: int, issues: Sequence[str]) -> list[int]:
    """Indices of up to ``count`` plans: the compromise, the champion of each objective, then each the farthest from those chosen.

    Distance: half the root mean square of scaled objectives, half ``structure_distances``.
    """
    part = scaled(scores)
    on, together = structure(plans, issues)

    def distances(of: int) -> np.ndarray:
        gap = np.sqrt(((part - part[of]) ** 2).mean(axis=1))
        return np.asarray(0.5 * gap + 0.5 * structure_distances(on, together, of))

    first = [compromise(scores), *(champion(scores, o) for o in range(scores.shape[1]))]
    chosen = list(dict.fromkeys(first))[:count]
    nearest = np.min([distances(of) for of in chosen], axis=0)
    while len(chosen) < count and nearest.max() > 1e-9:
        far = int(np.argmax(nearest))
        chosen.append(far)
        nearest = np.minimum(nearest, distances(far))
    return chosen
