"""What is kept of a month, and what is worked out at the end of a future."""

from __future__ import annotations

import numpy as np

from modusvivendi.engine.assembled import add_means, write_outcomes
from modusvivendi.engine.layout import MOST, OUTCOME_NAMES, L, S
from modusvivendi.engine.reduce import put, put_mean
from modusvivendi.engine.shared import shared
from modusvivendi.engine.stages.audiences import add_attacks
from modusvivendi.engine.stages.outsiders import add_conduct

LATE_MONTHS = np.uint64(12)
FIXED = np.uint64(len(OUTCOME_NAMES))  # rows before those of groups


@shared
def add_month(here, t):
    """Add month t to the sums; those over the last twelve months weigh each of them 1/12."""
    s, p, _, setting, _ = here[0]
    late = np.float32(1.0 / LATE_MONTHS if np.uint64(t) + LATE_MONTHS >= setting.months else 0.0)
    add_attacks(s, p, setting)
    add_conduct(s, setting)
    add_means(s, setting, late)


@shared
def write_all(here, t):
    """Write the rows of a block: outcomes in the order of OUTCOMES, then wellbeing per group, then late policy per issue."""
    s, p, setting, moves, out, first, lanes = here[0]
    write_outcomes(s, p, setting, moves, out, first, lanes)
    months = np.float32(setting.months)
    for g in range(min(setting.groups, MOST.groups)):
        put_mean(s, S.sum_wellbeing + g * L, months, out, FIXED + g, first, lanes)
    for i in range(min(setting.issues, MOST.issues)):
        put(s, S.late_policy + i * L, out, FIXED + setting.groups + i, first, lanes)
