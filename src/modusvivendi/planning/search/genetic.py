"""The evolutionary side of the search: how genomes are made, crossed and changed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from pymoo.algorithms.moo.sms import SMSEMOA
from pymoo.algorithms.soo.nonconvex.ga import GA
from pymoo.core.crossover import Crossover
from pymoo.core.duplicate import NoDuplicateElimination
from pymoo.core.mutation import Mutation
from pymoo.core.problem import Problem
from pymoo.core.sampling import Sampling

from modusvivendi.planning.agenda.plan import Plan
from modusvivendi.planning.search.space import GENES, JOINS, TERMS, Space

if TYPE_CHECKING:
    from modusvivendi.planning.search.search import Effort, Judge

REDRAWN = (JOINS, 1 + TERMS.index("bloc"), 1 + TERMS.index("whole"))
NUDGE = 0.2  # standard deviation of a changed amount, in gene units
CHANGES = 2.0  # genes changed per child, on average


class PlanProblem(Problem):  # type: ignore[misc]
    """Genomes to negated scores: the optimiser minimises. tried: the plans of the last genomes."""

    def __init__(self, space: Space, judge: Judge) -> None:
        super().__init__(n_var=space.size, n_obj=len(judge.objectives), xl=0.0, xu=1.0)
        self.space, self.judge = space, judge
        self.tried: list[Plan] = []

    def _evaluate(self, x: np.ndarray, out: dict[str, Any], *args: Any, **kwargs: Any) -> None:
        self.tried = [self.space.decode(genome) for genome in x]
        out["F"] = -self.judge.scores(self.tried)


class Start(Sampling):  # type: ignore[misc]
    """Known plans, then as many as asked for at random: one half with few large tracks, one half with many small ones."""

    def __init__(self, space: Space, plans: Sequence[Plan]) -> None:
        super().__init__()
        self.space, self.plans = space, plans

    def _do(self, problem: Any, n_samples: int, *args: Any, random_state: Any = None, **kwargs: Any) -> np.ndarray:
        x = random_state.random((n_samples, problem.n_var))
        count = len(self.space.issues)
        for genome in x[: n_samples // 2]:
            # Few anchors give large packages; without this a random partition is mostly of single issues.
            anchors = random_state.random(1 + int(random_state.random() * 4))
            chosen = anchors[(random_state.random(count) * len(anchors)).astype(int)]
            genome[: GENES * count].reshape(count, GENES)[:, JOINS] = chosen
        return np.concatenate([*(self.space.encode(plan)[None] for plan in self.plans), x])


class IssueCrossover(Crossover):  # type: ignore[misc]
    """Each issue's genes come from one parent or the other, together."""

    def __init__(self, issues: int) -> None:
        super().__init__(2, 2, prob=0.9)
        self.issues = issues

    def _do(self, problem: Any, x: np.ndarray, *args: Any, random_state: Any = None, **kwargs: Any) -> np.ndarray:
        pairs = x.shape[1]
        swap = np.concatenate(
            [
                np.repeat(random_state.random((pairs, self.issues)) < 0.5, GENES, axis=1),
                random_state.random((pairs, problem.n_var - GENES * self.issues)) < 0.5,
            ],
            axis=1,
        )
        return np.where(swap[None], x[::-1], x)


class PlanMutation(Mutation):  # type: ignore[misc]
    """One change and sometimes more per child: who joins whom and other categories are drawn anew, amounts nudged.

    Only genes that the plan uses are changed: the terms of an issue whose terms hold for no track lie asleep.
    """

    def __init__(self, space: Space) -> None:
        super().__init__(prob=1.0)
        self.space = space
        issues = len(space.issues)
        self.redrawn = np.ones(space.size, bool)
        self.redrawn[: GENES * issues] = [g in REDRAWN for g in range(GENES)] * issues

    def awake(self, genome: np.ndarray) -> np.ndarray:
        """Genes that decide something, (genes,)."""
        used = np.ones(self.space.size, bool)
        rows = used[: GENES * len(self.space.issues)].reshape(-1, GENES)
        rows[:, JOINS + 1 :] = np.isin(np.arange(len(rows)), self.space.anchors(genome))[:, None]
        return np.flatnonzero(used)

    def _do(self, problem: Any, x: np.ndarray, *args: Any, random_state: Any = None, **kwargs: Any) -> np.ndarray:
        children = x.copy()
        for child in children:
            for gene in random_state.choice(self.awake(child), size=random_state.geometric(1 / CHANGES)):
                fresh = random_state.random() if self.redrawn[gene] else child[gene] + random_state.normal(0.0, NUDGE)
                child[gene] = min(max(fresh, 0.0), 1.0)
        return children


def algorithm_for(space: Space, judge: Judge, seed: int, effort: Effort, start: Sequence[Plan]) -> Any:
    """A set-up algorithm, ready for ``ask`` and ``tell``: SMS-EMOA, or with a single objective a plain genetic algorithm."""
    issues = len(space.issues)
    kind = SMSEMOA if len(judge.objectives) > 1 else GA
    algorithm = kind(
        pop_size=effort.population,
        sampling=Start(space, start),
        crossover=IssueCrossover(issues),
        mutation=PlanMutation(space),
        eliminate_duplicates=NoDuplicateElimination(),
    )
    algorithm.setup(PlanProblem(space, judge), termination=("n_gen", effort.generations), seed=seed, verbose=False)
    return algorithm
