"""PRIM, the patient rule induction method: where in the space of factors do the cases of interest lie?

Friedman & Fisher (1999), Statistics and Computing 9, 123–143; for scenario discovery Bryant & Lempert
(2010), Technological Forecasting & Social Change 77, 34–49.

Peeling. From the box that holds everything, every step tries 2 peels per factor: off the top, the futures
above the quantile 1 - α, and off the bottom, those below the quantile α. The peel with the best objective
is made; ties go to the box with fewer restricted factors, then to the factor further left, top before
bottom. Peeling ends when the best peel gains nothing or would leave less than ``mass_min`` of all futures.
The quantile is the midpoint of two distinct neighbours in the sorted values, so that equal values are
peeled together or not at all. Pasting then widens the box by the quantile α of what lies just outside one
side, as long as that raises the density. These are the rules of the exploratory modelling workbench
(peel_alpha 0.05, paste_alpha 0.05, mass_min 0.05, objective "lenient1"), and boxes are the same.

Speed. Each factor is sorted once. A step walks each factor's sorted list from both ends over the futures
still inside and stops at the quantile, so it reads about 2α of the futures per factor and sorts nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Literal

import numba
import numpy as np
import pandas as pd
import xarray as xr
from numba import njit, prange
from numpy.typing import NDArray
from scipy.stats import binom

from modusvivendi.decide.box import Box, boxes_frame, limits_frame
from modusvivendi.decide.inputs import Floats, Rows, rows
from modusvivendi.decide.robustness import dropped_sentence
from modusvivendi.decide.rules import rule
from modusvivendi.errors import InputError, choose

Objective = Literal["lenient1", "lenient2", "original"]
BLOCK = 1 << 14  # futures per unit of work when all futures are checked against a box
WORTH_THREADS = 4_000_000  # numbers (futures × factors) below which handing work to threads costs more than it saves
SIGNIFICANT = 0.05  # usual limit for quasi-p-values (Bryant & Lempert 2010)


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
        for name in ("peel_alpha", "paste_alpha"):
            if not 0 < getattr(self, name) < 0.5:
                raise InputError(f"{name} must lie above 0 and below 0.5, not {getattr(self, name)}")
        if not 0 <= self.mass_min <= 1:
            raise InputError(f"mass_min must lie between 0 and 1, not {self.mass_min}")
        choose("objective", self.objective, ("lenient1", "lenient2", "original"))


@dataclass(frozen=True, eq=False)
class PrimReport:
    """The trajectory of boxes from everything to the smallest, then the pasted ones.

    No box is right by itself: coverage falls as density rises, and the user picks. ``chosen`` is a
    default, the box with the highest harmonic mean of coverage and density among those whose
    restrictions are all significant (quasi-p below 0.05).
    """

    boxes: tuple[Box, ...]
    base_rate: float
    factors: tuple[str, ...]
    options: PrimOptions
    dropped: int

    @property
    def chosen(self) -> Box:
        """The default box."""
        sure = [b for b in self.boxes if b.limits and b.worst_quasi_p < SIGNIFICANT]
        return max(sure or list(self.boxes[:1]), key=_harmonic)

    def pick(self, coverage: float = 0.0, density: float = 0.0) -> Box:
        """The densest box that covers at least ``coverage`` and is at least ``density`` dense."""
        fitting = [b for b in self.boxes if b.coverage >= coverage and b.density >= density]
        if not fitting:
            raise InputError(f"no box has coverage of at least {coverage} and density of at least {density}")
        return max(fitting, key=lambda b: (b.density, b.coverage))

    def to_frame(self) -> pd.DataFrame:
        """The trajectory: one row per box."""
        return boxes_frame(self.boxes)

    def limits_frame(self, box: Box | None = None) -> pd.DataFrame:
        """Limits and quasi-p-values of a box, by default the chosen one."""
        return limits_frame(self.chosen if box is None else box)

    @property
    def sentences(self) -> tuple[str, ...]:
        """The chosen box in words, with its coverage and density."""
        return self.in_words("the outcome of interest happens")

    def in_words(self, happens: str, titles: Mapping[str, str] | None = None) -> tuple[str, ...]:
        """The chosen box as a rule; ``happens`` as in "`piecemeal` fails"."""
        box = self.chosen
        text = rule(box, self.base_rate, happens, titles)
        lines = [text[0].upper() + text[1:] + "."]
        if box.limits:
            lines.append(
                f"This box holds {100 * box.mass:.0f}% of futures and {100 * box.coverage:.0f}% of "
                f"the cases; the weakest restriction has quasi-p {box.worst_quasi_p:.2g}."
            )
        return (*lines, *dropped_sentence(self.dropped))


def _harmonic(box: Box) -> float:
    both = box.coverage + box.density
    return 2 * box.coverage * box.density / both if both > 0 else 0.0


def find_box(
    factors: pd.DataFrame,
    interest: pd.Series | xr.DataArray | NDArray[np.generic],
    options: PrimOptions = PrimOptions(),
) -> PrimReport:
    """Find one box by peeling and pasting.

    ``factors``: futures × factors, numeric. ``interest``: 1 for a future of interest, else 0, by label or
    by position. Rows that are not finite are dropped and counted. InputError if all or no futures are of
    interest: there is nothing to tell apart then.
    """
    return find_boxes(factors, interest, 1, options)[0]


def find_boxes(
    factors: pd.DataFrame,
    interest: pd.Series | xr.DataArray | NDArray[np.generic],
    count: int,
    options: PrimOptions = PrimOptions(),
) -> tuple[PrimReport, ...]:
    """Find up to ``count`` boxes, each among the futures outside the end of the trajectories before.

    Covering as in Friedman & Fisher (1999). Coverage and mass are shares of all cases and all futures.
    Stops early when the rest holds no case of interest or nothing else.
    """
    if count < 1:
        raise InputError("at least 1 box must be asked for")
    table = rows(factors, interest)
    check_interest(table)
    with _threads_for(table.x.size):
        return _cover(table, count, options)


@contextmanager
def _threads_for(size: int) -> Iterator[None]:
    """One thread for a small table; threads change the time only, never a box."""
    usual = numba.get_num_threads()
    numba.set_num_threads(1 if size < WORTH_THREADS else usual)
    try:
        yield
    finally:
        numba.set_num_threads(usual)


def _cover(table: Rows, count: int, options: PrimOptions) -> tuple[PrimReport, ...]:
    """One box after another among what is left."""
    data = _Data.of(table)
    alive = np.ones(len(table.y), dtype=np.bool_)
    reports: list[PrimReport] = []
    for _ in range(count):
        if reports and not 0 < data.y[alive].mean() < 1:
            break
        trajectory, inside = _trajectory(data, alive, options)
        boxes = tuple(_describe(data, alive, low, high) for low, high in trajectory)
        reports.append(PrimReport(boxes, float(table.y.mean()), table.factors, options, table.dropped))
        alive &= ~inside
        if not alive.any():
            break
    return tuple(reports)


def check_interest(table: Rows) -> None:
    """Raise InputError unless the result is 0 and 1, both present."""
    if not np.isin(table.y, (0.0, 1.0)).all():
        raise InputError("the cases of interest must be marked by 0 and 1 (or False and True)")
    if table.y.min() == table.y.max():
        which = "every" if table.y[0] else "no"
        raise InputError(f"{which} future is a case of interest: a constant outcome has no box")


@dataclass(frozen=True, eq=False)
class _Data:
    """Columns of factors, each factor's sort order and sorted values, and the cases of interest."""

    columns: Floats
    order: NDArray[np.int32]
    values: Floats
    y: NDArray[np.uint8]
    names: tuple[str, ...]
    floor: Floats
    ceiling: Floats

    @staticmethod
    def of(table: Rows) -> _Data:
        columns = np.ascontiguousarray(table.x.T)
        order = np.empty(columns.shape, dtype=np.int32)
        values = np.empty_like(columns)

        def sort(j: int) -> None:
            order[j] = np.argsort(columns[j])
            np.take(columns[j], order[j], out=values[j])

        with ThreadPoolExecutor(max_workers=min(numba.get_num_threads(), len(columns))) as pool:
            list(pool.map(sort, range(len(columns))))
        y = table.y.astype(np.uint8)
        return _Data(columns, order, values, y, table.factors, values[:, 0].copy(), values[:, -1].copy())


