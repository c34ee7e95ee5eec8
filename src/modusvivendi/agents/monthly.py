"""Members one by one, month by month: who leaves, and who hears of it.

Everything compiled is in this file: Numba's cache looks at the file of the outermost function, and at the engine. The stub
beside it (``monthly.pyi``) says what goes in and out. The month, its order and its equations are the engine's own; only the
number of members that leave is counted here instead of worked out.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from modusvivendi.engine import chance
from modusvivendi.engine.assembled import pick
from modusvivendi.engine.compile import ALLOCATES, separate
from modusvivendi.engine.driver import aligned, load_lanes
from modusvivendi.engine.equations.audience import desertion
from modusvivendi.engine.equations.numeric import clip
from modusvivendi.engine.kept import add_month, write_all
from modusvivendi.engine.layout import MOST, PARAMETER_ROWS, STATE_ROWS, L, P, S
from modusvivendi.engine.month import consequences, start_future, until_members_leave
from modusvivendi.engine.shared import here

LEAVE, REWIRE, OTHER = 101, 102, 103  # streams of chance; the engine's own lie below 100
PIECE = 1024  # members whose luck is drawn together: it stays in the processor's cache
WHOLE = np.float32(2.0**32)
_MEMBER = np.uint32(0xC2B2AE35)
NONE, ONE = np.uint64(0), np.uint64(1)


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
def leave(first, last, cohesion, felt, law, luck_of, t, gone, strain, since, luck, leavers, n):
    """Members first to last - 1 stay or leave. Returns how many have left this month so far, ``n`` before.

    A member's cohesion is that of the segment, corrected by pull (felt - strain): what all deserters did to everyone is replaced,
    for the close share, by what those did whom the member knows. Chance is drawn for every member; whoever would stay even with
    no cohesion at all is not looked at further, and those who lost no one share one chance.
    """
    rate, slope, critical, pull, keep = law
    base, shift = luck_of
    most = np.uint32(desertion(rate, slope, critical, 0.0) * WHOLE)
    calm = np.uint32(desertion(rate, slope, critical, clip(cohesion + pull * felt, 0.0, 1.0)) * WHOLE)
    for begin in range(first, last, PIECE):
        size = np.uint64(min(PIECE, last - begin))
        here = np.uint32(base + np.uint32(np.uint32(begin) * _MEMBER))
        for m in range(size):
            draw = chance.mix(np.uint32(here + np.uint32(np.uint32(m) * _MEMBER)))
            luck[m] = chance.mix(np.uint32(draw + shift))
        for m in range(size):
            a = begin + np.int64(m)
            if luck[m] < most and gone[a] == 0:
                limit = calm
                if strain[a] > 0.0:
                    known = strain[a] * keep ** np.float32(t - since[a])
                    own = clip(cohesion + pull * (felt - known), 0.0, 1.0)
                    limit = np.uint32(desertion(rate, slope, critical, own) * WHOLE)
                if luck[m] < limit:
                    gone[a] = 1
                    leavers[n] = a
                    n += 1
    return n


@separate
def tell(n, keep, t, start, others, gone, strain, since, leavers):
    """Whoever knows one of the n who left has, from next month on, so much more strain: one over the number known.

    Returns how many of the leavers had lost someone they knew before.
    """
    followed = 0
    for m in range(n):
        a = leavers[m]
        followed += strain[a] > 0.0
        for at in range(start[a], start[a + 1]):
            b = others[at]
            if gone[b] == 0:
                share = np.float32(1.0) / np.float32(start[b + 1] - start[b])
                if strain[b] > 0.0:
                    share += strain[b] * keep ** np.float32(t + 1 - since[b])
                strain[b] = share
                since[b] = t + 1
    return followed


@separate
def members_decide(s, p, k, setting, t, people):
    """Who leaves this month, segment by segment; what the segments lose is put in place of the cohort's own ``leaving``."""
    when = chance.counter(LEAVE, t, 0)
    for l in range(people.closeness.size):
        keep = s[S.keep_cohesion + l]
        felt = keep * people.felt[l] + s[S.deserted + l]
        people.felt[l] = felt
        luck_of = (chance.mix(np.uint32(k[l] + when)), chance.mix(np.uint32(k[L + l] + when)))
        law = (
            p[P.desertion_rate + l],
            p[P.desertion_slope + l],
            p[P.cohesion_critical + l],
            p[P.contagion + l] * people.closeness[l],
            keep,
        )
        n = 0
        for f in range(min(setting.segments, MOST.segments)):
            at, first, last, before = f * L + l, people.edges[l, f], people.edges[l, f + 1], n
            n = leave(
                first,
                last,
                s[S.cohesion + at],
                felt,
                law,
                luck_of,
                t,
                people.gone[l],
                people.strain[l],
                people.since[l],
                people.luck,
                people.leavers,
                n,
            )
            if last > first:
                s[S.leaving + at] = p[P.members + at] * np.float32(n - before) / np.float32(last - first)
        people.left[l] += n
        people.followed[l] += tell(
            n,
            keep,
            t,
            people.start[l],
            people.others[l],
            people.gone[l],
            people.strain[l],
            people.since[l],
            people.leavers,
        )


