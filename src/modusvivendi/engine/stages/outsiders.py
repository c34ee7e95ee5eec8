"""Stage 1 of the month: outsiders move."""

from __future__ import annotations

import numpy as np

from modusvivendi.engine import chance
from modusvivendi.engine.compile import compiled, embedded, inlined
from modusvivendi.engine.declare import (
    ABOVE,
    ANY,
    BLOC,
    COUNTRY,
    ISSUE,
    ONE,
    UNIT,
    Course,
    Last,
    Outcome,
    Reference,
    Scratch,
    State,
)
from modusvivendi.engine.entries import bloc_of, entries_of, entry_of, issue_of, member_of, members_of
from modusvivendi.engine.equations.contact import contact_stock, socialisation
from modusvivendi.engine.equations.numeric import clip, saturate
from modusvivendi.engine.equations.posture import accreditation, recognition, warmth
from modusvivendi.engine.equations.standing import demand_stock
from modusvivendi.engine.equations.trust import trust
from modusvivendi.engine.layout import ISSUE_STRIDE, LEVER, MOST, ROLE, TRACK_RESULT, L, P, S
from modusvivendi.engine.reduce import count_results

NO_LANE, ONE_LANE = np.uint32(0), np.uint32(1)  # whole numbers: adding them up over lanes can be vectorised

STATES = (
    State("warmth", BLOC, "scale -1 to 1", (-1.0, 1.0), "how much warmer the bloc's own posture is than at the start"),
    State("honoured", BLOC, "promises", ABOVE, "promises seen kept, with the prior count"),
    State("broken", BLOC, "promises", ABOVE, "promises seen broken, with the prior count"),
    State("trust", BLOC, "chance", UNIT, "trust in the bloc's promises"),
    State("follow_through", BLOC, "chance", UNIT, "chance that a promised reward is delivered"),
    State("enforcement", BLOC, "chance", UNIT, "chance that a condition is enforced"),
    State("accredited", COUNTRY, "chance", UNIT, "whether a country accepts an envoy"),
    State("recognised", COUNTRY, "chance", UNIT, "whether a country recognises"),
    State("accredited_all", ONE, "share of weight", UNIT, "weight of the states that accept an envoy"),
    State("recognised_all", ONE, "share of weight", UNIT, "weight of the states that recognise"),
    State("pressure_in", ONE, "scale 0 to 1", UNIT, "pressure by all blocs"),
    State("aid_in", ONE, "share of the possible flow", UNIT, "humanitarian aid by all blocs"),
    State("money_in", ONE, "share of the possible flow", UNIT, "development money by all blocs"),
    State("patron_money", ONE, "share of the possible flow", UNIT, "development money by those who are no rivals"),
    State("contact_in", ONE, "scale 0 to 1", UNIT, "dealings with all blocs"),
    State("standing_in", ONE, "scale 0 to 1", UNIT, "status accorded by all blocs"),
    State("inflow", ISSUE, "scale 0 to 1", UNIT, "public demand this month, weighted by who speaks"),
    State("loudness", ISSUE, "scale 0 to 1", UNIT, "public demand this month"),
    State("relief", ISSUE, "scale 0 to 1", UNIT, "relief in prospect for moving"),
    State("stake", ISSUE, "scale 0 to 1", UNIT, "money and contact at stake"),
    State("demand", ISSUE, "stock", ABOVE, "public demands that are still remembered"),
    State("demand_felt", ISSUE, "scale 0 to 1", UNIT, "what is felt of them"),
    State("snub_stock", ONE, "stock", ABOVE, "snubs that are still remembered"),
    State("contact", ONE, "stock", ABOVE, "dealings that still count"),
    State("contact_felt", ISSUE, "scale 0 to 1", UNIT, "what contact does on the issue"),
    State("open_tracks", ONE, "tracks", ABOVE, "tracks on offer"),
    State("open_contact", ONE, "scale", ABOVE, "contact that open tracks add"),
    State("sum_standing", ONE, "scale times months", ABOVE, "status accorded above that of the start, so far"),
    State("sum_firmness", ONE, "scale times months", ANY, "how loudly core rights are asked for, less half the standing accorded, so far"),
    Reference("pressure_0", ONE, "scale 0 to 1", UNIT, "pressure by all blocs"),
    Reference("standing_in_0", ONE, "scale 0 to 1", UNIT, "status accorded by all blocs"),
    Scratch("demand_publicity", BLOC, "scale 0 to 1", UNIT, "how public a bloc's demands are"),
    Scratch("at_stake_now", BLOC, "scale 0 to 1", UNIT, "what of a bloc's hangs on a full demand"),
    Scratch("relief_now", BLOC, "scale 0 to 1", UNIT, "relief by a bloc for meeting a full demand"),
    Scratch("ease_now", ONE, "scale", ABOVE, "how ready a bloc's countries are to accept envoys"),
    Scratch("ease_followed", ONE, "scale", ANY, "how much readier those that follow the strategy are"),
    Scratch("peers_now", ONE, "share", UNIT, "share of a bloc's countries that accept an envoy"),
    Scratch("recognition_now", ONE, "chance", UNIT, "that a state which accepts an envoy recognises this month"),
)  # fmt: skip


