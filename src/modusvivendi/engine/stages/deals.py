"""Stage 3 of the month: offers are considered, taken, carried out, met, paid for, or run out."""

from __future__ import annotations

import numpy as np

from modusvivendi.engine import chance
from modusvivendi.engine.compile import compiled, embedded, inlined
from modusvivendi.engine.declare import (
    ABOVE,
    ANY,
    BLOC,
    ENTRY,
    ISSUE,
    ONE,
    TRACK,
    UNIT,
    Codes,
    Course,
    Last,
    Outcome,
    Results,
    Scratch,
    State,
    Total,
)
from modusvivendi.engine.entries import bloc_of, entries_of, entry_of, issue_of
from modusvivendi.engine.equations.deal import (
    DealWeights,
    Offer,
    Relations,
    Stakes,
    consideration,
    credibility,
    issue_worth,
    offer_reward,
    offer_worth,
    provincial_share,
    share_of_offer,
    talks_exposure,
)
from modusvivendi.engine.equations.numeric import clip, logit
from modusvivendi.engine.layout import MOST, TRACK_RESULT, TRACK_STATE, L, P, S

# Conditions on lanes are joined with & and |, on values read before: 'and' may skip a reading, and stops vectorisation.
WAITING, ON_OFFER, TAKEN, ENDED = TRACK_STATE
RESULT_MET, RESULT_PARTLY = TRACK_RESULT.met, TRACK_RESULT.partly
RESULT_TEMPORARY, RESULT_NOT_MET = TRACK_RESULT.temporary, TRACK_RESULT.not_met
NO_LANE, ONE_LANE = np.uint32(0), np.uint32(1)  # whole numbers: adding them up over lanes can be vectorised

CODES = (
    Codes(
        "track_state",
        ("waiting", "on_offer", "taken", "ended"),
        ("not on offer", "on offer", "being carried out", "ended"),
    ),
    Codes(
        "track_result",
        ("open", "met", "partly", "temporary", "not_met"),
        ("not ended", "met", "partly met", "undone from above", "not met"),
    ),
)

STATES = (
    State("shock", ISSUE, "log-odds", ANY, "private worth of a step to the authority, for all offers alike"),
    State("track_state", TRACK, "code", (0.0, 3.0), "where talks stand"),
    State("track_result", TRACK, "code", (0.0, 4.0), "how talks ended"),
    State("track_months", TRACK, "months", ABOVE, "how long it has been on offer"),
    State("track_wait", TRACK, "months", ANY, "how long until it may be put again"),
    State("track_renewals", TRACK, "count", ABOVE, "how often it was put again"),
    State("track_progress", TRACK, "share", UNIT, "how much of what was agreed is carried out"),
    State("track_clock", TRACK, "count", ABOVE, "expected considerations since the last, where chance is off"),
    State("track_offered", TRACK, "1 or 0", UNIT, "whether it was ever put to the authority"),
    State("target", ENTRY, "share of the full ask", UNIT, "policy that is asked for"),
    State("accepted", ENTRY, "1 or 0", UNIT, "whether it was agreed to"),
    State("below", ENTRY, "share", UNIT, "how far it was agreed to below the leader"),
    State("lapsed", BLOC, "tracks", ABOVE, "tracks of the bloc that ended unmet"),
    State("granted", ENTRY, "share of what is asked", UNIT, "what provinces have granted by themselves"),
    State("broken_outsiders", ONE, "rewards", ABOVE, "agreed rewards that were not delivered"),
    State("broken_authority", ONE, "steps", ABOVE, "agreed steps that were undone from above"),
    State("paid_for_nothing", ONE, "reward shares", ABOVE, "rewards paid on tracks that ended unmet"),
    Scratch("considered", ONE, "1 or 0", UNIT, "whether a track is considered this month"),
    Scratch("worst", ONE, "scale 0 to 1", UNIT, "highest politicisation in a track"),
    Scratch("entry_value", ENTRY, "value", ANY, "worth of what is asked on an issue, with its shock"),
    Scratch("sum_value", ONE, "value", ANY, "worth of all that a track asks, with shocks"),
    Scratch("sum_plain", ONE, "value", ANY, "worth of all that a track asks, without shocks"),
    Scratch("sum_step", ONE, "share of the full ask", ABOVE, "size of all steps that a track asks"),
    Scratch("sum_theirs", ONE, "value", ANY, "worth to outsiders of all that a track asks"),
    Scratch("taking", ONE, "count", ABOVE, "issues of a track that are agreed to this month"),
    Scratch("taken_issues", ONE, "count", ABOVE, "issues of a track that have been agreed to"),
    Scratch("crossed", ONE, "share", UNIT, "issues of a track on which policy stands at the target"),
    Scratch("ending", ONE, "code", (0.0, 4.0), "result with which a track ends this month, 0 where it goes on"),
    Scratch("again", ONE, "1 or 0", UNIT, "whether a track is put again after a pause"),
)


