"""Stage 3 of the month: offers are considered, taken, carried out, met, paid for, or run out."""

from __future__ import annotations

import numpy as np

from modusvivendi.engine import chance
from modusvivendi.engine.layout import MOST, L, P, S
from modusvivendi.engine.outcomes import MET, NOT_MET, PARTLY, TEMPORARY
from modusvivendi.engine.setting import bloc_of, entries_of, entry_of, issue_of
from modusvivendi.mechanism.compiled import compiled, embedded
from modusvivendi.mechanism.deal import (
    consideration,
    contamination,
    deal_reward,
    deal_value,
    talks_exposure,
    unfairness,
)  # fmt: skip
from modusvivendi.mechanism.numeric import clip, logit

WAITING, ON_OFFER, TAKEN, ENDED = 0.0, 1.0, 2.0, 3.0
RESULT_MET, RESULT_PARTLY = float(MET), float(PARTLY)
RESULT_TEMPORARY, RESULT_NOT_MET = float(TEMPORARY), float(NOT_MET)
NONE, ONE = np.uint32(0), np.uint32(1)  # whole numbers: adding them up over lanes can be vectorised


@compiled
def renew_shocks(s, p, keys, setting, t):
    """Each issue's private worth to the authority persists and is renewed every so often, for all offers alike."""
    for i in range(min(setting.issues, MOST.issues)):
        iL = i * L
        when = chance.counter(chance.SHOCK, t, i)
        for l in range(L):
            u, v = chance.two_uniforms(keys[l], keys[L + l], when)
            renew = t == 0 or u * p[P.shock_months + l] < 1.0
            value = logit(v) * p[P.chance + l]
            s[S.shock + iL + l] = value if renew else s[S.shock + iL + l]


@embedded
def consider(s, p, keys, moves, k, t):
    """Mark the lanes in which track k is considered this month; return whether there is any."""
    kL = k * L
    share = moves.follow[bloc_of(moves, k)]
    when = chance.counter(chance.CONSIDER, t, moves.track_key[k])
    found = NONE
    for l in range(L):
        n = s[S.open_tracks + l]
        h = consideration(p[P.consider_rate + l], p[P.attention + l], 1.0 if n < 1.0 else n, share)
        free = s[S.track_state + kL + l] == 1.0 and p[P.psi + l] > 0.5 and s[S.intact + l] > 0.5
        clock = s[S.track_clock + kL + l] + (h if free else 0.0)
        due = chance.uniform(keys[l], keys[L + l], when) < h if p[P.chance + l] > 0.5 else clock >= 1.0
        s[S.track_clock + kL + l] = 0.0 if due else clock
        yes = free and due
        s[S.considered + l] = 1.0 if yes else 0.0
        found = np.uint32(found + (ONE if yes else NONE))
    return found > NONE


@embedded
def worst_issue(s, p, moves, k):
    """The highest politicisation among the issues of track k."""
    for l in range(L):
        s[S.worst + l] = 0.0
    for n in range(entries_of(moves, k)):
        e = entry_of(moves, k, n)
        iL = issue_of(moves, e) * L
        for l in range(L):
            own = p[P.politicisation + iL + l]
            s[S.worst + l] = own if own > s[S.worst + l] else s[S.worst + l]


@embedded
def entry_value(s, p, moves, k, iL, l):
    """Worth of a full step on one issue of track k to the authority, before rewards and shocks."""
    exposure = talks_exposure(p[P.visibility + iL + l], moves.track_publicity[k], p[P.quiet_floor + l])
    politics = contamination(p[P.politicisation + iL + l], s[S.worst + l], p[P.contamination + l])
    value = deal_value(
        p[P.own_benefit + iL + l], s[S.doctrine_start + iL + l], s[S.contact_felt + iL + l], exposure, politics,
        s[S.salience_felt + iL + l], p[P.theta_benefit + l], p[P.theta_doctrine + l],
        p[P.beta_contact + l], p[P.beta_audience + l],
    )  # fmt: skip
    slight = moves.track_snub[k] * p[P.snub_sensitivity + iL + l]
    return value - p[P.beta_reactance + l] * s[S.grievance + l] * slight


