"""Loops over lanes are noted as such for the compiler, and no others."""

from __future__ import annotations

import numba
import numpy as np
import pytest

from modusvivendi.engine.compile import ALLOCATES
from modusvivendi.engine.layout import LANES, L

pytestmark = pytest.mark.skipif(bool(numba.config.DISABLE_JIT), reason="nothing is compiled")  # type: ignore[attr-defined]


def lanes(s, places):  # type: ignore[no-untyped-def]
    """Rows that may lie anywhere: the compiler cannot tell them apart by itself."""
    for n in range(places.size // 2):
        for l in range(L):
            s[places[2 * n] * L + l] += s[places[2 * n + 1] * L + l]


def others(s, places):  # type: ignore[no-untyped-def]
    """The same, over another range."""
    for n in range(places.size // 2):
        for l in range(places[0]):
            s[places[2 * n] * L + l] += s[places[2 * n + 1] * L + l]


def compiled(function) -> str:  # type: ignore[no-untyped-def]
    """What LLVM made of it."""
    made = numba.njit("void(float32[::1], uint64[::1])", **ALLOCATES)(function)
    return str(next(iter(made.overloads.values())).library.get_llvm_str())


def test_no_address_is_compared_before_a_loop_over_lanes() -> None:
    assert "x float>" in compiled(lanes) and "icmp ult ptr" not in compiled(lanes)
    assert "llvm.loop.parallel_accesses" not in compiled(others)


def test_a_loop_over_lanes_adds_what_it_should() -> None:
    s = np.arange(3 * LANES, dtype=np.float32)
    want = s.reshape(3, LANES).copy()
    want[2] += want[0]
    numba.njit("void(float32[::1], uint64[::1])", **ALLOCATES)(lanes)(s, np.array([2, 0], np.uint64))
    np.testing.assert_array_equal(s.reshape(3, LANES), want)
