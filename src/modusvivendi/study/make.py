"""Making a study from names and files, with overrides: what the command line and a notebook both start from."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from modusvivendi.case import Case, load_case
from modusvivendi.files.given import given_names
from modusvivendi.strategy import load_strategies, strategies_for
from modusvivendi.study.overrides import apply_overrides
from modusvivendi.study.study import Study
from modusvivendi.theory import load_theories


def make_study(
    case: Case | str | Path,
    *,
    theories: Sequence[str] | None = None,
    strategies: Sequence[str] | None = None,
    followers: str | None = None,
    settings: Sequence[str] = (),
    futures: int = 1024,
    seed: int = 1,
    months: int | None = None,
) -> Study:
    """A study of a case.

    case: a case, a shipped case's name, or the path of a case.yaml or its folder. theories, strategies: names or YAML files;
    by default all shipped theories, and the shipped strategies that the case can run (``strategies_for`` says which and why). followers: who follows the strategies, a coalition or countries, instead of what each says.
    settings: overrides such as ``theory.all.choice_precision=8``. futures: draws, at least 1; every theory and strategy runs on each.
    months: horizon, 12 to 600; the case's own by default. Raises InputError, also for names that only a run would meet.

    Example:
        >>> import modusvivendi as mv
        >>> mv.make_study("afghanistan", theories=["status_and_cohesion"], strategies=["drift"], futures=8).futures
        8
    """
    loaded = case if isinstance(case, Case) else load_case(str(case))
    chosen, acting, pins = apply_overrides(
        list(given_names("settings", settings or None) or ()),
        load_theories(theories),
        strategies_for(loaded)[0] if strategies is None else load_strategies(strategies),
    )
    study = Study(
        case=loaded,
        theories=tuple(chosen),
        strategies=tuple(acting),
        futures=futures,
        seed=seed,
        months=loaded.horizon_months if months is None else months,
        followers=followers,
        pins=pins,
    )
    _ = study.batch  # all names of strategies and followers are checked before anything is run
    return study
