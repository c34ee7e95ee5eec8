"""The red team: the most plausible world in which a recommended strategy is regretted.

A world is a theory and a value of every uncertain number. Numbers are turned into normal scores z, so that units do
not matter: z = 0 is the middle of a number's draws, and log plausibility is log w_t - |z|²/2, with w_t the weight of
the theory. Regret is the value of the best strategy there less that of the recommended one, averaged over chance: an
absurd world refutes nobody, and a world is not blamed for one roll of the dice.

Among worlds with regret above a level the most plausible lies where the regretted region comes nearest to the middle:
the most probable point of first-order reliability (Hasofer & Lind 1974, J. Eng. Mech. Div. 100, 111–121). It is
sought for each theory in two steps. The direction of the design point: the lead of each rival over the recommended strategy is fitted as a
linear function of z to the runs that are there, and the rival whose fitted lead reaches the level nearest to the
middle gives the direction. The distance: worlds along that direction are simulated until that rival's lead exceeds the
level. What is reported is simulated once more with all strategies, under chance that the search has not seen.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import pandas as pd
from scipy.special import ndtr, ndtri

from modusvivendi.analysis.inputs import Floats
from modusvivendi.analysis.ranks import average_ranks
from modusvivendi.analysis.robustness.monte_carlo import standard_error
from modusvivendi.analysis.worlds import Worlds
from modusvivendi.errors import InputError, choose

FEW = 4  # numbers that leave their middle at most; judgement, range 3–6: what a reader can hold
MOST_OF_IT = 0.9  # the fewest numbers that make up this share of the direction's length do; judgement, range 0.8–0.95
CLEAR = 3.0  # standard errors that a number's slope must reach to be part of the direction; judgement, range 2–4
FAR, STRIDE, STEP = 3.0, 0.5, 0.1  # how far from the middle is searched, and in which steps, in normal scores
SMALL = 0.2  # a number nearer to its middle than this stays in it; judgement, range 0.1–0.3
SURE = 2.0  # standard errors by which a regret must exceed the level in the search


class Trial(Protocol):
    """Simulates worlds: ``theories`` (points,) by place, ``z`` (points, numbers)."""

    def quantile(self, theory: int, number: str, share: float) -> float:
        """Value of a number with ``share`` (0–1) of its draws below it, for telling."""

    def leads(self, theories: np.ndarray, z: Floats, rivals: np.ndarray) -> Floats:
        """Value of each point's rival (points,) less that of the strategy tested, (points, rolls)."""

    def values(self, theories: np.ndarray, z: Floats) -> Floats:
        """Values of all strategies, (points, strategies, rolls), under chance that ``leads`` has not used."""


@dataclass(frozen=True)
class Departure:
    """A number away from its ``middle``: its ``value``, and the ``share`` of draws that are lower (0–1)."""

    number: str
    value: float
    middle: float
    share: float


@dataclass(frozen=True)
class World:
    """A theory and a few numbers away from their middle, all others in it, where the recommendation is regretted.

    ``regret``: mean over chance, with standard ``error``; ``value`` of the recommended strategy and ``wished_value`` of
    the one that one would wish to have had. ``distance``: |z|. ``odds``: plausibility relative to the most plausible
    world of all, 0–1.
    """

    theory: str
    weight: float
    departures: tuple[Departure, ...]
    distance: float
    odds: float
    regret: float
    error: float
    value: float
    wished: str
    wished_value: float


@dataclass(frozen=True, eq=False)
class RedTeamReport:
    """Worlds with regret above ``level``, most plausible first, at most one per theory.

    ``largest``: the largest mean regret met in the search. ``theories``: how many were searched.
    """

    strategy: str
    level: float
    worlds: tuple[World, ...]
    largest: float
    theories: int
    rolls: int

    def to_frame(self) -> pd.DataFrame:
        """One row per world."""
        columns = [f for f in World.__dataclass_fields__ if f != "departures"]
        return pd.DataFrame([{c: getattr(w, c) for c in columns} for w in self.worlds], columns=columns)

    def departures_frame(self) -> pd.DataFrame:
        """One row per world and number away from its middle."""
        columns = ["theory", *Departure.__dataclass_fields__]
        return pd.DataFrame([{"theory": w.theory, **vars(d)} for w in self.worlds for d in w.departures], columns=columns)


def normal_scores(values: Floats) -> Floats:
    """Φ⁻¹ of each value's rank among its row, (rows, n); 0 where all are equal."""
    ranks = average_ranks(values)
    return np.asarray(ndtri((ranks - 0.5) / values.shape[-1]))


