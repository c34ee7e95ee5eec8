"""Codes by several coders, of acts, tracks, issues and positions: one column per coder, a, b, c and on."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from modusvivendi.record.table import Columns, Row, Table, read_any_table
from modusvivendi.record.words import COSTS, EFFECTS, KINDS, PUBLICITIES, SETTINGS

T = TypeVar("T")
R = TypeVar("R")

ACT_CODES = ("net_effect", "setting", "magnitude")
TRACK_CODES = ("form", "cost", "publicity")
TRACK_NUMBERS = ("politicisation", "material_reward", "standing_reward")
ISSUE_NUMBERS = ("politicisation", "visibility", "own_benefit", "delegation")
POSITION_NUMBERS = ("ideal", "salience")


@dataclass(frozen=True)
class ActCodes:
    """Codes of an act, one per coder who coded it, in the order of ``coders``; certain: None where not said."""

    id: str
    coders: tuple[str, ...]
    net_effect: tuple[str, ...]
    setting: tuple[str, ...]
    magnitude: tuple[int, ...]
    certain: tuple[bool | None, ...]


@dataclass(frozen=True)
class TrackCodes:
    """Codes of a track, one per coder who coded it, in the order of ``coders``.

    The numbers are in [0,1], None of a coder who gave none.
    """

    id: str
    coders: tuple[str, ...]
    form: tuple[str, ...]
    cost: tuple[str, ...]
    publicity: tuple[str, ...]
    politicisation: tuple[float | None, ...]
    material_reward: tuple[float | None, ...]
    standing_reward: tuple[float | None, ...]


@dataclass(frozen=True)
class IssueCodes:
    """Codes of an issue's attributes in [0,1], one per coder."""

    issue: str
    coders: tuple[str, ...]
    politicisation: tuple[float, ...]
    visibility: tuple[float, ...]
    own_benefit: tuple[float, ...]
    delegation: tuple[float, ...]


@dataclass(frozen=True)
class PositionCodes:
    """Codes of where a segment stands on an issue, in [0,1], one per coder."""

    segment: str
    issue: str
    coders: tuple[str, ...]
    ideal: tuple[float, ...]
    salience: tuple[float, ...]


@dataclass(frozen=True)
class CodedRow:
    """Who coded a row: the coders of the table that filled any of its needed cells, at least one."""

    row: Row
    coders: tuple[str, ...]

    def each(self, name: str, read: Callable[[str], T]) -> tuple[T, ...]:
        """A code of every coder."""
        return tuple(read(f"{name}_{coder}") for coder in self.coders)

    def maybe(self, name: str, read: Callable[[str], T]) -> tuple[T | None, ...]:
        """A code of every coder, None where there is none."""
        columns = [f"{name}_{coder}" for coder in self.coders]
        return tuple(read(column) if self.row.text(column) else None for column in columns)


def columns_by_coder(names: Iterable[str], coders: Iterable[str]) -> tuple[str, ...]:
    """Column names such as net_effect_a, net_effect_b ..."""
    return tuple(f"{name}_{coder}" for name in names for coder in coders)


def coders_of(header: Iterable[str], names: Sequence[str]) -> tuple[str, ...]:
    """The coders, as letters, that a header has columns of; ('a',) if it has none, so that what is missing is named."""
    found = {match[1] for name in header if (match := re.fullmatch(rf"(?:{'|'.join(names)})_([a-z])", name))}
    return tuple(sorted(found)) or ("a",)


def read_codes(
    path: Path, keys: tuple[str, ...], needed: tuple[str, ...], optional: tuple[str, ...], make: Callable[[CodedRow], R]
) -> Table[R]:
    """A table of codes with any number of coders: keys once, then ``needed`` and perhaps ``optional`` columns of each."""

    def form(header: Sequence[str]) -> tuple[Columns, Callable[[Row], R]]:
        """The columns of all coders that the header names, and what is made of a row."""
        coders = coders_of(header, needed)
        filled = {coder: columns_by_coder(needed, coder) for coder in coders}

        def one(row: Row) -> R:
            coded_by = tuple(c for c in coders if any(row.text(column) for column in filled[c]))
            return make(CodedRow(row, coded_by or coders))

        return Columns((*keys, *columns_by_coder(needed, coders)), columns_by_coder(optional, coders)), one

    return read_any_table(path, form, keys[0] if len(keys) == 1 else "")


