"""Compiled loops of PRIM over many futures. Each call works on one factor or one stretch of futures, and releases the
interpreter lock, so that threads can share the work without changing a result."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from modusvivendi.engine import cache as cache  # says where compiled code is kept, before any is


@njit(cache=True, nogil=True)
def peels(
    order: Any, values: Any, inside: Any, y: Any, first: int, last: int, n: int, alpha: float
) -> Any:  # pragma: no cover - compiled
    """The two peels of one factor: (first, last, cut, futures peeled, cases peeled), each of the last three (2,).

    ``order``, ``values``: the futures and their values in ascending order of the factor. ``first``, ``last``: ends of
    that list that may still be ``inside``. ``n``: futures inside. Walks the list from either end over the futures
    inside and stops at the quantile, so it reads about 2α of them and sorts nothing.
    """
    cut = np.empty(2)
    gone, hits = np.zeros(2, dtype=np.int64), np.zeros(2, dtype=np.int64)
    while not inside[order[first]]:
        first += 1
    while not inside[order[last]]:
        last -= 1
    for side in range(2):
        start, end, step = (last, first, -1) if side == 1 else (first, last, 1)
        at = (n - 1) * ((1 - alpha) if side == 1 else alpha)
        # Ranks counted from this side of the neighbours of the quantile.
        near = n - 1 - int(np.ceil(at)) if side == 1 else int(np.floor(at))
        far = n - 1 - int(np.floor(at)) if side == 1 else int(np.ceil(at))
        i, rank = start, 0
        a = b = values[i]
        while True:
            if inside[order[i]]:
                if rank == near:
                    a = values[i]
                if rank >= far:
                    b = values[i]
                    if b != a:
                        break
                rank += 1
            if i == end:
                break
            i += step
        cut[side] = (a + b) / 2
        i = start
        while (values[i] > cut[1]) if side == 1 else (values[i] < cut[0]):
            if inside[order[i]]:
                gone[side] += 1
                hits[side] += y[order[i]]
            i += step
    return first, last, cut, gone, hits


@njit(cache=True, nogil=True)
def stands(
    columns: Any, y: Any, alive: Any, used: Any, box: Any, side: Any, start: int, stop: int
) -> Any:  # pragma: no cover - compiled
    """Where futures ``start`` to ``stop`` - 1 stand to a box, written into ``side``; counts (2 + 2·used, 2).

    -1 inside, 2k + s beyond side s of factor used[k] only, -2 elsewhere. Counts of futures and of cases, in the order
    -2, -1, 0, 1, ...
    """
    mine, cases = side[start:stop], y[start:stop]
    for i in range(mine.shape[0]):
        mine[i] = np.int16(-1) if alive[start + i] else np.int16(-2)
    for k in range(used.shape[0]):
        column, floor, ceiling = columns[used[k]][start:stop], box[0][used[k]], box[1][used[k]]
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
    return count
