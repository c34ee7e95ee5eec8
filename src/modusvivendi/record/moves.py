"""Outsiders' moves toward the authority."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from modusvivendi.record.dates import When
from modusvivendi.record.origin import SOURCE_COLUMNS, Origin, check_dates, read_origin
from modusvivendi.record.table import Columns, Row, Table, read_table
from modusvivendi.record.words import BUNDLES, CONDITIONS, MOVE_DIRECTIONS, PUBLICITIES, Vocabulary

MOST_MONEY = 1e13  # US dollars of one move
THOUSANDTHS = re.compile(r"[1-9][0-9]{0,2}\.[0-9]{3}")
MOVE_COLUMNS = (
    "id",
    "date",
    "precision",
    "actor",
    "group",
    "instrument",
    "issue",
    "direction",
    "conditional",
    "bundled",
    "publicity",
    "magnitude",
    "amount_usd",
    "what",
    "authority_response",
    *SOURCE_COLUMNS,
)


@dataclass(frozen=True)
class Move:
    """A move of an outsider. magnitude 1 to 5; amount in US dollars, 0 or more, where known."""

    id: str
    date: When
    actor: str
    group: str
    instrument: str
    issue: str
    direction: str
    conditional: str
    bundled: str
    publicity: str
    magnitude: int
    amount: float | None
    what: str
    response: str
    origin: Origin


def load_moves(path: Path | str, vocabulary: Vocabulary) -> tuple[Move, ...]:
    """Outsiders' moves from a table with the columns MOVE_COLUMNS. Raises InputError with all faults."""
    return read_moves(Path(path), vocabulary).sound()


def move_of(row: Row, vocabulary: Vocabulary) -> Move:
    """The move of a row; what is wrong is noted in the row."""
    when = row.when("date", row.choice("precision", ("day", "month", "quarter")))
    origin = read_origin(row)
    check_dates(row, "date", when, vocabulary)
    return Move(
        id=row.needed("id"),
        date=when,
        actor=row.needed("actor"),
        group=row.choice("group", vocabulary.groups),
        instrument=row.reading("instrument", vocabulary.instruments),
        issue=row.choice("issue", vocabulary.topics),
        direction=row.choice("direction", MOVE_DIRECTIONS),
        conditional=row.choice("conditional", CONDITIONS),
        bundled=row.choice("bundled", BUNDLES),
        publicity=row.choice("publicity", PUBLICITIES),
        magnitude=row.whole("magnitude", 1, 5),
        amount=_amount(row) if row.text("amount_usd") else None,
        what=row.needed("what"),
        response=row.text("authority_response"),
        origin=origin,
    )


def read_moves(path: Path, vocabulary: Vocabulary) -> Table[Move]:
    """Outsiders' moves and what is wrong with them."""
    return read_table(path, Columns(MOVE_COLUMNS), "id", lambda row: move_of(row, vocabulary))


def _amount(row: Row) -> float:
    """An amount of money. Three digits behind a point (1.247) are thousandths of nothing that is paid: more likely thousands."""
    if THOUSANDTHS.fullmatch(row.text("amount_usd")):
        row.fault("amount_usd", f"'{row.text('amount_usd')}' may mean thousands: write all digits, and no thousands separators")
    return row.within("amount_usd", 0.0, MOST_MONEY)
