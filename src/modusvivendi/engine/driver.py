"""The driver: blocks of futures x strategies x months, lanes innermost."""

from __future__ import annotations

import numpy as np
from numba import njit

from modusvivendi.engine.layout import LANES, PARAMETER_ROWS, STATE_ROWS, L, S
from modusvivendi.engine.month import month, start_future
from modusvivendi.engine.record import LATE_MONTHS, add_month, keep_path, write_outcomes
from modusvivendi.engine.setting import Moves
from modusvivendi.mechanism.compiled import COMPILE


@njit(**COMPILE)
def load_lanes(parameters, all_keys, first, p, keys):  # type: ignore[no-untyped-def]
    """Copy parameters and keys of LANES futures from ``first`` on; the last future pads a short block."""
    last = parameters.shape[1] - 1
    for l in range(L):
        n = min(first + l, last)
        keys[l] = all_keys[0, n]
        keys[L + l] = all_keys[1, n]
    for r in range(parameters.shape[0]):
        for l in range(L):
            p[r * L + l] = parameters[r, min(first + l, last)]


@njit(**COMPILE)
def pick(batch, n):  # type: ignore[no-untyped-def]
    """Strategy number ``n`` of a batch."""
    k = batch.tracks[n]
    return Moves(
        batch.follow[n], batch.follows[n], batch.levers[n], batch.lever_set[n], batch.demands[n],
        batch.demands_set[n], batch.track_bloc[n, :k], batch.track_start[n], batch.track_reward[n],
        batch.track_standing[n], batch.track_publicity[n], batch.track_whole[n], batch.track_intensity[n],
        batch.track_patience[n], batch.track_renewals[n], batch.track_pause[n], batch.track_snub[n],
        batch.track_key[n], batch.track_first[n], batch.track_last[n], batch.entry_issue[n], batch.entry_step[n],
        batch.at_once[n], batch.tracks[n],
    )  # fmt: skip


@njit(**COMPILE, cache=True)
def simulate(parameters, keys, setting, batch, nobody, outcomes, paths, tracks):  # type: ignore[no-untyped-def]
    """Run every strategy on the same futures.

    parameters: (PARAMETER_ROWS, n) float32. keys: (2, n) uint32. batch: Moves with a leading axis of strategies.
    Filled in place: outcomes (strategies, outcomes, n) float32; paths (strategies, months, channels, m) float32
    for the first m <= n futures; tracks (strategies, TRACKS or fewer, n) float32 results per track.
    Deterministic: a future's numbers depend on its own parameters and keys only. Releases the interpreter lock.
    """
    futures = parameters.shape[1]
    sample = paths.shape[3]
    s = np.empty(STATE_ROWS * L, np.float32)
    p = np.empty(PARAMETER_ROWS * L, np.float32)
    k = np.empty(2 * L, np.uint32)
    for first in range(0, futures, LANES):
        load_lanes(parameters, keys, first, p, k)
        lanes = min(LANES, futures - first)
        kept = max(0, min(lanes, sample - first))
        for number in range(batch.tracks.size):
            moves = pick(batch, number)
            start_future(s, p, k, setting, nobody)
            for t in range(setting.months):
                trend = np.float32((t + 1) / setting.months)
                month(s, p, k, setting, moves, t, trend)
                late = np.float32(1.0 / LATE_MONTHS if t >= setting.months - LATE_MONTHS else 0.0)
                add_month(s, p, setting, late)
                if kept > 0:
                    keep_path(s, p, setting, moves, paths[number, t], first, kept)
            write_outcomes(s, p, setting, moves, outcomes[number], first, lanes)
            write_tracks(s, moves, tracks[number], first, lanes)


@njit(**COMPILE)
def write_tracks(s, moves, tracks, first, lanes):  # type: ignore[no-untyped-def]
    """Write the result of each track (0 open, 1 met, 2 partly, 3 temporary, 4 not met)."""
    for k in range(min(moves.track_bloc.size, tracks.shape[0])):
        for n in range(lanes):
            tracks[k, first + n] = s[S.track_result + k * L + n]
