"""What is kept of a month, and what is worked out at the end of a future."""

from __future__ import annotations

from collections import namedtuple

import numpy as np

from modusvivendi.engine.compile import compiled
from modusvivendi.engine.equations.numeric import clip
from modusvivendi.engine.equations.trust import trust
from modusvivendi.engine.equations.welfare import attacks
from modusvivendi.engine.layout import BOTH_RIVALS, MOST, L, P, S
from modusvivendi.engine.outcomes import CHANNELS, OUTCOME_NAMES

LATE_MONTHS = 12
FIXED = np.uint64(len(OUTCOME_NAMES))  # rows before those of groups
CORE, INCLUSION, TECHNICAL, ACCESS, FOREIGN_GROUPS, NARCOTICS = (np.uint64(n) for n in range(6))
O = namedtuple("O", OUTCOME_NAMES)(*map(np.uint64, range(len(OUTCOME_NAMES))))
C = namedtuple("C", CHANNELS)(*map(np.uint64, range(len(CHANNELS))))


@compiled
def add_month(s, p, setting, late):
    """Add this month to the sums; ``late`` is 1/12 in the last twelve months, else 0."""
    wave = min(setting.mass_attack, MOST.last_hazard) * L
    waves = 1.0 if setting.mass_attack < setting.hazards else 0.0  # a case may have no such hazard
    for l in range(L):
        for r in range(BOTH_RIVALS):
            s[S.sum_attacks + l] += attacks(
                p[P.rival_attacks + r * L + l], s[S.rival + r * L + l], p[P.rival_strength + r * L + l],
                waves * s[S.hazard + wave + l], p[P.break_attacks + l] * (1.0 - s[S.intact + l]),
            )  # fmt: skip
    for l in range(L):
        spent = (s[S.aid_in + l] + s[S.money_in + l] + s[S.reward_flow + l]) * 0.333333333
        s[S.sum_money + l] += clip(spent, 0.0, 1.0)
        given = s[S.standing_in + l] - s[S.standing_in_0 + l]
        s[S.sum_standing + l] += given if given > 0.0 else 0.0
        s[S.sum_services + l] += s[S.services + l]
        s[S.sum_firmness + l] -= 0.5 * s[S.standing_in + l]
    for i in range(min(setting.issues, MOST.issues)):
        w = setting.roles[CORE, i]
        for l in range(L):
            s[S.policy_late + i * L + l] += late * s[S.policy + i * L + l]
            s[S.sum_firmness + l] += w * s[S.loudness + i * L + l]


@compiled
def weigh_policies(s, setting, role, policies):
    """An index of policies, weighted as the case says, in ``total``; policies: offset of what is weighed."""
    for l in range(L):
        s[S.total + l] = 0.0
    for i in range(min(setting.issues, MOST.issues)):
        w = setting.roles[role, i]
        if w > 0.0:
            for l in range(L):
                s[S.total + l] += w * s[policies + i * L + l]


@compiled
def weigh_trust(s, p, setting):
    """Trust in outsiders' promises, weighted by their money, in ``total``."""
    for l in range(L):
        s[S.total + l] = 0.0
    for b in range(min(setting.blocs, MOST.blocs)):
        for l in range(L):
            believed = trust(s[S.honoured + b * L + l], s[S.broken + b * L + l])
            s[S.total + l] += p[P.weight_material + b * L + l] * believed


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


@compiled
def keep_path(s, p, setting, moves, path, first, lanes):
    """Write this month's channels for the futures of this block that are in the sample."""
    weigh_policies(s, setting, CORE, S.policy)
    put(s, S.total, path, C.core_rights, first, lanes)
    weigh_policies(s, setting, TECHNICAL, S.policy)
    put(s, S.total, path, C.technical, first, lanes)
    weigh_policies(s, setting, ACCESS, S.policy)
    put(s, S.total, path, C.access, first, lanes)
    put(s, S.wellbeing_all, path, C.wellbeing, first, lanes)
    put(s, S.cohesion_power, path, C.cohesion, first, lanes)
    put(s, S.revenue, path, C.revenue, first, lanes)
    put(s, S.grievance, path, C.grievance, first, lanes)
    put(s, S.standing, path, C.standing, first, lanes)
    weigh_trust(s, p, setting)
    put(s, S.total, path, C.trust, first, lanes)
    put(s, S.rival, path, C.rival, first, lanes)
    put(s, S.need, path, C.need, first, lanes)
    count_results(s, moves, 1.0)
    put(s, S.total, path, C.deals, first, lanes)


