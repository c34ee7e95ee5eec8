"""Stage 6 of the month: money, standing, grievance and the leader's grip settle."""

from __future__ import annotations

from modusvivendi.engine.compile import compiled
from modusvivendi.engine.declare import ABOVE, ONE, UNIT, Course, Last, Mean, Outcome, Reference, State
from modusvivendi.engine.equations.numeric import clip
from modusvivendi.engine.equations.revenue import need, patron_cover, revenue_level, sanction_bite, tax_effort
from modusvivendi.engine.equations.standing import grievance, leader_grip, standing_level, unearned_standing
from modusvivendi.engine.layout import L, P, S

STATES = (
    State("revenue", ONE, "share of need", ABOVE, "revenue over need, 1 covers it"),
    State("tax", ONE, "scale", (0.0, 1.2), "extraction"),
    State("cover", ONE, "share", UNIT, "lost trade and money that others replace"),
    State("bite", ONE, "scale 0 to 1", UNIT, "what pressure still costs"),
    State("need", ONE, "scale 0 to 1", UNIT, "how much outside money matters now"),
    State("sanction_years", ONE, "years", ABOVE, "years of full pressure so far"),
    State("reward_flow", ONE, "share of the possible flow", ABOVE, "money from rewards that were paid"),
    State("spent", ONE, "share of the possible flow", UNIT, "aid, development money and rewards this month"),
    State("standing", ONE, "scale 0 to 1", UNIT, "status the authority has"),
    State("grievance", ONE, "scale 0 to 1", UNIT, "treatment felt to be due and withheld"),
    Reference("standing_0", ONE, "scale 0 to 1", UNIT, "status the authority has"),
)


@compiled
def accounts_settle(s, p):
    """Stage 6 (C7, C8, C10, C14)."""
    for l in range(L):
        s[S.sanction_years + l] += 0.0833333333 * clip(s[S.pressure_in + l] * 2.0, 0.0, 1.0)
        s[S.cover + l] = patron_cover(s[S.cover + l], p[P.cover_ceiling + l], s[S.keep_cover + l], s[S.pressure_in + l])
        s[S.bite + l] = sanction_bite(s[S.pressure_in + l], s[S.cover + l], s[S.sanction_years + l], p[P.bite_decay + l])
        s[S.reward_flow + l] *= s[S.keep_reward + l]
        outside = clip(0.5 * (s[S.money_in + l] + s[S.aid_in + l]) + s[S.reward_flow + l], 0.0, 1.0)
        gap = clip(1.0 - s[S.revenue + l], 0.0, 1.0)
        s[S.tax + l] = tax_effort(s[S.tax + l], gap, p[P.tax_response + l])
        level = revenue_level(s[S.tax + l], p[P.trade_share + l], s[S.bite + l], p[P.aid_take + l], outside)
        s[S.revenue + l] = level + s[S.keep_revenue + l] * (s[S.revenue + l] - level)
        s[S.need + l] = need(s[S.revenue + l], s[S.patron_money + l], p[P.need_half + l], p[P.need_scale + l])
    for l in range(L):
        level = standing_level(s[S.standing_in + l], s[S.accredited_all + l])
        s[S.standing + l] = level + s[S.keep_standing + l] * (s[S.standing + l] - level)
        s[S.grievance + l] = grievance(
            s[S.grievance + l],
            p[P.grievance_due + l],
            s[S.standing + l],
            s[S.contact + l],
            s[S.pressure_in + l],
            p[P.pressure_slight + l],
            s[S.keep_grievance + l],
            p[P.snub_pulse + l] * s[S.snub_stock + l],
        )
        unearned = unearned_standing(s[S.standing_in + l], s[S.standing_in_0 + l])
        s[S.autocracy + l] = leader_grip(s[S.autocracy + l], p[P.autocracy_drift + l], p[P.grip_unearned + l], unearned)
        s[S.spent + l] = clip((s[S.aid_in + l] + s[S.money_in + l] + s[S.reward_flow + l]) * 0.333333333, 0.0, 1.0)


OUTCOMES = (
    Outcome("money", "Money spent", "outsiders", "lower", "share of the possible flow", "aid, development money and rewards, share of the possible flow, mean over the course, 0–1", ("C10",), Mean("spent")),
)  # fmt: skip
COURSES = tuple(Course(name, Last(name)) for name in ("revenue", "grievance", "standing", "need"))
