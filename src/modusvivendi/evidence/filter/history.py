"""The same month, run along history: what drove the authority when it acted, for a batch of parameter draws.

Outsiders' moves are read from the record and the authority's recorded acts are imposed, so the latent state
(dedication, cohesion, revenue, grievance, contact) follows deterministically: chance is 0. The stages and mechanisms
are those of the engine. Returned are the log-hazards of acts, centred along time, and the worth of every track at
the month in which it started.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numba import njit

from modusvivendi.case import Case
from modusvivendi.engine.compile import ALLOCATES, COMPILE, compiled
from modusvivendi.engine.driver import aligned
from modusvivendi.engine.equations.choice import core_away, core_toward, drive_away, drive_toward, room
from modusvivendi.engine.equations.deal import contamination, deal_reward, deal_value, talks_exposure
from modusvivendi.engine.equations.numeric import clip, log
from modusvivendi.engine.layout import (
    AID,
    CONTACT,
    ISSUES,
    LANES,
    LEVERS,
    MONEY,
    OFFER,
    PARAMETER_ROWS,
    PRESSURE,
    PUBLICITY,
    STANDING,
    STATE_ROWS,
    L,
    P,
    S,
    row,
)
from modusvivendi.engine.month import aftermath, start_future
from modusvivendi.engine.setting import Moves, Setting
from modusvivendi.engine.stages.acts import school_edge, take_steps, weigh_audiences
from modusvivendi.engine.stages.outsiders import outsiders_move
from modusvivendi.evidence.record import coding_rule as rule
from modusvivendi.evidence.record.arrays import CODINGS, Inputs, Rows
from modusvivendi.strategy.compile import nobody
from modusvivendi.study.inputs import INITIAL_FIELDS, setting_of

GAUGES = ("revenue", "need", "grievance", "standing", "contact", "cohesion", "rival")
POLICY_MARGIN = 0.02  # imposed acts never quite exhaust the room to move, else a further recorded act were impossible
F, U = np.float32, np.uint64

# Covariates of the drives, kept per issue and month until their means over time are known.
COVARIATES = 9
COVARIATES_U = U(COVARIATES)
CONTACT_FELT, RELIEF, STAKE, AUDIENCE, SIGNAL, REACTANCE, DOCTRINE, REBOUND, SPACE = (U(n) for n in range(COVARIATES))


@dataclass(frozen=True)
class History:
    """n draws along history. log_exposure (2, issues, months, n): log of room times hazard ratio, toward then away;
    times the base rate it is the expected number of acts. plain (entries, n): worth of a full step on each issue of
    each track; worth (tracks, n): what comes with the deal as a whole, without its fixed cost. gauges (GAUGES, months,
    n): latent courses, for checks."""

    log_exposure: np.ndarray
    plain: np.ndarray
    worth: np.ndarray
    gauges: np.ndarray


@dataclass(frozen=True)
class Course:
    """Everything a history needs besides parameters, ready for the compiled driver. centre: the months over which drives
    are centred."""

    rows: Rows
    inputs: Inputs
    setting: Setting
    nobody: Moves
    levers_set: np.ndarray
    centre: slice


def course_of(case: Case, rows: Rows, inputs: Inputs, centre: slice | None = None) -> Course:
    """Tables of a case, set back to the first month of its record. centre: all scored months by default."""
    setting = setting_of(case, rows.months)._replace(
        first_month=U(rows.first.month),  # type: ignore[arg-type]
        accredited=np.zeros(len(case.countries), F),
    )
    levers_set = np.zeros(LEVERS, F)
    levers_set[[PRESSURE, AID, MONEY, CONTACT, STANDING, OFFER, PUBLICITY]] = 1
    return Course(rows, inputs, setting, nobody(case, rows.months), levers_set, centre or rows.scored)


def set_back(case: Case, matrix: np.ndarray, start: np.ndarray, accounts: np.ndarray) -> None:
    """Write the levels at the beginning of a case into a parameter matrix (rows, n).

    start (issues, n) in (0,1): policy when the case begins. accounts (accounts, n) uniform draws.
    """
    matrix[row("start") : row("start") + len(case.issues)] = start
    for n, (name, level) in enumerate(case.beginning.accounts.items()):
        matrix[row(INITIAL_FIELDS[name])] = level.low + (level.high - level.low) * accounts[n]
    for b, bloc in enumerate(case.blocs):
        for lever, posture in case.beginning.postures[bloc.id].items():
            matrix[row(f"bloc_{lever}", b)] = posture.value
        matrix[row("bloc_publicity", b)] = rule.PUBLICITY_START
        first = row("bloc_demand", b * ISSUES)
        matrix[first : first + ISSUES] = 0.0


def leave_nothing_to_chance(matrix: np.ndarray) -> None:
    """What the authority, outsiders and countries did is on record, so nothing is drawn and nothing added to it."""
    for name in ("chance", "reaction_gain", "accreditation_rate", "recognition_rate"):
        matrix[row(name)] = 0.0


def run_history(course: Course, matrix: np.ndarray, now: np.ndarray, coding: np.ndarray) -> History:
    """Run n draws along history. matrix (PARAMETER_ROWS, n) float32; now (issues, n): policy at the case's date;
    coding: number of the coding per block of LANES."""
    n, rows, inputs = matrix.shape[1], course.rows, course.inputs
    blocks = -(-n // LANES)
    coding = np.broadcast_to(np.asarray(coding, np.int64), blocks)
    if int(coding.max(initial=0)) >= len(CODINGS):
        raise ValueError(f"coding {coding.max()}: there are {len(CODINGS)}")
    issues = len(course.setting.roles[0])
    history = History(
        np.empty((2, issues, rows.months, n), F),
        np.empty((len(rows.entry_issue), n), F),
        np.empty((len(rows.tracks), n), F),
        np.empty((len(GAUGES), rows.months, n), F),
    )
    _along(
        np.ascontiguousarray(matrix, F),
        np.ascontiguousarray(now, F),
        coding,
        course.setting,
        course.nobody,
        course.levers_set,
        inputs.levers,
        inputs.demands,
        inputs.accredited,
        rows.step_toward,
        rows.step_away,
        rows.by_leader,
        rows.progress,
        rows.track_month,
        rows.track_bloc,
        rows.track_first,
        rows.track_last,
        rows.entry_issue,
        rows.publicity,
        rows.material,
        rows.standing,
        rows.intensity,
        course.centre.start,
        course.centre.stop,
        rows.known,
        history.log_exposure,
        history.plain,
        history.worth,
        history.gauges,
    )
    return history


@njit(**ALLOCATES)
def _month_moves(nobody, levers, lever_set, demands, follow, follows, demands_set):  # type: ignore[no-untyped-def]
    """Outsiders of one month as a strategy that everyone follows and that opens no tracks."""
    return Moves(
        follow,
        follows,
        levers,
        lever_set,
        demands,
        demands_set,
        nobody.track_bloc,
        nobody.track_start,
        nobody.track_reward,
        nobody.track_standing,
        nobody.track_publicity,
        nobody.track_whole,
        nobody.track_intensity,
        nobody.track_patience,
        nobody.track_renewals,
        nobody.track_pause,
        nobody.track_snub,
        nobody.track_key,
        nobody.track_first,
        nobody.track_last,
        nobody.entry_issue,
        nobody.entry_step,
        nobody.at_once,
        nobody.tracks,
    )


@compiled
def keep_covariates(s, p, setting, t, kept):  # type: ignore[no-untyped-def]
    """Keep what the drives of this month are made of, for every issue."""
    months = setting.months
    for i in range(setting.issues):
        iL = i * L
        at = (i * months + t) * COVARIATES_U * L
        for l in range(L):
            exposed = p[P.politicisation + iL + l] * p[P.visibility + iL + l]
            kept[at + CONTACT_FELT * L + l] = s[S.contact_felt + iL + l]
            kept[at + RELIEF * L + l] = s[S.need + l] * s[S.relief + iL + l]
            kept[at + STAKE * L + l] = s[S.need + l] * s[S.stake + iL + l]
            kept[at + AUDIENCE * L + l] = exposed * s[S.salience_felt + iL + l]
            kept[at + SIGNAL * L + l] = s[S.signal_gain + iL + l]
            kept[at + REACTANCE * L + l] = s[S.grievance + l] * s[S.demand_felt + iL + l]
            kept[at + DOCTRINE * L + l] = s[S.doctrine_start + iL + l] * s[S.autocracy + l]
            kept[at + REBOUND * L + l] = s[S.rebound + iL + l]
            kept[at + SPACE * L + l] = s[S.policy + iL + l]


@compiled
def impose_acts(s, p, setting, toward, away, leader, progress, now):  # type: ignore[no-untyped-def]
    """What the authority did this month on record, through the engine's own step-taking (what was seen, rebound).

    Policy itself then stands where the case puts it: on its way from the beginning (``start``) to the case's date
    (``now``), as far as recorded steps have brought it.
    """
    for i in range(setting.issues):
        iL = i * L
        up, down, led = toward[i], away[i], leader[i]
        for l in range(L):
            s[S.step_toward + iL + l] = up * p[P.step_scale + l]
            s[S.step_away + iL + l] = down * p[P.step_scale + l]
            s[S.by_ministry + iL + l] = 1.0 - led
    take_steps(s, p, setting)
    for i in range(setting.issues):
        iL, share = i * L, progress[i]
        for l in range(L):
            start = p[P.start + iL + l]
            s[S.policy + iL + l] = clip(start + share * (now[iL + l] - start), POLICY_MARGIN, 1.0 - POLICY_MARGIN)


@compiled
def track_worth(s, p, k, b, first, last, issues, publicity, material, standing, intensity, plain, worth, lane):  # type: ignore[no-untyped-def]
    """Worth of track k to the authority in the month it started, by the engine's deal equations."""
    bL = b * L
    for l in range(L):
        s[S.worst + l] = 0.0
    for e in range(first, last):
        iL = issues[e] * L
        for l in range(L):
            own = p[P.politicisation + iL + l]
            s[S.worst + l] = own if own > s[S.worst + l] else s[S.worst + l]
    for e in range(first, last):
        iL = issues[e] * L
        for l in range(L):
            exposure = talks_exposure(p[P.visibility + iL + l], publicity, p[P.quiet_floor + l])
            politics = contamination(p[P.politicisation + iL + l], s[S.worst + l], p[P.contamination + l])
            s[S.sum_plain + l] = deal_value(
                p[P.own_benefit + iL + l],
                s[S.doctrine_start + iL + l],
                s[S.contact_felt + iL + l],
                exposure,
                politics,
                s[S.salience_felt + iL + l],
                p[P.theta_benefit + l],
                p[P.theta_doctrine + l],
                p[P.beta_contact + l],
                p[P.beta_audience + l],
            )
        keep_lanes(plain, e, s, S.sum_plain, lane)
    for l in range(L):
        s[S.sum_plain + l] = deal_reward(
            material,
            standing,
            s[S.trust + bL + l],
            s[S.need + l],
            s[S.grievance + l],
            publicity,
            intensity,
            p[P.beta_material + l],
            p[P.beta_standing + l],
            p[P.beta_reactance + l],
            p[P.standing_discount + l],
        )
    keep_lanes(worth, k, s, S.sum_plain, lane)


