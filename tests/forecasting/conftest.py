"""Forecasts that several tests look at."""

from __future__ import annotations

import pytest

import modusvivendi as mv
from modusvivendi.api.forecasts import Forecasted
from modusvivendi.case import Case


@pytest.fixture(scope="session")
def then() -> Case:
    """The Afghan case as of its first snapshot."""
    return mv.load_case("afghanistan", "2024-05-29")


@pytest.fixture(scope="session")
def now() -> Case:
    """The Afghan case as known at its newest snapshot."""
    return mv.load_case("afghanistan")


@pytest.fixture(scope="session")
def decided() -> Forecasted:
    """The shipped questions of May 2024, under two theories."""
    return mv.forecast("afghanistan", as_of="2024-05-29", theories=["inertia", "contact"], futures=256)
