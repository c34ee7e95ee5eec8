"""Negotiations, each as a unit: what was asked, by whom, how, for what, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from modusvivendi.errors import Fault
from modusvivendi.record.dates import When
from modusvivendi.record.origin import SOURCE_COLUMNS, Origin, check_cutoff, read_origin
from modusvivendi.record.table import Columns, Row, Table, read_table, unknown_name
from modusvivendi.record.words import COSTS, FAILED_BY, KINDS, OUTCOMES, PUBLICITIES, Vocabulary

TRACK_COLUMNS = (
    "track_id", "kind", "issue_class", "issues", "n_issues", "reward_attached", "actor", "start", "end",
    "mode", "publicity", "sweetener", "ask", "cost_to_authority", "outcome", "issues_met", "reversed_later",
    "evidence_ids",
)  # fmt: skip
# What a table of tracks may leave out, and what an empty cell or a missing column stands for:
# sources: none; confidence: medium; failed_by: unknown; held_months: unknown; repeats: no other track; signed_with: none.
OPTIONAL_TRACK_COLUMNS = (*SOURCE_COLUMNS, "failed_by", "held_months", "repeats", "signed_with")
FAILURES = ("not_met", "partly", "temporary")  # outcomes that somebody is responsible for
HELD = ("met", "partly", "temporary")  # outcomes that can hold for a time
LONGEST_HELD = 720.0  # months
NO_SOURCE = Origin("", "", None, "", "medium")


@dataclass(frozen=True)
class Track:
    """One negotiation as a unit. outcome 'open': not decided by the cut-off, so censored and not failed.

    origin: its source; confidence is medium unless stated. failed_by: who kept the ask from being met in full
    (authority, asker, both, unknown). held: months for which what was agreed held, None if not known. repeats: the earlier
    track that this one asks again, or ''. signed_with: tracks that were signed together with it.
    """

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
    origin: Origin = NO_SOURCE
    failed_by: str = "unknown"
    held: float | None = None
    repeats: str = ""
    signed_with: tuple[str, ...] = ()


def load_tracks(path: Path | str, vocabulary: Vocabulary) -> tuple[Track, ...]:
    """Negotiations from a table with the columns TRACK_COLUMNS and any of OPTIONAL_TRACK_COLUMNS.

    Raises InputError with all faults. Actors and evidence are looked up where the whole record is read.
    """
    return read_tracks(Path(path), vocabulary).sound()


def track_of(row: Row, vocabulary: Vocabulary) -> Track:
    """The negotiation of a row; what is wrong is noted in the row."""
    issues = row.choices("issues", vocabulary.issues)
    start, end = row.when("start"), row.maybe_when("end")
    check_track(row, issues, start, end, vocabulary)
    outcome = row.choice("outcome", OUTCOMES)
    return Track(
        id=row.needed("track_id"),
        kind=row.choice("kind", KINDS),
        issue_class=row.text("issue_class"),
        issues=issues,
        reward=row.choice("reward_attached", ("yes", "no")) == "yes",
        actor=row.needed("actor"),
        start=start,
        end=end,
        mode=row.reading("mode", vocabulary.modes),
        publicity=row.choice("publicity", PUBLICITIES),
        sweetener=row.text("sweetener"),
        ask=row.needed("ask"),
        cost=row.choice("cost_to_authority", COSTS),
        outcome=outcome,
        issues_met=row.choices("issues_met", issues),
        reversed_later=row.needed("reversed_later"),
        evidence=row.items("evidence_ids"),
        origin=read_origin(row, "medium"),
        failed_by=read_failed_by(row, outcome),
        held=read_held(row, outcome),
        repeats=row.text("repeats"),
        signed_with=row.items("signed_with"),
    )


def read_tracks(path: Path, vocabulary: Vocabulary) -> Table[Track]:
    """Negotiations and what is wrong with them."""
    columns = Columns(TRACK_COLUMNS, OPTIONAL_TRACK_COLUMNS)
    table = read_table(path, columns, "track_id", lambda row: track_of(row, vocabulary))
    return Table(path, table.items, table.numbers, table.keys, (*table.faults, *check_links(table)))


def check_track(row: Row, issues: tuple[str, ...], start: When, end: When | None, vocabulary: Vocabulary) -> None:
    """Refuse a track whose issues, number of issues or dates contradict one another."""
    count = row.whole("n_issues", 1, 99)
    if row.sound("n_issues", "issues") and count != len(issues):
        row.fault("n_issues", f"{row.text('n_issues')} given, {len(issues)} in column issues")
    check_cutoff(row, "start", start, vocabulary)
    if end and row.sound("start", "end") and end.last < start.first:
        row.fault("end", f"{row.text('end')} is before the start {row.text('start')}")
    if end:
        check_cutoff(row, "end", end, vocabulary)


def read_failed_by(row: Row, outcome: str) -> str:
    """Who kept the ask from being met; only of a track that was not met in full."""
    who = row.choice("failed_by", FAILED_BY, "unknown")
    if who != "unknown" and row.sound("failed_by", "outcome") and outcome not in FAILURES:
        row.fault("failed_by", f"'{who}', though the outcome is '{outcome}'; leave it empty")
    return who


def read_held(row: Row, outcome: str) -> float | None:
    """Months for which what was agreed held; only of a track that was met, if in part or for a time."""
    if not row.text("held_months"):
        return None
    months = row.within("held_months", 0.0, LONGEST_HELD)
    if row.sound("held_months", "outcome") and outcome not in HELD:
        row.fault("held_months", f"{row.text('held_months')}, though the outcome is '{outcome}'; leave it empty")
    return months


def check_links(table: Table[Track]) -> list[Fault]:
    """Tracks that repeat or are signed with tracks which the table does not hold, or themselves, or later ones."""
    starts = {track.id: track.start.first for track in table.items}
    found = []
    for place, track in enumerate(table.items):
        linked = [("repeats", track.repeats)] * bool(track.repeats) + [("signed_with", name) for name in track.signed_with]
        for column, name in linked:
            if name not in starts:
                found.append(table.fault(place, column, unknown_name(name, starts)))
            elif name == track.id:
                found.append(table.fault(place, column, f"'{name}' is the track itself"))
            elif column == "repeats" and starts[name] > track.start.first:
                found.append(table.fault(place, column, f"'{name}' starts later than this track"))
    return found
