"""Chance: uniform, independent over streams, months, indices and futures; a function of its address only."""

from __future__ import annotations

import hashlib

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


def test_theories_have_chance_of_their_own_whoever_else_is_there() -> None:
    """By their name: uncorrelated with each other, with shared chance, and with each other's neighbouring futures."""
    futures = np.arange(100_000)
    one, other = (draws(chance.future_keys(3, futures, name), 1, 5, 3) for name in ("leverage", "inertia"))
    for a, b in ((one, other), (one, draws(KEYS, 1, 5, 3)), (one, np.roll(other, 1))):
        assert abs(np.corrcoef(a, b)[0, 1]) < 5 / np.sqrt(len(a))


def test_the_key_of_a_future_is_what_other_programs_can_work_out() -> None:
    """SplitMix64 of (future + 1) G + seed D + the first eight bytes of the name's SHA-256, in plain integers."""
    whole = 2**64
    for theory in ("leverage", "a theory of mine"):
        own = int.from_bytes(hashlib.sha256(theory.encode()).digest()[:8], "little")
        z = (8 * 0x9E3779B97F4A7C15 + 3 * 0xD1342543DE82EF95 + own) % whole
        z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9 % whole
        z = (z ^ z >> 27) * 0x94D049BB133111EB % whole
        z ^= z >> 31
        assert chance.future_keys(3, np.array([7]), theory)[:, 0].tolist() == [z % 2**32, z >> 32]


def test_the_whole_course_of_a_million_counters_is_equidistributed() -> None:
    u = np.concatenate([draws(KEYS[:, :200], s, t, i) for s in (1, 2, 3) for t in range(30) for i in range(19)])
    counts, _ = np.histogram(u, bins=64, range=(0, 1))
    assert stats.chisquare(counts).pvalue > 1e-4
