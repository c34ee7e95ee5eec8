"""Stage 7 of the month: hazards strike, people fare better or worse."""

from __future__ import annotations

from modusvivendi.engine import chance
from modusvivendi.engine.compile import compiled
from modusvivendi.engine.equations.numeric import clip
from modusvivendi.engine.equations.welfare import departures, services, wellbeing
from modusvivendi.engine.layout import ISSUE_STRIDE, MOST, L, P, S


@compiled
def leader_dies(s, p, setting):
    """A new leader starts with less of a grip: power goes back toward the segments, and cohesion suffers."""
    for l in range(L):
        s[S.autocracy + l] *= 1.0 - s[S.took + l]
    for f in range(min(setting.segments, MOST.segments)):
        for l in range(L):
            s[S.cohesion + f * L + l] *= 1.0 - p[P.succession_shock + l] * s[S.took + l]


@compiled
def hazards_strike(s, p, keys, setting, t):
    """Drought, earthquake, expulsions, mass attacks and a leader's death come as Poisson events."""
    for l in range(L):
        s[S.hazard_sum + l] = 0.0
    for h in range(min(setting.hazards, MOST.hazards)):
        hL = h * L
        when = chance.counter(chance.HAZARD, t, h)
        for l in range(L):
            rate = p[P.hazard_rate + hL + l] * 0.0833333333
            struck = (chance.uniform(keys[l], keys[L + l], when) < rate) & (p[P.chance + l] > 0.5)
            blow = p[P.hazard_severity + hL + l] if struck else 0.0
            s[S.hazard + hL + l] = clip(s[S.hazard + hL + l] * s[S.keep_hazard + l] + blow, 0.0, 1.0)
            s[S.hazard_sum + l] += 0.0 if h == setting.leader_death or h == setting.mass_attack else s[S.hazard + hL + l]
            s[S.took + l] = blow
        if h == setting.leader_death:
            leader_dies(s, p, setting)


@compiled
def people_fare(s, p, setting, access_weights):
    """Services and the wellbeing of each group (C15, C20)."""
    for l in range(L):
        s[S.took + l] = 0.0
        s[S.services + l] = services(s[S.revenue + l], s[S.money_in + l], p[P.fungibility + l])
    for i in range(min(setting.issues, MOST.issues)):
        if access_weights[i] > 0.0:
            for l in range(L):
                s[S.took + l] += access_weights[i] * s[S.policy + i * L + l]
    for g in range(min(setting.groups, MOST.groups)):
        gL = g * L
        for l in range(L):
            s[S.sum_plain + l] = 0.0
        for i in range(min(setting.issues, MOST.issues)):
            at = (g * ISSUE_STRIDE + i) * L
            for l in range(L):
                s[S.sum_plain + l] += p[P.group_policy + at + l] * s[S.policy + i * L + l]
        for l in range(L):
            floor = p[P.reach_floor + l]
            reach = floor + (1.0 - floor) * s[S.took + l]
            broken = p[P.break_harm + l] * (1.0 - s[S.intact + l])
            now = wellbeing(
                s[S.wellbeing + gL + l], s[S.sum_plain + l], p[P.group_aid + gL + l] * s[S.aid_in + l] * reach,
                p[P.group_services + gL + l] * s[S.services + l], p[P.group_pressure + gL + l] * s[S.bite + l],
                p[P.group_hazards + gL + l] * (s[S.hazard_sum + l] + broken), s[S.keep_wellbeing + l],
            )  # fmt: skip
            s[S.wellbeing + gL + l] = now
            s[S.sum_wellbeing + gL + l] += now


@compiled
def weigh_wellbeing(s, p, setting):
    """Population-weighted wellbeing of all groups."""
    for l in range(L):
        s[S.wellbeing_all + l] = 0.0
    for g in range(min(setting.groups, MOST.groups)):
        for l in range(L):
            s[S.wellbeing_all + l] += p[P.group_share + g * L + l] * s[S.wellbeing + g * L + l]


@compiled
def people_leave(s, p):
    """People leave the country, more of them the worse they fare (C15)."""
    for l in range(L):
        h = departures(p[P.departure_rate + l], p[P.departure_slope + l], s[S.wellbeing_all_0 + l], s[S.wellbeing_all + l])
        s[S.departed + l] += h * (1.0 - s[S.departed + l])


@compiled
def population(s, p, keys, setting, access_weights, t):
    """Stage 7."""
    hazards_strike(s, p, keys, setting, t)
    people_fare(s, p, setting, access_weights)
    weigh_wellbeing(s, p, setting)
    people_leave(s, p)
