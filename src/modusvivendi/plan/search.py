"""Searching the space of plans for those that no other plan beats on every objective."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from modusvivendi.plan.change import single_changes
from modusvivendi.plan.evaluate import Evaluator
from modusvivendi.plan.objective import Objective
from modusvivendi.plan.plan import Plan
from modusvivendi.plan.select import compromise
from modusvivendi.plan.space import Space

Progress = Callable[[int, int], None]
LOCAL = 1 / 3  # share of the generations that try single changes of the best


@dataclass(frozen=True)
class Front:
    """Plans none of which is beaten on every objective: scores (plans, objectives), higher is better."""

    plans: tuple[Plan, ...]
    scores: np.ndarray


@dataclass(frozen=True)
class SearchResult:
    """The union of the fronts of several seeds, and how far each search had come.

    hypervolume (seeds, generations): volume beaten by the front so far, as a share of the volume that the union
    of all seeds beats, from a corner just below the worst score seen. agreement: its last value per seed.
    """

    front: Front
    seeds: tuple[int, ...]
    hypervolume: np.ndarray
    evaluated: int

    @property
    def agreement(self) -> np.ndarray:
        """Share of the union's hypervolume that each seed found alone."""
        return np.asarray(self.hypervolume[:, -1])

    @property
    def sentences(self) -> tuple[str, ...]:
        """How many plans were tried, whether the search had settled, and whether seeds agree."""
        g = self.hypervolume.shape[1]
        late = float((self.hypervolume[:, -1] - self.hypervolume[:, (3 * g) // 4 - 1 if g > 3 else 0]).max())
        settled = "had settled" if late < 0.02 else "was still improving: more generations may find better plans"
        return (
            f"{self.evaluated:,} different plans were tried with {len(self.seeds)} seeds; in the last quarter of the "
            f"generations the front grew by at most {100 * late:.1f}% of its volume, so the search {settled}.",
            f"Alone, the seeds found {100 * self.agreement.min():.0f} to {100 * self.agreement.max():.0f}% of what all "
            "seeds found together.",
        )


def non_dominated(scores: np.ndarray) -> np.ndarray:
    """Indices of rows (plans, objectives) that no other row equals or beats everywhere and beats somewhere; of equal
    rows the first."""
    _, first = np.unique(scores, axis=0, return_index=True)
    keep = [
        i for i in sorted(first)
        if not ((scores >= scores[i]).all(axis=1) & (scores > scores[i]).any(axis=1)).any()
    ]  # fmt: skip
    return np.array(keep, dtype=int)


def front_of(plans: Sequence[Plan], scores: np.ndarray) -> Front:
    """The plans that are not beaten."""
    keep = non_dominated(scores)
    return Front(tuple(plans[i] for i in keep), scores[keep])


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
    space: Space, evaluator: Evaluator, objectives: Sequence[Objective], how: str = "expected",
    seeds: Sequence[int] = (1, 2), generations: int = 20, population: int = 40, start: Sequence[Plan] = (),
    progress: Progress | None = None,
) -> SearchResult:  # fmt: skip
    """Many-objective search: AGE-MOEA (Panichella 2019) over genomes of random keys, then Pareto local search.

    An issue's genes (which track it joins, the terms of the track it anchors, whether it is asked for in public)
    travel together in crossover; categories are redrawn and amounts nudged in mutation. The last third of the generations tries single changes
    of plans on the front. ``start``: plans to begin
    with, beside random ones. Each seed is a separate search; scores are shared, so no plan is run twice.
    progress(done, all) in generations.
    """
    judge = Judge(evaluator, objectives, how)
    courses = []
    for n, seed in enumerate(seeds):
        done = n * generations
        report = (lambda g, done=done: progress(done + g, generations * len(seeds))) if progress else None
        courses.append(_one_search(space, judge, seed, generations, population, start, report))
    union = judge.front()
    low = np.min(np.concatenate([scores for course in courses for scores in course]), axis=0)
    volume = np.array([[hypervolume(scores, low, union.scores) for scores in course] for course in courses])
    return SearchResult(union, tuple(seeds), volume, len(judge.known))


def _one_search(
    space: Space, judge: Judge, seed: int, generations: int, population: int, start: Sequence[Plan],
    report: Callable[[int], None] | None,
) -> list[np.ndarray]:  # fmt: skip
    """Scores of the front after each generation of one seed: evolution, then single changes of the best."""
    from modusvivendi.plan.genetic import algorithm_for

    evolved = generations - int(generations * LOCAL)
    algorithm = algorithm_for(space, judge, seed, evolved, population, start)
    rng = np.random.default_rng(seed)
    front: Front | None = None
    course: list[np.ndarray] = []
    for n in range(generations):
        if n < evolved:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # the optimiser's own numerical notes
                algorithm.next()
            tried = [space.decode(genome) for genome in algorithm.pop.get("X")]
        else:
            assert front is not None
            tried = neighbours(space, front, population, rng)
        front = joined(front, tried, judge.scores(tried))
        course.append(front.scores)
        if report:
            report(n + 1)
    return course


def joined(front: Front | None, plans: Sequence[Plan], scores: np.ndarray) -> Front:
    """The front of a front and more plans."""
    if front is None:
        return front_of(plans, scores)
    return front_of([*front.plans, *plans], np.concatenate([front.scores, scores]))


def neighbours(space: Space, front: Front, count: int, rng: np.random.Generator) -> list[Plan]:
    """Single changes, at random, of plans spread over the front; the most even plan always among them."""
    chosen = [compromise(front.scores), *rng.integers(len(front.plans), size=3)]
    pool = [changed for i in chosen for _, changed in single_changes(front.plans[i], space)]
    if not pool:
        return [front.plans[0]]
    return [pool[i] for i in rng.permutation(len(pool))[:count]]


def hypervolume(scores: np.ndarray, low: np.ndarray, union: np.ndarray) -> float:
    """Volume that ``scores`` beats above the corner ``low``, as a share of what ``union`` beats."""
    from pymoo.indicators.hv import HV

    width = np.maximum(union.max(axis=0) - low, 1e-12)
    indicator = HV(ref_point=np.full(scores.shape[1], 1e-9))
    return float(indicator(-(scores - low) / width) / max(float(indicator(-(union - low) / width)), 1e-300))
