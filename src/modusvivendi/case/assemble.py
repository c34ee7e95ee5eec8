"""Making a case out of what its file says: dates resolved, defaults filled in, base rates taken from the record."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from modusvivendi.case.base_rates import PRIOR_MEAN, PRIOR_SHAPE, Window, with_rates
from modusvivendi.case.beginning import beginning, judged
from modusvivendi.case.dated import Node, Tree, as_day, by_date, is_dated, resolve
from modusvivendi.case.defaults import POSITION, REASON, YEARS, Filling
from modusvivendi.case.quantity import Quantity
from modusvivendi.case.schema import Case, Issue, Position
from modusvivendi.case.words import KINDS, read_own_words
from modusvivendi.errors import InputError
from modusvivendi.record import add_months

RATES = ("rate_toward", "rate_away")
SHARES = ("leader_share_toward", "leader_share_away")
SHARE = (0.25, 0.0015, 0.7715)  # Beta(1/2, 3/2), the distribution of a leader's share before any act is seen
NO_RECORD = f"definition: before any record, Gamma({PRIOR_SHAPE:g}, 1/{PRIOR_MEAN:g})"
BEFORE = "Before any record: Beta(1/2, 3/2), its 90 per cent interval."
WIDER = 0.25  # by how much a level is widened either way when it stands in for the one at the beginning

Positions = dict[tuple[str, str], Position]


def day_of(data: Tree, as_of: date | None) -> tuple[date, list[Node]]:
    """The day as of which a case is read, and its snapshots; InputError for a day that the case has no levels for.

    By default the newest of ``snapshots``, or ``as_of`` of the file. A day between two snapshots takes the levels of the
    earlier one.
    """
    written = data.get("snapshots") or [data["as_of"]] if data.get("snapshots") or "as_of" in data else []
    days = [as_day(node) for node in written] if isinstance(written, list) else []
    if not days or None in days:
        raise InputError("snapshots: name the days as of which the case is known, such as [2024-05-29]")
    known = sorted({d for d in days if d is not None})
    if len(known) < len(days):
        raise InputError("snapshots: a day is named twice")
    day = as_of or known[-1]
    if not known[0] <= day <= known[-1]:
        name = data.get("name", "case")
        raise InputError(f"--as-of {day}: the levels of '{name}' run from {known[0]} to {known[-1]}")
    return day, list(known)


def assemble(data: Tree, folder: Path, positions: Positions, as_of: date | None = None) -> Case:
    """The case as of a day, without its record; raises InputError or pydantic's ValidationError.

    data: the file in the present form; positions: as of that day. Issues without base rates or leader shares get the distributions
    that hold before any act is seen; ``with_record`` then takes them from the record.
    """
    day, snapshots = day_of(data, as_of)
    filled: list[str] = []
    begins = _begins(data, day, filled)
    tree = resolve({k: v for k, v in data.items() if k != "issues"}, day)
    assert isinstance(tree, dict)
    tree["issues"] = _issues(data, day)
    read_own_words(tree)
    kinds = _kinds(tree, filled)
    Filling(tree, filled).whole()
    kinds = kinds or _kinds(tree, filled)
    tree["issues"] = _each_with_levels(tree["issues"], begins, day, filled)
    positions = _positions(tree, positions, filled)
    tree["beginning"], more = beginning(data, kinds, begins)
    _before_any_record(tree)
    tree |= {"begins": begins, "as_of": day, "snapshots": snapshots}
    tree["counted_from"] = _day(data, "counted_from") if "counted_from" in data else add_months(begins.replace(day=1), 2)
    tree["defaults"] = [*filled, *more]
    return Case.model_validate({**tree, "positions": positions, "folder": folder})


def _begins(data: Tree, day: date, filled: list[str]) -> date:
    """When the case begins; three years before its day if it does not say."""
    if "begins" not in data:
        filled.append("begins")
        return add_months(day.replace(day=1), -round(12 * YEARS))
    return _day(data, "begins")


def _day(data: Tree, field: str) -> date:
    """The day that a field gives. Raises InputError for anything else: no default is what was meant."""
    day = as_day(data[field])
    if day is None:
        raise InputError(f"{field}: '{data[field]}' is not a date, such as 2021-08-15")
    return day


def _issues(data: Tree, day: date) -> list[Node]:
    """Issues as of a day, their levels kept by date up to it."""
    written = data.get("issues")
    found: list[Node] = []
    for issue in written if isinstance(written, list) else ():
        if not isinstance(issue, dict):
            found.append(issue)
            continue
        kept = resolve([{k: v for k, v in issue.items() if k != "levels"}], day, "issues")
        for item in kept if isinstance(kept, list) else ():
            levels = {"levels": _levels(issue, day)} if "levels" in issue else {}
            found.append(item | levels if isinstance(item, dict) else item)
    return found


def _levels(issue: Tree, day: date) -> Node:
    """Levels of an issue up to a day, by date."""
    name, levels = issue.get("id"), issue["levels"]
    if not is_dated(levels):
        raise InputError(f"issues, {name}, levels: dates and levels are needed, such as 2024-05-29: {{...}}")
    known = {str(d): resolve(q, day) for d, q in by_date(levels).items() if d <= day}
    if not known:
        raise InputError(f"issues, {name}, levels: none at or before {day}")
    return known


def _each_with_levels(issues: Node, begins: date, day: date, filled: list[str]) -> list[Node]:
    """Issues with a level when the case begins and the newest one as ``start``."""
    return [
        _with_levels(issue, begins, day, filled) if isinstance(issue, dict) else issue
        for issue in (issues if isinstance(issues, list) else ())
    ]


def _with_levels(issue: Tree, begins: date, day: date, filled: list[str]) -> Tree:
    levels = issue["levels"] if "levels" in issue else {str(day): issue["start"]}
    known: dict[date, Node] = by_date(levels)
    first = min(known)
    if first > begins:
        known[begins] = _widened(known[first])
        filled.append(f"issues.{issue.get('id')}.levels at {begins}")
    ordered = dict(sorted(known.items()))
    return {**issue, "levels": ordered, "start": ordered[max(ordered)]}  # type: ignore[dict-item]


def _positions(tree: Tree, positions: Positions, filled: list[str]) -> Positions:
    """Positions, wide ones for every segment and issue if the case has none at all."""
    if positions:
        return positions
    segments, issues = (
        [str(item.get("id")) for item in (section if isinstance(section, list) else ()) if isinstance(item, dict)]
        for section in (tree["segments"], tree["issues"])
    )
    filled.append("positions")
    wide = {name: Quantity.model_validate(judged(*wanted, REASON)) for name, wanted in POSITION.items()}
    return {(segment, issue): Position(**wide) for segment in segments for issue in issues}


def _widened(level: Node) -> Node:
    """A level known later as a stand-in for the one at the beginning: the same middle, a much wider range."""
    ends = level.get("range") if isinstance(level, dict) else None
    if not isinstance(level, dict) or not isinstance(ends, list):
        return level
    low, high = ends
    assert isinstance(low, (int, float)) and isinstance(high, (int, float))
    why = "No level at the beginning is given; the earliest one known, widened by 0.25 either way."
    value = level.get("value")
    return judged(
        float(value) if isinstance(value, (int, float)) else (low + high) / 2, max(0.0, low - WIDER), min(1.0, high + WIDER), why
    )


def _kinds(tree: Tree, filled: list[str]) -> dict[str, str]:
    """Kind of every bloc; one that does not say it is of the kind that its id names, else pragmatic, and that is noted."""
    found = {}
    blocs = tree.get("blocs")
    for bloc in blocs if isinstance(blocs, list) else ():
        if isinstance(bloc, dict):
            name = str(bloc.get("id"))
            if "kind" not in bloc:
                bloc["kind"] = name if name in KINDS else "pragmatic"
                if name not in KINDS:
                    filled.append(f"blocs.{name}.kind")
            if bloc["kind"] in KINDS:
                found[name] = str(bloc["kind"])
    return found


def _before_any_record(tree: Tree) -> None:
    """Fill base rates and leader shares that issues do not give with what holds before any act is seen."""
    issues = tree["issues"]
    for issue in issues if isinstance(issues, list) else ():
        if isinstance(issue, dict):
            for name in (*RATES, *SHARES):
                if name not in issue:
                    issue[name] = (
                        {"shape": PRIOR_SHAPE, "rate": round(PRIOR_SHAPE / PRIOR_MEAN, 4), "source": NO_RECORD}
                        if name in RATES
                        else judged(*SHARE, BEFORE)
                    )


def _lacking(issue: Issue) -> list[str]:
    """Which rates and shares of an issue are those before any record."""
    rates = [name for name in RATES if getattr(issue, name).source == NO_RECORD]
    return rates + [name for name in SHARES if getattr(issue, name).why == BEFORE]


def with_record(case: Case) -> Case:
    """The case with base rates and leader shares from its record, where its issues do not give them.

    Without a record they stay what they are before any act is seen, and are named among the defaults. Raises InputError
    for a bad record.
    """
    lacking = {issue.id: _lacking(issue) for issue in case.issues}
    if case.record is None:
        named = [f"issues.{issue}.{name}" for issue, names in lacking.items() for name in names]
        return case.model_copy(update={"defaults": (*case.defaults, *named)})
    window = Window(case.counted_from, case.as_of)
    issues = tuple(with_rates(issue, case.record.acts, window, lacking[issue.id]) for issue in case.issues)
    return case.model_copy(update={"issues": issues})