@compiled
def renew_shocks(s, p, keys, moves, t):
    """Each issue's private worth to the authority persists and is renewed every so often, for all offers alike.

    Only issues of tracks have a use for it; one that is in several tracks is given the same value again.
    """
    for k in range(min(moves.tracks, MOST.tracks)):
        for n in range(entries_of(moves, k)):
            issue = issue_of(moves, entry_of(moves, k, n))
            iL = issue * L
            when = chance.counter(chance.SHOCK, t, issue)
            for l in range(L):
                u, v = chance.two_uniforms(keys[l], keys[L + l], when)
                renew = (t == 0) | (u * p[P.shock_months + l] < 1.0)
                value, before = logit(v) * p[P.chance + l], s[S.shock + iL + l]
                s[S.shock + iL + l] = value if renew else before


@embedded
def consider(s, p, keys, moves, k, t):
    """Mark the lanes in which track k is considered this month; return whether there is any."""
    kL, bL = k * L, bloc_of(moves, k) * L
    share = moves.follow[bloc_of(moves, k)]
    when = chance.counter(chance.CONSIDER, t, moves.track_key[k])
    found = NO_LANE
    for l in range(L):
        n = s[S.open_tracks + l]
        heard = share * credibility(s[S.lapsed + bL + l], p[P.credibility_loss + l])
        h = consideration(p[P.consider_rate + l], p[P.attention + l], 1.0 if n < 1.0 else n, heard)
        free = (s[S.track_state + kL + l] == ON_OFFER) & (p[P.deals_enabled + l] > 0.5) & (s[S.intact + l] > 0.5)
        clock = s[S.track_clock + kL + l] + (h if free else 0.0)
        drawn, full = chance.uniform(keys[l], keys[L + l], when) < h, clock >= 1.0
        due = drawn if p[P.chance + l] > 0.5 else full
        s[S.track_clock + kL + l] = 0.0 if due else clock
        yes = free & due
        s[S.considered + l] = 1.0 if yes else 0.0
        found = np.uint32(found + (ONE_LANE if yes else NO_LANE))
    return found > NO_LANE


@embedded
def no_issue_yet(s):
    """Start to look for the highest politicisation among the issues of a deal."""
    for l in range(L):
        s[S.worst + l] = 0.0


@embedded
def one_more_issue(s, p, iL):
    """The highest politicisation so far, with the issue at iL."""
    for l in range(L):
        own, worst = p[P.politicisation + iL + l], s[S.worst + l]
        s[S.worst + l] = own if own > worst else worst


@embedded
def worst_issue(s, p, moves, k):
    """The highest politicisation among the issues of track k."""
    no_issue_yet(s)
    for n in range(entries_of(moves, k)):
        one_more_issue(s, p, issue_of(moves, entry_of(moves, k, n)) * L)


@embedded
def deal_weights(p, l):
    """What decides deals in lane l."""
    return DealWeights(
        theta_benefit=p[P.theta_benefit + l],
        theta_doctrine=p[P.theta_doctrine + l],
        beta_contact=p[P.beta_contact + l],
        beta_audience=p[P.beta_audience + l],
        beta_reactance=p[P.beta_reactance + l],
        beta_material=p[P.beta_material + l],
        beta_standing=p[P.beta_standing + l],
        discount=p[P.standing_discount + l],
        contamination=p[P.contamination + l],
        quiet_floor=p[P.quiet_floor + l],
        cost=p[P.deal_cost + l],
        fairness=p[P.fairness + l],
    )


