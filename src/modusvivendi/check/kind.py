"""What a file is, told from its content: fields of a YAML file, column names of a table."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel

from modusvivendi.analysis.claims.claim import ClaimFile
from modusvivendi.case.load import POSITION_COLUMNS, position_table
from modusvivendi.case.schema import Case
from modusvivendi.files.grid import SUFFIXES
from modusvivendi.planning.agenda.plan import Plan
from modusvivendi.record.acts import ACT_COLUMNS, read_acts
from modusvivendi.record.codes import (
    ACT_CODES,
    ISSUE_NUMBERS,
    POSITION_NUMBERS,
    TRACK_CODES,
    coders_of,
    columns_by_coder,
    read_act_codes,
    read_issue_codes,
    read_position_codes,
    read_track_codes,
)
from modusvivendi.record.moves import MOVE_COLUMNS, read_moves
from modusvivendi.record.series import SERIES_COLUMNS, read_series
from modusvivendi.record.table import Table
from modusvivendi.record.tracks import OPTIONAL_TRACK_COLUMNS, TRACK_COLUMNS, read_tracks
from modusvivendi.record.words import Vocabulary
from modusvivendi.strategy import Strategy
from modusvivendi.theory import Theory

MODELS: dict[str, type[BaseModel]] = {"case": Case, "theory": Theory, "strategy": Strategy, "plan": Plan, "claims": ClaimFile}
SHARED = {"name", "title"}  # fields that tell nothing
RECORD_TABLES = ("acts", "moves", "tracks")


@dataclass(frozen=True)
class TableKind:
    """A kind of table: its name, its columns (of a header, for those that depend on coders), and its reader."""

    name: str
    columns: Callable[[Iterable[str]], tuple[str, ...]]
    read: Callable[[Path, Vocabulary], Table[object]]


def _coded(key: str, names: tuple[str, ...]) -> Callable[[Iterable[str]], tuple[str, ...]]:
    return lambda header: (key, *columns_by_coder(names, coders_of(header, names)))


TABLES = (
    TableKind("acts", lambda header: ACT_COLUMNS, read_acts),
    TableKind("moves", lambda header: MOVE_COLUMNS, read_moves),
    TableKind("tracks", lambda header: (*TRACK_COLUMNS, *OPTIONAL_TRACK_COLUMNS), read_tracks),
    TableKind("series", lambda header: SERIES_COLUMNS, read_series),
    TableKind("positions", lambda header: POSITION_COLUMNS, lambda path, words: position_table(path)),
    TableKind("codings of acts", _coded("id", ACT_CODES), lambda path, words: read_act_codes(path, None)),
    TableKind("codings of tracks", _coded("track_id", TRACK_CODES), lambda path, words: read_track_codes(path, None)),
    TableKind("codings of issues", _coded("issue", ISSUE_NUMBERS), lambda path, words: read_issue_codes(path, words.issues)),
    TableKind(
        "codings of positions",
        _coded("segment", POSITION_NUMBERS),
        lambda path, words: read_position_codes(path, None, words.issues),
    ),
)


def table_kind(header: tuple[str, ...]) -> TableKind | None:
    """The kind of table that shares most columns with a header; None if fewer than two."""
    names = list(header)
    scores = {kind: len(set(names) & set(kind.columns(names))) for kind in TABLES}
    best = max(TABLES, key=lambda kind: scores[kind])
    return best if scores[best] >= 2 else None


def document_kind(fields: Iterable[str]) -> str | None:
    """The kind of YAML file that these fields fit best; None if they fit none."""
    given = set(fields)
    scores = {}
    for kind, model in MODELS.items():
        known = {name for name, field in model.model_fields.items() if not field.exclude}
        needed = {name for name, field in model.model_fields.items() if field.is_required()}
        scores[kind] = (len(given & known) - 0.5 * len(needed - given), bool((given & known) - SHARED))
    best = max(scores, key=lambda kind: scores[kind][0])
    return best if scores[best][1] else None


def is_table(path: Path) -> bool:
    """Whether a file is to be read as a table, by its name."""
    return path.suffix.lower() in (*SUFFIXES, ".xls", ".ods", ".txt")
