"""Searching the space of plans for those that no other plan beats on every objective."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from modusvivendi.planning.agenda.objective import Objective
from modusvivendi.planning.agenda.plan import Plan
from modusvivendi.planning.judging.evaluate import Evaluator
from modusvivendi.planning.search.space import Space

Progress = Callable[[int, int], None]
SETTLED, NEARLY = 0.02, 0.05  # growth of the front in the last quarter of a search


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

    @property
    def sentences(self) -> tuple[str, str]:
        """How many plans were tried and whether the search had settled; how well independent searches agree."""
        late = self.late_growth
        settled = (
            "had settled" if late < SETTLED else "had nearly settled" if late < NEARLY
            else "was still improving: more generations may find better plans"
        )  # fmt: skip
        searches = f"{len(self.seeds)} independent searches" if len(self.seeds) > 1 else "one search"
        alone = (
            f"Each search alone found {100 * self.agreement.min():.0f} to {100 * self.agreement.max():.0f}% of the volume that all "
            f"found together; for 95 of 100 plans on the joint front it has one that is at most {100 * self.shortfall.max():.0f}% of "
            "the front's width worse on any aim."
            if len(self.seeds) > 1 else "With one search nothing can be said about agreement: use --searches 2 or more."
        )  # fmt: skip
        return (
            f"{self.evaluated:,} different plans were tried in {searches}; in the last quarter of the generations the joint "
            f"front grew by {100 * late:.1f}% of its volume, so the search {settled}.",
            alone,
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


def joined(front: Front | None, plans: Sequence[Plan], scores: np.ndarray) -> Front:
    """The front of a front and more plans."""
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
    space: Space, evaluator: Evaluator, objectives: Sequence[Objective], how: str = "expected",
    seeds: Sequence[int] = (1, 2, 3), generations: int = 150, population: int = 36, start: Sequence[Plan] = (),
    progress: Progress | None = None,
) -> SearchResult:  # fmt: skip
    """Many-objective search by evolution (SMS-EMOA, Beume, Naujoks and Emmerich 2007, in pymoo) over genomes of random keys.

    start: plans to begin with, beside as many random ones as the population holds. Each seed is a search of its own
    that keeps every plan not beaten so far; scores are shared, so no plan is run twice. progress(done, all) in
    generations.
    """
    judge = Judge(evaluator, objectives, how)
    courses: list[list[np.ndarray]] = []
    fronts: list[Front] = []
    for n, seed in enumerate(seeds):
        report = (lambda g, done=n * generations: progress(done + g, generations * len(seeds))) if progress else None
        front, course = _one_search(space, judge, seed, generations, population, start, report)
        fronts.append(front)
        courses.append(course)
    joint = front_of([p for f in fronts for p in f.plans], np.concatenate([f.scores for f in fronts]))
    low = np.min([scores.min(axis=0) for course in courses for scores in course], axis=0)
    volume = np.array([[hypervolume(scores, low, joint.scores) for scores in course] for course in courses])
    short = np.array([float(np.quantile(shortfall(f.scores, joint.scores, low), 0.95)) for f in fronts])
    before = np.concatenate([course[max((3 * generations) // 4 - 1, 0)] for course in courses])
    late = 1 - hypervolume(before, low, joint.scores)
    return SearchResult(joint, tuple(seeds), volume, short, late, len(judge.known))


def _one_search(
    space: Space, judge: Judge, seed: int, generations: int, population: int, start: Sequence[Plan],
    report: Callable[[int], None] | None,
) -> tuple[Front, list[np.ndarray]]:  # fmt: skip
    """The front of one seed, and its scores after each generation."""
    from modusvivendi.planning.search.genetic import algorithm_for

    algorithm = algorithm_for(space, judge, seed, generations, population, start)
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
