"""One call per question. Each returns a small result with what was worked out and a ``report`` of findings to render."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd

from modusvivendi.case import Case, load_case
from modusvivendi.errors import InputError
from modusvivendi.evidence.forecast.held_out import HeldOut, score_held_out, score_own_record
from modusvivendi.evidence.inference.beliefs import UNIFORM, Beliefs, choose_beliefs
from modusvivendi.evidence.inference.checkpoints import Progress
from modusvivendi.evidence.inference.options import DRAWS, Size, WeighOptions
from modusvivendi.evidence.inference.weigh import checkpoint_folder, weigh_and_keep
from modusvivendi.evidence.inference.weights import Weights
from modusvivendi.evidence.pooled.scores import LeftOutScores, left_out_scores
from modusvivendi.evidence.pooled.tables import tables_of_pool
from modusvivendi.evidence.pooled.weigh import DRAWS as POOLED_DRAWS
from modusvivendi.evidence.pooled.weigh import PooledOptions, PooledWeights, case_for, check_pooled
from modusvivendi.evidence.pooled.weigh import weigh_pooled as weigh_asks_of
from modusvivendi.evidence.signposts.signposts import Signposts
from modusvivendi.evidence.signposts.signposts import designs as rank_designs
from modusvivendi.evidence.signposts.signposts import signposts as rank_observables
from modusvivendi.evidence.tables import tables_of
from modusvivendi.files.given import given_whole
from modusvivendi.findings import Report
from modusvivendi.findings.calendar import read_on
from modusvivendi.findings.score import score_report
from modusvivendi.findings.signposts import signposts_report
from modusvivendi.findings.weigh import weigh_report
from modusvivendi.findings.weigh_pooled import pooled_report
from modusvivendi.forecasting.answer import Asking
from modusvivendi.forecasting.signposts import Watch, watch
from modusvivendi.record.dates import parse_day
from modusvivendi.strategy import load_strategy, strategies_for
from modusvivendi.study.study import MOST_SEED
from modusvivendi.study.work import MOST_THREADS, check_whole
from modusvivendi.theory import load_theories


@dataclass(frozen=True)
class Weighed:
    """What ``weigh`` returns: weights of theories with their evidence, tables of all its numbers by name, the report."""

    weights: Weights
    tables: dict[str, pd.DataFrame]
    report: Report


@dataclass(frozen=True, eq=False)
class WeighedPooled:
    """What ``weigh_pooled`` returns: weights of theories on the asks of several authorities, scores on each from the others
    alone, tables of all numbers by name, the report."""

    weights: PooledWeights
    scores: LeftOutScores
    tables: dict[str, pd.DataFrame]
    report: Report


@dataclass(frozen=True)
class Scored:
    """What ``score`` returns: scores on held-out rows, and the report."""

    held_out: HeldOut
    report: Report


@dataclass(frozen=True)
class Watched:
    """What ``signposts`` returns: observables by information, strategies and probes by what they would teach (nats, with
    standard errors), the weights of theories used, the report, and signs with dates (``watch``)."""

    signposts: Signposts
    designs: pd.DataFrame
    beliefs: Beliefs
    report: Report
    watch: Watch


def weigh(
    case: Case | str,
    *,
    theories: Sequence[str] | None = None,
    draws: int = DRAWS,
    seed: int = 1,
    sampler: str = "importance",
    threads: int | None = None,
    fresh: bool = False,
    progress: Progress | None = None,
) -> Weighed:
    """Weigh theories against the record: evidence, weights, sensitivity variants, skill. Two to four processor minutes.

    case: a shipped case's name, a path, or a Case. theories: names or YAML files (all shipped ones by default; only then
    are weights and posterior draws kept for ``weights="record"``). draws: per theory and coding, 64 or more. sampler:
    ``importance`` or ``nautilus`` (nested sampling, a check of about half an hour). fresh: work out everything anew instead
    of going on where a run stopped. progress(done, total, label) is called after every task.

    Raises InputError for unknown names, and for a case without a record.

    Example:
        >>> import modusvivendi as mv
        >>> found = mv.weigh("afghanistan", theories=["inertia", "contact"], draws=64)
        >>> 0.0 <= found.report.finding("weigh.leader").facts["weight"].value <= 1.0
        True
    """
    given_whole("seed", seed, 0, MOST_SEED)
    check_whole("threads", threads, MOST_THREADS)
    options = WeighOptions(
        seed=seed, sampler=sampler, size=Size.of(draws), threads=threads, checkpoints=None if fresh else checkpoint_folder()
    )
    weights = weigh_and_keep(_case(case), theories, options, progress)
    tables = tables_of(weights)
    return Weighed(weights, tables, weigh_report(weights, tables))


def weigh_pooled(
    cases: Sequence[Case | str],
    *,
    theories: Sequence[str] | None = None,
    draws: int = POOLED_DRAWS,
    seed: int = 1,
    as_of: date | str | None = None,
    threads: int | None = None,
    fresh: bool = False,
    progress: Progress | None = None,
) -> WeighedPooled:
    """Weigh theories on the asks put to several authorities at once; each case is also predicted from the others alone.

    cases: two or more, as for ``weigh``. theories: names or YAML files, all shipped ones by default. draws: per theory, reading of
    the record and set of asks, 64 or more. as_of: nothing that came later is used. fresh: work out everything anew instead of
    going on where a run stopped. progress(done, total, label) is called once what was asked has been checked, and after every task.

    Raises InputError for unknown names, fewer than two cases or 20 decided asks, and a case without a record.

    Example:
        >>> import modusvivendi as mv
        >>> found = mv.weigh_pooled(["afghanistan", "gaza"], theories=["inertia"], draws=64)
        >>> found.report.finding("weigh_pooled.unseen").facts["n"].value > 100
        True
    """
    given_whole("seed", seed, 0, MOST_SEED)
    check_whole("threads", threads, MOST_THREADS)
    day = None if as_of is None else _day("as of", as_of)
    options = PooledOptions(
        draws=draws, seed=seed, threads=threads, checkpoints=None if fresh else checkpoint_folder(), as_of=day
    )
    loaded = [case if isinstance(case, Case) else case_for(case, day) for case in cases]
    chosen = load_theories(theories)
    check_pooled(loaded, chosen, options)
    if progress:
        progress(0, 1, "reading the records")
    weights = weigh_asks_of(loaded, chosen, options, progress)
    scores = left_out_scores(weights)
    tables = tables_of_pool(weights, scores)
    return WeighedPooled(weights, scores, tables, pooled_report(weights, scores, tables))


def score(
    case: Case | str,
    *,
    acts: Path | str | None = None,
    tracks: Path | str | None = None,
    moves: Path | str | None = None,
    since: date | str | None = None,
    theories: Sequence[str] | None = None,
    seed: int = 1,
) -> Scored:
    """Score held-out rows: log scores (nats) of theories, their mixture and baselines on what came after a day.

    acts, tracks, moves: CSV files in the format of the case's record, all three; without them, what the record itself holds after
    that day. since: rows after this day are scored (a date, or YYYY-MM-DD); with the case's own record by default the day by which
    three quarters of its acts and tracks had begun. theories: names or YAML files, all shipped ones by default.

    Raises InputError that names file, row and column of what is wrong.

    Example:
        >>> import modusvivendi as mv
        >>> tables = {name: f"later/{name}.csv" for name in ("acts", "tracks", "moves")}
        >>> found = mv.score("afghanistan", **tables, since="2024-05-31", theories=["inertia", "contact"])
        >>> found.report.findings[0].id.startswith("score.")
        True
    """
    given_whole("seed", seed, 0, MOST_SEED)
    chosen, day = load_theories(theories), None if since is None else _day("since", since)
    if acts is None and tracks is None and moves is None:
        found = score_own_record(_case(case), day, theories=chosen, seed=seed)
    elif acts is None or tracks is None or moves is None or day is None:
        raise InputError("score: files of later rows are given together: acts, tracks, moves, since")
    else:
        found = score_held_out(
            _case(case), acts=Path(acts), tracks=Path(tracks), moves=Path(moves), since=day, theories=chosen, seed=seed
        )
    return Scored(found, score_report(found))


def signposts(
    case: Case | str,
    *,
    strategy: str = "piecemeal",
    horizon: int = 12,
    weights: str | Mapping[str, float] = UNIFORM,
    theories: Sequence[str] | None = None,
    futures: int = 1024,
    seed: int = 1,
) -> Watched:
    """What to watch for while a strategy is followed, and what would teach most about which theory holds.

    horizon: months ahead. weights: of theories, ``uniform`` (over their families), ``record`` (what ``weigh`` has left) or numbers by theory.
    theories: names or YAML files, all shipped ones by default. futures: simulated per theory; half as many per design. Periods of
    signs with dates count from the day on which the case is read (``load_case``).

    Raises InputError for unknown names, a horizon out of range, and weights that cannot be had.

    Example:
        >>> import modusvivendi as mv
        >>> found = mv.signposts("afghanistan", strategy="piecemeal", futures=128)
        >>> len(found.signposts.table) > 0
        True
    """
    loaded, chosen = _case(case), load_theories(theories)
    beliefs = choose_beliefs(loaded, chosen, weights)
    found = rank_observables(
        loaded,
        strategy,
        horizon,
        weights=beliefs.weights,
        seed=seed,
        theories=chosen,
        futures=futures,
        posterior=beliefs.posterior,
    )
    tried = rank_designs(
        loaded, weights=beliefs.weights, seed=seed, theories=chosen, futures=max(64, futures // 2), posterior=beliefs.posterior
    )
    origin = "uniform over families" if beliefs.weights is None else beliefs.origin
    own = load_strategy(strategy)
    acting = [own, *(s for s in strategies_for(loaded)[0] if s.name != own.name)]
    posts = watch(loaded, Asking(chosen, acting, found.weights, beliefs.posterior, own.name, futures, seed), read_on(loaded))
    return Watched(found, tried, beliefs, signposts_report(loaded, strategy, found, tried, origin, posts), posts)


def _day(what: str, given: date | str) -> date:
    """A day, given as one or as YYYY-MM-DD."""
    try:
        return given if isinstance(given, date) else parse_day(given)
    except ValueError as error:
        raise InputError(f"{what} {given}: write a date as YYYY-MM-DD ({error})") from None


def _case(case: Case | str) -> Case:
    return case if isinstance(case, Case) else load_case(case)