@embedded
def add_up_entries(s, p, moves, k):
    """Sum over the issues of track k: worth with and without shocks, size of steps, worth to outsiders."""
    for l in range(L):
        s[S.sum_value + l] = 0.0
        s[S.sum_plain + l] = 0.0
        s[S.sum_step + l] = 0.0
        s[S.sum_theirs + l] = 0.0
    for n in range(entries_of(moves, k)):
        e = entry_of(moves, k, n)
        eL, iL = e * L, issue_of(moves, e) * L
        step = moves.entry_step[e]
        for l in range(L):
            plain = entry_value(s, p, moves, k, iL, l)
            value = step * (plain + s[S.shock + iL + l] / p[P.lam + l])
            s[S.entry_value + eL + l] = value
            s[S.sum_value + l] += value
            s[S.sum_plain + l] += step * plain
            s[S.sum_step + l] += step
            s[S.sum_theirs + l] += step * p[P.outsider_value + iL + l]


@embedded
def offer_worth(s, p, moves, k, l):
    """What comes with the deal as a whole: rewards, less the price of having one more deal and of unfairness."""
    bL = bloc_of(moves, k) * L
    material = moves.track_reward[k]
    reward = deal_reward(
        material, moves.track_standing[k], s[S.trust + bL + l], s[S.need + l], s[S.grievance + l],
        moves.track_publicity[k], moves.track_intensity[k], p[P.beta_material + l], p[P.beta_standing + l],
        p[P.beta_reactance + l], p[P.standing_discount + l],
    )  # fmt: skip
    unfair = unfairness(s[S.sum_theirs + l] - material, s[S.sum_plain + l] + reward, p[P.fairness + l])
    return reward - p[P.deal_cost + l] - unfair


@embedded
def decide(s, p, keys, moves, k, t):
    """The authority takes track k, or parts of it, where it is considered this month."""
    kL = k * L
    worst_issue(s, p, moves, k)
    add_up_entries(s, p, moves, k)
    whole = moves.track_whole[k]
    for l in range(L):
        s[S.took + l] = 0.0
    for n in range(entries_of(moves, k)):
        e = entry_of(moves, k, n)
        eL, issue = e * L, issue_of(moves, e)
        step = moves.entry_step[e]
        when = chance.counter(chance.BELOW, t, issue)
        for l in range(L):
            worth = offer_worth(s, p, moves, k, l)
            together = s[S.sum_value + l] + worth >= 0.0
            alone = s[S.entry_value + eL + l] + worth * step / s[S.sum_step + l] >= 0.0
            yes = s[S.considered + l] if (together if whole > 0.5 else alone) else 0.0
            fresh = s[S.considered + l] > 0.5
            s[S.accepted + eL + l] = yes if fresh else s[S.accepted + eL + l]
            d = p[P.delegation + issue * L + l]
            by_ministry = 1.0 if chance.uniform(keys[l], keys[L + l], when) < d else 0.0
            by_ministry = by_ministry if p[P.chance + l] > 0.5 else d
            s[S.below + eL + l] = by_ministry if fresh else s[S.below + eL + l]
            s[S.took + l] += yes
    for l in range(L):
        taken = s[S.took + l] > 0.5
        s[S.track_state + kL + l] = TAKEN if taken else s[S.track_state + kL + l]
        s[S.track_progress + kL + l] = 0.0 if taken else s[S.track_progress + kL + l]