@njit(**COMPILE)
def keep_lanes(out, r, s, offset, lane):  # type: ignore[no-untyped-def]
    """Copy one quantity of the block into row r of an array (rows, n); a short last block is cut."""
    for l in range(min(LANES, out.shape[1] - lane)):
        out[r, lane + l] = s[offset + np.uint64(l)]


@compiled
def centre_covariates(setting, start, stop, kept, mean):  # type: ignore[no-untyped-def]
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
def log_hazards(s, p, setting, i, t, school, trend, kept, out):  # type: ignore[no-untyped-def]
    """Log of room times hazard ratio on issue i in month t: toward in out[0:L], away in out[L:2L]."""
    iL = i * L
    at = (i * setting.months + t) * COVARIATES_U * L
    for l in range(L):
        benefit, doctrine = s[S.benefit_centred + iL + l], s[S.doctrine_centred + iL + l]
        contact, rebound = kept[at + CONTACT_FELT * L + l], kept[at + REBOUND * L + l]
        reactance, creed = kept[at + REACTANCE * L + l], kept[at + DOCTRINE * L + l]
        x, half = kept[at + SPACE * L + l], p[P.room_half + l]
        core = core_toward(
            benefit,
            doctrine,
            school,
            rebound,
            trend,
            p[P.theta_benefit + l],
            p[P.theta_doctrine + l],
            p[P.theta_school_toward + l],
            p[P.theta_rebound_toward + l],
            p[P.theta_trend_toward + l],
        )
        drive = drive_toward(
            contact,
            kept[at + RELIEF * L + l],
            kept[at + AUDIENCE * L + l],
            reactance,
            creed,
            p[P.beta_contact + l],
            p[P.beta_material + l],
            p[P.beta_audience + l],
            p[P.beta_reactance + l],
            p[P.beta_doctrine + l],
        )
        out[l] = core + drive + log(room(1.0 - x, half))
        core = core_away(
            benefit,
            doctrine,
            school,
            rebound,
            trend,
            p[P.theta_benefit + l],
            p[P.theta_doctrine + l],
            p[P.theta_school_away + l],
            p[P.theta_rebound_away + l],
            p[P.theta_trend_away + l],
        )
        drive = drive_away(
            contact,
            kept[at + STAKE * L + l],
            kept[at + SIGNAL * L + l],
            reactance,
            creed,
            p[P.beta_contact + l],
            p[P.beta_material + l],
            p[P.beta_audience + l],
            p[P.beta_reactance + l],
            p[P.beta_doctrine + l],
        )
        out[L + l] = core + drive + log(room(x, half))


