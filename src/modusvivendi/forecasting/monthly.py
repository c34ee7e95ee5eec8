"""Futures kept month by month: what a dated question asks about.

Everything compiled is in this file: Numba's cache looks at the file of the outermost function, and at the engine. The stub
beside it (``monthly.pyi``) says what goes in and out. The month and its order are the engine's own.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from modusvivendi.engine.assembled import pick
from modusvivendi.engine.compile import ALLOCATES, compiled, inlined, separate
from modusvivendi.engine.driver import aligned, load_lanes, start_block
from modusvivendi.engine.equations.numeric import clip
from modusvivendi.engine.layout import MOST, PARAMETER_ROWS, STATE_ROWS, L, P, S
from modusvivendi.engine.month import month
from modusvivendi.engine.shared import here

ONE = np.uint64(1)


@inlined
def lanes_of(kept, first):
    """Futures of the block that begins at ``first``."""
    return min(L, np.uint64(kept.policy.shape[3]) - first)


@compiled
def keep_policy(s, setting, kept, number, t, first):
    """Keep where policy stands now."""
    for i in range(min(setting.issues, MOST.issues)):
        for l in range(lanes_of(kept, first)):
            kept.policy[number, t, i, first + l] = s[S.policy + i * L + l]


@compiled
def keep_issues(s, p, setting, kept, number, t, first):
    """Keep where policy stands, the steps the authority took by itself, and how far agreements moved policy.

    ``kept.policy`` holds where policy stood before the month. What is left of a month's movement after its own steps, cut at both ends as in taking them, is what agreements moved;
    a reversal in the same month hides as much of it.
    """
    for i in range(min(setting.issues, MOST.issues)):
        for l in range(lanes_of(kept, first)):
            x, scale = kept.policy[number, t, i, first + l], p[P.step_scale + l]
            up = clip(s[S.step_toward + i * L + l], 0.0, 1.0 - x)
            down = clip(s[S.step_away + i * L + l], 0.0, x + up)
            agreed = s[S.policy + i * L + l] - (x + up - down)
            kept.policy[number, t, i, first + l] = s[S.policy + i * L + l]
            kept.toward[number, t, i, first + l] = s[S.step_toward + i * L + l] / scale
            kept.away[number, t, i, first + l] = s[S.step_away + i * L + l] / scale
            kept.agreed[number, t, i, first + l] = agreed if agreed > 0.0 else 0.0


@compiled
def keep_others(s, setting, moves, kept, number, t, first):
    """Keep which countries accept an envoy or recognise, and how tracks stand."""
    lanes = lanes_of(kept, first)
    for j in range(min(setting.countries, MOST.countries)):
        for l in range(lanes):
            kept.accredited[number, t, j, first + l] = np.uint8(s[S.accredited + j * L + l] > 0.5)
            kept.recognised[number, t, j, first + l] = np.uint8(s[S.recognised + j * L + l] > 0.5)
    for k in range(min(moves.tracks, MOST.tracks)):
        for l in range(lanes):
            kept.tracks[number, t, k, first + l] = np.uint8(s[S.track_result + k * L + l])


@separate
def run_strategy(s, p, k, setting, batch, number, kept, first):
    """Run one strategy on the block of futures from ``first`` on, month by month, from their start in ``s``."""
    moves = pick(batch, number)
    place = here((s, p, k, setting, moves))
    for t in range(setting.months):
        keep_policy(s, setting, kept, number, t, first)
        month(place, t)
        keep_issues(s, p, setting, kept, number, t, first)
        keep_others(s, setting, moves, kept, number, t, first)


@njit(**ALLOCATES, cache=True)
def run_monthly(parameters, keys, setting, batch, nobody, kept):
    """Blocks of futures x strategies x months, lanes innermost; fills ``kept``."""
    s, start, p = aligned(STATE_ROWS * L), aligned(STATE_ROWS * L), aligned(PARAMETER_ROWS * L)
    k = aligned(2 * L).view(np.uint32)
    futures = np.uint64(parameters.shape[1])
    for block in range((futures + L - ONE) // L):
        first = block * L
        load_lanes(parameters, keys, first, p, k)
        start_block(start, p, k, setting, nobody)
        for number in range(batch.tracks.size):
            s[:] = start
            run_strategy(s, p, k, setting, batch, number, kept, first)
