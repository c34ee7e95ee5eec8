"""Stage 4 of the month: steps made below the leader may be undone."""

from __future__ import annotations

import numpy as np

from modusvivendi.engine import chance
from modusvivendi.engine.compile import compiled
from modusvivendi.engine.declare import ISSUE, UNIT, Scratch
from modusvivendi.engine.equations.reversal import reversal_hazard
from modusvivendi.engine.layout import MOST, L, P, S

NONE, ONE = np.uint32(0), np.uint32(1)

STATES = (Scratch("undone", ISSUE, "1 or 0", UNIT, "whether a step was undone this month; read by deals"),)


@compiled
def reversals(s, p, keys, setting, t):
    """On each issue, what ministries gave may be taken back by the leader (C6); return in how many cases it was."""
    cases = NONE
    for i in range(min(setting.issues, MOST.issues)):
        iL = i * L
        when = chance.counter(chance.REVERSAL, t, i)
        for l in range(L):
            held = s[S.undoable + iL + l]
            h = reversal_hazard(
                p[P.reversal_rate + l],
                p[P.politicisation + iL + l],
                s[S.undoable_seen + iL + l],
                s[S.policy + iL + l] - p[P.leader_ideal + iL + l],
            )
            drawn = 1.0 if chance.uniform(keys[l], keys[L + l], when) < h else 0.0
            share = drawn if p[P.chance + l] > 0.5 else h
            lost = share * (held if held < s[S.policy + iL + l] else s[S.policy + iL + l])
            s[S.policy + iL + l] -= lost
            s[S.undoable + iL + l] -= lost
            s[S.seen + iL + l] -= lost * p[P.visibility + iL + l]
            undone = (drawn > 0.5) & (held > 0.005) & (p[P.chance + l] > 0.5)
            s[S.undone + iL + l] = 1.0 if undone else 0.0
            cases = np.uint32(cases + (ONE if undone else NONE))
    return cases
