"""How an outcome comes out of a state: the pieces that the writers of outcomes are put together from."""

from __future__ import annotations

from modusvivendi.engine.compile import compiled
from modusvivendi.engine.declare import ANY, ONE, Scratch
from modusvivendi.engine.layout import MOST, L, S

STATES = (Scratch("total", ONE, "as the outcome", ANY, "an outcome about to be written; every stage may use it for that"),)


@compiled
def weigh_issues(s, setting, role, quantity):
    """An index of a quantity per issue, weighted as the case says for this role, in ``total``."""
    for l in range(L):
        s[S.total + l] = 0.0
    for i in range(min(setting.issues, MOST.issues)):
        w = setting.roles[role, i]
        if w > 0.0:
            for l in range(L):
                s[S.total + l] += w * s[quantity + i * L + l]


@compiled
def count_results(s, moves, result):
    """How many tracks ended with this result, in ``total``."""
    for l in range(L):
        s[S.total + l] = 0.0
    for k in range(min(moves.tracks, MOST.tracks)):
        for l in range(L):
            s[S.total + l] += 1.0 if s[S.track_result + k * L + l] == result else 0.0


@compiled
def add_up(s, quantity, items):
    """A quantity summed over its items, in ``total``."""
    for l in range(L):
        s[S.total + l] = 0.0
    for n in range(items):
        for l in range(L):
            s[S.total + l] += s[quantity + n * L + l]


@compiled
def put(s, quantity, out, row, first, lanes):
    """Write a quantity of a block to its row."""
    for l in range(lanes):
        out[row, first + l] = s[quantity + l]


@compiled
def put_mean(s, quantity, months, out, row, first, lanes):
    """Write the mean over months of a quantity that was added up."""
    for l in range(lanes):
        out[row, first + l] = s[quantity + l] / months
