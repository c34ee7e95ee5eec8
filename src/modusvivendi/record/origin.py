"""Where a row comes from, and whether its date can be right."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from modusvivendi.record.dates import When
from modusvivendi.record.table import Row
from modusvivendi.record.words import CONFIDENCES, Vocabulary

SOURCE_COLUMNS = ("source_title", "source_publisher", "source_date", "source_url", "confidence")


@dataclass(frozen=True)
class Origin:
    """Where a row comes from; ``confidence`` is high, medium or low, and only then may parts be empty."""

    title: str
    publisher: str
    date: When | None
    url: str
    confidence: str


def cited_later(origin: Origin, day: date) -> bool:
    """Whether a row rests on a source that was not there yet on a day."""
    return origin.date is not None and origin.date.first > day


def read_origin(row: Row, default: str = "") -> Origin:
    """The source of a row; complete on a high-confidence row. default: confidence that an empty cell stands for."""
    confidence = row.choice("confidence", CONFIDENCES, default)
    for column in SOURCE_COLUMNS[:4]:
        if confidence == "high" and not row.text(column):
            row.fault(column, "missing source on a high-confidence row: name it, or write medium or low in column confidence")
    return Origin(
        row.text("source_title"),
        row.text("source_publisher"),
        row.maybe_when("source_date"),
        row.text("source_url"),
        confidence,
    )


def check_cutoff(row: Row, column: str, when: When, vocabulary: Vocabulary) -> None:
    """Refuse a date after the cut-off."""
    if row.sound(column) and vocabulary.cutoff and when.first > vocabulary.cutoff:
        row.fault(column, f"{row.text(column)} is after the cut-off {vocabulary.cutoff}")


def check_dates(row: Row, column: str, when: When, vocabulary: Vocabulary) -> None:
    """Refuse a row dated after the cut-off, or after a source that is dated at least as precisely."""
    check_cutoff(row, column, when, vocabulary)
    written, source = row.text(column), row.text("source_date")
    if len(source) < len(written) or row.text("id") in vocabulary.exceptions or not row.sound(column, "source_date"):
        return
    if written > source[: len(written)]:
        row.fault(column, f"{written} is after its source of {source}")
