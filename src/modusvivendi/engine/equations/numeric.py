"""Elementary functions that the compiler can vectorise.

Library calls for exp and log stop a loop from being vectorised; these polynomial forms do not. Error bounds
are tested: exp within 3e-7 relative on [-80, 80], log within 3e-7 absolute for arguments of order one.
Polynomials: the classical single-precision minimax forms of the Cephes library (S. Moshier, 1989).
"""

from __future__ import annotations

import math

import numpy as np
from llvmlite import ir
from numba import types as nb
from numba.extending import intrinsic, overload

from modusvivendi.engine.compile import COMPILE, inlined


@intrinsic
def _bits_of(typingctx, x):  # type: ignore[no-untyped-def]
    """Reinterpret a float32 as an int32."""
    return nb.int32(nb.float32), lambda ctx, b, sig, args: b.bitcast(args[0], ir.IntType(32))


@intrinsic
def _float_of(typingctx, bits):  # type: ignore[no-untyped-def]
    """Reinterpret an int32 as a float32."""
    return nb.float32(nb.int32), lambda ctx, b, sig, args: b.bitcast(args[0], ir.FloatType())


def power_of_two(k: float) -> float:
    """2 to the whole number k."""
    return 2.0**k


def exponent_of(x: float) -> float:
    """The binary exponent e of x > 0, with x = m * 2**e and m in [1, 2)."""
    return float(math.frexp(x)[1] - 1)


@overload(power_of_two, jit_options=COMPILE)
def _power_of_two(k):  # type: ignore[no-untyped-def]
    return lambda k: _float_of(np.int32((np.int32(k) + np.int32(127)) << 23))


@overload(exponent_of, jit_options=COMPILE)
def _exponent_of(x):  # type: ignore[no-untyped-def]
    return lambda x: np.float32(np.int32((_bits_of(np.float32(x)) >> 23) - 127))


@inlined
def clip(x: float, low: float, high: float) -> float:
    """x held between low and high."""
    x = low if x < low else x
    return high if x > high else x


@inlined
def exp(x: float) -> float:
    """e to the power x; x is held within [-80, 80]."""
    x = clip(x, -80.0, 80.0)
    k = np.floor(x * 1.44269504 + 0.5)
    r = x - k * 0.693359375 + k * 2.12194440e-4
    y = 1.9875691500e-4
    y = y * r + 1.3981999507e-3
    y = y * r + 8.3334519073e-3
    y = y * r + 4.1665795894e-2
    y = y * r + 1.6666665459e-1
    y = y * r + 5.0000001201e-1
    return (y * r * r + r + 1.0) * power_of_two(k)


@inlined
def log(x: float) -> float:
    """Natural logarithm of x > 0."""
    e = exponent_of(x)
    m = x * power_of_two(-e)
    high = m > 1.41421356
    e = e + 1.0 if high else e
    r = (m * 0.5 if high else m) - 1.0
    y = 7.0376836292e-2
    y = y * r - 1.1514610310e-1
    y = y * r + 1.1676998740e-1
    y = y * r - 1.2420140846e-1
    y = y * r + 1.4249322787e-1
    y = y * r - 1.6668057665e-1
    y = y * r + 2.0000714765e-1
    y = y * r - 2.4999993993e-1
    y = y * r + 3.3333331174e-1
    z = r * r
    return r + (y * r * z - 0.5 * z) + e * 0.693147181


@inlined
def logistic(x: float) -> float:
    """1 / (1 + e^-x)."""
    return 1.0 / (1.0 + exp(-x))


@inlined
def logit(p: float) -> float:
    """log(p / (1 - p)) for p in (0, 1); the quantile function of the logistic distribution."""
    return log(p / (1.0 - p))


@inlined
def saturate(x: float, half: float) -> float:
    """A stock x >= 0 on a scale from 0 to 1: sat(x; h) = 1 - 2^(-x/h), one half at x = h."""
    return 1.0 - exp(-0.693147181 * x / half)


@inlined
def bounded(eta: float) -> float:
    """A sum of effects held within +-3: eta -> 3 tanh(eta / 3), so a hazard ratio stays below 20."""
    e = exp(eta * 0.666666667)
    return 3.0 * (e - 1.0) / (e + 1.0)


@inlined
def decay(half_life: float) -> float:
    """The share of a stock that is left after one month, for a half-life in months."""
    return exp(-0.693147181 / half_life)
