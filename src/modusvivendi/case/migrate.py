"""Reading a case in the earlier form: one date, levels in fields ``start`` and ``start_2021``, five blocs, typed rates.

The earlier form did not say when the period begins or what kind a bloc is, so both are inferred, and every inference is
a note of the case. ``modus migrate`` writes the result; a case in the earlier form also loads as it stands.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

from modusvivendi.case.beginning import inside
from modusvivendi.case.dated import Node, Tree, as_day, first_month
from modusvivendi.case.words import KINDS
from modusvivendi.record import add_months

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
COUNTED = re.compile(rf"record, acts\.csv, ({'|'.join(MONTHS)}) (\d{{4}}) to ")
DERIVED = ("rate_toward", "rate_away", "leader_share_toward", "leader_share_away")
EFFECTS = {"mass_attack": "attacks", "leader_death": "succession"}  # of the five ids that there were; the others harm
POSTURES = ("pressure", "aid", "money", "contact", "standing")
SINCE = re.compile(rf"definition: (\d{{1,2}}) ({'|'.join(MONTHS)}) (\d{{4}})\b")
YEAR = 365.25
# Words in a bloc's title that tell its kind, tried in this order.
TOLD_BY = (("parent state", "parent_state"), ("patron", "patron"), ("mediator", "mediators"), ("neighbour", "neighbours"))

NEAR = (("neighbours", "regional"),)  # told apart by where the title says more than the id, as it does not here


def is_earlier(data: Tree) -> bool:
    """Whether a case is written in the earlier form."""
    issues = data.get("issues")
    old = any(isinstance(i, dict) and "start_2021" in i for i in issues) if isinstance(issues, list) else False
    return "begins" not in data and (old or "start" in data)


def modernise(data: Tree, has_record: bool) -> Tree:
    """The case in the present form, with a note for everything that was inferred.

    has_record: base rates and leader shares are then left out, since they follow from the record.
    """
    day = as_day(data.get("as_of"))
    if day is None:
        return data  # the check of dates says what is missing
    begins, counted, notes = _period(data, day)
    new: Tree = {}
    for field, value in data.items():
        if field == "as_of":
            new |= {"begins": str(begins), "snapshots": [str(day)], "counted_from": str(counted)}
        elif field == "issues":
            new[field] = _each(value, lambda issue: _issue(issue, begins, day, has_record))
        elif field == "blocs":
            new[field] = _each(value, lambda bloc: _bloc(bloc, day, notes))
        elif field == "hazards":
            new[field] = _each(value, lambda hazard: _hazard(hazard, notes))
        elif field == "initial" and isinstance(value, dict):
            new[field] = {account: {str(day): level} for account, level in value.items()}
        elif field != "start":
            new[field] = value
    if data.get("start") not in (None, f"{first_month(day):%Y-%m}"):
        notes.append(f"start: {data['start']} left out; the simulation starts in {first_month(day):%Y-%m}")
    moved: list[str] = []
    new = {key: _medians(value, key, moved) for key, value in new.items()}
    if moved:
        notes.append(
            f"{len(moved)} values at an end of their range, put inside since a value is the median: {', '.join(moved[:5])}"
        )
    if "school_edges" not in data and _has_schools(data.get("issues")):
        notes.append("school_edges: not given, so no month of the year stands out for issues of education")
    if has_record:
        notes.append("base rates and leader shares follow from the record; those typed into the file are left out")
    return new | {"notes": list(notes)}


def _each(items: Node, change):  # type: ignore[no-untyped-def]
    """A list with every mapping in it changed."""
    return [change(item) if isinstance(item, dict) else item for item in items] if isinstance(items, list) else items


def _period(data: Tree, day: date) -> tuple[date, date, list[str]]:
    """When the case begins and from when acts count, with notes that say what this rests on."""
    counted = _counted_from(data.get("issues"))
    pressed = _pressed_since(data.get("initial"), day)
    if counted and (pressed is None or not add_months(counted, -12) <= pressed <= counted):
        begins, reason = add_months(counted, -2), "two months before acts are counted"
    elif pressed:
        begins, reason = pressed, "since when it has been under pressure, by initial.sanction_years"
    else:
        begins, reason = add_months(day.replace(day=1), -36), "nothing in the file tells; three years are taken"
    notes = [f"begins: {begins}, inferred ({reason}); the level in field start_2021 is taken as of that day"]
    if counted:
        notes.append(f"counted_from: {counted}, read in the source of a base rate")
    return begins, counted or add_months(begins.replace(day=1), 2), notes


def _counted_from(issues: Node) -> date | None:
    """The first month that counts, as the source of a typed base rate tells it."""
    for issue in issues if isinstance(issues, list) else ():
        rate = issue.get("rate_toward") if isinstance(issue, dict) else None
        told = COUNTED.match(str(rate.get("source"))) if isinstance(rate, dict) else None
        if told:
            return date(int(told[2]), MONTHS.index(told[1]) + 1, 1)
    return None


def _pressed_since(initial: Node, day: date) -> date | None:
    """The day since when there has been pressure: as the source of the years of sanctions tells, else by their number."""
    years = initial.get("sanction_years") if isinstance(initial, dict) else None
    if not isinstance(years, dict):
        return None
    told, value = SINCE.match(str(years.get("source"))), years.get("value")
    if told:
        return date(int(told[3]), MONTHS.index(told[2]) + 1, int(told[1]))
    return day - timedelta(days=round(value * YEAR)) if isinstance(value, (int, float)) and value else None


def _has_schools(issues: Node) -> bool:
    return any(isinstance(i, dict) and bool(i.get("education")) for i in issues) if isinstance(issues, list) else False


def _issue(issue: Tree, begins: date, day: date, has_record: bool) -> Tree:
    """An issue with levels by date; typed rates are kept only where no record can give them."""
    new: Tree = {}
    for field, value in issue.items():
        if field == "start":
            first = issue.get("start_2021")
            new["levels"] = {**({str(begins): first} if first is not None else {}), str(day): value}
        elif field != "start_2021" and not (has_record and field in DERIVED):
            new[field] = value
    return new


def _bloc(bloc: Tree, day: date, notes: list[str]) -> Tree:
    """A bloc with its kind, and postures dated."""
    name, title = str(bloc.get("id")), str(bloc.get("title", ""))
    told = next((kind for word, kind in TOLD_BY if word in title.lower() and (kind, name) not in NEAR), None)
    kind = told or (name if name in KINDS else "pragmatic")
    if kind != name:
        notes.append(f"blocs.{name}.kind: {kind}, inferred from its title, '{title}'")
    new: Tree = {}
    for field, value in bloc.items():
        new[field] = {str(day): value} if field in POSTURES else value
        if field == "id":
            new["kind"] = kind
    return new


def _hazard(hazard: Tree, notes: list[str]) -> Tree:
    """A hazard that says what it does; ids alone said so before, and a title may mean something else."""
    if "effects" in hazard:
        return hazard
    name = str(hazard.get("id"))
    effect = EFFECTS.get(name, "harm")
    notes.append(f"hazards.{name}.effects: {effect}, by its id; its title is '{hazard.get('title', '')}'")
    new: Tree = {}
    for field, value in hazard.items():
        new[field] = value
        if field == "title":
            new["effects"] = [effect]
    return new


def _medians(node: Node, where: str, moved: list[str]) -> Node:
    """A part of a case whose quantities have their values inside their ranges."""
    if isinstance(node, list):
        return [
            _medians(item, f"{where}.{item.get('id', n) if isinstance(item, dict) else n}", moved) for n, item in enumerate(node)
        ]
    if not isinstance(node, dict):
        return node
    value, ends = node.get("value"), node.get("range")
    given = [x for x in (value, *ends) if isinstance(x, (int, float))] if isinstance(ends, list) and len(ends) == 2 else []
    if len(given) < 3 or str(node.get("source", "")).startswith("definition"):
        return {key: _medians(item, f"{where}.{key}", moved) for key, item in node.items()}
    middle, low, high = given
    if low < high and middle in (low, high):
        moved.append(where)
        return {**node, "value": inside(float(middle), float(low), float(high))}
    return node
