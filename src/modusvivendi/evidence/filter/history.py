"""Latent states conditioned on the record: the month run along history, for a batch of parameter draws.

Outsiders' moves are read from the record and the authority's recorded acts are imposed, so the latent state
(dedication, cohesion, revenue, grievance, contact) follows deterministically: chance is 0. The stages and equations
are those of the engine. Returned are the log-hazards of acts, centred along time, and the worth of every track at
the month in which it started.

What is compiled lies in ``along.py``.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from modusvivendi.engine.places import LANES
from modusvivendi.evidence.filter.along import run_along
from modusvivendi.evidence.filter.course import Course
from modusvivendi.evidence.record.arrays import CODINGS

STAKES = ("contact", "salience")  # latent states of an issue that its worth rests on
RELATIONS = ("trust", "need", "grievance")  # latent states that the worth of an offer rests on
GAUGES = ("revenue", "need", "grievance", "standing", "contact", "cohesion", "rival")
F, U = np.float32, np.uint64


class History(NamedTuple):
    """n draws along history. log_exposure (2, issues, months, n): log of room times hazard ratio, toward then away;
    times the base rate it is the expected number of acts. issue_worth (entries, n): worth of a full step on each issue
    of each track. reward (tracks, n): worth of what was offered with the deal, before its fixed cost. stakes (STAKES, entries,
    n), relations (RELATIONS, tracks, n): latent states that these rest on, in the month in which a track started. gauges
    (GAUGES, months, n): latent courses, for checks."""

    log_exposure: np.ndarray
    issue_worth: np.ndarray
    reward: np.ndarray
    stakes: np.ndarray
    relations: np.ndarray
    gauges: np.ndarray


class Postures(NamedTuple):
    """What outsiders did, month by month: levers and whether they are set (T, B, LEVERS), demands (T, B, I) and whether
    they are set (B,), accredited (T, countries); follow (B,), follows (countries,): as in ``Moves``."""

    levers: np.ndarray
    lever_set: np.ndarray
    demands: np.ndarray
    demands_set: np.ndarray
    accredited: np.ndarray
    follow: np.ndarray
    follows: np.ndarray


class Conduct(NamedTuple):
    """What the authority did, in K codings: steps toward and away (K, T, I) before ``step_scale``, the leader's share in
    them (T, I), how far policy has come on its way to the case's date (K, T, I), and how far off the straight way it
    stood, as levels known in between say (K, T, I)."""

    toward: np.ndarray
    away: np.ndarray
    leader: np.ndarray
    progress: np.ndarray
    bend: np.ndarray


class Tracks(NamedTuple):
    """Recorded tracks: month of the start, bloc, first and last entry (N,), issue of each entry (E,), and terms:
    publicity, material and standing reward (K, N) by coding, intensity and snub (N,). The record does not tell how far
    the form of talks slighted, so there snub is 0."""

    month: np.ndarray
    bloc: np.ndarray
    first: np.ndarray
    last: np.ndarray
    entry_issue: np.ndarray
    publicity: np.ndarray
    material: np.ndarray
    standing: np.ndarray
    intensity: np.ndarray
    snub: np.ndarray


class Seen(NamedTuple):
    """What is on record: what outsiders did, what the authority did, and tracks."""

    postures: Postures
    conduct: Conduct
    tracks: Tracks


class Span(NamedTuple):
    """Drives are centred over months first to end - 1; after ``trend`` months the slow trend has passed."""

    first: np.uint64
    end: np.uint64
    trend: int


def run_history(course: Course, matrix: np.ndarray, now: np.ndarray, coding: np.ndarray) -> History:
    """Run n draws along history. matrix (PARAMETER_ROWS, n) float32; now (issues, n): policy at the case's date;
    coding: number of the coding per block of LANES."""
    n, rows = matrix.shape[1], course.rows
    coding = np.array(np.broadcast_to(np.asarray(coding, np.int64), -(-n // LANES)), order="C")  # one kind, compiled once
    if int(coding.max(initial=0)) >= len(CODINGS):
        raise ValueError(f"coding {coding.max()}: there are {len(CODINGS)}")
    issues = len(course.setting.roles[0])
    history = History(
        np.full((2, issues, rows.months, n), np.nan, F),
        np.full((len(rows.entry_issue), n), np.nan, F),
        np.full((len(rows.tracks), n), np.nan, F),
        np.full((len(STAKES), len(rows.entry_issue), n), np.nan, F),
        np.full((len(RELATIONS), len(rows.tracks), n), np.nan, F),
        np.full((len(GAUGES), rows.months, n), np.nan, F),
    )
    conduct = Conduct(rows.step_toward, rows.step_away, rows.by_leader, rows.progress, rows.bend)
    tracks = Tracks(
        rows.track_month,
        rows.track_bloc.astype(U),
        rows.track_first,
        rows.track_last,
        rows.entry_issue.astype(U),
        rows.publicity,
        rows.material,
        rows.standing,
        rows.intensity,
        np.zeros_like(rows.intensity),
    )
    run_along(
        np.ascontiguousarray(matrix, F),
        np.ascontiguousarray(now, F),
        coding,
        course.setting,
        course.nobody,
        Seen(_postures(course), conduct, tracks),
        Span(U(course.centre.start), U(course.centre.stop), rows.known),
        history,
    )
    return history


def _postures(course: Course) -> Postures:
    """What outsiders did, as a strategy that everyone follows."""
    inputs, blocs = course.inputs, len(course.setting.bloc_size)
    return Postures(
        levers=inputs.levers,
        lever_set=np.ascontiguousarray(np.broadcast_to(course.levers_set, inputs.levers.shape)),
        demands=inputs.demands,
        demands_set=np.ones(blocs, F),
        accredited=inputs.accredited,
        follow=np.ones(blocs, F),
        follows=np.zeros(len(course.setting.accredited), F),
    )