@compiled
def clear_totals(s):
    """Set to zero what is summed anew over blocs each month."""
    for l in range(L):
        s[S.pressure_in + l] = 0.0
        s[S.aid_in + l] = 0.0
        s[S.money_in + l] = 0.0
        s[S.patron_money + l] = 0.0
        s[S.contact_in + l] = 0.0
        s[S.standing_in + l] = 0.0


@inlined
def lever(background, set_to, is_set, share):
    """A lever of a bloc: its own posture, moved toward the strategy by the share of the bloc that follows."""
    return background + share * is_set * (set_to - background)


@embedded
def bloc_moves(s, p, keys, moves, t, b):
    """One bloc's posture this month, added to the totals (C10 to C14)."""
    share = moves.follow[b]
    v = moves.levers[t, b]
    on = moves.lever_set[t, b]
    bL = b * L
    when = chance.counter(chance.WARMTH, t, b)
    for l in range(L):
        noise = p[P.chance + l] * p[P.posture_noise + l] * chance.centred(chance.uniform(keys[l], keys[L + l], when))
        w = warmth(s[S.warmth + bL + l], p[P.bloc_drift + bL + l], noise) if t >= 0 else 0.0
        s[S.warmth + bL + l] = w
        pressure = lever(clip(p[P.bloc_pressure + bL + l] * (1.0 - w), 0.0, 1.0), v[LEVER.pressure], on[LEVER.pressure], share)
        aid = lever(p[P.bloc_aid + bL + l], v[LEVER.aid], on[LEVER.aid], share)
        money = lever(clip(p[P.bloc_money + bL + l] * (1.0 + w), 0.0, 1.0), v[LEVER.money], on[LEVER.money], share)
        contact = lever(clip(p[P.bloc_contact + bL + l] * (1.0 + w), 0.0, 1.0), v[LEVER.contact], on[LEVER.contact], share)
        standing = lever(clip(p[P.bloc_standing + bL + l] * (1.0 + w), 0.0, 1.0), v[LEVER.standing], on[LEVER.standing], share)
        enforcement = lever(p[P.bloc_enforcement + bL + l], v[LEVER.enforcement], on[LEVER.enforcement], share)
        material = p[P.weight_material + bL + l]
        s[S.pressure_in + l] += material * pressure
        s[S.aid_in + l] += material * aid
        s[S.money_in + l] += material * money
        s[S.patron_money + l] += material * money * (1.0 - p[P.bloc_source + bL + l])
        s[S.contact_in + l] += p[P.weight_contact + bL + l] * contact
        s[S.standing_in + l] += p[P.weight_standing + bL + l] * standing
        s[S.follow_through + bL + l] = lever(
            p[P.bloc_follow_through + bL + l], v[LEVER.follow_through], on[LEVER.follow_through], share
        )
        s[S.enforcement + bL + l] = enforcement
        s[S.demand_publicity + bL + l] = lever(p[P.bloc_publicity + bL + l], v[LEVER.publicity], on[LEVER.publicity], share)
        s[S.at_stake_now + bL + l] = enforcement * material * 0.5 * (money + contact)
        believed = trust(s[S.honoured + bL + l], s[S.broken + bL + l])
        s[S.trust + bL + l] = believed
        s[S.relief_now + bL + l] = material * believed * 0.5 * (pressure + share * on[LEVER.offer] * v[LEVER.offer])
    snub_rate = share * on[LEVER.snub] * v[LEVER.snub]
    if snub_rate > 0.0:
        snub_when = chance.counter(chance.SNUB, t, b)
        for l in range(L):
            drawn = 1.0 if chance.uniform(keys[l], keys[L + l], snub_when) < snub_rate else 0.0
            s[S.snub_stock + l] += p[P.weight_standing + bL + l] * (drawn if p[P.chance + l] > 0.5 else snub_rate)


