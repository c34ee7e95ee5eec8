"""Quantiles in (0, 1) that go by name: a shuffled and scrambled van der Corput sequence for each number.

The quantile of a number in future i depends on the study's seed, the number's name and i, and on nothing else: a new
parameter, issue or country moves no other draw, and blocks, order and machines do not matter. In every aligned run of
2^m futures (from a multiple of 2^m on) exactly one future lies in each of 2^m equal parts of every number's distribution.

    quantile(name, i) = scramble(reverse_bits(shuffle(i)))

Shuffle and scramble are base-2 Owen scrambles by hash, with seeds of the name's own: Burley 2020, "Practical Hash-based
Owen Scrambling", Journal of Computer Graphics Techniques 9(4). Owen's scramble swaps, at random, the halves of an interval,
then the halves of each half, and so on; on the bits of a number from the lowest up (reversed, therefore) it is a hash in
which a bit depends on lower ones only: additions, multiplications and exclusive ors, after Laine and Karras. Shuffling
the order as well makes sequences of different numbers independent of each other, so that no number of dimensions is
too many. With the constants of that paper, or those of N. Vegdahl ("Building a Better LK Hash", psychopath.io 2021), the first
64 futures have 2,048 orders at most, too few for several hundred numbers: two of 400 were correlated at 0.99. So all
constants come from the name here.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from hashlib import shake_128

import numpy as np

from modusvivendi.errors import InputError

LAST = 2**32 - 1  # the highest number of a future
TOGETHER = 16384  # quantiles worked out at once: they stay in the processor's cache
ROUNDS = 4  # of the hash: with fewer, flips in different parts of an interval are seen to depend on each other
_ONE = np.uint32(1)
_SWAPS = [(np.uint32(shift), np.uint32(mask)) for shift, mask in ((1, 0x55555555), (2, 0x33333333), (4, 0x0F0F0F0F))]


def quantiles(names: Sequence[str], numbers: np.ndarray, seed: int, stream: str = "") -> dict[str, np.ndarray]:
    """Quantiles in (0, 1), name → (n,) float64, of the futures ``numbers`` (n,), which may be any from 0 to 2^32 - 1.

    stream: what the quantiles are for; another stream has quantiles that are independent of these. The quantiles are odd multiples
    of 2^-33, so never 0 or 1. Raises InputError for numbers that are out of range.
    """
    if len(numbers) and not (numbers.min() >= 0 and numbers.max() <= LAST):
        raise InputError(f"futures are numbered from 0 to {LAST:,}, not {numbers.min():,} to {numbers.max():,}")
    reversed_numbers = reverse_bits(numbers.astype(np.uint32))
    order, swaps = np.stack([seeds_of(seed, stream, name) for name in names], axis=2)
    found = np.empty((len(names), len(numbers)))
    together = max(1, TOGETHER // max(1, len(numbers)))
    for first in range(0, len(names), together):
        part = slice(first, first + together)
        shuffled = reverse_bits(owen_hash(reversed_numbers, order[:, part]))
        # The bits of the shuffled number are the reversed bits of its van der Corput point, as the hash wants them.
        found[part] = reverse_bits(owen_hash(shuffled, swaps[:, part]))
    found += 0.5
    found *= 2.0**-32
    return dict(zip(names, found, strict=True))


@lru_cache(maxsize=65536)
def seeds_of(seed: int, stream: str, name: str) -> np.ndarray:
    """The constants of a name's shuffle and scramble, (2, 3 ROUNDS, 1) uint32."""
    digest = shake_128(f"{seed}\n{stream}\n{name}".encode()).digest(24 * ROUNDS)
    return np.frombuffer(digest, "<u4").astype(np.uint32).reshape(2, 3 * ROUNDS, 1)


def owen_hash(x: np.ndarray, seeds: np.ndarray) -> np.ndarray:
    """Owen scramble of reversed bits x uint32: each bit is flipped or not, by a hash of all lower bits.

    seeds: uint32, three a round along the first axis, the others broadcast with x.
    """
    for n in range(0, 3 * ROUNDS, 3):
        x = x + seeds[n]
        x ^= x * (seeds[n + 1] << _ONE)
        x *= seeds[n + 2] | _ONE
    return x


def reverse_bits(x: np.ndarray) -> np.ndarray:
    """The 32 bits of x uint32 in reverse order."""
    x = x.byteswap()
    for shift, mask in _SWAPS:
        high = x >> shift
        high &= mask
        x &= mask
        x <<= shift
        x |= high
    return x
