"""The belief map: which strategy is best, as an exact function of the weights on theories.

The expected value of a strategy s is linear in the weights w on theories: V_s(w) = Σ_t w_t E[v | t, s],
w ≥ 0, Σ w = 1. So the best strategy is the upper envelope of planes. It changes at single points on an
edge between two theories, along straight lines in a triangle of three, and the weights at which a strategy
is best form a convex polytope, whose extent in each direction is a linear programme. Nothing is gridded.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pandas as pd
import xarray as xr

from modusvivendi.analysis.beliefs.limits import NARROW, Shift, WeightRange, smallest_shift, weight_ranges
from modusvivendi.analysis.inputs import Floats, complete, names, theory_weights
from modusvivendi.errors import InputError, choose
from modusvivendi.study.sampling_error import sampling_error


@dataclass(frozen=True)
class Piece:
    """A stretch of a segment on which one strategy is best; ``start`` < ``end``, both 0–1."""

    strategy: str
    start: float
    end: float
    end_error: float | None


@dataclass(frozen=True)
class Segment:
    """The best strategy along a straight line of beliefs, from ``origin`` (0) to ``theory`` (1).

    ``origin`` is a theory, or "posterior" for the ray from the present weights to certainty.
    """

    origin: str
    theory: str
    pieces: tuple[Piece, ...]

    @property
    def flips(self) -> tuple[float, ...]:
        """Positions at which the best strategy changes."""
        return tuple(p.end for p in self.pieces[:-1])


@dataclass(frozen=True, eq=False)
class Region:
    """The part of a triangle where a strategy is best: ``vertices`` (m, 3), barycentric, in order."""

    strategy: str
    vertices: Floats
    area: float


@dataclass(frozen=True)
class Triangle:
    """Three theories and the exact partition of all weights on them; areas sum to 1."""

    theories: tuple[str, str, str]
    regions: tuple[Region, ...]


@dataclass(frozen=True, eq=False)
class BeliefMap:
    """Where each strategy is best over the weights on theories.

    ``expected``: theories × strategies, mean value. ``ranges``: what weight each theory can have while a strategy is
    best. ``shifts``: the smallest change of the posterior that makes a strategy best. ``ties``: strategies with the
    same mean value under every theory as an earlier one; they are best wherever that one is and are not listed again.
    """

    expected: pd.DataFrame
    posterior: dict[str, float] | None
    edges: tuple[Segment, ...]
    rays: tuple[Segment, ...]
    triangles: tuple[Triangle, ...]
    ranges: tuple[WeightRange, ...]
    shifts: tuple[Shift, ...]
    ties: dict[str, str]
    futures: int
    dropped: int

    def best(self, weights: Mapping[str, float]) -> str:
        """The best strategy at given weights; ties go to the first."""
        given = theory_weights(weights, list(self.expected.index))
        return str(self.expected.columns[int((given @ self.expected.values).argmax())])

    def triangle(self, theories: Iterable[str]) -> Triangle:
        """The partition of the triangle of three theories, named in any order.

        Raises InputError unless three different theories are named.
        """
        wanted = {choose("theory", t, self.expected.index) for t in theories}
        for triangle in self.triangles:
            if set(triangle.theories) == wanted:
                return triangle
        raise InputError("a triangle needs three different theories")

    @property
    def ever_best(self) -> tuple[str, ...]:
        """Strategies that are best for some weights."""
        return tuple(dict.fromkeys(r.strategy for r in self.ranges))

    def to_frame(self) -> pd.DataFrame:
        """Weight ranges: one row per strategy that is ever best and theory."""
        return pd.DataFrame([vars(r) for r in self.ranges], columns=list(WeightRange.__dataclass_fields__))

    def flips_frame(self) -> pd.DataFrame:
        """All pieces of all edges and rays."""
        return pd.DataFrame(
            [{"origin": s.origin, "theory": s.theory, **vars(p)} for s in (*self.edges, *self.rays) for p in s.pieces]
        )

    def shifts_frame(self) -> pd.DataFrame:
        """One row per strategy that is ever best: the weight that must move, its error, the beliefs reached."""
        return pd.DataFrame([{"strategy": s.strategy, "moved": s.moved, "error": s.error, **s.weights} for s in self.shifts])

    def flips_from_now(self) -> list[tuple[str, float, float | None, str]]:
        """Theory, its weight at which the best strategy first changes while the others keep their proportions, the
        standard error of that weight, and the strategy that becomes best; nearest first."""
        now, found = self.posterior or {}, []
        for ray in self.rays:
            if len(ray.pieces) > 1:
                room, error = 1 - now[ray.theory], ray.pieces[0].end_error
                at = now[ray.theory] + ray.pieces[0].end * room
                found.append((ray.theory, at, None if error is None else error * room, ray.pieces[1].strategy))
        return sorted(found, key=lambda flip: flip[1] - now[flip[0]])


def belief_map(value: xr.DataArray, posterior: Mapping[str, float] | None = None) -> BeliefMap:
    """The belief map of a value, dims (theory, strategy, future), higher is better.

    ``posterior``: weights on theories, from which rays to each theory are drawn. The value is one outcome
    or a user's weighting of outcomes; the map holds for that value only.
    """
    whole, dropped = complete(value)
    theories, strategies = names(whole, "theory"), names(whole, "strategy")
    cube = whole.transpose("theory", "strategy", "future").values
    expected = cube.mean(axis=2)
    ties = _ties(expected, strategies)
    kept = [i for i, s in enumerate(strategies) if s not in ties]
    labels = [strategies[i] for i in kept]
    means, sample = expected[:, kept], cube[:, kept].astype(np.float64)
    given = None if posterior is None else theory_weights(posterior, theories)
    edges = tuple(
        Segment(theories[i], theories[j], _pieces(sample[i], sample[j], labels)) for i, j in combinations(range(len(theories)), 2)
    )
    return BeliefMap(
        pd.DataFrame(expected, index=pd.Index(theories, name="theory"), columns=pd.Index(strategies, name="strategy")),
        None if given is None else dict(zip(theories, given.tolist(), strict=True)),
        edges,
        () if given is None else _rays(sample, given, theories, labels),
        tuple(
            Triangle((theories[i], theories[j], theories[k]), partition(means[[i, j, k]], labels))
            for i, j, k in combinations(range(len(theories)), 3)
        ),
        weight_ranges(sample, theories, labels),
        () if given is None else smallest_shift(sample, given, theories, labels),
        ties,
        whole.sizes["future"],
        dropped,
    )


def _ties(expected: Floats, strategies: list[str]) -> dict[str, str]:
    first: dict[bytes, str] = {}
    ties = {}
    for column, strategy in zip(expected.T, strategies, strict=True):
        leader = first.setdefault(column.tobytes(), strategy)
        if leader != strategy:
            ties[strategy] = leader
    return ties


def _rays(sample: Floats, given: Floats, theories: list[str], labels: list[str]) -> tuple[Segment, ...]:
    start = np.einsum("t,tsf->sf", given, sample)
    return tuple(Segment("posterior", theory, _pieces(start, sample[i], labels)) for i, theory in enumerate(theories))


def upper_envelope(start: Floats, end: Floats) -> list[tuple[int, float, float]]:
    """Best line on [0, 1] of the lines (1 - x)·start_s + x·end_s: pieces (s, from, to), in order.

    ``start``, ``end``: shape (strategies,). A tie at 0 goes to the steepest line, then to the first.
    """
    slope = end - start
    top = np.flatnonzero(start == start.max())
    now = int(top[slope[top].argmax()])
    at, pieces = 0.0, []
    while True:
        faster = np.flatnonzero(slope > slope[now])
        if faster.size == 0:
            break
        crossing = (start[now] - start[faster]) / (slope[faster] - slope[now])
        soonest = crossing.min()
        if soonest >= 1.0:
            break
        tied = faster[crossing == soonest]
        to = max(float(soonest), at)
        if to - at > NARROW:
            pieces.append((now, at, to))
            at = to
        now = int(tied[slope[tied].argmax()])
    if 1.0 - at > NARROW or not pieces:
        pieces.append((now, at, 1.0))
    else:
        pieces[-1] = (pieces[-1][0], pieces[-1][1], 1.0)
    return pieces


def _pieces(first: Floats, last: Floats, labels: list[str]) -> tuple[Piece, ...]:
    """Pieces of a segment from values (strategies, futures) at its two ends."""
    found = upper_envelope(first.mean(axis=1), last.mean(axis=1))
    return tuple(
        Piece(labels[s], a, b, _flip_error(first, last, s, found[i + 1][0], b) if i + 1 < len(found) else None)
        for i, (s, a, b) in enumerate(found)
    )


def _flip_error(first: Floats, last: Floats, s: int, r: int, at: float) -> float | None:
    """Standard error of the crossing of two lines at ``at``, by the delta method.

    With d₀, d₁ the mean paired differences at the ends, x = d₀/(d₀ - d₁), and to first order
    error(x) = error((1 - x)·d₀ + x·d₁) / |d₁ - d₀|.
    """
    if first.shape[1] < 2:
        return None
    begin, finish = first[s] - first[r], last[s] - last[r]
    noise = sampling_error((1 - at) * begin + at * finish)
    return float(noise / abs(finish.mean() - begin.mean()))


def clip(polygon: Floats, height: Floats) -> Floats:
    """The part of a convex polygon where a linear function is at least 0 (Sutherland & Hodgman 1974).

    ``polygon`` (m, 3) in barycentric coordinates, ``height`` (3,): the function's value at the corners.
    """
    if len(polygon) == 0:
        return polygon
    level = polygon @ height
    kept: list[Floats] = []
    for i in range(len(polygon)):
        j = (i + 1) % len(polygon)
        if level[i] >= 0:
            kept.append(polygon[i])
        if (level[i] > 0 > level[j]) or (level[i] < 0 < level[j]):
            share = level[i] / (level[i] - level[j])
            kept.append(polygon[i] + share * (polygon[j] - polygon[i]))
    return np.array(kept).reshape(-1, 3)


def area(polygon: Floats) -> float:
    """Area of a polygon as a share of the triangle, by the shoelace formula on two coordinates."""
    if len(polygon) < 3:
        return 0.0
    x, y = polygon[:, 0], polygon[:, 1]
    return float(abs(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1))))


def partition(corners: Floats, labels: list[str]) -> tuple[Region, ...]:
    """Regions of a triangle in which each strategy is best; ``corners`` (3, strategies)."""
    regions = []
    for s, label in enumerate(labels):
        polygon = np.eye(3)
        for r in range(len(labels)):
            height = corners[:, s] - corners[:, r]
            if r < s and not height.any():  # the same plane on this triangle: the earlier one has it
                polygon = np.empty((0, 3))
            if r != s:
                polygon = clip(polygon, height)
        if area(polygon) > NARROW:
            regions.append(Region(label, polygon, area(polygon)))
    return tuple(regions)
