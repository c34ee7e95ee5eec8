"""News of a case: rows of later acts, moves and tracks, checked before anybody decides on them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path

from modusvivendi.case import Case
from modusvivendi.errors import Fault, InputError
from modusvivendi.files.grid import read_grid
from modusvivendi.record import Vocabulary
from modusvivendi.record.acts import read_acts
from modusvivendi.record.moves import read_moves
from modusvivendi.record.table import Table
from modusvivendi.record.tracks import read_tracks

KEYS = {"acts": "id", "moves": "id", "tracks": "track_id"}
READERS = {"acts": read_acts, "moves": read_moves, "tracks": read_tracks}


@dataclass(frozen=True)
class News:
    """One row. table: acts, moves or tracks; day: the last on which it may have happened; what: in words; cells: as they
    were written; file: its SHA-256, so that the log says where a row came from."""

    table: str
    id: str
    day: date
    what: str
    cells: Mapping[str, str]
    file: str

    @property
    def name(self) -> str:
        """How the row is called on the command line."""
        return f"{self.table}/{self.id}"


def read_inbox(case: Case, files: Mapping[str, Path]) -> tuple[News, ...]:
    """Rows of tables (acts, moves, tracks) in the format of the record. Raises InputError with all faults.

    Words are those of the case, without a last day. An act or move that the record holds already is a fault, and so is a
    track that it holds as decided.
    """
    words = case.vocabulary.without_cutoff()
    found: list[News] = []
    faults: list[Fault] = []
    for table, path in files.items():
        rows, wrong = _read(case, table, Path(path), words)
        found += rows
        faults += wrong
    if faults:
        raise InputError.of(faults, " ".join(map(str, files.values())))
    return tuple(found)


def _read(case: Case, table: str, path: Path, words: Vocabulary) -> tuple[list[News], list[Fault]]:
    read: Table[object] = READERS[table](path, words)
    if read.faults:
        return [], list(read.faults)
    known = _known(case, table)
    what = "duplicate '{}', already in the case's record"
    faults = [
        read.fault(place, KEYS[table], what.format(key))
        for place, key in enumerate(getattr(item, "id", "") for item in read.items)
        if key in known
    ]
    (_, header), *lines = read_grid(path).rows
    cells = {number: {name: cell for name, cell in zip(header, row, strict=False) if name} for number, row in lines}
    file = sha256(path.read_bytes()).hexdigest()
    rows = [
        News(table, str(getattr(item, "id", "")), _day(item), _what(item), cells[number], file)
        for item, number in zip(read.items, read.numbers, strict=True)
    ]
    return rows, faults


def _known(case: Case, table: str) -> set[str]:
    """Ids that may not be given again: acts and moves of the record, and tracks that are decided."""
    record = case.record
    if record is None:
        return set()
    if table == "tracks":
        return {t.id for t in record.tracks if t.outcome != "open"}
    return {row.id for row in (record.acts if table == "acts" else record.moves)}


def _day(item: object) -> date:
    when = getattr(item, "date", None) or getattr(item, "end", None) or getattr(item, "start", None)
    assert when is not None
    return when.last  # type: ignore[no-any-return]


def _what(item: object) -> str:
    return str(getattr(item, "what", "") or getattr(item, "ask", ""))


def chosen(rows: Sequence[News], names: Sequence[str]) -> tuple[News, ...]:
    """The rows that were named: by id, by table/id, or ``all``. Raises InputError for one that is not there."""
    if "all" in names:
        return tuple(rows)
    found = []
    for name in names:
        hits = [row for row in rows if name in (row.id, row.name)]
        if not hits:
            waiting = ", ".join(row.name for row in rows[:12]) or "none"
            raise InputError(f"no row '{name}' is waiting; there are: {waiting}")
        if len(hits) > 1:
            raise InputError(f"'{name}' is in several tables: write {' or '.join(row.name for row in hits)}")
        found.append(hits[0])
    return tuple({row.name: row for row in found}.values())
