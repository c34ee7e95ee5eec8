"""One order of the rows of a record, by date and id, so that nothing depends on how a table was sorted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Protocol, TypeVar

from modusvivendi.record.codes import ActCodes, TrackCodes
from modusvivendi.record.dates import When
from modusvivendi.record.series import Number
from modusvivendi.record.tracks import Track


class Dated(Protocol):
    """A row with an id and a date: an act or a move."""

    @property
    def id(self) -> str: ...
    @property
    def date(self) -> When: ...


D = TypeVar("D", bound=Dated)
C = TypeVar("C", ActCodes, TrackCodes)


def by_date(rows: Iterable[D]) -> tuple[D, ...]:
    """Acts or moves by their first day, then by their last, then by id."""
    return tuple(sorted(rows, key=lambda row: (row.date.first, row.date.last, row.id)))


def by_start(tracks: Iterable[Track]) -> tuple[Track, ...]:
    """Tracks by the first day of their start, then by id."""
    return tuple(sorted(tracks, key=lambda track: (track.start.first, track.id)))


def by_id(codes: Sequence[C]) -> tuple[C, ...]:
    """Codes by the id of their row."""
    return tuple(sorted(codes, key=lambda row: row.id))


def by_content(numbers: Sequence[Number]) -> tuple[Number, ...]:
    """Numbers, which have no id, by series and period and then by all that they say; two that say the same stand side by side."""

    def key(n: Number) -> tuple[str, date, date, str, float]:
        return n.series, n.start, n.end, n.what, n.value

    told_apart = len({key(n) for n in numbers}) == len(numbers)  # the rest of what they say is then not asked for
    return tuple(sorted(numbers, key=key if told_apart else lambda n: (*key(n), repr(n))))