@compiled
def add_demands(s, p, setting, moves):
    """What all blocs ask for, how loudly, and what hangs on it (C10, C11, C16); follows ``bloc_moves``.

    Issue by issue: the sums over blocs then stay in registers.
    """
    for i in range(min(setting.issues, MOST.issues)):
        iL = i * L
        for l in range(L):
            s[S.inflow + iL + l] = 0.0
            s[S.loudness + iL + l] = 0.0
            s[S.relief + iL + l] = 0.0
            s[S.stake + iL + l] = 0.0
        for b in range(min(setting.blocs, MOST.blocs)):
            bL, own = b * L, (b * ISSUE_STRIDE + i) * L
            share, asked, is_set = moves.follow[b], moves.demands[b, i], moves.demands_set[b]
            for l in range(L):
                intensity = lever(p[P.bloc_demand + own + l], asked, is_set, share)
                intensity = clip(intensity * (1.0 + s[S.reaction + iL + l]), 0.0, 1.0)
                loud = p[P.weight_standing + bL + l] * intensity * s[S.demand_publicity + bL + l]
                s[S.inflow + iL + l] += loud * p[P.bloc_source + bL + l]
                s[S.loudness + iL + l] += loud
                s[S.relief + iL + l] += intensity * s[S.relief_now + bL + l]
                s[S.stake + iL + l] += intensity * s[S.at_stake_now + bL + l]


@compiled
def demands_settle(s, p, setting):
    """Public demands pile up and fade; what is felt of them saturates (C8, C9)."""
    for i in range(min(setting.issues, MOST.issues)):
        iL = i * L
        for l in range(L):
            stock = demand_stock(s[S.demand + iL + l], s[S.inflow + iL + l], s[S.keep_demand + l])
            s[S.demand + iL + l] = stock
            felt = stock + p[P.snub_sensitivity + iL + l] * s[S.snub_stock + l]
            s[S.demand_felt + iL + l] = saturate(felt, p[P.demand_half + l])
    for l in range(L):
        s[S.snub_stock + l] *= s[S.keep_demand + l]


@compiled
def contact_settles(s, p, setting):
    """The stock of dealings, and what it changes on each issue (C17)."""
    for l in range(L):
        inflow = s[S.contact_in + l] + s[S.open_contact + l]
        s[S.contact + l] = contact_stock(s[S.contact + l], inflow, s[S.keep_contact + l])
    for i in range(min(setting.issues, MOST.issues)):
        iL = i * L
        for l in range(L):
            s[S.contact_felt + iL + l] = socialisation(p[P.politicisation + iL + l], s[S.contact + l], p[P.contact_half + l])


@embedded
def bloc_mood(s, p, setting, moves, t, b):
    """How ready the countries of one bloc are to accept envoys, and how many of them do."""
    bL = b * L
    wanted = moves.levers[t, b, LEVER.standing] * moves.lever_set[t, b, LEVER.standing]
    is_set = moves.lever_set[t, b, LEVER.standing]
    size = setting.bloc_size[b]
    for l in range(L):
        own = p[P.bloc_standing + bL + l]
        s[S.ease_now + l] = 1.0 + s[S.warmth + bL + l]
        s[S.ease_followed + l] = is_set * (wanted - own) / (own + 0.1)
        s[S.peers_now + l] = 0.0
    for n in range(members_of(setting, b)):
        jL = member_of(setting, b, n) * L
        for l in range(L):
            s[S.peers_now + l] += s[S.accredited + jL + l] / size
    return wanted


