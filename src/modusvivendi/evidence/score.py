"""Scoring rows that nobody tuned to: later acts, tracks and moves in the record's own format."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from modusvivendi.case import Case, Track, load_acts, load_moves, load_tracks
from modusvivendi.errors import InputError, nearest
from modusvivendi.evidence.forecast import even_path
from modusvivendi.evidence.model import Model
from modusvivendi.evidence.rows import month_number, read_inputs, read_rows, record_of
from modusvivendi.evidence.skill import Skill, evaluate
from modusvivendi.theory import Theory, load_theories


def score(
    case: Case, acts: Path, tracks: Path, moves: Path, since: date, theories: list[Theory] | None = None,
    seed: int = 1, draws: int = 2048,
) -> Skill:  # fmt: skip
    """Predictive scores of every theory, their mixture and the baselines on rows after ``since``.

    The three files have the columns of acts.csv, tracks.csv and moves.csv. Forecasters know the shipped record up to
    the month of ``since`` and learn nothing about parameters and rates after it; what outsiders and the authority did
    in earlier months enters month by month, as in the model. A track that the shipped record holds as undecided may be
    given again with its outcome. Raises InputError that names file, row and column; nothing is written.
    """
    record = record_of(case)
    words = case.vocabulary.without_cutoff()
    new_acts, new_tracks, new_moves = load_acts(acts, words), load_tracks(tracks, words), load_moves(moves, words)
    _check_new(acts, [a.id for a in new_acts], [a.id for a in record.acts], "id")
    _check_new(moves, [m.id for m in new_moves], [m.id for m in record.moves], "id")
    decided = [t.id for t in record.tracks if t.outcome != "open"]
    _check_new(tracks, [t.id for t in new_tracks], decided, "track_id")
    for file, column, days in (
        (acts, "date", [a.date.first for a in new_acts]), (moves, "date", [m.date.first for m in new_moves]),
    ):  # fmt: skip
        for number, day in enumerate(days, start=2):
            if day <= since:
                raise InputError(
                    f"{Path(file).name}, row {number}, column {column}: {day} is not after --since {since}"
                )
    _check_ends(tracks, new_tracks, since)
    _check_links(acts, new_acts, [*record.tracks, *new_tracks])
    again = {t.id for t in new_tracks}
    kept = case.model_copy()
    record = type(record)(**{**vars(record), "tracks": tuple(t for t in record.tracks if t.id not in again)})
    kept.__dict__["record"] = record
    last = max([a.date.first for a in new_acts] + [t.end.first for t in new_tracks if t.end])
    rows = even_path(read_rows(kept, until=last, extra=(new_acts, new_tracks)))
    inputs = read_inputs(kept, rows, [*record.moves, *new_moves], [*record.tracks, *new_tracks])
    origin = month_number(since, rows.first) + 1
    if not rows.scored.start < origin < rows.months:
        raise InputError(
            f"--since {since} leaves no month to score: the record runs from {rows.month_name(0)} to {last}"
        )
    return evaluate(Model(kept, rows, inputs, seed), theories or load_theories(), origin, draws, learn=False)


def _check_new(path: Path, ids: list[str], known: list[str], column: str) -> None:
    """Refuse a row that the shipped record already holds."""
    for number, name in enumerate(ids, start=2):
        if name in known:
            raise InputError(
                f"{Path(path).name}, row {number}, column {column}: duplicate '{name}', already in the case's record"
            )


def _check_ends(path: Path, tracks: tuple[Track, ...], since: date) -> None:
    """Refuse a track that had ended before the date from which rows are scored, or that never ended."""
    for number, track in enumerate(tracks, start=2):
        if track.outcome != "open" and track.end is None:
            raise InputError(
                f"{Path(path).name}, row {number}, column end: empty, but the outcome is '{track.outcome}'"
            )
        if track.end and track.end.last <= since:
            raise InputError(
                f"{Path(path).name}, row {number}, column end: {track.end.first} is not after --since {since}"
            )


def _check_links(path: Path, acts: tuple, tracks: list[Track]) -> None:  # type: ignore[type-arg]
    """Refuse an act that carries out a track which nobody knows."""
    names = [t.id for t in tracks]
    for number, act in enumerate(acts, start=2):
        if act.track and act.track not in names:
            where = f"{Path(path).name}, row {number}, column track_id"
            raise InputError(f"{where}: unknown '{act.track}'; {nearest(act.track, names)}")