@njit(**ALLOCATES, cache=True)
def _along(  # type: ignore[no-untyped-def]
    matrix,
    now,
    coding,
    setting,
    nobody,
    levers_set,
    levers,
    demands,
    accredited,
    toward,
    away,
    leader,
    progress,
    track_month,
    track_bloc,
    track_first,
    track_last,
    entry_issue,
    publicity,
    material,
    standing,
    intensity,
    centre_from,
    centre_to,
    known,
    log_exposure,
    plain,
    worth,
    gauges,
):
    """Blocks of draws x months, lanes innermost; fills the last four arrays."""
    n = matrix.shape[1]
    issues, blocs = int(setting.issues), int(setting.blocs)
    s, p = aligned(STATE_ROWS * LANES), aligned(PARAMETER_ROWS * LANES)
    keys = np.zeros(2 * LANES, np.uint32)
    kept = np.empty(int(setting.months) * issues * COVARIATES * LANES, np.float32)
    both = np.empty(2 * LANES, np.float32)
    ends = np.empty(issues * LANES, np.float32)
    lever_set = np.zeros(levers.shape, np.float32)
    for t in range(levers.shape[0]):
        for b in range(blocs):
            for v in range(levers.shape[2]):
                lever_set[t, b, v] = levers_set[v]
    follow, follows = np.ones(blocs, np.float32), np.zeros(int(setting.countries), np.float32)
    demands_set = np.ones(blocs, np.float32)
    months = int(setting.months)
    for block in range(coding.size):
        lane, k = block * LANES, coding[block]
        for r in range(PARAMETER_ROWS):
            for l in range(LANES):
                p[r * LANES + l] = matrix[r, min(lane + l, n - 1)]
        for i in range(issues):
            for l in range(LANES):
                ends[i * LANES + l] = now[i, min(lane + l, n - 1)]
        start_future(s, p, keys, setting, nobody)
        for t in range(months):
            for j in range(accredited.shape[1]):
                for l in range(LANES):
                    s[S.accredited + np.uint64(j * LANES + l)] = accredited[t, j]
            moves = _month_moves(nobody, levers, lever_set, demands[t], follow, follows, demands_set)
            outsiders_move(s, p, keys, setting, moves, t)
            weigh_audiences(s, p, setting)
            keep_covariates(s, p, setting, np.uint64(t), kept)
            for q in range(track_month.size):
                if track_month[q] == t:
                    track_worth(
                        s,
                        p,
                        q,
                        np.uint64(track_bloc[q]),
                        track_first[q],
                        track_last[q],
                        entry_issue.astype(np.uint64),
                        publicity[k, q],
                        material[k, q],
                        standing[k, q],
                        intensity[q],
                        plain,
                        worth,
                        lane,
                    )
            impose_acts(s, p, setting, toward[k, t], away[k, t], leader[t], progress[k, t], ends)
            aftermath(s, p, keys, setting, t)
            keep_lanes(gauges[0], t, s, S.revenue, lane)
            keep_lanes(gauges[1], t, s, S.need, lane)
            keep_lanes(gauges[2], t, s, S.grievance, lane)
            keep_lanes(gauges[3], t, s, S.standing, lane)
            keep_lanes(gauges[4], t, s, S.contact, lane)
            keep_lanes(gauges[5], t, s, S.cohesion_power, lane)
            keep_lanes(gauges[6], t, s, S.rival, lane)
        centre_covariates(setting, np.uint64(centre_from), np.uint64(centre_to), kept, both)
        for t in range(months):
            edge = school_edge((setting.first_month - 1 + t) % 12 + 1)
            trend = np.float32((t + 1) / known)
            for i in range(issues):
                school = np.float32(edge * setting.education[i])
                log_hazards(s, p, setting, np.uint64(i), np.uint64(t), school, trend, kept, both)
                keep_lanes(log_exposure[0, i], t, both, np.uint64(0), lane)
                keep_lanes(log_exposure[1, i], t, both, L, lane)
