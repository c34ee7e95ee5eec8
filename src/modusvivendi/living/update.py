"""An inbox worked through: rows accepted or refused, with a reason and a name, and what changes by it."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import numpy as np

from modusvivendi.case import Case, load_case
from modusvivendi.errors import InputError
from modusvivendi.forecasting.advice import Advice, advise, outcomes_by_theory
from modusvivendi.forecasting.answer import Asking, Forecasts, forecast
from modusvivendi.forecasting.question import Question, read_questions, shipped_questions
from modusvivendi.forecasting.resolve import Resolution, resolve
from modusvivendi.forecasting.signposts import Signpost, watch
from modusvivendi.living.chain import Content, append, locked
from modusvivendi.living.home import Home, Level, Standing, copied, grow, new_levels, new_standing, put_in_place
from modusvivendi.living.inbox import News, chosen
from modusvivendi.living.learn import Lesson, learn
from modusvivendi.record.numbers import numbers_by_name

ACCEPTED, REFUSED, LEVEL = "accepted", "refused", "level set"


@dataclass(frozen=True)
class Decision:
    """What is decided about waiting rows.

    accept, refuse: ids, table/id, or ``all``. levels: (issue, level) pairs, set by hand instead of by the size of the steps. reason, by: every
    decision needs both.

    Example:
        >>> import modusvivendi as mv
        >>> mv.Decision(accept=("all",), reason="two sources agree", by="a planner").empty
        False
    """

    accept: tuple[str, ...] = ()
    refuse: tuple[str, ...] = ()
    levels: tuple[tuple[str, float], ...] = ()
    reason: str = ""
    by: str = ""

    @property
    def empty(self) -> bool:
        """Whether nothing is decided: then what waits is only shown."""
        return not (self.accept or self.refuse or self.levels)


@dataclass(frozen=True, eq=False)
class Change:
    """What accepted (or, while nothing is decided, waiting) rows change.

    before, after: the case without and with them. levels: that moved. standing: states that accept an envoy or recognise. lessons: what each row said of theories, and their
    weights before and after. tripped: signposts that came, with what resolved them. advice: before and after. settled:
    open questions that are decided by now, with the chance that was given to them.
    """

    before: Case
    after: Case
    levels: tuple[Level, ...]
    standing: tuple[Standing, ...]
    lessons: tuple[Lesson, ...]
    weights: dict[str, float]
    weights_after: dict[str, float]
    tripped: tuple[tuple[Signpost, Resolution], ...]
    advice: Advice
    advice_after: Advice
    settled: tuple[tuple[Question, float | None, float | None, Resolution], ...]


@dataclass(frozen=True, eq=False)
class Updated:
    """What ``update`` did. waiting: rows not decided yet; accepted, refused: now; written: whether anything was; change: what
    they would change or changed, None where nothing does. home: where the case lives."""

    home: Home
    case: Case
    waiting: tuple[News, ...]
    accepted: tuple[News, ...]
    refused: tuple[News, ...]
    written: bool
    change: Change | None


def update(
    original: Case, rows: Sequence[News], home: Home, decision: Decision, asking: Asking, at: datetime | None = None
) -> Updated:
    """Show or decide what waits. With an empty decision nothing is written.

    Accepted rows become a layer of the living case, whose levels move by them; every decision is an entry of the log with the
    row, its file's hash, the reason and the name. All of it is written, or nothing. Raises InputError.
    """
    case = home.load(original)
    known = home.decided()
    open_rows = tuple(row for row in rows if row.name not in known)
    accepted, refused = chosen(open_rows, decision.accept), chosen(open_rows, decision.refuse)
    _check(decision, accepted, refused)
    looked_at, by_hand = (open_rows if decision.empty else accepted), dict(decision.levels)
    change = None
    with locked(home.folder), tempfile.TemporaryDirectory(prefix=".draft-", dir=home.folder.parent) as room:
        draft = Path(room) / "case"
        copied(case, draft)
        if looked_at or by_hand:
            levels = new_levels(case, looked_at, by_hand)
            why = "as the waiting rows would move it" if decision.empty else f"{decision.reason} ({decision.by})"
            after = grow(draft, case, looked_at, levels, why)
            change = changes(case, after, (levels, new_standing(case, looked_at)), asking)
        if not decision.empty:
            append(draft / home.log.name, _entries(decision, accepted, refused), at)
            put_in_place(draft, home.folder)
    left = tuple(r for r in open_rows if r not in accepted and r not in refused)
    return Updated(home, case, left, accepted, refused, not decision.empty, change)


def _check(decision: Decision, accepted: Sequence[News], refused: Sequence[News]) -> None:
    both = {r.name for r in accepted} & {r.name for r in refused}
    if both:
        raise InputError(f"row '{min(both)}' cannot be both accepted and refused")
    if not decision.empty and not (decision.reason.strip() and decision.by.strip()):
        raise InputError("a decision needs --reason TEXT and --by NAME")


def _entries(decision: Decision, accepted: Sequence[News], refused: Sequence[News]) -> list[tuple[str, Content]]:
    common = {"reason": decision.reason, "by": decision.by}
    found: list[tuple[str, Content]] = [
        (kind, {**common, "row": row.name, "day": row.day.isoformat(), "file": row.file, "cells": dict(row.cells)})
        for kind, rows in ((ACCEPTED, accepted), (REFUSED, refused))
        for row in rows
    ]
    return found + [(LEVEL, {**common, "issue": issue, "level": level}) for issue, level in decision.levels]


def changes(before: Case, after: Case, moved: tuple[tuple[Level, ...], tuple[Standing, ...]], asking: Asking) -> Change:
    """What the later case says that the earlier one did not. moved: levels, and what states accept or recognise."""
    posts = watch(before, asking)
    lessons, weights = learn(before, after, asking)
    tripped = [(s, found) for s in posts.signposts if (found := resolve(s.question, after)).answer]
    share = np.array([weights[t.name] for t in asking.theories])
    outcomes = outcomes_by_theory(after, asking)
    return Change(
        before=before,
        after=after,
        levels=moved[0],
        standing=moved[1],
        lessons=lessons,
        weights=posts.weights,
        weights_after=weights,
        tripped=tuple(tripped),
        advice=posts.now,
        advice_after=advise(outcomes, share),
        settled=_settled(before, after, asking),
    )


def _settled(before: Case, after: Case, asking: Asking) -> tuple[tuple[Question, float | None, float | None, Resolution], ...]:
    """Open questions that come with the case and are decided by now, with the chances that they had."""
    shipped = shipped_questions(before)
    days = [day for day in shipped if day <= before.as_of]
    if not days:
        return ()
    items = [q for q in read_questions(shipped[max(days)]).items if resolve(q, before).answer is None]
    decided = [(q, found) for q in items if (found := resolve(q, after)).answer is not None]
    if not decided:
        return ()
    told = _forecast_as_of(before, max(days), [q for q, _ in decided], asking)
    chances = {a.question.id: (told.chance(a), a.base.chance) for a in told.answers}
    return tuple((q, *chances[q.id], found) for q, found in decided)


def _forecast_as_of(case: Case, day: date, items: list[Question], asking: Asking) -> Forecasts:
    """Answers as of the day of the questions, by what was known then."""
    then = case if case.as_of == day or case.folder is None else load_case(case.folder, day)
    return forecast(then, items, then, asking)


def parse_levels(given: Sequence[str]) -> tuple[tuple[str, float], ...]:
    """Levels such as ``ISSUE=0.3``. Raises InputError."""
    found: dict[str, float] = {}
    for text in given:
        levels = numbers_by_name(text, f"--level {text}: write issue=level, such as ISSUE=0.3")
        if twice := found.keys() & levels.keys():
            raise InputError(f"--level {text}: '{min(twice)}' is named twice")
        found |= levels
    return tuple(found.items())
