"""Shared pieces of the tests: the shipped case, a copy that may be broken, and one small study, run once."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from modusvivendi.case import Case, load_case
from modusvivendi.case.load import SHIPPED
from modusvivendi.engine import cache as compiled
from modusvivendi.evidence.inference.weigh import model_for
from modusvivendi.evidence.likelihood.model import NAMES
from modusvivendi.forecasting.courses import run_courses
from modusvivendi.strategy import load_strategies, load_strategy
from modusvivendi.strategy.compile import compile_strategy
from modusvivendi.study import Result, Study, run_study
from modusvivendi.theory import load_theories, load_theory


def first_use() -> dict[str, Callable[[], object]]:
    """For every large part of the engine that tests in more than one file use: something that has it compiled."""
    case, theory, drift = load_case("afghanistan"), load_theory("inertia"), load_strategy("drift")
    study = Study(case=case, theories=(theory,), strategies=(drift,), futures=1, months=12)
    return {
        "futures": lambda: run_study(study),
        "history": lambda: model_for(case).history(theory, np.full((1, len(NAMES)), 0.5), 0),
        "courses": lambda: run_courses(study, theory, [compile_strategy(drift, case, 12)]),
    }


@pytest.fixture(scope="session", autouse=True)
def compiled_once() -> None:
    """Of processes that test side by side each compiles what no other is at; the others find it in the cache."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        return
    import fcntl

    parts = first_use()
    for how in (fcntl.LOCK_EX | fcntl.LOCK_NB, fcntl.LOCK_EX):  # first what is free, then what others were at
        for name, use in parts.items():
            with (compiled._folder / f"tests-{name}.lock").open("w") as lock:
                try:
                    fcntl.flock(lock, how)
                except BlockingIOError:
                    continue
                use()


@pytest.fixture(scope="session")
def sharing_tasks(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path], Path]:
    """Makes a cache of results that takes finished tasks of weighing from other such caches, whichever process filled them."""
    base = tmp_path_factory.getbasetemp()
    tasks = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "finished-tasks"
    tasks.mkdir(exist_ok=True)

    def made(cache: Path) -> Path:
        place = cache / "modusvivendi" / "evidence" / "tasks"
        place.parent.mkdir(parents=True)
        place.symlink_to(tasks)
        return cache

    return made


@pytest.fixture(scope="session")
def afghanistan() -> Case:
    """The shipped case."""
    return load_case("afghanistan", as_of="2024-05-29")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shipped case's folder."""
    return Path(shutil.copytree(SHIPPED / "afghanistan", tmp_path / "mine"))


@pytest.fixture(scope="session")
def afghan_study() -> Study:
    """All theories and strategies on 128 draws, the shipped horizon."""
    return Study(
        case=load_case("afghanistan", as_of="2024-05-29"),
        theories=tuple(load_theories()),
        strategies=tuple(load_strategies()),
        futures=128,
    )


@pytest.fixture(scope="session")
def afghan_result(afghan_study: Study) -> Result:
    """The study run in memory."""
    return run_study(afghan_study, threads=2)
