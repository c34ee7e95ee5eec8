"""Shared pieces of the tests: one small study of the shipped case, run once."""

from __future__ import annotations

import pytest

from modusvivendi.case import load_case
from modusvivendi.strategy import load_strategies
from modusvivendi.study import Result, Study, run_study
from modusvivendi.theory import load_theories


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
