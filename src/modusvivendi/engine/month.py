"""One month, in the order of the model, and the start of a future."""

from __future__ import annotations

import numpy as np

from modusvivendi.engine.assembled import set_shares_kept
from modusvivendi.engine.compile import compiled
from modusvivendi.engine.equations.numeric import decay, logit, saturate
from modusvivendi.engine.equations.revenue import need, sanction_bite
from modusvivendi.engine.equations.rival import rival_pull
from modusvivendi.engine.equations.trust import trust
from modusvivendi.engine.layout import MOST, L, P, S
from modusvivendi.engine.shared import shared
from modusvivendi.engine.stages.accounts import accounts_settle
from modusvivendi.engine.stages.acts import authority_acts, centre_over_issues, covariates_now, weigh_audiences, weigh_doctrine
from modusvivendi.engine.stages.audiences import believe, break_up, hold_together, members_leave, rivals_recruit
from modusvivendi.engine.stages.deals import deals, mark_undone
from modusvivendi.engine.stages.outsiders import outsiders_move
from modusvivendi.engine.stages.population import people_fare, population, weigh_wellbeing
from modusvivendi.engine.stages.reversals import reversals

TREND_MONTHS = 60  # the slow trend has passed after five years, whatever the horizon


@compiled
def set_stocks(s, p, setting):
    """Stocks at the start, as the case gives them."""
    for i in range(min(setting.issues, MOST.issues)):
        for l in range(L):
            s[S.policy + i * L + l] = p[P.start + i * L + l]
    for f in range(min(setting.segments, MOST.segments)):
        for l in range(L):
            s[S.members + f * L + l] = p[P.members + f * L + l]
            s[S.cohesion + f * L + l] = p[P.cohesion + f * L + l]
            s[S.norm + f * L + l] = logit(p[P.dedication + f * L + l])
            s[S.cohesion_power + l] += p[P.power + f * L + l] * p[P.cohesion + f * L + l]
    for b in range(min(setting.blocs, MOST.blocs)):
        for l in range(L):
            s[S.honoured + b * L + l] = p[P.bloc_honoured + b * L + l]
            s[S.broken + b * L + l] = p[P.bloc_broken + b * L + l]
            s[S.trust + b * L + l] = trust(s[S.honoured + b * L + l], s[S.broken + b * L + l])
    for j in range(min(setting.countries, MOST.countries)):
        for l in range(L):
            s[S.accredited + j * L + l] = setting.accredited[j]
    for r in range(min(setting.rivals, MOST.rivals)):
        for l in range(L):
            strength = p[P.rival_strength + r * L + l]
            bid = setting.outbids[r] * strength
            s[S.rival + r * L + l] = strength
            s[S.outbidder + l] = bid if bid > s[S.outbidder + l] else s[S.outbidder + l]
    for l in range(L):
        s[S.cohesion_power_0 + l] = s[S.cohesion_power + l]
        s[S.rival_pull + l] = rival_pull(s[S.outbidder + l])
        s[S.intact + l] = 1.0
        s[S.autocracy + l] = p[P.autocracy + l]
        s[S.autocracy_0 + l] = p[P.autocracy + l]
        s[S.revenue + l] = p[P.revenue + l]
        s[S.tax + l] = p[P.tax_effort + l]
        s[S.cover + l] = p[P.patron_cover + l]
        s[S.grievance + l] = p[P.grievance + l]
        s[S.contact + l] = p[P.contact + l]
        s[S.standing + l] = p[P.standing_start + l]
        s[S.standing_0 + l] = p[P.standing_start + l]
        s[S.sanction_years + l] = p[P.sanction_years + l]


