"""Shared pieces of the tests: the shipped case, a copy that may be broken, and one small study, run once."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import numpy as np
import pytest

from modusvivendi.case import Case, load_case
from modusvivendi.case.load import SHIPPED
from modusvivendi.engine import compile as compiled
from modusvivendi.evidence.inference.weigh import model_for
from modusvivendi.evidence.likelihood.model import NAMES
from modusvivendi.strategy import load_strategies, load_strategy
from modusvivendi.study import Result, Study, run_study
from modusvivendi.theory import load_theories, load_theory


@pytest.fixture(scope="session", autouse=True)
def compiled_once() -> None:
    """Of processes that test side by side one compiles the engine; the others wait and find it in the cache."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        return
    import fcntl

    case, theory = load_case("afghanistan"), load_theory("inertia")
    with (compiled._folder / "tests.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        run_study(Study(case=case, theories=(theory,), strategies=(load_strategy("drift"),), futures=1, months=12))
        model_for(case).history(theory, np.full((1, len(NAMES)), 0.5), 0)


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
