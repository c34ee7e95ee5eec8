"""The authority's acts, as the first coder read them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from modusvivendi.record.dates import When
from modusvivendi.record.origin import SOURCE_COLUMNS, Origin, check_dates, read_origin
from modusvivendi.record.table import Columns, Row, Table, read_table
from modusvivendi.record.words import DIRECTIONS, EFFECTS, SETTINGS, Vocabulary

ACT_COLUMNS = (
    "id",
    "date",
    "precision",
    "issue",
    "direction",
    "magnitude",
    "level",
    "actors",
    "trigger_context",
    "what",
    *SOURCE_COLUMNS,
    "setting",
    "net_effect",
    "track_id",
)


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


def load_acts(path: Path | str, vocabulary: Vocabulary) -> tuple[Act, ...]:
    """The authority's acts from a table with the columns ACT_COLUMNS. Raises InputError with all faults."""
    return read_acts(Path(path), vocabulary).sound()


def act_of(row: Row, vocabulary: Vocabulary) -> Act:
    """The act of a row; what is wrong is noted in the row."""
    when = row.when("date", row.choice("precision", ("day", "month", "quarter")))
    origin = read_origin(row)
    check_dates(row, "date", when, vocabulary)
    return Act(
        id=row.needed("id"),
        date=when,
        issue=row.choice("issue", vocabulary.issues),
        direction=row.choice("direction", DIRECTIONS),
        magnitude=row.whole("magnitude", 1, 5),
        level=row.reading("level", vocabulary.levels),
        actors=row.text("actors"),
        trigger=row.text("trigger_context"),
        what=row.needed("what"),
        setting=row.choice("setting", SETTINGS),
        net_effect=row.choice("net_effect", EFFECTS),
        track=row.text("track_id"),
        origin=origin,
    )


def read_acts(path: Path, vocabulary: Vocabulary) -> Table[Act]:
    """The authority's acts and what is wrong with them."""
    return read_table(path, Columns(ACT_COLUMNS), "id", lambda row: act_of(row, vocabulary))