@embedded
def worth_by_doctrine(s, p, iL, l, offer, doctrine):
    """Worth of a full step on the issue at iL as part of an offer to those of this doctrine, before rewards and shocks."""
    issue = Stakes(
        benefit=p[P.own_benefit + iL + l],
        doctrine=doctrine,
        contact=s[S.contact_felt + iL + l],
        visibility=p[P.visibility + iL + l],
        politicisation=p[P.politicisation + iL + l],
        salience=s[S.salience_felt + iL + l],
        snub_sensitivity=p[P.snub_sensitivity + iL + l],
    )
    return issue_worth(issue, s[S.worst + l], offer, s[S.grievance + l], deal_weights(p, l))


@embedded
def worth_of_issue(s, p, iL, l, offer):
    """Worth to the authority of a full step on the issue at iL as part of an offer, before rewards and shocks."""
    return worth_by_doctrine(s, p, iL, l, offer, s[S.doctrine_start + iL + l])


@embedded
def reward_of_offer(s, p, bL, l, offer):
    """Worth to the authority of what the bloc at bL offers with a deal."""
    relations = Relations(trust=s[S.trust + bL + l], need=s[S.need + l], grievance=s[S.grievance + l])
    return offer_reward(offer, relations, deal_weights(p, l))


@inlined
def terms_of(moves, k):
    """Terms of track k."""
    return Offer(
        material=moves.track_reward[k],
        standing=moves.track_standing[k],
        publicity=moves.track_publicity[k],
        intensity=moves.track_intensity[k],
        snub=moves.track_snub[k],
    )


@embedded
def add_up_entries(s, p, moves, k):
    """Sum over the issues of track k: worth with and without shocks, size of steps, worth to outsiders."""
    for l in range(L):
        s[S.sum_value + l] = 0.0
        s[S.sum_plain + l] = 0.0
        s[S.sum_step + l] = 0.0
        s[S.sum_theirs + l] = 0.0
    offer = terms_of(moves, k)
    for n in range(entries_of(moves, k)):
        e = entry_of(moves, k, n)
        eL, iL = e * L, issue_of(moves, e) * L
        step = moves.entry_step[e]
        for l in range(L):
            plain = worth_of_issue(s, p, iL, l, offer)
            value = step * (plain + s[S.shock + iL + l] / p[P.choice_precision + l])
            s[S.entry_value + eL + l] = value
            s[S.sum_value + l] += value
            s[S.sum_plain + l] += step * plain
            s[S.sum_step + l] += step
            s[S.sum_theirs + l] += step * p[P.outsider_value + iL + l]


@embedded
def worth_of_offer(s, p, bL, l, offer):
    """What comes with the deal as a whole: rewards, less the price of having one more deal and of unfairness."""
    reward = reward_of_offer(s, p, bL, l, offer)
    theirs, own = s[S.sum_theirs + l], s[S.sum_plain + l]
    return offer_worth(reward, offer.material, theirs, own, p[P.deal_cost + l], p[P.fairness + l])


