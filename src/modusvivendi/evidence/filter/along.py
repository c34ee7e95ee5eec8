"""The month run along history: blocks of draws, with what outsiders and the authority did put in from the record.

Everything compiled is in this file: Numba's cache looks at the file of the outermost function, and at the engine. The stub beside it (``along.pyi``) says what goes in and out.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit

from modusvivendi.engine.assembled import with_posture
from modusvivendi.engine.compile import ALLOCATES, COMPILE, compiled, embedded
from modusvivendi.engine.driver import aligned
from modusvivendi.engine.equations.choice import Covariates, cores, drives, room
from modusvivendi.engine.equations.deal import Offer
from modusvivendi.engine.equations.numeric import clip, log
from modusvivendi.engine.layout import PARAMETER_ROWS, STATE_ROWS, L, P, S
from modusvivendi.engine.month import audiences, consequences, outsiders, start_future
from modusvivendi.engine.places import LANES
from modusvivendi.engine.shared import here
from modusvivendi.engine.stages.acts import (
    core_weights,
    covariates_now,
    drive_weights,
    occasion,
    school_edge,
    take_steps,
)
from modusvivendi.engine.stages.deals import no_issue_yet, one_more_issue, reward_of_offer, worth_of_issue

POLICY_MARGIN = 0.02  # imposed acts never quite exhaust the room to move, else a further recorded act were impossible
U = np.uint64

# What the log-hazards are made of, kept per issue and month until means over time are known: the covariates of the
# drives first, in the order of ``Covariates``, then recent steps away and policy.
COVARIATES = 10
COVARIATES_U = U(COVARIATES)
CONTACT_FELT, RELIEF, STAKE, AUDIENCE, SIGNAL, REACTANCE, DOCTRINE, UNEARNED, REBOUND, SPACE = (U(n) for n in range(COVARIATES))


class Block(NamedTuple):
    """Room for one block of draws: state, parameters, keys, what is kept for log-hazards, two rows, and policy at the
    case's date."""

    s: np.ndarray
    p: np.ndarray
    keys: np.ndarray
    kept: np.ndarray
    both: np.ndarray
    ends: np.ndarray


@compiled
def keep_covariates(s, p, setting, t, kept):
    """Keep what the log-hazards of this month are made of, for every issue."""
    months = setting.months
    for i in range(setting.issues):
        iL = i * L
        at = (i * months + t) * COVARIATES_U * L
        for l in range(L):
            now = covariates_now(s, p, iL, l, s[S.autocracy + l])
            kept[at + CONTACT_FELT * L + l] = now.contact
            kept[at + RELIEF * L + l] = now.relief
            kept[at + STAKE * L + l] = now.stake
            kept[at + AUDIENCE * L + l] = now.audience
            kept[at + SIGNAL * L + l] = now.signal
            kept[at + REACTANCE * L + l] = now.reactance
            kept[at + DOCTRINE * L + l] = now.doctrine
            kept[at + UNEARNED * L + l] = now.unearned
            kept[at + REBOUND * L + l] = s[S.rebound + iL + l]
            kept[at + SPACE * L + l] = s[S.policy + iL + l]


@embedded
def departures_kept(kept, at, l):
    """Covariates of the drives as kept, less their means over time."""
    return Covariates(
        contact=kept[at + CONTACT_FELT * L + l],
        relief=kept[at + RELIEF * L + l],
        stake=kept[at + STAKE * L + l],
        audience=kept[at + AUDIENCE * L + l],
        signal=kept[at + SIGNAL * L + l],
        reactance=kept[at + REACTANCE * L + l],
        doctrine=kept[at + DOCTRINE * L + l],
        unearned=kept[at + UNEARNED * L + l],
    )


