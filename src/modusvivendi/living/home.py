"""Where a case lives: a copy of its folder that grows by layers, and the log of who accepted or refused what.

The copy is a case like any other: every command takes its path. Nothing in it is ever half written: a new copy is made beside
it, checked as a whole, and put in its place.
"""

from __future__ import annotations

import csv
import io
import os
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from modusvivendi.case import Case, load_case
from modusvivendi.case.base_rates import room
from modusvivendi.case.later_countries import COUNTRY_COLUMNS
from modusvivendi.case.later_levels import LEVEL_COLUMNS
from modusvivendi.case.quantity import Quantity
from modusvivendi.engine.compile import REGISTRY
from modusvivendi.errors import InputError
from modusvivendi.evidence.record.coding_rule import STEP_QUANTILE
from modusvivendi.living.chain import Entry, read_chain
from modusvivendi.living.inbox import News
from modusvivendi.record import ACT_COLUMNS, MOVE_COLUMNS, OPTIONAL_TRACK_COLUMNS, TRACK_COLUMNS

COLUMNS = {"acts": ACT_COLUMNS, "moves": MOVE_COLUMNS, "tracks": TRACK_COLUMNS}
OPTIONAL = {"tracks": OPTIONAL_TRACK_COLUMNS}
ENVOY, RECOGNISED, PERHAPS = "ambassador_credentials", "formal_recognition", "embassy_presence"  # instruments of moves
EDGE = 0.01  # a level keeps so far from both ends, so that it can have a range


@dataclass(frozen=True)
class Home:
    """The folder in which a case lives: a case of its own, which every command takes, with the log of decisions in it."""

    folder: Path

    @property
    def log(self) -> Path:
        """The log of decisions, in the folder itself, so that both are put in place at once."""
        return self.folder / "log.jsonl"

    def load(self, original: Case) -> Case:
        """The case as it lives, the original before anything was decided. Raises InputError."""
        return load_case(self.folder) if self.folder.is_dir() else original

    def decisions(self) -> tuple[Entry, ...]:
        """What was decided so far. Raises InputError where the seal is broken."""
        return read_chain(self.log)

    def decided(self) -> dict[str, str]:
        """Row (table/id) → accepted or refused, the last decision."""
        return {str(e.content["row"]): e.kind for e in self.decisions() if "row" in e.content}


@dataclass(frozen=True)
class Level:
    """A new level of an issue: before, after with its range, and whether a person set it."""

    issue: str
    before: float
    value: float
    low: float
    high: float
    set_by_hand: bool


@dataclass(frozen=True)
class Standing:
    """A state that accepts an envoy or recognises, by a move of the news. row: its name; recognised: whether it recognises, too;
    sure: whether the move says so, or only that an embassy opened, so that a person has to decide."""

    country: str
    since: date
    row: str
    source: str
    recognised: bool = False
    sure: bool = True


def new_standing(case: Case, rows: Sequence[News]) -> tuple[Standing, ...]:
    """States of the case for which moves of the news say what was not so before: an envoy accepted, recognition, perhaps an embassy.

    Who recognises also accepts an envoy.
    """
    found: dict[str, Standing] = {}
    states = {c.id: c for c in case.countries if c.state}
    for row in sorted((r for r in rows if r.table == "moves"), key=lambda r: r.day):
        actor, kind = row.cells.get("actor", ""), row.cells.get("instrument", "")
        if actor not in states or row.cells.get("direction") != "recognition" or kind not in (ENVOY, RECOGNISED, PERHAPS):
            continue
        if states[actor].recognised or (states[actor].accredited and kind != RECOGNISED):
            continue
        told = Standing(actor, row.day, row.name, _source(row), kind == RECOGNISED, kind != PERHAPS)
        former = found.get(actor)
        if former is None or (told.sure, told.recognised) > (former.sure, former.recognised):
            found[actor] = told
    return tuple(found.values())


def _source(row: News) -> str:
    where = ", ".join(filter(None, (row.cells.get("source_publisher", ""), row.cells.get("source_date", ""))))
    return f"record, moves.csv, {row.id}, {row.day.year}" + (f": {where}" if where else "")