@embedded
def decide(s, p, keys, moves, k, t):
    """The authority takes track k, or parts of it, where it is considered this month."""
    kL = k * L
    worst_issue(s, p, moves, k)
    add_up_entries(s, p, moves, k)
    offer, bL, whole = terms_of(moves, k), bloc_of(moves, k) * L, moves.track_whole[k]
    for l in range(L):
        s[S.taking + l] = 0.0
    for n in range(entries_of(moves, k)):
        e = entry_of(moves, k, n)
        eL, issue = e * L, issue_of(moves, e)
        step = moves.entry_step[e]
        when = chance.counter(chance.BELOW, t, issue)
        for l in range(L):
            worth = worth_of_offer(s, p, bL, l, offer)
            together = s[S.sum_value + l] + worth >= 0.0
            alone = s[S.entry_value + eL + l] + share_of_offer(worth, step, s[S.sum_step + l]) >= 0.0
            considered, accepted, below = s[S.considered + l], s[S.accepted + eL + l], s[S.below + eL + l]
            yes = considered if (together if whole > 0.5 else alone) else 0.0
            fresh = considered > 0.5
            s[S.accepted + eL + l] = yes if fresh else accepted
            d = p[P.delegation + issue * L + l]
            by_ministry = 1.0 if chance.uniform(keys[l], keys[L + l], when) < d else 0.0
            by_ministry = by_ministry if p[P.chance + l] > 0.5 else d
            s[S.below + eL + l] = by_ministry if fresh else below
            s[S.taking + l] += yes
    for l in range(L):
        taken, state, progress = s[S.taking + l] > 0.5, s[S.track_state + kL + l], s[S.track_progress + kL + l]
        s[S.track_state + kL + l] = TAKEN if taken else state
        s[S.track_progress + kL + l] = 0.0 if taken else progress


@embedded
def step_made(s, iL, l, dx, below, exposure):
    """Policy moves by dx on the issue at iL; audiences see it, and the part made below the leader can be undone."""
    s[S.policy + iL + l] += dx
    s[S.seen + iL + l] += dx * exposure
    soft = dx * below
    held, held_seen = s[S.undoable + iL + l], s[S.undoable_seen + iL + l]
    mixed = (held * held_seen + soft * exposure) / (held + soft + 1e-6)
    s[S.undoable_seen + iL + l] = mixed if soft > 0.0 else held_seen
    s[S.undoable + iL + l] = held + soft


@embedded
def provinces_decide(s, p, moves, k):
    """Where track k is considered for the first time, provinces grant their part of it or refuse, whatever the capital does."""
    offer = terms_of(moves, k)
    for n in range(entries_of(moves, k)):
        e = entry_of(moves, k, n)
        eL, iL = e * L, issue_of(moves, e) * L
        step = moves.entry_step[e]
        for l in range(L):
            value = worth_by_doctrine(s, p, iL, l, offer, s[S.doctrine_local + iL + l])
            part = provincial_share(value, p[P.choice_precision + l], p[P.local + iL + l])
            before = s[S.granted + eL + l]
            new = part if (s[S.considered + l] > 0.5) & (before == 0.0) else 0.0
            s[S.granted + eL + l] = before + new
            exposure = talks_exposure(p[P.visibility + iL + l], offer.publicity, p[P.quiet_floor + l])
            step_made(s, iL, l, clip(new * step, 0.0, 1.0 - s[S.policy + iL + l]), 1.0, exposure)


@inlined
def pace(months, progress):
    """Share of an accepted track carried out this month: one part in ``months``, the last part only what is left."""
    left = 1.0 - progress
    part = 1.0 / months
    return left if left < part else part


@embedded
def carry_out(s, p, moves, k):
    """An accepted track moves policy step by step, by what was agreed and is not the provinces' to decide, and no more."""
    kL = k * L
    for n in range(entries_of(moves, k)):
        e = entry_of(moves, k, n)
        eL, iL = e * L, issue_of(moves, e) * L
        step = moves.entry_step[e]
        for l in range(L):
            accepted = s[S.accepted + eL + l]
            active = accepted if s[S.track_state + kL + l] == TAKEN else 0.0
            agreed = active * step * (1.0 - p[P.local + iL + l])
            dx = clip(agreed * pace(p[P.carry_months + l], s[S.track_progress + kL + l]), 0.0, 1.0 - s[S.policy + iL + l])
            exposure = talks_exposure(p[P.visibility + iL + l], moves.track_publicity[k], p[P.quiet_floor + l])
            step_made(s, iL, l, dx, s[S.below + eL + l], exposure)
    for l in range(L):
        progress = s[S.track_progress + kL + l]
        part = pace(p[P.carry_months + l], progress)
        s[S.track_progress + kL + l] = progress + (part if s[S.track_state + kL + l] == TAKEN else 0.0)


