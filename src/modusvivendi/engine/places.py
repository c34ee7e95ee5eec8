"""How quantities lie in the flat arrays of the engine, and how many items a case may have at most.

A block of LANES futures runs side by side: the value of quantity ``q`` for item ``i`` in lane ``l`` is
``s[S.q + i * LANES + l]`` for state and ``p[P.q + i * LANES + l]`` for parameters. Flat arrays with offsets
known at compile time let the compiler prove that lanes do not overlap, and so use the vector units; with
two-dimensional arrays it does not (docs/benchmarks.md).
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Iterable
from math import prod
from typing import Any

import numpy as np

from modusvivendi.engine.capacities import CAPACITIES as CAPACITIES

LANES = 32

# Inside compiled code every index is unsigned: a signed one may be negative for all the compiler knows, and the
# code for that case stops vectorisation (measured: a factor of three on the whole month).
L = np.uint64(LANES)
ISSUE_STRIDE = np.uint64(CAPACITIES["issues"])


def _one_of(kind: str) -> str:
    return kind[:-3] + "y" if kind.endswith("ies") else kind[:-1]


# Loops count to the smaller of what a case has and these capacities. The bound lets the compiler see that the rows
# of one quantity end before those of the next begin, so that it needs no overlap checks while running (measured:
# a factor of two on the whole month). ``MOST.issues`` is how many there may be, ``MOST.last_issue`` the largest number.
_MOST = {**CAPACITIES, **{f"last_{_one_of(kind)}": n - 1 for kind, n in CAPACITIES.items()}}
MOST: Any = namedtuple("Most", _MOST)(**{name: np.uint64(n) for name, n in _MOST.items()})


def size_of(items: Iterable[str]) -> int:
    """Number of rows of a quantity with one value per combination of these items: () 1, ("segments", "issues") 192."""
    return prod(CAPACITIES[name] for name in items)


def offsets(name: str, sizes: dict[str, int]) -> tuple[Any, int]:
    """Offsets of the named quantities in a flat array, and the number of rows.

    Quantities with the same number of items lie together: a loop then touches a few separate stretches of the
    array, which its overlap checks can tell apart (interleaved, it would fall back to one lane at a time).
    """
    rows, starts = 0, {}
    for key, size in sorted(sizes.items(), key=lambda item: item[1]):
        starts[key] = np.uint64(rows * LANES)
        rows += size
    return namedtuple(name, starts.keys())(**starts), rows


def numbered(name: str, names: Iterable[str], kind: type[np.number] = np.uint64) -> Any:
    """Names with their places 0, 1, 2 ... as a named tuple that compiled code can read."""
    every = tuple(names)
    return namedtuple(name, every)(**{key: kind(n) for n, key in enumerate(every)})
