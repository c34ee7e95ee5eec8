"""The driver: blocks of futures x strategies x months, lanes innermost."""

from __future__ import annotations

import numpy as np
from numba import njit

from modusvivendi.engine.assembled import keep_path, pick
from modusvivendi.engine.compile import ALLOCATES, compiled, separate
from modusvivendi.engine.kept import add_month, write_all
from modusvivendi.engine.layout import PARAMETER_ROWS, STATE_ROWS, L, S
from modusvivendi.engine.month import month, start_future
from modusvivendi.engine.reduce import put
from modusvivendi.engine.shared import here

NONE, ONE = np.uint64(0), np.uint64(1)
LINE = 16  # numbers in a cache line


@compiled
def load_lanes(parameters, all_keys, first, p, keys):
    """Copy parameters and keys of LANES futures from ``first`` on; the last future pads a short block."""
    futures = np.uint64(parameters.shape[1])
    for l in range(L):
        n = min(first + l, futures - ONE)
        keys[l] = all_keys[0, n]
        keys[L + l] = all_keys[1, n]
    for r in range(np.uint64(parameters.shape[0])):
        if first + L <= futures:
            for l in range(L):
                p[r * L + l] = parameters[r, first + l]
        else:
            for l in range(L):
                p[r * L + l] = parameters[r, min(first + l, futures - ONE)]


@njit(**ALLOCATES)
def aligned(size):
    """Room for ``size`` numbers from the start of a cache line on, else every reading of lanes takes in two lines."""
    room = np.empty(size + LINE, np.float32)
    skip = (LINE - room.ctypes.data // 4 % LINE) % LINE
    return room[skip : skip + size]


@njit(**ALLOCATES, cache=True)
def simulate(parameters, keys, setting, batch, nobody, outcomes, paths, tracks):
    """Run every strategy on the same futures.

    parameters: (PARAMETER_ROWS, n) float32. keys: (2, n) uint32. batch: Moves with a leading axis of strategies.
    Filled in place: outcomes (strategies, outcomes, n) float32; paths (strategies, months, channels, m) float32
    for the first m <= n futures; tracks (strategies, TRACKS or fewer, n) float32 results per track.
    Deterministic: a future's numbers depend on its own parameters and keys only. Releases the interpreter lock.
    """
    s, start, p = aligned(STATE_ROWS * L), aligned(STATE_ROWS * L), aligned(PARAMETER_ROWS * L)
    k = aligned(2 * L).view(np.uint32)
    for block in range((np.uint64(parameters.shape[1]) + L - ONE) // L):
        first = block * L
        load_lanes(parameters, keys, first, p, k)
        run_block(s, start, p, k, setting, batch, nobody, outcomes, paths, tracks, first)


@separate
def start_block(start, p, k, setting, nobody):
    """The start of a block of futures, the same under all strategies."""
    start_future(here((start, p, k, setting, nobody)), -1)


@separate
def run_block(s, start, p, k, setting, batch, nobody, outcomes, paths, tracks, first):
    """Run every strategy on one block of futures; the start is the same under all of them."""
    lanes = min(L, np.uint64(outcomes.shape[2]) - first)
    sample = np.uint64(paths.shape[3])
    kept = min(lanes, sample - first) if sample > first else NONE
    start_future(here((start, p, k, setting, nobody)), -1)
    for number in range(batch.tracks.size):
        moves = pick(batch, number)
        for n in range(s.size):
            s[n] = start[n]
        place = here((s, p, k, setting, moves))
        for t in range(setting.months):
            month(place, t)
            add_month(place, t)
            if kept > 0:
                keep_path(s, p, setting, moves, paths[number, t], first, kept)
        write_all(here((s, p, setting, moves, outcomes[number], first, lanes)), -1)
        write_tracks(s, moves, tracks[number], first, lanes)


@compiled
def write_tracks(s, moves, tracks, first, lanes):
    """Write the result of each track (0 open, 1 met, 2 partly, 3 temporary, 4 not met)."""
    for k in range(min(moves.tracks, np.uint64(tracks.shape[0]))):
        put(s, S.track_result + k * L, tracks, k, first, lanes)
