"""A record in layers: the tables of a folder, and what became known later in folders named by date (YYYY-MM-DD).

A layer holds what became known up to its date. Its rows replace earlier ones of the same id, new rows are added; what is drawn
for a row goes by its id, so that it stays as it was. A layer after the day of the case is ignored, and rows dated after that day
are cut: a track that had not ended by then is open.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TypeVar

from modusvivendi.errors import Fault, InputError
from modusvivendi.files.grid import SUFFIXES
from modusvivendi.record.acts import read_acts
from modusvivendi.record.codes import read_act_codes, read_track_codes
from modusvivendi.record.dates import parse_day
from modusvivendi.record.moves import read_moves
from modusvivendi.record.origin import Origin, cited_later
from modusvivendi.record.record import (
    Record,
    Tables,
    check_acts,
    check_span,
    check_tracks,
    optional_table,
    read_tables,
    warn_late,
)
from modusvivendi.record.series import read_series
from modusvivendi.record.table import Table
from modusvivendi.record.tracks import Track, read_tracks
from modusvivendi.record.words import Vocabulary

R = TypeVar("R")


def load_layers(folder: Path, vocabulary: Vocabulary, snapshots: Sequence[date]) -> Record:
    """The record as known on the vocabulary's cut-off, from the folder and its layers up to then.

    snapshots: the days of the case. No row of the folder itself may be dated after the newest snapshot before the first
    layer, and no row of a layer after its day. Raises InputError with the faults of all tables.
    """
    as_of, layers = vocabulary.cutoff, layers_in(folder)
    before = [day for day in snapshots if not layers or day < layers[0][0]]
    parts = [read_tables(folder, replace(vocabulary, cutoff=max(before, default=as_of)) if as_of else vocabulary)]
    for day, path in layers:
        if as_of is None or day <= as_of:
            parts.append(_read_layer(path, replace(vocabulary, cutoff=day), parts))
    faults = [*(fault for part in parts for fault in part.faults), *check_span(parts[0]), *_check_links(parts, vocabulary)]
    if faults:
        raise InputError.of(faults, folder)
    whole = parts[0].record()
    for part in parts[1:]:
        whole = merge(whole, part.record())
    known = known_by(whole, as_of) if as_of else whole
    rows = replace(
        parts[0],
        acts=Table(folder, items=known.acts),
        moves=Table(folder, items=known.moves),
        series=Table(folder, items=known.series),
    )
    return replace(known, warnings=tuple(warn_late(rows, vocabulary)))


def layers_in(folder: Path) -> list[tuple[date, Path]]:
    """The layers of a record, oldest first; InputError for a folder that looks like one and is no day."""
    found = []
    for path in sorted(p for p in folder.iterdir() if p.is_dir() and p.name[:1].isdigit()):
        try:
            found.append((parse_day(path.name), path))
        except ValueError:
            raise InputError(f"record/{path.name}: a layer is named by a day, such as 2026-03-31") from None
    return found


def files_of(folder: Path, as_of: date) -> list[Path]:
    """The files that the record rests on as of a day: later layers are left out."""
    later = [path for day, path in layers_in(folder) if day > as_of]
    tables = (path for path in sorted(folder.rglob("*")) if path.suffix in SUFFIXES)
    return [path for path in tables if not any(path.is_relative_to(layer) for layer in later)]


def _read_layer(folder: Path, vocabulary: Vocabulary, earlier: Sequence[Tables]) -> Tables:
    """The tables of a layer, each of which it may leave out. Codes may be of rows of earlier layers."""
    acts = optional_table(folder, "acts", lambda path: read_acts(path, vocabulary))
    tracks = optional_table(folder, "tracks", lambda path: read_tracks(path, vocabulary))
    act_ids = (*(key for part in earlier for key in part.acts.keys), *acts.keys)
    track_ids = (*(key for part in earlier for key in part.tracks.keys), *tracks.keys)
    return Tables(
        acts=acts,
        moves=optional_table(folder, "moves", lambda path: read_moves(path, vocabulary)),
        tracks=tracks,
        series=optional_table(folder, "series", lambda path: read_series(path, vocabulary)),
        act_codes=optional_table(folder / "coding", "acts", lambda path: read_act_codes(path, act_ids or None)),
        track_codes=optional_table(folder / "coding", "tracks", lambda path: read_track_codes(path, track_ids or None)),
    )


def _check_links(parts: Sequence[Tables], vocabulary: Vocabulary) -> list[Fault]:
    """Rows that point to rows which no layer holds."""
    keys = {name: tuple(k for part in parts for k in getattr(part, name).keys) for name in ("acts", "moves", "tracks")}
    movers = {move.actor for part in parts for move in part.moves.items}
    words = vocabulary if vocabulary.actors is None else replace(vocabulary, actors=(*vocabulary.actors, *sorted(movers)))
    found: list[Fault] = []
    for part in parts:
        whole = replace(part, **{name: replace(getattr(part, name), keys=known) for name, known in keys.items()})
        found += [*check_acts(whole), *check_tracks(whole, words)]
    return found


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
    """The record as it stood on a day: later rows gone, tracks that ended later undecided.

    A row whose time runs past the day (a month, a quarter, a period of years) was known by then only if its source was there. One
    that was over but is told by a later source alone stays (``Record.cited_later``).
    """

    def told(last: date, origin: Origin) -> bool:
        return last <= day or not cited_later(origin, day)

    def then(track: Track) -> Track:
        return replace(track, end=None, outcome="open", issues_met=()) if track.end and track.end.first > day else track

    acts = tuple(a for a in record.acts if a.date.first <= day and told(a.date.last, a.origin))
    tracks = tuple(then(t) for t in record.tracks if t.start.first <= day)
    act_ids, track_ids = {a.id for a in acts}, {t.id for t in tracks}
    return replace(
        record,
        acts=acts,
        moves=tuple(m for m in record.moves if m.date.first <= day and told(m.date.last, m.origin)),
        tracks=tracks,
        series=tuple(n for n in record.series if n.start <= day and told(n.end, n.origin)),
        act_codes=tuple(c for c in record.act_codes if c.id in act_ids),
        track_codes=tuple(c for c in record.track_codes if c.id in track_ids),
    )
