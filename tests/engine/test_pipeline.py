"""Loops over lanes and rows of quantities are noted as such for the compiler, and no others."""

from __future__ import annotations

import numba
import numpy as np
import pytest

from modusvivendi.engine import pipeline
from modusvivendi.engine.compile import ALLOCATES
from modusvivendi.engine.layout import LANES, L, S

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


def total(s, items):  # type: ignore[no-untyped-def]
    """A sum over items: so many that, for all the compiler knows, they reach the row in which it is kept."""
    for n in range(items[0]):
        for l in range(L):
            s[S.total + l] += s[S.policy + n * L + l]


def test_a_sum_is_not_written_back_after_each_item(monkeypatch: pytest.MonkeyPatch) -> None:
    noted = compiled(total).count("store <")
    monkeypatch.setattr(pipeline, "PLACES", ())
    assert 0 < noted < compiled(total).count("store <")


def test_a_quantity_is_known_by_the_first_of_what_is_added_up() -> None:
    """Rows that come as an argument may be of any quantity, and are not noted."""
    assert compiled(total).count('!"S.') == 2
    assert '!"S.' not in compiled(lanes)
