"""The record of a case: what the authority and outsiders did, negotiations, numbers, and second codings.

Five kinds of table in CSV (UTF-8, one header line). Every cell is checked; a fault is an InputError that
names file, row (the header is row 1) and column. Nothing is loaded if anything is wrong.
"""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import TypeVar

from modusvivendi.case.text_file import read_text
from modusvivendi.errors import InputError, nearest

SIZE_LIMIT = 20_000_000

DIRECTIONS = ("harden", "cooperate", "concede", "hold", "enforce_internal", "dissent", "reverse")
LEVELS = ("supreme_leader", "cabinet", "ministry", "provincial", "rank_and_file", "faction")
SETTINGS = ("public", "bundled", "quiet", "crisis", "internal")
EFFECTS = ("toward", "away", "neutral")
CONFIDENCES = ("high", "medium", "low")
INSTRUMENTS = (
    "aid_development", "aid_humanitarian", "aid_suspension", "airstrike_force", "ambassador_credentials",
    "asset_freeze", "benchmark_conditions", "deportation_border", "dialogue_bilateral",
    "dialogue_multilateral", "embassy_presence", "formal_recognition", "infrastructure_project",
    "prisoner_deal", "sanction_designation", "sanction_exemption", "statement_demand",
    "technical_cooperation", "trade_deal", "travel_ban", "visit_high_level", "other",
)  # fmt: skip
MOVE_DIRECTIONS = ("pressure", "relief", "engagement", "recognition", "neutral")
CONDITIONS = ("none", "conditional_public", "conditional_quiet", "unconditional")
BUNDLES = ("package", "single_issue", "na")
PUBLICITIES = ("public", "quiet", "mixed")
KINDS = ("package", "single")
COSTS = ("none", "low", "mid", "high")
OUTCOMES = ("met", "partly", "temporary", "not_met", "open")
CODERS = ("a", "b", "c")


@dataclass(frozen=True)
class Vocabulary:
    """The words a record may use.

    issues: of acts and tracks. topics: of moves, issues included. groups: of movers. cutoff: no row may be
    dated after it (None: no limit). exceptions: ids of rows that may be dated after their source.
    """

    issues: tuple[str, ...]
    topics: tuple[str, ...]
    groups: tuple[str, ...]
    cutoff: date | None = None
    exceptions: tuple[str, ...] = ()

    def without_cutoff(self) -> Vocabulary:
        """The same words for a later record, whose rows may be dated after the case."""
        return replace(self, cutoff=None)


@dataclass(frozen=True)
class When:
    """A date as precisely as it is known: its first day, and day, month, quarter or year."""

    first: date
    precision: str

    @property
    def last(self) -> date:
        """The last day it may mean."""
        months = {"day": 0, "month": 1, "quarter": 3, "year": 12}[self.precision]
        return add_months(self.first, months) - timedelta(days=1) if months else self.first


@dataclass(frozen=True)
class Origin:
    """Where a row comes from; ``confidence`` is high, medium or low, and only then may parts be empty."""

    title: str
    publisher: str
    date: When | None
    url: str
    confidence: str


@dataclass(frozen=True)
class Act:
    """A decision of the authority as coder A read it; track: which it carries out, or ''."""

    id: str
    date: When
    issue: str
    direction: str
    magnitude: int
    level: str
    actors: str
    trigger: str
    what: str
    setting: str
    net_effect: str
    track: str
    origin: Origin


@dataclass(frozen=True)
class Move:
    """A move of an outsider. magnitude 1 to 5; amount in US dollars where known."""

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


@dataclass(frozen=True)
class Track:
    """One negotiation as a unit. outcome 'open': not decided by the cut-off, so censored and not failed."""

    id: str
    kind: str
    issue_class: str
    issues: tuple[str, ...]
    reward: bool
    actor: str
    start: When
    end: When | None
    mode: str
    publicity: str
    sweetener: str
    ask: str
    cost: str
    outcome: str
    issues_met: tuple[str, ...]
    reversed_later: str
    evidence: tuple[str, ...]


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


