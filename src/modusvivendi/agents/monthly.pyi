"""What goes in and out of members simulated one by one."""

from typing import NamedTuple

import numpy as np

from modusvivendi.agents.people import People
from modusvivendi.engine.setting import Moves, Setting

PIECE: int  # draws made together

class Law(NamedTuple):
    """By what members leave: the cohort's own numbers.

    rate a year, slope, critical cohesion: of ``desertion``. pull: contagion times closeness. keep: share of a departure that is
    still felt a month later, above 0.
    """

    rate: np.float32
    slope: np.float32
    critical: np.float32
    pull: np.float32
    keep: np.float32

def link(contacts: int, rewired: float, low: np.uint32, high: np.uint32, start: np.ndarray, others: np.ndarray) -> None:
    """Tie members in a small world (Watts and Strogatz 1998), drawn by the two halves of a key.

    Filled in place: start (members + 1,) int32 and others (members * contacts,) int32; those whom member a knows are
    others[start[a] : start[a + 1]]. contacts: even, at most members - 1. rewired: in [0, 1].
    """

def run_members(
    parameters: np.ndarray,
    keys: np.ndarray,
    setting: Setting,
    batch: Moves,
    nobody: Moves,
    people: People,
    outcomes: np.ndarray,
    left: np.ndarray,
) -> None:
    """Run every strategy on the same n futures, n the number of ``people.closeness`` and at most the engine's lanes.

    parameters (PARAMETER_ROWS, n) float32 and keys (2, n) uint32, contiguous; batch: Moves with a leading axis of strategies.
    Filled in place: outcomes (strategies, outcomes, n) float32; left (2, strategies, n) int64: members who left, and those of
    them who had lost someone they knew before. Without members it is the engine's own run.
    """

def run_alone(cohesion: np.ndarray, law: Law, key: np.ndarray, people: People, course: np.ndarray) -> None:
    """One segment of one future by itself, all contagion close, its cohesion (months,) float32 given but for contagion.

    key (2,) uint32. Filled in place: course (months,) int64, members who leave in each month. ``people`` must be fresh.
    """
