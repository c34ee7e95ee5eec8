"""A record in layers: the tables of a folder, and what became known later in folders named by date (YYYY-MM-DD).

A layer holds what became known up to its date. Its rows replace earlier ones of the same id in their place; new rows
follow at the end, so that a row keeps its number, and with it its draws among the coders. A layer after the day of the
case is ignored, and rows dated after that day are cut: a track that had not ended by then is open.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TypeVar

from modusvivendi.errors import InputError, nearest
from modusvivendi.record.record import (
    Act,
    Record,
    Track,
    Vocabulary,
    load_act_codes,
    load_acts,
    load_moves,
    load_series,
    load_track_codes,
    load_tracks,
    warn_evidence,
    warn_late,
)

R = TypeVar("R")


def load_layers(folder: Path, vocabulary: Vocabulary, snapshots: Sequence[date]) -> Record:
    """The record as known on the vocabulary's cut-off, from the folder and its layers up to then.

    snapshots: the days of the case. No row of the folder itself may be dated after the newest snapshot before the first
    layer, and no row of a layer after its day. Raises InputError that names file and row.
    """
    as_of, layers = vocabulary.cutoff or max(snapshots), layers_in(folder)
    before = [day for day in snapshots if not layers or day < layers[0][0]]
    base = _load_layer(folder, replace(vocabulary, cutoff=max(before, default=as_of)), None)
    for day, path in layers:
        if day <= as_of:
            base = merge(base, _load_layer(path, replace(vocabulary, cutoff=day), base))
    _check_links(base.acts, base.tracks)
    known = known_by(base, as_of)
    warnings = [
        *warn_evidence(known.acts, known.moves, known.tracks),
        *warn_late(known.acts, known.moves, known.series, vocabulary),
    ]
    return replace(known, warnings=tuple(warnings))


def layers_in(folder: Path) -> list[tuple[date, Path]]:
    """The layers of a record, oldest first; InputError for a folder that looks like one and is no day."""
    found = []
    for path in sorted(p for p in folder.iterdir() if p.is_dir() and p.name[:1].isdigit()):
        try:
            found.append((date.fromisoformat(path.name), path))
        except ValueError:
            raise InputError(f"record/{path.name}: a layer is named by a day, such as 2026-03-31") from None
    return found


def files_of(folder: Path, as_of: date) -> list[Path]:
    """The files that the record rests on as of a day: later layers are left out."""
    later = [path for day, path in layers_in(folder) if day > as_of]
    return [path for path in sorted(folder.rglob("*.csv")) if not any(path.is_relative_to(layer) for layer in later)]


def _load_layer(folder: Path, vocabulary: Vocabulary, earlier: Record | None) -> Record:
    """The tables of one folder; a layer may leave tables out, the base has all four."""

    def table(name: str, load: Callable[[Path, Vocabulary], tuple[R, ...]]) -> tuple[R, ...]:
        path = folder / name
        return load(path, vocabulary) if earlier is None or path.exists() else ()

    acts, moves = table("acts.csv", load_acts), table("moves.csv", load_moves)
    tracks, series = table("tracks.csv", load_tracks), table("series.csv", load_series)
    act_ids = [a.id for a in (*(earlier.acts if earlier else ()), *acts)]
    track_ids = [t.id for t in (*(earlier.tracks if earlier else ()), *tracks)]
    coded_acts, coded_tracks = folder / "coding" / "acts.csv", folder / "coding" / "tracks.csv"
    act_codes = load_act_codes(coded_acts, act_ids) if coded_acts.exists() else ()
    track_codes = load_track_codes(coded_tracks, track_ids) if coded_tracks.exists() else ()
    return Record(acts, moves, tracks, series, act_codes, track_codes, ())


def merge(earlier: Record, later: Record) -> Record:
    """An earlier record with what a later layer adds and replaces."""
    return Record(
        _merged(earlier.acts, later.acts, lambda a: a.id),
        _merged(earlier.moves, later.moves, lambda m: m.id),
        _merged(earlier.tracks, later.tracks, lambda t: t.id),
        _merged(earlier.series, later.series, lambda n: (n.series, n.period, n.what)),
        _merged(earlier.act_codes, later.act_codes, lambda c: c.id),
        _merged(earlier.track_codes, later.track_codes, lambda c: c.id),
        (),
    )


def _merged(earlier: Sequence[R], later: Sequence[R], key: Callable[[R], Hashable]) -> tuple[R, ...]:
    new = {key(row): row for row in later}
    known = {key(row) for row in earlier}
    return (*(new.get(key(row), row) for row in earlier), *(row for row in later if key(row) not in known))


def known_by(record: Record, day: date) -> Record:
    """The record as it stood on a day: later rows gone, tracks that ended later undecided."""

    def then(track: Track) -> Track:
        return replace(track, end=None, outcome="open", issues_met=()) if track.end and track.end.first > day else track

    acts = tuple(a for a in record.acts if a.date.first <= day)
    tracks = tuple(then(t) for t in record.tracks if t.start.first <= day)
    act_ids, track_ids = {a.id for a in acts}, {t.id for t in tracks}
    return replace(
        record,
        acts=acts,
        moves=tuple(m for m in record.moves if m.date.first <= day),
        tracks=tracks,
        series=tuple(n for n in record.series if n.start <= day),
        act_codes=tuple(c for c in record.act_codes if c.id in act_ids),
        track_codes=tuple(c for c in record.track_codes if c.id in track_ids),
    )


def _check_links(acts: Iterable[Act], tracks: Sequence[Track]) -> None:
    """Refuse an act that carries out a track which no layer holds."""
    ids = [track.id for track in tracks]
    for number, act in enumerate(acts, start=2):
        if act.track and act.track not in ids:
            where = f"acts.csv, row {number}, column track_id"
            raise InputError(f"{where}: unknown '{act.track}'; {nearest(act.track, ids)}")
