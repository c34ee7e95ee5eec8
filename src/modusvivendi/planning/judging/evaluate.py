"""Evaluating many plans at once: plans x theories x the same futures, in one engine call per theory."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import xarray as xr

from modusvivendi.analysis import PairedDifference, paired_difference
from modusvivendi.analysis.inputs import theory_weights
from modusvivendi.case import Case
from modusvivendi.engine.layout import TRACK_RESULT_WORDS, TRACKS
from modusvivendi.engine.places import LANES
from modusvivendi.engine.setting import Moves, stack
from modusvivendi.errors import choose
from modusvivendi.planning.agenda.objective import Objective, robust
from modusvivendi.planning.agenda.plan import Plan, compile_plan
from modusvivendi.strategy import Strategy, compile_strategy, load_strategy
from modusvivendi.study import Study
from modusvivendi.study.cluster import present
from modusvivendi.study.draws import JointDraws
from modusvivendi.study.scales import Scales
from modusvivendi.study.simulate import Simulated, simulate
from modusvivendi.theory import Theory

TOGETHER = 128  # plans per engine call: bounds memory, and more would not be faster
RESULTS = TRACK_RESULT_WORDS


@dataclass(frozen=True, eq=False)
class Evaluation:
    """What plans lead to. outcomes (plans, theories, outcomes, futures) float32; tracks (plans, theories, tracks,
    futures) uint8: 0 not ended (waiting, on offer, or agreed and being carried out), 1 met, 2 partly, 3 undone, 4 not met."""

    names: tuple[str, ...]
    theories: tuple[str, ...]
    outcome_names: tuple[str, ...]
    weights: np.ndarray
    outcomes: np.ndarray
    tracks: np.ndarray

    def of(self, outcome: str) -> np.ndarray:
        """One outcome, (plans, theories, futures)."""
        return np.asarray(self.outcomes[:, :, self.outcome_names.index(choose("outcome", outcome, self.outcome_names))])

    def scores(self, objectives: Sequence[Objective], how: str = "expected") -> np.ndarray:
        """Robust scores, higher is better, (plans, objectives)."""
        columns = [robust(o.direction * self.of(o.outcome), self.weights, how) for o in objectives]
        return np.stack(columns, axis=1)

    def mean(self, outcome: str) -> np.ndarray:
        """Means over futures and weighted theories, (plans,)."""
        return np.asarray(self.of(outcome).mean(axis=2, dtype=np.float64) @ self.weights)

    def beside(self, other: Evaluation) -> Evaluation:
        """This and another evaluation on the same futures as one."""
        return Evaluation(
            self.names + other.names,
            self.theories,
            self.outcome_names,
            self.weights,
            np.concatenate([self.outcomes, other.outcomes]),
            np.concatenate([self.tracks, other.tracks]),
        )

    def difference(self, plan: int, against: int, outcome: str, level: float = 0.95) -> PairedDifference:
        """Paired difference of two plans on one outcome, same futures, weighted over theories."""
        value = xr.DataArray(
            self.of(outcome)[[plan, against]],
            dims=("strategy", "theory", "future"),
            coords={"strategy": ["first", "second"], "theory": list(self.theories), "future": np.arange(self.outcomes.shape[3])},
        )
        return paired_difference(value, "first", "second", dict(zip(self.theories, self.weights, strict=True)), level)


@dataclass(frozen=True, kw_only=True)
class Basis:
    """What plans are judged on: a case under several theories.

    weights: of theories, uniform if none are given; theories of weight 0 are left out. posterior: draws that the record has
    weighed, instead of priors. pins: fixed numbers of the case. months: horizon, the case's own by default. followers: who
    follows every plan, instead of what it says itself. seed: of draws and chance.
    """

    case: Case
    theories: Sequence[Theory]
    weights: Mapping[str, float] | None = None
    posterior: JointDraws | None = None
    pins: Mapping[str, float] = field(default_factory=dict)
    months: int | None = None
    followers: str | None = None
    seed: int = 1

    @property
    def horizon(self) -> int:
        """Months of a course."""
        return self.case.horizon_months if self.months is None else self.months


class Evaluator:
    """Plans on one basis, on futures that are fixed once (common random numbers).

    futures: per theory. first: number of the first future, so that a second evaluator can judge on futures that took no part
    in choosing. threads: all cores by default.
    """

    def __init__(self, basis: Basis, futures: int = 64, *, first: int = 0, threads: int | None = None) -> None:
        share = theory_weights(basis.weights, [t.name for t in basis.theories])
        held = tuple(t for t, w in zip(basis.theories, share, strict=True) if w > 0)
        self.weights = share[share > 0]
        self.case, self.followers, self.first = basis.case, basis.followers, first
        self.study = Study(
            case=basis.case,
            theories=held,
            strategies=(load_strategy("drift"),),
            futures=futures,
            seed=basis.seed,
            months=basis.horizon,
            followers=basis.followers,
            pins=dict(basis.pins),
            posterior=basis.posterior,
        )
        self.parameters = np.stack([self.study.parameters(t, first, futures) for t in held], axis=1)  # (rows, theories, futures)
        self.keys = np.stack([self.study.keys(t, first, futures) for t in held], axis=1)
        self.cluster = present()
        self.threads = self.cluster.threads if self.cluster else threads or os.cpu_count() or 1

    @property
    def theories(self) -> tuple[str, ...]:
        """Names of the theories with weight."""
        return tuple(t.name for t in self.study.theories)

    def moves(self, item: Plan | Strategy) -> Moves:
        """A plan or strategy as the engine's arrays."""
        months = self.study.months
        if isinstance(item, Plan):
            return compile_plan(item, self.case, months, self.followers)
        return compile_strategy(item, self.case, months, self.followers)

    @cached_property
    def scales(self) -> Scales:
        """In what its outcomes are told."""
        return Scales(self.study)

    def run(self, items: Sequence[Plan | Strategy], progress: Callable[[int, int], None] | None = None) -> Evaluation:
        """Evaluate plans and strategies side by side; progress(done, all) after each call of the engine."""
        names, theories, n = self.study.outcome_names, len(self.theories), self.study.futures
        outcomes = np.empty((len(items), theories, len(names), n), np.float32)
        tracks = np.zeros((len(items), theories, TRACKS, n), np.uint8)
        starts = range(0, len(items), TOGETHER)
        for first in starts:
            part = items[first : first + TOGETHER]
            found = self._simulate(stack([self.moves(item) for item in part]))
            shape = (len(part), -1, theories, n)
            outcomes[first : first + len(part)] = found.outcomes.reshape(shape).swapaxes(1, 2)
            ended = found.tracks.reshape(shape).swapaxes(1, 2)
            tracks[first : first + len(part), :, : ended.shape[2]] = ended
            if progress is not None:
                progress(min(first + TOGETHER, len(items)), len(items))
        return Evaluation(tuple(i.name for i in items), self.theories, names, self.weights, outcomes, tracks)

    def _simulate(self, batch: Moves) -> Simulated:
        """All theories in one row of futures, cut for the threads: a block of lanes is filled up even where draws are few."""
        matrix, chance = (a.reshape(len(a), -1) for a in (self.parameters, self.keys))
        blocks = -(-matrix.shape[1] // LANES)
        width = LANES * -(-blocks // self.threads)

        def part(first: int) -> Simulated:
            at = slice(first, first + width)
            given = matrix[:, at], chance[:, at], self.study.setting, batch, self.study.nobody
            return self.cluster.run(simulate, *given) if self.cluster else simulate(*given)

        with ThreadPoolExecutor(self.threads) as pool:
            parts = list(pool.map(part, range(0, matrix.shape[1], width)))
        return Simulated(*(np.concatenate([getattr(p, n) for p in parts], axis=-1) for n in ("outcomes", "paths", "tracks")))
