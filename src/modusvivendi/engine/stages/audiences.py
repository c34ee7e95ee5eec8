"""Stages 4 and 5 of the month: audiences judge, members leave, rivals recruit, the movement may break."""

from __future__ import annotations

from modusvivendi.engine import chance
from modusvivendi.engine.compile import compiled
from modusvivendi.engine.equations.audience import cohesion, dedication, desertion, fragmentation
from modusvivendi.engine.equations.numeric import logistic
from modusvivendi.engine.equations.rival import rival_pull, rival_strength
from modusvivendi.engine.layout import BOTH_RIVALS, ISSUE_STRIDE, MOST, L, P, S


@compiled
def believe(s, p, setting):
    """Each segment revises its belief that the leadership is dedicated (C4)."""
    for f in range(min(setting.segments, MOST.segments)):
        fL = f * L
        for l in range(L):
            s[S.left + fL + l] = 0.0
        for i in range(min(setting.issues, MOST.issues)):
            iL, at = i * L, (f * ISSUE_STRIDE + i) * L
            for l in range(L):
                s[S.left + fL + l] += p[P.care + at + l] * p[P.politicisation + iL + l] * s[S.seen + iL + l]
        for l in range(L):
            s[S.belief + fL + l] = dedication(
                s[S.belief + fL + l], s[S.left + fL + l], p[P.dedication_step + l], s[S.keep_belief + l]
            )


@compiled
def hold_together(s, p, keys, setting, t):
    """Cohesion of each segment, and the members it loses (C2, C3, C5)."""
    for l in range(L):
        s[S.rival_pull + l] = rival_pull(s[S.rival + l])
    for f in range(min(setting.segments, MOST.segments)):
        fL = f * L
        when = chance.counter(chance.COHESION, t, f)
        for l in range(L):
            start = p[P.dedication + fL + l]
            believed = logistic(s[S.norm + fL + l] + s[S.belief + fL + l])
            # What is due was being paid at the start; it moves with revenue, most for those to whom most is due.
            started = p[P.revenue + l]
            patronage = p[P.patronage_due + fL + l] * (s[S.revenue + l] - started) / (started + 0.01)
            noise = p[P.chance + l] * p[P.cohesion_noise + l] * chance.centred(chance.uniform(keys[l], keys[L + l], when))
            s[S.cohesion + fL + l] = cohesion(
                s[S.cohesion + fL + l], p[P.cohesion + fL + l], p[P.ideology + fL + l], believed - start, patronage,
                s[S.standing + l] - s[S.standing_0 + l], s[S.pressure_in + l] - s[S.pressure_0 + l],
                s[S.deserted + l], p[P.cohesion_response + l], p[P.standing_cohesion + l], p[P.rally + l],
                p[P.contagion + l], s[S.keep_cohesion + l], noise,
            )  # fmt: skip
            rate = desertion(
                p[P.desertion_rate + l], p[P.desertion_slope + l], p[P.cohesion_critical + l], s[S.cohesion + fL + l]
            )
            s[S.left + fL + l] = rate * s[S.members + fL + l]


@compiled
def members_leave(s, p, setting):
    """Deserters: the ideological go to the outbidder, others to the opposition or home (C5)."""
    for l in range(L):
        s[S.deserted + l] = 0.0
        s[S.deserted_rival + l] = 0.0
        s[S.cohesion_power + l] = 0.0
    for f in range(min(setting.segments, MOST.segments)):
        fL = f * L
        for l in range(L):
            gone = s[S.left + fL + l]
            s[S.members + fL + l] -= gone
            s[S.deserted + l] += gone
            s[S.deserted_rival + l] += gone * p[P.ideology + fL + l]
            s[S.cohesion_power + l] += p[P.power + fL + l] * s[S.cohesion + fL + l]


@compiled
def break_up(s, p, keys, t):
    """Fragmentation: an absorbing event whose consequences show in welfare and security (C1, C3)."""
    when = chance.counter(chance.FRAGMENT, t, 0)
    for l in range(L):
        h = fragmentation(
            p[P.fragmentation_rate + l], p[P.fragmentation_slope + l], s[S.cohesion_power_0 + l],
            s[S.cohesion_power + l],
        )  # fmt: skip
        breaks = (p[P.chance + l] > 0.5) & (chance.uniform(keys[l], keys[L + l], when) < h)
        s[S.intact + l] = 0.0 if breaks else s[S.intact + l]


@compiled
def rivals_recruit(s, p, setting, counter_rival_weights):
    """Rivals recruit, grow, and are fought as far as policy on them goes (C5)."""
    for l in range(L):
        s[S.took + l] = 0.0
    for i in range(min(setting.issues, MOST.issues)):
        w = counter_rival_weights[i]
        if w > 0.0:
            for l in range(L):
                s[S.took + l] += w * s[S.policy + i * L + l]
    for r in range(BOTH_RIVALS):
        rL = r * L
        for l in range(L):
            ideological = s[S.deserted_rival + l]
            gone = ideological if r == 0 else s[S.deserted + l] - ideological
            s[S.rival + rL + l] = rival_strength(
                s[S.rival + rL + l], p[P.rival_growth + rL + l], gone * p[P.rival_recruits + rL + l],
                p[P.rival_suppression + rL + l], s[S.took + l] * s[S.intact + l],
            )  # fmt: skip
