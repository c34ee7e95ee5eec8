"""Chance: uniform, independent over streams, months, indices and futures; a function of its address only."""

from __future__ import annotations

import numpy as np
from numba import njit
from scipy import stats

from modusvivendi.engine import chance


@njit
def draws(keys, stream, month, index):  # type: ignore[no-untyped-def]
    out = np.empty(keys.shape[1], np.float32)
    count = chance.counter(stream, month, index)
    for n in range(keys.shape[1]):
        out[n] = chance.uniform(keys[0, n], keys[1, n], count)
    return out


KEYS = chance.future_keys(3, np.arange(100_000))


def test_draws_are_uniform_inside_the_open_interval() -> None:
    for address in ((1, 0, 0), (7, 59, 18), (20, 3, 4)):
        u = draws(KEYS, *address)
        assert u.min() > 0 and u.max() < 1
        assert stats.kstest(u.astype(np.float64), "uniform").pvalue > 1e-4


def test_neighbouring_streams_months_indices_and_futures_are_uncorrelated() -> None:
    base = draws(KEYS, 1, 5, 3)
    others = [draws(KEYS, 2, 5, 3), draws(KEYS, 1, 6, 3), draws(KEYS, 1, 5, 4), np.roll(base, 1)]
    for other in others:
        assert abs(np.corrcoef(base, other)[0, 1]) < 5 / np.sqrt(len(base))


def test_a_draw_depends_on_its_future_alone_not_on_who_else_is_drawn() -> None:
    shuffled = np.random.default_rng(0).permutation(1000)
    assert (draws(chance.future_keys(3, shuffled), 1, 2, 3) == draws(KEYS[:, :1000], 1, 2, 3)[shuffled]).all()


def test_seeds_give_different_keys_and_keys_do_not_collide() -> None:
    many = chance.future_keys(3, np.arange(1_000_000)).astype(np.uint64)
    assert len(np.unique(many[0] << np.uint64(32) | many[1])) == 1_000_000
    assert not (chance.future_keys(4, np.arange(100)) == KEYS[:, :100]).any()


def test_the_whole_course_of_a_million_counters_is_equidistributed() -> None:
    u = np.concatenate([draws(KEYS[:, :200], s, t, i) for s in (1, 2, 3) for t in range(30) for i in range(19)])
    counts, _ = np.histogram(u, bins=64, range=(0, 1))
    assert stats.chisquare(counts).pvalue > 1e-4