@embedded
def crossed_targets(s, moves, k):
    """Share of track k's issues on which policy stands at or past the target, whatever moved it; how many were agreed to."""
    for l in range(L):
        s[S.crossed + l] = 0.0
        s[S.taken_issues + l] = 0.0
    count = np.float32(entries_of(moves, k))
    for n in range(entries_of(moves, k)):
        e = entry_of(moves, k, n)
        eL, iL = e * L, issue_of(moves, e) * L
        for l in range(L):
            s[S.crossed + l] += 1.0 / count if s[S.policy + iL + l] >= s[S.target + eL + l] - 1e-5 else 0.0
            s[S.taken_issues + l] += s[S.accepted + eL + l]


@inlined
def flag(condition):
    """A condition as 1 or 0."""
    return 1.0 if condition else 0.0


@embedded
def where_it_ends(s, moves, k):
    """Where track k ends this month and how (``ending``, 0 where it goes on), and where it is renewed (``again``).

    An offer stands for as many months as its patience says, this one included. Worked out with flags: the compiler would turn conditions into branches, and take one lane at a time.
    """
    kL = k * L
    patience, renewals, whole = moves.track_patience[k], moves.track_renewals[k], moves.track_whole[k]
    count = np.float32(entries_of(moves, k))
    for l in range(L):
        state, crossed, taken = s[S.track_state + kL + l], s[S.crossed + l], s[S.taken_issues + l]
        done = flag(state == TAKEN) * flag(s[S.track_progress + kL + l] > 0.999)
        came_anyway = flag(state == ON_OFFER) * flag(crossed > 0.999)
        out_of_time = flag(state == ON_OFFER) * flag(s[S.track_months + kL + l] + 1.0 >= patience) * (1.0 - came_anyway)
        again = out_of_time * flag(s[S.track_renewals + kL + l] < renewals)
        as_taken = RESULT_MET if taken > count - 0.5 else RESULT_PARTLY
        as_left = RESULT_PARTLY if (whole < 0.5) & (crossed > 0.001) else RESULT_NOT_MET
        s[S.ending + l] = done * as_taken + came_anyway * RESULT_MET + (out_of_time - again) * as_left
        s[S.again + l] = again


@embedded
def finish(s, moves, k):
    """Decide where track k ends this month and how, and return whether it does in any lane.

    The result goes to ``ending`` (0 where it does not end).
    """
    kL = k * L
    pause = moves.track_pause[k]
    crossed_targets(s, moves, k)
    where_it_ends(s, moves, k)
    found = NO_LANE
    for l in range(L):
        result, again, state = s[S.ending + l], s[S.again + l], s[S.track_state + kL + l]
        before, wait = s[S.track_result + kL + l], s[S.track_wait + kL + l]
        ends = result > 0.0
        s[S.track_result + kL + l] = result if ends else before
        s[S.track_state + kL + l] = ENDED if ends else state + again * (WAITING - state)
        s[S.track_wait + kL + l] = wait + again * (pause - wait)
        s[S.track_renewals + kL + l] += again
        s[S.track_months + kL + l] += flag(state == ON_OFFER)
        found = np.uint32(found + (ONE_LANE if ends else NO_LANE))
    return found > NO_LANE


