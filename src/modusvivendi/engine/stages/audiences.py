"""Stages 4 and 5 of the month: audiences judge, members leave, rivals recruit, the movement may break."""

from __future__ import annotations

from modusvivendi.engine import chance
from modusvivendi.engine.compile import compiled
from modusvivendi.engine.declare import (
    ABOVE,
    ANY,
    ONE,
    RIVAL,
    SEGMENT,
    UNIT,
    Course,
    Last,
    Monthly,
    Outcome,
    Reference,
    Role,
    Scratch,
    State,
)
from modusvivendi.engine.equations.audience import cohesion, dedication, desertion, fragmentation
from modusvivendi.engine.equations.numeric import logistic
from modusvivendi.engine.equations.rival import rival_pull, rival_strength
from modusvivendi.engine.equations.welfare import attacks
from modusvivendi.engine.layout import ISSUE_STRIDE, MOST, ROLE, L, P, S
from modusvivendi.engine.reduce import add_up

ROLES = (Role("counter_rival", "issues of action against rivals"),)

STATES = (
    State("belief", SEGMENT, "log-odds", (-6.0, 6.0), "belief that the leadership is dedicated"),
    State("cohesion", SEGMENT, "scale 0 to 1", UNIT, "how far the segment holds together"),
    State("members", SEGMENT, "share of the first membership", UNIT, "members who are still there"),
    State("cohesion_power", ONE, "scale 0 to 1", UNIT, "cohesion of the movement, weighted by power"),
    State("deserted", ONE, "share of the first membership", UNIT, "members who left this month"),
    State("deserted_rival", ONE, "share of the first membership", UNIT, "those of them who left for their creed"),
    State("intact", ONE, "1 or 0", UNIT, "whether the movement is in one piece"),
    State("rival", RIVAL, "scale 0 to 1", UNIT, "strength of a rival"),
    State("outbidder", ONE, "scale 0 to 1", UNIT, "strength of the strongest outbidder, 0 without any"),
    State("rival_pull", ONE, "scale 0 to 1", UNIT, "how far the outbidder's bid is felt"),
    State("sum_attacks", ONE, "attacks", ABOVE, "attacks by rivals so far"),
    Reference("norm", SEGMENT, "log-odds", ANY, "belief that the leadership is dedicated"),
    Reference("cohesion_power_0", ONE, "scale 0 to 1", UNIT, "cohesion of the movement, weighted by power"),
    Scratch("noticed", SEGMENT, "share of the full ask", ANY, "movement toward that a segment minds"),
    Scratch("leaving", SEGMENT, "share of the first membership", UNIT, "members of a segment who leave this month"),
    Scratch("counter_effort", ONE, "scale 0 to 1", UNIT, "policy on action against rivals"),
)


@compiled
def believe(s, p, setting):
    """Each segment revises its belief that the leadership is dedicated (C4)."""
    for f in range(min(setting.segments, MOST.segments)):
        fL = f * L
        for l in range(L):
            s[S.noticed + fL + l] = 0.0
        for i in range(min(setting.issues, MOST.issues)):
            iL, at = i * L, (f * ISSUE_STRIDE + i) * L
            for l in range(L):
                s[S.noticed + fL + l] += p[P.care + at + l] * p[P.politicisation + iL + l] * s[S.seen + iL + l]
        for l in range(L):
            s[S.belief + fL + l] = dedication(
                s[S.belief + fL + l], s[S.noticed + fL + l], p[P.dedication_step + l], s[S.keep_dedication + l]
            )


@compiled
def hold_together(s, p, keys, setting, t):
    """Cohesion of each segment, and the members it loses (C2, C3, C5)."""
    for l in range(L):
        s[S.rival_pull + l] = rival_pull(s[S.outbidder + l])
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
                s[S.cohesion + fL + l],
                p[P.cohesion + fL + l],
                p[P.ideology + fL + l],
                believed - start,
                patronage,
                s[S.standing + l] - s[S.standing_0 + l],
                s[S.pressure_in + l] - s[S.pressure_0 + l],
                s[S.deserted + l],
                p[P.cohesion_response + l],
                p[P.standing_cohesion + l],
                p[P.rally + l],
                p[P.contagion + l],
                s[S.keep_cohesion + l],
                noise,
            )
            rate = desertion(
                p[P.desertion_rate + l], p[P.desertion_slope + l], p[P.cohesion_critical + l], s[S.cohesion + fL + l]
            )
            s[S.leaving + fL + l] = rate * s[S.members + fL + l]


