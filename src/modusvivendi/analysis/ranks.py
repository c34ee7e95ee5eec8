"""Ranks of values, ties sharing the mean of theirs."""

from __future__ import annotations

import numpy as np
import pandas as pd


def average_ranks(values: np.ndarray) -> np.ndarray:
    """Rank of each value along the last axis, from 1; equal values share the mean of their ranks."""
    rows = np.asarray(values).reshape(-1, np.shape(values)[-1])
    return np.asarray(pd.DataFrame(rows).rank(axis=1).to_numpy().reshape(np.shape(values)))
