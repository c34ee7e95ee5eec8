"""What a deal does where it is struck: do no harm is a question about success, not about an average over failures."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from modusvivendi.engine.layout import TRACK_RESULT
from modusvivendi.planning.judging.evaluate import Evaluation
from modusvivendi.study.sampling_error import sampling_error

TAKEN = (int(TRACK_RESULT.met), int(TRACK_RESULT.partly), int(TRACK_RESULT.temporary))
REACH = 1.96  # standard errors to either end of a 95 per cent interval
NOTICED = 0.001  # a tenth of a point of 100; smaller effects on others are not kept
FEWEST = 8  # futures with success below which nothing is said


@dataclass(frozen=True)
class GivenSuccess:
    """A mean change over the futures in which a track was met, at least in part or for a time; low, high: 95 per cent interval of
    sampling error; share: of futures in which it was. NaN where it hardly ever was."""

    mean: float
    low: float
    high: float
    share: float

    @property
    def clear(self) -> bool:
        """Whether the interval leaves 0 out."""
        return self.low > 0 or self.high < 0


def given_success(evaluation: Evaluation, plan: int, track: int, change: np.ndarray) -> GivenSuccess:
    """Mean of ``change`` (theories, futures) where track ``track`` of plan ``plan`` is taken.

    R = sum_f sum_t w_t m d / sum_f sum_t w_t m, m being 1 where it is taken: theories count as far as they let it succeed.
    The standard error is that of a ratio, error(n - R g) / mean g, with theories summed within each future.
    """
    taken = np.isin(evaluation.tracks[plan, :, track], TAKEN).astype(float)
    top, base = (np.einsum("t,tf->f", evaluation.weights, part) for part in (taken * change, taken))
    share = float(base.mean())
    if (base > 0).sum() < FEWEST:
        return GivenSuccess(np.nan, np.nan, np.nan, share)
    mean = float(top.mean() / share)
    error = float(sampling_error(top - mean * base) / share)
    return GivenSuccess(mean, mean - REACH * error, mean + REACH * error, share)