@embedded
def carry_out(s, p, moves, k):
    """An accepted track moves policy step by step; finished tracks are marked in ``took``."""
    kL = k * L
    for n in range(entries_of(moves, k)):
        e = entry_of(moves, k, n)
        eL, iL = e * L, issue_of(moves, e) * L
        step = moves.entry_step[e]
        for l in range(L):
            active = s[S.accepted + eL + l] if s[S.track_state + kL + l] == TAKEN else 0.0
            x = s[S.policy + iL + l]
            dx = clip(active * step / p[P.carry_months + l], 0.0, 1.0 - x)
            s[S.policy + iL + l] = x + dx
            exposure = talks_exposure(p[P.visibility + iL + l], moves.track_publicity[k], p[P.quiet_floor + l])
            s[S.seen + iL + l] += dx * exposure
            soft = dx * s[S.below + eL + l]
            held, held_seen = s[S.undoable + iL + l], s[S.undoable_seen + iL + l]
            mixed = (held * held_seen + soft * exposure) / (held + soft + 1e-6)
            s[S.undoable_seen + iL + l] = mixed if soft > 0.0 else held_seen
            s[S.undoable + iL + l] = held + soft
    for l in range(L):
        s[S.track_progress + kL + l] += 1.0 / p[P.carry_months + l] if s[S.track_state + kL + l] == TAKEN else 0.0


@embedded
def crossed_targets(s, moves, k):
    """Share of track k's issues on which policy stands at or past the target, whatever moved it."""
    for l in range(L):
        s[S.crossed + l] = 0.0
    count = np.float32(entries_of(moves, k))
    for n in range(entries_of(moves, k)):
        e = entry_of(moves, k, n)
        eL, iL = e * L, issue_of(moves, e) * L
        for l in range(L):
            s[S.crossed + l] += 1.0 / count if s[S.policy + iL + l] >= s[S.target + eL + l] - 1e-5 else 0.0


@embedded
def finish(s, p, moves, k):
    """Decide where track k ends this month and how, and return whether it does in any lane.

    The result goes to ``took`` (0 where it does not end).
    """
    kL = k * L
    patience, renewals = moves.track_patience[k], moves.track_renewals[k]
    pause, whole = moves.track_pause[k], moves.track_whole[k]
    count = np.float32(entries_of(moves, k))
    crossed_targets(s, moves, k)
    for l in range(L):
        s[S.sum_value + l] = 0.0
    for n in range(entries_of(moves, k)):
        eL = entry_of(moves, k, n) * L
        for l in range(L):
            s[S.sum_value + l] += s[S.accepted + eL + l]
    found = NONE
    for l in range(L):
        state = s[S.track_state + kL + l]
        all_taken = s[S.sum_value + l] > count - 0.5
        done = state == TAKEN and s[S.track_progress + kL + l] > 0.999
        came_anyway = state == ON_OFFER and s[S.crossed + l] > 0.999
        out_of_time = state == ON_OFFER and s[S.track_months + kL + l] >= patience
        again = out_of_time and (not came_anyway) and s[S.track_renewals + kL + l] < renewals
        in_part = whole < 0.5 and s[S.crossed + l] > 0.001
        result = RESULT_PARTLY if in_part else RESULT_NOT_MET
        result = RESULT_MET if came_anyway else result
        result = (RESULT_MET if all_taken else RESULT_PARTLY) if done else result
        ends = done or came_anyway or (out_of_time and not again)
        s[S.took + l] = result if ends else 0.0
        s[S.track_result + kL + l] = result if ends else s[S.track_result + kL + l]
        s[S.track_state + kL + l] = ENDED if ends else (WAITING if again else state)
        s[S.track_wait + kL + l] = pause if again else s[S.track_wait + kL + l]
        s[S.track_renewals + kL + l] += 1.0 if again else 0.0
        s[S.track_months + kL + l] += 1.0 if state == ON_OFFER else 0.0
        found = np.uint32(found + (ONE if ends else NONE))
    return found > NONE