@compiled
def set_references(s, p, setting):
    """Reference levels: what each drive is at the start, under the posture of that day.

    A drive is a departure from its reference, so base rates hold as long as nothing changes.
    """
    for l in range(L):
        s[S.bite + l] = sanction_bite(s[S.pressure_in + l], s[S.cover + l], s[S.sanction_years + l], p[P.bite_decay + l])
        s[S.need + l] = need(s[S.revenue + l], s[S.patron_money + l], p[P.need_half + l], p[P.need_scale + l])
        s[S.pressure_0 + l] = s[S.pressure_in + l]
        s[S.standing_in_0 + l] = s[S.standing_in + l]
    for i in range(min(setting.issues, MOST.issues)):
        iL = i * L
        for l in range(L):
            s[S.demand + iL + l] = s[S.inflow + iL + l] / (1.0 - s[S.keep_demand + l])
            s[S.demand_felt + iL + l] = saturate(s[S.demand + iL + l], p[P.demand_half + l])
            usual = covariates_now(s, p, iL, l, 0.0)
            s[S.contact_0 + iL + l] = usual.contact
            s[S.relief_0 + iL + l] = usual.relief
            s[S.stake_0 + iL + l] = usual.stake
            s[S.audience_0 + iL + l] = usual.audience
            s[S.signal_0 + iL + l] = usual.signal
            s[S.reactance_0 + iL + l] = usual.reactance


@compiled
def set_recognition(s, p, setting):
    """Which countries accept an envoy and which recognise, as the case has it on its day."""
    for l in range(L):
        s[S.recognised_all + l] = 0.0
    for j in range(min(setting.countries, MOST.countries)):
        for l in range(L):
            s[S.accredited + j * L + l] = setting.accredited[j]
            s[S.recognised + j * L + l] = setting.recognised[j]
            s[S.recognised_all + l] += p[P.country_standing + j * L + l] * setting.recognised[j]


@compiled
def start_groups(s, p, setting):
    """Wellbeing starts where the equations head under the first month's conditions: nothing of it is kept as yet."""
    for l in range(L):
        s[S.keep_wellbeing + l] = 0.0
    people_fare(s, p, setting)
    weigh_wellbeing(s, p, setting)
    for g in range(min(setting.groups, MOST.groups)):
        for l in range(L):
            s[S.sum_wellbeing + g * L + l] = 0.0
    for l in range(L):
        s[S.wellbeing_all_0 + l] = s[S.wellbeing_all + l]
        s[S.keep_wellbeing + l] = decay(p[P.wellbeing_halflife + l])


@shared
def start_future(here, t):
    """Set a block of futures to the start; the strategy of ``here`` is the one that no one follows, t is -1."""
    s, p, keys, setting, nobody = here[0]
    for n in range(s.size):
        s[n] = 0.0
    set_shares_kept(s, p)
    set_stocks(s, p, setting)
    weigh_audiences(s, p, setting)
    weigh_doctrine(s, p, setting)
    centre_over_issues(s, p, setting)
    outsiders_move(s, p, keys, setting, nobody, t)
    set_references(s, p, setting)
    start_groups(s, p, setting)
    set_recognition(s, p, setting)


@shared
def outsiders(here, t):
    """Stage 1, and what the base makes of each issue."""
    s, p, keys, setting, moves = here[0]
    outsiders_move(s, p, keys, setting, moves, t)
    weigh_audiences(s, p, setting)


@shared
def authority(here, t):
    """Stages 2 to 4: acts, deals, reversals."""
    s, p, keys, setting, moves = here[0]
    now = np.uint64(t)
    trend = np.float32(min((now + np.uint64(1)) / TREND_MONTHS, 1.0))
    authority_acts(s, p, keys, setting, now, trend)
    deals(s, p, keys, setting, moves, now)
    if reversals(s, p, keys, setting, now) > 0:
        mark_undone(s, p, moves)


@shared
def audiences(here, t):
    """The first half of stage 5: audiences judge, and who would leave is worked out."""
    s, p, keys, setting, _ = here[0]
    believe(s, p, setting)
    hold_together(s, p, keys, setting, np.uint64(t))


@shared
def consequences(here, t):
    """The rest of stage 5: members leave, rivals recruit; stages 6 and 7, accounts and population."""
    s, p, keys, setting, _ = here[0]
    now = np.uint64(t)
    members_leave(s, p, setting)
    break_up(s, p, keys, now)
    rivals_recruit(s, p, setting)
    accounts_settle(s, p)
    population(s, p, keys, setting, now)


@compiled
def until_members_leave(here, t):
    """The month up to the point at which members leave."""
    outsiders(here, t)
    authority(here, t)
    audiences(here, t)


@compiled
def month(here, t):
    """One month of a block of futures, in the order of the model."""
    until_members_leave(here, t)
    consequences(here, t)