@dataclass(frozen=True)
class ActCodes:
    """Three readings of an act, each in the order of CODERS; certain: of b and c only."""

    id: str
    net_effect: tuple[str, ...]
    setting: tuple[str, ...]
    magnitude: tuple[int, ...]
    certain: tuple[bool, ...]


@dataclass(frozen=True)
class TrackCodes:
    """Three readings of a track in the order of CODERS; the numbers in [0,1] are of b and c only."""

    id: str
    form: tuple[str, ...]
    cost: tuple[str, ...]
    publicity: tuple[str, ...]
    politicisation: tuple[float, ...]
    material_reward: tuple[float, ...]
    standing_reward: tuple[float, ...]


@dataclass(frozen=True)
class Record:
    """All tables of a record, and what a reader should know of them (``warnings``)."""

    acts: tuple[Act, ...]
    moves: tuple[Move, ...]
    tracks: tuple[Track, ...]
    series: tuple[Number, ...]
    act_codes: tuple[ActCodes, ...]
    track_codes: tuple[TrackCodes, ...]
    warnings: tuple[str, ...]


def add_months(day: date, months: int) -> date:
    """The same day of the month, ``months`` later; only for first days of a month or days up to 28."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, day.day)


def parse_date(text: str) -> When:
    """Read YYYY, YYYY-MM or YYYY-MM-DD; ValueError if it is none of these or no such day."""
    if not re.fullmatch(r"[0-9]{4}(-[0-9]{2}){0,2}", text):
        raise ValueError(f"'{text}' is not a date (YYYY-MM-DD, YYYY-MM or YYYY)")
    parts = [int(part) for part in text.split("-")]
    try:
        first = date(*[*parts, 1, 1][:3])
    except ValueError:
        raise ValueError(f"'{text}' is not a day of the calendar") from None
    return When(first, ("year", "month", "day")[len(parts) - 1])


def parse_period(text: str) -> tuple[date, date]:
    """First and last day of YYYY, YYYY-MM, YYYY-Qn, YYYY-Hn, FYYYYY (taken as the year), YYYY-YYYY or A/B."""
    ends = re.fullmatch(r"([0-9]{4})-([0-9]{4})", text)
    if ends or "/" in text:
        first, _, last = text.partition("-" if ends else "/")
        start, end = parse_period(first)[0], parse_period(last)[1]
        if end < start:
            raise ValueError(f"'{text}' ends before it starts")
        return start, end
    part = re.fullmatch(r"([0-9]{4})-([QH])([1-4])", text)
    if part:
        length = 3 if part[2] == "Q" else 6
        if int(part[3]) * length > 12:
            raise ValueError(f"'{text}' is not a period: a year has two halves")
        start = date(int(part[1]), 1 + length * (int(part[3]) - 1), 1)
        return start, add_months(start, length) - timedelta(days=1)
    when = parse_date(text.removeprefix("FY"))
    return when.first, when.last


class Row:
    """One line of a table while it is read: cells by column, and where it stands."""

    def __init__(self, file: str, number: int, cells: dict[str, str]) -> None:
        self.file, self.number, self.cells = file, number, cells

    def fault(self, column: str, what: str) -> InputError:
        """An error that says where and what."""
        return InputError(f"{self.file}, row {self.number}, column {column}: {what}")

    def text(self, column: str) -> str:
        """The cell, possibly empty."""
        return self.cells[column]

    def needed(self, column: str) -> str:
        """The cell, which must not be empty."""
        if not self.cells[column]:
            raise self.fault(column, "empty, a value is needed")
        return self.cells[column]

    def choice(self, column: str, allowed: Sequence[str]) -> str:
        """One of the allowed words."""
        word = self.needed(column)
        if word not in allowed:
            raise self.fault(column, f"unknown '{word}'; {nearest(word, allowed)}")
        return word

    def choices(self, column: str, allowed: Sequence[str]) -> tuple[str, ...]:
        """Words between semicolons, possibly none, each allowed and given once."""
        words = tuple(word for word in self.cells[column].split(";") if word)
        for word in words:
            if word not in allowed:
                raise self.fault(column, f"unknown '{word}'; {nearest(word, allowed)}")
        if len(set(words)) < len(words):
            raise self.fault(column, f"'{self.cells[column]}' names one thing twice")
        return words

    def whole(self, column: str, low: int, high: int) -> int:
        """A whole number in low..high."""
        text = self.needed(column)
        if not re.fullmatch(r"-?[0-9]{1,9}", text) or not low <= int(text) <= high:
            raise self.fault(column, f"{text} is not in {low}..{high}")
        return int(text)

    def real(self, column: str) -> float:
        """A finite number."""
        text = self.needed(column)
        plain = re.fullmatch(r"[-+]?[0-9]*\.?[0-9]+(e[-+]?[0-9]+)?", text, re.IGNORECASE)
        value = float(text) if plain else math.nan
        if not math.isfinite(value):
            raise self.fault(column, f"'{text}' is not a finite number")
        return value

    def share(self, column: str) -> float:
        """A number in [0,1]."""
        value = self.real(column)
        if not 0.0 <= value <= 1.0:
            raise self.fault(column, f"{value:g} is not in [0, 1]")
        return value

    def when(self, column: str, precision: str = "") -> When:
        """A date; ``precision`` as another column gives it must fit the way the date is written."""
        try:
            when = parse_date(self.needed(column))
        except ValueError as error:
            raise self.fault(column, str(error)) from None
        if precision and (precision == "day") != (when.precision == "day"):
            raise self.fault(column, f"'{self.cells[column]}' does not fit precision '{precision}'")
        return replace(when, precision=precision) if precision else when

    def maybe_when(self, column: str) -> When | None:
        """A date, or None if the cell is empty."""
        return self.when(column) if self.cells[column] else None


R = TypeVar("R")


def read_rows(path: Path, columns: Sequence[str]) -> list[Row]:
    """The rows of a CSV file with exactly these columns, in any order."""
    file = path.name
    header, *lines = read_cells(path)
    for name in header:
        if name not in columns:
            raise InputError(f"{file}, row 1: unknown column '{name}'; {nearest(name, columns)}")
    missing = [name for name in columns if name not in header]
    if missing:
        raise InputError(f"{file}, row 1: missing column '{missing[0]}'")
    if len(set(header)) < len(header):
        raise InputError(f"{file}, row 1: a column is given twice")
    rows = []
    for number, cells in enumerate(lines, start=2):
        if len(cells) != len(header):
            raise InputError(f"{file}, row {number}: {len(cells)} cells, {len(header)} expected")
        rows.append(Row(file, number, {name: cell.strip() for name, cell in zip(header, cells, strict=True)}))
    if not rows:
        raise InputError(f"{file}: no rows")
    return rows


def read_cells(path: Path) -> list[list[str]]:
    """The lines of a CSV file as cells, header first, blank lines left out."""
    try:
        text = io.StringIO(read_text(path, SIZE_LIMIT), newline="")
        lines = [cells for cells in csv.reader(text, strict=True) if cells]
    except csv.Error as error:
        raise InputError(f"{path.name}: not a CSV table ({error})") from None
    if not lines:
        raise InputError(f"{path.name}: empty")
    return lines


def read_table(path: Path, columns: Sequence[str], key: str, make: Callable[[Row], R]) -> tuple[R, ...]:
    """Rows of a table as typed items; ``key`` is the column that must not repeat ('' for none)."""
    seen: dict[str, int] = {}
    items = []
    for row in read_rows(path, columns):
        if key:
            name = row.needed(key)
            if name in seen:
                raise row.fault(key, f"duplicate '{name}', first in row {seen[name]}")
            seen[name] = row.number
        items.append(make(row))
    return tuple(items)


SOURCE_COLUMNS = ("source_title", "source_publisher", "source_date", "source_url", "confidence")


def read_origin(row: Row) -> Origin:
    """The source of a row; complete on a high-confidence row."""
    confidence = row.choice("confidence", CONFIDENCES)
    for column in SOURCE_COLUMNS[:4]:
        if confidence == "high" and not row.text(column):
            raise row.fault(column, "missing source on a high-confidence row")
    return Origin(
        row.text("source_title"), row.text("source_publisher"), row.maybe_when("source_date"),
        row.text("source_url"), confidence,
    )  # fmt: skip


def check_dates(row: Row, column: str, when: When, vocabulary: Vocabulary) -> None:
    """Refuse a row dated after the cut-off, or after a source that is dated at least as precisely."""
    if vocabulary.cutoff and when.first > vocabulary.cutoff:
        raise row.fault(column, f"{row.text(column)} is after the cut-off {vocabulary.cutoff}")
    written, source = row.text(column), row.text("source_date")
    if len(source) < len(written) or row.text("id") in vocabulary.exceptions:
        return
    if written > source[: len(written)]:
        raise row.fault(column, f"{written} is after its source of {source}")


ACT_COLUMNS = (
    "id", "date", "precision", "issue", "direction", "magnitude", "level", "actors", "trigger_context",
    "what", *SOURCE_COLUMNS, "setting", "net_effect", "track_id",
)  # fmt: skip


def load_acts(path: Path | str, vocabulary: Vocabulary) -> tuple[Act, ...]:
    """The authority's acts from a CSV file with the columns ACT_COLUMNS."""

    def make(row: Row) -> Act:
        when = row.when("date", row.choice("precision", ("day", "month", "quarter")))
        origin = read_origin(row)
        check_dates(row, "date", when, vocabulary)
        return Act(
            id=row.needed("id"), date=when, issue=row.choice("issue", vocabulary.issues),
            direction=row.choice("direction", DIRECTIONS), magnitude=row.whole("magnitude", 1, 5),
            level=row.choice("level", LEVELS), actors=row.text("actors"), trigger=row.text("trigger_context"),
            what=row.needed("what"), setting=row.choice("setting", SETTINGS),
            net_effect=row.choice("net_effect", EFFECTS), track=row.text("track_id"), origin=origin,
        )  # fmt: skip

    return read_table(Path(path), ACT_COLUMNS, "id", make)