@embedded
def country_moves(s, p, keys, t, j, follows, wanted):
    """One country accepts an envoy or not, and very seldom recognises.

    One draw decides both: its lower tail accredits, its upper tail recognises.
    """
    jL = j * L
    certain = 1.0 if follows * wanted > 0.99 else 0.0
    when = chance.counter(chance.ACCREDIT, t, j)
    for l in range(L):
        ease = s[S.ease_now + l] + follows * s[S.ease_followed + l]
        h = accreditation(p[P.accreditation_rate + l], p[P.imitation + l], s[S.peers_now + l], ease)
        u = chance.uniform(keys[l], keys[L + l], when)
        drawn = 1.0 if u < h else 0.0
        step = drawn if p[P.chance + l] > 0.5 else h * (1.0 - s[S.accredited + jL + l])
        now = clip(s[S.accredited + jL + l] + step, 0.0, 1.0)
        r = now * s[S.recognition_now + l]
        r = certain if certain > r else r
        granted = 1.0 if u > 1.0 - r else 0.0
        step = granted if p[P.chance + l] > 0.5 else r * (1.0 - s[S.recognised + jL + l])
        known = clip(s[S.recognised + jL + l] + step, 0.0, 1.0)
        s[S.accredited + jL + l] = now
        s[S.recognised + jL + l] = known
        s[S.accredited_all + l] += p[P.country_standing + jL + l] * now
        s[S.recognised_all + l] += p[P.country_standing + jL + l] * known


@compiled
def countries_move(s, p, keys, setting, moves, t):
    """Envoys are accepted by threshold and imitation; recognition is rare (C12, C14)."""
    for l in range(L):
        s[S.accredited_all + l] = 0.0
        s[S.recognition_now + l] = recognition(p[P.recognition_rate + l], p[P.imitation + l], s[S.recognised_all + l])
        s[S.recognised_all + l] = 0.0
    for b in range(min(setting.blocs, MOST.blocs)):
        wanted = bloc_mood(s, p, setting, moves, t, b)
        for n in range(members_of(setting, b)):
            j = member_of(setting, b, n)
            if setting.states[j] > 0.0:  # other bodies receive no envoys and recognise nobody
                country_moves(s, p, keys, t, j, moves.follows[j], wanted)


@embedded
def set_targets(s, moves, k):
    """What is asked on each issue of track k, where it was put to the authority this month."""
    kL = k * L
    for n in range(entries_of(moves, k)):
        e = entry_of(moves, k, n)
        asked = moves.entry_step[e]
        eL, iL = e * L, issue_of(moves, e) * L
        for l in range(L):
            fresh = (s[S.track_state + kL + l] == 1.0) & (s[S.track_months + kL + l] == 0.0)
            aim, before = clip(s[S.policy + iL + l] + asked, 0.0, 1.0), s[S.target + eL + l]
            s[S.target + eL + l] = aim if fresh else before


