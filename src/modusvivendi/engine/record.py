"""What is kept of a month, and what is worked out at the end of a future."""

from __future__ import annotations

from modusvivendi.engine.layout import BOTH_RIVALS, MOST, L, P, S
from modusvivendi.engine.outcomes import OUTCOME_NAMES
from modusvivendi.mechanism.compiled import compiled, inlined
from modusvivendi.mechanism.numeric import clip
from modusvivendi.mechanism.welfare import attacks

LATE_MONTHS = 12
FIXED = len(OUTCOME_NAMES)
CORE, TECHNICAL = 0, 2


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


@inlined
def index_now(s, setting, role, l):
    """An index of policies in lane l, weighted as the case says."""
    total = 0.0
    for i in range(min(setting.issues, MOST.issues)):
        total += setting.roles[role, i] * s[S.policy + i * L + l]
    return total


@inlined
def mean_trust(s, p, setting, l):
    """Trust in outsiders' promises, weighted by their money."""
    total = 0.0
    for b in range(min(setting.blocs, MOST.blocs)):
        trust_now = s[S.honoured + b * L + l] / (s[S.honoured + b * L + l] + s[S.broken + b * L + l])
        total += p[P.weight_material + b * L + l] * trust_now
    return total


@compiled
def keep_path(s, p, setting, moves, path, first, lanes):
    """Write this month's channels for the futures of this block that are in the sample."""
    for n in range(lanes):
        out = path[:, first + n]
        out[0] = index_now(s, setting, CORE, n)
        out[1] = index_now(s, setting, TECHNICAL, n)
        out[2] = index_now(s, setting, 3, n)
        out[3] = s[S.wellbeing_all + n]
        out[4] = s[S.cohesion_power + n]
        out[5] = s[S.revenue + n]
        out[6] = s[S.grievance + n]
        out[7] = s[S.standing + n]
        out[8] = mean_trust(s, p, setting, n)
        out[9] = s[S.rival + n]
        out[10] = s[S.need + n]
        deals_met = 0.0
        for k in range(min(moves.tracks, MOST.tracks)):
            deals_met += 1.0 if s[S.track_result + k * L + n] == 1.0 else 0.0
        out[11] = deals_met


@inlined
def late_index(s, setting, role, n):
    """An index of policies over the last twelve months in lane n."""
    total = 0.0
    for i in range(min(setting.issues, MOST.issues)):
        total += setting.roles[role, i] * s[S.policy_late + i * L + n]
    return total


@inlined
def count_results(s, moves, result, n):
    """How many tracks ended with this result in lane n."""
    total = 0.0
    for k in range(min(moves.tracks, MOST.tracks)):
        total += 1.0 if s[S.track_result + k * L + n] == result else 0.0
    return total


@compiled
def write_outcomes(s, p, setting, moves, out, first, lanes):
    """Write the outcomes (rows in the order of OUTCOMES, then groups, then policy per issue) of a block."""
    months = float(setting.months)
    for n in range(lanes):
        o = out[:, first + n]
        o[0] = late_index(s, setting, 0, n)
        o[1] = late_index(s, setting, 1, n)
        o[2] = late_index(s, setting, 2, n)
        o[3] = late_index(s, setting, 3, n)
        total = 0.0
        for g in range(min(setting.groups, MOST.groups)):
            total += p[P.group_share + g * L + n] * s[S.sum_wellbeing + g * L + n]
        o[4] = total / months
        o[5] = s[S.sum_services + n] / months
        o[6] = s[S.rival + n]
        o[7] = s[S.sum_attacks + n] / months
        o[8] = late_index(s, setting, 4, n)
        o[9] = late_index(s, setting, 5, n)
        o[10] = s[S.cohesion_power + n]
        members = 0.0
        for f in range(min(setting.segments, MOST.segments)):
            members += s[S.members + f * L + n]
        o[11] = 1.0 - members
        o[12] = 1.0 - s[S.intact + n]
        o[13] = s[S.sum_money + n] / months
        met = count_results(s, moves, 1.0, n)
        o[14] = s[S.sum_standing + n] / months / (1.0 + met)
        o[15] = s[S.broken_outsiders + n]
        o[16] = s[S.broken_authority + n]
        o[17] = s[S.paid_for_nothing + n]
        o[18] = clip(s[S.sum_firmness + n] / months + 0.5, 0.0, 1.0)
        o[19] = mean_trust(s, p, setting, n)
        offered = 0.0
        for k in range(min(moves.tracks, MOST.tracks)):
            offered += s[S.track_offered + k * L + n]
        o[20] = offered
        o[21] = met
        o[22] = count_results(s, moves, 2.0, n)
        o[23] = count_results(s, moves, 3.0, n)
        o[24] = s[S.recognised_all + n]
        o[25] = s[S.departed + n]
        for g in range(min(setting.groups, MOST.groups)):
            o[FIXED + g] = s[S.sum_wellbeing + g * L + n] / months
        for i in range(min(setting.issues, MOST.issues)):
            o[FIXED + setting.groups + i] = s[S.policy_late + i * L + n]