Limits = tuple[Floats, Floats]


def _trajectory(data: _Data, alive: NDArray[np.bool_], options: PrimOptions) -> tuple[list[Limits], NDArray[np.bool_]]:
    """All boxes by peeling, then pasting, and the futures inside the last."""
    inside = alive.copy()
    trajectory = _peel(data, inside, options)
    if options.paste:
        trajectory += _paste(data, alive, inside, trajectory[-1], options)
    return trajectory, inside


def _peel(data: _Data, inside: NDArray[np.bool_], options: PrimOptions) -> list[Limits]:
    """Peel as long as it pays; ``inside`` is updated in place."""
    low, high = data.floor.copy(), data.ceiling.copy()
    trajectory = [(low.copy(), high.copy())]
    total = len(data.y)
    # Sorted lists are shortened as futures leave; the ends of what is left of each are kept.
    order, values = data.order, data.values
    first = np.zeros(len(low), dtype=np.int64)
    last = np.full(len(low), total - 1, dtype=np.int64)
    while True:
        n, hits = int(inside.sum()), int(data.y[inside].sum())
        if n < 0.5 * order.shape[1]:
            order, values = _shorten(order, values, inside, n)
            first[:], last[:] = 0, n - 1
        cut, gone, gone_hits = _candidates(order, values, inside, data.y, first, last, n, options.peel_alpha)
        j, top, objective = _best(
            cut, n - gone, hits - gone_hits, n, hits, low, high, data.floor, data.ceiling, options.objective
        )
        left = n - int(gone[j, top])
        if not (left / total >= options.mass_min and left < n and objective > 0):
            return trajectory
        if top:
            high[j] = cut[j, 1]
        else:
            low[j] = cut[j, 0]
        column = data.columns[j]
        inside &= (column <= high[j]) if top else (column >= low[j])
        trajectory.append((low.copy(), high.copy()))


