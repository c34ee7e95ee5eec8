"""Rows and files in the record's own format, invented for tests."""

from __future__ import annotations

import csv
from pathlib import Path

from modusvivendi.record import ACT_COLUMNS, MOVE_COLUMNS, TRACK_COLUMNS

Row = dict[str, str]


def write(path: Path, columns: tuple[str, ...], rows: list[Row]) -> Path:
    """A CSV file with these columns."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, columns)
        writer.writeheader()
        writer.writerows({c: row.get(c, "") for c in columns} for row in rows)
    return path


def files(folder: Path, acts: list[Row], tracks: list[Row], moves: list[Row]) -> tuple[Path, Path, Path]:
    """The three files that ``score`` reads."""
    return (
        write(folder / "acts.csv", ACT_COLUMNS, acts),
        write(folder / "tracks.csv", TRACK_COLUMNS, tracks),
        write(folder / "moves.csv", MOVE_COLUMNS, moves),
    )


def act(**change: str) -> Row:
    """A valid act of July 2024."""
    row = {
        "id": "made-up-1", "date": "2024-07-03", "precision": "day", "issue": "women_public_life", "direction": "harden",
        "magnitude": "3", "level": "ministry", "what": "An invented row for a test.", "confidence": "medium",
        "setting": "public", "net_effect": "away",
    }  # fmt: skip
    return row | change


def track(**change: str) -> Row:
    """A valid track that ended in August 2024."""
    row = {
        "track_id": "T1", "kind": "single", "issues": "water_management", "n_issues": "1", "reward_attached": "no",
        "actor": "UZ", "start": "2024-06", "end": "2024-08", "mode": "engagement", "publicity": "quiet",
        "ask": "Invented.", "cost_to_authority": "low", "outcome": "met", "issues_met": "water_management",
        "reversed_later": "no",
    }  # fmt: skip
    return row | change


def move(**change: str) -> Row:
    """A valid move of June 2024."""
    row = {
        "id": "made_up", "date": "2024-06-10", "precision": "day", "actor": "UZ", "group": "regional",
        "instrument": "dialogue_bilateral", "issue": "water_management", "direction": "engagement", "conditional": "none",
        "bundled": "na", "publicity": "public", "magnitude": "2", "what": "Invented.", "confidence": "medium",
    }  # fmt: skip
    return row | change


BAD_ROWS = [
    ({"acts": [act(issue="womens_public_life")]}, "acts.csv, row 2, column issue"),
    ({"acts": [act(magnitude="9")]}, "acts.csv, row 2, column magnitude: 9 is not in 1..5"),
    ({"acts": [act(), act()]}, "acts.csv, row 3, column id: duplicate"),
    ({"acts": [act(date="2024-05-30")]}, "acts.csv, row 2, column date: 2024-05-30 is not after"),
    ({"acts": [act(date="2024-07-03", source_date="2024-07-01")]}, "acts.csv, row 2, column date: 2024-07-03 is after its source"),
    ({"acts": [act(date="2024-13-03")]}, "acts.csv, row 2, column date"),
    ({"acts": [act(id="schools-never-2024")]}, "acts.csv, row 2, column id: duplicate"),
    ({"acts": []}, "acts.csv: no rows"),
    ({"acts": [act(track_id="T9")]}, "acts.csv, row 2, column track_id: unknown 'T9'"),
    ({"tracks": [track(end="")]}, "tracks.csv, row 2, column end: empty"),
    ({"tracks": [track(start="2023-01", end="2024-03")]}, "tracks.csv, row 2, column end: 2024-03-01 is not after"),
    ({"tracks": [track(end="2024-02", start="2024-06")]}, "tracks.csv, row 2, column end: 2024-02 is before the start"),
    ({"moves": [move(instrument="dialog")]}, "moves.csv, row 2, column instrument"),
    ({"moves": [move(magnitude="0")]}, "moves.csv, row 2, column magnitude"),
]  # fmt: skip