@compiled
def impose_acts(s, p, setting, conduct, k, t, now):
    """What the authority did this month on record, through the engine's own step-taking (what was seen, rebound), by coding k.

    Policy itself then stands where the case puts it: on its way from the beginning (``start``) to the case's date
    (``now``), as far as recorded steps have brought it, past the levels known in between (``bend``).
    """
    toward, away, leader = conduct.toward[k, t], conduct.away[k, t], conduct.leader[t]
    progress, bend = conduct.progress[k, t], conduct.bend[k, t]
    for i in range(setting.issues):
        iL = i * L
        up, down, led = toward[i], away[i], leader[i]
        for l in range(L):
            s[S.step_toward + iL + l] = up * p[P.step_scale + l]
            s[S.step_away + iL + l] = down * p[P.step_scale + l]
            s[S.by_ministry + iL + l] = 1.0 - led
    take_steps(s, p, setting)
    for i in range(setting.issues):
        iL, share, off = i * L, progress[i], bend[i]
        for l in range(L):
            start = p[P.start + iL + l]
            s[S.policy + iL + l] = clip(start + share * (now[iL + l] - start) + off, POLICY_MARGIN, 1.0 - POLICY_MARGIN)


@compiled
def value_track(s, p, tracks, coding, k, lane, history):
    """Worth of track k to the authority in the month it started, issue by issue, and of what was offered with it; and the
    latent states that it rests on, in the order of STAKES and RELATIONS."""
    first, last = tracks.first[k], tracks.last[k]
    offer = Offer(
        material=tracks.material[coding, k],
        standing=tracks.standing[coding, k],
        publicity=tracks.publicity[coding, k],
        intensity=tracks.intensity[k],
        snub=tracks.snub[k],
    )
    no_issue_yet(s)
    for e in range(first, last):
        one_more_issue(s, p, tracks.entry_issue[e] * L)
    for e in range(first, last):
        iL = tracks.entry_issue[e] * L
        for l in range(L):
            s[S.sum_plain + l] = worth_of_issue(s, p, iL, l, offer)
        keep_lanes(history.issue_worth, e, s, S.sum_plain, lane)
        keep_lanes(history.stakes[0], e, s, S.contact_felt + iL, lane)
        keep_lanes(history.stakes[1], e, s, S.salience_felt + iL, lane)
    bL = tracks.bloc[k] * L
    for l in range(L):
        s[S.sum_plain + l] = reward_of_offer(s, p, bL, l, offer)
    keep_lanes(history.reward, k, s, S.sum_plain, lane)
    keep_lanes(history.relations[0], k, s, S.trust + bL, lane)
    keep_lanes(history.relations[1], k, s, S.need, lane)
    keep_lanes(history.relations[2], k, s, S.grievance, lane)


@njit(**COMPILE)
def keep_lanes(out, r, s, offset, lane):
    """Copy one quantity of the block into row r of an array (rows, n); a short last block is cut."""
    for l in range(min(LANES, out.shape[1] - lane)):
        out[r, lane + l] = s[offset + np.uint64(l)]


@compiled
def centre_covariates(setting, start, stop, kept, mean):
    """Take from every drive its mean over months start to stop - 1: theories differ in what varies over time only."""
    months = setting.months
    scale = 1.0 / np.float32(stop - start)
    for i in range(setting.issues):
        for c in range(REBOUND):
            for l in range(L):
                mean[l] = 0.0
            for t in range(start, stop):
                at = ((i * months + t) * COVARIATES_U + c) * L
                for l in range(L):
                    mean[l] += scale * kept[at + l]
            for t in range(months):
                at = ((i * months + t) * COVARIATES_U + c) * L
                for l in range(L):
                    kept[at + l] -= mean[l]


@compiled
def log_hazards(s, p, setting, i, t, trend, kept, out):
    """Log of room times hazard ratio on issue i in month t: toward in out[0:L], away in out[L:2L]."""
    iL = i * L
    at = (i * setting.months + t) * COVARIATES_U * L
    school = np.float32(school_edge(setting, np.int64(t)) * setting.education[i])
    for l in range(L):
        core_up, core_down = cores(occasion(s, iL, l, school, kept[at + REBOUND * L + l], trend), core_weights(p, l))
        eta_up, eta_down = drives(departures_kept(kept, at, l), drive_weights(p, l))
        x, half = kept[at + SPACE * L + l], p[P.room_half + l]
        out[l] = core_up + eta_up + log(room(1.0 - x, half))
        out[L + l] = core_down + eta_down + log(room(x, half))


