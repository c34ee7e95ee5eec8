"""How often such a thing happened before: the base rate of a reference class, and what the last year alone would say.

Both look at the record up to the day of the case and at nothing after it. Counts have a Gamma law that learns from counts
(Jeffreys' prior, shape 1/2), so that what has not happened yet is not taken for impossible; shares have Laplace's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from statistics import NormalDist

import numpy as np
from scipy.stats import nbinom

from modusvivendi.case import Case
from modusvivendi.case.base_rates import policy_on
from modusvivendi.case.dated import first_month
from modusvivendi.evidence.record.arrays import Rows, month_number, read_rows
from modusvivendi.forecasting.event import on_rung, rung_number, window_of
from modusvivendi.forecasting.question import Question
from modusvivendi.record import Number, Record, Track, add_months

YEAR = 12
PRIOR = 0.5  # of an event before any is seen (Jeffreys)
STAYS = 0.95  # chance that what the last year alone points to comes about; judgement, range 0.9–0.99
FEWEST = 3  # values of a series below which nothing is said
MET = ("met", "temporary")


@dataclass(frozen=True)
class Base:
    """A chance from the past. chance: None where the record says nothing; seen, of: counts it rests on; what: the class."""

    chance: float | None
    seen: float = 0.0
    of: float = 0.0
    what: str = ""


def at_least(needed: int, seen: float, months: float, window: float) -> float:
    """Chance of at least ``needed`` events in ``window`` months after ``seen`` in ``months``.

    Rate ~ Gamma(seen + 1/2, months); events given the rate are Poisson, so their number is negative binomial.
    """
    if needed <= 0:
        return 1.0
    return float(nbinom.sf(needed - 1, seen + PRIOR, months / (months + window)))


def base_rate(question: Question, case: Case, last_year: bool = False, rows: Rows | None = None) -> Base:
    """The base rate of a question's reference class in the record up to the day of the case.

    last_year: what the last twelve months alone would say (persistence). The classes: acts of this direction and size on
    this issue; issues that moved as far in as long a time; envoys accepted and recognitions by states of the case; changes
    of the series; decided tracks of the same form. rows: the case's record as it is scored, where the caller has read it.
    """
    record = case.record  # as known on the day of the case
    if record is None:
        return Base(None, what="the case has no record")
    if question.kind == "rung":
        return _rungs(question, case, read_rows(case) if rows is None else rows, last_year)
    ways = {"act": _acts, "states": _states, "series": _series, "track": _tracks}
    return ways[question.kind](question, case, record, last_year)


def _since(case: Case, last_year: bool) -> tuple[date, int]:
    """The day from which events count, and the months from then to the day of the case."""
    end = first_month(case.as_of)
    first = add_months(end, -YEAR) if last_year else case.counted_from
    return first, max(1, month_number(end, first))


def _acts(question: Question, case: Case, record: Record, last_year: bool) -> Base:
    first, months = _since(case, last_year)
    seen = [
        a
        for a in record.acts
        if a.issue == question.issue
        and a.net_effect == question.direction
        and a.magnitude >= question.magnitude
        and a.date.first >= first
    ]
    window = window_of(question, case.as_of).months
    chance = at_least(1, len(seen), months, window)
    return Base(chance, len(seen), months, "such acts on this issue, by months")


def _states(question: Question, case: Case, record: Record, last_year: bool) -> Base:
    """Events by states of the case; a single country does what one among all did."""
    first, months = _since(case, last_year)
    states = [c.id for c in case.countries if c.state]
    already = {c.id for c in case.countries if c.state and c.accredited} if question.what == "accredit" else set()
    instrument = "ambassador_credentials" if question.what == "accredit" else "formal_recognition"
    movers = {m.actor for m in record.moves if m.instrument == instrument and m.actor in states and m.date.first >= first}
    seen = len(movers)
    if question.what == "accredit" and not last_year:  # moves do not tell all who did so by then, the case does
        seen, months = len(already), max(1, month_number(case.as_of, case.begins))
    window = window_of(question, case.as_of).last + 1
    what = "states of the case that did so, by months"
    if question.country:
        if question.country in already:
            return Base(STAYS, seen, months, "it does so already")
        chance = 1 - (months / (months + window)) ** ((seen + PRIOR) / len(states))  # its part in what all states do
        return Base(chance, seen, months, what)
    assert question.count is not None
    return Base(at_least(question.count - len(already), seen, months, window), seen, months, what)


def _tracks(question: Question, case: Case, record: Record, last_year: bool) -> Base:
    """Decided tracks of the same form, package or single."""
    own = {t.id: t for t in record.tracks}.get(question.track)
    package = own.kind == "package" if own else question.package
    first, _ = _since(case, last_year)
    good = (*MET, *(("partly",) if question.partly else ()))

    def counts(track: Track) -> bool:
        late = track.end is not None and track.end.first >= first
        return track.outcome != "open" and (track.kind == "package") == package and (late or not last_year)

    decided = [t for t in record.tracks if counts(t)]
    met = sum(t.outcome in good for t in decided)
    what = "decided packages" if package else "decided single tracks"
    return Base((met + 1) / (len(decided) + 2), met, len(decided), what)


def _rungs(question: Question, case: Case, rows: Rows, last_year: bool) -> Base:
    """All issues in the past that moved at least as far in as long a time: a share of each issue's months counts as one case.

    With ``last_year`` this issue alone goes on by the steps of the last twelve months.
    """
    window = window_of(question, case.as_of).last + 1
    issue, ladder = case.issue(question.issue), case.ladders[question.issue]
    assert question.rung is not None
    now, asked = int(on_rung(ladder, issue.start.centre)), rung_number(ladder, question.rung)
    gap = ladder.rungs[asked].level - ladder.rungs[now].level
    paths = _paths(case, rows)
    if last_year:
        drift = _net_of_last_year(case, rows, question.issue) * window / YEAR
        stands = int(on_rung(ladder, np.array(np.clip(issue.start.centre + drift, 0, 1))))
        good = stands >= asked if question.side == "at_least" else stands <= asked
        return Base(STAYS if good else 1 - STAYS, float(good), 1, "this issue going on as in the last year")
    length = min(window, paths.shape[1] - 1)
    change = paths[:, length:] - paths[:, :-length]
    half = _half_rung(ladder.rungs[now].level, [r.level for r in ladder.rungs])
    enough = change >= gap - half if question.side == "at_least" else change <= gap + half
    seen = float(enough.mean(1).sum())
    return Base((seen + 1) / (len(paths) + 2), seen, len(paths), "issues that moved as far in as long a time")


def _net_of_last_year(case: Case, rows: Rows, issue: str) -> float:
    """Steps toward less steps away on an issue in the last twelve months, by their recorded sizes."""
    i = case.issue_ids.index(issue)
    return float((rows.step_toward - rows.step_away)[0, -YEAR:, i].sum())


def _half_rung(level: float, levels: Sequence[float]) -> float:
    """Half the distance to the next rung, the smaller one: what does not take policy off its rung."""
    return min(abs(level - other) for other in levels if other != level) / 2


def _paths(case: Case, rows: Rows) -> np.ndarray:
    """Where each issue stood at the end of every month from the first that counts, (issues, months), as recorded steps say."""
    first = max(0, month_number(case.counted_from, rows.first))
    start = np.array([policy_on(case.begins, issue.levels) for issue in case.issues])
    now = np.array([issue.start.centre for issue in case.issues])
    return np.asarray((start + rows.progress[0] * (now - start) + rows.bend[0])[first:].T)


def _series(question: Question, case: Case, record: Record, last_year: bool) -> Base:
    """A random walk from the newest value, with the spread of past changes a year; the last year alone: it stays."""
    assert question.line is not None
    numbers = sorted((n for n in record.series if comparable(question, n)), key=lambda n: n.end)
    if not numbers:
        return Base(None, what="no value of the series before that day")
    now = numbers[-1]
    above = question.side == "above"
    if last_year:
        good = (now.value > question.line) == above
        return Base(STAYS if good else 1 - STAYS, float(good), 1, f"the newest value, {now.value:g} of {now.period}, stays")
    if len(numbers) < FEWEST:
        return Base(None, float(len(numbers)), float(FEWEST), "too few values of the series before that day")
    years = max((question.by - now.end).days / 365.25, 0.25)
    spread = yearly_spread(numbers) * np.sqrt(years)
    high = 1 - NormalDist(now.value, max(spread, 1e-9)).cdf(question.line)
    chance = min(max(high if above else 1 - high, 0.01), 0.99)
    return Base(chance, float(len(numbers)), float(len(numbers)), "a walk from the newest value with past changes")


def comparable(question: Question, number: Number) -> bool:
    """Whether a value is of the series, and in the unit, that a question asks about."""
    return number.series == question.series and question.unit in ("", number.unit)


def yearly_spread(numbers: Sequence[Number]) -> float:
    """Standard deviation of change in a year from successive values, each change divided by the root of its years."""
    changes = [(b.value - a.value) / max((b.end - a.end).days / 365.25, 0.25) ** 0.5 for a, b in pairwise(numbers)]
    return float(np.sqrt(np.mean(np.square(changes))))