def _best(
    cut: Floats,
    n_new: NDArray[np.int64],
    hits_new: NDArray[np.int64],
    n: int,
    hits: int,
    low: Floats,
    high: Floats,
    floor: Floats,
    ceiling: Floats,
    objective: Objective,
) -> tuple[int, int, float]:
    """The best of the candidate boxes: (factor, side 0 low or 1 high, objective).

    ``cut``, ``n_new``, ``hits_new``: (factors, 2). Order of preference at equal objective: fewer
    restricted factors, then position, with the high side first.
    """
    restricted = (low != floor) | (high != ceiling)
    best: tuple[float, int, int, int] | None = None
    for j in range(len(low)):
        others = int(restricted.sum()) - int(restricted[j])
        for side in (1, 0):
            new_low = cut[j, 0] if side == 0 else low[j]
            new_high = cut[j, 1] if side == 1 else high[j]
            free = len(low) - others - int(new_low != floor[j] or new_high != ceiling[j])
            gain = _objective(objective, hits, n, int(hits_new[j, side]), int(n_new[j, side]))
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


def _paste(
    data: _Data, alive: NDArray[np.bool_], inside: NDArray[np.bool_], limits: Limits, options: PrimOptions
) -> list[Limits]:
    """Widen the box side by side as long as the density rises; ``inside`` is updated in place."""
    low, high = limits[0].copy(), limits[1].copy()
    added: list[Limits] = []
    total = len(data.y)
    while True:
        used = np.flatnonzero((low != data.floor) | (high != data.ceiling))
        if used.size == 0:
            return added
        n, hits = int(inside.sum()), int(data.y[inside].sum())
        side, _ = _sides(data.columns, data.y, alive, used, low, high)
        cut = np.stack([low, high], axis=1)
        n_new, hits_new = np.full(cut.shape, n), np.full(cut.shape, hits)
        for k, j in enumerate(used.tolist()):
            for s in (0, 1):
                cut[j, s], more, more_hits = _paste_side(data, inside, side, k, j, s, cut[j, s], options)
                n_new[j, s] += more
                hits_new[j, s] += more_hits
        j, s, objective = _best_paste(used, cut, n_new, hits_new, n, hits, low, high, data, options)
        left, kept = int(n_new[j, s]), int(hits_new[j, s])
        if not (left / total >= options.mass_min and left > n and objective > 0 and kept / left > hits / n):
            return added
        (high if s else low)[j] = cut[j, s]
        within = (data.columns[j] <= high[j]) & (data.columns[j] >= low[j])
        inside |= (side == 2 * np.flatnonzero(used == j)[0] + s) & within
        added.append((low.copy(), high.copy()))


