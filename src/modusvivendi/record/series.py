"""Numbers over time: aid, revenue, attacks and whatever else the record keeps."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from modusvivendi.record.dates import parse_period
from modusvivendi.record.origin import SOURCE_COLUMNS, Origin, read_origin
from modusvivendi.record.table import NEVER, Columns, Row, Table, read_table
from modusvivendi.record.words import Vocabulary

SERIES_COLUMNS = ("series", "period", "value", "unit", "what", *SOURCE_COLUMNS)


@dataclass(frozen=True)
class Number:
    """One value of a series, from start to end. Read ``what``: windows differ within a series."""

    series: str
    period: str
    start: date
    end: date
    value: float
    unit: str
    what: str
    origin: Origin


def load_series(path: Path | str, vocabulary: Vocabulary) -> tuple[Number, ...]:
    """Numbers from a table with the columns SERIES_COLUMNS. Raises InputError with all faults."""
    return read_series(Path(path), vocabulary).sound()


def number_of(row: Row, vocabulary: Vocabulary) -> Number:
    """The number of a row; what is wrong is noted in the row."""
    start, end = read_period(row, vocabulary)
    return Number(
        row.needed("series"),
        row.text("period"),
        start,
        end,
        row.real("value"),
        row.needed("unit"),
        row.text("what"),
        read_origin(row),
    )


def read_series(path: Path, vocabulary: Vocabulary) -> Table[Number]:
    """Numbers and what is wrong with them."""
    return read_table(path, Columns(SERIES_COLUMNS), "", lambda row: number_of(row, vocabulary))


def read_period(row: Row, vocabulary: Vocabulary) -> tuple[date, date]:
    """First and last day of a row's period, which must not start after the cut-off."""
    text = row.needed("period")
    if not text:
        return NEVER.first, NEVER.last
    try:
        start, end = parse_period(text)
    except ValueError as error:
        row.fault("period", str(error))
        return NEVER.first, NEVER.last
    if vocabulary.cutoff and start > vocabulary.cutoff:
        row.fault("period", f"{text} is after the cut-off {vocabulary.cutoff}")
    return start, end