MOVE_COLUMNS = (
    "id", "date", "precision", "actor", "group", "instrument", "issue", "direction", "conditional", "bundled",
    "publicity", "magnitude", "amount_usd", "what", "authority_response", *SOURCE_COLUMNS,
)  # fmt: skip


def load_moves(path: Path | str, vocabulary: Vocabulary) -> tuple[Move, ...]:
    """Outsiders' moves from a CSV file with the columns MOVE_COLUMNS."""

    def make(row: Row) -> Move:
        when = row.when("date", row.choice("precision", ("day", "month", "quarter")))
        origin = read_origin(row)
        check_dates(row, "date", when, vocabulary)
        return Move(
            id=row.needed("id"), date=when, actor=row.needed("actor"),
            group=row.choice("group", vocabulary.groups), instrument=row.choice("instrument", INSTRUMENTS),
            issue=row.choice("issue", vocabulary.topics), direction=row.choice("direction", MOVE_DIRECTIONS),
            conditional=row.choice("conditional", CONDITIONS), bundled=row.choice("bundled", BUNDLES),
            publicity=row.choice("publicity", PUBLICITIES), magnitude=row.whole("magnitude", 1, 5),
            amount=row.real("amount_usd") if row.text("amount_usd") else None, what=row.needed("what"),
            response=row.text("authority_response"), origin=origin,
        )  # fmt: skip

    return read_table(Path(path), MOVE_COLUMNS, "id", make)