def _paste_side(
    data: _Data,
    inside: NDArray[np.bool_],
    side: NDArray[np.int16],
    k: int,
    j: int,
    s: int,
    limit: float,
    options: PrimOptions,
) -> tuple[float, int, int]:
    """New limit of one side of factor j, and the futures and cases that it would add."""
    column = data.columns[j]
    outside = side == 2 * k + s
    # The slab that a paste looks at includes the limit itself.
    at_limit = int((column[inside] == limit).sum())
    slab = np.concatenate([column[outside], np.full(at_limit, limit)])
    if slab.size == 0:
        return (float(data.ceiling[j]) if s else float(data.floor[j])), 0, 0
    slab.sort()
    new = distinct_quantile(slab, options.paste_alpha if s else 1 - options.paste_alpha)
    added = outside & ((column <= new) if s else (column >= new))
    return new, int(added.sum()), int(data.y[added].sum())


def _best_paste(
    used: NDArray[np.intp],
    cut: Floats,
    n_new: NDArray[np.int64],
    hits_new: NDArray[np.int64],
    n: int,
    hits: int,
    low: Floats,
    high: Floats,
    data: _Data,
    options: PrimOptions,
) -> tuple[int, int, float]:
    """As ``_best``, over restricted factors only and with the low side first."""
    best: tuple[float, int, int, int] | None = None
    for j in (int(u) for u in used):
        for side in (0, 1):
            new_low, new_high = (cut[j, 0], high[j]) if side == 0 else (low[j], cut[j, 1])
            narrow = int(new_low != data.floor[j] or new_high != data.ceiling[j])
            free = len(low) - (used.size - 1) - narrow
            gain = _objective(options.objective, hits, n, int(hits_new[j, side]), int(n_new[j, side]))
            if best is None or (gain, free) > best[:2]:
                best = (gain, free, j, side)
    assert best is not None
    return best[2], best[3], best[0]


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


def _describe(data: _Data, alive: NDArray[np.bool_], low: Floats, high: Floats) -> Box:
    """Statistics and quasi-p-values of a box among the futures ``alive``."""
    used = np.flatnonzero((low != data.floor) | (high != data.ceiling))
    _, counts = _sides(data.columns, data.y, alive, used, low, high)
    inside, hits = int(counts[0, 0]), int(counts[0, 1])
    limits, quasi_p = {}, {}
    for k, j in enumerate(used):
        sides = (low[j] != data.floor[j], high[j] != data.ceiling[j])
        limits[data.names[j]] = (
            float(low[j]) if sides[0] else -np.inf,
            float(high[j]) if sides[1] else np.inf,
        )
        p = [
            quasi_p_value(hits, inside, hits + counts[1 + 2 * k + s, 1], inside + counts[1 + 2 * k + s, 0])
            if sides[s]
            else float("nan")
            for s in (0, 1)
        ]
        quasi_p[data.names[j]] = (p[0], p[1])
    everything = int(data.y.sum())
    return Box(limits, inside, hits, hits / everything, hits / inside, inside / len(data.y), quasi_p)


def quasi_p_value(hits: int, inside: int, hits_without: int, inside_without: int) -> float:
    """P(at least ``hits`` of ``inside``) if cases were as dense as without the restriction, binomial."""
    return float(binom.sf(hits - 1, inside, hits_without / inside_without))


# Compiled loops. Each factor, or each block of futures, is independent: threads cannot change a result.