@separate
def begin(p, setting, people):
    """Everyone is there; each segment has its share of the ring."""
    members = people.gone.shape[1]
    for l in range(people.closeness.size):
        people.felt[l] = 0.0
        people.left[l] = 0
        people.followed[l] = 0
        for a in range(members):
            people.gone[l, a] = 0
            people.strain[l, a] = 0.0
            people.since[l, a] = 0
        total, below = np.float32(0.0), np.float32(0.0)
        for f in range(min(setting.segments, MOST.segments)):
            total += p[P.members + f * L + l]
        people.edges[l, 0] = 0
        for f in range(min(setting.segments, MOST.segments)):
            below += p[P.members + f * L + l]
            people.edges[l, f + 1] = min(members, np.int64(np.float64(below) / total * members + 0.5))


@separate
def run_block(s, start, p, k, setting, batch, nobody, people, outcomes, left, followed):
    """Run every strategy on one block of futures; the start is the same under all of them."""
    start_future(here((start, p, k, setting, nobody)), -1)
    for number in range(batch.tracks.size):
        moves = pick(batch, number)
        for n in range(s.size):
            s[n] = start[n]
        begin(p, setting, people)
        place = here((s, p, k, setting, moves))
        for t in range(setting.months):
            until_members_leave(place, t)
            if people.gone.shape[1] > 0:
                members_decide(s, p, k, setting, t, people)
            consequences(place, t)
            add_month(place, t)
        write_all(here((s, p, setting, moves, outcomes[number], NONE, np.uint64(outcomes.shape[2]))), -1)
        for l in range(people.closeness.size):
            left[number, l] = people.left[l]
            followed[number, l] = people.followed[l]


@njit(**ALLOCATES, cache=True)
def run_members(parameters, keys, setting, batch, nobody, people, outcomes, left, followed):
    """One block of at most L futures under all strategies; fills ``outcomes``, ``left`` and ``followed``."""
    s, start, p = aligned(STATE_ROWS * L), aligned(STATE_ROWS * L), aligned(PARAMETER_ROWS * L)
    k = aligned(2 * L).view(np.uint32)
    load_lanes(parameters, keys, NONE, p, k)
    run_block(s, start, p, k, setting, batch, nobody, people, outcomes, left, followed)


@njit(**ALLOCATES, cache=True)
def run_alone(cohesion, law, key, start, others, course):
    """One segment by itself, all contagion close, its cohesion given month by month but for contagion; fills ``course``."""
    members = start.size - 1
    gone, since, leavers = np.zeros(members, np.uint8), np.zeros(members, np.int32), np.empty(members, np.int32)
    strain, luck = np.zeros(members, np.float32), np.empty(PIECE, np.uint32)
    felt, deserted, keep = np.float32(0.0), np.float32(0.0), law[4]
    for t in range(cohesion.size):
        when = chance.counter(LEAVE, t, 0)
        luck_of = (chance.mix(np.uint32(key[0] + when)), chance.mix(np.uint32(key[1] + when)))
        felt = keep * felt + deserted
        n = leave(0, members, cohesion[t] - law[3] * felt, felt, law, luck_of, t, gone, strain, since, luck, leavers, 0)
        tell(n, keep, t, start, others, gone, strain, since, leavers)
        course[t] = n
        deserted = np.float32(n) / np.float32(members)
