"""Whether what a question asks about happens, in each future: chances in [0,1] from the courses that are kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from modusvivendi.case import Case
from modusvivendi.case.dated import first_month
from modusvivendi.case.ladder import Ladder
from modusvivendi.engine.layout import TRACK_RESULT
from modusvivendi.errors import InputError
from modusvivendi.forecasting.courses import LARGE, MEDIUM, SMALL, Kept
from modusvivendi.forecasting.question import Question
from modusvivendi.record import Act
from modusvivendi.strategy.compile import sorted_countries

STEP_OF = {1: SMALL, 2: SMALL, 3: MEDIUM, 4: LARGE, 5: LARGE}  # magnitude of an act → smallest step of its class
CLASS = {1: 1, 2: 1, 3: 3, 4: 4, 5: 4}  # magnitudes that the engine tells apart: 1–2, 3, 4–5
MOVED = 1e-4  # what an agreement moves policy by in a month that counts as a step at all
ROUNDING = 1e-3  # of single precision, in comparing sizes of steps


@dataclass(frozen=True)
class Window:
    """Months of a run that a question is about: numbers of the first and the last, both included; and the whole period's length."""

    first: int
    last: int

    @property
    def months(self) -> int:
        """How many months."""
        return self.last - self.first + 1


def window_of(question: Question, as_of: date) -> Window:
    """The months that a question covers, counted from the first simulated one; a month counts if most of it is inside."""
    start = first_month(as_of)

    def number(day: date) -> int:
        return (day.year - start.year) * 12 + day.month - start.month

    last = number(question.by) - int(question.by.day < 15)
    first = number(question.opens) + int(question.opens.day > 15)
    return Window(max(0, first), max(0, last, first))


def months_needed(questions: tuple[Question, ...], as_of: date) -> int:
    """How many months must be simulated for all questions; at least twelve."""
    return max(12, *(window_of(q, as_of).last + 1 for q in questions))


def edges(ladder: Ladder) -> np.ndarray:
    """Levels half-way between rungs: a level stands on the rung that is nearest."""
    levels = np.array([rung.level for rung in ladder.rungs])
    return np.asarray((levels[:-1] + levels[1:]) / 2)


def on_rung(ladder: Ladder, level: np.ndarray | float) -> np.ndarray:
    """Number of the nearest rung, from 0, for levels of any shape."""
    return np.asarray(np.searchsorted(edges(ladder), level, side="right"))


def rung_number(ladder: Ladder, level: float) -> int:
    """Number of the rung with this level."""
    return [rung.level for rung in ladder.rungs].index(level)


def happens(question: Question, case: Case, kept: Kept, strategy: int, share: float = 1.0) -> np.ndarray:
    """The chance that the answer is yes, per future (n,). share: of acts of the class that are as large as asked.

    Questions on series have none: the model does not simulate them (InputError is not raised; a caller asks ``simulated``).
    """
    window = window_of(question, case.as_of)
    if question.kind == "act":
        return _act(question, case, kept, strategy, window, share)
    if question.kind == "rung":
        return _rung(question, case, kept, strategy, window)
    if question.kind == "states":
        return _states(question, case, kept, strategy, window)
    if question.kind == "track":
        return _track(question, kept, strategy, window)
    raise ValueError(f"the model does not simulate questions of kind '{question.kind}'")


def simulated(question: Question) -> bool:
    """Whether the model has an answer of its own."""
    return question.kind != "series"


def _act(question: Question, case: Case, kept: Kept, strategy: int, window: Window, share: float) -> np.ndarray:
    """Steps of at least the size that the magnitude stands for; those that carry out an agreement count once, as a whole."""
    issue = case.issue_ids.index(question.issue)
    months = slice(window.first, window.last + 1)
    steps = (kept.toward if question.direction == "toward" else kept.away)[strategy, months, issue]
    size = STEP_OF[question.magnitude]
    count = (steps > size - ROUNDING).sum(0)
    if question.direction == "toward":
        moved = kept.agreed[strategy, months, issue].sum(0)
        count = count + (moved > (MOVED if size == SMALL else size))
    return np.asarray(1.0 - (1.0 - share) ** count)


def share_as_large(question: Question, acts: tuple[Act, ...]) -> float:
    """Of recorded acts in a direction that the engine cannot tell from what is asked, the share that is as large.

    The engine knows three sizes: magnitudes 1–2, 3 and 4–5. Jeffreys' prior, so that it is never 0 or 1 by few acts.
    """
    least = CLASS[question.magnitude]
    if least == question.magnitude:
        return 1.0
    alike = [a for a in acts if a.net_effect == question.direction and a.magnitude >= least]
    large = sum(a.magnitude >= question.magnitude for a in alike)
    return (large + 0.5) / (len(alike) + 1.0)


def _rung(question: Question, case: Case, kept: Kept, strategy: int, window: Window) -> np.ndarray:
    if question.issue not in case.ladders:
        raise InputError(f"question {question.id}: issue '{question.issue}' of case '{case.name}' has no ladder")
    ladder, issue = case.ladders[question.issue], case.issue_ids.index(question.issue)
    months = slice(window.first, window.last + 1) if question.when == "reached" else slice(window.last, window.last + 1)
    assert question.rung is not None
    stands, asked = on_rung(ladder, kept.policy[strategy, months, issue]), rung_number(ladder, question.rung)
    return np.asarray((stands >= asked if question.side == "at_least" else stands <= asked).any(0), float)


def _states(question: Question, case: Case, kept: Kept, strategy: int, window: Window) -> np.ndarray:
    held = (kept.accredited if question.what == "accredit" else kept.recognised)[strategy, window.last]
    countries = sorted_countries(case)
    if question.country:
        return np.asarray(held[[c.id for c in countries].index(question.country)], float)
    assert question.count is not None
    states = np.array([c.state for c in countries])
    return np.asarray(held[states].sum(0) >= question.count, float)


def _track(question: Question, kept: Kept, strategy: int, window: Window) -> np.ndarray:
    """The one track that is on the table; temporary: it was met, and then undone."""
    good = [TRACK_RESULT.met, TRACK_RESULT.temporary, *([TRACK_RESULT.partly] if question.partly else [])]
    return np.asarray(np.isin(kept.tracks[strategy, : window.last + 1, 0], good).any(0), float)
