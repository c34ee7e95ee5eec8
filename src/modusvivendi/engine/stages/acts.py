"""Stage 2 of the month: the authority acts, issue by issue, unprompted."""

from __future__ import annotations

from modusvivendi.engine import chance
from modusvivendi.engine.compile import compiled, embedded, inlined
from modusvivendi.engine.equations.audience import base_salience, signalling
from modusvivendi.engine.equations.choice import (
    CoreWeights,
    Covariates,
    DriveWeights,
    Occasion,
    act_rate,
    cores,
    drives,
    mean_step,
    poisson_count,
    room,
    step_size,
)  # fmt: skip
from modusvivendi.engine.equations.numeric import clip
from modusvivendi.engine.equations.standing import reaction
from modusvivendi.engine.layout import ISSUE_STRIDE, MOST, L, P, S


@compiled
def weigh_audiences(s, p, setting):
    """What the base makes of each issue now: audience cost and signalling gain.

    Both mechanisms are proportional to salience, so a segment's part is worked out once, for a salience of 1.
    """
    for f in range(min(setting.segments, MOST.segments)):
        fL = f * L
        for l in range(L):
            n, c = s[S.members + fL + l], s[S.cohesion + fL + l]
            s[S.caring + fL + l] = base_salience(n, 1.0, c, p[P.cohesion_amplifier + l])
            s[S.gaining + fL + l] = signalling(n, 1.0, c, s[S.rival_pull + l])
    for i in range(min(setting.issues, MOST.issues)):
        iL = i * L
        for l in range(L):
            s[S.salience_felt + iL + l] = 0.0
            s[S.signal_gain + iL + l] = 0.0
        for f in range(min(setting.segments, MOST.segments)):
            fL = f * L
            at = (f * ISSUE_STRIDE + i) * L
            for l in range(L):
                s[S.salience_felt + iL + l] += s[S.caring + fL + l] * p[P.salience + at + l]
                s[S.signal_gain + iL + l] += s[S.gaining + fL + l] * p[P.salience + at + l]
        for l in range(L):
            s[S.signal_gain + iL + l] *= p[P.politicisation + iL + l] * p[P.visibility + iL + l]


@embedded
def covariates_now(s, p, iL, l, grip):
    """Covariates of the drives on the issue at iL, in lane l. grip: of the leader, or how far it has departed."""
    return Covariates(
        contact=s[S.contact_felt + iL + l],
        relief=s[S.need + l] * s[S.relief + iL + l],
        stake=s[S.need + l] * s[S.stake + iL + l],
        audience=p[P.politicisation + iL + l] * p[P.visibility + iL + l] * s[S.salience_felt + iL + l],
        signal=s[S.signal_gain + iL + l],
        reactance=s[S.grievance + l] * s[S.demand_felt + iL + l],
        doctrine=s[S.doctrine_start + iL + l] * grip,
    )


@embedded
def departures_now(s, p, iL, l):
    """Covariates less their reference levels, which are those of the start."""
    now = covariates_now(s, p, iL, l, s[S.autocracy + l] - s[S.autocracy_0 + l])
    return Covariates(
        contact=now.contact - s[S.contact_0 + iL + l],
        relief=now.relief - s[S.relief_0 + iL + l],
        stake=now.stake - s[S.stake_0 + iL + l],
        audience=now.audience - s[S.audience_0 + iL + l],
        signal=now.signal - s[S.signal_0 + iL + l],
        reactance=now.reactance - s[S.reactance_0 + iL + l],
        doctrine=now.doctrine,
    )


@embedded
def drive_weights(p, l):
    """Weights of the drives in lane l."""
    return DriveWeights(
        contact=p[P.beta_contact + l],
        material=p[P.beta_material + l],
        audience=p[P.beta_audience + l],
        reactance=p[P.beta_reactance + l],
        doctrine=p[P.beta_doctrine + l],
    )


@embedded
def core_weights(p, l):
    """Weights of the core in lane l."""
    return CoreWeights(
        benefit=p[P.theta_benefit + l],
        doctrine=p[P.theta_doctrine + l],
        school_toward=p[P.theta_school_toward + l],
        school_away=p[P.theta_school_away + l],
        rebound_toward=p[P.theta_rebound_toward + l],
        rebound_away=p[P.theta_rebound_away + l],
        trend_toward=p[P.theta_trend_toward + l],
        trend_away=p[P.theta_trend_away + l],
    )


@embedded
def occasion(s, iL, l, school, rebound, trend):
    """What the core looks at on the issue at iL, in lane l."""
    return Occasion(s[S.benefit_centred + iL + l], s[S.doctrine_centred + iL + l], school, rebound, trend)


