"""Members one by one, month by month: who leaves, and who hears of it.

Everything compiled is in this file: Numba's cache looks at the file of the outermost function, and at the engine. The stub
beside it (``monthly.pyi``) says what goes in and out. The month, its order and its equations are the engine's own; only the
number of members that leave is counted here instead of worked out.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit

from modusvivendi.engine import chance
from modusvivendi.engine.assembled import pick
from modusvivendi.engine.compile import ALLOCATES, separate
from modusvivendi.engine.driver import aligned, load_lanes, start_block
from modusvivendi.engine.equations.audience import desertion
from modusvivendi.engine.equations.numeric import clip, log
from modusvivendi.engine.kept import add_month, write_all
from modusvivendi.engine.layout import MOST, PARAMETER_ROWS, STATE_ROWS, L, P, S
from modusvivendi.engine.month import consequences, until_members_leave
from modusvivendi.engine.shared import here

LEAVE, REWIRE, OTHER, STEP = 101, 102, 103, 104  # streams of chance; the engine's own lie below 100
PIECE = 256  # draws made together, eight or sixteen at a time
ENDLESS = np.float32(1e9)  # a rate of desertion at which its limit holds
FAINT = np.float32(1e-12)  # strain is counted anew before it would leave single precision
LEAST = np.float32(1e-30)
HERE, GONE = np.float32(0.0), np.float32(-np.inf)
_MEMBER = np.uint32(0xC2B2AE35)
NONE, ONE = np.uint64(0), np.uint64(1)


class Law(NamedTuple):
    """By what members leave, see the stub."""

    rate: np.float32
    slope: np.float32
    critical: np.float32
    pull: np.float32
    keep: np.float32


@njit(**ALLOCATES, cache=True)
def link(contacts, rewired, low, high, start, others):
    """Fill ``start`` and ``others`` with a small world (Watts and Strogatz 1998).

    Members stand in a ring and know the nearest ``contacts`` (an even number), half on each side; each tie is, with the chance
    ``rewired``, to a member drawn at random instead. Two members may be tied twice (chance about contacts over members).
    """
    members, half = start.size - 1, contacts // 2
    base, shift = np.uint32(chance.counter(REWIRE, 0, 0) + low), np.uint32(chance.counter(OTHER, 0, 0) + high)
    limit = np.uint32(min(rewired * 2.0**32, 2.0**32 - 1))
    to = np.empty(members * half, np.int32)
    start[:] = 0
    for a in range(members):
        for j in range(half):
            at = a * half + j
            draw = chance.mix(np.uint32(chance.mix(np.uint32(base + np.uint32(at) * _MEMBER)) + high))
            b = (a + j + 1) % members
            if draw < limit:
                where = chance.mix(np.uint32(chance.mix(np.uint32(shift + np.uint32(at) * _MEMBER)) + low))
                b = (a + 1 + np.int64(where * np.float64(members - 1) / 2.0**32)) % members
            to[at] = b
            start[a + 1] += 1
            start[b + 1] += 1
    for a in range(members):
        start[a + 1] += start[a]
    place = start[:-1].copy()
    for a in range(members):
        for j in range(half):
            b = to[a * half + j]
            others[place[a]] = b
            others[place[b]] = a
            place[a] += 1
            place[b] += 1


@separate
def draw_at_risk(people, low, high, t):
    """Who might leave in month t, in the order of the ring, and with what luck; both go to ``people``. Returns their number.

    No member's chance is ever above the limit of the equation, so nobody else need be drawn: each member is at risk with that
    chance (steps from one to the next are geometric), and of those at risk leaves whose luck, even from 0 to the limit, is below the
    member's own chance. Neither depends on cohesion: the same members are at risk under every strategy.
    """
    limit = desertion(ENDLESS, 0.0, 0.0, 0.0)
    per_step = 1.0 / log(1.0 - limit)
    step, leave = chance.counter(STEP, t, 0), chance.counter(LEAVE, t, 0)
    members, at_risk, luck = people.strain.shape[1], people.at_risk, people.luck
    step_low, step_high = chance.mix(np.uint32(low + step)), chance.mix(np.uint32(high + step))
    leave_low, leave_high = chance.mix(np.uint32(low + leave)), chance.mix(np.uint32(high + leave))
    at = -1
    for begin in range(0, members, PIECE):
        here = np.uint32(np.uint32(begin) * _MEMBER)
        for m in range(NONE, np.uint64(PIECE)):
            count = np.uint32(here + np.uint32(np.uint32(m) * _MEMBER))
            at_risk[begin + m] = np.int32(log(chance.uniform(step_low, step_high, count)) * per_step) + np.int32(1)
            luck[begin + m] = limit * chance.uniform(leave_low, leave_high, count)
        for m in range(begin, begin + PIECE):
            at += at_risk[m]
            if at >= members:
                return m
            at_risk[m] = at
    return members


@separate
def leave(people, l, law, n):
    """The n members at risk stay or leave; leavers are put in front in ``at_risk``. Returns how many they are.

    A member's cohesion is that of the segment, corrected by pull (felt - strain): what all deserters did to everyone is replaced,
    for the close share, by what those did whom the member knows. It is worked out only where luck leaves it open.
    """
    rate, slope, critical, pull, _ = law
    at_risk, luck = people.at_risk, people.luck
    strain, start, fade, felt = people.strain[l], people.start[l], people.fade[l], people.felt[l]
    first, gone, followed = 0, 0, 0
    for f in range(people.leaving.size):
        before, cohesion, last, end = gone, people.cohesion[f] + pull * felt, first, people.edges[l, f + 1]
        while last < n and at_risk[last] < end:
            last += 1
        for m in range(np.uint64(first), np.uint64(last)):
            a = np.uint64(at_risk[m])
            known = strain[a] * fade / np.float32(start[a + ONE] - start[a])
            chance_of = desertion(rate, slope, critical, clip(cohesion - pull * known, 0.0, 1.0))
            luck[m] -= chance_of if known >= HERE else HERE
        for m in range(first, last):
            if luck[m] < HERE:
                a = at_risk[m]
                followed += strain[a] > HERE
                strain[a] = GONE
                at_risk[gone] = a
                gone += 1
        people.leaving[f] = gone - before
        first = last
    people.followed[l] += followed
    return gone


@separate
def tell(people, l, law, n):
    """Whoever knows one of the n who left has, from next month on, so much more strain: one over the number known.

    What is added fades from then on, so it is written as what it would have been at the start.
    """
    strain, start, others = people.strain[l], people.start[l], people.others[l]
    weight = 1.0 / (people.fade[l] * law.keep)
    for m in range(n):
        a = people.at_risk[m]
        for at in range(start[a], start[a + 1]):
            strain[others[at]] += weight


@separate
def month_of_leaving(people, l, law, deserted, low, high, t):
    """One future's members in month t: ``people.leaving`` counts the leavers of each segment, by ``people.cohesion``.

    deserted: share of all who left in the month before.
    """
    people.felt[l] = law.keep * people.felt[l] + deserted
    people.fade[l] *= law.keep
    if people.fade[l] < FAINT:
        strain = people.strain[l]
        for a in range(strain.size):
            if strain[a] > HERE:
                strain[a] = max(strain[a] * people.fade[l], LEAST)
        people.fade[l] = 1.0
    n = leave(people, l, law, draw_at_risk(people, low, high, t))
    people.left[l] += n
    tell(people, l, law, n)


@separate
def members_decide(s, p, k, setting, t, people):
    """Who leaves this month, segment by segment; what the segments lose is put in place of the cohort's own ``leaving``."""
    for l in range(people.closeness.size):
        for f in range(min(setting.segments, MOST.segments)):
            people.cohesion[f] = s[S.cohesion + f * L + l]
        law = Law(
            p[P.desertion_rate + l],
            p[P.desertion_slope + l],
            p[P.cohesion_critical + l],
            p[P.contagion + l] * people.closeness[l],
            s[S.keep_cohesion + l],
        )
        month_of_leaving(people, l, law, s[S.deserted + l], k[l], k[L + l], t)
        for f in range(min(setting.segments, MOST.segments)):
            at, there = f * L + l, people.edges[l, f + 1] - people.edges[l, f]
            if there > 0:
                s[S.leaving + at] = p[P.members + at] * np.float32(people.leaving[f]) / np.float32(there)