@embedded
def settle_rewards(s, p, keys, moves, k, t):
    """Rewards follow with the outsiders' follow-through, trust learns, some is paid for nothing, and what lapsed is noted."""
    b = bloc_of(moves, k)
    bL = b * L
    share = moves.follow[b]
    material, standing = moves.track_reward[k], moves.track_standing[k]
    size = material if material > standing else standing
    count = np.float32(entries_of(moves, k))
    deliver_when = chance.counter(chance.DELIVER, t, moves.track_key[k])
    anyway_when = chance.counter(chance.PAY_ANYWAY, t, moves.track_key[k])
    for l in range(L):
        result = s[S.ending + l]
        taken, crossed, standing_now = s[S.taken_issues + l], s[S.crossed + l], s[S.standing + l]
        part = taken if taken > 0.5 else crossed * count
        earned = 1.0 if result == RESULT_MET else (part / count if result == RESULT_PARTLY else 0.0)
        kept = s[S.follow_through + bL + l]
        lax = 1.0 - s[S.enforcement + bL + l]
        delivered = 1.0 if chance.uniform(keys[l], keys[L + l], deliver_when) < kept else 0.0
        anyway = 1.0 if chance.uniform(keys[l], keys[L + l], anyway_when) < lax else 0.0
        delivered = delivered if p[P.chance + l] > 0.5 else kept
        anyway = anyway if p[P.chance + l] > 0.5 else lax
        unmet = 1.0 if result == RESULT_NOT_MET else 0.0
        s[S.lapsed + bL + l] += unmet
        learned = p[P.trust_learning + l] * size * earned
        s[S.honoured + bL + l] += learned * delivered
        s[S.broken + bL + l] += learned * (1.0 - delivered)
        owed = 1.0 if earned > 0.0 and size > 0.0 else 0.0
        s[S.broken_outsiders + l] += owed * (1.0 - delivered)
        paid = earned * delivered + unmet * anyway
        s[S.reward_flow + l] += share * material * paid
        raised = standing_now + share * p[P.weight_standing + bL + l] * standing * paid
        s[S.standing + l] = clip(raised, 0.0, 1.0) if paid > 0.0 else standing_now
        s[S.paid_for_nothing + l] += size * unmet * anyway


@embedded
def in_either(s, k, first, second):
    """Whether track k is in one of two states in any lane."""
    kL = k * L
    found = NO_LANE
    for l in range(L):
        state = s[S.track_state + kL + l]
        found = np.uint32(found + (ONE_LANE if (state == first) | (state == second) else NO_LANE))
    return found > NO_LANE


@compiled
def deals(s, p, keys, setting, moves, t):
    """Stage 3: every track in turn."""
    renew_shocks(s, p, keys, moves, t)
    for k in range(min(moves.tracks, MOST.tracks)):
        if moves.follow[bloc_of(moves, k)] == 0.0 or not in_either(s, k, ON_OFFER, TAKEN):
            continue  # its month changes nothing
        if consider(s, p, keys, moves, k, t):
            decide(s, p, keys, moves, k, t)
            provinces_decide(s, p, moves, k)
        if in_either(s, k, TAKEN, TAKEN):
            carry_out(s, p, moves, k)
        if finish(s, moves, k):
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
                state, result, accepted = s[S.track_state + kL + l], s[S.track_result + kL + l], s[S.accepted + eL + l]
                live = (state == TAKEN) | ((state == ENDED) & (result <= RESULT_PARTLY))
                held = accepted * s[S.below + eL + l] * s[S.undone + iL + l]
                lost = (held > 0.5) & live
                s[S.track_result + kL + l] = RESULT_TEMPORARY if lost else result
                s[S.track_state + kL + l] = ENDED if lost else state
                s[S.accepted + eL + l] = 0.0 if lost else accepted
                s[S.broken_authority + l] += 1.0 if lost else 0.0


OUTCOMES = (
    Outcome("broken_by_outsiders", "Promises broken by outsiders", "outsiders", "lower", "rewards", "agreed rewards that were not delivered, count", ("C10",), Last("broken_outsiders")),
    Outcome("broken_by_authority", "Promises undone by the authority", "outsiders", "lower", "steps", "agreed steps undone from above, count", ("C6",), Last("broken_authority")),
    Outcome("paid_for_nothing", "Rewards paid without the ask", "outsiders", "lower", "reward shares", "rewards paid on tracks that ended unmet, sum of reward shares", ("C10",), Last("paid_for_nothing")),
    Outcome("offered", "Tracks offered", "agreements", "higher", "tracks", "number of tracks put to the authority", ("C18",), Total("track_offered")),
    Outcome("met", "Tracks met", "agreements", "higher", "tracks", "number of tracks whose asks were met", ("C18",), Results("met")),
    Outcome("partly", "Tracks partly met", "agreements", "higher", "tracks", "number of tracks met in part", ("C18",), Results("partly")),
    Outcome("reversed", "Tracks undone", "agreements", "lower", "tracks", "number of tracks met, then undone from above", ("C6",), Results("temporary")),
)  # fmt: skip
COURSES = (Course("deals", Results("met")),)