def design_direction(leads: Floats, z: Floats, level: float) -> tuple[int, Floats]:
    """The rival whose lead reaches ``level`` nearest to the middle, and the unit direction (numbers,) there, or zeros.

    ``leads`` (rivals, n), ``z`` (numbers, n). The lead of each rival is fitted by least squares on all numbers, then
    again on the few that stand out. If none reaches the level, the rival nearest to it in the middle is taken.
    """
    fits = _fits(leads, z)
    rival = min(range(len(fits)), key=lambda r: (distance_to(level, *fits[r]), -fits[r][0]))
    slopes = fits[rival][1]
    size = np.sqrt((slopes**2).sum())
    return rival, np.asarray(slopes / size if size > 0 else slopes)


def distance_to(level: float, middle: float, slopes: Floats) -> float:
    """How far from the middle a linear lead reaches ``level``: (level - middle)/|slopes|, 0 if it is there already."""
    if middle >= level:
        return 0.0
    size = float(np.sqrt((slopes**2).sum()))
    return (level - middle) / size if size > 0 else np.inf


def _fits(leads: Floats, z: Floats) -> list[tuple[float, Floats]]:
    """Of each rival's lead: in the middle, and slopes (numbers,), 0 for numbers that do not stand out."""
    varying = np.flatnonzero(z.std(axis=1) > 0)
    design = np.vstack([np.ones(z.shape[1]), z[varying]])
    squares, moments = design @ design.T, design @ leads.T
    inverse = np.linalg.pinv(squares)
    found = []
    for lead, moment in zip(leads, moments.T, strict=True):
        fit = inverse @ moment
        noise = (lead @ lead - fit @ moment) / max(1, len(lead) - len(fit))
        strong = np.flatnonzero(np.abs(fit) > CLEAR * np.sqrt(np.maximum(noise * np.diag(inverse), 0.0)))
        chosen = _fewest(fit, strong[strong > 0])
        kept = np.append(0, chosen)
        again = np.linalg.pinv(squares[np.ix_(kept, kept)]) @ moment[kept]
        slopes = np.zeros(len(z))
        slopes[varying[chosen - 1]] = again[1:]
        found.append((float(again[0]), slopes))
    return found


def _fewest(slopes: Floats, strong: np.ndarray) -> np.ndarray:
    """The largest of the ``strong`` slopes that make up most of their length, at most a few."""
    order = strong[np.argsort(-np.abs(slopes[strong]), kind="stable")][:FEW]
    length = np.sqrt(np.cumsum(slopes[order] ** 2))
    return order[: int(np.searchsorted(length, MOST_OF_IT * length[-1])) + 1] if len(order) else order


@dataclass(frozen=True, eq=False)
class Runs:
    """The runs that are there. ``value`` (theories, strategies, draws), higher is better. ``z`` (theories, numbers, draws):
    normal scores of the ``numbers`` that a world may move. ``weights`` (theories,)."""

    value: Floats
    z: Floats
    theories: tuple[str, ...]
    strategies: tuple[str, ...]
    numbers: tuple[str, ...]
    weights: Floats

    @staticmethod
    def of(value: Floats, worlds: Worlds, numbers: Sequence[str], weights: Floats) -> Runs:
        """The draws of ``worlds`` with the scores of some of their numbers."""
        theories, strategies = worlds.study.theories, worlds.study.strategies
        z = np.zeros((len(theories), len(numbers), value.shape[2]))
        for j, name in enumerate(numbers):
            z[:, j] = normal_scores(np.atleast_2d(worlds.numbers[name]))
        names = tuple(t.name for t in theories), tuple(s.name for s in strategies)
        return Runs(value, z, *names, tuple(numbers), weights)