@njit(cache=True, nogil=True, parallel=True)
def _candidates(
    order: Any, values: Any, inside: Any, y: Any, first: Any, last: Any, n: int, alpha: float
) -> Any:  # pragma: no cover - compiled
    """The two peels of every factor: cut value, futures and cases peeled, each (factors, 2).

    ``first``, ``last``: ends of each sorted list that may still be inside; moved inward in place.
    """
    count = order.shape[0]
    cut = np.empty((count, 2))
    gone = np.zeros((count, 2), dtype=np.int64)
    hits = np.zeros((count, 2), dtype=np.int64)
    for j in prange(count):
        while not inside[order[j, first[j]]]:
            first[j] += 1
        while not inside[order[j, last[j]]]:
            last[j] -= 1
        for side in range(2):
            step = -1 if side == 1 else 1
            at = (n - 1) * ((1 - alpha) if side == 1 else alpha)
            # Ranks counted from this side of the neighbours of the quantile.
            near = n - 1 - int(np.ceil(at)) if side == 1 else int(np.floor(at))
            far = n - 1 - int(np.floor(at)) if side == 1 else int(np.ceil(at))
            i = last[j] if side == 1 else first[j]
            end = first[j] if side == 1 else last[j]
            rank = 0
            a = values[j, i]
            b = a
            while True:
                if inside[order[j, i]]:
                    if rank == near:
                        a = values[j, i]
                    if rank >= far:
                        b = values[j, i]
                        if b != a:
                            break
                    rank += 1
                if i == end:
                    break
                i += step
            cut[j, side] = (a + b) / 2
            i = last[j] if side == 1 else first[j]
            while (values[j, i] > cut[j, 1]) if side == 1 else (values[j, i] < cut[j, 0]):
                if inside[order[j, i]]:
                    gone[j, side] += 1
                    hits[j, side] += y[order[j, i]]
                i += step
    return cut, gone, hits


@njit(cache=True, nogil=True, parallel=True)
def _shorten(order: Any, values: Any, inside: Any, n: int) -> Any:  # pragma: no cover - compiled
    """Sorted lists without the futures that have left, (factors, n)."""
    kept = np.empty((order.shape[0], n), dtype=np.int32)
    kept_values = np.empty((order.shape[0], n))
    for j in prange(order.shape[0]):
        k = 0
        for i in range(order.shape[1]):
            if inside[order[j, i]]:
                kept[j, k] = order[j, i]
                kept_values[j, k] = values[j, i]
                k += 1
    return kept, kept_values


@njit(cache=True, nogil=True, parallel=True)
def _sides(columns: Any, y: Any, alive: Any, used: Any, low: Any, high: Any) -> Any:  # pragma: no cover - compiled
    """Where each future stands to a box: -1 inside, 2k + s only beyond side s of used[k], -2 elsewhere.

    Also counts (1 + 2·used, 2): futures and cases inside, then beyond each side alone.
    """
    n = columns.shape[1]
    side = np.empty(n, dtype=np.int16)
    blocks = (n + BLOCK - 1) // BLOCK
    parts = np.zeros((blocks, 2 + 2 * used.shape[0], 2), dtype=np.int64)
    for block in prange(blocks):
        start, stop = block * BLOCK, min(n, (block + 1) * BLOCK)
        mine, cases = side[start:stop], y[start:stop]
        for i in range(mine.shape[0]):
            mine[i] = np.int16(-1) if alive[start + i] else np.int16(-2)
        for k in range(used.shape[0]):
            column, floor, ceiling = columns[used[k]][start:stop], low[used[k]], high[used[k]]
            below, above = np.int16(2 * k), np.int16(2 * k + 1)
            # Selects instead of branches: random futures would mislead a branch half of the time.
            for i in range(mine.shape[0]):
                x, old = column[i], mine[i]
                new = (below if x < floor else above) if old == np.int16(-1) else np.int16(-2)
                mine[i] = new if (x < floor) | (x > ceiling) else old
        count = np.zeros((2 + 2 * used.shape[0], 2), dtype=np.int64)
        for i in range(mine.shape[0]):
            count[mine[i] + 2, 0] += 1
            count[mine[i] + 2, 1] += cases[i]
        parts[block] = count
    return side, parts.sum(axis=0)[1:]
