"""Stage 7 of the month: hazards strike, people fare better or worse."""

from __future__ import annotations

import numpy as np

from modusvivendi.engine import chance
from modusvivendi.engine.compile import compiled
from modusvivendi.engine.declare import (
    ABOVE,
    GROUP,
    HAZARD,
    ONE,
    UNIT,
    Course,
    Effect,
    Last,
    Mean,
    Outcome,
    Reference,
    Scratch,
    State,
)
from modusvivendi.engine.equations.numeric import clip
from modusvivendi.engine.equations.welfare import departures, services, wellbeing
from modusvivendi.engine.layout import EFFECT, ISSUE_STRIDE, MOST, ROLE, L, P, S

EFFECTS = (
    Effect("harm", "people fare worse while it lasts"),
    Effect("attacks", "rivals attack more while it lasts"),
    Effect("succession", "a new leader starts with less of a grip, and cohesion suffers"),
)

STATES = (
    State("hazard", HAZARD, "scale 0 to 1", UNIT, "how far a hazard's blow is still felt"),
    State("hazard_harm", ONE, "scale", ABOVE, "harm to people by hazards of that effect"),
    State("attack_wave", ONE, "scale", ABOVE, "rise in attacks by hazards of that effect"),
    State("wellbeing", GROUP, "scale 0 to 1", UNIT, "how a group fares"),
    State("wellbeing_all", ONE, "scale 0 to 1", UNIT, "how the population fares"),
    State("services", ONE, "scale 0 to 1", UNIT, "public services"),
    State("departed", ONE, "share of people", UNIT, "people who left the country"),
    State("sum_wellbeing", GROUP, "scale times months", ABOVE, "wellbeing of a group, added up over the course"),
    Reference("wellbeing_all_0", ONE, "scale 0 to 1", UNIT, "how the population fares"),
    Scratch("blow", ONE, "scale 0 to 1", UNIT, "severity with which a hazard strikes this month"),
    Scratch("access", ONE, "share of the full ask", UNIT, "policy on issues of relief"),
    Scratch("policies", ONE, "scale 0 to 1", UNIT, "what policy means for a group"),
)


@compiled
def leader_changes(s, p, setting):
    """A new leader starts with less of a grip: power goes back toward the segments, and cohesion suffers."""
    for l in range(L):
        s[S.autocracy + l] *= 1.0 - s[S.blow + l]
    for f in range(min(setting.segments, MOST.segments)):
        for l in range(L):
            s[S.cohesion + f * L + l] *= 1.0 - p[P.succession_shock + l] * s[S.blow + l]


@compiled
def hazards_strike(s, p, keys, setting, t):
    """Hazards come as Poisson events; the case says what each of them does."""
    for l in range(L):
        s[S.hazard_harm + l] = 0.0
        s[S.attack_wave + l] = 0.0
    for h in range(min(setting.hazards, MOST.hazards)):
        hL = h * L
        harm, wave = setting.effects[EFFECT.harm, h], setting.effects[EFFECT.attacks, h]
        when = chance.counter(chance.HAZARD, t, h)
        for l in range(L):
            rate = p[P.hazard_rate + hL + l] * 0.0833333333
            struck = (chance.uniform(keys[l], keys[L + l], when) < rate) & (p[P.chance + l] > 0.5)
            blow = p[P.hazard_severity + hL + l] if struck else 0.0
            felt = clip(s[S.hazard + hL + l] * s[S.keep_hazard + l] + blow, 0.0, 1.0)
            s[S.hazard + hL + l] = felt
            s[S.hazard_harm + l] += harm * felt
            s[S.attack_wave + l] += wave * felt
            s[S.blow + l] = blow
        if setting.effects[EFFECT.succession, h] > 0.0:
            leader_changes(s, p, setting)


@compiled
def people_fare(s, p, setting):
    """Services and the wellbeing of each group (C15, C20)."""
    for l in range(L):
        s[S.access + l] = 0.0
        s[S.services + l] = services(s[S.revenue + l], s[S.money_in + l], p[P.fungibility + l])
    for i in range(min(setting.issues, MOST.issues)):
        w = setting.roles[ROLE.access, i]
        if w > 0.0:
            for l in range(L):
                s[S.access + l] += w * s[S.policy + i * L + l]
    for g in range(min(setting.groups, MOST.groups)):
        gL = g * L
        for l in range(L):
            s[S.policies + l] = 0.0
        for i in range(min(setting.issues, MOST.issues)):
            at = (g * ISSUE_STRIDE + i) * L
            for l in range(L):
                s[S.policies + l] += p[P.group_policy + at + l] * s[S.policy + i * L + l]
        for l in range(L):
            floor = p[P.reach_floor + l]
            reach = floor + (1.0 - floor) * s[S.access + l]
            broken = p[P.break_harm + l] * (1.0 - s[S.intact + l])
            now = wellbeing(
                s[S.wellbeing + gL + l],
                s[S.policies + l],
                p[P.group_aid + gL + l] * s[S.aid_in + l] * reach,
                p[P.group_services + gL + l] * s[S.services + l],
                p[P.group_pressure + gL + l] * s[S.bite + l],
                p[P.group_hazards + gL + l] * (s[S.hazard_harm + l] + broken),
                s[S.keep_wellbeing + l],
            )
            s[S.wellbeing + gL + l] = now
            s[S.sum_wellbeing + gL + l] += now


@compiled
def weigh_wellbeing(s, p, setting):
    """Population-weighted wellbeing of all groups."""
    for l in range(L):
        s[S.wellbeing_all + l] = 0.0
    for g in range(min(setting.groups, MOST.groups)):
        for l in range(L):
            s[S.wellbeing_all + l] += p[P.population_share + g * L + l] * s[S.wellbeing + g * L + l]


@compiled
def people_leave(s, p):
    """People leave the country, more of them the worse they fare (C15)."""
    for l in range(L):
        h = departures(p[P.departure_rate + l], p[P.departure_slope + l], s[S.wellbeing_all_0 + l], s[S.wellbeing_all + l])
        s[S.departed + l] += h * (1.0 - s[S.departed + l])


@compiled
def population(s, p, keys, setting, t):
    """Stage 7."""
    hazards_strike(s, p, keys, setting, t)
    people_fare(s, p, setting)
    weigh_wellbeing(s, p, setting)
    people_leave(s, p)


@compiled
def course_of_wellbeing(s, p, setting, moves):
    """Population-weighted wellbeing, mean over the course."""
    months = np.float32(setting.months)
    for l in range(L):
        s[S.total + l] = 0.0
    for g in range(min(setting.groups, MOST.groups)):
        for l in range(L):
            s[S.total + l] += p[P.population_share + g * L + l] * s[S.sum_wellbeing + g * L + l]
    for l in range(L):
        s[S.total + l] /= months


OUTCOMES = (
    Outcome("wellbeing", "Wellbeing of groups", "relief", "higher", "scale 0 to 1", "population-weighted mean wellbeing over the whole course, 0–1", ("C15", "C20"), course_of_wellbeing),
    Outcome("services", "Public services", "relief", "higher", "scale 0 to 1", "mean public services over the whole course, 0–1", ("C20",), Mean("services")),
    Outcome("departed", "People who left the country", "relief", "lower", "share of people", "share of the population that left the country by the end, returns not counted, 0–1", ("C15",), Last("departed")),
)  # fmt: skip
COURSES = (Course("wellbeing", Last("wellbeing_all")),)
