"""Stage 2 of the month: the authority acts, issue by issue, unprompted."""

from __future__ import annotations

from modusvivendi.engine import chance
from modusvivendi.engine.compile import compiled, embedded, inlined
from modusvivendi.engine.declare import (
    ABOVE,
    ISSUE,
    ONE,
    SEGMENT,
    UNIT,
    Course,
    Last,
    Late,
    Outcome,
    Reference,
    Role,
    Scratch,
    State,
)
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
)
from modusvivendi.engine.equations.numeric import clip
from modusvivendi.engine.equations.standing import reaction, unearned_standing
from modusvivendi.engine.layout import ISSUE_STRIDE, MOST, L, P, S

ROLES = (
    Role("core_rights", "issues of core rights", field="core_right"),
    Role("inclusion", "issues of inclusive government", field="domain", value="inclusion"),
    Role("technical", "issues of technical cooperation", field="technical"),
    Role("access", "issues of relief", field="domain", value="relief"),
    Role("foreign_groups", "issues of action on foreign armed groups"),
    Role("narcotics", "issues of action on narcotics"),
)

STATES = (
    State("policy", ISSUE, "share of the full ask", UNIT, "where policy stands, 0 the authority's ideal"),
    State("rebound", ISSUE, "scale 0 to 1", UNIT, "own recent steps away that are still remembered"),
    State("reaction", ISSUE, "scale 0 to 1", UNIT, "how much louder outsiders are after recent steps away"),
    State("seen", ISSUE, "share of the full ask", (-2.0, 2.0), "movement toward that home audiences saw this month"),
    State("undoable", ISSUE, "share of the full ask", ABOVE, "steps made below the leader that can still be undone, added up"),
    State("undoable_seen", ISSUE, "share", UNIT, "how far those steps were seen"),
    State("salience_felt", ISSUE, "scale", ABOVE, "how much the base cares about the issue now"),
    State("signal_gain", ISSUE, "scale", ABOVE, "dedication that a step away would buy"),
    State("autocracy", ONE, "share of power", UNIT, "the leader's grip"),
    Reference("doctrine_start", ISSUE, "scale 0 to 1", UNIT, "doctrine of those who decide, by power"),
    Reference("doctrine_local", ISSUE, "scale 0 to 1", UNIT, "doctrine of those who hold the provinces, by members"),
    Reference("benefit_centred", ISSUE, "scale", (-1.0, 1.0), "own benefit less its mean over issues"),
    Reference("doctrine_centred", ISSUE, "scale", (-1.0, 1.0), "doctrine less its mean over issues"),
    Reference("contact_0", ISSUE, "scale 0 to 1", UNIT, "what contact does"),
    Reference("relief_0", ISSUE, "scale 0 to 1", UNIT, "need times relief in prospect"),
    Reference("stake_0", ISSUE, "scale 0 to 1", UNIT, "need times what is at stake"),
    Reference("audience_0", ISSUE, "scale", ABOVE, "audience cost"),
    Reference("signal_0", ISSUE, "scale", ABOVE, "signalling gain"),
    Reference("reactance_0", ISSUE, "scale 0 to 1", UNIT, "grievance times demand felt"),
    Reference("autocracy_0", ONE, "share of power", UNIT, "the leader's grip"),
    Scratch("caring", SEGMENT, "scale", ABOVE, "a segment's part in audience cost, for a salience of 1"),
    Scratch("gaining", SEGMENT, "scale", ABOVE, "a segment's part in signalling gain, for a salience of 1"),
    Scratch("benefit_total", ONE, "scale", ABOVE, "own benefit, summed over issues"),
    Scratch("doctrine_total", ONE, "scale", ABOVE, "doctrine, summed over issues"),
    Scratch("rate_toward", ISSUE, "acts a month", (0.0, 4.0), "expected acts toward"),
    Scratch("rate_away", ISSUE, "acts a month", (0.0, 4.0), "expected acts away"),
    Scratch("step_toward", ISSUE, "share of the full ask", ABOVE, "steps toward this month"),
    Scratch("step_away", ISSUE, "share of the full ask", ABOVE, "steps away this month"),
    Scratch("by_ministry", ISSUE, "share", UNIT, "how far this month's steps toward were made below the leader"),
)


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
        unearned=p[P.politicisation + iL + l] * unearned_standing(s[S.standing_in + l], s[S.standing_in_0 + l]),
    )