@inlined
def school_edge(month_of_year):
    """1 in the months around the end and the start of the Afghan school year (December and March)."""
    return 1.0 if month_of_year == 12 or month_of_year == 3 else 0.0


@compiled
def act_rates(s, p, setting, t, trend):
    """Expected acts of this month, toward and away, on every issue."""
    month_of_year = (setting.first_month - 1 + t) % 12 + 1
    for i in range(min(setting.issues, MOST.issues)):
        iL = i * L
        school = school_edge(month_of_year) * setting.education[i]
        for l in range(L):
            eta_up, eta_down = drives(departures_now(s, p, iL, l), drive_weights(p, l))
            core_up, core_down = cores(occasion(s, iL, l, school, s[S.rebound + iL + l], trend), core_weights(p, l))
            x, half = s[S.policy + iL + l], p[P.room_half + l]
            s[S.rate_toward + iL + l] = act_rate(p[P.rate_toward + iL + l], room(1.0 - x, half), core_up, eta_up)
            s[S.rate_away + iL + l] = act_rate(p[P.rate_away + iL + l], room(x, half), core_down, eta_down)


@compiled
def draw_steps_toward(s, p, keys, setting, t):
    """Turn expected acts toward into steps: how many, by whom, how large.

    Acts of one issue, month and direction share level and size: more than one is rare.
    """
    for i in range(min(setting.issues, MOST.issues)):
        iL = i * L
        count_when, step_when = chance.counter(chance.TOWARD, t, i), chance.counter(chance.STEP_TOWARD, t, i)
        for l in range(L):
            k0, k1 = keys[l], keys[L + l]
            rate, leads, scale = s[S.rate_toward + iL + l], p[P.leader_toward + iL + l], p[P.step_scale + l]
            level, size = chance.two_uniforms(k0, k1, step_when)
            by_leader = 1.0 if level < leads else 0.0
            count = poisson_count(chance.uniform(k0, k1, count_when), rate)
            drawn = count * step_size(size, by_leader, scale)
            expected = rate * mean_step(leads, scale)
            s[S.step_toward + iL + l] = drawn if p[P.chance + l] > 0.5 else expected
            s[S.by_ministry + iL + l] = 1.0 - (by_leader if p[P.chance + l] > 0.5 else leads)


@compiled
def draw_steps_away(s, p, keys, setting, t):
    """Turn expected acts away into steps, as for steps toward."""
    for i in range(min(setting.issues, MOST.issues)):
        iL = i * L
        count_when, step_when = chance.counter(chance.AWAY, t, i), chance.counter(chance.STEP_AWAY, t, i)
        for l in range(L):
            k0, k1 = keys[l], keys[L + l]
            rate, leads, scale = s[S.rate_away + iL + l], p[P.leader_away + iL + l], p[P.step_scale + l]
            level, size = chance.two_uniforms(k0, k1, step_when)
            by_leader = 1.0 if level < leads else 0.0
            count = poisson_count(chance.uniform(k0, k1, count_when), rate)
            drawn = count * step_size(size, by_leader, scale)
            s[S.step_away + iL + l] = drawn if p[P.chance + l] > 0.5 else rate * mean_step(leads, scale)


@compiled
def take_steps(s, p, setting):
    """Move policy by the steps of this month, and note what audiences and outsiders saw."""
    for i in range(min(setting.issues, MOST.issues)):
        iL = i * L
        for l in range(L):
            x, away = s[S.policy + iL + l], s[S.step_away + iL + l]
            up = clip(s[S.step_toward + iL + l], 0.0, 1.0 - x)
            down = clip(away, 0.0, x + up)
            s[S.policy + iL + l] = x + up - down
            v = p[P.visibility + iL + l]
            s[S.seen + iL + l] = v * (up - down)
            soft = up * s[S.by_ministry + iL + l]
            held = s[S.undoable + iL + l] * s[S.keep_undoable + l]
            s[S.undoable_seen + iL + l] = (held * s[S.undoable_seen + iL + l] + soft * v) / (held + soft + 0.000001)
            s[S.undoable + iL + l] = held + soft
            s[S.rebound + iL + l] = clip(p[P.rebound_keep + l] * s[S.rebound + iL + l] + 5.0 * away, 0.0, 1.0)
            s[S.reaction + iL + l] = reaction(s[S.reaction + iL + l], 5.0 * away, p[P.reaction_gain + l], s[S.keep_demand + l])


@compiled
def authority_acts(s, p, keys, setting, t, trend):
    """Stage 2: unprompted steps on every issue."""
    act_rates(s, p, setting, t, trend)
    draw_steps_toward(s, p, keys, setting, t)
    draw_steps_away(s, p, keys, setting, t)
    take_steps(s, p, setting)
