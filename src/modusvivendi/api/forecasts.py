"""Dated questions: answered, scored, and hindcasts of the ladders."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from modusvivendi.case import Case, load_case
from modusvivendi.errors import InputError
from modusvivendi.evidence.inference.beliefs import UNIFORM, Beliefs, Weighting, choose_beliefs
from modusvivendi.findings import Report
from modusvivendi.findings.forecast import forecast_report
from modusvivendi.findings.hindcast import hindcast_report
from modusvivendi.forecasting.answer import Asking, Forecasts
from modusvivendi.forecasting.answer import forecast as answer_questions
from modusvivendi.forecasting.hindcast import Hindcast, hindcasts
from modusvivendi.forecasting.question import Questions, check_questions, read_questions, shipped_questions
from modusvivendi.strategy import Strategy, strategies_for
from modusvivendi.theory import Theory, load_theories


@dataclass(frozen=True, eq=False)
class Forecasted:
    """What ``forecast`` returns: answers with chances, base rates and resolutions, beliefs used, and the report.

    earlier: answers to the newest older set of questions that comes with the case, for how good such answers have been.

    Example:
        >>> import modusvivendi as mv
        >>> list(mv.Forecasted.__dataclass_fields__)  # see ``forecast`` for how to come by one
        ['forecasts', 'questions', 'beliefs', 'report', 'earlier']
    """

    forecasts: Forecasts
    questions: Questions
    beliefs: Beliefs
    report: Report
    earlier: Forecasts | None = None


@dataclass(frozen=True, eq=False)
class Hindcasted:
    """What ``hindcast`` returns: bands of the ladders between the days of a case, and the report.

    Example:
        >>> import modusvivendi as mv
        >>> list(mv.Hindcasted.__dataclass_fields__)  # see ``hindcast`` for how to come by one
        ['hindcasts', 'report']
    """

    hindcasts: tuple[Hindcast, ...]
    report: Report


def forecast(
    case: Case | str,
    *,
    questions: Path | str | None = None,
    as_of: date | str | None = None,
    strategy: str | None = None,
    theories: Sequence[str] | None = None,
    weights: Weighting = UNIFORM,
    futures: int = 1024,
    seed: int = 1,
) -> Forecasted:
    """Answer dated questions, and score those that the record has decided since.

    case: a shipped case's name, a path, or a Case. questions: a file (docs/forecast.md), by default the one that comes with the
    case for that day. as_of: the day as of which they are answered; by default what the file says, else the newest snapshot
    before the first question opens. strategy: the one that is shown and scored; by default what outsiders did (``as it went``)
    where the record runs on, else ``drift``. theories: names or files, by default all. weights: of theories.
    futures: for each theory and strategy. Chances lie in [0, 1]. Raises InputError for bad files and unknown names.

    Example:
        >>> import modusvivendi as mv
        >>> found = mv.forecast("afghanistan", as_of="2024-05-29", theories=["inertia"], futures=64)
        >>> len(found.forecasts.resolved) >= 40
        True
    """
    newest = case if isinstance(case, Case) else load_case(case)
    read, then = _asked(newest, questions, as_of)
    check_questions(read, then)
    chosen = load_theories(theories)
    beliefs = choose_beliefs(then, chosen, weights)
    acting = strategies_for(then)[0]
    asking = Asking(chosen, acting, beliefs.weights, beliefs.posterior, strategy, futures, seed)
    found = answer_questions(then, read.items, newest, asking)
    earlier = None
    if questions is None and not found.resolved:
        earlier = _earlier(newest, then, Asking(chosen, acting, None, None, None, futures, seed))
    return Forecasted(found, read, beliefs, forecast_report(found, beliefs.origin, earlier), earlier)


def _asked(newest: Case, questions: Path | str | None, as_of: date | str | None) -> tuple[Questions, Case]:
    """The questions, and the case as of their day."""
    shipped = shipped_questions(newest)
    if questions is None:
        newest_set = max((day for day in shipped if day <= newest.as_of), default=newest.as_of)
        then = _then(newest, newest_set if as_of is None else as_of)
        if then.as_of not in shipped:
            days = ", ".join(map(str, shipped)) or "none"
            raise InputError(
                f"case '{newest.name}' comes with no questions as of {then.as_of} (there are: {days}); give --questions FILE"
            )
        return read_questions(shipped[then.as_of]), then
    read = read_questions(questions)
    opens = min(q.opens for q in read.items)
    before = [day for day in newest.snapshots if day <= opens]
    day = read.as_of or max(before, default=newest.as_of) if as_of is None else as_of
    return read, _then(newest, day)


def _then(newest: Case, as_of: date | str) -> Case:
    """The case as of a day."""
    if str(as_of) == str(newest.as_of) or newest.folder is None:
        return newest
    return load_case(newest.folder, as_of)


def earlier_answers(case: Case, theories: Sequence[Theory], strategies: Sequence[Strategy], futures: int) -> Forecasts | None:
    """Answers, with uniform weights, to the newest set of a case's questions whose period is over; None if there is none."""
    return _earlier(case, case, Asking(theories, strategies, futures=futures))


def _earlier(newest: Case, then: Case, asking: Asking) -> Forecasts | None:
    """Answers to the newest older set that comes with the case."""
    days = [day for day in shipped_questions(newest) if day < then.as_of]
    if not days:
        return None
    case = _then(newest, max(days))
    asking = replace(asking, strategies=[s for s in asking.strategies if _could_be_followed(s, case)])
    return answer_questions(case, read_questions(shipped_questions(newest)[max(days)]).items, newest, asking)


def _could_be_followed(strategy: Strategy, case: Case) -> bool:
    """Whether an earlier case knows all issues that a strategy names; a plan of today may put newer ones on the table."""
    demanded = strategy.demands.issues.issues if strategy.demands else ()
    return {*demanded, *(issue for track in strategy.tracks for issue in track.issues)} <= {i.id for i in case.issues}


def hindcast(
    case: Case | str,
    *,
    theories: Sequence[str] | None = None,
    weights: Weighting = UNIFORM,
    futures: int = 1024,
    seed: int = 1,
) -> Hindcasted:
    """Bands of all ladders, from the beginning of a case to its first snapshot and from each snapshot to the next.

    A run from the beginning has no base rates of the record; outsiders act as recorded. futures: for each theory. Raises InputError for a
    case without a record.

    Example:
        >>> import modusvivendi as mv
        >>> found = mv.hindcast("afghanistan", theories=["inertia"], futures=64)
        >>> [len(h.bands) for h in found.hindcasts]
        [19, 19]
    """
    newest = case if isinstance(case, Case) else load_case(case)
    if newest.record is None:
        raise InputError(f"case '{newest.name}' has no record: a hindcast needs one")
    chosen = load_theories(theories)
    beliefs = choose_beliefs(newest, chosen, weights)
    asking = Asking(chosen, strategies_for(newest)[0], beliefs.weights, None, None, futures, seed)
    days = [_then(newest, day) for day in sorted(newest.snapshots or (newest.as_of,))]
    found = hindcasts(days, asking)
    return Hindcasted(found, hindcast_report(newest.title, found, beliefs.origin))