@embedded
def departures_now(s, p, iL, l):
    """Covariates less their reference levels, which are those of the start (0 for unearned standing)."""
    now = covariates_now(s, p, iL, l, s[S.autocracy + l] - s[S.autocracy_0 + l])
    return Covariates(
        contact=now.contact - s[S.contact_0 + iL + l],
        relief=now.relief - s[S.relief_0 + iL + l],
        stake=now.stake - s[S.stake_0 + iL + l],
        audience=now.audience - s[S.audience_0 + iL + l],
        signal=now.signal - s[S.signal_0 + iL + l],
        reactance=now.reactance - s[S.reactance_0 + iL + l],
        doctrine=now.doctrine,
        unearned=now.unearned,
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
        unearned=p[P.beta_unearned + l],
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


@compiled
def weigh_doctrine(s, p, setting):
    """Doctrine of those who decide on each issue, leader and segments by power, as they stand at the start.

    Those who hold the provinces are the members: there segments count by their numbers.
    """
    for i in range(min(setting.issues, MOST.issues)):
        iL = i * L
        for l in range(L):
            s[S.doctrine_start + iL + l] = s[S.autocracy + l] * p[P.care + (setting.leader * ISSUE_STRIDE + i) * L + l]
        for f in range(min(setting.segments, MOST.segments)):
            at = (f * ISSUE_STRIDE + i) * L
            for l in range(L):
                s[S.doctrine_start + iL + l] += (1.0 - s[S.autocracy + l]) * p[P.power + f * L + l] * p[P.care + at + l]
                s[S.doctrine_local + iL + l] += p[P.members + f * L + l] * p[P.care + at + l]


@compiled
def centre_over_issues(s, p, setting):
    """Own benefit and doctrine as departures from their means over issues, for the core."""
    count = float(setting.issues)
    for l in range(L):
        s[S.benefit_total + l] = 0.0
        s[S.doctrine_total + l] = 0.0
    for i in range(min(setting.issues, MOST.issues)):
        for l in range(L):
            s[S.benefit_total + l] += p[P.own_benefit + i * L + l]
            s[S.doctrine_total + l] += s[S.doctrine_start + i * L + l]
    for i in range(min(setting.issues, MOST.issues)):
        for l in range(L):
            s[S.benefit_centred + i * L + l] = p[P.own_benefit + i * L + l] - s[S.benefit_total + l] / count
            s[S.doctrine_centred + i * L + l] = s[S.doctrine_start + i * L + l] - s[S.doctrine_total + l] / count


@inlined
def school_edge(setting, t):
    """1 in the months in which the school year of the case ends or starts, else 0."""
    return setting.school_edges[(setting.first_month - 1 + t) % 12]


@compiled
def act_rates(s, p, setting, t, trend):
    """Expected acts of this month, toward and away, on every issue."""
    for i in range(min(setting.issues, MOST.issues)):
        iL = i * L
        school = school_edge(setting, t) * setting.education[i]
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
            held = s[S.undoable + iL + l] * s[S.keep_entrench + l]
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


OUTCOMES = (
    Outcome("core_rights", "Core rights", "nature of the regime", "higher", "share of the full ask", "mean policy on core-rights issues over the last 12 months, 0 the authority's ideal, 1 the full ask", ("C16", "C20"), Late("policy", role="core_rights")),
    Outcome("inclusion", "Inclusion", "nature of the regime", "higher", "share of the full ask", "mean policy on inclusive government over the last 12 months, 0–1", ("C20",), Late("policy", role="inclusion")),
    Outcome("technical", "Technical cooperation", "relief", "higher", "share of the full ask", "mean policy on technical issues over the last 12 months, 0–1", ("C18", "C19"), Late("policy", role="technical")),
    Outcome("access", "Humanitarian access", "relief", "higher", "share of the full ask", "mean policy on relief issues over the last 12 months, 0–1", ("C17", "C20"), Late("policy", role="access")),
    Outcome("foreign_groups", "Action on foreign armed groups", "security", "higher", "share of the full ask", "mean policy on foreign armed groups over the last 12 months, 0–1", ("C15", "C17"), Late("policy", role="foreign_groups")),
    Outcome("narcotics", "Action on narcotics", "security", "higher", "share of the full ask", "mean policy on narcotics over the last 12 months, 0–1", ("C17",), Late("policy", role="narcotics")),
)  # fmt: skip
COURSES = (
    Course("core_rights", Last("policy", role="core_rights")),
    Course("technical", Last("policy", role="technical")),
    Course("access", Last("policy", role="access")),
)
