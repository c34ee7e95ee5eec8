"""A case that lives: news accepted or refused, and forecasts that are sealed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from modusvivendi.case import Case, load_case
from modusvivendi.errors import InputError, choose
from modusvivendi.evidence.inference.beliefs import UNIFORM, Weighting, choose_beliefs
from modusvivendi.findings import Report
from modusvivendi.findings.journal import journal_report
from modusvivendi.findings.update import update_report
from modusvivendi.forecasting.answer import Asking, Forecasts
from modusvivendi.living.chain import Entry
from modusvivendi.living.home import Home
from modusvivendi.living.inbox import KEYS, read_inbox
from modusvivendi.living.journal import JournalScore, read_journal, score_journal, seal
from modusvivendi.living.update import Decision, Updated
from modusvivendi.living.update import update as work_through
from modusvivendi.strategy import strategies_for
from modusvivendi.theory import load_theories

SHOW = Decision()  # nothing is decided
HOMES = Path("modus-living")
JOURNAL = Path("modus-journal.jsonl")


@dataclass(frozen=True, eq=False)
class UpdateResult:
    """What ``update`` returns: rows and what they change (``updated``), and the report.

    Example:
        >>> import modusvivendi as mv
        >>> list(mv.UpdateResult.__dataclass_fields__)  # see ``update`` for how to come by one
        ['updated', 'report']
    """

    updated: Updated
    report: Report


@dataclass(frozen=True, eq=False)
class JournalResult:
    """What ``journal`` returns: its entries, their score if a case was given, and the report.

    Example:
        >>> import modusvivendi as mv
        >>> list(mv.JournalResult.__dataclass_fields__)  # see ``journal`` for how to come by one
        ['entries', 'scored', 'report']
    """

    entries: tuple[Entry, ...]
    scored: JournalScore | None
    report: Report


def update(
    case: Case | str,
    *,
    inbox: Mapping[str, Path | str],
    decision: Decision = SHOW,
    home: Path | str | None = None,
    theories: Sequence[str] | None = None,
    weights: Weighting = UNIFORM,
    futures: int = 512,
    seed: int = 1,
) -> UpdateResult:
    """Work through news of a case: show what waiting rows would change, or accept and refuse them with a reason and a name.

    inbox: table (acts, moves, tracks) → file in the format of the record. decision: what is accepted and refused, why and by
    whom (``Decision``). home: the folder in which the case lives, by default
    ``modus-living/NAME``; every command takes its path. Without a decision nothing is written. Raises InputError.

    Example:
        >>> import modusvivendi as mv
        >>> found = mv.update("afghanistan", inbox={}, theories=["inertia"], futures=64)
        >>> found.updated.change is None
        True
    """
    for table in inbox:
        choose("table of news", table, KEYS)
    original = case if isinstance(case, Case) else load_case(case)
    where = Home(Path(home) if home is not None else HOMES / original.name)
    living = where.load(original)
    if living.name != original.name:
        raise InputError(f"{where.folder} holds the case '{living.name}', not '{original.name}'")
    decided = where.decided()
    rows = read_inbox(_without(living, original, decided), {table: Path(path) for table, path in inbox.items()})
    chosen = load_theories(theories)
    beliefs = choose_beliefs(living, chosen, weights)
    asking = Asking(chosen, strategies_for(living)[0], beliefs.weights, beliefs.posterior, None, futures, seed)
    found = work_through(original, rows, where, decision, asking)
    return UpdateResult(found, update_report(found))


def _without(living: Case, original: Case, decided: Mapping[str, str]) -> Case:
    """The case in which rows are looked up: a file may still hold rows that were decided before, so these are not known twice."""
    return original if decided else living


def journal(path: Path | str = JOURNAL, *, case: Case | str | None = None) -> JournalResult:
    """Read a journal of sealed forecasts, check every seal, and score what a case has decided by now.

    case: as known now; None for a journal that is only checked. Raises InputError that names the first line whose seal is broken.

    Example:
        >>> import modusvivendi as mv
        >>> mv.journal("no-such-journal.jsonl").report.finding("journal.entries").facts["n"].value
        0
    """
    entries = read_journal(Path(path))
    scored = score_journal(entries, case if isinstance(case, Case) else load_case(case)) if case is not None else None
    return JournalResult(entries, scored, journal_report(Path(path), entries, scored))


def seal_forecasts(forecasts: Forecasts, path: Path | str = JOURNAL, *, by: str) -> JournalResult:
    """Seal the open questions of a set of forecasts in a journal. by: who seals. Raises InputError.

    Example:
        >>> import modusvivendi as mv
        >>> found = mv.forecast("afghanistan", theories=["inertia"], futures=64)
        >>> len(mv.seal_forecasts(found.forecasts, "my-journal.jsonl", by="a planner").entries)
        1
    """
    seal(Path(path), forecasts, by=by)
    return journal(path)