@compiled
def tracks_open(s, p, setting, moves, t):
    """Tracks are put to the authority in order, as many at once as the strategy allows (C18)."""
    for l in range(L):
        s[S.open_tracks + l] = 0.0
        s[S.open_contact + l] = 0.0
    for k in range(min(moves.tracks, MOST.tracks)):
        for l in range(L):
            s[S.open_tracks + l] += 1.0 if s[S.track_state + k * L + l] == 1.0 else 0.0
    at_once = np.float32(moves.at_once)
    month = np.float32(t)
    for k in range(min(moves.tracks, MOST.tracks)):
        share = moves.follow[bloc_of(moves, k)]
        if share == 0.0:
            continue
        kL = k * L
        start = moves.track_start[k]
        opened = NO_LANE
        for l in range(L):
            state, wait, n = s[S.track_state + kL + l], s[S.track_wait + kL + l], s[S.open_tracks + l]
            offered = s[S.track_offered + kL + l]
            opens = (state == 0.0) & (month >= start) & (wait <= 0.0) & (n < at_once)
            new = 1.0 if opens else 0.0
            opened = np.uint32(opened + (ONE_LANE if opens else NO_LANE))
            s[S.track_wait + kL + l] = wait - 1.0
            s[S.track_state + kL + l] = state + new
            s[S.open_tracks + l] = n + new
            s[S.track_months + kL + l] *= 1.0 - new
            s[S.track_offered + kL + l] = 1.0 if new > 0.5 else offered
            s[S.open_contact + l] += p[P.talk_contact + l] * (share if state + new == 1.0 else 0.0)
        if opened > NO_LANE:
            set_targets(s, moves, k)


@compiled
def outsiders_move(s, p, keys, setting, moves, t):
    """Stage 1: postures, demands, contact, countries and tracks of this month."""
    clear_totals(s)
    for b in range(min(setting.blocs, MOST.blocs)):
        bloc_moves(s, p, keys, moves, t, b)
    add_demands(s, p, setting, moves)
    demands_settle(s, p, setting)
    countries_move(s, p, keys, setting, moves, t)
    tracks_open(s, p, setting, moves, t)
    contact_settles(s, p, setting)


@compiled
def add_conduct(s, setting):
    """Add this month's standing above the start (C14) and symbolic firmness (C13, C16) to those so far."""
    for l in range(L):
        given = s[S.standing_in + l] - s[S.standing_in_0 + l]
        s[S.sum_standing + l] += given if given > 0.0 else 0.0
        s[S.sum_firmness + l] -= 0.5 * s[S.standing_in + l]
    for i in range(min(setting.issues, MOST.issues)):
        w = setting.roles[ROLE.core_rights, i]
        for l in range(L):
            s[S.sum_firmness + l] += w * s[S.loudness + i * L + l]


@compiled
def weigh_trust(s, p, setting, moves):
    """Trust in outsiders' promises, weighted by their money."""
    for l in range(L):
        s[S.total + l] = 0.0
    for b in range(min(setting.blocs, MOST.blocs)):
        for l in range(L):
            believed = trust(s[S.honoured + b * L + l], s[S.broken + b * L + l])
            s[S.total + l] += p[P.weight_material + b * L + l] * believed


@compiled
def mean_firmness(s, p, setting, moves):
    """Symbolic firmness, mean over the course, around 0.5."""
    months = np.float32(setting.months)
    for l in range(L):
        s[S.total + l] = clip(s[S.sum_firmness + l] / months + 0.5, 0.0, 1.0)


@compiled
def given_for_nothing(s, p, setting, moves):
    """Standing accorded above the start, mean over the course, shared out over met agreements and one more."""
    months = np.float32(setting.months)
    count_results(s, moves, TRACK_RESULT.met)
    for l in range(L):
        s[S.total + l] = s[S.sum_standing + l] / months / (1.0 + s[S.total + l])


OUTCOMES = (
    Outcome("standing_for_nothing", "Standing given for nothing", "outsiders", "lower", "scale 0 to 1", "standing accorded above the start, not matched by a met agreement, mean over the course, 0–1", ("C14",), given_for_nothing),
    Outcome("firmness", "Symbolic firmness", "outsiders", "higher", "scale 0 to 1", "how loudly core rights are asked for, less half the standing accorded, mean over the course, 0–1", ("C13", "C16"), mean_firmness),
    Outcome("trust", "Trust left", "outsiders", "higher", "chance", "the authority's trust in outsiders' promises at the end, weighted by their money, 0–1", ("C17",), weigh_trust),
    Outcome("recognised", "Recognition", "outsiders", "lower", "share of weight", "weight of states that recognise at the end, 0–1", ("C14",), Last("recognised_all")),
)  # fmt: skip
COURSES = (Course("trust", weigh_trust),)
