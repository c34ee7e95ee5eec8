"""The search of PRIM: peeling and pasting a box over sorted factors.

Peeling. From the box that holds everything, every step tries 2 peels per factor: off the top, the futures
above the quantile 1 - α, and off the bottom, those below the quantile α. The peel with the best objective
is made; ties go to the box with fewer restricted factors, then to the factor further left, top before
bottom. Peeling ends when the best peel gains nothing or would leave less than ``mass_min`` of all futures.
The quantile is the midpoint of two distinct neighbours in the sorted values, so that equal values are
peeled together or not at all. Pasting then widens the box by the quantile α of what lies just outside one
side, as long as that raises the density. These are the rules of the exploratory modelling workbench
(peel_alpha 0.05, paste_alpha 0.05, mass_min 0.05, objective "lenient1"), and boxes are the same.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from modusvivendi.analysis.discovery.prim_loops import peels, stands
from modusvivendi.analysis.inputs import Floats, Rows
from modusvivendi.errors import InputError, choose
from modusvivendi.files.given import given_number

Objective = Literal["lenient1", "lenient2", "original"]
Limits = tuple[Floats, Floats]  # lower and upper limits of every factor, (factors,) each
WORTH_THREADS = 4_000_000  # numbers (futures × factors) below which handing work to threads costs more than it saves
LOW_FIRST, HIGH_FIRST = (0, 1), (1, 0)


@dataclass(frozen=True)
class PrimOptions:
    """Settings of PRIM.

    ``peel_alpha``, ``paste_alpha``: share peeled or pasted per step, above 0 and below 0.5. ``mass_min``:
    least share of all futures in a box, 0–1. ``objective``: with n, m the futures and the density inside
    before, and n', m' after: "lenient1" (m' - m)/|n - n'|, "lenient2" n'(m' - m)/|n - n'|, "original" m'.
    """

    peel_alpha: float = 0.05
    paste_alpha: float = 0.05
    mass_min: float = 0.05
    objective: Objective = "lenient1"
    paste: bool = True

    def __post_init__(self) -> None:
        for name in ("peel_alpha", "paste_alpha", "mass_min"):
            given_number(name, getattr(self, name))
        for name in ("peel_alpha", "paste_alpha"):
            if not 0 < getattr(self, name) < 0.5:
                raise InputError(f"{name} must lie above 0 and below 0.5, not {getattr(self, name)}")
        if not 0 <= self.mass_min <= 1:
            raise InputError(f"mass_min must lie between 0 and 1, not {self.mass_min}")
        choose("objective", self.objective, ("lenient1", "lenient2", "original"))


USUAL = PrimOptions()


@dataclass(frozen=True, eq=False)
class Sorted:
    """Columns of factors (factors, futures), each one's order and sorted values, and the cases of interest (futures,)."""

    columns: Floats
    order: NDArray[np.int32]
    values: Floats
    y: NDArray[np.uint8]
    names: tuple[str, ...]

    @staticmethod
    def of(table: Rows) -> Sorted:
        """Sort every factor once."""
        columns = np.ascontiguousarray(table.x.T)
        order, values = np.empty(columns.shape, dtype=np.int32), np.empty_like(columns)

        def sort(j: int) -> None:
            order[j] = np.argsort(columns[j])
            np.take(columns[j], order[j], out=values[j])

        side_by_side(sort, range(len(columns)), columns.size)
        return Sorted(columns, order, values, table.y.astype(np.uint8), table.factors)

    @property
    def everything(self) -> Limits:
        """The box that holds all futures."""
        return self.values[:, 0].copy(), self.values[:, -1].copy()

    def restricted(self, box: Limits) -> NDArray[np.bool_]:
        """Which sides of a box are limits, (factors, 2)."""
        return np.stack([box[0] != self.values[:, 0], box[1] != self.values[:, -1]], axis=1)

    def stand(self, box: Limits, alive: NDArray[np.bool_]) -> tuple[NDArray[np.int16], NDArray[np.int64]]:
        """Where each future stands to a box, and counts (1 + 2·used, 2) of futures and cases: inside, then beyond each
        side of each restricted factor alone. See ``prim_loops.stands``."""
        used = np.flatnonzero(self.restricted(box).any(axis=1))
        n = len(self.y)
        side = np.empty(n, dtype=np.int16)
        edges = np.linspace(0, n, (os.cpu_count() or 1) + 1).astype(int)

        def part(k: int) -> Any:
            return stands(self.columns, self.y, alive, used, box, side, edges[k], edges[k + 1])

        return side, sum(side_by_side(part, range(len(edges) - 1), self.columns.size))[1:]