def load_act_codes(path: Path | str, ids: Sequence[str]) -> tuple[ActCodes, ...]:
    """Codes of the acts with these ids. Raises InputError with all faults."""
    return read_act_codes(Path(path), ids).sound()


def act_codes_of(coded: CodedRow, ids: Sequence[str] | None) -> ActCodes:
    """The codes of one act; what is wrong is noted in the row."""
    row = coded.row
    return ActCodes(
        id=row.choice("id", ids),
        coders=coded.coders,
        net_effect=coded.each("net_effect", lambda c: row.choice(c, EFFECTS)),
        setting=coded.each("setting", lambda c: row.choice(c, SETTINGS)),
        magnitude=coded.each("magnitude", lambda c: row.whole(c, 1, 5)),
        certain=coded.maybe("certain", lambda c: row.choice(c, ("yes", "no")) == "yes"),
    )


def read_act_codes(path: Path, ids: Sequence[str] | None) -> Table[ActCodes]:
    """Codes of acts and what is wrong with them; ids: None for any."""
    return read_codes(path, ("id",), ACT_CODES, ("certain",), lambda coded: act_codes_of(coded, ids))


def load_track_codes(path: Path | str, ids: Sequence[str]) -> tuple[TrackCodes, ...]:
    """Codes of the tracks with these ids. Raises InputError with all faults."""
    return read_track_codes(Path(path), ids).sound()


def track_codes_of(coded: CodedRow, ids: Sequence[str] | None) -> TrackCodes:
    """The codes of one track; what is wrong is noted in the row."""
    row = coded.row
    return TrackCodes(
        id=row.choice("track_id", ids),
        coders=coded.coders,
        form=coded.each("form", lambda c: row.choice(c, KINDS)),
        cost=coded.each("cost", lambda c: row.choice(c, COSTS)),
        publicity=coded.each("publicity", lambda c: row.choice(c, PUBLICITIES)),
        politicisation=coded.maybe("politicisation", row.share),
        material_reward=coded.maybe("material_reward", row.share),
        standing_reward=coded.maybe("standing_reward", row.share),
    )


def read_track_codes(path: Path, ids: Sequence[str] | None) -> Table[TrackCodes]:
    """Codes of tracks and what is wrong with them; ids: None for any."""
    return read_codes(path, ("track_id",), TRACK_CODES, TRACK_NUMBERS, lambda coded: track_codes_of(coded, ids))


def read_issue_codes(path: Path, issues: Sequence[str] | None) -> Table[IssueCodes]:
    """Codes of issues and what is wrong with them; a column range_x holds a coder's own words. issues: None for any."""

    def make(coded: CodedRow) -> IssueCodes:
        numbers = [coded.each(name, coded.row.share) for name in ISSUE_NUMBERS]
        return IssueCodes(coded.row.choice("issue", issues), coded.coders, *numbers)

    return read_codes(path, ("issue",), ISSUE_NUMBERS, ("range",), make)


def read_position_codes(path: Path, segments: Sequence[str] | None, issues: Sequence[str] | None) -> Table[PositionCodes]:
    """Codes of positions and what is wrong with them; segments, issues: None for any."""

    def make(coded: CodedRow) -> PositionCodes:
        row = coded.row
        ideal, salience = (coded.each(name, row.share) for name in POSITION_NUMBERS)
        return PositionCodes(row.choice("segment", segments), row.choice("issue", issues), coded.coders, ideal, salience)

    return read_codes(path, ("segment", "issue"), POSITION_NUMBERS, (), make)