@compiled
def write_policies(s, setting, out, first, lanes):
    """Outcomes that are indices of policies over the last twelve months."""
    weigh_policies(s, setting, CORE, S.policy_late)
    put(s, S.total, out, O.core_rights, first, lanes)
    weigh_policies(s, setting, INCLUSION, S.policy_late)
    put(s, S.total, out, O.inclusion, first, lanes)
    weigh_policies(s, setting, TECHNICAL, S.policy_late)
    put(s, S.total, out, O.technical, first, lanes)
    weigh_policies(s, setting, ACCESS, S.policy_late)
    put(s, S.total, out, O.access, first, lanes)
    weigh_policies(s, setting, FOREIGN_GROUPS, S.policy_late)
    put(s, S.total, out, O.foreign_groups, first, lanes)
    weigh_policies(s, setting, NARCOTICS, S.policy_late)
    put(s, S.total, out, O.narcotics, first, lanes)


@compiled
def write_people(s, p, setting, out, first, lanes):
    """Outcomes for people and on security and stability."""
    months = np.float32(setting.months)
    for l in range(L):
        s[S.total + l] = 0.0
    for g in range(min(setting.groups, MOST.groups)):
        for l in range(L):
            s[S.total + l] += p[P.group_share + g * L + l] * s[S.sum_wellbeing + g * L + l]
        put_mean(s, S.sum_wellbeing + g * L, months, out, FIXED + g, first, lanes)
    put_mean(s, S.total, months, out, O.wellbeing, first, lanes)
    put_mean(s, S.sum_services, months, out, O.services, first, lanes)
    put(s, S.departed, out, O.departed, first, lanes)
    put(s, S.rival, out, O.rival, first, lanes)
    put_mean(s, S.sum_attacks, months, out, O.attacks, first, lanes)
    put(s, S.cohesion_power, out, O.cohesion, first, lanes)
    add_up(s, S.members, min(setting.segments, MOST.segments))
    for l in range(lanes):
        out[O.desertion, first + l] = 1.0 - s[S.total + l]
        out[O.fragmented, first + l] = 1.0 - s[S.intact + l]


@compiled
def write_outsiders(s, p, setting, moves, out, first, lanes):
    """Outcomes of what outsiders give, risk and reach."""
    months = np.float32(setting.months)
    put_mean(s, S.sum_money, months, out, O.money, first, lanes)
    put(s, S.broken_outsiders, out, O.broken_by_outsiders, first, lanes)
    put(s, S.broken_authority, out, O.broken_by_authority, first, lanes)
    put(s, S.paid_for_nothing, out, O.paid_for_nothing, first, lanes)
    put(s, S.recognised_all, out, O.recognised, first, lanes)
    weigh_trust(s, p, setting)
    put(s, S.total, out, O.trust, first, lanes)
    add_up(s, S.track_offered, min(moves.tracks, MOST.tracks))
    put(s, S.total, out, O.offered, first, lanes)
    count_results(s, moves, 2.0)
    put(s, S.total, out, O.partly, first, lanes)
    count_results(s, moves, 3.0)
    put(s, S.total, out, O.reversed, first, lanes)
    count_results(s, moves, 1.0)
    put(s, S.total, out, O.met, first, lanes)
    for l in range(lanes):
        out[O.standing_for_nothing, first + l] = s[S.sum_standing + l] / months / (1.0 + s[S.total + l])
        out[O.firmness, first + l] = clip(s[S.sum_firmness + l] / months + 0.5, 0.0, 1.0)


@compiled
def write_outcomes(s, p, setting, moves, out, first, lanes):
    """Write the outcomes (rows in the order of OUTCOMES, then groups, then policy per issue) of a block."""
    write_policies(s, setting, out, first, lanes)
    write_people(s, p, setting, out, first, lanes)
    write_outsiders(s, p, setting, moves, out, first, lanes)
    for i in range(min(setting.issues, MOST.issues)):
        put(s, S.policy_late + i * L, out, FIXED + setting.groups + i, first, lanes)