TRACK_COLUMNS = (
    "track_id", "kind", "issue_class", "issues", "n_issues", "reward_attached", "actor", "start", "end",
    "mode", "publicity", "sweetener", "ask", "cost_to_authority", "outcome", "issues_met", "reversed_later",
    "evidence_ids",
)  # fmt: skip


def load_tracks(path: Path | str, vocabulary: Vocabulary) -> tuple[Track, ...]:
    """Negotiations from a CSV file with the columns TRACK_COLUMNS."""

    def make(row: Row) -> Track:
        issues = row.choices("issues", vocabulary.issues)
        check_track(row, issues, vocabulary)
        return Track(
            id=row.needed("track_id"), kind=row.choice("kind", KINDS), issue_class=row.text("issue_class"),
            issues=issues, reward=row.choice("reward_attached", ("yes", "no")) == "yes",
            actor=row.needed("actor"), start=row.when("start"), end=row.maybe_when("end"),
            mode=row.text("mode"), publicity=row.choice("publicity", PUBLICITIES),
            sweetener=row.text("sweetener"),
            ask=row.needed("ask"), cost=row.choice("cost_to_authority", COSTS),
            outcome=row.choice("outcome", OUTCOMES), issues_met=row.choices("issues_met", issues),
            reversed_later=row.needed("reversed_later"),
            evidence=tuple(name for name in row.text("evidence_ids").split(";") if name),
        )  # fmt: skip

    return read_table(Path(path), TRACK_COLUMNS, "track_id", make)