def red_team(runs: Runs, strategy: str, trial: Trial, level: float, *, count: int = 3) -> RedTeamReport:
    """The ``count`` most plausible worlds, one per theory at most, with mean regret of ``strategy`` above ``level`` (≥ 0).

    Raises InputError for a level below 0 or no world.
    """
    own = runs.strategies.index(choose("strategy", strategy, runs.strategies))
    if level < 0 or count < 1:
        raise InputError("the red team needs a level of at least 0 and at least 1 world")
    live = np.flatnonzero(runs.weights > 0)
    others = np.delete(np.arange(len(runs.strategies)), own)
    directions = [design_direction(runs.value[t, others] - runs.value[t, own], runs.z[t], level) for t in live]
    rivals, ways = others[[rival for rival, _ in directions]], np.stack([way for _, way in directions])
    far, largest = _distances(trial, live, rivals, ways, level)
    plausible = np.log(runs.weights[live]) - 0.5 * far**2
    order = [int(i) for i in np.argsort(-plausible, kind="stable") if np.isfinite(far[i])][:count]
    worlds: list[World] = []
    if order:
        points = points_at(far[order], ways[order])
        confirmed = trial.values(live[order], points)
        for i, at, rolls in zip(order, points, confirmed, strict=True):
            theory = int(live[i])
            odds = float(np.exp(plausible[i] - np.log(runs.weights.max())))
            departures = _departures(runs.numbers, trial, theory, at)
            worlds.append(_world(runs, theory, own, rolls, departures=departures, distance=float(far[i]), odds=odds))
    return RedTeamReport(strategy, level, tuple(worlds), largest, len(live), confirmed.shape[-1] if order else 0)


def _departures(numbers: Sequence[str], trial: Trial, theory: int, at: Floats) -> tuple[Departure, ...]:
    """The numbers that are away from their middle at a point ``at`` (numbers,), farthest first."""
    moved = [j for j in np.argsort(-np.abs(at), kind="stable") if at[j] != 0]
    return tuple(
        Departure(numbers[j], trial.quantile(theory, numbers[j], share), trial.quantile(theory, numbers[j], 0.5), share)
        for j, share in zip(moved, ndtr(at[moved]).tolist(), strict=True)
    )


def _world(
    runs: Runs, theory: int, own: int, rolls: Floats, *, departures: tuple[Departure, ...], distance: float, odds: float
) -> World:
    """A world as simulated: ``rolls`` (strategies, rolls)."""
    means = rolls.mean(axis=1)
    wished = int(means.argmax())
    lead = rolls[wished] - rolls[own]
    return World(
        theory=runs.theories[theory],
        weight=float(runs.weights[theory]),
        departures=departures,
        distance=distance,
        odds=odds,
        regret=float(lead.mean()),
        error=float(standard_error(lead)),
        value=float(means[own]),
        wished=runs.strategies[wished],
        wished_value=float(means[wished]),
    )


def points_at(radii: Floats, ways: Floats) -> Floats:
    """Points (points, numbers) at ``radii`` (points,) along ``ways`` (points, numbers); numbers close to their middle stay in it."""
    points = radii[:, None] * ways
    return np.where(np.abs(points) < SMALL, 0.0, points)


def _distances(trial: Trial, live: np.ndarray, rivals: np.ndarray, ways: Floats, level: float) -> tuple[Floats, float]:
    """How far along its way each theory's rival first clearly leads by ``level`` (inf: nowhere), and the largest lead.

    Strides first, then steps within the stride in which it happens.
    """
    strides = np.arange(0, FAR + STRIDE / 2, STRIDE)
    lead, clear = _leads(trial, live, rivals, ways, np.tile(strides, (len(live), 1)), level)
    first = np.where(clear.any(axis=1), clear.argmax(axis=1), -1)
    far = np.where(first >= 0, strides[first], np.inf)
    walked = np.flatnonzero(first > 0)
    if walked.size:
        steps = far[walked, None] - np.arange(STRIDE - STEP, STEP / 2, -STEP)
        _, near = _leads(trial, live[walked], rivals[walked], ways[walked], steps, level)
        # The nearest step from which all further ones within the stride exceed the level too.
        holds = np.flip(np.logical_and.accumulate(np.flip(near, axis=1), axis=1), axis=1)
        far[walked] = np.where(holds.any(axis=1), steps[np.arange(len(steps)), holds.argmax(axis=1)], far[walked])
    return far, max(0.0, float(lead.max()))


def _leads(
    trial: Trial, live: np.ndarray, rivals: np.ndarray, ways: Floats, radii: Floats, level: float
) -> tuple[Floats, np.ndarray]:
    """Mean lead of each theory's rival at ``radii`` (theories, points) along its way, and whether it is clearly above."""
    points = radii.shape[1]
    at = points_at(radii.ravel(), np.repeat(ways, points, axis=0))
    lead = trial.leads(np.repeat(live, points), at, np.repeat(rivals, points))
    mean = lead.mean(axis=1)
    clear = (mean - SURE * standard_error(lead) > level) & (mean > 0)
    return mean.reshape(radii.shape), clear.reshape(radii.shape)
