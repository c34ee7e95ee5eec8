"""Counter-based chance: a draw is a hash of (study seed, theory, future, stream, month, index).

There is no generator state, so every strategy sees the same chance (common random numbers), an added draw or theory
disturbs no other, and results do not depend on threads, block size or order. Each theory has chance of its own, by its
name: in a mean over theories it averages out, as shared chance would not. The mixing step is
the 32-bit finaliser 'lowbias32' (C. Wellons, hash-prospector), applied once per half of a 64-bit future key.
"""

from __future__ import annotations

from hashlib import sha256

import numpy as np
from numba import njit

from modusvivendi.engine.compile import COMPILE, inlined

# Streams, one per decision. Numbers are part of a study's identity: append, never reuse.
TOWARD, AWAY, STEP_TOWARD, STEP_AWAY = 1, 2, 3, 4
CONSIDER, BELOW, DELIVER, PAY_ANYWAY = 7, 8, 9, 10
SHOCK = 11
REVERSAL, COHESION, FRAGMENT = 13, 14, 15
WARMTH, ACCREDIT, SNUB = 16, 17, 19
HAZARD = 20

_A, _B = np.uint32(0x7FEB352D), np.uint32(0x846CA68B)
_SIXTEEN, _FIFTEEN, _EIGHT = np.uint32(16), np.uint32(15), np.uint32(8)
_STREAM, _MONTH, _INDEX = np.uint32(0x9E3779B9), np.uint32(0x85EBCA6B), np.uint32(0xC2B2AE35)
_UNIT, _HALF_UNIT = np.float32(2.0**-24), np.float32(2.0**-25)
_LOW_HALF = np.uint32(0xFFFF)
_COARSE_UNIT, _COARSE_HALF_UNIT = np.float32(2.0**-16), np.float32(2.0**-17)


@njit(**COMPILE, forceinline=True)
def mix(x):  # type: ignore[no-untyped-def]
    """Scramble 32 bits so that every input bit flips about half of the output bits."""
    x = np.uint32(x ^ (x >> _SIXTEEN))
    x = np.uint32(x * _A)
    x = np.uint32(x ^ (x >> _FIFTEEN))
    x = np.uint32(x * _B)
    return np.uint32(x ^ (x >> _SIXTEEN))


@njit(**COMPILE, forceinline=True)
def counter(stream, month, index):  # type: ignore[no-untyped-def]
    """The part of the hash input that all futures share; computed outside the innermost loop."""
    c = np.uint32(np.uint32(stream) * _STREAM)
    c = mix(np.uint32(c + np.uint32(np.uint32(month + 1) * _MONTH)))
    return mix(np.uint32(c + np.uint32(np.uint32(index + 1) * _INDEX)))


@njit(**COMPILE, forceinline=True)
def uniform(key_low, key_high, count):  # type: ignore[no-untyped-def]
    """A uniform draw in (0,1) with 24 bits, never 0 or 1."""
    x = mix(np.uint32(key_low + count))
    x = mix(np.uint32(x + key_high))
    return np.float32(np.int32(x >> _EIGHT)) * _UNIT + _HALF_UNIT


@njit(**COMPILE, forceinline=True)
def two_uniforms(key_low, key_high, count):  # type: ignore[no-untyped-def]
    """Two independent uniform draws in (0,1) with 16 bits each, from one hash: for draws that need no fine tail."""
    x = mix(np.uint32(key_low + count))
    x = mix(np.uint32(x + key_high))
    high, low = np.int32(x >> _SIXTEEN), np.int32(x & _LOW_HALF)
    return (
        np.float32(high) * _COARSE_UNIT + _COARSE_HALF_UNIT,
        np.float32(low) * _COARSE_UNIT + _COARSE_HALF_UNIT,
    )


@inlined
def centred(u):  # type: ignore[no-untyped-def]
    """A uniform draw turned into noise of mean 0 and variance 1 (flat, so it is bounded by 1.73)."""
    return (u - 0.5) * 3.46410162


def own_chance(theory: str) -> int:
    """The number, 64 bits, by which a theory of this name has chance of its own: the first eight bytes of its SHA-256."""
    return int.from_bytes(sha256(theory.encode()).digest()[:8], "little")


def future_keys(seed: int, futures: np.ndarray, theory: str | None = None) -> np.ndarray:
    """Keys of futures: uint32 array (2, n), a SplitMix64 hash (Steele et al. 2014) of (seed, theory, future id).

    theory: whose own chance it is; None is chance that all theories share.
    """
    own = np.uint64(0 if theory is None else own_chance(theory))
    with np.errstate(over="ignore"):
        z = np.asarray(futures, np.uint64) + np.uint64(1)
        z = z * np.uint64(0x9E3779B97F4A7C15) + np.uint64(seed) * np.uint64(0xD1342543DE82EF95) + own
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        z = z ^ (z >> np.uint64(31))
    return np.stack([z.astype(np.uint32), (z >> np.uint64(32)).astype(np.uint32)])
