"""The record of a case: what the authority and outsiders did, negotiations, numbers, and codes by several coders.

Tables as CSV or .xlsx, one header line. Every cell is checked; faults name file, row (as a spreadsheet numbers them) and
column, and all are gathered. Nothing is loaded if anything is wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TypeVar

from modusvivendi.errors import Fault, InputError, nearest
from modusvivendi.files.grid import find_table
from modusvivendi.record.acts import Act, read_acts
from modusvivendi.record.codes import ActCodes, TrackCodes, read_act_codes, read_track_codes
from modusvivendi.record.dates import LONGEST_RECORD
from modusvivendi.record.moves import Move, read_moves
from modusvivendi.record.order import by_content, by_date, by_id, by_start
from modusvivendi.record.origin import Origin, cited_later
from modusvivendi.record.series import Number, read_series
from modusvivendi.record.table import Table, unknown_name
from modusvivendi.record.tracks import Track, read_tracks
from modusvivendi.record.words import Vocabulary

R = TypeVar("R")


@dataclass(frozen=True)
class Record:
    """All tables of a record, and what a reader should know of them (``warnings``).

    Rows stand by date and id, numbers by series and period, codes by the id of their row, in whatever order they came.
    """

    acts: tuple[Act, ...]
    moves: tuple[Move, ...]
    tracks: tuple[Track, ...]
    series: tuple[Number, ...]
    act_codes: tuple[ActCodes, ...]
    track_codes: tuple[TrackCodes, ...]
    warnings: tuple[str, ...]

    def __post_init__(self) -> None:
        ordered = {
            "acts": by_date(self.acts),
            "moves": by_date(self.moves),
            "tracks": by_start(self.tracks),
            "series": by_content(self.series),
            "act_codes": by_id(self.act_codes),
            "track_codes": by_id(self.track_codes),
        }
        for name, rows in ordered.items():
            object.__setattr__(self, name, rows)

    def cited_later(self, day: date) -> dict[str, tuple[str, ...]]:
        """Names of the rows of each table that rest on a source dated after ``day``, of tables that have any."""
        tables: dict[str, list[tuple[str, Origin]]] = {
            "acts": [(act.id, act.origin) for act in self.acts],
            "moves": [(move.id, move.origin) for move in self.moves],
            "tracks": [(track.id, track.origin) for track in self.tracks],
            "series": [(f"{number.series} {number.period}", number.origin) for number in self.series],
        }
        found = {table: tuple(name for name, origin in rows if cited_later(origin, day)) for table, rows in tables.items()}
        return {table: names for table, names in found.items() if names}


@dataclass(frozen=True)
class Tables:
    """The tables of a record while they are checked against one another."""

    acts: Table[Act]
    moves: Table[Move]
    tracks: Table[Track]
    series: Table[Number]
    act_codes: Table[ActCodes]
    track_codes: Table[TrackCodes]

    @property
    def faults(self) -> tuple[Fault, ...]:
        """All faults of single tables."""
        parts = (self.acts, self.moves, self.tracks, self.series, self.act_codes, self.track_codes)
        return tuple(fault for part in parts for fault in part.faults)

    def record(self, warnings: tuple[str, ...] = ()) -> Record:
        """The tables as a record, with what a reader should know of them."""
        return Record(
            self.acts.items,
            self.moves.items,
            self.tracks.items,
            self.series.items,
            self.act_codes.items,
            self.track_codes.items,
            warnings,
        )


def load_record(folder: Path, vocabulary: Vocabulary) -> Record:
    """All tables of a record: acts, moves, tracks; series and codes by several coders where there are any.

    Raises InputError with the faults of all tables.
    """
    tables = read_tables(folder, vocabulary)
    faults = [*tables.faults, *check_acts(tables), *check_tracks(tables, vocabulary), *check_span(tables)]
    if faults:
        raise InputError.of(faults, folder)
    return tables.record(tuple(warn_late(tables, vocabulary)))


def read_tables(folder: Path, vocabulary: Vocabulary) -> Tables:
    """The tables of a record, each with its faults."""
    coding = folder / "coding"
    acts = needed_table(folder, "acts", lambda path: read_acts(path, vocabulary))
    tracks = needed_table(folder, "tracks", lambda path: read_tracks(path, vocabulary))
    return Tables(
        acts=acts,
        moves=needed_table(folder, "moves", lambda path: read_moves(path, vocabulary)),
        tracks=tracks,
        series=optional_table(folder, "series", lambda path: read_series(path, vocabulary)),
        act_codes=optional_table(coding, "acts", lambda path: read_act_codes(path, acts.keys or None)),
        track_codes=optional_table(coding, "tracks", lambda path: read_track_codes(path, tracks.keys or None)),
    )


def needed_table(folder: Path, name: str, read: Callable[[Path], Table[R]]) -> Table[R]:
    """The table of this name; that it is missing is a fault."""
    try:
        return read(find_table(folder, name) or folder / f"{name}.csv")
    except InputError as error:
        return Table(folder / name, faults=error.faults or (Fault(folder.name, str(error)),))


def optional_table(folder: Path, name: str, read: Callable[[Path], Table[R]]) -> Table[R]:
    """The table of this name, empty if there is none."""
    try:
        path = find_table(folder, name)
    except InputError as error:
        return Table(folder / name, faults=(Fault(folder.name, str(error)),))
    return read(path) if path else Table(folder / name)


def check_acts(tables: Tables) -> list[Fault]:
    """Acts that carry out a track which the record does not hold."""
    known = tables.tracks.keys
    return [
        tables.acts.fault(place, "track_id", unknown_name(act.track, known))
        for place, act in enumerate(tables.acts.items)
        if known and act.track and act.track not in known
    ]


def check_tracks(tables: Tables, vocabulary: Vocabulary) -> list[Fault]:
    """Tracks that rest on rows which the record does not hold, or whose actor neither the case nor moves.csv knows."""
    rows = {*tables.acts.keys, *tables.moves.keys}
    actors = {*(vocabulary.actors or ()), *(move.actor for move in tables.moves.items)}
    found = []
    for place, track in enumerate(tables.tracks.items):
        if track.actor and vocabulary.actors is not None and track.actor not in actors:
            what = f"{unknown_name(track.actor, actors)}; an actor is a country of the case or makes a move in moves.csv"
            found.append(tables.tracks.fault(place, "actor", what))
        missing = [name for name in track.evidence if name not in rows]
        if missing and tables.acts.keys and tables.moves.keys:
            what = f"'{missing[0]}' is in neither acts.csv nor moves.csv; {nearest(missing[0], rows)}"
            more = f"; {len(missing) - 1} more" if len(missing) > 1 else ""
            found.append(tables.tracks.fault(place, "evidence_ids", what + more))
    return found


def check_span(tables: Tables) -> list[Fault]:
    """The first row of a record that is too long: every month between the first and the last row is worked through."""
    if tables.faults:
        return []
    dated: list[tuple[date, Fault]] = []
    for table, column in ((tables.acts, "date"), (tables.moves, "date")):
        dated += [(item.date.first, table.fault(n, column, "")) for n, item in enumerate(table.items)]  # type: ignore[attr-defined]
    dated += [(track.start.first, tables.tracks.fault(n, "start", "")) for n, track in enumerate(tables.tracks.items)]
    first, place = min(dated, key=lambda pair: pair[0])
    last = max(day for day, _ in dated)
    if last.year - first.year <= LONGEST_RECORD:
        return []
    what = f"{first:%Y-%m} lies {last.year - first.year} years before the last row ({last:%Y-%m}); a record covers at most {LONGEST_RECORD} years"
    return [Fault(place.file, what, row=place.row, column=place.column)]


MOST_NAMED = 3  # rows of a file that are named one by one; of more, the first and how many there are


def warn_late(tables: Tables, vocabulary: Vocabulary) -> Iterable[str]:
    """Rows with a source after the cut-off, series that run past it, rows excepted from the date check."""
    cutoff = vocabulary.cutoff
    if cutoff is None:
        return
    named = [("acts.csv", act.id, act.origin) for act in tables.acts.items]
    named += [("moves.csv", move.id, move.origin) for move in tables.moves.items]
    numbers = tables.series.items
    late: dict[str, list[str]] = {}
    for file, name, origin in [*named, *(("series.csv", f"{n.series} {n.period}", n.origin) for n in numbers)]:
        if origin.date and cited_later(origin, cutoff):
            late.setdefault(file, []).append(f"{name}: source dated {origin.date.first}, after the cut-off")
    for file, rows in late.items():
        if len(rows) > MOST_NAMED:
            yield f"{file}: {len(rows)} rows with a source dated after the cut-off, the first {rows[0].removesuffix(', after the cut-off')}"
        else:
            yield from (f"{file}, {row}" for row in rows)
    for number in numbers:
        if number.end > cutoff:
            yield f"series.csv, {number.series} {number.period}: ends after the cut-off"
    for file, name, _ in named:
        if name in vocabulary.exceptions:
            yield f"{file}, {name}: dated after its source, excepted by the case"