@compiled
def load_rows(matrix, lane, rows):
    """Copy LANES columns of a matrix from ``lane`` on, row after row; the last column pads a short block."""
    columns = np.uint64(matrix.shape[1])
    for r in range(np.uint64(matrix.shape[0])):
        if lane + L <= columns:
            for l in range(L):
                rows[r * L + l] = matrix[r, lane + l]
        else:
            for l in range(L):
                rows[r * L + l] = matrix[r, min(lane + l, columns - np.uint64(1))]


@compiled
def set_accredited(s, accredited):
    """Which countries accept an envoy is on record."""
    for j in range(accredited.size):
        for l in range(LANES):
            s[S.accredited + np.uint64(j * LANES + l)] = accredited[j]


@compiled
def keep_gauges(s, t, gauges, lane):
    """Keep the latent courses at the end of month t, in the order of GAUGES."""
    keep_lanes(gauges[0], t, s, S.revenue, lane)
    keep_lanes(gauges[1], t, s, S.need, lane)
    keep_lanes(gauges[2], t, s, S.grievance, lane)
    keep_lanes(gauges[3], t, s, S.standing, lane)
    keep_lanes(gauges[4], t, s, S.contact, lane)
    keep_lanes(gauges[5], t, s, S.cohesion_power, lane)
    keep_lanes(gauges[6], t, s, S.rival, lane)


@compiled
def keep_log_hazards(block, setting, known, log_exposure, lane):
    """Log-hazards of every issue and month from what was kept; known: months until the slow trend has passed."""
    months = int(setting.months)
    for t in range(months):
        trend = np.float32((t + 1) / known)
        for i in range(int(setting.issues)):
            log_hazards(block.s, block.p, setting, np.uint64(i), np.uint64(t), trend, block.kept, block.both)
            keep_lanes(log_exposure[0, i], t, block.both, np.uint64(0), lane)
            keep_lanes(log_exposure[1, i], t, block.both, L, lane)


@njit(**ALLOCATES, cache=True)
def run_along(matrix, now, coding, setting, nobody, seen, span, history):
    """Blocks of draws x months, lanes innermost; fills ``history``."""
    postures, conduct, tracks = seen.postures, seen.conduct, seen.tracks
    issues, months = int(setting.issues), int(setting.months)
    block = Block(
        aligned(STATE_ROWS * LANES),
        aligned(PARAMETER_ROWS * LANES),
        np.zeros(2 * LANES, np.uint32),
        np.empty(months * issues * COVARIATES * LANES, np.float32),
        np.empty(2 * LANES, np.float32),
        np.empty(issues * LANES, np.float32),
    )
    s, p, keys = block.s, block.p, block.keys
    for number in range(coding.size):
        lane, k = number * LANES, coding[number]
        load_rows(matrix, np.uint64(lane), p)
        load_rows(now, np.uint64(lane), block.ends)
        start_future(here((s, p, keys, setting, nobody)), -1)
        for t in range(months):
            set_accredited(s, postures.accredited[t])
            moves = with_posture(
                nobody,
                postures.follow,
                postures.follows,
                postures.levers,
                postures.lever_set,
                postures.demands[t],
                postures.demands_set,
            )
            place = here((s, p, keys, setting, moves))
            outsiders(place, t)
            keep_covariates(s, p, setting, np.uint64(t), block.kept)
            for q in range(tracks.month.size):
                if tracks.month[q] == t:
                    value_track(s, p, tracks, k, q, lane, history)
            impose_acts(s, p, setting, conduct, k, t, block.ends)
            audiences(place, t)
            consequences(place, t)
            keep_gauges(s, t, history.gauges, lane)
        centre_covariates(setting, span.first, span.end, block.kept, block.both)
        keep_log_hazards(block, setting, span.trend, history.log_exposure, lane)