@compiled
def members_leave(s, p, setting):
    """Deserters: the ideological go to outbidders, others to the opposition or home (C5)."""
    for l in range(L):
        s[S.deserted + l] = 0.0
        s[S.deserted_rival + l] = 0.0
        s[S.cohesion_power + l] = 0.0
    for f in range(min(setting.segments, MOST.segments)):
        fL = f * L
        for l in range(L):
            gone = s[S.leaving + fL + l]
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
            p[P.fragmentation_rate + l],
            p[P.fragmentation_slope + l],
            s[S.cohesion_power_0 + l],
            s[S.cohesion_power + l],
        )
        breaks = (p[P.chance + l] > 0.5) & (chance.uniform(keys[l], keys[L + l], when) < h)
        s[S.intact + l] = 0.0 if breaks else s[S.intact + l]


@compiled
def rivals_recruit(s, p, setting):
    """Rivals recruit, grow, and are fought as far as policy on them goes (C5).

    Rivals of one kind share out the deserters who are of a mind to join it (``rival_part``).
    """
    for l in range(L):
        s[S.counter_effort + l] = 0.0
    for i in range(min(setting.issues, MOST.issues)):
        w = setting.roles[ROLE.counter_rival, i]
        if w > 0.0:
            for l in range(L):
                s[S.counter_effort + l] += w * s[S.policy + i * L + l]
    for l in range(L):
        s[S.outbidder + l] = 0.0
    for r in range(min(setting.rivals, MOST.rivals)):
        rL, outbids, part = r * L, setting.outbids[r], setting.rival_part[r]
        for l in range(L):
            ideological = s[S.deserted_rival + l]
            gone = part * (ideological if outbids > 0.5 else s[S.deserted + l] - ideological)
            now = rival_strength(
                s[S.rival + rL + l],
                p[P.rival_growth + rL + l],
                gone * p[P.rival_recruits + rL + l],
                p[P.rival_suppression + rL + l],
                s[S.counter_effort + l] * s[S.intact + l],
            )
            s[S.rival + rL + l] = now
            bid = now if outbids > 0.5 else 0.0
            s[S.outbidder + l] = bid if bid > s[S.outbidder + l] else s[S.outbidder + l]


@compiled
def add_attacks(s, p, setting):
    """Add this month's attacks by rivals to those so far (C15)."""
    for r in range(min(setting.rivals, MOST.rivals)):
        rL = r * L
        for l in range(L):
            s[S.sum_attacks + l] += attacks(
                p[P.rival_attacks + rL + l],
                s[S.rival + rL + l],
                p[P.rival_strength + rL + l],
                s[S.attack_wave + l],
                p[P.break_attacks + l] * (1.0 - s[S.intact + l]),
            )


@compiled
def share_deserted(s, p, setting, moves):
    """Share of the first membership that has left."""
    add_up(s, S.members, min(setting.segments, MOST.segments))
    for l in range(L):
        s[S.total + l] = 1.0 - s[S.total + l]


@compiled
def broke(s, p, setting, moves):
    """1 where the movement broke up, else 0."""
    for l in range(L):
        s[S.total + l] = 1.0 - s[S.intact + l]


OUTCOMES = (
    Outcome("rival", "Extremist rival", "security", "lower", "scale 0 to 1", "strength of the outbidding rival at the end, 0–1", ("C5", "C15"), Last("outbidder")),
    Outcome("attacks", "Attacks", "security", "lower", "attacks a month", "attacks a month by rivals, mean over the course", ("C15",), Monthly("sum_attacks")),
    Outcome("cohesion", "Cohesion of the movement", "stability", "higher", "scale 0 to 1", "power-weighted cohesion at the end, 0–1", ("C3",), Last("cohesion_power")),
    Outcome("desertion", "Desertion", "stability", "lower", "share of members", "share of members who left by the end, 0–1", ("C5",), share_deserted),
    Outcome("fragmented", "Movement broke", "stability", "lower", "1 or 0", "1 if the movement broke up within the horizon, else 0", ("C1",), broke),
)  # fmt: skip
COURSES = (Course("cohesion", Last("cohesion_power")), Course("rival", Last("outbidder")))
