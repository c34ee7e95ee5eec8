"""What goes in and out of the compiled loops of PRIM."""

import numpy as np

def peels(
    order: np.ndarray, values: np.ndarray, inside: np.ndarray, y: np.ndarray, first: int, last: int, n: int, alpha: float
) -> tuple[int, int, np.ndarray, np.ndarray, np.ndarray]:
    """The two peels of one factor: first, last, and cut, futures peeled, cases peeled, each (2,), below then above.

    order: (N,) numbers of futures in ascending order of the factor. values: (N,) the factor in that order. inside: (N,) bool
    by future. y: (N,) 1 for a case, else 0. first, last: ends of ``order`` that may still be inside. n: futures inside, at
    least 1. alpha: share to peel, in (0,1).
    """

def stands(
    columns: np.ndarray,
    y: np.ndarray,
    alive: np.ndarray,
    used: np.ndarray,
    box: tuple[np.ndarray, np.ndarray],
    side: np.ndarray,
    start: int,
    stop: int,
) -> np.ndarray:
    """Where futures ``start`` to ``stop`` - 1 stand to a box; counts of futures and of cases, (2 + 2 used, 2) int64.

    columns: (factors, N). y: (N,) 1 for a case, else 0. alive: (N,) bool. used: (k,) numbers of the factors that limit the
    box, its lowest and highest values (factors,). side: (N,) int16, written in place: -1 inside, 2k + s beyond side s of factor
    used[k] only, -2 elsewhere. Counts are in the order -2, -1, 0, 1, ...
    """
