"""Rows of a record as words by column, with what the case says of their issues: what claims filter by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from modusvivendi.case import Case
from modusvivendi.record import Act, Move, Track

ABOUT_ISSUE = ("domain", "technical", "core_right")
COLUMNS: dict[str, tuple[str, ...]] = {
    "acts": ("id", "issue", "direction", "magnitude", "level", "setting", "net_effect", *ABOUT_ISSUE),
    "moves": (
        "id",
        "actor",
        "group",
        "instrument",
        "issue",
        "direction",
        "conditional",
        "bundled",
        "publicity",
        "magnitude",
        *ABOUT_ISSUE,
    ),
    "tracks": (
        "id",
        "kind",
        "issue_class",
        "reward",
        "actor",
        "mode",
        "publicity",
        "cost",
        "outcome",
        "reversed_later",
        "failed_by",
    ),
}


@dataclass(frozen=True)
class RecordRow:
    """A row: its day, its issue ('' if it has several), and the words of its columns. months since year 0: ``month``."""

    day: date
    issue: str
    words: Mapping[str, str]

    @property
    def month(self) -> int:
        """Its month, counted from year 0."""
        return self.day.year * 12 + self.day.month - 1

    def fits(self, wanted: Mapping[str, Sequence[str]]) -> bool:
        """Whether it has one of the words wanted, in every column."""
        return all(self.words[column] in words for column, words in wanted.items())


def rows_of(case: Case, table: str) -> tuple[RecordRow, ...]:
    """The rows of a table of the case's record; none if it has no record."""
    record = case.record
    if record is None:
        return ()
    if table == "acts":
        return tuple(_act(case, act) for act in record.acts)
    return tuple(_move(case, m) for m in record.moves) if table == "moves" else tuple(_track(t) for t in record.tracks)


def _act(case: Case, act: Act) -> RecordRow:
    words = {
        "id": act.id,
        "issue": act.issue,
        "direction": act.direction,
        "magnitude": str(act.magnitude),
        "level": act.level,
        "setting": act.setting,
        "net_effect": act.net_effect,
    }
    return RecordRow(act.date.first, act.issue, words | _about(case, act.issue))


def _move(case: Case, move: Move) -> RecordRow:
    names = ("id", "actor", "group", "instrument", "issue", "direction", "conditional", "bundled", "publicity", "magnitude")
    words = {name: str(getattr(move, name)) for name in names}
    return RecordRow(move.date.first, move.issue, words | _about(case, move.issue))


def _track(track: Track) -> RecordRow:
    names = ("id", "kind", "issue_class", "actor", "mode", "publicity", "cost", "outcome", "reversed_later", "failed_by")
    words = {name: str(getattr(track, name)) for name in names} | {"reward": "yes" if track.reward else "no"}
    return RecordRow(track.start.first, track.issues[0] if len(track.issues) == 1 else "", words)


def _about(case: Case, issue: str) -> dict[str, str]:
    """What the case says of an issue; empty words for one that no negotiation is about."""
    if issue not in case.issue_ids:
        return dict.fromkeys(ABOUT_ISSUE, "")
    found = case.issue(issue)
    return {"domain": found.domain, "technical": _yes(found.technical), "core_right": _yes(found.core_right)}


def _yes(switch: bool) -> str:
    return "yes" if switch else "no"