def new_levels(case: Case, rows: Sequence[News], by_hand: Mapping[str, float]) -> tuple[Level, ...]:
    """Levels after rows: every act after the case's day moves its issue by the engine's step for its magnitude, in order of dates.

    A step shrinks with the room that is left, g(u) = u (1 + h) / (u + h), u = 1 - x toward and x away: acts near an end go on and move little, as
    hindcasts show (docs/forecast.md). A proposal, on judgement. by_hand: issue → the level that a
    person set instead. A range moves with its level. Raises InputError for unknown issues and levels outside 0 to 1.
    """
    step = REGISTRY["step_size"].function
    moved: dict[str, float] = {}
    for row in sorted((r for r in rows if r.table == "acts" and r.day > case.as_of), key=lambda r: r.day):
        issue, way = row.cells["issue"], row.cells["net_effect"]
        if issue in case.issue_ids and way in ("toward", "away"):
            size = step(STEP_QUANTILE[int(float(row.cells["magnitude"]))], 1.0, 1.0)
            level = moved.get(issue, case.issue(issue).start.centre)
            change = size * room(1 - level) if way == "toward" else -size * room(level)
            moved[issue] = min(max(level + change, EDGE), 1 - EDGE)
    for issue, level in by_hand.items():
        case.issue(issue)
        if not EDGE <= level <= 1 - EDGE:
            raise InputError(f"--level {issue}={level:g}: {EDGE:g} to {1 - EDGE:g} is possible")
        moved[issue] = level
    return tuple(_level(issue, case.issue(issue).start, value, issue in by_hand) for issue, value in moved.items())


def _level(issue: str, start: Quantity, value: float, by_hand: bool) -> Level:
    change = value - start.centre
    low = max(0.0, min(start.low + change, value - EDGE))
    high = min(1.0, max(start.high + change, value + EDGE))
    return Level(issue, start.centre, round(value, 4), round(low, 4), round(high, 4), by_hand)


def day_after(case: Case, rows: Sequence[News]) -> date:
    """The day as of which the case is known with these rows: their last day, and later than it was known before."""
    return max([case.as_of + timedelta(days=1), *(row.day for row in rows)])


def copied(case: Case, draft: Path) -> None:
    """A copy of a case's folder. Raises InputError."""
    if case.folder is None:
        raise InputError(f"case '{case.name}' has no folder: save it as a file first")
    try:
        shutil.copytree(case.folder, draft, ignore=shutil.ignore_patterns("__pycache__"))
    except (OSError, shutil.Error) as error:
        raise InputError(f"{draft}: cannot be written ({error})") from None


def grow(draft: Path, case: Case, rows: Sequence[News], levels: Sequence[Level], why: str) -> Case:
    """Add one layer to a copy of a case's folder, and return it as a case. Raises InputError with all faults.

    why: a sentence that every new level carries as its reason.
    """
    day = day_after(case, rows)
    for table, columns in COLUMNS.items():
        own = [row.cells for row in rows if row.table == table]
        if own:
            used = [name for name in OPTIONAL.get(table, ()) if any(cells.get(name) for cells in own)]
            _write(draft / "record" / day.isoformat() / f"{table}.csv", (*columns, *used), own)
    sure = [one for one in new_standing(case, rows) if one.sure]
    if sure:
        _write(draft / "countries" / f"{day}.csv", COUNTRY_COLUMNS, [_country_cells(one) for one in sure])
    _write(draft / "levels" / f"{day}.csv", LEVEL_COLUMNS, [_cells(case, level, why) for level in _all_levels(case, levels)])
    return load_case(draft)


def _country_cells(one: Standing) -> dict[str, str]:
    recognised = "yes" if one.recognised else "no"
    return {"country": one.country, "since": f"{one.since}", "accredited": "yes", "recognised": recognised, "source": one.source}


def _write(place: Path, columns: Sequence[str], rows: Sequence[Mapping[str, str]]) -> None:
    """Rows as CSV. Raises InputError."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([[row.get(name, "") for name in columns] for row in rows])
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(out.getvalue(), encoding="utf-8", newline="")
    except OSError as error:
        raise InputError(f"{place}: cannot be written ({error.strerror or error})") from None


def _all_levels(case: Case, levels: Sequence[Level]) -> list[Level]:
    """The levels that moved; where none did, the first issue's as it was, since a snapshot needs one level at least."""
    first = case.issues[0]
    return list(levels) or [Level(first.id, first.start.centre, first.start.centre, first.start.low, first.start.high, False)]


def _cells(case: Case, level: Level, why: str) -> dict[str, str]:
    how = (
        "set by hand"
        if level.set_by_hand
        else "by the size of the steps recorded"
        if level.value != level.before
        else "unchanged"
    )
    source = f"judgement, range {level.low:g}–{level.high:g}"
    return {
        "issue": level.issue,
        "value": f"{level.value:g}",
        "low": f"{level.low:g}",
        "high": f"{level.high:g}",
        "source": source,
        "why": f"{why}; from {level.before:g} on {case.as_of}, {how}",
    }


def put_in_place(draft: Path, place: Path) -> None:
    """Put a finished copy where the living one is; the former one is gone only when the new one stands."""
    former = place.with_name(f".{place.name}.former")
    shutil.rmtree(former, ignore_errors=True)
    if place.exists():
        os.replace(place, former)
    os.replace(draft, place)
    shutil.rmtree(former, ignore_errors=True)