def check_track(row: Row, issues: tuple[str, ...], vocabulary: Vocabulary) -> None:
    """Refuse a track whose issues, number of issues or dates contradict one another."""
    if row.whole("n_issues", 1, 99) != len(issues):
        raise row.fault("n_issues", f"{row.text('n_issues')} given, {len(issues)} in column issues")
    start, end = row.when("start"), row.maybe_when("end")
    if vocabulary.cutoff and start.first > vocabulary.cutoff:
        raise row.fault("start", f"{row.text('start')} is after the cut-off {vocabulary.cutoff}")
    if end and end.last < start.first:
        raise row.fault("end", f"{row.text('end')} is before the start {row.text('start')}")
    if vocabulary.cutoff and end and end.first > vocabulary.cutoff:
        raise row.fault("end", f"{row.text('end')} is after the cut-off {vocabulary.cutoff}")


SERIES_COLUMNS = ("series", "period", "value", "unit", "what", *SOURCE_COLUMNS)


def load_series(path: Path | str, vocabulary: Vocabulary) -> tuple[Number, ...]:
    """Numbers from a CSV file with the columns SERIES_COLUMNS."""

    def make(row: Row) -> Number:
        try:
            start, end = parse_period(row.needed("period"))
        except ValueError as error:
            raise row.fault("period", str(error)) from None
        if vocabulary.cutoff and start > vocabulary.cutoff:
            raise row.fault("period", f"{row.text('period')} is after the cut-off {vocabulary.cutoff}")
        return Number(
            row.needed("series"), row.text("period"), start, end, row.real("value"), row.needed("unit"),
            row.text("what"), read_origin(row),
        )  # fmt: skip

    return read_table(Path(path), SERIES_COLUMNS, "", make)


def columns_by_coder(names: Iterable[str], coders: Iterable[str]) -> tuple[str, ...]:
    """Column names such as net_effect_a, net_effect_b ..."""
    return tuple(f"{name}_{coder}" for name in names for coder in coders)


ACT_CODE_COLUMNS = (
    "id", *columns_by_coder(("net_effect", "setting", "magnitude"), CODERS),
    *columns_by_coder(("certain",), "bc"),
)  # fmt: skip


def load_act_codes(path: Path | str, ids: Sequence[str]) -> tuple[ActCodes, ...]:
    """Three readings of the acts with these ids."""

    def make(row: Row) -> ActCodes:
        return ActCodes(
            id=row.choice("id", ids),
            net_effect=tuple(row.choice(f"net_effect_{c}", EFFECTS) for c in CODERS),
            setting=tuple(row.choice(f"setting_{c}", SETTINGS) for c in CODERS),
            magnitude=tuple(row.whole(f"magnitude_{c}", 1, 5) for c in CODERS),
            certain=tuple(row.choice(f"certain_{c}", ("yes", "no")) == "yes" for c in "bc"),
        )

    return read_table(Path(path), ACT_CODE_COLUMNS, "id", make)


