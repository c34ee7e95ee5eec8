"""Searching the space of plans for those that no other plan beats on every objective."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from modusvivendi.errors import InputError
from modusvivendi.planning.agenda.objective import Objective
from modusvivendi.planning.agenda.plan import Plan
from modusvivendi.planning.judging.evaluate import Evaluator
from modusvivendi.planning.search.space import Space

Progress = Callable[[int, int], None]
MOST_FUTURES = 100_000  # per theory, on which plans are sought


@dataclass(frozen=True, kw_only=True)
class Effort:
    """How long to search. searches: independent ones, 1 to 10, so that their agreement can be seen. generations: of each, 2 to
    10,000. population: plans per generation, 4 to 1,000. futures: per theory on which plans are sought, 8 to 100,000. shown:
    plans explained, 1 to 26.

    Example:
        >>> import modusvivendi as mv
        >>> mv.Effort(searches=1, generations=10).population
        36
    """

    searches: int = 3
    generations: int = 150
    population: int = 36
    futures: int = 32
    shown: int = 5

    def __post_init__(self) -> None:
        ranges = {
            "searches": (1, 10),
            "generations": (2, 10_000),
            "population": (4, 1_000),
            "futures": (8, MOST_FUTURES),
            "shown": (1, 26),
        }
        for name, (low, high) in ranges.items():
            if not low <= getattr(self, name) <= high:
                raise InputError(f"{name}: {getattr(self, name)} is not between {low} and {high:,}")

    def seeds(self, first: int) -> tuple[int, ...]:
        """One seed per search, from ``first`` on."""
        return tuple(range(first, first + self.searches))


@dataclass(frozen=True)
class Front:
    """Plans none of which is beaten on every objective: scores (plans, objectives), higher is better."""

    plans: tuple[Plan, ...]
    scores: np.ndarray


@dataclass(frozen=True)
class SearchResult:
    """The joint front of several independent searches, and how far each had come.

    hypervolume (seeds, generations): volume beaten by the front so far, as a share of the volume that the joint front
    beats, from a corner at the worst score met on any front. shortfall (seeds,): for 95 of 100 plans of the joint
    front, that search alone has one that is at most this much worse on any objective, as a share of the width of the
    joint front (additive epsilon indicator, its 95 per cent point). late_growth: by how much the joint front grew in the
    last quarter of the generations, as a share of its volume.
    """

    front: Front
    seeds: tuple[int, ...]
    hypervolume: np.ndarray
    shortfall: np.ndarray
    late_growth: float
    evaluated: int

    @property
    def agreement(self) -> np.ndarray:
        """Share of the joint hypervolume that each search found alone."""
        return np.asarray(self.hypervolume[:, -1])


def non_dominated(scores: np.ndarray) -> np.ndarray:
    """Indices of rows (plans, objectives) that no other row equals or beats everywhere and beats somewhere; of equal
    rows the first."""
    _, first = np.unique(scores, axis=0, return_index=True)
    keep = [i for i in sorted(first) if not ((scores >= scores[i]).all(axis=1) & (scores > scores[i]).any(axis=1)).any()]
    return np.array(keep, dtype=int)


def front_of(plans: Sequence[Plan], scores: np.ndarray) -> Front:
    """The plans that are not beaten."""
    keep = non_dominated(scores)
    return Front(tuple(plans[i] for i in keep), scores[keep])


def joined(front: Front | None, plans: Sequence[Plan], scores: np.ndarray) -> Front:
    """The front of a front and more plans; scores (plans, objectives), higher is better."""
    best = front_of(plans, scores)
    if front is None:
        return best
    new = ~np.any(np.all(front.scores[None] >= best.scores[:, None], axis=2), axis=1)
    stay = ~np.any(np.all(best.scores[new][None] >= front.scores[:, None], axis=2), axis=1)
    kept = [p for p, s in zip(front.plans, stay, strict=True) if s] + [p for p, n in zip(best.plans, new, strict=True) if n]
    return Front(tuple(kept), np.concatenate([front.scores[stay], best.scores[new]]))


class Judge:
    """Scores of plans, each worked out once."""

    def __init__(self, evaluator: Evaluator, objectives: Sequence[Objective], how: str) -> None:
        self.evaluator, self.objectives, self.how = evaluator, tuple(objectives), how
        self.plans: dict[str, Plan] = {}
        self.known: dict[str, np.ndarray] = {}

    def scores(self, plans: Sequence[Plan]) -> np.ndarray:
        """Robust scores (plans, objectives), higher is better."""
        keys = [plan.key for plan in plans]
        new = {key: plan for key, plan in zip(keys, plans, strict=True) if key not in self.known}
        if new:
            found = self.evaluator.run(list(new.values())).scores(self.objectives, self.how)
            self.known.update(zip(new, found, strict=True))
            self.plans.update(new)
        return np.stack([self.known[key] for key in keys])

    def front(self) -> Front:
        """The best of everything scored so far."""
        return front_of(list(self.plans.values()), np.stack(list(self.known.values())))


def search(
    space: Space,
    evaluator: Evaluator,
    objectives: Sequence[Objective],
    how: str = "expected",
    *,
    effort: Effort | None = None,
    seed: int = 1,
    start: Sequence[Plan] = (),
    progress: Progress | None = None,
) -> SearchResult:
    """Many-objective search by evolution (SMS-EMOA, Beume, Naujoks and Emmerich 2007, in pymoo) over genomes of random keys.

    effort: how many searches, generations and plans (its futures are those of the evaluator). seed: of the first search; the
    next has the next. start: plans to begin with, beside as many random ones as the population holds. Each search keeps every
    plan not beaten so far; scores are shared, so no plan is run twice. progress(done, all) in generations.
    """
    effort = effort or Effort()
    seeds, generations = effort.seeds(seed), effort.generations
    from modusvivendi.planning.search.genetic import algorithm_for

    judge = Judge(evaluator, objectives, how)
    courses: list[list[np.ndarray]] = []
    fronts: list[Front] = []
    for n, own in enumerate(seeds):
        report = (lambda g, done=n * generations: progress(done + g, generations * len(seeds))) if progress else None
        algorithm = algorithm_for(space, judge, own, effort, start)
        front, course = _one_search(algorithm, generations, report)
        fronts.append(front)
        courses.append(course)
    joint = front_of([p for f in fronts for p in f.plans], np.concatenate([f.scores for f in fronts]))
    low = np.min([scores.min(axis=0) for course in courses for scores in course], axis=0)
    volume = np.array([[hypervolume(scores, low, joint.scores) for scores in course] for course in courses])
    short = np.array([float(np.quantile(shortfall(f.scores, joint.scores, low), 0.95)) for f in fronts])
    before = np.concatenate([course[max((3 * generations) // 4 - 1, 0)] for course in courses])
    late = 1 - hypervolume(before, low, joint.scores)
    return SearchResult(joint, seeds, volume, short, late, len(judge.known))


def _one_search(algorithm: Any, generations: int, report: Callable[[int], None] | None) -> tuple[Front, list[np.ndarray]]:
    """The front of one search, and its scores after each generation."""
    front: Front | None = None
    course: list[np.ndarray] = []
    for n in range(generations):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the optimiser's own numerical notes
            offspring = algorithm.ask()
            algorithm.evaluator.eval(algorithm.problem, offspring, algorithm=algorithm)
            algorithm.tell(infills=offspring)
        front = joined(front, algorithm.problem.tried, -offspring.get("F"))
        course.append(front.scores)
        if report:
            report(n + 1)
    assert front is not None
    return front, course


def hypervolume(scores: np.ndarray, low: np.ndarray, joint: np.ndarray) -> float:
    """Volume that ``scores`` beats above the corner ``low``, as a share of what ``joint`` beats."""
    from pymoo.indicators.hv import HV

    width = np.maximum(joint.max(axis=0) - low, 1e-12)
    indicator = HV(ref_point=np.full(scores.shape[1], 1e-9))
    return float(indicator(-(scores - low) / width) / max(float(indicator(-(joint - low) / width)), 1e-300))


def shortfall(scores: np.ndarray, joint: np.ndarray, low: np.ndarray) -> np.ndarray:
    """Per plan of the joint front, how much worse the nearest of ``scores`` is on its worst objective, (plans,); 0 where
    it is equalled or beaten. As a share of the joint front's width, or where it has none of its height above ``low``."""
    span = joint.max(axis=0) - joint.min(axis=0)
    width = np.where(span > 1e-9, span, np.maximum(joint.max(axis=0) - low, 1e-9))
    return np.array([max(0.0, float(((plan - scores) / width).max(axis=1).min())) for plan in joint])