@separate
def begin(p, setting, people):
    """Everyone is there; each segment has its share of the ring."""
    people.felt[:] = HERE
    people.fade[:] = 1.0
    people.left[:] = 0
    people.followed[:] = 0
    people.strain[:] = HERE
    members = people.strain.shape[1]
    for l in range(people.closeness.size):
        total, below = np.float32(0.0), np.float32(0.0)
        for f in range(min(setting.segments, MOST.segments)):
            total += p[P.members + f * L + l]
        people.edges[l, 0] = 0
        for f in range(min(setting.segments, MOST.segments)):
            below += p[P.members + f * L + l]
            people.edges[l, f + 1] = min(members, np.int64(np.float64(below) / total * members + 0.5))


@separate
def run_strategy(s, p, k, setting, batch, number, people, outcomes):
    """Run one strategy of the batch on a block of futures, from their start in ``s`` on."""
    moves, out = pick(batch, number), outcomes[number]
    place = here((s, p, k, setting, moves))
    begin(p, setting, people)
    for t in range(setting.months):
        until_members_leave(place, t)
        if people.strain.shape[1] > 0:
            members_decide(s, p, k, setting, t, people)
        consequences(place, t)
        add_month(place, t)
    write_all(here((s, p, setting, moves, out, NONE, np.uint64(out.shape[1]))), -1)


@njit(**ALLOCATES, cache=True)
def run_members(parameters, keys, setting, batch, nobody, people, outcomes, left):
    """One block of at most L futures under all strategies; fills ``outcomes`` and ``left``."""
    s, start, p = aligned(STATE_ROWS * L), aligned(STATE_ROWS * L), aligned(PARAMETER_ROWS * L)
    k = aligned(2 * L).view(np.uint32)
    load_lanes(parameters, keys, NONE, p, k)
    start_block(start, p, k, setting, nobody)
    for number in range(batch.tracks.size):
        s[:] = start
        run_strategy(s, p, k, setting, batch, number, people, outcomes)
        left[0, number] = people.left
        left[1, number] = people.followed


@njit(**ALLOCATES, cache=True)
def run_alone(cohesion, law, key, people, course):
    """One segment by itself, all contagion close, its cohesion given month by month but for contagion; fills ``course``."""
    members, deserted = people.strain.shape[1], np.float32(0.0)
    people.edges[0, 1] = members
    people.fade[0] = 1.0
    for t in range(cohesion.size):
        people.cohesion[0] = cohesion[t] - law.pull * (law.keep * people.felt[0] + deserted)
        month_of_leaving(people, 0, law, deserted, key[0], key[1], t)
        course[t] = people.leaving[0]
        deserted = np.float32(people.leaving[0]) / np.float32(members)