TRACK_NUMBERS = ("politicisation", "material_reward", "standing_reward")
TRACK_CODE_COLUMNS = (
    "track_id", *columns_by_coder(("form", "cost", "publicity"), CODERS),
    *columns_by_coder(TRACK_NUMBERS, "bc"),
)  # fmt: skip


def load_track_codes(path: Path | str, ids: Sequence[str]) -> tuple[TrackCodes, ...]:
    """Three readings of the tracks with these ids."""

    def make(row: Row) -> TrackCodes:
        numbers = {name: tuple(row.share(f"{name}_{c}") for c in "bc") for name in TRACK_NUMBERS}
        return TrackCodes(
            id=row.choice("track_id", ids),
            form=tuple(row.choice(f"form_{c}", KINDS) for c in CODERS),
            cost=tuple(row.choice(f"cost_{c}", COSTS) for c in CODERS),
            publicity=tuple(row.choice(f"publicity_{c}", PUBLICITIES) for c in CODERS),
            **numbers,
        )

    return read_table(Path(path), TRACK_CODE_COLUMNS, "track_id", make)


def load_record(folder: Path, vocabulary: Vocabulary) -> Record:
    """All tables of a record: acts, moves, tracks, series, and the second codings where there are any."""
    acts = load_acts(folder / "acts.csv", vocabulary)
    moves = load_moves(folder / "moves.csv", vocabulary)
    tracks = load_tracks(folder / "tracks.csv", vocabulary)
    series = load_series(folder / "series.csv", vocabulary)
    track_ids = tuple(track.id for track in tracks)
    for number, act in enumerate(acts, start=2):
        if act.track and act.track not in track_ids:
            where = f"acts.csv, row {number}, column track_id"
            raise InputError(f"{where}: unknown '{act.track}'; {nearest(act.track, track_ids)}")
    coded_acts, coded_tracks = folder / "coding" / "acts.csv", folder / "coding" / "tracks.csv"
    act_codes = load_act_codes(coded_acts, [act.id for act in acts]) if coded_acts.exists() else ()
    track_codes = load_track_codes(coded_tracks, track_ids) if coded_tracks.exists() else ()
    warnings = [*warn_evidence(acts, moves, tracks), *warn_late(acts, moves, series, vocabulary)]
    return Record(acts, moves, tracks, series, act_codes, track_codes, tuple(warnings))


def warn_evidence(acts: Iterable[Act], moves: Iterable[Move], tracks: Iterable[Track]) -> list[str]:
    """Tracks that rest on rows which the record does not hold."""
    known = {act.id for act in acts} | {move.id for move in moves}
    return [
        f"tracks.csv, {track.id}: evidence '{name}' is in neither acts.csv nor moves.csv"
        for track in tracks for name in track.evidence if name not in known
    ]  # fmt: skip


def warn_late(acts: Iterable[Act], moves: Iterable[Move], series: Iterable[Number], vocabulary: Vocabulary) -> list[str]:
    """Rows with a source after the cut-off, series that run past it, rows excepted from the date check."""
    cutoff = vocabulary.cutoff
    if cutoff is None:
        return []
    named = [("acts.csv", a.id, a.origin) for a in acts] + [("moves.csv", m.id, m.origin) for m in moves]
    named += [("series.csv", f"{n.series} {n.period}", n.origin) for n in series]
    late = [
        f"{file}, {name}: source dated {origin.date.first}, after the cut-off"
        for file, name, origin in named if origin.date and origin.date.first > cutoff
    ]  # fmt: skip
    past = [f"series.csv, {n.series} {n.period}: ends after the cut-off" for n in series if n.end > cutoff]
    excepted = [
        f"{file}, {name}: dated after its source, excepted by the case"
        for file, name, _ in named if name in vocabulary.exceptions
    ]  # fmt: skip
    return [*late, *past, *excepted]
