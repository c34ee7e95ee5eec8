"""Scoring rows that nobody tuned to: later acts, tracks and moves in the record's own format."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from modusvivendi.case import Act, Case, Record, Track, load_acts, load_moves, load_tracks
from modusvivendi.errors import InputError, nearest
from modusvivendi.evidence.forecast.one_month import even_path, forecast_theory
from modusvivendi.evidence.forecast.skill import Skill, judge
from modusvivendi.evidence.likelihood.model import Model
from modusvivendi.evidence.record.arrays import month_number, read_inputs, read_rows, record_of
from modusvivendi.record.layers import known_by
from modusvivendi.record.record import When
from modusvivendi.theory import Theory, load_theories


@dataclass(frozen=True)
class Scored:
    """skill: scores of theories, mixture and baselines. first, last: months scored, as YYYY-MM. acts: scored; conditioned:
    acts that fall in the month of ``since``, which is known and not scored. excluded: why acts of the files are not
    scored, with counts."""

    skill: Skill
    first: str
    last: str
    acts: int
    conditioned: int
    excluded: dict[str, int]


def score(
    case: Case, acts: Path, tracks: Path, moves: Path, since: date, theories: list[Theory] | None = None,
    seed: int = 1, draws: int = 4096,
) -> Scored:  # fmt: skip
    """Predictive scores of every theory, their mixture and the baselines on rows after ``since``.

    The three files have the columns of acts.csv, tracks.csv and moves.csv. Forecasters know the shipped record up to
    ``since`` (what it holds after that day is set aside) and learn nothing about parameters and rates after it; what
    outsiders and the authority did in earlier months enters month by month, as in the model. Months are scored whole,
    from the one after ``since`` to the last with a row. A track that the shipped record holds as undecided by then may be
    given again with its outcome. Raises InputError that names file, row and column; nothing is written.
    """
    words = case.vocabulary.without_cutoff()
    new_acts, new_tracks, new_moves = load_acts(acts, words), load_tracks(tracks, words), load_moves(moves, words)
    record = known_by(record_of(case), since)
    if (since.year, since.month) > (case.as_of.year, case.as_of.month):
        raise InputError(f"--since {since} is after the record's end, {case.as_of}: the months between are not known")
    _check_new(acts, [a.id for a in new_acts], [a.id for a in record.acts], "id")
    _check_new(moves, [m.id for m in new_moves], [m.id for m in record.moves], "id")
    _check_new(tracks, [t.id for t in new_tracks], [t.id for t in record.tracks if t.outcome != "open"], "track_id")
    _check_after(acts, "date", [a.date for a in new_acts], since)
    _check_after(moves, "date", [m.date for m in new_moves], since)
    _check_ends(tracks, new_tracks, since)
    _check_links(acts, new_acts, [*record.tracks, *new_tracks])
    kept = case.model_copy()
    kept.__dict__["record"] = record = _without_tracks(record, {t.id for t in new_tracks})
    last = max([a.date.first for a in new_acts] + [t.end.first for t in new_tracks if t.end])
    rows = even_path(read_rows(kept, until=last, extra=(new_acts, new_tracks)))
    inputs = read_inputs(kept, rows, [*record.moves, *new_moves], [*record.tracks, *new_tracks])
    origin = month_number(since, rows.first) + 1
    if not rows.scored.start < origin < rows.months:
        raise InputError(f"--since {since} leaves no month to score: the rows run from {rows.month_name(0)} to {last:%Y-%m}")
    model = Model(kept, rows, inputs, seed, centre=slice(rows.scored.start, origin))
    chosen = theories or load_theories()
    said = [forecast_theory(model, theory, origin, draws, learn=False) for theory in chosen]
    scored = [n for n, name in enumerate(rows.acts) if name in {a.id for a in new_acts}]
    late = sum(rows.act_first[n] + rows.act_last[n] >= 2 * origin for n in scored)
    return Scored(
        judge(model, chosen, origin, said, learn=False), rows.month_name(origin), rows.month_name(rows.months - 1),
        int(late), len(scored) - int(late), _why_not(case, new_acts),
    )  # fmt: skip


def _without_tracks(record: Record, names: set[str]) -> Record:
    """The record without tracks that are given again, and without their codes."""
    return replace(
        record,
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


def _check_new(path: Path, ids: list[str], known: list[str], column: str) -> None:
    """Refuse a row that the record already holds."""
    for number, name in enumerate(ids, start=2):
        if name in known:
            raise InputError(
                f"{Path(path).name}, row {number}, column {column}: duplicate '{name}', already in the case's record"
            )


def _check_after(path: Path, column: str, days: list[When], since: date) -> None:
    """Refuse a row that is dated up to ``since``, as precisely as it is known."""
    for number, when in enumerate(days, start=2):
        if when.last <= since:
            raise InputError(f"{Path(path).name}, row {number}, column {column}: {when.first} is not after --since {since}")


def _check_ends(path: Path, tracks: tuple[Track, ...], since: date) -> None:
    """Refuse a track that had ended before the date from which rows are scored, or that never ended."""
    for number, track in enumerate(tracks, start=2):
        if track.outcome != "open" and track.end is None:
            raise InputError(f"{Path(path).name}, row {number}, column end: empty, but the outcome is '{track.outcome}'")
        if track.end and track.end.last <= since:
            raise InputError(f"{Path(path).name}, row {number}, column end: {track.end.first} is not after --since {since}")


def _check_links(path: Path, acts: tuple[Act, ...], tracks: list[Track]) -> None:
    """Refuse an act that carries out a track which nobody knows."""
    names = [t.id for t in tracks]
    for number, act in enumerate(acts, start=2):
        if act.track and act.track not in names:
            where = f"{Path(path).name}, row {number}, column track_id"
            raise InputError(f"{where}: unknown '{act.track}'; {nearest(act.track, names)}")
