"""Scores on held-out rows, to which nobody tuned: later acts, tracks and moves in the record's own format."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TypeVar

import numpy as np

from modusvivendi.case import Act, Case, Move, Record, Track
from modusvivendi.errors import Fault, InputError, nearest
from modusvivendi.evidence.forecast.one_month import POOLED, even_path, forecast_theory, scored_tracks
from modusvivendi.evidence.forecast.skill import Skill, judge
from modusvivendi.evidence.likelihood.model import Model
from modusvivendi.evidence.pooled.asks import read_pool
from modusvivendi.evidence.pooled.lent import borrow, shipped_lent
from modusvivendi.evidence.record.arrays import Rows, month_number, read_inputs, read_rows, record_of
from modusvivendi.record import When
from modusvivendi.record.acts import read_acts
from modusvivendi.record.layers import known_by
from modusvivendi.record.moves import read_moves
from modusvivendi.record.table import Table
from modusvivendi.record.tracks import read_tracks
from modusvivendi.theory import Theory, load_theories

R = TypeVar("R")
KNOWN_SHARE = 0.75  # of a record, where nobody says from which day on it is scored


@dataclass(frozen=True)
class HeldOut:
    """Scores on held-out rows.

    skill: of theories, mixture and baselines. since: rows after this day are scored. first, last: months scored, as YYYY-MM.
    acts: scored; conditioned: acts that fall in the month of ``since``, which is known and not scored. excluded: why acts
    of the files are not scored, with counts. lent: from which other authorities the pooled mixture comes, with the day up to which
    each is known; "" if there is none that knows neither the case nor what came after ``since``.
    """

    case: Case
    skill: Skill
    since: date
    first: str
    last: str
    acts: int
    conditioned: int
    excluded: dict[str, int]
    lent: str = ""


@dataclass(frozen=True)
class Later:
    """Rows of a record after a day, which is the last that forecasters know."""

    acts: Sequence[Act]
    tracks: Sequence[Track]
    moves: Sequence[Move]
    since: date


def score_held_out(
    case: Case,
    *,
    acts: Path,
    tracks: Path,
    moves: Path,
    since: date,
    theories: Sequence[Theory] | None = None,
    seed: int = 1,
    draws: int = 4096,
) -> HeldOut:
    """Predictive scores of every theory, their mixture and the baselines on rows after ``since``.

    The three files have the columns of acts.csv, tracks.csv and moves.csv. Forecasters know the shipped record up to
    ``since`` (what it holds after that day is set aside) and learn nothing about parameters and rates after it; what
    outsiders and the authority did in earlier months enters month by month, as in the model. Months are scored whole,
    from the one after ``since`` to the last with a row. A track that the shipped record holds as undecided by then may be
    given again with its outcome. Raises InputError with all faults, by file, row and
    column; nothing is written.
    """
    words = case.vocabulary.without_cutoff()
    act_table = read_acts(Path(acts), words)
    track_table, move_table = read_tracks(Path(tracks), words), read_moves(Path(moves), words)
    new_acts, new_tracks, new_moves = act_table.items, track_table.items, move_table.items
    faults = [*act_table.faults, *track_table.faults, *move_table.faults]
    if faults:
        raise InputError.of(faults, f"{acts} {tracks} {moves}")
    record = known_by(record_of(case), since)
    if (since.year, since.month) > (case.as_of.year, case.as_of.month):
        raise InputError(f"--since {since} is after the record's end, {case.as_of}: the months between are not known")
    faults = _new_faults(act_table, track_table, move_table, record, since)
    if faults:
        raise InputError.of(faults, f"{acts} {tracks} {moves}")
    return _score(case, Later(new_acts, new_tracks, new_moves, since), theories, seed, draws)


def score_own_record(
    case: Case, since: date | None = None, *, theories: Sequence[Theory] | None = None, seed: int = 1, draws: int = 4096
) -> HeldOut:
    """The same on what the case's own record holds after ``since``; by default, after the day by which KNOWN_SHARE of its acts and
    tracks had begun. Raises InputError: no record, or nothing after that day."""
    whole = record_of(case)
    since = since or usual_day(whole)
    known = known_by(whole, since)
    acts, moves = {a.id for a in known.acts}, {m.id for m in known.moves}
    ended = {t.id for t in known.tracks if t.outcome != "open"}
    later = Later(
        tuple(a for a in whole.acts if a.id not in acts),
        tuple(t for t in whole.tracks if t.outcome != "open" and t.id not in ended),
        tuple(m for m in whole.moves if m.id not in moves),
        since,
    )
    if not later.acts and not later.tracks:
        raise InputError(f"--since {since}: the record of '{case.name}' holds nothing after that day")
    return _score(case, later, theories, seed, draws)


def usual_day(record: Record) -> date:
    """The day by which KNOWN_SHARE of acts and tracks had begun. Raises InputError for a record without either."""
    days = sorted([a.date.first for a in record.acts] + [t.start.first for t in record.tracks])
    if not days:
        raise InputError("the record has no acts and no tracks to score")
    return days[min(int(KNOWN_SHARE * len(days)), len(days) - 1)]


def _score(case: Case, later: Later, theories: Sequence[Theory] | None, seed: int, draws: int) -> HeldOut:
    """Scores on later rows, which have been checked."""
    since, new_acts, new_tracks = later.since, later.acts, later.tracks
    kept = case.model_copy()
    kept.__dict__["record"] = record = _with_later(known_by(record_of(case), since), new_tracks, later.moves)
    last = max([a.date.first for a in new_acts] + [t.end.first for t in new_tracks if t.end])
    rows = even_path(read_rows(kept, until=last, extra=(new_acts, new_tracks)))
    inputs = read_inputs(kept, rows, record.moves, [*record.tracks, *new_tracks])
    origin = month_number(since, rows.first) + 1
    if not rows.scored.start < origin < rows.months:
        raise InputError(f"--since {since} leaves no month to score: the rows run from {rows.month_name(0)} to {last:%Y-%m}")
    model = Model(kept, rows, inputs, seed, centre=slice(rows.scored.start, origin))
    chosen = list(theories) if theories else load_theories()
    said = [forecast_theory(model, theory, origin, draws, learn=False) for theory in chosen]
    scored = [n for n, name in enumerate(rows.acts) if name in {a.id for a in new_acts}]
    late = sum(rows.act_first[n] + rows.act_last[n] >= 2 * origin for n in scored)
    others, lent = _from_others(kept, new_tracks, chosen, rows, since)
    return HeldOut(
        case=case,
        skill=judge(model, chosen, origin, said, learn=False, others=others),
        since=since,
        first=rows.month_name(origin),
        last=rows.month_name(rows.months - 1),
        acts=int(late),
        conditioned=len(scored) - int(late),
        excluded=_why_not(case, new_acts),
        lent=lent,
    )


def _from_others(
    case: Case, tracks: Sequence[Track], theories: Sequence[Theory], rows: Rows, since: date
) -> tuple[dict[str, np.ndarray], str]:
    """What the asks put to other authorities say of the tracks that are scored, (N, 3) by name of the forecaster, and whose asks
    these are; nothing if all that may be borrowed knows the case, what came later, or other theories."""
    order = scored_tracks(rows, month_number(since, rows.first) + 1)
    try:
        lent = borrow(case.name, since, shipped_lent())
    except InputError:
        return {}, ""
    if lent.why_not(theories) or not len(order):
        return {}, ""
    whole = case.model_copy()
    whole.__dict__["record"] = replace(record_of(case), tracks=(*record_of(case).tracks, *tracks))
    last = date.fromisoformat(f"{rows.month_name(rows.months - 1)}-01")
    pool = read_pool([whole], theories, until=last)
    said = dict(zip((d.id for d in pool.demands), lent.chances(pool, theories), strict=True))
    return {POOLED: np.stack([said[rows.tracks[n]] for n in order])}, lent.names


def _with_later(record: Record, tracks: Sequence[Track], moves: Sequence[Move]) -> Record:
    """The record with later moves, and without tracks that are given again and their codes."""
    names = {t.id for t in tracks}
    return replace(
        record,
        moves=(*record.moves, *moves),
        tracks=tuple(t for t in record.tracks if t.id not in names),
        track_codes=tuple(c for c in record.track_codes if c.id not in names),
    )


def _why_not(case: Case, acts: Sequence[Act]) -> dict[str, int]:
    """Why acts of the file are not scored as acts."""
    inside = [a for a in acts if a.issue in case.issue_ids]
    return {
        "on an issue outside the case": len(acts) - len(inside),
        "carries out a track, counted in deals": sum(bool(a.track) for a in inside),
        "neutral": sum(a.net_effect == "neutral" and not a.track for a in inside),
    }


def _new_faults(acts: Table[Act], tracks: Table[Track], moves: Table[Move], record: Record, since: date) -> list[Fault]:
    """Rows that the record already holds, that are dated up to ``since``, or that carry out a track which nobody knows."""
    decided = [t.id for t in record.tracks if t.outcome != "open"]
    names = [t.id for t in (*record.tracks, *tracks.items)]
    return [
        *_known(acts, "id", [a.id for a in acts.items], [a.id for a in record.acts]),
        *_known(moves, "id", [m.id for m in moves.items], [m.id for m in record.moves]),
        *_known(tracks, "track_id", [t.id for t in tracks.items], decided),
        *_early(acts, [a.date for a in acts.items], since),
        *_early(moves, [m.date for m in moves.items], since),
        *_ended(tracks, since),
        *(
            acts.fault(n, "track_id", f"unknown '{act.track}'; {nearest(act.track, names)}")
            for n, act in enumerate(acts.items)
            if act.track and act.track not in names
        ),
    ]


def _known(table: Table[R], column: str, ids: Sequence[str], known: Sequence[str]) -> list[Fault]:
    """Rows that the record already holds."""
    what = "duplicate '{}', already in the case's record"
    return [table.fault(n, column, what.format(name)) for n, name in enumerate(ids) if name in known]


def _early(table: Table[R], days: Sequence[When], since: date) -> list[Fault]:
    """Rows that are dated up to ``since``, as precisely as it is known."""
    what = f"{{}} is not after --since {since}"
    return [table.fault(n, "date", what.format(when.first)) for n, when in enumerate(days) if when.last <= since]


def _ended(tracks: Table[Track], since: date) -> list[Fault]:
    """Tracks that had ended before the date from which rows are scored, or that never ended."""
    found = []
    for n, track in enumerate(tracks.items):
        if track.outcome != "open" and track.end is None:
            found.append(tracks.fault(n, "end", f"empty, but the outcome is '{track.outcome}'"))
        if track.end and track.end.last <= since:
            found.append(tracks.fault(n, "end", f"{track.end.first} is not after --since {since}"))
    return found
