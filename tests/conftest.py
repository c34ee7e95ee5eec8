"""Shared pieces of the tests: the shipped case, a copy that may be broken, and one small study, run once."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from modusvivendi.case import Case, load_case
from modusvivendi.case.load import SHIPPED
from modusvivendi.strategy import load_strategies
from modusvivendi.study import Result, Study, run_study
from modusvivendi.theory import load_theories


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