def side_by_side(function: Callable[[int], Any], items: Iterable[int], size: int) -> list[Any]:
    """A function of every item, on threads if the table is large; threads change the time only, never a box."""
    if size < WORTH_THREADS:
        return [function(item) for item in items]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return list(pool.map(function, items))


def trajectory(data: Sorted, alive: NDArray[np.bool_], options: PrimOptions) -> tuple[list[Limits], NDArray[np.bool_]]:
    """All boxes among the futures ``alive`` by peeling, then pasting, and the futures inside the last."""
    inside = alive.copy()
    boxes = _peel(data, inside, options)
    if options.paste:
        boxes += _paste(data, alive, inside, boxes[-1], options)
    return boxes, inside


@dataclass(frozen=True, eq=False)
class _Moves:
    """Moves of single sides of a box, (factors, 2) each: the new limit, futures and cases then inside."""

    cut: Floats
    n: NDArray[np.int64]
    hits: NDArray[np.int64]


def _best(
    data: Sorted,
    box: Limits,
    moves: _Moves,
    n: int,
    hits: int,
    objective: Objective,
    factors: NDArray[np.intp],
    sides: tuple[int, int],
) -> tuple[int, int, float]:
    """The best move: (factor, side 0 low or 1 high, objective).

    Order of preference at equal objective: fewer restricted factors, then position in ``factors``, then in ``sides``.
    """
    limits = data.restricted(box)
    best: tuple[float, int, int, int] | None = None
    for j in factors.tolist():
        for side in sides:
            own = limits[j].copy()
            own[side] = moves.cut[j, side] != data.values[j, -1 if side else 0]
            free = -int(np.delete(limits, j, axis=0).any(axis=1).sum()) - int(own.any())
            gain = _objective(objective, hits, n, int(moves.hits[j, side]), int(moves.n[j, side]))
            if best is None or (gain, free) > best[:2]:
                best = (gain, free, j, side)
    assert best is not None
    return best[2], best[3], best[0]


def _objective(objective: Objective, hits: int, n: int, hits_new: int, n_new: int) -> float:
    before = hits / n
    after = hits_new / n_new if n_new else 0.0
    if objective == "original":
        return after if n_new else -1.0
    if before == after:
        return 0.0
    change = (after - before) / abs(n - n_new)
    return n_new * (after - before) / abs(n - n_new) if objective == "lenient2" else change


def _peel(data: Sorted, inside: NDArray[np.bool_], options: PrimOptions) -> list[Limits]:
    """Peel as long as it pays; ``inside`` is updated in place."""
    low, high = data.everything
    boxes = [(low.copy(), high.copy())]
    total, factors = len(data.y), np.arange(len(low))
    # Sorted lists are shortened as futures leave; the ends of what is left of each are kept.
    order, values = list(data.order), list(data.values)
    ends = [(0, total - 1)] * len(low)
    while True:
        n, hits = int(inside.sum()), int(data.y[inside].sum())
        if n < 0.5 * len(order[0]):
            for j in range(len(low)):
                kept = inside[order[j]]
                order[j], values[j], ends[j] = order[j][kept], values[j][kept], (0, n - 1)
        step = partial(_peels, order, values, inside, data.y, ends, n, options.peel_alpha)
        found = side_by_side(step, factors, data.columns.size)
        ends = [(f[0], f[1]) for f in found]
        cut, gone, cases = (np.stack([f[i] for f in found]) for i in (2, 3, 4))
        moves = _Moves(cut, n - gone, hits - cases)
        j, side, objective = _best(data, (low, high), moves, n, hits, options.objective, factors, HIGH_FIRST)
        left = int(moves.n[j, side])
        if not (left / total >= options.mass_min and left < n and objective > 0):
            return boxes
        (high if side else low)[j] = cut[j, side]
        inside &= (data.columns[j] <= high[j]) if side else (data.columns[j] >= low[j])
        boxes.append((low.copy(), high.copy()))