@embedded
def settle_rewards(s, p, keys, moves, k, t):
    """Rewards follow with the outsiders' follow-through, trust learns, and some is paid for nothing."""
    b = bloc_of(moves, k)
    bL = b * L
    share = moves.follow[b]
    material, standing = moves.track_reward[k], moves.track_standing[k]
    size = material if material > standing else standing
    count = np.float32(entries_of(moves, k))
    deliver_when = chance.counter(chance.DELIVER, t, moves.track_key[k])
    anyway_when = chance.counter(chance.PAY_ANYWAY, t, moves.track_key[k])
    for l in range(L):
        result = s[S.took + l]
        part = s[S.sum_value + l] if s[S.sum_value + l] > 0.5 else s[S.crossed + l] * count
        earned = 1.0 if result == RESULT_MET else (part / count if result == RESULT_PARTLY else 0.0)
        kept = s[S.follow_through + bL + l]
        lax = 1.0 - s[S.enforcement + bL + l]
        delivered = 1.0 if chance.uniform(keys[l], keys[L + l], deliver_when) < kept else 0.0
        anyway = 1.0 if chance.uniform(keys[l], keys[L + l], anyway_when) < lax else 0.0
        delivered = delivered if p[P.chance + l] > 0.5 else kept
        anyway = anyway if p[P.chance + l] > 0.5 else lax
        unmet = 1.0 if result == RESULT_NOT_MET else 0.0
        learned = p[P.trust_learning + l] * size * earned
        s[S.honoured + bL + l] += learned * delivered
        s[S.broken + bL + l] += learned * (1.0 - delivered)
        owed = 1.0 if earned > 0.0 and size > 0.0 else 0.0
        s[S.broken_outsiders + l] += owed * (1.0 - delivered)
        paid = earned * delivered + unmet * anyway
        s[S.reward_flow + l] += share * material * paid
        raised = s[S.standing + l] + share * p[P.weight_standing + bL + l] * standing * paid
        s[S.standing + l] = clip(raised, 0.0, 1.0) if paid > 0.0 else s[S.standing + l]
        s[S.paid_for_nothing + l] += size * unmet * anyway


@embedded
def in_play(s, k):
    """Whether track k is on offer or being carried out in any lane; if not, its month changes nothing."""
    kL = k * L
    found = NONE
    for l in range(L):
        state = s[S.track_state + kL + l]
        found = np.uint32(found + (ONE if state == ON_OFFER or state == TAKEN else NONE))
    return found > NONE


@compiled
def deals(s, p, keys, setting, moves, t):
    """Stage 3: every track in turn."""
    renew_shocks(s, p, keys, setting, t)
    for k in range(min(moves.tracks, MOST.tracks)):
        if moves.follow[bloc_of(moves, k)] == 0.0 or not in_play(s, k):
            continue
        if consider(s, p, keys, moves, k, t):
            decide(s, p, keys, moves, k, t)
        carry_out(s, p, moves, k)
        if finish(s, p, moves, k):
            settle_rewards(s, p, keys, moves, k, t)


@compiled
def mark_undone(s, p, moves):
    """A track whose steps below the leader were undone this month was met for a time only (C6)."""
    for k in range(min(moves.tracks, MOST.tracks)):
        kL = k * L
        for n in range(entries_of(moves, k)):
            e = entry_of(moves, k, n)
            eL, iL = e * L, issue_of(moves, e) * L
            for l in range(L):
                held = s[S.accepted + eL + l] * s[S.below + eL + l] * s[S.undone + iL + l]
                live = s[S.track_state + kL + l] == TAKEN or s[S.track_result + kL + l] < 2.5
                lost = held > 0.5 and live and s[S.track_state + kL + l] >= TAKEN
                s[S.track_result + kL + l] = RESULT_TEMPORARY if lost else s[S.track_result + kL + l]
                s[S.track_state + kL + l] = ENDED if lost else s[S.track_state + kL + l]
                s[S.accepted + eL + l] = 0.0 if lost else s[S.accepted + eL + l]
                s[S.broken_authority + l] += 1.0 if lost else 0.0
