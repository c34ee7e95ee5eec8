"""Stage 1 of the month: outsiders move."""

from __future__ import annotations

import numpy as np

from modusvivendi.engine import chance
from modusvivendi.engine.compile import compiled, embedded, inlined
from modusvivendi.engine.equations.contact import contact_stock, socialisation
from modusvivendi.engine.equations.numeric import clip, saturate
from modusvivendi.engine.equations.posture import accreditation, recognition, warmth
from modusvivendi.engine.equations.standing import demand_stock
from modusvivendi.engine.equations.trust import trust
from modusvivendi.engine.layout import (
    AID,
    CONTACT,
    ENFORCEMENT,
    FOLLOW_THROUGH,
    ISSUE_STRIDE,
    MONEY,
    MOST,
    OFFER,
    PRESSURE,
    PUBLICITY,
    SNUB,
    STANDING,
    L,
    P,
    S,
)  # fmt: skip
from modusvivendi.engine.setting import bloc_of, entries_of, entry_of, issue_of, member_of, members_of

NONE, ONE = np.uint32(0), np.uint32(1)  # whole numbers: adding them up over lanes can be vectorised


@compiled
def clear_totals(s, issues):
    """Set to zero what is summed anew over blocs each month."""
    for l in range(L):
        s[S.pressure_in + l] = 0.0
        s[S.aid_in + l] = 0.0
        s[S.money_in + l] = 0.0
        s[S.patron_money + l] = 0.0
        s[S.contact_in + l] = 0.0
        s[S.standing_in + l] = 0.0
    for i in range(min(issues, MOST.issues)):
        for l in range(L):
            s[S.inflow + i * L + l] = 0.0
            s[S.loudness + i * L + l] = 0.0
            s[S.relief + i * L + l] = 0.0
            s[S.stake + i * L + l] = 0.0


@inlined
def lever(background, set_to, is_set, share):
    """A lever of a bloc: its own posture, moved toward the strategy by the share of the bloc that follows."""
    return background + share * is_set * (set_to - background)


@embedded
def bloc_moves(s, p, keys, setting, moves, t, b):
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
        pressure = lever(clip(p[P.bloc_pressure + bL + l] * (1.0 - w), 0.0, 1.0), v[PRESSURE], on[PRESSURE], share)
        aid = lever(p[P.bloc_aid + bL + l], v[AID], on[AID], share)
        money = lever(clip(p[P.bloc_money + bL + l] * (1.0 + w), 0.0, 1.0), v[MONEY], on[MONEY], share)
        contact = lever(clip(p[P.bloc_contact + bL + l] * (1.0 + w), 0.0, 1.0), v[CONTACT], on[CONTACT], share)
        standing = lever(clip(p[P.bloc_standing + bL + l] * (1.0 + w), 0.0, 1.0), v[STANDING], on[STANDING], share)
        enforcement = lever(p[P.bloc_enforcement + bL + l], v[ENFORCEMENT], on[ENFORCEMENT], share)
        material = p[P.weight_material + bL + l]
        s[S.pressure_in + l] += material * pressure
        s[S.aid_in + l] += material * aid
        s[S.money_in + l] += material * money
        s[S.patron_money + l] += material * money * (1.0 - p[P.bloc_source + bL + l])
        s[S.contact_in + l] += p[P.weight_contact + bL + l] * contact
        s[S.standing_in + l] += p[P.weight_standing + bL + l] * standing
        s[S.follow_through + bL + l] = lever(p[P.bloc_follow_through + bL + l], v[FOLLOW_THROUGH], on[FOLLOW_THROUGH], share)
        s[S.enforcement + bL + l] = enforcement
        s[S.publicity_now + l] = lever(p[P.bloc_publicity + bL + l], v[PUBLICITY], on[PUBLICITY], share)
        s[S.at_stake_now + l] = enforcement * material * 0.5 * (money + contact)
        believed = trust(s[S.honoured + bL + l], s[S.broken + bL + l])
        s[S.trust + bL + l] = believed
        s[S.relief_now + l] = material * believed * 0.5 * (pressure + share * on[OFFER] * v[OFFER])
        s[S.voice_now + l] = p[P.weight_standing + bL + l]
        s[S.source_now + l] = p[P.bloc_source + bL + l]
    snub_rate = share * on[SNUB] * v[SNUB]
    if snub_rate > 0.0:
        snub_when = chance.counter(chance.SNUB, t, b)
        for l in range(L):
            drawn = 1.0 if chance.uniform(keys[l], keys[L + l], snub_when) < snub_rate else 0.0
            s[S.snub_stock + l] += p[P.weight_standing + bL + l] * (drawn if p[P.chance + l] > 0.5 else snub_rate)


@embedded
def bloc_demands(s, p, setting, moves, t, b):
    """What one bloc asks for, how loudly, and what hangs on it (C10, C11, C16); follows ``bloc_moves``."""
    share = moves.follow[b]
    for i in range(min(setting.issues, MOST.issues)):
        iL = i * L
        own = (b * ISSUE_STRIDE + i) * L
        asked, is_set = moves.demands[b, i], moves.demands_set[b]
        for l in range(L):
            intensity = lever(p[P.bloc_demand + own + l], asked, is_set, share)
            intensity = clip(intensity * (1.0 + s[S.reaction + iL + l]), 0.0, 1.0)
            loud = s[S.voice_now + l] * intensity * s[S.publicity_now + l]
            s[S.inflow + iL + l] += loud * s[S.source_now + l]
            s[S.loudness + iL + l] += loud
            s[S.relief + iL + l] += intensity * s[S.relief_now + l]
            s[S.stake + iL + l] += intensity * s[S.at_stake_now + l]


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
    wanted = moves.levers[t, b, STANDING] * moves.lever_set[t, b, STANDING]
    is_set = moves.lever_set[t, b, STANDING]
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
        r = now * recognition(p[P.recognition_rate + l], p[P.imitation + l], s[S.recognised_before + l])
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
        s[S.recognised_before + l] = s[S.recognised_all + l]
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
            aim = clip(s[S.policy + iL + l] + asked, 0.0, 1.0)
            s[S.target + eL + l] = aim if fresh else s[S.target + eL + l]


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
        opened = NONE
        for l in range(L):
            state, wait, n = s[S.track_state + kL + l], s[S.track_wait + kL + l], s[S.open_tracks + l]
            opens = (state == 0.0) & (month >= start) & (wait <= 0.0) & (n < at_once)
            new = 1.0 if opens else 0.0
            opened = np.uint32(opened + (ONE if opens else NONE))
            s[S.track_wait + kL + l] = wait - 1.0
            s[S.track_state + kL + l] = state + new
            s[S.open_tracks + l] = n + new
            s[S.track_months + kL + l] *= 1.0 - new
            s[S.track_offered + kL + l] = 1.0 if new > 0.5 else s[S.track_offered + kL + l]
            s[S.open_contact + l] += p[P.talk_contact + l] * (share if state + new == 1.0 else 0.0)
        if opened > NONE:
            set_targets(s, moves, k)


@compiled
def outsiders_move(s, p, keys, setting, moves, t):
    """Stage 1: postures, demands, contact, countries and tracks of this month."""
    clear_totals(s, setting.issues)
    for b in range(min(setting.blocs, MOST.blocs)):
        bloc_moves(s, p, keys, setting, moves, t, b)
        bloc_demands(s, p, setting, moves, t, b)
    demands_settle(s, p, setting)
    countries_move(s, p, keys, setting, moves, t)
    tracks_open(s, p, setting, moves, t)
    contact_settles(s, p, setting)