def _peels(
    order: list[Any], values: list[Any], inside: Any, y: Any, ends: list[tuple[int, int]], n: int, alpha: float, j: int
) -> Any:
    return peels(order[j], values[j], inside, y, *ends[j], n, alpha)


def _paste(data: Sorted, alive: NDArray[np.bool_], inside: NDArray[np.bool_], box: Limits, options: PrimOptions) -> list[Limits]:
    """Widen the box side by side as long as the density rises; ``inside`` is updated in place."""
    low, high = box[0].copy(), box[1].copy()
    added: list[Limits] = []
    total = len(data.y)
    while True:
        used = np.flatnonzero(data.restricted((low, high)).any(axis=1))
        if used.size == 0:
            return added
        n, hits = int(inside.sum()), int(data.y[inside].sum())
        where, _ = data.stand((low, high), alive)
        moves = _Moves(np.stack([low, high], axis=1), np.full((len(low), 2), n), np.full((len(low), 2), hits))
        for k, j in enumerate(used.tolist()):
            for side in LOW_FIRST:
                limit, more, cases = _paste_side(data, inside, where == 2 * k + side, j, side, moves.cut[j, side], options)
                moves.cut[j, side] = limit
                moves.n[j, side] += more
                moves.hits[j, side] += cases
        j, side, objective = _best(data, (low, high), moves, n, hits, options.objective, used, LOW_FIRST)
        left, kept = int(moves.n[j, side]), int(moves.hits[j, side])
        if not (left / total >= options.mass_min and left > n and objective > 0 and kept / left > hits / n):
            return added
        (high if side else low)[j] = moves.cut[j, side]
        within = (data.columns[j] <= high[j]) & (data.columns[j] >= low[j])
        inside |= (where == 2 * np.flatnonzero(used == j)[0] + side) & within
        added.append((low.copy(), high.copy()))


def _paste_side(
    data: Sorted, inside: NDArray[np.bool_], outside: NDArray[np.bool_], j: int, side: int, limit: float, options: PrimOptions
) -> tuple[float, int, int]:
    """New limit of one side of factor j, and the futures and cases that it would add; ``outside``: beyond it alone."""
    column = data.columns[j]
    # The slab that a paste looks at includes the limit itself.
    at_limit = int((column[inside] == limit).sum())
    slab = np.concatenate([column[outside], np.full(at_limit, limit)])
    if slab.size == 0:
        return float(data.values[j, -1 if side else 0]), 0, 0
    slab.sort()
    new = distinct_quantile(slab, options.paste_alpha if side else 1 - options.paste_alpha)
    added = outside & ((column <= new) if side else (column >= new))
    return new, int(added.sum()), int(data.y[added].sum())


def distinct_quantile(ordered: Floats, share: float) -> float:
    """Midpoint of the two distinct sorted values around a quantile; moves inward past equal values.

    ``ordered``: ascending, not empty; ``share`` in (0, 1). Where the values on that side are all equal
    the result is that value.
    """
    at = (len(ordered) - 1) * share
    lower, upper = int(np.floor(at)), int(np.ceil(at))
    if share > 0.5:
        while ordered[lower] == ordered[upper] and lower > 0:
            lower -= 1
    else:
        while ordered[lower] == ordered[upper] and upper < len(ordered) - 1:
            upper += 1
    return float((ordered[lower] + ordered[upper]) / 2)
